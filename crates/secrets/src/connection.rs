use std::sync::Arc;
use std::time::Duration;

use tokio::task::{JoinHandle, spawn_blocking};
use tokio::time::timeout;

use crate::keyring::{Failure, Keyring, Open};

/// How long the keyring may take for one answer. A locked one waits for the user, who may not be there.
pub const PATIENCE: Duration = Duration::from_secs(5);

const SILENT: &str = "it did not answer within 5 seconds; it may be waiting for you to unlock it";
const BROKE: &str = "the program that talks to it failed";

/// The way to the keyring, as far as it was walked.
pub(crate) struct Connection {
    open: Arc<Open>,
    state: State,
}

enum State {
    Untried,
    Ready(Keyring),
    Lost {
        reason: String,
        /// An attempt that was given up and may still succeed when the user answers the system's password prompt.
        late: Option<JoinHandle<Result<Keyring, String>>>,
    },
}

impl Connection {
    pub(crate) fn new(open: Arc<Open>) -> Self {
        Self { open, state: State::Untried }
    }

    /// The keyring, if it is open, was never tried, or was opened late by a user who took longer than [`PATIENCE`].
    /// The flag says that it was opened by this very call.
    pub(crate) async fn keyring(&mut self) -> Result<(Keyring, bool), String> {
        match &self.state {
            State::Ready(keyring) => Ok((keyring.clone(), false)),
            State::Lost { reason, late } if !late.as_ref().is_some_and(JoinHandle::is_finished) => {
                Err(reason.clone())
            }
            State::Untried | State::Lost { .. } => self.reopen().await.map(|keyring| (keyring, true)),
        }
    }

    /// Opens the keyring anew, whatever was known about it. Waits for an earlier attempt that is still running instead
    /// of starting a second one, which would ask the user twice.
    pub(crate) async fn reopen(&mut self) -> Result<Keyring, String> {
        let late = match &mut self.state {
            State::Lost { late, .. } => late.take(),
            State::Untried | State::Ready(_) => None,
        };
        let mut attempt = late.unwrap_or_else(|| {
            let open = Arc::clone(&self.open);
            spawn_blocking(move || Keyring::open(open.as_ref()))
        });
        let (reason, late) = match timeout(PATIENCE, &mut attempt).await {
            Ok(Ok(Ok(keyring))) => {
                self.state = State::Ready(keyring.clone());
                return Ok(keyring);
            }
            Ok(Ok(Err(reason))) => (reason, None),
            Ok(Err(_)) => (BROKE.to_owned(), None),
            Err(_) => (SILENT.to_owned(), Some(attempt)),
        };
        tracing::warn!(reason, "the system keyring is not available");
        self.state = State::Lost { reason: reason.clone(), late };
        Err(reason)
    }

    /// Runs blocking work on the keyring. A connection that broke is opened once more: a keyring program that was
    /// restarted knows nothing of earlier sessions. One that stays silent is set aside.
    pub(crate) async fn run<T: Send + 'static>(
        &mut self,
        keyring: Keyring,
        work: impl Fn(&Keyring) -> Result<T, Failure> + Send + Sync + 'static,
    ) -> Result<T, Failure> {
        let work = Arc::new(work);
        match self.once(keyring, Arc::clone(&work)).await {
            Err(Interruption::Answered(Failure::Unreachable(_))) => {
                let keyring = self.reopen().await.map_err(Failure::Unreachable)?;
                self.once(keyring, work).await
            }
            other => other,
        }
        .map_err(|interruption| self.set_aside(interruption))
    }

    async fn once<T: Send + 'static>(
        &self,
        keyring: Keyring,
        work: Arc<impl Fn(&Keyring) -> Result<T, Failure> + Send + Sync + 'static>,
    ) -> Result<T, Interruption> {
        match timeout(PATIENCE, spawn_blocking(move || work(&keyring))).await {
            Ok(Ok(result)) => result.map_err(Interruption::Answered),
            Ok(Err(_)) => Err(Interruption::Stopped(BROKE)),
            Err(_) => Err(Interruption::Stopped(SILENT)),
        }
    }

    fn set_aside(&mut self, interruption: Interruption) -> Failure {
        let failure = match interruption {
            Interruption::Answered(failure) => failure,
            Interruption::Stopped(reason) => Failure::Unreachable(reason.to_owned()),
        };
        if let Failure::Unreachable(reason) = &failure {
            tracing::warn!(reason, "the system keyring was lost");
            self.state = State::Lost { reason: reason.clone(), late: None };
        }
        failure
    }
}

enum Interruption {
    Answered(Failure),
    Stopped(&'static str),
}
