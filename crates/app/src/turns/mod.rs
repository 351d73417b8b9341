//! Turns: from a question to a sealed answer.

mod ask;
pub(crate) mod fit;
mod history;
mod journal;
mod live;
#[cfg(test)]
mod panic_tests;
mod pictures;
mod run;
mod summarise;
mod titles;
mod watch;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Instant;

use parlance_domain::{
    Conversation, ConversationId, FinishReason, Message, MessageId, MessageStatus, ModelRef, Parameters,
    Part, Role, Timestamp, Timings, Tree, TurnId,
};
use parlance_ipc::{
    AckArgs, AppEvent, ConversationView, ErrorCode, IpcError, MessageArgs, Overflow, RegenerateArgs,
    SendArgs, TurnArgs, TurnEvent, TurnStarted,
};
use parlance_providers::routing::Needs;
use parlance_store::{NewTurn, Origin, Store, TurnPlace};
use tokio::sync::oneshot;

use self::fit::{Excess, as_before};
use self::history::Begins;
pub(crate) use self::history::Question;
use self::live::{Ended, Turn};
pub use self::watch::TextEvent;
use crate::sink::Sink;
use crate::{App, checked_parameters, error, routing, title};

/// Above this a message is refused with a clear word: no model takes it, and every face would choke on it.
const MESSAGE_BYTES: usize = 8 * 1024 * 1024;

/// The turns that run now.
#[derive(Default)]
pub(crate) struct Turns {
    running: Mutex<HashMap<TurnId, Arc<Turn>>>,
    /// Also those that have ended and are still being shown: their watchers go on acknowledging.
    shown: Mutex<HashMap<TurnId, Weak<Turn>>>,
    /// Held from the look at a conversation to the start of its turn, so that two cannot start at once.
    begin: tokio::sync::Mutex<()>,
}

impl Turns {
    fn running(&self) -> MutexGuard<'_, HashMap<TurnId, Arc<Turn>>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn shown(&self) -> MutexGuard<'_, HashMap<TurnId, Weak<Turn>>> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn insert(&self, turn: &Arc<Turn>) {
        self.running().insert(turn.id, turn.clone());
        let mut shown = self.shown();
        shown.retain(|_, turn| turn.strong_count() > 0);
        shown.insert(turn.id, Arc::downgrade(turn));
    }

    fn get(&self, turn: TurnId) -> Option<Arc<Turn>> {
        self.running().get(&turn).cloned()
    }

    /// The turn that writes `message` now.
    pub(crate) fn writing(&self, message: MessageId) -> Option<TurnId> {
        self.running().values().find(|turn| turn.message == message).map(|turn| turn.id)
    }

    pub(crate) fn in_conversation(&self, conversation: ConversationId) -> Option<TurnId> {
        self.running().values().find(|turn| turn.conversation == conversation).map(|turn| turn.id)
    }

    /// Lets no turn begin until the guard is dropped.
    pub(crate) async fn hold(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.begin.lock().await
    }

    /// Stops every turn and waits for their seals.
    pub(crate) async fn stop_all(&self) {
        let turns: Vec<_> = self.running().values().cloned().collect();
        for turn in &turns {
            turn.cancel.cancel();
        }
        for turn in turns {
            turn.ended().await;
        }
    }
}

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
        // An answer of a model that Parlance chose is chosen again.
        let before = if chosen_by_parlance(&old) { Some(routing::auto()) } else { old.model.clone() };
        let model = model.or(before);
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
    pub async fn continue_message(&self, args: MessageArgs) -> Result<TurnStarted, IpcError> {
        let asked = Instant::now();
        let store = self.store().await?;
        let _begin = self.inner.turns.hold().await;
        self.refuse_if_busy(args.conversation)?;
        let known = answer(&store, args.conversation, args.message).await?;
        let excess = self.excess(None, Some(&known));
        let broke = known.finish == Some(FinishReason::Error);
        let begins = Begins::GoesOn { by: known.model, broke };
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
    fn excess(&self, wished: Option<Overflow>, before: Option<&Message>) -> Excess {
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

    /// Runs the turn that fills `message`, whose row is committed.
    async fn start(
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
        let read = async {
            let messages = store.messages(turn.conversation).await.map_err(error::store)?;
            let view = self.view(&store, turn.conversation, &messages).await?;
            Ok::<_, IpcError>((messages, view))
        };
        // A caller that does not wait any more needs no view; its turn runs all the same.
        let (path, read) = match read.await {
            Ok((messages, view)) => {
                let _ = shown.send(Ok(view));
                self.inner.events.send(AppEvent::Conversations);
                // Takes tens of milliseconds once; the provider needs longer for its first word.
                tokio::task::spawn_blocking(parlance_markdown::warm);
                let path = Tree::new(&messages).path(message.id).into_iter().cloned().collect();
                (path, Ok(()))
            }
            Err(failure) => {
                let _ = shown.send(Err(failure.clone()));
                (Vec::new(), Err(error::card(failure)))
            }
        };
        let pictures = pictures::load(&store, &path).await;
        let question = Question { path, begins: how.begins, excess: how.excess, pictures };
        let legs = match read {
            Ok(()) => {
                let needs = question.needs(&message);
                // The choice is Parlance's again, also where the answer goes on.
                let auto = chosen_by_parlance(&message).then(routing::auto);
                let before = match &question.begins {
                    Begins::GoesOn { by: Some(by), broke } if auto.is_some() => Some((by, *broke)),
                    _ => None,
                };
                let model = auto.as_ref().or(message.model.as_ref());
                match self.legs(&store, model, needs, before).await {
                    // Nobody takes all of it. They get what fits.
                    Err(card)
                        if card.code == ErrorCode::ContextLength && how.excess.overflow != Overflow::Ask =>
                    {
                        self.legs(&store, model, Needs { input_tokens: 0, ..needs }, before).await
                    }
                    legs => legs,
                }
            }
            Err(failure) => Err(failure),
        };
        let path = question.path.clone();
        let plan = run::Plan { app: self, store, message, question, legs, asked };
        let (message, ended) = run::run(&turn, plan).await;
        Written { path, message, ended }
    }

    /// Waits for `work`, which fills `message`, and frees the conversation. A panic in it ends the turn like any other
    /// failure.
    async fn attend(
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

/// How an answer is asked for.
#[derive(Debug, Clone)]
struct How {
    begins: Begins,
    excess: Excess,
}

/// What a turn left.
struct Written {
    /// From the first message to the answer, as it was when the turn began.
    path: Vec<Message>,
    /// The answer as it was sealed.
    message: Message,
    /// The end that is still to be told.
    ended: Ended,
}

async fn answer(
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
