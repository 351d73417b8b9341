//! Turns: from a question to a sealed answer.

mod ask;
mod call;
pub(crate) mod fit;
mod history;
mod journal;
mod live;
#[cfg(test)]
mod panic_tests;
mod pictures;
mod run;
mod running;
mod start;
mod summarise;
mod titles;
mod watch;

use std::sync::Weak;
use std::time::Instant;

use parlance_domain::{
    Conversation, ConversationId, Message, MessageId, MessageStatus, ModelRef, Parameters, Part, Role,
    Timestamp, Timings, TurnId,
};
use parlance_ipc::{
    AckArgs, AppEvent, ContinueArgs, ErrorCode, IpcError, Overflow, RegenerateArgs, SendArgs, TurnArgs,
    TurnEvent, TurnStarted,
};
use parlance_store::{NewTurn, Origin, Store, TurnPlace};

use self::fit::{Excess, as_before};
pub(crate) use self::history::{Begins, Question, is_hard};
pub(crate) use self::running::Turns;
use self::start::How;
pub use self::watch::TextEvent;
use crate::sink::Sink;
use crate::{App, checked_parameters, error, routing, title};

/// Above this a message is refused with a clear word: no model takes it, and every face would choke on it.
const MESSAGE_BYTES: usize = 8 * 1024 * 1024;

impl App {
    /// Commits a question of the composer and starts the turn that answers it.
    pub async fn send_message(&self, args: SendArgs) -> Result<TurnStarted, IpcError> {
        self.question(args, Origin::Composer).await
    }

    /// Commits a question that was written outside of the window and starts the turn that answers it. The draft and the new
    /// chat's parameters stay; a new conversation gets `parameters`.
    pub async fn ask(&self, args: SendArgs, parameters: Parameters) -> Result<TurnStarted, IpcError> {
        self.question(args, Origin::Elsewhere(checked_parameters(parameters)?)).await
    }

    async fn question(&self, args: SendArgs, origin: Origin) -> Result<TurnStarted, IpcError> {
        if args.text.trim().is_empty() {
            return Err(IpcError::new(ErrorCode::Invalid, "Write a message first."));
        }
        if args.text.len() > MESSAGE_BYTES {
            return Err(IpcError::new(
                ErrorCode::Invalid,
                "The message is longer than 8 MB. Shorten it or split it.",
            ));
        }
        let asked = Instant::now();
        let store = self.store().await?;
        let model = ModelRef { provider: args.model.provider, model: args.model.model };
        let _begin = self.inner.turns.hold().await;

        let (id, place, parent) = match args.conversation {
            Some(id) => {
                self.refuse_if_busy(id)?;
                let known = store.conversation(id).await.map_err(error::store)?;
                (id, TurnPlace::Existing(id), known.leaf)
            }
            None => {
                let now = Timestamp::now();
                let conversation = Conversation {
                    id: ConversationId::new(),
                    title: title::from_text(&args.text),
                    leaf: None,
                    model: Some(model.clone()),
                    created_at: now,
                    updated_at: now,
                };
                (conversation.id, TurnPlace::New(conversation), None)
            }
        };
        let question = new_message(
            id,
            parent,
            Role::User,
            MessageStatus::Complete,
            None,
            vec![Part::Text { text: args.text }],
        );
        let answer = new_message(
            id,
            Some(question.id),
            Role::Assistant,
            MessageStatus::Streaming,
            Some(model),
            Vec::new(),
        );
        let new = NewTurn { place, user: Some(question), origin, assistant: answer.clone() };
        store.begin_turn(&new).await.map_err(error::store)?;
        if args.conversation.is_none() {
            // The new chat has handed its own on.
            self.inner.events.send(AppEvent::Parameters);
        }
        let how = How { begins: Begins::Anew, excess: self.excess(args.overflow, None) };
        self.start(store, answer, how, asked).await
    }

    /// Asks again: the new answer is a sibling of `message`.
    pub async fn regenerate(&self, args: RegenerateArgs) -> Result<TurnStarted, IpcError> {
        let asked = Instant::now();
        let store = self.store().await?;
        let _begin = self.inner.turns.hold().await;
        self.refuse_if_busy(args.conversation)?;
        let old = answer(&store, args.conversation, args.message).await?;
        let mut excess = self.excess(args.overflow, Some(&old));
        let model = args.model.map(|model| ModelRef { provider: model.provider, model: model.model });
        let model = model.or(asked_model(&old));
        // What one model refused, another may take.
        excess.refused &= model == old.model || model.as_ref().is_some_and(routing::is_auto);
        let fresh = new_message(
            args.conversation,
            old.parent,
            Role::Assistant,
            MessageStatus::Streaming,
            model,
            Vec::new(),
        );
        let place = TurnPlace::Existing(args.conversation);
        let new = NewTurn { place, user: None, origin: Origin::Composer, assistant: fresh.clone() };
        store.begin_turn(&new).await.map_err(error::store)?;
        self.start(store, fresh, How { begins: Begins::Anew, excess }, asked).await
    }

