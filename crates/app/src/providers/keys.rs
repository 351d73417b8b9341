//! Keys on their way in. They never come out again: a face sees a state and at most four characters.

use parlance_domain::{MessageId, Timestamp};
use parlance_ipc::{
    AddKeyArgs, AppEvent, IpcError, KeyArgs, KeyCheck, KeyState, KeyView, KeyringStatus, NoArgs,
    RenameKeyArgs, ReplaceKeyArgs, SaveKeyArgs,
};
use parlance_providers::{ApiKey, Endpoint, KeyVerdict, check_key, is_this_machine};
use parlance_secrets::Secret;

use super::Known;
use super::named_keys::{ENVIRONMENT, FIRST, account};
use crate::{App, error};

const NAME_CHARS: usize = 40;

impl App {
    /// Asks the provider about a key, and keeps it in the place of the one in use unless the provider refuses it. One from the
    /// environment is not replaced but left: what was entered goes before it.
    pub async fn save_key(&self, args: SaveKeyArgs) -> Result<KeyCheck, IpcError> {
        let secret = Secret::key(args.key).map_err(|e| error::invalid(e.to_string()))?;
        let known = self.known_provider(&args.provider).await?;
        let check = self.check(&known, &secret).await?;
        if is_kept(&check) {
            self.keep_key(&known, secret).await?;
            self.providers_changed(&args.provider);
        }
        Ok(check)
    }

    /// Asks the provider about a further key, and keeps it under a name unless the provider refuses it. The one in use stays
    /// in use; where there is none, it is this one.
    pub async fn add_key(&self, args: AddKeyArgs) -> Result<KeyCheck, IpcError> {
        let secret = Secret::key(args.key).map_err(|e| error::invalid(e.to_string()))?;
        let known = self.known_provider(&args.provider).await?;
        let (_, keys) = self.key_views(&known).await;
        let name = checked_name(&args.name, None, &keys)?;
        let check = self.check(&known, &secret).await?;
        if !is_kept(&check) {
            return Ok(check);
        }
        let (store, provider, now) = (self.store().await?, &args.provider, Timestamp::now());
        let is_alone = keys.iter().all(|key| key.id == ENVIRONMENT);
        // In the order of their ids, the keys are in that in which they were added.
        let id = if is_alone { FIRST.to_owned() } else { MessageId::new().0.simple().to_string() };
        // The row comes first: a secret that no row tells of could not be removed any more.
        store.add_key(provider, &id, &name, now).await.map_err(error::store)?;
        if let Err(failure) = self.inner.secrets.set(&account(provider, &id), secret).await {
            store.remove_key(provider, &id, None).await.map_err(error::store)?;
            return Err(error::secrets(&failure));
        }
        let in_use = keys.iter().find(|key| key.in_use && key.state != KeyState::NotSet);
        let choice = match in_use {
            // From here on the choice is the user's, and no rule's.
            Some(key) if known.chosen().is_none() && !is_alone => Some(key.id.as_str()),
            None if known.chosen().is_some() || !is_alone => Some(id.as_str()),
            _ => None,
        };
        if choice.is_some() {
            store.use_key(provider, choice).await.map_err(error::store)?;
        }
        self.providers_changed(provider);
        Ok(check)
    }

    /// Asks the provider about a key's next secret, and puts it in the place of the present one unless the provider refuses
    /// it. Name and choice stay, and so do the conversations.
    pub async fn replace_key(&self, args: ReplaceKeyArgs) -> Result<KeyCheck, IpcError> {
        let secret = Secret::key(args.key).map_err(|e| error::invalid(e.to_string()))?;
        let known = self.known_provider(&args.provider).await?;
        self.entered_key(&known, &args.id).await?;
        let check = self.check(&known, &secret).await?;
        if is_kept(&check) {
            self.keep_key_as(&known, &args.id, secret).await?;
            self.providers_changed(&args.provider);
        }
        Ok(check)
    }

    pub async fn rename_key(&self, args: RenameKeyArgs) -> Result<(), IpcError> {
        let known = self.known_provider(&args.provider).await?;
        let (_, keys) = self.entered_key(&known, &args.id).await?;
        let name = checked_name(&args.name, Some(&args.id), &keys)?;
        let store = self.store().await?;
        store.rename_key(&args.provider, &args.id, &name).await.map_err(error::store)?;
        self.inner.events.send(AppEvent::Providers);
        Ok(())
    }

    /// Calls are made with this key from now on. One that is under way ends with the key that it began with.
    pub async fn use_key(&self, args: KeyArgs) -> Result<(), IpcError> {
        let known = self.known_provider(&args.provider).await?;
        let (_, keys) = self.key_views(&known).await;
        let key = keys.iter().find(|key| key.id == args.id).ok_or_else(error::no_key)?;
        let store = self.store().await?;
        store.use_key(&args.provider, Some(&key.id)).await.map_err(error::store)?;
        self.providers_changed(&args.provider);
        Ok(())
    }

