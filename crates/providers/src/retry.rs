use std::sync::Arc;
use std::time::Duration;

use crate::{FailureClass, FailureKind, ProviderError};

/// A number from 0 inclusive to 1 exclusive, drawn anew at each call.
pub type Jitter = Arc<dyn Fn() -> f64 + Send + Sync>;

/// When a call that failed before its first token is made again.
///
/// Exponential backoff with full jitter (Amazon's "Exponential Backoff And Jitter"): the wait is drawn from the whole span
/// between nothing and the step, so that clients that failed together do not come back together.
#[derive(Clone)]
pub struct RetryPolicy {
    pub max_retries: u32,
    /// Of them, after silence: each has already taken as long as anybody would wait.
    pub max_timeouts: u32,
    /// The longest wait before the first repeat; doubled for each further one.
    pub step: Duration,
    /// No drawn wait is longer.
    pub cap: Duration,
    /// A provider that asks for a longer wait is not waited for.
    pub retry_after_cap: Duration,
    pub jitter: Jitter,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            max_retries: 3,
            max_timeouts: 1,
            step: Duration::from_secs(1),
            cap: Duration::from_secs(8),
            retry_after_cap: Duration::from_secs(30),
            jitter: Arc::new(rand::random::<f64>),
        }
    }
}

impl RetryPolicy {
    /// For a call that somebody else can answer: a slip is forgiven, and nothing is waited for.
    #[must_use]
    pub fn hasty(self) -> Self {
        Self {
            max_retries: 1,
            max_timeouts: 0,
            step: Duration::from_millis(500),
            retry_after_cap: Duration::from_secs(1),
            ..self
        }
    }

    /// The wait before the call is made again after `retries` repeats, or the error to end with.
    pub(crate) fn decide(&self, retries: u32, mut error: ProviderError) -> Result<Duration, ProviderError> {
        if error.after_first_token || error.class != FailureClass::Transient {
            return Err(error);
        }
        let asked = error.retry_after.filter(|_| matches!(error.status, Some(429 | 503 | 529) | None));
        let over_budget = asked.is_some_and(|wait| wait > self.retry_after_cap);
        let is_timeout = error.kind == FailureKind::Timeout;
        let max_retries = if is_timeout { self.max_timeouts.min(self.max_retries) } else { self.max_retries };
        if over_budget || retries >= max_retries {
            if over_budget || is_rate_limit(&error) {
                error.class = FailureClass::FallBack;
            }
            return Err(error);
        }
        let step = self.step.saturating_mul(1_u32.checked_shl(retries).unwrap_or(u32::MAX)).min(self.cap);
        let drawn = step.mul_f64((self.jitter)().clamp(0.0, 1.0));
        Ok(asked.map_or(drawn, |wait| wait.max(drawn)))
    }
}

fn is_rate_limit(error: &ProviderError) -> bool {
    error.status == Some(429) || error.kind == FailureKind::Api(parlance_llm::ErrorKind::RateLimit)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn policy(jitter: f64) -> RetryPolicy {
        RetryPolicy { jitter: Arc::new(move || jitter), ..RetryPolicy::default() }
    }

    fn failure(status: u16, retry_after: Option<u64>) -> ProviderError {
        ProviderError {
            status: Some(status),
            retry_after: retry_after.map(Duration::from_secs),
            ..ProviderError::network("lost")
        }
    }

    #[test]
    fn the_wait_doubles_up_to_the_cap_and_is_drawn_from_all_of_it() {
        let waits = |jitter: f64| -> Vec<_> {
            let policy = RetryPolicy { max_retries: 6, ..policy(jitter) };
            (0..6).filter_map(|retries| policy.decide(retries, failure(500, None)).ok()).collect()
        };
        assert_eq!(waits(1.0), [1, 2, 4, 8, 8, 8].map(Duration::from_secs));
        assert_eq!(waits(0.5)[..2], [500, 1000].map(Duration::from_millis));
        assert_eq!(waits(0.0), [Duration::ZERO; 6]);
    }

    #[test]
    fn a_wait_that_the_provider_asks_for_is_the_least() {
        for status in [429, 503, 529] {
            assert_eq!(policy(0.0).decide(0, failure(status, Some(7))), Ok(Duration::from_secs(7)));
        }
        assert_eq!(policy(0.0).decide(0, failure(500, Some(7))), Ok(Duration::ZERO));
    }

    #[test]
    fn a_wait_beyond_the_budget_falls_back_and_keeps_the_span() {
        let error = policy(0.0).decide(0, failure(429, Some(3600))).unwrap_err();
        assert_eq!(error.class, FailureClass::FallBack);
        assert_eq!(error.retry_after, Some(Duration::from_secs(3600)));
    }

    #[test]
    fn the_fourth_failure_is_the_last() {
        assert!(policy(0.0).decide(2, failure(500, None)).is_ok());
        assert_eq!(policy(0.0).decide(3, failure(500, None)).unwrap_err().class, FailureClass::Transient);
        assert_eq!(policy(0.0).decide(3, failure(429, None)).unwrap_err().class, FailureClass::FallBack);
    }

    #[test]
    fn silence_is_asked_again_once() {
        assert!(policy(0.0).decide(0, ProviderError::timeout("late")).is_ok());
        assert!(policy(0.0).decide(1, ProviderError::timeout("late")).is_err());
    }

    #[test]
    fn where_somebody_else_can_answer_a_slip_is_forgiven_and_no_wait() {
        let hasty = policy(1.0).hasty();
        assert_eq!(hasty.decide(0, failure(502, None)), Ok(Duration::from_millis(500)));
        assert!(hasty.decide(1, failure(502, None)).is_err());
        assert!(hasty.decide(0, failure(429, Some(2))).is_err());
        assert!(hasty.decide(0, ProviderError::timeout("late")).is_err());
    }

    #[test]
    fn nothing_is_repeated_after_the_first_token() {
        let error = ProviderError { after_first_token: true, ..failure(503, None) };
        assert_eq!(policy(0.0).decide(0, error.clone()), Err(error));
    }

    proptest! {
        #[test]
        fn no_drawn_wait_is_longer_than_the_cap(retries in 0..1000_u32, jitter in 0.0..1.0_f64) {
            let policy = RetryPolicy { max_retries: u32::MAX, ..policy(jitter) };
            let wait = policy.decide(retries, failure(502, None)).unwrap();
            prop_assert!(wait <= policy.cap);
        }
    }
}
