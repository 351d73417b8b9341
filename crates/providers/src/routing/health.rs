use std::collections::HashMap;
use std::time::Duration;

use parlance_domain::{ModelRef, Timestamp};

use super::breaker::Breaker;
use crate::{FailureClass, FailureKind, ProviderError};

/// The weight of the newest call in an average.
const WEIGHT: f64 = 0.3;
/// After so long, failures count for a third of what they did: who is not asked cannot show that it is well again.
const FORGIVEN: Duration = Duration::from_secs(5 * 60);

/// What the calls of this run have shown of one model: exponentially weighted averages. Its speed begins with what was remembered
/// of earlier runs.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Record {
    /// From 0 (every call failed of late) to 1; `None` before the first call of this run.
    pub success: Option<f64>,
    /// Milliseconds.
    pub first_token_ms: Option<f64>,
    pub tokens_per_second: Option<f64>,
}

/// How the providers have been doing: from real calls and from what costs nothing, never from a call of its own.
#[derive(Debug, Default)]
pub struct Health {
    breakers: HashMap<String, Breaker>,
    records: HashMap<ModelRef, Known>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Known {
    record: Record,
    /// When the last call ended.
    at: Timestamp,
}

impl Health {
    /// Whether a provider may be asked now. One that failed several times is left alone for a while.
    pub fn allows(&self, provider: &str, now: Timestamp) -> bool {
        self.breakers.get(provider).is_none_or(|breaker| breaker.allows(now))
    }

    pub fn record(&self, model: &ModelRef, now: Timestamp) -> Record {
        self.records.get(model).map(|known| known.record_at(now)).unwrap_or_default()
    }

    /// How fast the model was before this run, to go by until it has answered in this one.
    pub fn remember(&mut self, model: &ModelRef, first_token_ms: f64, tokens_per_second: Option<f64>) {
        self.records.entry(model.clone()).or_insert_with(|| Known {
            record: Record { success: None, first_token_ms: Some(first_token_ms), tokens_per_second },
            at: Timestamp::default(),
        });
    }

    /// A call to `provider` is made; one of the three ends below must follow.
    pub fn begin(&mut self, provider: &str, now: Timestamp) {
        if let Some(breaker) = self.breakers.get_mut(provider) {
            breaker.begin(now);
        }
    }

    /// The model answered to the end. `done` counts as `first_token` does, from the question.
    pub fn succeeded(
        &mut self,
        model: &ModelRef,
        first_token: Option<Duration>,
        done: Option<Duration>,
        output_tokens: Option<u64>,
        now: Timestamp,
    ) {
        self.reachable(&model.provider);
        let record = &mut self.records.entry(model.clone()).or_default().ended(1.0, now).record;
        if let Some(first) = first_token {
            average(&mut record.first_token_ms, first.as_secs_f64() * 1000.0);
        }
        if let (Some(first), Some(done), Some(tokens)) = (first_token, done, output_tokens) {
            let span = done.saturating_sub(first).as_secs_f64();
            // A handful of tokens in one packet has no speed.
            if span > 0.05 && tokens > 8 {
                #[expect(clippy::cast_precision_loss, reason = "a count of tokens is far below 2^52")]
                average(&mut record.tokens_per_second, tokens as f64 / span);
            }
        }
    }

    /// The call failed. Only what says something of the provider's health counts: a wrong request or an empty account do not.
    pub fn failed(&mut self, model: &ModelRef, error: &ProviderError, now: Timestamp) {
        let breaker = self.breakers.entry(model.provider.clone()).or_default();
        let is_limit = error.kind == FailureKind::Api(parlance_llm::ErrorKind::RateLimit);
        match error.class {
            FailureClass::Transient | FailureClass::FallBack if !is_limit => {
                // A model that is not there says nothing of the others.
                if error.kind == FailureKind::Api(parlance_llm::ErrorKind::NotFound) {
                    breaker.undecided();
                } else {
                    breaker.failed(now);
                }
                self.records.entry(model.clone()).or_default().ended(0.0, now);
            }
            _ => breaker.undecided(),
        }
    }

    /// The call was stopped by the user, or ended in a way that says nothing.
    pub fn undecided(&mut self, provider: &str) {
        if let Some(breaker) = self.breakers.get_mut(provider) {
            breaker.undecided();
        }
    }

