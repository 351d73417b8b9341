use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use tokio::sync::Mutex;

use crate::connection::Connection;
use crate::index::Index;
use crate::keyring::{Failure, Keyring, MAX_CHARS, Open, open_os};
use crate::session::Session;
use crate::{InvalidSecret, Secret};

/// Where entered keys go.
pub struct Backend(Option<(Arc<Open>, Index)>);

impl Backend {
    /// The operating system's keyring. `index` is the file that remembers the names of the accounts in it, in the data
    /// folder; it and its folder are made when needed.
    pub fn os(index: impl Into<PathBuf>) -> Self {
        Self::keyring(Arc::new(open_os), index)
    }

    /// Memory only: for tests and for programs without a person.
    pub fn memory() -> Self {
        Self(None)
    }

    pub(crate) fn keyring(open: Arc<Open>, index: impl Into<PathBuf>) -> Self {
        Self(Some((open, Index::new(index.into()))))
    }
}

/// Whether keys survive the end of the program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyringStatus {
    Ready,
    /// Keys stay in memory. `reason` completes "the keyring cannot be used because …".
    Unavailable {
        reason: String,
    },
}

/// Where a key was put.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tier {
    Keyring,
    /// Memory, until the program ends or [`Secrets::retry`] moves it into the keyring.
    Session,
}

/// Where a key was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    Keyring,
    Session,
    Environment { variable: String },
}

/// What may be shown of a key. `last4` is as in [`Secret::last4`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyState {
    NotSet,
    Keyring {
        last4: String,
    },
    Session {
        last4: String,
    },
    Environment {
        variable: String,
        last4: String,
    },
    /// The keyring holds one and does not answer now.
    Unreachable,
}

/// None of these holds a key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SecretsError {
    #[error(transparent)]
    Invalid(#[from] InvalidSecret),
    #[error("The key is too long: this system keeps at most {limit} characters.")]
    TooLong { limit: usize },
    #[error("`{account}` cannot be the name of a key.")]
    Account { account: String },
    /// The keyring holds the account's key and does not answer.
    #[error("The key is in the system keyring, which cannot be used because {reason}.")]
    Unreachable { reason: String },
    /// The keyring works and will not take this.
    #[error("The system keyring refused the key: {reason}.")]
    Refused { reason: String },
}

/// The keys of this user. Cheap to clone; clones share everything.
///
/// An account is a name such as `provider/openai`: 1 to 200 visible ASCII characters.
#[derive(Clone)]
pub struct Secrets(Arc<Inner>);

type Environment = dyn Fn(&str) -> Option<String> + Send + Sync;

struct Inner {
    os: Option<Os>,
    session: Session,
    environment: Box<Environment>,
}

struct Os {
    /// One call at a time, so that a silent keyring costs one wait and not one for each caller.
    connection: Mutex<Connection>,
    index: Index,
}

impl Secrets {
    /// Does nothing yet: the keyring is opened by the first call. `environment` looks a variable up.
    pub fn new(
        backend: Backend,
        environment: impl Fn(&str) -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        let os = backend.0.map(|(open, index)| Os { connection: Mutex::new(Connection::new(open)), index });
        Self(Arc::new(Inner { os, session: Session::default(), environment: Box::new(environment) }))
    }

    /// Opens the keyring if that was not tried yet.
    pub async fn status(&self) -> KeyringStatus {
        let Some(os) = &self.0.os else { return memory_only() };
        let mut connection = os.connection.lock().await;
        status_of(self.keyring(os, &mut connection).await)
    }

    /// Opens the keyring anew, for example after the user unlocked it, and moves the session's keys into it.
    pub async fn retry(&self) -> KeyringStatus {
        let Some(os) = &self.0.os else { return memory_only() };
        let mut connection = os.connection.lock().await;
        if let Err(reason) = connection.reopen().await {
            return KeyringStatus::Unavailable { reason };
        }
        self.move_session(os, &mut connection).await;
        status_of(self.keyring(os, &mut connection).await)
    }

