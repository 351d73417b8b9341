//! Turns: from a question to a sealed answer.

mod ask;
mod call;
mod compare;
mod edit;
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
    Attachment, Conversation, ConversationId, Message, MessageId, MessageStatus, ModelRef, Parameters, Part,
    Picture, Role, Timestamp, Timings, TurnId,
};
use parlance_ipc::{
    AckArgs, AppEvent, ContinueArgs, ErrorCode, IpcError, Overflow, RegenerateArgs, SendArgs, TurnArgs,
    TurnEvent, TurnStarted,
};
use parlance_store::{NewTurn, Origin, Store, TurnPlace};

use self::fit::{Excess, as_before};
pub(crate) use self::history::{Begins, Question, is_hard};
pub(crate) use self::pictures::file_name as picture_file_name;
pub(crate) use self::running::{Turns, stop};
use self::start::How;
pub use self::watch::TextEvent;
use crate::sink::Sink;
use crate::{App, checked_parameters, error, routing, title};

/// Above this a message is refused with a clear word: no model takes it, and every face would choke on it.
const MESSAGE_BYTES: usize = 8 * 1024 * 1024;

impl App {
    /// Commits a question of the composer and starts the turn that answers it.
    pub async fn send_message(&self, args: SendArgs) -> Result<TurnStarted, IpcError> {
        let (started, _) = self.question(args, Vec::new(), Origin::Composer).await?;
        Ok(started)
    }

    /// Commits a question that was written outside of the window and starts the turn that answers it. The draft and the new
    /// chat's parameters stay; a new conversation gets `parameters`.
    pub async fn ask(&self, args: SendArgs, parameters: Parameters) -> Result<TurnStarted, IpcError> {
        let origin = Origin::Elsewhere(checked_parameters(parameters)?);
        let (started, _) = self.question(args, Vec::new(), origin).await?;
        Ok(started)
    }

    /// Begins the turn that answers a question, and beside it those of `others`.
    async fn question(
        &self,
        args: SendArgs,
        others: Vec<ModelRef>,
        origin: Origin,
    ) -> Result<(TurnStarted, Vec<TurnId>), IpcError> {
        self.question_with(args, others, origin, Vec::new(), &[]).await
    }

    /// `attached` stands before the words; these are the rows of it in the draft.
    pub(crate) async fn question_with(
        &self,
        args: SendArgs,
        others: Vec<ModelRef>,
        origin: Origin,
        attached: Vec<Part>,
        files: &[i64],
    ) -> Result<(TurnStarted, Vec<TurnId>), IpcError> {
        let is_blank = args.text.trim().is_empty();
        let text = if is_blank && !attached.is_empty() { String::new() } else { checked_text(args.text)? };
        let asked = Instant::now();
        let store = self.history_in(args.conversation).await?;
        let model = ModelRef { provider: args.model.provider, model: args.model.model };
        let _begin = self.inner.turns.hold().await;

        let (id, place, parent) = match args.conversation {
            Some(id) => {
                self.refuse_if_busy(id)?;
                let known = store.conversation(id).await.map_err(error::store)?;
                refuse_if_undecided(&store, id, known.leaf).await?;
                (id, TurnPlace::Existing(id), known.leaf)
            }
            None => {
                let now = Timestamp::now();
                let conversation = Conversation {
                    id: ConversationId::new(),
                    title: title::from_text(title_of(&text, &attached)),
                    leaf: None,
                    model: Some(model.clone()),
                    created_at: now,
                    updated_at: now,
                };
                (conversation.id, TurnPlace::New(conversation), None)
            }
        };
        let mut parts = attached;
        if !is_blank {
            parts.push(Part::Text { text });
        }
        let question = new_message(id, parent, Role::User, MessageStatus::Complete, None, parts);
        let (answer, others) = compare::answers(&question, model, others);
        let new = NewTurn { place, user: Some(question), origin, assistant: answer.clone() };
        store.begin_turn_with_files(&new, &others, files).await.map_err(error::store)?;
        if !files.is_empty() {
            self.inner.events.send(AppEvent::DraftFiles);
        }
        if args.conversation.is_none() {
            // The new chat has handed its own on.
            self.inner.events.send(AppEvent::Parameters);
            self.inner.events.send(AppEvent::Prompts);
        }
        let how = How { begins: Begins::Anew, excess: self.excess(args.overflow, None) };
        self.start_beside(store, answer, others, how, asked).await
    }

