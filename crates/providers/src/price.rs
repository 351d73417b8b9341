use parlance_domain::{MicroDollars, Usage};
use serde::Deserialize;

/// What a model costs, each per million tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(from = "Dollars")]
pub struct Price {
    pub input: MicroDollars,
    pub output: MicroDollars,
    /// Input that the provider still had; `None` where no price of its own is known.
    pub cached: Option<MicroDollars>,
}

/// As people write it: US dollars per million tokens.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Dollars {
    input: f64,
    output: f64,
    cached: Option<f64>,
}

impl From<Dollars> for Price {
    fn from(dollars: Dollars) -> Self {
        Self::per_million(dollars.input, dollars.output, dollars.cached)
    }
}

impl Price {
    /// From US dollars per million tokens.
    pub fn per_million(input: f64, output: f64, cached: Option<f64>) -> Self {
        Self { input: micros(input), output: micros(output), cached: cached.map(micros) }
    }

    /// What a call cost; `None` where the provider did not count it.
    pub fn cost(&self, usage: &Usage) -> Option<MicroDollars> {
        let (input, output) = (usage.input_tokens?, usage.output_tokens?);
        let cached = usage.cached_tokens.unwrap_or(0).min(input);
        let part = |tokens: u64, price: MicroDollars| i128::from(tokens) * i128::from(price.0);
        let sum = part(input - cached, self.input)
            + part(cached, self.cached.unwrap_or(self.input))
            + part(output, self.output);
        // Rounded to the nearest millionth of a dollar.
        i64::try_from((sum + 500_000) / 1_000_000).ok().map(MicroDollars)
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a cast to an integer saturates, and no price comes near its bounds"
)]
fn micros(dollars: f64) -> MicroDollars {
    MicroDollars((dollars.max(0.0) * 1_000_000.0).round() as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usage(input: u64, output: u64, cached: Option<u64>) -> Usage {
        Usage {
            input_tokens: Some(input),
            output_tokens: Some(output),
            cached_tokens: cached,
            reasoning_tokens: None,
            cost: None,
        }
    }

    #[test]
    fn a_call_costs_what_its_tokens_cost() {
        let price = Price::per_million(2.0, 10.0, Some(0.2));
        assert_eq!(price.cost(&usage(1000, 100, None)), Some(MicroDollars(3000)));
        assert_eq!(price.cost(&usage(1000, 100, Some(1000))), Some(MicroDollars(1200)));
        assert_eq!(
            price.cost(&usage(1000, 100, Some(9000))),
            Some(MicroDollars(1200)),
            "more cached than sent"
        );
        let plain = Price::per_million(2.0, 10.0, None);
        assert_eq!(plain.cost(&usage(1000, 100, Some(1000))), Some(MicroDollars(3000)));
        assert_eq!(plain.cost(&usage(u64::MAX, u64::MAX, None)), None);
        assert_eq!(plain.cost(&Usage { output_tokens: Some(1), ..Usage::default() }), None);
    }

    #[test]
    fn small_prices_stay_exact() {
        assert_eq!(Price::per_million(0.1, 0.5, None).cost(&usage(7, 13, None)), Some(MicroDollars(7)));
        assert_eq!(Price::per_million(-1.0, f64::NAN, None), Price::per_million(0.0, 0.0, None));
    }
}
