//! The loop of one turn: a provider's events in, a sealed message out.

use std::sync::Arc;
use std::time::{Duration, Instant};

use parlance_domain::Taken;
use parlance_domain::{
    FinishReason, Message, MessageStatus, Omission, Part, Route, Timestamp, Timings, Usage,
};
use parlance_ipc::{MessageError, MessageState};
use parlance_store::{Seal, Store, StoreError, UsageRow};

use super::ask::Ask;
use super::history::Question;
use super::journal::Journal;
use super::live::{Ended, Live, Turn, millis};
use crate::routing::{Legs, Reservation};
use crate::{App, error, guide};

const RETRY_SEAL: Duration = Duration::from_secs(2);

/// What a turn needs to run.
pub(super) struct Plan {
    pub(super) app: App,
    pub(super) store: Arc<Store>,
    pub(super) message: Message,
    pub(super) question: Question,
    /// The error is the card that the message gets: no key, no such provider.
    pub(super) legs: Result<Legs, MessageError>,
    pub(super) asked: Instant,
}

/// How the stream ended.
pub(super) enum Outcome {
    Finished(FinishReason),
    Stopped,
    Failed(MessageError),
}

#[derive(Default)]
pub(super) struct Measured {
    /// By the newest call.
    pub(super) taken: Taken,
    pub(super) timings: Timings,
    pub(super) route: Option<Route>,
    pub(super) omissions: Vec<Omission>,
    /// What that call counts until it is in the history.
    pub(super) reserved: Option<Reservation>,
}

/// Runs the turn to its end and seals the message. Gives the message as it was sealed, and the end that is still to be told.
pub(super) async fn run(turn: &Arc<Turn>, plan: Plan) -> (Message, Ended) {
    let Plan { app, store, mut message, question, legs, asked } = plan;
    let journal = Journal::open(store.clone(), message.id, {
        let turn = turn.clone();
        move || turn.cancel.cancel()
    });
    let mut measured = Measured::default();
    let outcome = match legs {
        Ok(legs) => {
            let ask = Ask { app: &app, turn, store: &store, journal: &journal, question: &question, asked };
            ask.run(legs, &mut message, &mut measured).await
        }
        Err(error) => Outcome::Failed(error),
    };
    turn.finish_words();
    let outcome = match (journal.close().await, outcome) {
        // It was the journal that stopped the stream. An answer that is whole needs no journal any more.
        (Err(failure), Outcome::Stopped) => Outcome::Failed(error::card(error::store(failure))),
        (_, outcome) => outcome,
    };
    measured.timings.done_ms = Some(millis(asked.elapsed()));
    measured.taken.whole = matches!(outcome, Outcome::Finished(_));
    let call = call(&app, &message, &measured, turn.live().words_bytes());
    let ended = conclude(turn, &store, &mut message, &outcome, measured, call).await;
    (message, ended)
}

/// Ends a turn whose loop panicked, with the words that had come.
pub(super) async fn abandon(turn: &Turn, store: &Store, mut message: Message) -> (Message, Ended) {
    turn.cancel.cancel();
    turn.finish_words();
    let failure = error::internal("The answer broke off because of an error in Parlance.");
    let outcome = Outcome::Failed(error::card(failure));
    let ended = conclude(turn, store, &mut message, &outcome, Measured::default(), None).await;
    (message, ended)
}

/// Fills `message` from what the turn holds and seals it.
async fn conclude(
    turn: &Turn,
    store: &Store,
    message: &mut Message,
    outcome: &Outcome,
    measured: Measured,
    call: Option<UsageRow>,
) -> Ended {
    let (mut parts, ended) = {
        let live = turn.live();
        (live.to_parts(), ended(outcome, &live))
    };
    if let Some(error) = &ended.error {
        parts.push(Part::Error { code: error::code_word(error.code), message: error.message.clone() });
    }
    message.status = match ended.state {
        MessageState::Complete => MessageStatus::Complete,
        MessageState::Failed => MessageStatus::Failed,
        MessageState::Interrupted | MessageState::Streaming => MessageStatus::Interrupted,
    };
    message.finish = match outcome {
        Outcome::Finished(reason) => Some(*reason),
        Outcome::Stopped => None,
        Outcome::Failed(_) => Some(FinishReason::Error),
    };
    message.parts = parts;
    message.usage = measured.taken.told;
    message.timings = measured.timings;
    message.route = measured.route;
    message.omissions = measured.omissions;
    seal(turn, store, message, call, measured.reserved).await;
    ended
}

