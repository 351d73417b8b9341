//! What holds a call up before it is made: limits that the provider told, and budgets that the user set.

use std::time::Duration;

use parlance_domain::{MicroDollars, ModelRef, Timestamp};
use parlance_ipc::{ErrorCode, MessageError, ProviderBudget, Routing};
use parlance_store::{Store, StoreError};

use super::ledger::Reservation;
use crate::{App, guide};

/// Whoever set a budget does not want it overrun by accident.
const UNREADABLE: &str = "Your budgets and limits cannot be read now, so nobody is asked. Try again, or save them anew in \
                          Settings, Auto and limits.";

const MINUTE: Duration = Duration::from_secs(60);

/// Why a call is not made now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HoldUp {
    /// When it may be made; `None` when waiting is no answer.
    pub(crate) until: Option<Timestamp>,
    /// What to say where nobody waits.
    pub(crate) error: MessageError,
}

/// What was spent in a history whose settings were borrowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct SpentBefore {
    pub(crate) today: MicroDollars,
    pub(crate) this_month: MicroDollars,
}

/// What somebody wants to send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub(crate) calls: u64,
    /// About how many they send together.
    pub(crate) tokens: u64,
}

impl App {
    /// Lets calls to `model` be made, which count from now on, or says what holds them up.
    pub(crate) async fn admit(
        &self,
        store: &Store,
        model: &ModelRef,
        wanted: Wanted,
    ) -> Result<Reservation, HoldUp> {
        let _books = self.inner.router.books.write().await;
        match self.hold_up(store, model, wanted).await {
            Some(held) => Err(held),
            None => Ok(Reservation::new(self, model, wanted)),
        }
    }

    /// What keeps calls to `model` from being made now.
    pub(crate) async fn hold_up(&self, store: &Store, model: &ModelRef, wanted: Wanted) -> Option<HoldUp> {
        if model.provider == guide::PROVIDER_ID {
            return None;
        }
        let now = Timestamp::now();
        let Ok(settings) = self.known_routing(store).await else {
            return Some(HoldUp { until: None, error: unreadable() });
        };
        let name = || self.name_of(&model.provider);
        if let Some(error) = self.out_of_money(store, model, &[]).await {
            return Some(HoldUp { until: None, error });
        }
        let learnt = self.inner.router.with(|_, limiter| limiter.wait(model, wanted.tokens, now));
        if let Some(wait) = learnt {
            let message = format!("{} is at its limit.", name().await);
            let error = MessageError { code: ErrorCode::RateLimit, message };
            return Some(HoldUp { until: Some(wait.until), error });
        }
        let budget = settings.budgets.iter().find(|budget| budget.provider == model.provider)?;
        let unsettled = {
            let state = self.inner.router.lock();
            let minute = state.ledger.since(&model.provider, Timestamp(now.0 - millis(MINUTE)));
            Unsettled { minute, open: state.ledger.open(&model.provider) }
        };
        let until = used_up(store, budget, &unsettled, wanted, now).await.ok().flatten()?;
        let message = format!("{} is at the limit that you set for it.", name().await);
        let error = MessageError { code: ErrorCode::RateLimit, message };
        Some(HoldUp { until: Some(until), error })
    }

    /// Why no money may be spent on `model` now: a budget is used up by what was spent and by what the calls that run will
    /// cost, without those of `own`.
    async fn out_of_money(&self, store: &Store, model: &ModelRef, own: &[u64]) -> Option<MessageError> {
        let Ok(settings) = self.known_routing(store).await else { return Some(unreadable()) };
        let limited = settings.money_per_day.is_some() || settings.money_per_month.is_some();
        if !limited || self.runs_here(&model.provider).await {
            return None;
        }
        let (before, open) = {
            let state = self.inner.router.lock();
            (state.spent_before, state.ledger.open_cost(own))
        };
        let message = spent(store, before, open, &settings).await;
        let used_up = |message| MessageError { code: ErrorCode::Budget, message };
        message.map_or_else(|_| Some(unreadable()), |message| message.map(used_up))
    }
}

