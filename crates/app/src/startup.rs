//! Opening the history, off the start path, and what to do when it does not open.

use std::sync::Arc;

use parlance_domain::Timestamp;
use parlance_ipc::{
    AppEvent, DatabaseCopy, ErrorCode, IpcError, NoArgs, RestoreArgs, Startup, StartupProblem,
    StartupProblemKind,
};
use parlance_store::{OpenError, OpenErrorKind, Store, StoreError};
use tokio::sync::watch;

use crate::organise::purge;
use crate::{App, error};

/// Calls that are older keep no cost: a price of today says nothing of them.
const PRICED_MS: i64 = 30 * 24 * 60 * 60 * 1000;

#[derive(Clone)]
pub(crate) enum Opening {
    Pending,
    Ready(Arc<Store>),
    /// Open, and found damaged by the weekly check.
    Damaged(Arc<Store>, Arc<StartupProblem>),
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
        match Store::open(self.inner.home.folder()).await {
            Ok(store) => {
                let store = Arc::new(store);
                self.restore_network(&store).await;
                self.read_overrides(&store).await;
                self.inner.history.set(Opening::Ready(store.clone()));
                tokio::spawn(self.clone().look_after(store));
            }
            Err(failure) => {
                tracing::error!(kind = ?failure.kind, "the history did not open");
                let problem = Arc::new(self.problem(failure).await);
                self.inner.history.set(Opening::Failed(problem));
            }
        }
        self.inner.events.send(AppEvent::Startup);
    }

    /// Tells the router how fast models were, looks for damage once a week, keeps a copy of a sound history once a day, then takes
    /// out the trash, removes files that nothing names any more, and reads those that came from elsewhere.
    async fn look_after(self, store: Arc<Store>) {
        let now = Timestamp::now();
        self.price_what_died(&store, now).await;
        self.remember_speeds(&store).await;
        match store.check_if_due(now).await {
            // A copy of what is damaged would push out one that is not.
            Ok(Some(found)) if !found.is_empty() => return self.tell_damage(store, &found).await,
            Ok(_) => {}
            Err(failure) => tracing::warn!(kind = ?failure.kind, "the history was not checked"),
        }
        match store.keep_copy(now).await {
            // What leaves now is in a copy.
            Ok(_) => purge(store.clone()).await,
            Err(failure) => tracing::warn!(kind = ?failure.kind, "no copy of the history was kept"),
        }
        match store.remove_orphans(now).await {
            Ok(0) => {}
            Ok(removed) => tracing::info!(removed, "files went that nothing names any more"),
            Err(failure) => tracing::warn!(kind = ?failure.kind, "files that nothing names stay"),
        }
        self.read_unread_files(&store).await;
    }

    /// Gives the calls a cost in the middle of which a process died.
    async fn price_what_died(&self, store: &Store, now: Timestamp) {
        let priced = async {
            for (call, model, usage) in store.unpriced_calls(Timestamp(now.0 - PRICED_MS)).await? {
                if let Some(cost) = self.price(&model).and_then(|price| price.cost(&usage)) {
                    store.price_call(call, cost).await?;
                }
            }
            Ok::<_, StoreError>(())
        };
        if let Err(failure) = priced.await {
            tracing::warn!(kind = ?failure.kind, "calls stay without a cost");
        }
    }

    /// `found` names pages, tables and rows, never what is in them.
    async fn tell_damage(&self, store: Arc<Store>, found: &[String]) {
        tracing::error!(problems = found.len(), first = found[0], "the history is damaged");
        let (path, detail) = (store.database_file(), found[0].clone());
        let problem = self.problem(OpenError { kind: OpenErrorKind::Corrupt, path, detail }).await;
        self.inner.history.set(Opening::Damaged(store, Arc::new(problem)));
        self.inner.events.send(AppEvent::Startup);
    }

    /// Gives the history once it is open.
    pub(crate) async fn store(&self) -> Result<Arc<Store>, IpcError> {
        match self.inner.history.settled().await {
            Opening::Ready(store) | Opening::Damaged(store, _) => Ok(store),
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
            Opening::Damaged(_, problem) => Startup::Damaged((*problem).clone()),
            Opening::Failed(problem) => Startup::Failed((*problem).clone()),
            Opening::Pending => Startup::Opening,
        })
    }

    /// Tries to open the history again, after the user changed something outside.
    pub async fn retry_startup(&self, args: NoArgs) -> Result<Startup, IpcError> {
        if matches!(self.inner.history.settled().await, Opening::Pending | Opening::Failed(_)) {
            self.open_history().await;
        }
        self.startup(args).await
    }

    /// Puts a kept copy in the place of a history that does not open or was found damaged. The damaged file is moved aside,
    /// not deleted.
    pub async fn restore_database(&self, args: RestoreArgs) -> Result<Startup, IpcError> {
        let restored = self.with_closed_history(async {
            let restored = parlance_store::restore_copy(self.inner.home.folder(), &args.copy).await;
            restored.map(drop).map_err(|failure| error::open(&failure))
        });
        let restored = restored.await;
        // Also when there is no such copy: what was open before is open again.
        let startup = self.retry_startup(NoArgs {}).await;
        restored?;
        startup
    }

    /// Does something with the files of a history that does not open or was found damaged. It stays closed.
    ///
    /// # Errors
    /// Those of `work`, and `Invalid` where the history is open and sound.
    pub(crate) async fn with_closed_history<T>(
        &self,
        work: impl Future<Output = Result<T, IpcError>>,
    ) -> Result<T, IpcError> {
        match self.inner.history.settled().await {
            Opening::Ready(_) => {
                let message = "The history is open; nothing needs to be restored.";
                return Err(IpcError::new(ErrorCode::Invalid, message));
            }
            Opening::Damaged(store, problem) => self.close_history(&store, problem).await,
            Opening::Failed(_) | Opening::Pending => {}
        }
        work.await
    }

    async fn close_history(&self, store: &Store, problem: Arc<StartupProblem>) {
        // No turn begins from here on, and those that run are sealed first.
        let _begin = self.inner.turns.hold().await;
        self.inner.history.set(Opening::Failed(problem));
        self.inner.turns.stop_all().await;
        store.close().await;
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
