use proptest::prelude::*;

use super::*;

fn read(headers: &[(&str, &str)]) -> Vec<RateLimit> {
    let now = httpdate::parse_http_date("Sat, 21 Nov 2026 10:00:00 GMT").unwrap();
    rate_limits(
        &|name| headers.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()),
        now,
    )
}

fn millis(span: u64) -> Option<Duration> {
    Some(Duration::from_millis(span))
}

fn at(text: &str) -> Option<Duration> {
    span(text, httpdate::parse_http_date("Sat, 21 Nov 2026 10:00:00 GMT").unwrap())
}

#[test]
fn every_form_of_a_span_is_read() {
    for (text, wanted) in [
        ("11ms", 11),
        ("8.64ms", 8),
        ("1.036s", 1_036),
        ("2m59.56s", 179_560),
        ("1h8m26.585s", 4_106_585),
        ("1h0m0s", 3_600_000),
        ("0s", 0),
        ("60", 60_000),
        ("51.36374616622925", 51_363),
        ("2026-11-21T10:00:30Z", 30_000),
        ("2026-11-21T11:00:30.5+01:00", 30_500),
        ("2026-11-21T09:00:00Z", 0),
        ("1795255260", 60_000),
        ("1795255260000", 60_000),
    ] {
        assert_eq!(at(text).map(|span| span.as_millis()), Some(wanted), "{text}");
    }
    for text in ["", "soon", "s", "1", "5x", "1s1h", "1s1s", "-3", "NaN", "inf", "ms", "1.2.3s", "1h 2m"] {
        let whole = text.parse::<u32>().is_ok();
        assert_eq!(at(text).is_some(), whole, "{text}");
    }
}

#[test]
fn openai_and_groq_tell_two_limits_that_refill() {
    let limits = read(&[
        ("x-ratelimit-limit-requests", "500"),
        ("x-ratelimit-remaining-requests", "499"),
        ("x-ratelimit-reset-requests", "120ms"),
        ("x-ratelimit-limit-tokens", "200000"),
        ("x-ratelimit-remaining-tokens", "199387"),
        ("x-ratelimit-reset-tokens", "183ms"),
        ("x-ratelimit-remaining-input-images", "0"),
    ]);
    let limit = |unit, limit, remaining, full| RateLimit {
        unit,
        period: None,
        limit: Some(limit),
        remaining,
        full_in: millis(full),
        refills: true,
    };
    assert_eq!(
        limits,
        [limit(RateUnit::Requests, 500, 499, 120), limit(RateUnit::Tokens, 200_000, 199_387, 183)]
    );
}

#[test]
fn anthropic_tells_four_with_times_of_day() {
    let limits = read(&[
        ("anthropic-ratelimit-requests-limit", "50"),
        ("anthropic-ratelimit-requests-remaining", "0"),
        ("anthropic-ratelimit-requests-reset", "2026-11-21T10:00:12Z"),
        ("anthropic-ratelimit-output-tokens-remaining", "16000"),
        // The server's clock goes before ours.
        ("date", "Sat, 21 Nov 2026 10:00:02 GMT"),
    ]);
    assert_eq!(limits.len(), 2);
    assert_eq!(
        (limits[0].unit, limits[0].remaining, limits[0].full_in),
        (RateUnit::Requests, 0, millis(10_000))
    );
    assert_eq!((limits[1].unit, limits[1].limit), (RateUnit::OutputTokens, None));
}

#[test]
fn cerebras_tells_each_period_and_mistral_the_size() {
    let limits = read(&[
        ("x-ratelimit-limit-requests-day", "14400"),
        ("x-ratelimit-remaining-requests-day", "0"),
        ("x-ratelimit-reset-requests-day", "13717.118077278137"),
        ("x-ratelimit-remaining-tokens-minute", "59944"),
        ("ratelimitbysize-remaining", "491000"),
        ("ratelimitbysize-reset", "41"),
        ("x-ratelimitbysize-remaining-month", "999928188"),
    ]);
    let told: Vec<_> = limits.iter().map(|limit| (limit.unit, limit.period, limit.remaining)).collect();
    assert_eq!(
        told,
        [
            (RateUnit::Tokens, Some(MINUTE), 59_944),
            (RateUnit::Requests, Some(DAY), 0),
            (RateUnit::Tokens, None, 491_000),
            (RateUnit::Tokens, Some(MONTH), 999_928_188),
        ]
    );
    assert_eq!(limits[1].full_in.map(|span| span.as_secs()), Some(13_717));
    assert!(!limits[2].refills);
}

#[test]
fn together_and_openrouter_tell_requests() {
    let limits = read(&[
        ("x-ratelimit-limit", "0.1666666667"),
        ("x-ratelimit-remaining", "0"),
        ("x-ratelimit-reset", "1795255260000"),
    ]);
    assert_eq!(
        (limits[0].unit, limits[0].limit, limits[0].full_in),
        (RateUnit::Requests, Some(0), millis(60_000))
    );
}

#[test]
fn nonsense_is_left_out() {
    assert_eq!(read(&[("x-ratelimit-remaining-requests", "many")]), []);
    assert_eq!(read(&[("x-ratelimit-remaining-requests", "-1")]), []);
    assert_eq!(read(&[("x-ratelimit", "false"), ("x-ratelimit-limit-requests", "5")]), []);
    let limits = read(&[("x-ratelimit-remaining-requests", "3"), ("x-ratelimit-reset-requests", "later")]);
    assert_eq!(limits[0].full_in, None);
}

proptest! {
    #[test]
    fn no_header_makes_it_panic(text in ".{0,40}") {
        let _ = at(&text);
        let _ = read(&[("x-ratelimit-remaining-tokens", &text), ("x-ratelimit-reset-tokens", &text)]);
    }
}
