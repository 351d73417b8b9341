//! How servers are reached: the user's proxy, certificates and patience.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use parlance_ipc::{AppEvent, ErrorCode, IpcError, NetworkSettings, NetworkView, NoArgs, ProxyKind};
use parlance_providers::{Certificates, Network, NetworkError, Patience, ProxyAddress, ProxyChoice};
use parlance_secrets::{Secret, SecretsError};
use parlance_store::Store;
use tokio::io::AsyncReadExt as _;

use crate::{App, error};

pub(crate) const NAME: &str = "network";
/// Under which the password of the proxy's user is kept.
const PASSWORD: &str = "network/proxy-password";
/// A file of certificates is some kilobytes; a whole system's are some hundred.
const MAX_FILE_BYTES: u64 = 4 * 1024 * 1024;

/// How long the system is not asked again to unlock its keyring: each time it may ask the person.
const UNLOCK_AGAIN: Duration = Duration::from_secs(60);

/// What the settings mean, and what is wrong with them.
struct Read {
    network: Network,
    problem: Option<String>,
    /// The proxy's password is in the keyring, which does not answer.
    locked: Option<SecretsError>,
}

/// The user's proxy, as long as its password is not there yet.
#[derive(Default)]
pub(crate) struct ProxyWait {
    waits: AtomicBool,
    /// Held by who changes how servers are reached.
    change: tokio::sync::Mutex<()>,
    /// When the system was asked last to unlock its keyring.
    unlocked_at: Mutex<Option<Instant>>,
}

impl ProxyWait {
    /// Says so once in a while.
    fn may_unlock(&self) -> bool {
        let mut last = self.unlocked_at.lock().unwrap_or_else(PoisonError::into_inner);
        let may = last.is_none_or(|last| last.elapsed() >= UNLOCK_AGAIN);
        if may {
            *last = Some(Instant::now());
        }
        may
    }
}

impl App {
    pub async fn network(&self, _: NoArgs) -> Result<NetworkView, IpcError> {
        let store = self.store().await?;
        let settings = self.network_settings(&store).await;
        let Read { problem, .. } = self.read_network(&settings).await;
        Ok(NetworkView { settings, proxy_password: self.has_proxy_password().await, problem })
    }

    /// Checks the settings, keeps them, and reaches servers so from the next call on. Of a proxy's address the password goes to
    /// the keyring; one without a password keeps the one that is there, as long as it is the same proxy.
    pub async fn save_network(&self, mut settings: NetworkSettings) -> Result<NetworkView, IpcError> {
        let store = self.store().await?;
        let before = self.network_settings(&store).await;
        let url = settings.proxy_url.take().filter(|url| !url.trim().is_empty());
        if settings.proxy == ProxyKind::Own && url.is_none() {
            return Err(refused(&NetworkError::ProxyAddress));
        }
        let address = url.map(|url| ProxyAddress::parse(&url)).transpose().map_err(|e| refused(&e))?;
        settings.proxy_url = address.as_ref().map(|address| address.url().to_string());
        settings.certificate_file =
            settings.certificate_file.map(|path| path.trim().to_owned()).filter(|path| !path.is_empty());
        if let Some(path) = &settings.certificate_file {
            certificates(path).await.map_err(error::invalid)?;
        }
        settings.patience.retain(|one| one.first_byte_s.is_some() || one.idle_s.is_some());
        if settings.patience.iter().any(|one| one.first_byte_s == Some(0) || one.idle_s == Some(0)) {
            return Err(error::invalid("A time-out is a number of seconds above zero."));
        }
        let _change = self.inner.proxy.change.lock().await;
        match address.as_ref().and_then(ProxyAddress::password) {
            Some(password) => {
                let secret = Secret::header_value(password).map_err(|e| error::invalid(e.to_string()))?;
                self.inner.secrets.set(PASSWORD, secret).await.map_err(|e| error::secrets(&e))?;
            }
            None if before.proxy_url != settings.proxy_url => {
                self.inner.secrets.remove(PASSWORD).await.map_err(|e| error::secrets(&e))?;
            }
            None => {}
        }
        store.set_preference(NAME, &settings).await.map_err(error::store)?;
        let view = self.apply_network(settings).await;
        self.inner.events.send(AppEvent::Network);
        Ok(view)
    }

