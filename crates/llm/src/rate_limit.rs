//! What the headers of an answer say of its provider's limits.

use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// What a limit counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RateUnit {
    Requests,
    /// Input and output together.
    Tokens,
    InputTokens,
    OutputTokens,
}

/// One limit as an answer told it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimit {
    pub unit: RateUnit,
    /// The span that the provider counts in, where the header's name says it: a provider may have several at once.
    pub period: Option<Duration>,
    pub limit: Option<u64>,
    pub remaining: u64,
    /// Until all of `limit` is there again.
    pub full_in: Option<Duration>,
    /// It comes back little by little until then, not all at once.
    pub refills: bool,
}

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(60 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// Where a server says nothing of a month's end, a look once an hour does no harm.
const MONTH: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// The names of a family of headers, `{}` where the unit stands.
struct Family {
    limit: &'static str,
    remaining: &'static str,
    reset: &'static str,
    units: &'static [(&'static str, RateUnit)],
    period: Option<Duration>,
    refills: bool,
}

const BOTH: &[(&str, RateUnit)] = &[("requests", RateUnit::Requests), ("tokens", RateUnit::Tokens)];

const FAMILIES: [Family; 8] = [
    // OpenAI, Azure, Groq, GitHub, and who copied them.
    Family {
        limit: "x-ratelimit-limit-{}",
        remaining: "x-ratelimit-remaining-{}",
        reset: "x-ratelimit-reset-{}",
        units: BOTH,
        period: None,
        refills: true,
    },
    Family {
        limit: "anthropic-ratelimit-{}-limit",
        remaining: "anthropic-ratelimit-{}-remaining",
        reset: "anthropic-ratelimit-{}-reset",
        units: &[
            ("requests", RateUnit::Requests),
            ("tokens", RateUnit::Tokens),
            ("input-tokens", RateUnit::InputTokens),
            ("output-tokens", RateUnit::OutputTokens),
        ],
        period: None,
        refills: true,
    },
    cerebras(
        "x-ratelimit-limit-{}-minute",
        "x-ratelimit-remaining-{}-minute",
        "x-ratelimit-reset-{}-minute",
        MINUTE,
    ),
    cerebras("x-ratelimit-limit-{}-hour", "x-ratelimit-remaining-{}-hour", "x-ratelimit-reset-{}-hour", HOUR),
    cerebras("x-ratelimit-limit-{}-day", "x-ratelimit-remaining-{}-day", "x-ratelimit-reset-{}-day", DAY),
    // Together, OpenRouter.
    Family {
        limit: "x-ratelimit-limit",
        remaining: "x-ratelimit-remaining",
        reset: "x-ratelimit-reset",
        units: &[("", RateUnit::Requests)],
        period: None,
        refills: false,
    },
    // Mistral counts the size of a request in tokens.
    Family {
        limit: "ratelimitbysize-limit",
        remaining: "ratelimitbysize-remaining",
        reset: "ratelimitbysize-reset",
        units: &[("", RateUnit::Tokens)],
        period: None,
        refills: false,
    },
    Family {
        limit: "x-ratelimitbysize-limit-month",
        remaining: "x-ratelimitbysize-remaining-month",
        reset: "x-ratelimitbysize-reset-month",
        units: &[("", RateUnit::Tokens)],
        period: Some(MONTH),
        refills: false,
    },
];

const fn cerebras(
    limit: &'static str,
    remaining: &'static str,
    reset: &'static str,
    period: Duration,
) -> Family {
    Family { limit, remaining, reset, units: BOTH, period: Some(period), refills: false }
}

/// Reads every limit of an answer. `header` looks a response header up by its lower-case name; `now` is what times of day
/// count from where the answer has no `Date`. A header that makes no sense is left out.
pub fn rate_limits(header: &dyn Fn(&str) -> Option<String>, now: SystemTime) -> Vec<RateLimit> {
    let date = || header("date").and_then(|date| httpdate::parse_http_date(date.trim()).ok());
    let now = date().unwrap_or(now);
    let read = |family: &Family, (name, unit): (&str, RateUnit)| {
        let value = |pattern: &str| header(&pattern.replace("{}", name));
        Some(RateLimit {
            unit,
            period: family.period,
            limit: value(family.limit).and_then(|text| count(&text)),
            remaining: count(&value(family.remaining)?)?,
            full_in: value(family.reset).and_then(|text| span(&text, now)),
            refills: family.refills,
        })
    };
    FAMILIES.iter().flat_map(|family| family.units.iter().filter_map(|unit| read(family, *unit))).collect()
}

/// `299877`, and what a proxy divides: `33333.333333333336`. Less than one is none.
fn count(text: &str) -> Option<u64> {
    let number: f64 = text.trim().parse().ok()?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count below 1e15")]
    (0.0..1e15).contains(&number).then_some(number as u64)
}

/// `11ms`, `1.036s`, `2m59.56s`, `1h8m26.585s`; seconds as a number; an RFC 3339 time; seconds or milliseconds since 1970. What is past is
/// no span.
fn span(text: &str, now: SystemTime) -> Option<Duration> {
    let text = text.trim();
    if let Ok(number) = text.parse::<f64>() {
        const EPOCH_SECONDS: f64 = 1e9;
        const EPOCH_MILLIS: f64 = 1e12;
        let until = |since: f64| {
            let at = SystemTime::UNIX_EPOCH.checked_add(Duration::try_from_secs_f64(since).ok()?)?;
            Some(at.duration_since(now).unwrap_or_default())
        };
        return match number {
            _ if number >= EPOCH_MILLIS => until(number / 1000.0),
            _ if number >= EPOCH_SECONDS => until(number),
            _ => Duration::try_from_secs_f64(number).ok(),
        };
    }
    if let Ok(at) = OffsetDateTime::parse(text, &Rfc3339) {
        return Some(SystemTime::from(at).duration_since(now).unwrap_or_default());
    }
    units(text)
}

/// Numbers with a unit each, added up. Each unit once and from great to small, as Go writes a duration.
fn units(mut text: &str) -> Option<Duration> {
    const UNITS: [(&str, f64); 7] =
        [("d", 86_400.0), ("h", 3_600.0), ("m", 60.0), ("s", 1.0), ("ms", 1e-3), ("us", 1e-6), ("ns", 1e-9)];
    let mut seconds = 0.0;
    let mut rest = UNITS.as_slice();
    if text.is_empty() {
        return None;
    }
    while !text.is_empty() {
        let digits = text.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (number, tail) = text.split_at_checked(digits)?;
        let letters = tail.find(|c: char| !c.is_alphabetic()).unwrap_or(tail.len());
        let (unit, after) = tail.split_at_checked(letters)?;
        let unit = if unit == "µs" { "us" } else { unit };
        let at = rest.iter().position(|(name, _)| *name == unit)?;
        let (_, scale) = rest.get(at)?;
        seconds += number.parse::<f64>().ok()? * scale;
        rest = rest.get(at + 1..)?;
        text = after;
    }
    Duration::try_from_secs_f64(seconds).ok()
}

#[cfg(test)]
#[path = "rate_limit_tests.rs"]
mod tests;
