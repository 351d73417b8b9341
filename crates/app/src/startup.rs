//! Opening the history, off the start path, and what to do when it does not open.

use std::sync::Arc;

use parlance_domain::Timestamp;
use parlance_ipc::{
    AppEvent, DatabaseCopy, ErrorCode, IpcError, NoArgs, RestoreArgs, Startup, StartupProblem,
    StartupProblemKind,
};
use parlance_store::{OpenError, OpenErrorKind, Store};
use tokio::sync::watch;

use crate::{App, error};

#[derive(Clone)]
pub(crate) enum Opening {
    Pending,
    Ready(Arc<Store>),
    Failed(Arc<StartupProblem>),
}

pub(crate) struct History(watch::Sender<Opening>);

impl History {
    pub(crate) fn new() -> Self {
        Self(watch::channel(Opening::Pending).0)
    }

    fn set(&self, opening: Opening) {
        self.0.send_replace(opening);
    }

    async fn settled(&self) -> Opening {
        let mut state = self.0.subscribe();
        // The sender lives as long as `self`.
        state
            .wait_for(|state| !matches!(state, Opening::Pending))
            .await
            .map_or(Opening::Pending, |state| state.clone())
    }
}

impl App {
    /// Opens the history. Called once at start; the faces wait for it in their first call.
    pub async fn open_history(&self) {
        let opening = match Store::open(self.inner.home.folder()).await {
            Ok(store) => {
                let store = Arc::new(store);
                let keeper = store.clone();
                tokio::spawn(async move {
                    if let Err(failure) = keeper.keep_copy(Timestamp::now()).await {
                        tracing::warn!(kind = ?failure.kind, "no copy of the history was kept");
                    }
                });
                Opening::Ready(store)
            }
            Err(failure) => {
                tracing::error!(kind = ?failure.kind, "the history did not open");
                Opening::Failed(Arc::new(self.problem(failure).await))
            }
        };
        self.inner.history.set(opening);
        self.inner.events.send(AppEvent::Startup);
    }

    /// Gives the history once it is open.
    pub(crate) async fn store(&self) -> Result<Arc<Store>, IpcError> {
        match self.inner.history.settled().await {
            Opening::Ready(store) => Ok(store),
            Opening::Failed(problem) => Err(IpcError::new(
                ErrorCode::Database,
                format!("The history did not open: {}", problem.detail),
            )),
            Opening::Pending => Err(error::internal("The history is still being opened.")),
        }
    }

    pub async fn startup(&self, _: NoArgs) -> Result<Startup, IpcError> {
        Ok(match self.inner.history.settled().await {
            Opening::Ready(_) => Startup::Ready,
            Opening::Failed(problem) => Startup::Failed((*problem).clone()),
            Opening::Pending => Startup::Opening,
        })
    }

    /// Tries to open the history again, after the user changed something outside.
    pub async fn retry_startup(&self, args: NoArgs) -> Result<Startup, IpcError> {
        if !matches!(self.inner.history.settled().await, Opening::Ready(_)) {
            self.open_history().await;
        }
        self.startup(args).await
    }

    /// Puts a kept copy in the place of a history that does not open. The damaged file is moved aside, not deleted.
    pub async fn restore_database(&self, args: RestoreArgs) -> Result<Startup, IpcError> {
        if matches!(self.inner.history.settled().await, Opening::Ready(_)) {
            return Err(IpcError::new(
                ErrorCode::Invalid,
                "The history is open; nothing needs to be restored.",
            ));
        }
        parlance_store::restore_copy(self.inner.home.folder(), &args.copy)
            .await
            .map_err(|e| error::open(&e))?;
        self.retry_startup(NoArgs {}).await
    }

    async fn problem(&self, failure: OpenError) -> StartupProblem {
        let folder = self.inner.home.folder().to_owned();
        let copies = tokio::task::spawn_blocking(move || parlance_store::copies(&folder));
        let copies = copies.await.ok().and_then(Result::ok).unwrap_or_default();
        StartupProblem {
            kind: match failure.kind {
                OpenErrorKind::Corrupt => StartupProblemKind::Corrupt,
                OpenErrorKind::Newer => StartupProblemKind::Newer,
                OpenErrorKind::ReadOnly => StartupProblemKind::ReadOnly,
                OpenErrorKind::DiskFull => StartupProblemKind::DiskFull,
                OpenErrorKind::Locked => StartupProblemKind::Locked,
                OpenErrorKind::Other => StartupProblemKind::Other,
            },
            path: failure.path.display().to_string(),
            detail: failure.detail,
            copies: copies
                .into_iter()
                .map(|copy| DatabaseCopy {
                    name: copy.name,
                    made_at: copy.made_at.0,
                    size_bytes: copy.size_bytes,
                })
                .collect(),
        }
    }
}
