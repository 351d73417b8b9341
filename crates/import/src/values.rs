//! Values that may be missing or of another type, as they are in what others wrote.

use parlance_domain::Timestamp;
use serde_json::Value;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

pub(crate) fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key).and_then(Value::as_str).filter(|text| !text.is_empty())
}

/// Of the first key that is there.
pub(crate) fn any_text<'a>(value: &'a Value, keys: &[&str]) -> Option<&'a str> {
    keys.iter().find_map(|key| text(value, key))
}

pub(crate) fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

pub(crate) fn flag(value: &Value, key: &str) -> bool {
    value.get(key).and_then(Value::as_bool).unwrap_or_default()
}

/// An id: a text, or a number where a client counts.
pub(crate) fn id(value: &Value, key: &str) -> Option<String> {
    match value.get(key)? {
        Value::String(id) if !id.is_empty() => Some(id.clone()),
        Value::Number(id) => Some(id.to_string()),
        _ => None,
    }
}

/// A moment, of the first key that has one.
pub(crate) fn time(value: &Value, keys: &[&str]) -> Option<Timestamp> {
    keys.iter().find_map(|key| value.get(key).and_then(moment))
}

/// Seconds with or without a fraction, milliseconds, micro- or nanoseconds since 1970, as a number or a text, or ISO 8601.
/// The number says by its size which of them it is: until the year 5138 seconds have eleven digits.
pub(crate) fn moment(value: &Value) -> Option<Timestamp> {
    let number = match value {
        Value::Number(number) => number.as_f64()?,
        Value::String(text) => match text.trim().parse::<f64>() {
            Ok(number) => number,
            Err(_) => return iso(text.trim()),
        },
        _ => return None,
    };
    let millis = match number.abs() {
        size if size < 1e11 => number * 1e3,
        size if size < 1e14 => number,
        size if size < 1e17 => number / 1e3,
        _ => number / 1e6,
    };
    // Zero is what clients write that know no time.
    (millis.is_finite() && millis > 0.0).then(|| Timestamp(millis.round() as i64))
}

fn iso(text: &str) -> Option<Timestamp> {
    let parse = |text: &str| OffsetDateTime::parse(text, &Rfc3339).ok();
    let moment = parse(text)
        .or_else(|| parse(&format!("{text}Z")))
        .or_else(|| parse(&format!("{}Z", text.replacen(' ', "T", 1))))?;
    i64::try_from(moment.unix_timestamp_nanos() / 1_000_000).ok().map(Timestamp)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn times_are_true_in_whatever_unit_they_come() {
        let at = Some(Timestamp(1_717_243_200_123));
        for value in [
            json!(1_717_243_200.123),
            json!(1_717_243_200_123_i64),
            json!(1_717_243_200_123_456_i64),
            json!("1717243200.123"),
            json!("2024-06-01T12:00:00.123Z"),
            json!("2024-06-01T14:00:00.123456+02:00"),
            json!("2024-06-01 12:00:00.123"),
        ] {
            assert_eq!(moment(&value), at, "{value}");
        }
        for none in [
            json!(null),
            json!(0),
            json!(-5),
            json!("yesterday"),
            json!({}),
            json!(f64::MAX.to_string() + "9"),
        ] {
            assert_eq!(moment(&none), None, "{none}");
        }
    }
}