    /// Asks again: the new answer is a sibling of `message`, or the answer to it where it is a question that has none.
    pub async fn regenerate(&self, args: RegenerateArgs) -> Result<TurnStarted, IpcError> {
        let asked = Instant::now();
        let store = self.history_of(args.conversation).await?;
        let _begin = self.inner.turns.hold().await;
        self.refuse_if_busy(args.conversation)?;
        let old = message(&store, args.conversation, args.message).await?;
        let compared = store.comparing(args.conversation).await.map_err(error::store)?;
        if compared.is_some() && compared == old.comparison {
            return Err(undecided());
        }
        let model = args.model.map(|model| ModelRef { provider: model.provider, model: model.model });
        let (parent, model, excess) = if old.role == Role::User {
            let known = store.conversation(args.conversation).await.map_err(error::store)?.model;
            (Some(old.id), model.or(known), self.excess(args.overflow, None))
        } else {
            let model = model.or(asked_model(&old));
            let mut excess = self.excess(args.overflow, Some(&old));
            // What one model refused, another may take.
            excess.refused &= model == old.model || model.as_ref().is_some_and(routing::is_auto);
            (old.parent, model, excess)
        };
        let fresh = new_message(
            args.conversation,
            parent,
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
        let store = self.history_of(args.conversation).await?;
        let _begin = self.inner.turns.hold().await;
        let known = answer(&store, args.conversation, args.message).await?;
        self.refuse_if_busy_beside(&store, &known).await?;
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

    pub(crate) fn refuse_if_busy(&self, conversation: ConversationId) -> Result<(), IpcError> {
        match self.inner.turns.in_conversation(conversation) {
            Some(_) => Err(busy()),
            None => Ok(()),
        }
    }
}

/// The words that name a new conversation: those of its question, or what its first file is called.
fn title_of<'a>(text: &'a str, attached: &'a [Part]) -> &'a str {
    let names = attached.iter().filter_map(|part| match part {
        Part::Image(Picture { alt: name, .. }) | Part::File(Attachment { name, .. }) => Some(name.as_str()),
        _ => None,
    });
    Some(text).filter(|text| !text.trim().is_empty()).into_iter().chain(names).next().unwrap_or_default()
}

fn checked_text(text: String) -> Result<String, IpcError> {
    if text.trim().is_empty() {
        return Err(IpcError::new(ErrorCode::Invalid, "Write a message first."));
    }
    if text.len() > MESSAGE_BYTES {
        return Err(IpcError::new(
            ErrorCode::Invalid,
            "The message is longer than 8 MB. Shorten it or split it.",
        ));
    }
    Ok(text)
}

fn busy() -> IpcError {
    IpcError::new(ErrorCode::Busy, "An answer is still being written. Stop it or wait for it.")
}

/// What is asked next would have no one answer to follow.
async fn refuse_if_undecided(
    store: &Store,
    conversation: ConversationId,
    leaf: Option<MessageId>,
) -> Result<(), IpcError> {
    let Some(comparing) = store.comparing(conversation).await.map_err(error::store)? else { return Ok(()) };
    let Some(leaf) = leaf else { return Ok(()) };
    let last = store.message(leaf).await.map_err(error::store)?;
    if last.comparison == Some(comparing) { Err(undecided()) } else { Ok(()) }
}

fn undecided() -> IpcError {
    IpcError::new(ErrorCode::Invalid, "Choose first with which of the answers you go on.")
}

async fn message(
    store: &Store,
    conversation: ConversationId,
    message: MessageId,
) -> Result<Message, IpcError> {
    let known = store.message(message).await.map_err(error::store)?;
    if known.conversation == conversation { Ok(known) } else { Err(error::no_message()) }
}

pub(crate) async fn answer(
    store: &Store,
    conversation: ConversationId,
    message: MessageId,
) -> Result<Message, IpcError> {
    let known = store.message(message).await.map_err(error::store)?;
    if known.conversation == conversation && known.role == Role::Assistant {
        return Ok(known);
    }
    Err(IpcError::new(ErrorCode::NotFound, "This answer is not in the history any more."))
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
        comparison: None,
        created_at: Timestamp::now(),
    }
}