    /// Keeps a key, in place of an older one. Goes to the keyring, or to memory while there is none.
    pub async fn set(&self, account: &str, secret: Secret) -> Result<Tier, SecretsError> {
        check_account(account)?;
        if secret.expose().chars().count() > MAX_CHARS {
            return Err(SecretsError::TooLong { limit: MAX_CHARS });
        }
        if let Some(os) = &self.0.os {
            let mut connection = os.connection.lock().await;
            if let Ok(keyring) = self.keyring(os, &mut connection).await {
                match connection.run(keyring, self.save(os, account, &secret)).await {
                    Ok(()) => {
                        // One from before must not hide the new one.
                        self.0.session.remove(account);
                        return Ok(Tier::Keyring);
                    }
                    Err(Failure::Refused(reason)) => return Err(SecretsError::Refused { reason }),
                    Err(Failure::Unreachable(_) | Failure::NotText) => {}
                }
            }
        }
        self.0.session.set(account, secret);
        Ok(Tier::Session)
    }

    /// The key of an account, entered or from the environment variable `env_var`.
    ///
    /// # Errors
    /// [`SecretsError::Unreachable`] when only the keyring holds it and does not answer.
    pub async fn get(
        &self,
        account: &str,
        env_var: Option<&str>,
    ) -> Result<Option<(Secret, Origin)>, SecretsError> {
        check_account(account)?;
        let entered = self.entered(account).await;
        if let Ok(Some(_)) = entered {
            return entered;
        }
        match env_var.and_then(|variable| Some((self.environment(variable)?, variable))) {
            Some((secret, variable)) => {
                Ok(Some((secret, Origin::Environment { variable: variable.to_owned() })))
            }
            None => entered,
        }
    }

    /// What may be shown of the key that [`Secrets::get`] would give.
    pub async fn state(&self, account: &str, env_var: Option<&str>) -> KeyState {
        match self.get(account, env_var).await {
            Ok(Some((secret, Origin::Keyring))) => KeyState::Keyring { last4: secret.last4() },
            Ok(Some((secret, Origin::Session))) => KeyState::Session { last4: secret.last4() },
            Ok(Some((secret, Origin::Environment { variable }))) => {
                KeyState::Environment { variable, last4: secret.last4() }
            }
            Err(SecretsError::Unreachable { .. }) => KeyState::Unreachable,
            Ok(None) | Err(_) => KeyState::NotSet,
        }
    }

    /// Forgets the entered key. One that was not there counts as forgotten; the environment is not touched.
    ///
    /// # Errors
    /// [`SecretsError::Unreachable`] when the keyring holds it and does not answer: then it is still there.
    pub async fn remove(&self, account: &str) -> Result<(), SecretsError> {
        check_account(account)?;
        let Some(os) = &self.0.os else {
            self.0.session.remove(account);
            return Ok(());
        };
        let mut connection = os.connection.lock().await;
        self.0.session.remove(account);
        let (index, name) = (os.index.clone(), account.to_owned());
        let removed = match self.keyring(os, &mut connection).await {
            Err(reason) => Err(Failure::Unreachable(reason)),
            Ok(keyring) => {
                let work = move |keyring: &Keyring| {
                    keyring.remove(&name)?;
                    index.remove(&name);
                    Ok(())
                };
                connection.run(keyring, work).await
            }
        };
        match removed {
            Err(Failure::Unreachable(reason)) if self.is_listed(os, account).await => {
                Err(SecretsError::Unreachable { reason })
            }
            Err(Failure::Refused(reason)) => Err(SecretsError::Refused { reason }),
            Ok(()) | Err(Failure::Unreachable(_) | Failure::NotText) => Ok(()),
        }
    }

