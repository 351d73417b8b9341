//! Runs a turn whose rows are committed: shows the conversation, asks, seals, and frees the conversation.

use std::sync::Arc;
use std::time::Instant;

use parlance_domain::{ConversationId, Message, TurnId};
use parlance_ipc::{AppEvent, ConversationView, ErrorCode, IpcError, MessageError, Overflow, TurnStarted};
use parlance_providers::routing::Needs;
use parlance_store::{Extent, Store};
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

/// To whom the conversation is shown once.
type Shown = oneshot::Sender<Result<ConversationView, IpcError>>;

/// What a turn left.
pub(super) struct Written {
    /// From the first message to the answer, as it was when the turn began; empty where no title is made of it.
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
        let (started, _) = self.start_beside(store, message, Vec::new(), how, asked).await?;
        Ok(started)
    }

    /// The same with the turns of `others` beside it, which answer the same question.
    pub(super) async fn start_beside(
        &self,
        store: Arc<Store>,
        message: Message,
        others: Vec<Message>,
        how: How,
        asked: Instant,
    ) -> Result<(TurnStarted, Vec<TurnId>), IpcError> {
        let conversation = message.conversation;
        let begin = |message: Message| {
            let turn = Arc::new(Turn::new(conversation, message.id, &message.parts));
            self.inner.turns.insert(&turn);
            (turn, message)
        };
        let (turn, message) = begin(message);
        // All of them before the first is shown: the view says who writes what.
        let others: Vec<_> = others.into_iter().map(begin).collect();
        let (id, ids) = (turn.id, others.iter().map(|(turn, _)| turn.id).collect());
        let (shown, view) = oneshot::channel();
        self.spawn(turn, store.clone(), message, how.clone(), asked, Some(shown));
        for (turn, message) in others {
            self.spawn(turn, store.clone(), message, how.clone(), asked, None);
        }
        let view = view.await.map_err(|_| error::internal("The turn could not be started."))??;
        Ok((TurnStarted { turn: id, conversation, view }, ids))
    }

    /// In tasks of their own, because a row that streams must be ended: also when the caller goes away now.
    fn spawn(
        &self,
        turn: Arc<Turn>,
        store: Arc<Store>,
        message: Message,
        how: How,
        asked: Instant,
        shown: Option<Shown>,
    ) {
        let work = self.clone().write(turn.clone(), store.clone(), message.clone(), how, asked, shown);
        tokio::spawn(self.clone().attend(turn, store, message, work));
    }

    /// Shows the conversation to the caller if it is to be shown, asks the provider, and seals what it said.
    async fn write(
        self,
        turn: Arc<Turn>,
        store: Arc<Store>,
        message: Message,
        how: How,
        asked: Instant,
        shown: Option<Shown>,
    ) -> Written {
        // Of several answers to one question one alone is asked for the title.
        let names = shown.is_some();
        // Nobody waits for it to be rendered before the provider is asked.
        let show = |shown| self.clone().show(store.clone(), turn.conversation, shown);
        let shows = shown.map(|shown| tokio::spawn(show(shown)));
        let (path, read) = match store.path(message.id, Extent::Whole).await.map_err(error::store) {
            Ok(path) => (path.messages, Ok(())),
            Err(failure) => (Vec::new(), Err(error::card(failure))),
        };
        let pictures = pictures::load(&self, &store, &path).await;
        let files = self.sent_files(&store, &path, true).await;
        let question = Question { path, begins: how.begins, excess: how.excess, pictures, files };
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
        let path = if names { question.path.clone() } else { Vec::new() };
        let plan = run::Plan { app: self, store, message, question, legs, asked };
        let (message, ended) = run::run(&turn, plan).await;
        if let Some(shows) = shows {
            // The caller sees the question before anybody tells of its end. A panic in it has told the caller.
            let _ = shows.await;
        }
        Written { path, message, ended }
    }

    /// Shows the conversation to the caller.
    async fn show(self, store: Arc<Store>, conversation: ConversationId, shown: Shown) {
        let view = self.view(&store, conversation).await;
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
        self.legs(store.settled(), asked.as_ref(), needs, before).await
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
        self.note_answer(&store, turn.conversation).await;
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
