//! The loop of one turn: a provider's events in, a sealed message out.

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::StreamExt;
use parlance_domain::{FinishReason, Message, MessageStatus, Part, Timestamp, Timings, Usage};
use parlance_ipc::{MessageError, MessageState, TurnStatus};
use parlance_llm::{ChatRequest, StreamEvent};
use parlance_providers::{Price, Provider, ProviderEvent};
use parlance_store::{JournalEntry, JournalKind, Seal, Store, StoreError, UsageRow};

use super::journal::Journal;
use super::live::{Ended, Live, Turn, millis};
use crate::error;

const RETRY_SEAL: Duration = Duration::from_secs(2);

/// What a turn needs to run.
pub(super) struct Plan {
    pub(super) store: Arc<Store>,
    pub(super) message: Message,
    pub(super) request: ChatRequest,
    /// The error is the card that the message gets: no key, no such provider.
    pub(super) provider: Result<Arc<dyn Provider>, MessageError>,
    /// What the model costs, where that is known.
    pub(super) price: Option<Price>,
    pub(super) asked: Instant,
}

/// How the stream ended.
enum Outcome {
    Finished(FinishReason),
    Stopped,
    Failed(MessageError),
}

#[derive(Default)]
struct Measured {
    usage: Option<Usage>,
    timings: Timings,
    price: Option<Price>,
}

/// Runs the turn to its end and seals the message. Gives the message as it was sealed, and the end that is still to be told.
pub(super) async fn run(turn: &Arc<Turn>, plan: Plan) -> (Message, Ended) {
    let Plan { store, mut message, request, provider, price, asked } = plan;
    let journal = Journal::open(store.clone(), message.id, {
        let turn = turn.clone();
        move || turn.cancel.cancel()
    });
    let mut measured = Measured { price, ..Measured::default() };
    let outcome = match provider {
        Ok(provider) => stream(turn, provider.as_ref(), request, &journal, &mut measured, asked).await,
        Err(error) => Outcome::Failed(error),
    };
    let outcome = match (journal.close().await, outcome) {
        // It was the journal that stopped the stream. An answer that is whole needs no journal any more.
        (Err(failure), Outcome::Stopped) => Outcome::Failed(error::card(error::store(failure))),
        (_, outcome) => outcome,
    };
    measured.timings.done_ms = Some(millis(asked.elapsed()));
    let ended = conclude(turn, &store, &mut message, &outcome, measured).await;
    (message, ended)
}

/// Ends a turn whose loop panicked, with the words that had come.
pub(super) async fn abandon(turn: &Turn, store: &Store, mut message: Message) -> (Message, Ended) {
    turn.cancel.cancel();
    let failure = error::internal("The answer broke off because of an error in Parlance.");
    let outcome = Outcome::Failed(error::card(failure));
    let ended = conclude(turn, store, &mut message, &outcome, Measured::default()).await;
    (message, ended)
}

/// Fills `message` from what the turn holds and seals it.
async fn conclude(
    turn: &Turn,
    store: &Store,
    message: &mut Message,
    outcome: &Outcome,
    measured: Measured,
) -> Ended {
    let (parts, ended) = turn.update(|live| {
        live.finish_parts();
        let ended = ended(outcome, live);
        let mut parts = live.to_parts();
        if let Some(error) = &ended.error {
            parts.push(Part::Error { code: error::code_word(error.code), message: error.message.clone() });
        }
        (parts, ended)
    });
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
    message.usage = measured.usage;
    message.timings = measured.timings;
    seal(turn, store, message, measured.price).await;
    ended
}

async fn stream(
    turn: &Arc<Turn>,
    provider: &dyn Provider,
    request: ChatRequest,
    journal: &Journal,
    measured: &mut Measured,
    asked: Instant,
) -> Outcome {
    let mut events = provider.stream(request, turn.cancel.clone());
    while let Some(event) = events.next().await {
        match event {
            Ok(ProviderEvent::Stream(StreamEvent::Usage(usage))) => measured.usage = Some(usage),
            Ok(ProviderEvent::Stream(StreamEvent::Finished { reason })) => return Outcome::Finished(reason),
            Ok(ProviderEvent::Stream(StreamEvent::Truncated)) => return Outcome::Failed(error::truncated()),
            Ok(ProviderEvent::Stream(delta)) => {
                let part = turn.update(|live| {
                    live.status = TurnStatus::Streaming;
                    live.apply(&delta)
                });
                if let Some(part) = part {
                    measured.timings.first_token_ms.get_or_insert_with(|| millis(asked.elapsed()));
                    entries(part, delta).into_iter().for_each(|entry| journal.append(entry));
                }
            }
            Ok(ProviderEvent::Dropped(dropped)) => turn.update(|live| live.set_dropped(dropped)),
            Ok(ProviderEvent::Waiting { silent_for }) => {
                let silent_ms = millis(silent_for);
                turn.update(|live| live.status = TurnStatus::Waiting { silent_ms });
            }
            Ok(ProviderEvent::Retrying { attempt, delay, reason }) => {
                let delay_ms = millis(delay);
                turn.update(|live| live.status = TurnStatus::Retrying { attempt, delay_ms, reason });
            }
            Err(_) if turn.cancel.is_cancelled() => return Outcome::Stopped,
            Err(failure) => return Outcome::Failed(error::card(error::provider(&failure))),
        }
    }
    if turn.cancel.is_cancelled() { Outcome::Stopped } else { Outcome::Failed(error::truncated()) }
}

