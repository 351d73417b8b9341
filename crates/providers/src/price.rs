use parlance_domain::{MicroDollars, Usage};
use serde::Deserialize;

/// What a model costs.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(from = "Dollars")]
pub struct Price {
    /// Of a prompt of usual length.
    pub base: Rates,
    /// Of longer ones, the shortest first.
    pub tiers: Vec<PriceTier>,
}

/// Each per million tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rates {
    pub input: MicroDollars,
    pub output: MicroDollars,
    /// Input that the provider still had; `None` where no price of its own is known.
    pub cached: Option<MicroDollars>,
}

/// What every token of a call costs whose prompt is longer than so many tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PriceTier {
    pub above_tokens: u64,
    pub rates: Rates,
}

/// As people write it: US dollars per million tokens.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Dollars {
    input: f64,
    output: f64,
    cached: Option<f64>,
    #[serde(default)]
    tiers: Vec<TierDollars>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TierDollars {
    above: u64,
    input: f64,
    output: f64,
    cached: Option<f64>,
}

impl From<Dollars> for Price {
    fn from(Dollars { input, output, cached, tiers }: Dollars) -> Self {
        let tier = |TierDollars { above, input, output, cached }| PriceTier {
            above_tokens: above,
            rates: Rates::per_million(input, output, cached),
        };
        Self::tiered(Rates::per_million(input, output, cached), tiers.into_iter().map(tier).collect())
    }
}

impl Rates {
    /// From US dollars per million tokens.
    pub fn per_million(input: f64, output: f64, cached: Option<f64>) -> Self {
        Self { input: micros(input), output: micros(output), cached: cached.map(micros) }
    }
}

impl From<Rates> for Price {
    fn from(base: Rates) -> Self {
        Self { base, tiers: Vec::new() }
    }
}

impl Price {
    /// From US dollars per million tokens, the same for prompts of any length.
    pub fn per_million(input: f64, output: f64, cached: Option<f64>) -> Self {
        Rates::per_million(input, output, cached).into()
    }

    /// With tiers in any order.
    pub fn tiered(base: Rates, mut tiers: Vec<PriceTier>) -> Self {
        tiers.sort_by_key(|tier| tier.above_tokens);
        Self { base, tiers }
    }

    /// What a call with a prompt of so many tokens is billed at.
    fn rates(&self, input_tokens: u64) -> Rates {
        let reached = self.tiers.iter().rfind(|tier| tier.above_tokens < input_tokens);
        reached.map_or(self.base, |tier| tier.rates)
    }

    /// What a call cost; `None` where the provider did not count it.
    pub fn cost(&self, usage: &Usage) -> Option<MicroDollars> {
        let (input, output) = (usage.input_tokens?, usage.output_tokens?);
        let rates = self.rates(input);
        let cached = usage.cached_tokens.unwrap_or(0).min(input);
        let part = |tokens: u64, price: MicroDollars| i128::from(tokens) * i128::from(price.0);
        let sum = part(input - cached, rates.input)
            + part(cached, rates.cached.unwrap_or(rates.input))
            + part(output, rates.output);
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
    fn a_long_prompt_is_billed_whole_at_its_tier() {
        // Grok 4.7 from 200k, and a made-up second step.
        let tier = |above_tokens, input, output, cached| PriceTier {
            above_tokens,
            rates: Rates::per_million(input, output, cached),
        };
        let tiers = vec![tier(400_000, 8.0, 24.0, None), tier(199_999, 4.0, 12.0, Some(1.0))];
        let price = Price::tiered(Rates::per_million(2.0, 6.0, Some(0.5)), tiers);
        let cost = |input, cached| price.cost(&usage(input, 1000, cached)).unwrap().0;
        assert_eq!(cost(199_999, None), 199_999 * 2 + 6_000);
        assert_eq!(cost(200_000, None), 200_000 * 4 + 12_000);
        assert_eq!(cost(200_000, Some(100_000)), 100_000 * 4 + 100_000 + 12_000);
        assert_eq!(cost(400_000, None), 400_000 * 4 + 12_000);
        assert_eq!(cost(400_001, Some(400_001)), 400_001 * 8 + 24_000, "nothing is said of what is cached");
    }

    #[test]
    fn small_prices_stay_exact() {
        assert_eq!(Price::per_million(0.1, 0.5, None).cost(&usage(7, 13, None)), Some(MicroDollars(7)));
        assert_eq!(Price::per_million(-1.0, f64::NAN, None), Price::per_million(0.0, 0.0, None));
    }
}
