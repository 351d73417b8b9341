use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parlance_app::{App, Home, Parts, TextEvent};
use parlance_domain::{
    Conversation, ConversationId, Message, MessageId, MessageStatus, Part, Role, Timestamp, Timings,
};
use parlance_ipc::{
    ContinueArgs, ConversationArgs, ConversationView, CustomProviderArgs, IpcError, MessageArgs,
    MessageError, MessageState, MessageView, ModelChoice, SendArgs, Startup, StartupProblem, TurnStarted,
    WireFormat,
};
use parlance_providers::Timeouts;
use parlance_secrets::Backend;
use parlance_store::{NewTurn, Origin, Seal, Store, TurnPlace};
use parlance_testkit::{Exchange, Response, ScriptedServer, TempHome, sse};
use tokio::sync::mpsc;

pub(crate) const KEY: &str = "sk-right-key-0001";

/// An app on a data folder, whose OpenAI is at `base_url`. Its history is not open yet.
pub(crate) fn app(folder: &Path, base_url: &str) -> App {
    let base_url = base_url.to_owned();
    App::from_parts(Parts {
        home: Home::new(folder),
        secrets: Backend::memory(),
        environment: Arc::new(move |name| match name {
            "OPENAI_BASE_URL" => Some(base_url.clone()),
            "OPENAI_API_KEY" => Some(KEY.to_owned()),
            _ => None,
        }),
        timeouts: Timeouts::default(),
    })
}

pub(crate) fn model() -> ModelChoice {
    ModelChoice { provider: "openai".into(), model: "scripted".into() }
}

/// A person with an open history and a provider that the test plays.
pub(crate) struct Scene {
    pub(crate) app: App,
    pub(crate) server: ScriptedServer,
    pub(crate) home: TempHome,
}

impl Scene {
    pub(crate) async fn new() -> Self {
        let scene = Self::in_home(TempHome::new().unwrap()).await;
        scene.app.open_history().await;
        scene
    }

    /// The history is not open yet.
    pub(crate) async fn in_home(home: TempHome) -> Self {
        let server = ScriptedServer::start().await.unwrap();
        Self { app: app(&home.parlance(), &server.base_url()), server, home }
    }

    /// A turn in a new conversation.
    pub(crate) async fn ask(&self, text: &str) -> TurnStarted {
        ask(&self.app, text).await.unwrap()
    }

    /// A turn whose provider has said these pieces and nothing more yet.
    pub(crate) async fn in_the_middle(&self, pieces: &[&str]) -> (TurnStarted, Exchange) {
        let started = self.ask("question").await;
        (started, self.begin(pieces).await)
    }

    /// Answers the next request with these pieces and leaves it open.
    pub(crate) async fn begin(&self, pieces: &[&str]) -> Exchange {
        let mut exchange = self.server.exchange().await.unwrap();
        exchange.respond(&Response::events("")).await.unwrap();
        for piece in pieces {
            exchange.send(sse::text(piece)).await.unwrap();
        }
        exchange
    }

    /// The whole conversation with one good answer.
    pub(crate) async fn talk(&self, question: &str, answer: &str) -> TurnStarted {
        self.server.respond(Response::events(sse::answer([answer])));
        let started = self.ask(question).await;
        assert_eq!(answer_of(&self.app, &started).await.state, MessageState::Complete);
        started
    }

    pub(crate) async fn view(&self, started: &TurnStarted) -> ConversationView {
        view(&self.app, started.conversation).await
    }
}

pub(crate) async fn ask(app: &App, text: &str) -> Result<TurnStarted, IpcError> {
    app.send_message(SendArgs { conversation: None, text: text.into(), model: model(), overflow: None }).await
}

pub(crate) async fn view(app: &App, conversation: ConversationId) -> ConversationView {
    app.open_conversation(ConversationArgs { conversation }).await.unwrap()
}

/// The last message that the start of a turn showed: the answer to come.
pub(crate) fn message_args(started: &TurnStarted) -> MessageArgs {
    let message = started.view.messages.last().unwrap().id;
    MessageArgs { conversation: started.conversation, message }
}

/// To let that answer go on.
pub(crate) fn go_on_args(started: &TurnStarted) -> ContinueArgs {
    let MessageArgs { conversation, message } = message_args(started);
    ContinueArgs { conversation, message, overflow: None }
}

/// A provider of the person's own on `server`.
pub(crate) fn custom(server: &ScriptedServer, name: &str, wire: WireFormat) -> CustomProviderArgs {
    CustomProviderArgs {
        id: None,
        name: name.into(),
        base_url: server.base_url(),
        wire,
        auth: None,
        query: Vec::new(),
        models: Vec::new(),
        headers: Vec::new(),
        key: None,
    }
}