impl Reservation {
    /// Why the next of its calls may not be made although it was reserved: meanwhile a budget of money is used up.
    pub(crate) async fn out_of_money(&self, store: &Store) -> Option<MessageError> {
        self.app.out_of_money(store, &self.model, &self.calls).await
    }
}

fn unreadable() -> MessageError {
    MessageError { code: ErrorCode::Database, message: UNREADABLE.to_owned() }
}

/// The sentence for a budget of money that is used up, with what the calls that run will cost.
async fn spent(
    store: &Store,
    before: SpentBefore,
    open: MicroDollars,
    settings: &Routing,
) -> Result<Option<String>, StoreError> {
    let (day, month) = (settings.money_per_day, settings.money_per_month);
    let calendar = store.calendar().await?;
    for (budget, since, before, span) in
        [(day, calendar.day, before.today, "today"), (month, calendar.month, before.this_month, "this month")]
    {
        let Some(budget) = budget else { continue };
        if store.spent(since, None).await?.cost.0 + before.0 + open.0 >= budget {
            return Ok(Some(format!(
                "Your budget for {span} ({}) is used up. Raise it in Settings, or ask a model on this machine.",
                dollars(budget)
            )));
        }
    }
    Ok(None)
}

#[expect(clippy::cast_precision_loss, reason = "an amount of money for people")]
fn dollars(micros: i64) -> String {
    format!("${:.2}", micros as f64 / 1e6)
}

/// What the history does not say, or not yet.
struct Unsettled {
    /// When each call of the last minute was sent, with its tokens: also those that run and those that failed.
    minute: Vec<(Timestamp, u64)>,
    /// The calls that run, and their tokens.
    open: (u64, u64),
}

/// Until when the user's own limits for a provider are used up.
async fn used_up(
    store: &Store,
    budget: &ProviderBudget,
    unsettled: &Unsettled,
    wanted: Wanted,
    now: Timestamp,
) -> Result<Option<Timestamp>, StoreError> {
    let provider = Some(budget.provider.as_str());
    if budget.requests_per_day.is_some() || budget.tokens_per_day.is_some() {
        let calendar = store.calendar().await?;
        let spent = store.spent(calendar.day, provider).await?;
        let (calls, tokens) = unsettled.open;
        let taken = Wanted { calls: spent.calls + calls, tokens: spent.tokens + tokens };
        if is_over(budget.requests_per_day, budget.tokens_per_day, taken, wanted) {
            return Ok(Some(calendar.next_day));
        }
    }
    if budget.requests_per_minute.is_some() || budget.tokens_per_minute.is_some() {
        let spent = store.spent(Timestamp(now.0 - millis(MINUTE)), provider).await?;
        let minute = &unsettled.minute;
        let taken = Wanted {
            calls: spent.calls.max(minute.len() as u64),
            tokens: spent.tokens.max(minute.iter().map(|(_, tokens)| tokens).sum()),
        };
        if is_over(budget.requests_per_minute, budget.tokens_per_minute, taken, wanted) {
            // A minute slides: there is room again when its oldest call falls out.
            let first = minute.iter().map(|(at, _)| *at).chain(spent.first).min();
            return Ok(Some(first.map_or(now, |first| Timestamp(first.0 + millis(MINUTE)))));
        }
    }
    Ok(None)
}

/// One question larger than the whole limit is still asked once.
fn is_over(requests: Option<u32>, tokens: Option<u64>, taken: Wanted, wanted: Wanted) -> bool {
    let requests = requests.map(u64::from);
    requests
        .is_some_and(|limit| taken.calls >= limit || (taken.calls > 0 && taken.calls + wanted.calls > limit))
        || tokens.is_some_and(|limit| taken.tokens > 0 && taken.tokens + wanted.tokens > limit)
}

fn millis(span: Duration) -> i64 {
    i64::try_from(span.as_millis()).unwrap_or(i64::MAX)
}
