use std::time::Duration;

/// How long a response asks to wait: `retry-after-ms`, or `Retry-After` (RFC 9110, 10.2.3) as seconds or as a date.
///
/// A date counts from the response's own `Date`, so a wrong clock on this side does no harm; without a `Date` it
/// says nothing. A date in the past is no wait.
pub(crate) fn retry_after(header: &dyn Fn(&str) -> Option<String>) -> Option<Duration> {
    if let Some(millis) = header("retry-after-ms").and_then(|value| value.trim().parse::<f64>().ok())
        && let Ok(wait) = Duration::try_from_secs_f64(millis / 1000.0)
    {
        return Some(wait);
    }
    let value = header("retry-after")?;
    let value = value.trim();
    if let Ok(seconds) = value.parse::<f64>() {
        return Duration::try_from_secs_f64(seconds).ok();
    }
    let until = httpdate::parse_http_date(value).ok()?;
    let now = httpdate::parse_http_date(header("date")?.trim()).ok()?;
    Some(until.duration_since(now).unwrap_or_default())
}

/// A protobuf duration in JSON, such as the `"34.07s"` of `google.rpc.RetryInfo.retryDelay`.
pub(crate) fn protobuf_duration(text: &str) -> Option<Duration> {
    Duration::try_from_secs_f64(text.strip_suffix('s')?.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(headers: &[(&str, &str)]) -> Option<Duration> {
        retry_after(&|name| {
            headers.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn every_form_is_read() {
        assert_eq!(read(&[("retry-after", "20")]), Some(Duration::from_secs(20)));
        assert_eq!(read(&[("retry-after", " 1.5 ")]), Some(Duration::from_millis(1500)));
        assert_eq!(
            read(&[("retry-after-ms", "250"), ("retry-after", "1")]),
            Some(Duration::from_millis(250))
        );
        let date = ("date", "Wed, 21 Oct 2026 07:28:00 GMT");
        assert_eq!(
            read(&[("retry-after", "Wed, 21 Oct 2026 07:29:30 GMT"), date]),
            Some(Duration::from_secs(90))
        );
        assert_eq!(read(&[("retry-after", "Wed, 21 Oct 2026 07:00:00 GMT"), date]), Some(Duration::ZERO));
    }

    #[test]
    fn nonsense_is_no_wait_and_no_panic() {
        for value in ["", "soon", "-3", "NaN", "inf", "1e400"] {
            assert_eq!(read(&[("retry-after", value)]), None, "{value}");
        }
        assert_eq!(read(&[("retry-after-ms", "-1"), ("retry-after", "2")]), Some(Duration::from_secs(2)));
        assert_eq!(read(&[("retry-after", "Wed, 21 Oct 2026 07:29:30 GMT")]), None);
    }

    #[test]
    fn a_protobuf_duration_is_read() {
        assert_eq!(protobuf_duration("34s"), Some(Duration::from_secs(34)));
        assert_eq!(protobuf_duration("0.5s"), Some(Duration::from_millis(500)));
        assert_eq!(protobuf_duration("34"), None);
    }
}
