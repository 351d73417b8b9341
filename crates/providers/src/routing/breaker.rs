use std::time::Duration;

use parlance_domain::Timestamp;

/// Failed calls in a row after which a provider is left alone.
const FAILURES: u32 = 3;
/// How long at first; doubled for each probe that fails.
const PAUSE: Duration = Duration::from_secs(30);
const LONGEST_PAUSE: Duration = Duration::from_secs(10 * 60);

/// A circuit breaker (Nygard, "Release It!"): closed while calls succeed, open after several failures, half open when one
/// call may find out whether the provider is back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Breaker {
    failures: u32,
    /// Probes that failed since the breaker opened.
    probes: u32,
    /// `None` while closed.
    open: Option<Open>,
    /// A call is finding out. Its end, whatever it is, decides; one that never ends is forgotten after a pause.
    probing: Option<Timestamp>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Open {
    since: Timestamp,
    /// Half open from then on.
    until: Timestamp,
}

impl Open {
    /// A clock that was set back says nothing about when.
    fn bars(self, now: Timestamp) -> bool {
        (self.since..self.until).contains(&now)
    }
}

impl Breaker {
    /// Whether a call may be made. In the half-open state that is one call at a time.
    pub(super) fn allows(&self, now: Timestamp) -> bool {
        match (self.open, self.probing) {
            (None, _) => true,
            (Some(open), _) if open.bars(now) => false,
            (Some(_), Some(began)) => now < began || now.0 - began.0 > millis(PAUSE),
            (Some(_), None) => true,
        }
    }

    /// A call is made.
    pub(super) fn begin(&mut self, now: Timestamp) {
        if self.open.is_some_and(|open| !open.bars(now)) {
            self.probing = Some(now);
        }
    }

    pub(super) fn succeeded(&mut self) {
        *self = Self::default();
    }

    pub(super) fn failed(&mut self, now: Timestamp) {
        self.failures += 1;
        let was_probe = self.probing.take().is_some();
        if was_probe {
            self.probes += 1;
        }
        if was_probe || (self.open.is_none() && self.failures >= FAILURES) {
            let pause = PAUSE.saturating_mul(1_u32.checked_shl(self.probes).unwrap_or(u32::MAX));
            let until = Timestamp(now.0.saturating_add(millis(pause.min(LONGEST_PAUSE))));
            self.open = Some(Open { since: now, until });
        }
    }

    /// A call ended that says nothing of the provider's health: it was stopped, or the request was wrong.
    pub(super) fn undecided(&mut self) {
        self.probing = None;
    }
}

fn millis(span: Duration) -> i64 {
    i64::try_from(span.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp(1_795_000_000_000 + seconds * 1000)
    }

    fn open() -> Breaker {
        let mut breaker = Breaker::default();
        for _ in 0..FAILURES {
            breaker.begin(at(0));
            breaker.failed(at(0));
        }
        breaker
    }

    #[test]
    fn it_opens_after_failures_in_a_row_alone() {
        let mut breaker = Breaker::default();
        for _ in 0..2 {
            breaker.failed(at(0));
        }
        assert!(breaker.allows(at(0)));
        breaker.succeeded();
        for _ in 0..2 {
            breaker.failed(at(1));
        }
        assert!(breaker.allows(at(1)));
        breaker.failed(at(1));
        assert!(!breaker.allows(at(1)));
        assert!(!breaker.allows(at(30)));
        assert!(breaker.allows(at(31)));
    }

    #[test]
    fn half_open_it_lets_one_probe_through() {
        let mut breaker = open();
        assert!(breaker.allows(at(30)));
        breaker.begin(at(30));
        assert!(!breaker.allows(at(31)), "a second call beside the probe");
        breaker.succeeded();
        assert!(breaker.allows(at(31)));
        breaker.failed(at(32));
        assert!(breaker.allows(at(32)), "closed, it counts from the beginning");
    }

    #[test]
    fn a_failed_probe_doubles_the_pause_up_to_a_limit() {
        let mut breaker = open();
        let mut now = 30;
        for pause in [60, 120, 240, 480, 600, 600] {
            breaker.begin(at(now));
            breaker.failed(at(now));
            assert!(!breaker.allows(at(now + pause - 1)), "{pause}");
            assert!(breaker.allows(at(now + pause)), "{pause}");
            now += pause;
        }
    }

    #[test]
    fn a_probe_that_says_nothing_or_never_ends_makes_room_for_the_next() {
        let mut breaker = open();
        breaker.begin(at(30));
        breaker.undecided();
        assert!(breaker.allows(at(30)));
        breaker.begin(at(30));
        assert!(!breaker.allows(at(60)));
        assert!(breaker.allows(at(61)));
    }

    #[test]
    fn a_clock_that_was_set_back_keeps_nobody_out() {
        let mut breaker = open();
        assert!(breaker.allows(at(-3600)));
        breaker.begin(at(-3600));
        assert!(!breaker.allows(at(-3600)), "the probe");
        breaker.failed(at(-3600));
        assert!(!breaker.allows(at(-3600)));
        assert!(breaker.allows(at(-3540)));
        breaker.begin(at(-3540));
        assert!(breaker.allows(at(-7200)));
    }
}