    async fn entered(&self, account: &str) -> Result<Option<(Secret, Origin)>, SecretsError> {
        let in_session = || self.0.session.get(account).map(|secret| (secret, Origin::Session));
        let Some(os) = &self.0.os else { return Ok(in_session()) };
        let mut connection = os.connection.lock().await;
        if let Some(found) = in_session() {
            return Ok(Some(found));
        }
        let (index, name) = (os.index.clone(), account.to_owned());
        let read = match self.keyring(os, &mut connection).await {
            Err(reason) => Err(Failure::Unreachable(reason)),
            Ok(keyring) => {
                let work = move |keyring: &Keyring| {
                    let secret = keyring.get(&name)?;
                    if secret.is_none() {
                        // Deleted with the system's own program.
                        index.remove(&name);
                    }
                    Ok(secret)
                };
                connection.run(keyring, work).await
            }
        };
        match read {
            Ok(secret) => Ok(secret.map(|secret| (secret, Origin::Keyring))),
            Err(Failure::Refused(reason)) => Err(SecretsError::Refused { reason }),
            Err(Failure::Unreachable(reason)) if self.is_listed(os, account).await => {
                Err(SecretsError::Unreachable { reason })
            }
            Err(Failure::Unreachable(_)) => Ok(None),
            Err(Failure::NotText) => {
                tracing::warn!(account, "the keyring holds something that is not a key");
                Ok(None)
            }
        }
    }

    /// The open keyring. When this call opened it, the session's keys are in it.
    async fn keyring(&self, os: &Os, connection: &mut Connection) -> Result<Keyring, String> {
        let (keyring, newly_open) = connection.keyring().await?;
        if newly_open {
            self.move_session(os, connection).await;
            return connection.keyring().await.map(|(keyring, _)| keyring);
        }
        Ok(keyring)
    }

    async fn move_session(&self, os: &Os, connection: &mut Connection) {
        for (account, secret) in self.0.session.all() {
            let Ok((keyring, _)) = connection.keyring().await else { return };
            if let Err(failure) = connection.run(keyring, self.save(os, &account, &secret)).await {
                tracing::warn!(account, ?failure, "a key stays in memory");
            }
        }
    }

    /// The name is listed before the key is written, so that a write that was given up and succeeds later is known.
    fn save(
        &self,
        os: &Os,
        account: &str,
        secret: &Secret,
    ) -> impl Fn(&Keyring) -> Result<(), Failure> + Send + Sync + 'static {
        let (index, session) = (os.index.clone(), self.0.session.clone());
        let (account, secret) = (account.to_owned(), secret.clone());
        move |keyring| {
            let is_new = index.add(&account);
            let written = keyring.set(&account, &secret);
            match &written {
                Ok(()) => session.remove_exactly(&account, &secret),
                Err(_) if is_new => {
                    index.remove(&account);
                }
                Err(_) => {}
            }
            written
        }
    }

    async fn is_listed(&self, os: &Os, account: &str) -> bool {
        let (index, account) = (os.index.clone(), account.to_owned());
        tokio::task::spawn_blocking(move || index.contains(&account)).await.unwrap_or(false)
    }

    /// The key of an environment variable alone; `None` also where its value cannot be a key.
    pub fn environment(&self, variable: &str) -> Option<Secret> {
        match Secret::key((self.0.environment)(variable)?) {
            Ok(secret) => Some(secret),
            Err(InvalidSecret::Empty) => None,
            Err(error) => {
                tracing::warn!(variable, %error, "an environment variable is not a usable key");
                None
            }
        }
    }
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secrets(…)")
    }
}

fn check_account(account: &str) -> Result<(), SecretsError> {
    if (1..=200).contains(&account.len()) && account.chars().all(|c| c.is_ascii_graphic()) {
        Ok(())
    } else {
        Err(SecretsError::Account { account: account.escape_debug().take(200).collect() })
    }
}

fn memory_only() -> KeyringStatus {
    KeyringStatus::Unavailable { reason: "this run keeps keys in memory only".to_owned() }
}

fn status_of(keyring: Result<Keyring, String>) -> KeyringStatus {
    keyring.map_or_else(|reason| KeyringStatus::Unavailable { reason }, |_| KeyringStatus::Ready)
}

#[cfg(test)]
#[path = "secrets_tests.rs"]
mod tests;
