//! What was measured of a workload: a table of the arms, and how many times what the others need is needed here.

use std::fmt::Write;

use super::arm::Arm;
use crate::distribution::Distribution;

/// Something that is measured in every run.
pub(super) struct Figure {
    name: &'static str,
    /// Whether it is better to have more of it.
    more: bool,
}

/// The runs of one arm that came to an end, each with its figures.
pub(super) struct Measured<const N: usize> {
    pub(super) arm: Arm,
    pub(super) runs: Vec<[f64; N]>,
}

impl Figure {
    pub(super) const fn more(name: &'static str) -> Self {
        Self { name, more: true }
    }

    pub(super) const fn less(name: &'static str) -> Self {
        Self { name, more: false }
    }
}

impl<const N: usize> Measured<N> {
    fn of(&self, figure: usize) -> Distribution {
        Distribution::new(self.runs.iter().filter_map(|run| run.get(figure).copied()).collect())
    }
}

/// Medians, with the least and the most where there were several runs.
pub(super) fn table<const N: usize>(
    title: &str,
    rounds: usize,
    figures: &[Figure; N],
    arms: &[Measured<N>],
) -> String {
    let mut out = format!("{title}\n\n|");
    // Writing to a string cannot fail.
    for Figure { name, .. } in figures {
        let _ = write!(out, " | {name}");
    }
    let _ = writeln!(out, " |\n|---{}|", "|--:".repeat(N));
    for arm in arms {
        out.push_str("| ");
        out.push_str(arm.arm.what());
        if arm.runs.len() < rounds {
            let _ = write!(out, " ({} of {rounds} runs came to an end)", arm.runs.len());
        }
        for at in 0..N {
            let _ = write!(out, " | {}", range(&arm.of(at)));
        }
        out.push_str(" |\n");
    }
    if let Some(own) = arms.iter().find(|arm| arm.arm == Arm::Parlance) {
        let floor = |_: usize| arms.iter().find(|arm| arm.arm == Arm::Plain);
        ratios(&mut out, "Parlance against the floor", figures, own, floor);
        ratios(&mut out, "Parlance against the best peer", figures, own, |at| best(figures, arms, at));
    }
    out.push('\n');
    out
}

/// One run in words.
pub(super) fn line<const N: usize>(figures: &[Figure; N], run: &[f64; N]) -> String {
    let of = |(figure, value): (&Figure, &f64)| format!("{} {}", figure.name, rounded(*value));
    figures.iter().zip(run).map(of).collect::<Vec<_>>().join("; ")
}

fn range(all: &Distribution) -> String {
    let [least, middle, most] = [0, 50, 100].map(|percent| rounded(all.percentile(percent)));
    match all.count() {
        0 => "–".to_owned(),
        1 => middle,
        _ => format!("{middle} ({least}–{most})"),
    }
}

fn rounded(value: f64) -> String {
    let decimals = match value.abs() {
        whole if whole.fract() == 0.0 => 0,
        ..10.0 => 2,
        ..100.0 => 1,
        _ => 0,
    };
    format!("{value:.decimals$}")
}

/// The peer that does best in a figure.
fn best<'a, const N: usize>(
    figures: &[Figure; N],
    arms: &'a [Measured<N>],
    at: usize,
) -> Option<&'a Measured<N>> {
    let more = figures.get(at)?.more;
    let peers =
        arms.iter().filter(|arm| !matches!(arm.arm, Arm::Parlance | Arm::Plain) && !arm.runs.is_empty());
    peers.min_by(|one, other| {
        let (one, other) = (one.of(at).median(), other.of(at).median());
        if more { other.total_cmp(&one) } else { one.total_cmp(&other) }
    })
}

fn ratios<'a, const N: usize>(
    out: &mut String,
    what: &str,
    figures: &[Figure; N],
    own: &Measured<N>,
    other: impl Fn(usize) -> Option<&'a Measured<N>>,
) {
    if own.runs.is_empty() || (0..figures.len()).all(|at| other(at).is_none()) {
        return;
    }
    let _ = write!(out, "| {what}");
    for at in 0..N {
        match other(at).filter(|other| !other.runs.is_empty()) {
            Some(other) => {
                let ratio = own.of(at).median() / other.of(at).median();
                let _ = write!(out, " | {}×", rounded(ratio));
                if other.arm != Arm::Plain {
                    let _ = write!(out, " ({})", other.arm.name());
                }
            }
            None => out.push_str(" | –"),
        }
    }
    out.push_str(" |\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIGURES: [Figure; 2] = [Figure::more("frames/s"), Figure::less("lag, ms")];

    fn arms() -> Vec<Measured<2>> {
        vec![
            Measured { arm: Arm::Parlance, runs: vec![[60.0, 30.0], [58.0, 20.0], [59.0, 400.0]] },
            Measured { arm: Arm::ReactMarkdown, runs: vec![[10.0, 500.0]; 3] },
            Measured { arm: Arm::Streamdown, runs: vec![] },
            Measured { arm: Arm::StreamingMarkdown, runs: vec![[40.0, 60.0]; 2] },
            Measured { arm: Arm::Memoised, runs: vec![[20.0, 15.0]; 3] },
            Measured { arm: Arm::Plain, runs: vec![[61.0, 10.0]; 3] },
        ]
    }

    #[test]
    fn an_arm_has_its_medians_and_ranges() {
        let text = table("W1", 3, &FIGURES, &arms());
        assert!(text.starts_with("W1\n\n| | frames/s | lag, ms |\n|---|--:|--:|\n"), "{text}");
        assert!(text.contains("| Parlance | 59 (58–60) | 30 (20–400) |\n"), "{text}");
    }

    #[test]
    fn runs_without_an_end_are_told() {
        let text = table("W1", 3, &FIGURES, &arms());
        assert!(
            text.contains("streamdown with its code plugin (0 of 3 runs came to an end) | – | – |"),
            "{text}"
        );
        assert!(text.contains("(2 of 3 runs came to an end) | 40 (40–40) |"), "{text}");
    }

    #[test]
    fn the_best_peer_is_that_of_each_figure_and_never_the_floor() {
        let text = table("W1", 3, &FIGURES, &arms());
        assert!(text.contains("| Parlance against the floor | 0.97× | 3× |\n"), "{text}");
        assert!(
            text.contains(
                "| Parlance against the best peer | 1.48× (streaming-markdown) | 2× (memoised) |\n"
            ),
            "{text}"
        );
    }

    #[test]
    fn alone_it_is_compared_with_nobody() {
        let text = table("W1", 3, &FIGURES, &arms()[..1]);
        assert!(!text.contains("against"), "{text}");
    }
}
