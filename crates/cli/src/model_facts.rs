//! What a list of models says of each, beside its name.

use parlance_ipc::{ModelView, PriceView};

/// `131k context, $0.15 / $0.60, 480 tokens/s`; empty where nothing is known. The price is of a million tokens in and out.
pub(crate) fn facts(model: &ModelView) -> String {
    let context = model.context_tokens.map(|tokens| format!("{} context", short(tokens)));
    let price = model.price.as_ref().map(price);
    let speed = model.speed.and_then(|speed| speed.tokens_per_second);
    let speed = speed.map(|speed| format!("{speed} tokens/s"));
    [context, price, speed].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// 131072 is "131k", 1050000 is "1.05M".
fn short(tokens: u64) -> String {
    if tokens >= 1_000_000 {
        let hundredths = (tokens + 5_000) / 10_000;
        return format!("{}M", decimal(hundredths, 2));
    }
    if tokens >= 1000 { format!("{}k", (tokens + 500) / 1000) } else { tokens.to_string() }
}

fn price(price: &PriceView) -> String {
    if price.input == 0 && price.output == 0 {
        return "free".to_owned();
    }
    let dollars = |micros: i64| format!("${}", decimal(micros.unsigned_abs(), 6));
    format!("{} / {}", dollars(price.input), dollars(price.output))
}

/// `number` with a point before its last `digits`, without zeros at the end.
fn decimal(number: u64, digits: u32) -> String {
    let unit = 10_u64.pow(digits);
    let (whole, rest) = (number / unit, number % unit);
    if rest == 0 {
        return whole.to_string();
    }
    let rest = format!("{rest:0width$}", width = digits as usize);
    format!("{whole}.{}", rest.trim_end_matches('0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        let shorts = [999, 8192, 131_072, 1_050_000, 1_000_000].map(short);
        assert_eq!(shorts, ["999", "8k", "131k", "1.05M", "1M"]);
        let of = |input, output| price(&PriceView { input, output, cached: None, tiers: Vec::new() });
        assert_eq!(of(150_000, 600_000), "$0.15 / $0.6");
        assert_eq!(of(2_000_000, 10_000_000), "$2 / $10");
        assert_eq!(of(0, 3), "$0 / $0.000003");
        assert_eq!(of(0, 0), "free");
    }
}
