//! The use cases. Knows no window and no terminal: a face calls the methods of [`App`] and hands in sinks for what streams.

mod artifacts;
mod attachments;
mod backup;
mod branches;
mod choosing;
mod code;
mod context;
mod conversations;
mod data;
mod diagnostics;
mod diagrams;
mod error;
mod events;
mod export;
mod find;
mod guide;
mod home;
mod images;
mod import;
mod kept_file;
pub mod logs;
mod looking;
mod merged;
mod network;
mod new_file;
mod organise;
mod parameters;
mod prompts;
mod providers;
mod routing;
mod search;
mod sink;
mod startup;
mod storage;
mod temporary;
mod temporary_chat;
mod title;
mod turns;
mod usage;
mod view;
mod voice;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use parlance_ipc::{AppEvent, Overflow, Settings};
use parlance_providers::{HttpClient, Timeouts};
use parlance_secrets::{Backend, Secrets};
use parlance_tokens::Tokenizer;

use crate::attachments::Attachments;
pub use crate::choosing::Asked;
use crate::choosing::Replaceable;
use crate::context::Factors;
pub use crate::diagnostics::RESTARTED;
use crate::diagrams::Drawings;
pub use crate::diagrams::png_of;
use crate::events::Events;
pub use crate::home::Home;
use crate::import::Importing;
use crate::looking::Looking;
use crate::network::ProxyWait;
use crate::organise::Done;
use crate::parameters::Refusals;
pub use crate::parameters::checked_parameters;
pub use crate::prompts::Filled;
use crate::prompts::Removed;
use crate::providers::{Files, ModelCache, Overrides, ServedCache, SessionEndpoints};
pub use crate::routing::AUTO;
use crate::routing::Router;
use crate::search::Searches;
pub use crate::sink::{Closed, Sink};
use crate::startup::History;
pub use crate::temporary::Temporary;
use crate::temporary_chat::TemporaryChat;
pub use crate::turns::TextEvent;
use crate::turns::Turns;
use crate::voice::{Dictations, Readings};
pub use crate::voice::{Heard, Hearing, Microphone, Sound};
pub use parlance_ipc as ipc;

pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The app, shared by everything that calls it. Cheap to clone.
#[derive(Clone)]
pub struct App {
    inner: Arc<Inner>,
}

struct Inner {
    home: Home,
    environment: Environment,
    history: History,
    secrets: Secrets,
    http: HttpClient,
    proxy: Arc<ProxyWait>,
    models: ModelCache,
    served: ServedCache,
    overrides: Overrides,
    endpoints: SessionEndpoints,
    router: Router,
    searches: Searches,
    files: Arc<Files>,
    refusals: Refusals,
    removed_prompts: Removed,
    turns: Turns,
    tokenizer: Tokenizer,
    factors: Factors,
    events: Events,
    attachments: Attachments,
    importing: Importing,
    replaceable: Replaceable,
    /// The preferences of the device that change what the core does.
    model_titles: AtomicBool,
    overflow: Mutex<Overflow>,
    data: data::DataWork,
    done: Done,
    temporary_chat: TemporaryChat,
    looking: Looking,
    drawings: Drawings,
    readings: Readings,
    dictations: Dictations,
}

/// Looks up an environment variable.
pub type Environment = Arc<dyn Fn(&str) -> Option<String> + Send + Sync>;

/// What an app is made of, so that a test can own it.
pub struct Parts {
    pub home: Home,
    pub secrets: Backend,
    pub environment: Environment,
    pub timeouts: Timeouts,
}

impl App {
    /// The app over a data folder, the system's keyring and this process's environment. Opens nothing yet.
    pub fn new(home: Home) -> Self {
        let secrets = Backend::os(home.folder().join("keys.json"));
        let environment: Environment =
            Arc::new(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
        Self::from_parts(Parts { home, secrets, environment, timeouts: Timeouts::default() })
    }

    pub fn from_parts(parts: Parts) -> Self {
        let environment = parts.environment.clone();
        Self {
            inner: Arc::new(Inner {
                files: Arc::new(Files::new(parts.home.providers())),
                home: parts.home,
                secrets: Secrets::new(parts.secrets, move |name| environment(name)),
                environment: parts.environment,
                history: History::new(),
                http: HttpClient::new(parts.timeouts),
                proxy: Arc::default(),
                models: ModelCache::default(),
                served: ServedCache::default(),
                overrides: Overrides::default(),
                endpoints: SessionEndpoints::default(),
                router: Router::default(),
                searches: Searches::default(),
                refusals: Refusals::default(),
                removed_prompts: Removed::default(),
                turns: Turns::default(),
                tokenizer: Tokenizer::new(),
                factors: Factors::default(),
                events: Events::new(),
                attachments: Attachments::default(),
                importing: Importing::default(),
                replaceable: Replaceable::default(),
                model_titles: AtomicBool::new(false),
                overflow: Mutex::default(),
                data: data::DataWork::default(),
                done: Done::default(),
                temporary_chat: TemporaryChat::default(),
                looking: Looking::default(),
                drawings: Drawings::default(),
                readings: Readings::default(),
                dictations: Dictations::default(),
            }),
        }
    }

    pub fn home(&self) -> &Home {
        &self.inner.home
    }

    /// Takes over the preferences that change what the core does.
    pub fn apply_settings(&self, settings: &Settings) {
        self.inner.model_titles.store(settings.model_titles, Ordering::Relaxed);
        *self.inner.overflow.lock().unwrap_or_else(PoisonError::into_inner) = settings.overflow;
        self.inner.readings.apply(&settings.speech);
        self.inner.dictations.apply(&settings.dictation);
        self.inner.events.send(AppEvent::Settings);
    }

    pub(crate) fn overflow(&self) -> Overflow {
        *self.inner.overflow.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn model_titles(&self) -> bool {
        self.inner.model_titles.load(Ordering::Relaxed)
    }

    pub(crate) fn environment(&self, name: &str) -> Option<String> {
        (self.inner.environment)(name)
    }

    /// Tells `sink` what changes, until it closes.
    pub fn watch(&self, mut sink: impl Sink<AppEvent>) {
        let mut events = self.inner.events.subscribe();
        tokio::spawn(async move {
            use tokio::sync::broadcast::error::RecvError;
            loop {
                let sent = match events.recv().await {
                    Ok(event) => sink.send(event),
                    // Too many at once: everything that a face can read may have changed.
                    Err(RecvError::Lagged(_)) => {
                        let all = [
                            AppEvent::Conversations,
                            AppEvent::Providers,
                            AppEvent::Models,
                            AppEvent::Parameters,
                            AppEvent::Data,
                            AppEvent::DraftFiles,
                            AppEvent::Prompts,
                            AppEvent::Startup,
                        ];
                        all.into_iter().try_for_each(|event| sink.send(event))
                    }
                    Err(RecvError::Closed) => return,
                };
                if sent.is_err() {
                    return;
                }
            }
        });
    }

    /// Tells the faces that they are about to go. False where none listens.
    pub fn tell_closing(&self) -> bool {
        self.inner.events.send(AppEvent::Closing);
        self.inner.events.heard()
    }

    /// Stops the running turns and waits until what they said is sealed.
    pub async fn shut_down(&self) {
        self.inner.turns.stop_all().await;
    }

    /// As [`App::shut_down`], for good: whoever asks to begin a turn from now on waits until the process is gone. Called once.
    pub async fn end(&self) {
        std::mem::forget(self.inner.turns.hold().await);
        self.shut_down().await;
    }
}