fn entries(part: u32, delta: StreamEvent) -> Vec<JournalEntry> {
    let entry = |kind, text| JournalEntry { part, kind, text };
    match delta {
        StreamEvent::TextDelta { text, .. } => vec![entry(JournalKind::Text, text)],
        StreamEvent::ReasoningDelta { text, .. } => vec![entry(JournalKind::Reasoning, text)],
        StreamEvent::ToolCallStart { id, name, .. } => id
            .map(|id| entry(JournalKind::ToolId, id))
            .into_iter()
            .chain([entry(JournalKind::ToolName, name)])
            .collect(),
        StreamEvent::ToolCallArguments { delta, .. } => vec![entry(JournalKind::ToolArguments, delta)],
        _ => Vec::new(),
    }
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
async fn seal(turn: &Turn, store: &Store, message: &Message, price: Option<Price>) {
    let seal = Seal {
        message: message.id,
        status: message.status,
        parts: message.parts.clone(),
        finish: message.finish,
        usage: message.usage,
        timings: message.timings,
        model: None,
        call: call(message, price),
    };
    let mut retry = tokio::time::interval(RETRY_SEAL);
    loop {
        retry.tick().await;
        let Err(failure) = store.seal(&seal).await else { return };
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

fn call(message: &Message, price: Option<Price>) -> Option<UsageRow> {
    let (model, usage) = (message.model.clone()?, message.usage?);
    Some(UsageRow {
        model,
        usage,
        cost: price.and_then(|price| price.cost(&usage)),
        timings: message.timings,
        at: Timestamp::now(),
    })
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
    use parlance_domain::{ConversationId, Dropped, DroppedKind, Role};
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
        let request = ChatRequest { model: "m".into(), messages: Vec::new(), ..ChatRequest::default() };
        let provider = Err(error::truncated());
        run(&turn, Plan { store, message, request, provider, price: None, asked: Instant::now() }).await;
        let ended = turn.live().ended.clone().unwrap();
        assert_eq!(ended.error.unwrap().code, ErrorCode::Database);
    }

    struct Speaks(Vec<ProviderEvent>);

    impl Provider for Speaks {
        fn stream(
            &self,
            _: ChatRequest,
            _: tokio_util::sync::CancellationToken,
        ) -> futures::stream::BoxStream<'static, Result<ProviderEvent, parlance_providers::ProviderError>>
        {
            futures::stream::iter(self.0.clone()).map(Ok).boxed()
        }
    }

    #[tokio::test]
    async fn what_was_not_sent_stands_in_the_message_behind_its_words() {
        let home = tempfile::tempdir().unwrap();
        let store = Arc::new(Store::open(home.path()).await.unwrap());
        let conversation = ConversationId::new();
        let status = MessageStatus::Streaming;
        let message =
            super::super::new_message(conversation, None, Role::Assistant, status, None, Vec::new());
        let turn = Arc::new(Turn::new(conversation, message.id, &[]));
        store.close().await;
        let dropped = |count| Dropped { kind: DroppedKind::Image, count };
        let part = parlance_llm::PartId(0);
        let speaks = Speaks(vec![
            ProviderEvent::Dropped(vec![dropped(3)]),
            // Asked again.
            ProviderEvent::Dropped(vec![dropped(2)]),
            ProviderEvent::Stream(StreamEvent::TextDelta { part, text: "Hi".into() }),
            ProviderEvent::Stream(StreamEvent::Finished { reason: FinishReason::Stop }),
        ]);
        let provider: Result<Arc<dyn Provider>, _> = Ok(Arc::new(speaks));
        let request = ChatRequest::default();
        let plan = Plan { store, message, request, provider, price: None, asked: Instant::now() };
        let (message, _) = run(&turn, plan).await;
        assert_eq!(message.parts, [Part::Text { text: "Hi".into() }, Part::Dropped(dropped(2))]);
    }
}