fn ended(outcome: &Outcome, live: &Live) -> Ended {
    match outcome {
        Outcome::Finished(_) => Ended { state: MessageState::Complete, error: None },
        Outcome::Stopped => Ended { state: MessageState::Interrupted, error: None },
        Outcome::Failed(error) if live.has_words() => {
            Ended { state: MessageState::Interrupted, error: Some(error.clone()) }
        }
        Outcome::Failed(error) => Ended { state: MessageState::Failed, error: Some(error.clone()) },
    }
}

/// Seals the message. While the disk refuses, the words stay in memory, the watchers are told why, and it is tried again:
/// room may be made. A history that was closed takes them no more.
async fn seal(
    turn: &Turn,
    store: &Store,
    message: &Message,
    call: Option<UsageRow>,
    mut reserved: Option<Reservation>,
) {
    let seal = Seal {
        message: message.id,
        status: message.status,
        parts: message.parts.clone(),
        finish: message.finish,
        usage: message.usage,
        timings: message.timings,
        model: message.model.clone(),
        route: message.route.clone(),
        omissions: message.omissions.clone(),
        call,
    };
    let mut retry = tokio::time::interval(RETRY_SEAL);
    loop {
        retry.tick().await;
        let books = match &reserved {
            Some(reserved) => Some(reserved.books().await),
            None => None,
        };
        let sealed = store.seal(&seal).await;
        if sealed.is_ok()
            && let Some(reserved) = reserved.take()
        {
            reserved.settle(seal.call.as_ref().map(|call| &call.usage));
        }
        drop(books);
        let Err(failure) = sealed else { return };
        turn.update(|live| {
            live.ended.get_or_insert_with(|| {
                tracing::error!(kind = ?failure.kind, "an answer could not be sealed");
                Ended { state: MessageState::Interrupted, error: Some(not_saved(failure)) }
            });
        });
        if store.is_closed() {
            return;
        }
    }
}

/// What counts of the call that wrote the message: told by its provider, or estimated from `said` bytes that came. One that was
/// answered counts also where nothing is known of it.
fn call(app: &App, message: &Message, measured: &Measured, said: u64) -> Option<UsageRow> {
    let model = message.model.clone().filter(|model| model.provider != guide::PROVIDER_ID)?;
    let answered = measured.timings.first_token_ms.is_some();
    let usage = measured.taken.usage(said).or_else(|| answered.then(Usage::default))?;
    let cost = usage.cost.or_else(|| app.price(&model)?.cost(&usage));
    Some(UsageRow { model, usage, cost, timings: measured.timings, at: Timestamp::now() })
}

fn not_saved(failure: StoreError) -> MessageError {
    let error = error::store(failure);
    MessageError {
        code: error.code,
        message: format!("{} The answer is kept in this window until then.", error.message),
    }
}

#[cfg(test)]
mod tests {
    use parlance_domain::{ConversationId, Role};
    use parlance_ipc::ErrorCode;

    use super::*;

    #[tokio::test]
    async fn a_turn_does_not_wait_for_a_history_that_was_closed() {
        let home = tempfile::tempdir().unwrap();
        let store = Arc::new(Store::open(home.path()).await.unwrap());
        store.close().await;
        let conversation = ConversationId::new();
        let status = MessageStatus::Streaming;
        let message =
            super::super::new_message(conversation, None, Role::Assistant, status, None, Vec::new());
        let turn = Arc::new(Turn::new(conversation, message.id, &[]));
        let question = Question::new(Vec::new(), crate::turns::Begins::Anew);
        let legs = Err(error::truncated());
        let app = App::new(crate::Home::new(home.path().to_owned()));
        run(&turn, Plan { app, store, message, question, legs, asked: Instant::now() }).await;
        let ended = turn.live().ended.clone().unwrap();
        assert_eq!(ended.error.unwrap().code, ErrorCode::Database);
    }
}
