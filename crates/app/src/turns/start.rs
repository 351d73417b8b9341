//! Runs a turn whose rows are committed: shows the conversation, asks, seals, and frees the conversation.

use std::sync::Arc;
use std::time::Instant;

use parlance_domain::{ConversationId, Message, Tree};
use parlance_ipc::{AppEvent, ConversationView, ErrorCode, IpcError, MessageError, Overflow, TurnStarted};
use parlance_providers::routing::Needs;
use parlance_store::Store;
use tokio::sync::oneshot;

use super::fit::Excess;
use super::history::{Begins, Question};
use super::live::{Ended, Turn};
use super::{asked_model, pictures, run, titles};
use crate::routing::Legs;
use crate::{App, error, routing};

/// How an answer is asked for.
#[derive(Debug, Clone)]
pub(super) struct How {
    pub(super) begins: Begins,
    pub(super) excess: Excess,
}

/// What a turn left.
pub(super) struct Written {
    /// From the first message to the answer, as it was when the turn began.
    pub(super) path: Vec<Message>,
    /// The answer as it was sealed.
    pub(super) message: Message,
    /// The end that is still to be told.
    pub(super) ended: Ended,
}

impl App {
    /// Runs the turn that fills `message`, whose row is committed.
    pub(super) async fn start(
        &self,
        store: Arc<Store>,
        message: Message,
        how: How,
        asked: Instant,
    ) -> Result<TurnStarted, IpcError> {
        let conversation = message.conversation;
        let turn = Arc::new(Turn::new(conversation, message.id, &message.parts));
        let id = turn.id;
        self.inner.turns.insert(&turn);
        let (shown, view) = oneshot::channel();
        // Tasks of their own, because a row that streams must be ended: also when the caller goes away now.
        let work = self.clone().write(turn.clone(), store.clone(), message.clone(), how, asked, shown);
        tokio::spawn(self.clone().attend(turn, store, message, work));
        let view = view.await.map_err(|_| error::internal("The turn could not be started."))??;
        Ok(TurnStarted { turn: id, conversation, view })
    }

    /// Shows the conversation to the caller, asks the provider, and seals what it said.
    async fn write(
        self,
        turn: Arc<Turn>,
        store: Arc<Store>,
        message: Message,
        how: How,
        asked: Instant,
        shown: oneshot::Sender<Result<ConversationView, IpcError>>,
    ) -> Written {
        let (path, shows, read) = match store.messages(turn.conversation).await.map_err(error::store) {
            Ok(messages) => {
                let path = Tree::new(&messages).path(message.id).into_iter().cloned().collect();
                // Nobody waits for it to be rendered before the provider is asked.
                let shows =
                    tokio::spawn(self.clone().show(store.clone(), turn.conversation, messages, shown));
                (path, Some(shows), Ok(()))
            }
            Err(failure) => {
                let _ = shown.send(Err(failure.clone()));
                (Vec::new(), None, Err(error::card(failure)))
            }
        };
        let pictures = pictures::load(&store, &path).await;
        let question = Question { path, begins: how.begins, excess: how.excess, pictures };
        let legs = match read {
            Ok(()) => {
                match self.legs_of(&store, &question, &message, None).await {
                    // Nobody takes all of it. They get what fits.
                    Err(card)
                        if card.code == ErrorCode::ContextLength && how.excess.overflow != Overflow::Ask =>
                    {
                        self.legs_of(&store, &question, &message, Some(0)).await
                    }
                    legs => legs,
                }
            }
            Err(failure) => Err(failure),
        };
        let path = question.path.clone();
        let plan = run::Plan { app: self, store, message, question, legs, asked };
        let (message, ended) = run::run(&turn, plan).await;
        if let Some(shows) = shows {
            // The caller sees the question before anybody tells of its end. A panic in it has told the caller.
            let _ = shows.await;
        }
        Written { path, message, ended }
    }

    /// Shows the conversation, whose messages these are, to the caller.
    async fn show(
        self,
        store: Arc<Store>,
        conversation: ConversationId,
        messages: Vec<Message>,
        shown: oneshot::Sender<Result<ConversationView, IpcError>>,
    ) {
        let view = self.view(&store, conversation, &messages).await;
        // A caller that does not wait any more needs no view; its turn runs all the same.
        let _ = shown.send(view);
        self.inner.events.send(AppEvent::Conversations);
        // Takes tens of milliseconds once; the provider needs longer for its first word.
        tokio::task::spawn_blocking(parlance_markdown::warm);
    }

    /// Who is asked for `answer`, as if `input_tokens` were sent where that is said.
    pub(crate) async fn legs_of(
        &self,
        store: &Store,
        question: &Question,
        answer: &Message,
        input_tokens: Option<u64>,
    ) -> Result<Legs, MessageError> {
        // The choice is Parlance's again, also where the answer goes on.
        let asked = asked_model(answer);
        let auto = asked.as_ref().is_some_and(routing::is_auto);
        let parameters = self.parameters_for(store, answer.conversation, asked.as_ref()).await;
        let needs = question.needs(answer, parameters.map_err(error::card)?);
        let needs = Needs { input_tokens: input_tokens.unwrap_or(needs.input_tokens), ..needs };
        let before = match &question.begins {
            Begins::GoesOn { by: Some(by), broke } if auto => Some((by, *broke)),
            _ => None,
        };
        self.legs(store, asked.as_ref(), needs, before).await
    }

    /// Waits for `work`, which fills `message`, and frees the conversation. A panic in it ends the turn like any other
    /// failure.
    pub(super) async fn attend(
        self,
        turn: Arc<Turn>,
        store: Arc<Store>,
        message: Message,
        work: impl Future<Output = Written> + Send + 'static,
    ) {
        let written = match tokio::spawn(work).await {
            Ok(written) => written,
            // The report of the panic is in the log.
            Err(_) => {
                let (message, ended) = run::abandon(&turn, &store, message).await;
                Written { path: Vec::new(), message, ended }
            }
        };
        // Before the end is told: whoever hears of it may ask the next question at once.
        self.inner.turns.running().remove(&turn.id);
        turn.update(|live| {
            live.ended.get_or_insert(written.ended);
        });
        self.inner.events.conversation(turn.conversation);
        self.inner.events.send(AppEvent::Conversations);
        titles::improve(&self, &store, &written.path, &written.message).await;
    }
}