    /// Lets the model go on where `message` broke off; its words so far stay.
    pub async fn continue_message(&self, args: ContinueArgs) -> Result<TurnStarted, IpcError> {
        let asked = Instant::now();
        let store = self.store().await?;
        let _begin = self.inner.turns.hold().await;
        self.refuse_if_busy(args.conversation)?;
        let known = answer(&store, args.conversation, args.message).await?;
        let excess = self.excess(args.overflow, Some(&known));
        let begins = Begins::again(&known);
        let message = store.resume_turn(known.id).await.map_err(error::store)?;
        self.start(store, message, How { begins, excess }, asked).await
    }

    pub async fn stop_turn(&self, args: TurnArgs) -> Result<(), IpcError> {
        // A turn that is not there any more has ended by itself.
        if let Some(turn) = self.inner.turns.get(args.turn) {
            turn.cancel.cancel();
        }
        Ok(())
    }

    pub async fn ack_frame(&self, args: AckArgs) -> Result<(), IpcError> {
        let turn = self.inner.turns.shown().get(&args.turn).and_then(Weak::upgrade);
        if let Some(turn) = turn {
            turn.acknowledge(args.watcher, args.seq);
        }
        Ok(())
    }

    /// Shows a turn as frames, from its beginning, until it ends or the sink closes. May be called again at any time.
    ///
    /// # Errors
    /// `NotFound` when the turn has ended and is sealed: the history has the message.
    pub fn watch_turn(&self, turn: TurnId, sink: impl Sink<TurnEvent>) -> Result<(), IpcError> {
        let turn = self.inner.turns.get(turn).ok_or_else(no_turn)?;
        tokio::spawn(watch::frames(turn, sink));
        Ok(())
    }

    /// Shows a turn as its source text, for terminals and scripts.
    ///
    /// # Errors
    /// `NotFound` as [`App::watch_turn`].
    pub fn watch_text(&self, turn: TurnId, sink: impl Sink<TextEvent>) -> Result<(), IpcError> {
        let turn = self.inner.turns.get(turn).ok_or_else(no_turn)?;
        tokio::spawn(watch::text(turn, self.inner.home.folder().to_owned(), sink));
        Ok(())
    }

    /// What is done this time about a conversation that is too long: as was wished, else as for the answer before, else as
    /// the settings have it.
    pub(crate) fn excess(&self, wished: Option<Overflow>, before: Option<&Message>) -> Excess {
        let overflow = wished.or_else(|| before.and_then(as_before)).unwrap_or_else(|| self.overflow());
        let refused = before.is_some_and(|answer| {
            answer.parts.iter().any(|part| match part {
                Part::Error { code, .. } => error::from_code_word(code) == ErrorCode::ContextLength,
                _ => false,
            })
        });
        Excess { overflow, refused }
    }

    fn refuse_if_busy(&self, conversation: ConversationId) -> Result<(), IpcError> {
        match self.inner.turns.in_conversation(conversation) {
            Some(_) => Err(IpcError::new(
                ErrorCode::Busy,
                "An answer is still being written. Stop it or wait for it.",
            )),
            None => Ok(()),
        }
    }
}

pub(crate) async fn answer(
    store: &Store,
    conversation: ConversationId,
    message: MessageId,
) -> Result<Message, IpcError> {
    let messages = store.messages(conversation).await.map_err(error::store)?;
    messages
        .into_iter()
        .find(|known| known.id == message && known.role == Role::Assistant)
        .ok_or_else(|| IpcError::new(ErrorCode::NotFound, "This answer is not in the history any more."))
}

/// Who is asked where the answer is asked for again: one that Parlance chose is chosen again.
pub(crate) fn asked_model(answer: &Message) -> Option<ModelRef> {
    if chosen_by_parlance(answer) { Some(routing::auto()) } else { answer.model.clone() }
}

fn chosen_by_parlance(answer: &Message) -> bool {
    answer.route.as_ref().is_some_and(|route| route.auto.is_some())
}

fn no_turn() -> IpcError {
    IpcError::new(ErrorCode::NotFound, "The turn has ended.")
}

pub(crate) fn new_message(
    conversation: ConversationId,
    parent: Option<MessageId>,
    role: Role,
    status: MessageStatus,
    model: Option<ModelRef>,
    parts: Vec<Part>,
) -> Message {
    Message {
        id: MessageId::new(),
        conversation,
        parent,
        role,
        status,
        model,
        parts,
        finish: None,
        usage: None,
        timings: Timings::default(),
        route: None,
        omissions: Vec::new(),
        created_at: Timestamp::now(),
    }
}
