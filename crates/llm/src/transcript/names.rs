use std::borrow::Cow;

const MAX_BYTES: usize = 64;
/// For a call without a name.
const NAMELESS: &str = "unknown";

/// The name of a tool as every wire takes it: letters, digits, `_` and `-`, at most 64 of them. Models call tools that are
/// not there by names of any kind, and the request that tells them so would be refused.
pub(super) fn tool_name(name: &str) -> Cow<'_, str> {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    if name.is_empty() {
        return NAMELESS.into();
    }
    if name.len() <= MAX_BYTES && name.bytes().all(fits) {
        return name.into();
    }
    let fitting = |char: char| if u8::try_from(char).is_ok_and(fits) { char } else { '_' };
    name.chars().take(MAX_BYTES).map(fitting).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_wire_would_refuse_is_replaced() {
        assert_eq!(tool_name("get_weather-2"), "get_weather-2");
        assert_eq!(tool_name("functions.weather 2/é"), "functions_weather_2__");
        assert_eq!(tool_name(""), "unknown");
        assert_eq!(tool_name(&"ä".repeat(100)), "_".repeat(64));
    }
}