    /// Forgets a key. When it was the one in use, another is, if there is one.
    pub async fn remove_key(&self, args: KeyArgs) -> Result<(), IpcError> {
        let known = self.known_provider(&args.provider).await?;
        let (removed, keys) = self.entered_key(&known, &args.id).await?;
        let store = self.store().await?;
        let removed_secret = self.inner.secrets.remove(&account(&args.provider, &args.id)).await;
        removed_secret.map_err(|e| error::secrets(&e))?;
        let mut others = keys.iter().filter(|key| key.id != args.id && key.state != KeyState::NotSet);
        // The first key and the environment's need no choice between them.
        let has_further = known.further().any(|key| key.id != args.id);
        let next = others.next().filter(|_| removed.in_use && has_further).map(|key| key.id.as_str());
        store.remove_key(&args.provider, &args.id, next).await.map_err(error::store)?;
        self.providers_changed(&args.provider);
        Ok(())
    }

    /// Keeps a secret unchecked, in the place of the one in use.
    pub(super) async fn keep_key(&self, known: &Known, secret: Secret) -> Result<(), IpcError> {
        let provider = &known.spec.id;
        match known.chosen() {
            Some(chosen) if chosen.id != ENVIRONMENT => {
                let id = chosen.id.clone();
                self.keep_key_as(known, &id, secret).await
            }
            chosen => {
                self.keep_key_as(known, FIRST, secret).await?;
                // Without further ones it goes before the environment's by itself.
                let has_further = known.further().next().is_some();
                if chosen.is_some() || has_further {
                    let choice = has_further.then_some(FIRST);
                    self.store().await?.use_key(provider, choice).await.map_err(error::store)?;
                }
                Ok(())
            }
        }
    }

    async fn keep_key_as(&self, known: &Known, id: &str, secret: Secret) -> Result<(), IpcError> {
        let provider = &known.spec.id;
        let kept = self.inner.secrets.set(&account(provider, id), secret).await;
        kept.map_err(|e| error::secrets(&e))?;
        self.store().await?.replace_key(provider, id, Timestamp::now()).await.map_err(error::store)
    }

    /// Forgets every key of a provider.
    pub(super) async fn forget_keys(&self, known: &Known) -> Result<(), IpcError> {
        let further = known.further().map(|key| key.id.as_str());
        for id in further.chain([FIRST]) {
            let removed = self.inner.secrets.remove(&account(&known.spec.id, id)).await;
            removed.map_err(|e| error::secrets(&e))?;
        }
        self.store().await?.remove_keys(&known.spec.id).await.map_err(error::store)
    }

    /// A key that was entered, among all of its provider.
    ///
    /// # Errors
    /// `NotFound`, and `Invalid` for the environment's, which is changed there.
    async fn entered_key(&self, known: &Known, id: &str) -> Result<(KeyView, Vec<KeyView>), IpcError> {
        let (_, keys) = self.key_views(known).await;
        let key = keys.iter().find(|key| key.id == id).cloned().ok_or_else(error::no_key)?;
        if id == ENVIRONMENT {
            return Err(error::invalid(format!("{} is set outside of Parlance. Change it there.", key.name)));
        }
        Ok((key, keys))
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
        for event in [AppEvent::Secrets, AppEvent::Providers, AppEvent::Network] {
            self.inner.events.send(event);
        }
        Ok(status)
    }

    async fn check(&self, known: &Known, secret: &Secret) -> Result<KeyCheck, IpcError> {
        let Some(base_url) = known.base_url.clone() else {
            return Ok(KeyCheck::Unchecked { message: error::no_base_url(&known.spec.name).message });
        };
        if !is_this_machine(&base_url)
            && let Err(locked) = self.proxy_ready().await
        {
            return Ok(KeyCheck::Unchecked { message: locked.message });
        }
        let headers = self.headers(&known.spec.id, &known.header_names).await?;
        let key = ApiKey::new(secret.expose());
        let patience = self.patience(&known.spec.id).await;
        let endpoint = Endpoint { spec: known.spec.clone(), base_url, key, headers, patience };
        Ok(match check_key(&self.inner.http, &endpoint).await {
            KeyVerdict::Valid { models } => KeyCheck::Valid { models: models.len() },
            KeyVerdict::Restricted => KeyCheck::Restricted,
            KeyVerdict::Barred { message } => KeyCheck::Barred { message },
            KeyVerdict::Refused { message } => KeyCheck::Refused { message },
            KeyVerdict::Unreachable { error } => KeyCheck::Unchecked { message: error.message },
        })
    }
}

fn is_kept(check: &KeyCheck) -> bool {
    !matches!(check, KeyCheck::Refused { .. })
}

/// A name that no other key of the provider has.
fn checked_name(name: &str, own: Option<&str>, keys: &[KeyView]) -> Result<String, IpcError> {
    let name = name.trim();
    if name.is_empty() {
        return Err(error::invalid("Give the key a name."));
    }
    if name.chars().count() > NAME_CHARS || name.chars().any(char::is_control) {
        return Err(error::invalid(format!(
            "A key's name has at most {NAME_CHARS} characters, in one line."
        )));
    }
    let is_same =
        |key: &&KeyView| Some(key.id.as_str()) != own && key.name.to_lowercase() == name.to_lowercase();
    match keys.iter().find(is_same) {
        Some(key) => {
            Err(error::invalid(format!("Another key has the name “{}”. Choose another one.", key.name)))
        }
        None => Ok(name.to_owned()),
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