/// What a terminal sees of a turn, from its beginning.
pub(crate) struct Words {
    events: mpsc::UnboundedReceiver<TextEvent>,
    pub(crate) text: String,
    /// How often the provider was asked again.
    pub(crate) retries: u32,
}

impl Words {
    /// Of a turn that has not ended.
    pub(crate) fn of(app: &App, started: &TurnStarted) -> Self {
        let (sender, events) = mpsc::unbounded_channel();
        app.watch_text(started.turn, sender).unwrap();
        Self { events, text: String::new(), retries: 0 }
    }

    pub(crate) async fn until(&mut self, words: &str) {
        while !self.text.contains(words) {
            if let Some(ended) = self.next().await {
                panic!("{words:?} did not come in {:?}: {ended:?}", self.text);
            }
        }
    }

    pub(crate) async fn end(&mut self) -> (MessageState, Option<MessageError>) {
        loop {
            if let Some(ended) = self.next().await {
                return ended;
            }
        }
    }

    async fn next(&mut self) -> Option<(MessageState, Option<MessageError>)> {
        use parlance_ipc::TurnStatus::Retrying;
        match self.events.recv().await.unwrap() {
            TextEvent::Text { delta } => self.text += &delta,
            TextEvent::Status { status: Retrying { attempt, .. } } => self.retries = attempt,
            TextEvent::Reasoning { .. } | TextEvent::Picture { .. } | TextEvent::Status { .. } => {}
            TextEvent::Ended { state, error } => return Some((state, error)),
        }
        None
    }
}

/// The answer as it is in the history once its turn has ended.
pub(crate) async fn answer_of(app: &App, started: &TurnStarted) -> MessageView {
    let (sender, mut events) = mpsc::unbounded_channel();
    // A turn that is over already is in the history.
    if app.watch_text(started.turn, sender).is_ok() {
        while events.recv().await.is_some() {}
    }
    view(app, started.conversation).await.messages.pop().unwrap()
}

/// Why the history did not open.
pub(crate) async fn problem(app: &App) -> StartupProblem {
    match app.startup(parlance_ipc::NoArgs {}).await.unwrap() {
        Startup::Failed(problem) => problem,
        other => panic!("{other:?}"),
    }
}

/// Another process on the same folder.
pub(crate) async fn other_process(folder: &Path) -> Store {
    Store::open(folder).await.unwrap()
}

/// A data folder with one conversation and one kept copy, in which no process runs.
pub(crate) async fn furnished() -> TempHome {
    let home = TempHome::new().unwrap();
    let store = other_process(&home.parlance()).await;
    let now = Timestamp::now();
    let id = ConversationId::new();
    let text = |text: &str| vec![Part::Text { text: text.to_owned() }];
    let question = Message {
        id: MessageId::new(),
        conversation: id,
        parent: None,
        role: Role::User,
        status: MessageStatus::Complete,
        model: None,
        parts: text("The question that was kept"),
        finish: None,
        usage: None,
        timings: Timings::default(),
        route: None,
        omissions: Vec::new(),
        comparison: None,
        created_at: now,
    };
    let assistant = Message {
        id: MessageId::new(),
        parent: Some(question.id),
        role: Role::Assistant,
        status: MessageStatus::Streaming,
        parts: Vec::new(),
        ..question.clone()
    };
    let seal = Seal {
        message: assistant.id,
        status: MessageStatus::Complete,
        parts: text("The answer that was kept"),
        finish: None,
        usage: None,
        timings: Timings::default(),
        omissions: Vec::new(),
        model: None,
        route: None,
        call: None,
    };
    let title = "The kept one".to_owned();
    let new = Conversation { id, title, leaf: None, model: None, created_at: now, updated_at: now };
    let turn =
        NewTurn { place: TurnPlace::New(new), user: Some(question), origin: Origin::Composer, assistant };
    store.begin_turn(&turn).await.unwrap();
    store.seal(&seal).await.unwrap();
    store.keep_copy(now).await.unwrap().unwrap();
    store.close().await;
    home
}

/// Runs on a runtime that ends with it, as a process does: what was not waited for does not happen.
pub(crate) fn in_a_process<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

/// Every file below a folder with its bytes.
pub(crate) fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.append(&mut self::files(&path));
        } else {
            files.insert(path.clone(), std::fs::read(&path).unwrap());
        }
    }
    files
}

/// What the turn said of itself until its end.
pub(crate) async fn statuses(app: &App, started: &TurnStarted) -> Vec<parlance_ipc::TurnStatus> {
    let (sender, mut events) = mpsc::unbounded_channel();
    app.watch_text(started.turn, sender).unwrap();
    let mut told = Vec::new();
    while let Some(event) = events.recv().await {
        if let TextEvent::Status { status } = event {
            told.push(status);
        }
    }
    told
}
