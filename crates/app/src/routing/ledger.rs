//! The calls of the last minutes. One that runs is in no table of the history yet and counts against a limit all the same.

use parlance_domain::{MicroDollars, ModelRef, Timestamp, Usage};
use tokio::sync::OwnedRwLockReadGuard;

use super::budgets::Wanted;
use crate::App;

/// For how long calls are remembered one by one.
const KEPT_MS: i64 = 2 * 60 * 1000;
/// With so many an answer is reckoned against budgets of money, until its provider has counted it.
const ANSWER_TOKENS: u64 = 1_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Decided upon, and not sent yet.
    Promised,
    Sent,
    /// What there is to count of it is in the history.
    Over,
}

#[derive(Debug)]
struct Call {
    id: u64,
    provider: String,
    /// When it was promised, then when it was sent.
    at: Timestamp,
    /// About how many it sends; once it is over, what it took as far as that is known.
    tokens: u64,
    /// About what it will cost.
    cost: MicroDollars,
    stage: Stage,
}

#[derive(Debug, Default)]
pub(super) struct Ledger {
    calls: Vec<Call>,
    next: u64,
}

impl Ledger {
    fn promise(&mut self, provider: &str, tokens: u64, cost: MicroDollars, now: Timestamp) -> u64 {
        self.calls.retain(|call| call.stage != Stage::Over || (0..KEPT_MS).contains(&(now.0 - call.at.0)));
        self.next += 1;
        let provider = provider.to_owned();
        self.calls.push(Call { id: self.next, provider, at: now, tokens, cost, stage: Stage::Promised });
        self.next
    }

    fn send(&mut self, id: u64, tokens: u64, cost: MicroDollars, now: Timestamp) {
        if let Some(call) = self.calls.iter_mut().find(|call| call.id == id) {
            (call.tokens, call.cost, call.at, call.stage) = (tokens, cost, now, Stage::Sent);
        }
    }

    /// One that was never sent leaves no trace. `tokens`: what it took, where that was counted.
    fn end(&mut self, id: u64, tokens: Option<u64>) {
        self.calls.retain(|call| call.id != id || call.stage != Stage::Promised);
        if let Some(call) = self.calls.iter_mut().find(|call| call.id == id) {
            call.tokens = tokens.unwrap_or(call.tokens);
            call.stage = Stage::Over;
        }
    }

    /// The calls to a provider that were promised or sent since `since`, with the tokens of each.
    pub(super) fn since(&self, provider: &str, since: Timestamp) -> Vec<(Timestamp, u64)> {
        let own = self.calls.iter().filter(|call| call.provider == provider && call.at >= since);
        own.map(|call| (call.at, call.tokens)).collect()
    }

    /// How many calls to a provider are not in the history yet, and their tokens.
    pub(super) fn open(&self, provider: &str) -> (u64, u64) {
        let own = self.calls.iter().filter(|call| call.provider == provider && call.stage != Stage::Over);
        own.fold((0, 0), |(calls, tokens), call| (calls + 1, tokens + call.tokens))
    }

    /// About what the calls will cost that are not in the history yet, without those of `own`.
    pub(super) fn open_cost(&self, own: &[u64]) -> MicroDollars {
        let others = self.calls.iter().filter(|call| call.stage != Stage::Over && !own.contains(&call.id));
        MicroDollars(others.map(|call| call.cost.0).sum())
    }
}

/// One call or more that may be made. What is not sent before this is dropped is given back.
pub(crate) struct Reservation {
    pub(super) app: App,
    pub(super) model: ModelRef,
    /// What the limits that the provider told were charged with; `None` once a call is sent.
    charged: Option<u64>,
    pub(super) calls: Vec<u64>,
}

impl Reservation {
    pub(super) fn new(app: &App, model: &ModelRef, Wanted { calls, tokens }: Wanted) -> Self {
        let now = Timestamp::now();
        let costs = |tokens| cost(app, model, tokens);
        let state = &mut *app.inner.router.lock();
        state.limiter.begin(model, tokens, now);
        let share = |call| if call == 0 { tokens } else { 0 };
        let promise = |call| state.ledger.promise(&model.provider, share(call), costs(share(call)), now);
        let calls = (0..calls).map(promise).collect();
        Self { app: app.clone(), model: model.clone(), charged: Some(tokens), calls }
    }

