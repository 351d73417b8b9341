//! How servers are reached: the user's proxy, certificates and patience.

use std::time::Duration;

use parlance_ipc::{AppEvent, IpcError, NetworkSettings, NetworkView, NoArgs, ProxyKind};
use parlance_providers::{Certificates, Network, NetworkError, Patience, ProxyAddress, ProxyChoice};
use parlance_secrets::Secret;
use parlance_store::Store;

use crate::{App, error};

pub(crate) const NAME: &str = "network";
/// Under which the password of the proxy's user is kept.
const PASSWORD: &str = "network/proxy-password";
/// A file of certificates is some kilobytes; a whole system's are some hundred.
const MAX_FILE_BYTES: u64 = 4 * 1024 * 1024;

/// What the settings mean, and what is wrong with them.
struct Read {
    network: Network,
    problem: Option<String>,
}

impl App {
    pub async fn network(&self, _: NoArgs) -> Result<NetworkView, IpcError> {
        let store = self.store().await?;
        let settings = self.network_settings(&store).await;
        let Read { problem, .. } = self.read_network(&settings).await;
        Ok(NetworkView { settings, proxy_password: self.proxy_password().await.is_some(), problem })
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

    /// Takes the settings over when the history has been opened, before anybody is asked.
    pub(crate) async fn restore_network(&self, store: &Store) {
        let settings = match store.preference::<NetworkSettings>(NAME).await {
            Ok(settings) => settings.unwrap_or_default(),
            Err(failure) => {
                tracing::error!(kind = ?failure.kind, "the network's settings could not be read");
                let proxy = ProxyChoice::Unknown;
                return self.inner.http.reach(Network { proxy, certificates: Certificates::default() });
            }
        };
        if settings != NetworkSettings::default() {
            let NetworkView { problem, .. } = self.apply_network(settings).await;
            if let Some(problem) = problem {
                tracing::warn!(problem, "the network's settings cannot be used");
            }
        }
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
        let Read { network, problem } = self.read_network(&settings).await;
        self.inner.http.reach(network);
        NetworkView { settings, proxy_password: self.proxy_password().await.is_some(), problem }
    }

    async fn read_network(&self, settings: &NetworkSettings) -> Read {
        let mut problem = None;
        let proxy = match (settings.proxy, &settings.proxy_url) {
            (ProxyKind::Direct, _) => ProxyChoice::Direct,
            (ProxyKind::Own, Some(url)) => match ProxyAddress::parse(url) {
                Ok(address) => {
                    let password = self.proxy_password().await;
                    ProxyChoice::Own(address.with_password(password.as_ref().map(Secret::expose)))
                }
                Err(failure) => {
                    problem = Some(failure.to_string());
                    ProxyChoice::Unknown
                }
            },
            (ProxyKind::Own, None) => ProxyChoice::Unknown,
            (ProxyKind::System, _) => ProxyChoice::System,
        };
        let certificates = match &settings.certificate_file {
            Some(path) => certificates(path).await.unwrap_or_else(|failure| {
                problem = Some(failure);
                Certificates::default()
            }),
            None => Certificates::default(),
        };
        Read { network: Network { proxy, certificates }, problem }
    }

    async fn proxy_password(&self) -> Option<Secret> {
        self.inner.secrets.get(PASSWORD, None).await.ok().flatten().map(|(secret, _)| secret)
    }
}

/// Reads a file of certificates, or says why that cannot be done.
async fn certificates(path: &str) -> Result<Certificates, String> {
    let unreadable = |failure: std::io::Error| format!("The file {path} cannot be read: {failure}.");
    let size = tokio::fs::metadata(path).await.map_err(unreadable)?.len();
    if size > MAX_FILE_BYTES {
        return Err(format!("The file {path} is too large to be one of certificates."));
    }
    let pem = tokio::fs::read(path).await.map_err(unreadable)?;
    Certificates::parse(&pem).map_err(|failure| failure.to_string())
}

fn refused(failure: &NetworkError) -> IpcError {
    error::invalid(failure.to_string())
}
