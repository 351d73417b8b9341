use std::collections::HashMap;
use std::time::Duration;

use parlance_domain::{ModelRef, Timestamp};
use parlance_llm::{RateLimit, RateUnit};
use serde::{Deserialize, Serialize};

/// A limit without a word on when it ends is taken for one a minute, which most are.
const USUAL: Duration = Duration::from_secs(60);

/// A limit of a longer period that does not say when it ends is looked at again so often.
const LOOK: Duration = Duration::from_secs(60 * 60);

/// No wait is longer, whatever a header says; but for a limit that names its own longer period.
const LONGEST: Duration = Duration::from_secs(25 * 60 * 60);

/// Why a call should wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WaitReason {
    /// The provider named a time when it refused a call.
    Asked,
    Requests,
    Tokens,
}

/// When a call may be made that would be refused now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait {
    pub until: Timestamp,
    pub reason: WaitReason,
}

/// One limit as it stood at `seen`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
struct Window {
    unit: RateUnit,
    period_s: Option<u64>,
    limit: Option<u64>,
    remaining: u64,
    seen: Timestamp,
    full: Timestamp,
    refills: bool,
}

/// What is known of one model's limits; worth keeping over a restart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Learnt {
    pub model: ModelRef,
    windows: Vec<Window>,
    asked: Option<Asked>,
}

/// A wait that a refusal asked for.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
struct Asked {
    seen: Timestamp,
    until: Timestamp,
}

/// The limits that providers told, so that a call waits or goes elsewhere before it is refused.
#[derive(Debug, Default)]
pub struct Limiter {
    models: HashMap<ModelRef, Learnt>,
}

impl Limiter {
    /// Takes back what was learnt before a restart. What a later answer told stays.
    pub fn restore(&mut self, learnt: impl IntoIterator<Item = Learnt>) {
        for learnt in learnt {
            self.models.entry(learnt.model.clone()).or_insert(learnt);
        }
    }

    /// How long a call that sends about `input_tokens` should wait; `None` when it may be made now.
    pub fn wait(&self, model: &ModelRef, input_tokens: u64, now: Timestamp) -> Option<Wait> {
        let known = self.models.get(model)?;
        // What was seen in the future was seen by a wrong clock.
        let asked = known.asked.filter(|asked| asked.seen <= now);
        let asked = asked.map(|asked| Wait { until: asked.until, reason: WaitReason::Asked });
        let windows = known.windows.iter().filter(|window| window.seen <= now);
        let windows = windows.map(|window| window.wait(input_tokens, now));
        asked.into_iter().chain(windows).filter(|wait| wait.until > now).max_by_key(|wait| wait.until)
    }

    /// A call is made: it counts at once, so that calls beside it see it.
    pub fn begin(&mut self, model: &ModelRef, input_tokens: u64, now: Timestamp) {
        for window in self.models.get_mut(model).into_iter().flat_map(|known| &mut known.windows) {
            window.take(input_tokens, now);
        }
    }

    /// A call that was begun is not made after all.
    pub fn give_back(&mut self, model: &ModelRef, input_tokens: u64) {
        for window in self.models.get_mut(model).into_iter().flat_map(|known| &mut known.windows) {
            let left = window.remaining.saturating_add(window.need(input_tokens));
            window.remaining = window.limit.map_or(left, |limit| left.min(limit));
        }
    }

    /// What an answer told; says whether that is anything.
    pub fn learn(&mut self, model: &ModelRef, limits: &[RateLimit], now: Timestamp) -> bool {
        for limit in limits {
            let window = Window::new(limit, now);
            let windows = &mut self.entry(model).windows;
            let same = |known: &Window| (known.unit, known.period_s) == (window.unit, window.period_s);
            match windows.iter_mut().find(|known| same(known)) {
                Some(known) => *known = window,
                None => windows.push(window),
            }
        }
        !limits.is_empty()
    }