    /// Takes the settings over when the history has been opened, before anybody is asked. A proxy's password is read when it is
    /// first needed: a locked keyring must not keep the window waiting.
    pub(crate) async fn restore_network(&self, store: &Store) {
        let settings = match store.preference::<NetworkSettings>(NAME).await {
            Ok(settings) => settings.unwrap_or_default(),
            Err(failure) => {
                tracing::error!(kind = ?failure.kind, "the network's settings could not be read");
                return self.inner.http.reach(Network { proxy: ProxyChoice::Unknown, ..Network::default() });
            }
        };
        if settings == NetworkSettings::default() {
            return;
        }
        let _change = self.inner.proxy.change.lock().await;
        if settings.proxy == ProxyKind::Own {
            self.inner.proxy.waits.store(true, Ordering::SeqCst);
            let (certificates, _) = certificates_of(&settings).await;
            return self.inner.http.reach(Network { proxy: ProxyChoice::Unknown, certificates });
        }
        let Read { network, problem, .. } = self.read_network(&settings).await;
        self.inner.http.reach(network);
        if let Some(problem) = problem {
            tracing::warn!(problem, "the network's settings cannot be used");
        }
    }

    /// To be called before somebody beyond this machine is asked: takes up the password of the proxy as soon as the keyring
    /// gives it.
    ///
    /// # Errors
    /// `Keyring` as long as it does not.
    pub(crate) async fn proxy_ready(&self) -> Result<(), IpcError> {
        let proxy = &self.inner.proxy;
        if !proxy.waits.load(Ordering::SeqCst) {
            return Ok(());
        }
        let store = self.store().await?;
        let _change = proxy.change.lock().await;
        if !proxy.waits.load(Ordering::SeqCst) {
            return Ok(());
        }
        let settings = store.preference::<NetworkSettings>(NAME).await.map_err(error::store)?;
        let settings = settings.unwrap_or_default();
        let mut read = self.read_network(&settings).await;
        if read.locked.is_some() && proxy.may_unlock() {
            self.inner.secrets.retry().await;
            self.inner.router.keys_changed();
            self.inner.events.send(AppEvent::Secrets);
            read = self.read_network(&settings).await;
        }
        if let Some(problem) = &read.problem {
            tracing::warn!(problem, "the network's settings cannot be used");
        }
        if let Some(failure) = read.locked {
            return Err(IpcError::new(ErrorCode::Keyring, locked(&failure)));
        }
        self.inner.http.reach(read.network);
        proxy.waits.store(false, Ordering::SeqCst);
        self.inner.events.send(AppEvent::Network);
        Ok(())
    }

    /// A provider of the user's is gone: its time-outs would be another's of its id.
    pub(crate) async fn forget_in_network(&self, store: &Store, provider: &str) -> Result<(), IpcError> {
        let Some(mut settings) = store.preference::<NetworkSettings>(NAME).await.map_err(error::store)?
        else {
            return Ok(());
        };
        let before = settings.patience.len();
        settings.patience.retain(|one| one.provider != provider);
        if settings.patience.len() < before {
            store.set_preference(NAME, &settings).await.map_err(error::store)?;
            self.inner.events.send(AppEvent::Network);
        }
        Ok(())
    }

    /// How long this provider is waited for.
    pub(crate) async fn patience(&self, provider: &str) -> Patience {
        let Ok(store) = self.store().await else { return Patience::default() };
        let settings = self.network_settings(&store).await;
        let one = settings.patience.into_iter().find(|one| one.provider == provider).unwrap_or_default();
        let seconds = |seconds: Option<u32>| seconds.map(|seconds| Duration::from_secs(seconds.into()));
        Patience { first_byte: seconds(one.first_byte_s), idle: seconds(one.idle_s) }
    }

