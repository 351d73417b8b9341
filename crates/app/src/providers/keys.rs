//! Keys on their way in. They never come out again: a face sees a state and at most four characters.

use parlance_ipc::{
    AppEvent, IpcError, KeyCheck, KeyState, KeyringStatus, NoArgs, ProviderArgs, SaveKeyArgs,
};
use parlance_providers::{ApiKey, Endpoint, KeyVerdict, check_key};
use parlance_secrets::Secret;

use super::{Known, key_account};
use crate::{App, error};

impl App {
    /// Asks the provider about a key, and keeps it unless the provider refuses it.
    pub async fn save_key(&self, args: SaveKeyArgs) -> Result<KeyCheck, IpcError> {
        let secret = Secret::key(args.key).map_err(|e| error::invalid(e.to_string()))?;
        let known = self.known_provider(&args.provider).await?;
        let check = self.check(known, &secret).await?;
        if !matches!(check, KeyCheck::Refused { .. }) {
            let kept = self.inner.secrets.set(&key_account(&args.provider), secret).await;
            kept.map_err(|e| error::secrets(&e))?;
            self.providers_changed(&args.provider);
        }
        Ok(check)
    }

    pub async fn remove_key(&self, args: ProviderArgs) -> Result<(), IpcError> {
        self.inner.secrets.remove(&key_account(&args.provider)).await.map_err(|e| error::secrets(&e))?;
        self.providers_changed(&args.provider);
        Ok(())
    }

    pub async fn keyring_status(&self, _: NoArgs) -> Result<KeyringStatus, IpcError> {
        Ok(status(self.inner.secrets.status().await))
    }

    /// Looks for the keyring again, after the user unlocked it; keys of this session then move in.
    pub async fn retry_keyring(&self, _: NoArgs) -> Result<KeyringStatus, IpcError> {
        let status = status(self.inner.secrets.retry().await);
        self.inner.router.keys_changed();
        // The proxy's password may be within reach now.
        if let Ok(store) = self.store().await {
            self.restore_network(&store).await;
        }
        self.inner.events.send(AppEvent::Secrets);
        self.inner.events.send(AppEvent::Providers);
        Ok(status)
    }

    async fn check(&self, known: Known, secret: &Secret) -> Result<KeyCheck, IpcError> {
        let Some(base_url) = known.base_url else {
            return Ok(KeyCheck::Unchecked { message: error::no_base_url(&known.spec.name).message });
        };
        let headers = self.headers(&known.spec.id, &known.header_names).await?;
        let key = ApiKey::new(secret.expose());
        let patience = self.patience(&known.spec.id).await;
        let endpoint = Endpoint { spec: known.spec, base_url, key, headers, patience };
        Ok(match check_key(&self.inner.http, &endpoint).await {
            KeyVerdict::Valid { models } => KeyCheck::Valid { models: models.len() },
            KeyVerdict::Restricted => KeyCheck::Restricted,
            KeyVerdict::Refused { message } => KeyCheck::Refused { message },
            KeyVerdict::Unreachable { error } => KeyCheck::Unchecked { message: error.message },
        })
    }
}

pub(super) fn view(state: parlance_secrets::KeyState) -> KeyState {
    use parlance_secrets::KeyState as Kept;
    match state {
        Kept::NotSet => KeyState::NotSet,
        Kept::Keyring { last4 } => KeyState::Keyring { last4 },
        Kept::Session { last4 } => KeyState::Session { last4 },
        Kept::Environment { variable, last4 } => KeyState::Environment { variable, last4 },
        Kept::Unreachable => KeyState::Unreachable,
    }
}

fn status(status: parlance_secrets::KeyringStatus) -> KeyringStatus {
    match status {
        parlance_secrets::KeyringStatus::Ready => KeyringStatus::Ready,
        parlance_secrets::KeyringStatus::Unavailable { reason } => KeyringStatus::Unavailable { reason },
    }
}
