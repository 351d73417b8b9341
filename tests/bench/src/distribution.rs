/// Samples of one quantity, sorted.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Distribution(Vec<f64>);

impl Distribution {
    pub(crate) fn new(mut samples: Vec<f64>) -> Self {
        samples.sort_by(f64::total_cmp);
        Self(samples)
    }

    pub(crate) fn count(&self) -> usize {
        self.0.len()
    }

    /// The smallest sample that at least this percentage of the samples do not exceed; not a number when there are none.
    pub(crate) fn percentile(&self, percent: usize) -> f64 {
        let rank = (self.0.len() * percent).div_ceil(100).max(1);
        self.0.get(rank - 1).copied().unwrap_or(f64::NAN)
    }

    /// Each sample less this much.
    pub(crate) fn less(&self, amount: f64) -> Self {
        Self(self.0.iter().map(|sample| sample - amount).collect())
    }

    pub(crate) fn median(&self) -> f64 {
        self.percentile(50)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_samples() {
        let hundred = Distribution::new((1..=100).rev().map(f64::from).collect());
        assert_eq!([50, 90, 99, 100].map(|percent| hundred.percentile(percent)), [50.0, 90.0, 99.0, 100.0]);
        assert_eq!(hundred.less(10.0).median(), 40.0);
        let three = Distribution::new(vec![2.0, 1.0, 3.0]);
        assert_eq!((three.median(), three.percentile(99), three.percentile(100)), (2.0, 3.0, 3.0));
        assert!(Distribution::new(Vec::new()).median().is_nan());
    }
}