    async fn network_settings(&self, store: &Store) -> NetworkSettings {
        store.preference(NAME).await.ok().flatten().unwrap_or_default()
    }

    async fn apply_network(&self, settings: NetworkSettings) -> NetworkView {
        let Read { network, problem, locked } = self.read_network(&settings).await;
        self.inner.http.reach(network);
        self.inner.proxy.waits.store(locked.is_some(), Ordering::SeqCst);
        NetworkView { settings, proxy_password: self.has_proxy_password().await, problem }
    }

    async fn read_network(&self, settings: &NetworkSettings) -> Read {
        let (mut problem, mut is_locked) = (None, None);
        let proxy = match (settings.proxy, &settings.proxy_url) {
            (ProxyKind::Direct, _) => ProxyChoice::Direct,
            (ProxyKind::Own, Some(url)) => match (ProxyAddress::parse(url), self.proxy_password().await) {
                (Ok(address), Ok(password)) => {
                    ProxyChoice::Own(address.with_password(password.as_ref().map(Secret::expose)))
                }
                (Ok(_), Err(failure)) => {
                    problem = Some(locked(&failure));
                    is_locked = Some(failure);
                    ProxyChoice::Unknown
                }
                (Err(failure), _) => {
                    problem = Some(failure.to_string());
                    ProxyChoice::Unknown
                }
            },
            (ProxyKind::Own, None) => ProxyChoice::Unknown,
            (ProxyKind::System, _) => ProxyChoice::System,
        };
        let (certificates, unreadable) = certificates_of(settings).await;
        let problem = unreadable.or(problem);
        Read { network: Network { proxy, certificates }, problem, locked: is_locked }
    }

    async fn proxy_password(&self) -> Result<Option<Secret>, SecretsError> {
        let found = self.inner.secrets.get(PASSWORD, None).await?;
        Ok(found.map(|(secret, _)| secret))
    }

    /// One that cannot be read now is there all the same.
    async fn has_proxy_password(&self) -> bool {
        !matches!(self.proxy_password().await, Ok(None))
    }
}

fn locked(failure: &SecretsError) -> String {
    let reason = match failure {
        SecretsError::Unreachable { reason } | SecretsError::Refused { reason } => reason.clone(),
        other => other.to_string(),
    };
    format!(
        "The password of your proxy is in the system keyring, which cannot be used because {reason}. Unlock the keyring and \
         try again, or enter the proxy's address with its password in Settings."
    )
}

/// What of the settings' file can be used, and why not all of it.
async fn certificates_of(settings: &NetworkSettings) -> (Certificates, Option<String>) {
    let Some(path) = &settings.certificate_file else { return (Certificates::default(), None) };
    match certificates(path).await {
        Ok(certificates) => (certificates, None),
        Err(failure) => (Certificates::default(), Some(failure)),
    }
}

/// Reads a file of certificates, or says why that cannot be done.
async fn certificates(path: &str) -> Result<Certificates, String> {
    let unreadable = |failure: std::io::Error| format!("The file {path} cannot be read: {failure}.");
    // Whatever else has a name, such as a pipe, may never end.
    if !tokio::fs::metadata(path).await.map_err(unreadable)?.is_file() {
        return Err(format!("{path} is not a file."));
    }
    let file = tokio::fs::File::open(path).await.map_err(unreadable)?;
    let mut pem = Vec::new();
    file.take(MAX_FILE_BYTES + 1).read_to_end(&mut pem).await.map_err(unreadable)?;
    if pem.len() as u64 > MAX_FILE_BYTES {
        return Err(format!("The file {path} is too large to be one of certificates."));
    }
    let parsed = tokio::task::spawn_blocking(move || Certificates::parse(&pem)).await;
    parsed
        .map_err(|_| format!("The file {path} could not be understood."))?
        .map_err(|failure| failure.to_string())
}

fn refused(failure: &NetworkError) -> IpcError {
    error::invalid(failure.to_string())
}