    /// The provider refused a call and named a time, or none.
    pub fn refused(&mut self, model: &ModelRef, retry_after: Option<Duration>, now: Timestamp) {
        let known = self.entry(model);
        // The headers of the refusal say when, where its own word does not.
        let told = known.windows.iter().any(|window| window.remaining_at(now) == 0);
        if retry_after.is_some() || !told {
            let wait = retry_after.unwrap_or(USUAL).min(LONGEST);
            known.asked = Some(Asked { seen: now, until: later(now, wait) });
        }
    }

    /// What to keep of a model.
    pub fn learnt(&self, model: &ModelRef) -> Option<&Learnt> {
        self.models.get(model)
    }

    /// A provider's key or address changed: what was learnt belongs to another account.
    pub fn forget(&mut self, provider: &str) {
        self.models.retain(|model, _| model.provider != provider);
    }

    fn entry(&mut self, model: &ModelRef) -> &mut Learnt {
        self.models.entry(model.clone()).or_insert_with(|| Learnt {
            model: model.clone(),
            windows: Vec::new(),
            asked: None,
        })
    }
}

impl Window {
    fn new(limit: &RateLimit, now: Timestamp) -> Self {
        Self {
            unit: limit.unit,
            period_s: limit.period.map(|period| period.as_secs()),
            limit: limit.limit,
            remaining: limit.remaining,
            seen: now,
            full: later(
                now,
                limit
                    .full_in
                    .unwrap_or_else(|| limit.period.unwrap_or(USUAL).min(LOOK))
                    .min(limit.period.unwrap_or(LONGEST).max(LONGEST)),
            ),
            refills: limit.refills,
        }
    }

    fn need(&self, input_tokens: u64) -> u64 {
        match self.unit {
            RateUnit::Requests => 1,
            RateUnit::Tokens | RateUnit::InputTokens => input_tokens,
            // Nobody knows before; but nothing comes where nothing is left.
            RateUnit::OutputTokens => 1,
        }
    }

    /// Counts above the limit, and every count where no limit was told, are the limit: a call that can never be made is the
    /// provider's to refuse.
    fn wait(&self, input_tokens: u64, now: Timestamp) -> Wait {
        let full = self.limit.unwrap_or(self.remaining.max(1));
        let need = self.need(input_tokens).min(full);
        let reason = if self.unit == RateUnit::Requests { WaitReason::Requests } else { WaitReason::Tokens };
        let until = if self.remaining_at(now) >= need {
            now
        } else if self.refills && full > self.remaining {
            let share = (need - self.remaining.min(need)) as f64 / (full - self.remaining) as f64;
            Timestamp(self.seen.0.saturating_add(((self.full.0 - self.seen.0) as f64 * share).ceil() as i64))
        } else {
            self.full
        };
        Wait { until, reason }
    }

    fn remaining_at(&self, now: Timestamp) -> u64 {
        let full = self.limit.unwrap_or(self.remaining.max(1)).max(self.remaining);
        if now >= self.full {
            return full;
        }
        if !self.refills {
            return self.remaining;
        }
        let share = (now.0 - self.seen.0).max(0) as f64 / (self.full.0 - self.seen.0).max(1) as f64;
        self.remaining + ((full - self.remaining) as f64 * share) as u64
    }

    fn take(&mut self, input_tokens: u64, now: Timestamp) {
        let left = self.remaining_at(now).saturating_sub(self.need(input_tokens));
        // A window that was full again begins anew; when it ends, only the provider knows.
        let span = self.period_s.map_or(USUAL, Duration::from_secs);
        if now >= self.full {
            self.full = later(now, span);
        }
        self.limit = self.limit.or(Some(self.remaining.max(1)));
        self.remaining = left;
        self.seen = now;
    }
}

fn later(now: Timestamp, span: Duration) -> Timestamp {
    Timestamp(now.0.saturating_add(i64::try_from(span.as_millis()).unwrap_or(i64::MAX)))
}

#[cfg(test)]
#[path = "limiter_tests.rs"]
mod tests;