    /// Takes out the last of several calls.
    pub(crate) fn split_last(&mut self) -> Option<Self> {
        let last = if self.calls.len() > 1 { self.calls.pop()? } else { return None };
        Some(Self { app: self.app.clone(), model: self.model.clone(), charged: None, calls: vec![last] })
    }

    /// The call is made now, with about so many tokens.
    pub(crate) fn send(&mut self, tokens: u64) {
        let now = Timestamp::now();
        let cost = cost(&self.app, &self.model, tokens);
        let state = &mut *self.app.inner.router.lock();
        if self.charged.take().is_none() {
            state.limiter.begin(&self.model, tokens, now);
        }
        self.calls.iter().for_each(|call| state.ledger.send(*call, tokens, cost, now));
    }

    /// To be held while the call is written into the history, up to [`Reservation::settle`]: whoever decides meanwhile would
    /// count it twice or not at all.
    pub(crate) async fn books(&self) -> OwnedRwLockReadGuard<()> {
        self.app.inner.router.books.clone().read_owned().await
    }

    /// The call is in the history.
    pub(crate) fn settle(mut self, usage: Option<&Usage>) {
        let tokens = usage.and_then(|usage| match (usage.input_tokens, usage.output_tokens) {
            (None, None) => None,
            (input, output) => Some(input.unwrap_or_default() + output.unwrap_or_default()),
        });
        self.end(tokens);
    }

    fn end(&mut self, tokens: Option<u64>) {
        let state = &mut *self.app.inner.router.lock();
        if let Some(charged) = self.charged.take() {
            state.limiter.give_back(&self.model, charged);
        }
        self.calls.drain(..).for_each(|call| state.ledger.end(call, tokens));
    }
}

/// About what a call costs that sends so many tokens; nothing where no price is known.
fn cost(app: &App, model: &ModelRef, tokens: u64) -> MicroDollars {
    let usage = Usage { input_tokens: Some(tokens), output_tokens: Some(ANSWER_TOKENS), ..Usage::default() };
    app.price(model).and_then(|price| price.cost(&usage)).unwrap_or_default()
}

impl Drop for Reservation {
    fn drop(&mut self) {
        self.end(None);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_000_000);
    const FREE: MicroDollars = MicroDollars(0);

    #[test]
    fn what_runs_is_open_and_what_was_never_sent_leaves_no_trace() {
        let mut ledger = Ledger::default();
        let first = ledger.promise("lab", 100, MicroDollars(5), NOW);
        let second = ledger.promise("lab", 50, MicroDollars(3), NOW);
        ledger.promise("other", 7, MicroDollars(2), NOW);
        assert_eq!(ledger.open("lab"), (2, 150));
        assert_eq!((ledger.open_cost(&[]), ledger.open_cost(&[first])), (MicroDollars(10), MicroDollars(5)));
        ledger.end(second, None);
        assert_eq!(ledger.open("lab"), (1, 100));
        ledger.send(first, 120, MicroDollars(6), Timestamp(NOW.0 + 5));
        assert_eq!(ledger.open("lab"), (1, 120));
        ledger.end(first, Some(300));
        assert_eq!((ledger.open("lab"), ledger.open_cost(&[])), ((0, 0), MicroDollars(2)));
        assert_eq!(ledger.since("lab", NOW), [(Timestamp(NOW.0 + 5), 300)]);
    }

    #[test]
    fn a_call_is_remembered_while_it_runs_and_for_some_minutes() {
        let mut ledger = Ledger::default();
        let (long, short) = (ledger.promise("lab", 1, FREE, NOW), ledger.promise("lab", 2, FREE, NOW));
        [long, short].into_iter().for_each(|call| ledger.send(call, 1, FREE, NOW));
        ledger.end(short, None);
        ledger.promise("lab", 4, FREE, Timestamp(NOW.0 + KEPT_MS));
        assert_eq!(ledger.since("lab", Timestamp(0)).len(), 2);
        assert_eq!(ledger.open("lab").0, 2);
    }
}