    /// Something free, such as a list of models, came from the provider; or its key or address changed.
    pub fn reachable(&mut self, provider: &str) {
        if let Some(breaker) = self.breakers.get_mut(provider) {
            breaker.succeeded();
        }
    }
}

impl Known {
    fn record_at(&self, now: Timestamp) -> Record {
        let since = Duration::from_millis(u64::try_from(now.0 - self.at.0).unwrap_or_default());
        let forgiven = (-since.as_secs_f64() / FORGIVEN.as_secs_f64()).exp();
        let success = self.record.success.map(|success| 1.0 - (1.0 - success) * forgiven);
        Record { success, ..self.record }
    }

    /// A call ended: `success` is 1 or 0. One that never failed before is trusted.
    fn ended(&mut self, success: f64, now: Timestamp) -> &mut Self {
        let before = self.record_at(now).success.unwrap_or(1.0);
        self.record.success = Some(before);
        average(&mut self.record.success, success);
        self.at = now;
        self
    }
}

fn average(value: &mut Option<f64>, newest: f64) {
    *value = Some(value.map_or(newest, |old| old + WEIGHT * (newest - old)));
}

#[cfg(test)]
mod tests {
    use super::*;
    use parlance_llm::ErrorKind;

    const NOW: Timestamp = Timestamp(1_795_000_000_000);

    fn model() -> ModelRef {
        ModelRef { provider: "p".into(), model: "m".into() }
    }

    fn failure(kind: FailureKind, class: FailureClass) -> ProviderError {
        ProviderError { class, kind, ..ProviderError::network("lost") }
    }

    #[test]
    fn averages_follow_the_newest_calls() {
        let mut health = Health::default();
        assert_eq!(health.record(&model(), NOW).success, None);
        let span = |ms| Some(Duration::from_millis(ms));
        health.succeeded(&model(), span(100), span(1100), Some(50), NOW);
        health.succeeded(&model(), span(200), span(1200), Some(100), NOW);
        let record = health.record(&model(), NOW);
        assert_eq!(record.first_token_ms, Some(130.0));
        assert_eq!(record.tokens_per_second, Some(65.0));
        health.failed(&model(), &ProviderError::network("lost"), NOW);
        assert_eq!(health.record(&model(), NOW).success, Some(0.7));
    }

    #[test]
    fn a_speed_of_earlier_runs_counts_until_there_is_a_newer_one() {
        let mut health = Health::default();
        health.remember(&model(), 1000.0, Some(50.0));
        let remembered =
            Record { success: None, first_token_ms: Some(1000.0), tokens_per_second: Some(50.0) };
        assert_eq!(health.record(&model(), NOW), remembered);
        let span = |ms| Some(Duration::from_millis(ms));
        health.succeeded(&model(), span(2000), span(3000), Some(100), NOW);
        let record = health.record(&model(), NOW);
        assert_eq!((record.success, record.first_token_ms), (Some(1.0), Some(1300.0)));
        health.remember(&model(), 9.0, None);
        assert_eq!(health.record(&model(), NOW), record, "what is known of this run stays");
    }

    #[test]
    fn failures_are_forgiven_with_time() {
        let mut health = Health::default();
        (0..2).for_each(|_| health.failed(&model(), &ProviderError::network("lost"), NOW));
        let success =
            |minutes: i64| health.record(&model(), Timestamp(NOW.0 + minutes * 60_000)).success.unwrap();
        assert!((success(0) - 0.49).abs() < 1e-9);
        assert!(success(5) > 0.8 && success(30) > 0.99);
    }

    #[test]
    fn only_the_providers_own_failures_open_the_breaker() {
        let harmless = [
            failure(FailureKind::Api(ErrorKind::RateLimit), FailureClass::Transient),
            failure(FailureKind::Api(ErrorKind::Auth), FailureClass::Key),
            failure(FailureKind::Api(ErrorKind::InvalidRequest), FailureClass::Request),
            failure(FailureKind::Api(ErrorKind::NotFound), FailureClass::FallBack),
            failure(FailureKind::Cancelled, FailureClass::Cancelled),
        ];
        for error in harmless {
            let mut health = Health::default();
            (0..9).for_each(|_| health.failed(&model(), &error, NOW));
            assert!(health.allows("p", NOW), "{error:?}");
        }
        let mut health = Health::default();
        (0..3).for_each(|_| health.failed(&model(), &ProviderError::timeout("late"), NOW));
        assert!(!health.allows("p", NOW));
        assert!(health.allows("q", NOW));
        health.reachable("p");
        assert!(health.allows("p", NOW));
    }
}
