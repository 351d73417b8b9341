//! What a provider says that a call cost, in the places where the known ones say it.

use parlance_domain::MicroDollars;
use serde_json::Value;

/// <https://docs.x.ai/developers/cost-tracking>
const TICKS_PER_MICRO_DOLLAR: f64 = 10_000.0;

/// The cost in a `usage` object; `None` where there is none. OpenRouter: `cost` in dollars, with `is_byok` beside it and what
/// the user's own account was charged in `cost_details.upstream_inference_cost`. Perplexity: `cost.total_cost`. xAI:
/// `cost_in_usd_ticks`.
pub(crate) fn cost(usage: &Value) -> Option<MicroDollars> {
    if let Some(ticks) = usage.get("cost_in_usd_ticks").and_then(amount) {
        return Some(rounded(ticks / TICKS_PER_MICRO_DOLLAR));
    }
    let told = usage.get("cost")?;
    let dollars = amount(told).or_else(|| amount(told.get("total_cost")?))?;
    // For any other call the upstream cost is in the whole already.
    let own = usage.get("is_byok").and_then(Value::as_bool) == Some(true);
    let upstream = || usage.get("cost_details")?.get("upstream_inference_cost").and_then(amount);
    let upstream = own.then(upstream).flatten().unwrap_or_default();
    Some(rounded((dollars + upstream) * 1_000_000.0))
}

/// Not below zero. Some servers write numbers as strings.
fn amount(value: &Value) -> Option<f64> {
    let number = match value {
        Value::Number(number) => number.as_f64()?,
        Value::String(text) => text.trim().parse().ok()?,
        _ => return None,
    };
    (number.is_finite() && number >= 0.0).then_some(number)
}

#[expect(clippy::cast_possible_truncation, reason = "a cast to an integer saturates")]
fn rounded(micro_dollars: f64) -> MicroDollars {
    MicroDollars(micro_dollars.round() as i64)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_of_the_known_places_is_read() {
        for (usage, micro_dollars) in [
            (json!({"cost": 0.00125}), Some(1250)),
            (json!({"cost": "0.5"}), Some(500_000)),
            (json!({"cost": 0}), Some(0)),
            (
                json!({"cost": 0.01, "is_byok": true, "cost_details": {"upstream_inference_cost": 0.2}}),
                Some(210_000),
            ),
            (
                json!({"cost": 0.2, "is_byok": false, "cost_details": {"upstream_inference_cost": 0.2}}),
                Some(200_000),
            ),
            (json!({"cost": {"input_tokens_cost": 0.001, "total_cost": 0.006}}), Some(6000)),
            (json!({"cost_in_usd_ticks": 37_756_000}), Some(3776)),
            (json!({"cost": -1}), None),
            (json!({"cost": null}), None),
            (json!({"cost": "much"}), None),
            (json!({"prompt_tokens": 3}), None),
        ] {
            assert_eq!(cost(&usage).map(|cost| cost.0), micro_dollars, "{usage}");
        }
    }
}
