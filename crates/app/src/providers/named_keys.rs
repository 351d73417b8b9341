//! Several keys of one provider: which one a call takes, what is shown of them, and what calls say of them.

use std::sync::Arc;

use parlance_domain::Timestamp;
use parlance_ipc::{AppEvent, ErrorCode, IpcError, KeyErrorView, KeyState, KeyView, MessageError};
use parlance_providers::{Provider, ProviderError};
use parlance_secrets::{Origin, Secret, SecretsError};
use parlance_store::{KeyUse, NamedKey, Store};

use super::{Known, keys};
use crate::{App, error};

/// The key that was the only one once. It needs no row in the history.
pub(super) const FIRST: &str = "first";
/// The key of the environment variable. It needs none either.
pub(super) const ENVIRONMENT: &str = "environment";

/// The name under which a key is kept. The first one's is that from before there were several.
pub(super) fn account(provider: &str, id: &str) -> String {
    if id == FIRST { super::key_account(provider) } else { format!("provider/{provider}/key/{id}") }
}

/// A key that a call is made with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct UsedKey {
    provider: String,
    id: String,
    /// When it was looked up.
    began: Timestamp,
    /// What a person calls it where there are several; empty for the first one as long as nobody named it.
    called: Option<String>,
}

impl UsedKey {
    /// Where there are several keys, a refusal says which of them was refused.
    pub(crate) fn told(&self, card: MessageError) -> MessageError {
        match (&self.called, card.code) {
            (Some(called), ErrorCode::Key | ErrorCode::Permission | ErrorCode::Quota) => {
                error::of_key(called, card)
            }
            _ => card,
        }
    }
}

/// Who answers, and with which key.
pub(crate) struct Answerer {
    pub(crate) provider: Arc<dyn Provider>,
    /// `None` where no key is sent.
    pub(crate) key: Option<UsedKey>,
}

impl Known {
    /// The key that the user chose among several.
    pub(super) fn chosen(&self) -> Option<&NamedKey> {
        self.keys.iter().find(|key| key.active)
    }

    /// The keys beside the first one and the environment's.
    pub(super) fn further(&self) -> impl Iterator<Item = &NamedKey> {
        self.keys.iter().filter(|key| key.id != FIRST && key.id != ENVIRONMENT)
    }

    /// What a person calls the key.
    fn key_name(&self, id: &str) -> String {
        if id == ENVIRONMENT {
            return self.spec.key_variable.clone().unwrap_or_default();
        }
        self.keys.iter().find(|key| key.id == id).map(|key| key.name.clone()).unwrap_or_default()
    }
}

impl App {
    /// The key that a call takes, with its id.
    ///
    /// # Errors
    /// `Key` where the chosen one is gone: another, maybe of another account, does not take its place unasked.
    pub(super) async fn key_in_use(&self, known: &Known) -> Result<Option<(Secret, UsedKey)>, IpcError> {
        let provider = &known.spec.id;
        // Before it is read: one that is replaced meanwhile must not be told of this one's end.
        let began = Timestamp::now();
        let several = known.chosen().is_some();
        let used = |id: &str| UsedKey {
            provider: provider.clone(),
            id: id.to_owned(),
            began,
            called: several.then(|| known.key_name(id)),
        };
        let variable = known.spec.key_variable.as_deref();
        let Some(chosen) = known.chosen() else {
            let found = self.inner.secrets.get(&account(provider, FIRST), variable).await;
            return Ok(found.map_err(|e| error::secrets(&e))?.map(|(secret, origin)| match origin {
                Origin::Environment { .. } => (secret, used(ENVIRONMENT)),
                Origin::Keyring | Origin::Session => (secret, used(FIRST)),
            }));
        };
        let from_environment = || variable.and_then(|variable| self.inner.secrets.environment(variable));
        let found = if chosen.id == ENVIRONMENT {
            from_environment().map(|secret| (secret, used(ENVIRONMENT)))
        } else {
            match self.inner.secrets.get(&account(provider, &chosen.id), None).await {
                Ok(found) => found.map(|(secret, _)| (secret, used(&chosen.id))),
                Err(failure) => match (from_environment(), failure) {
                    // The variable stands in for whatever a closed keyring holds.
                    (Some(secret), SecretsError::Unreachable { .. }) => Some((secret, used(ENVIRONMENT))),
                    (_, failure) => return Err(error::secrets(&failure)),
                },
            }
        };
        found.map(Some).ok_or_else(|| error::key_gone(&known.key_name(&chosen.id), &known.spec.name))
    }

    /// The state of the key in use, and all that there are.
    pub(super) async fn key_views(&self, known: &Known) -> (KeyState, Vec<KeyView>) {
        let secrets = &self.inner.secrets;
        let state = async |id: &str| keys::view(secrets.state(&account(&known.spec.id, id), None).await);
        let variable = known.spec.key_variable.clone();
        let of_environment = variable.and_then(|variable| {
            let last4 = secrets.environment(&variable)?.last4();
            Some(KeyState::Environment { variable, last4 })
        });
        let first = state(FIRST).await;
        let in_use = match known.chosen() {
            Some(chosen) => Some(chosen.id.as_str()),
            None if first != KeyState::NotSet => Some(FIRST),
            None => of_environment.as_ref().map(|_| ENVIRONMENT),
        };
        let mut views = Vec::new();
        if first != KeyState::NotSet || in_use == Some(FIRST) {
            views.push(view(known, FIRST, first, in_use));
        }
        for key in known.further() {
            views.push(view(known, &key.id, state(&key.id).await, in_use));
        }
        if of_environment.is_some() || in_use == Some(ENVIRONMENT) {
            let state = of_environment.clone().unwrap_or(KeyState::NotSet);
            views.push(view(known, ENVIRONMENT, state, in_use));
        }
        let state = views.iter().find(|view| view.in_use).map_or(KeyState::NotSet, |view| view.state.clone());
        let state = match (state, of_environment) {
            (KeyState::Unreachable, Some(stand_in)) => stand_in,
            (state, _) => state,
        };
        (state, views)
    }

    /// Keeps what the end of a call says of its key: that it was used, or that the provider turned it away. Failures of any
    /// other kind say nothing about it.
    pub(crate) async fn note_key_use(
        &self,
        store: &Store,
        key: Option<&UsedKey>,
        failure: Option<&ProviderError>,
    ) {
        let Some(UsedKey { provider, id, began, .. }) = key else { return };
        // Of an endpoint for the life of this process nothing is kept.
        if self.inner.endpoints.known(provider).is_some() {
            return;
        }
        let code = failure.map(|failure| error::provider(failure).code);
        let error = match code {
            None => None,
            Some(code @ (ErrorCode::Key | ErrorCode::Permission | ErrorCode::Quota)) => {
                Some(error::code_word(code))
            }
            Some(_) => return,
        };
        let ended = Timestamp::now();
        let used = KeyUse { provider, id, began: *began, ended, error: error.as_deref() };
        let needs_no_row = id == FIRST || id == ENVIRONMENT;
        match store.note_key_use(used, needs_no_row).await {
            Ok(true) => self.inner.events.send(AppEvent::Secrets),
            Ok(false) => {}
            Err(failure) => tracing::warn!(kind = ?failure.kind, "the use of a key was not noted"),
        }
    }
}

fn view(known: &Known, id: &str, state: KeyState, in_use: Option<&str>) -> KeyView {
    let row = known.keys.iter().find(|key| key.id == id);
    KeyView {
        name: known.key_name(id),
        state,
        from_environment: id == ENVIRONMENT,
        in_use: in_use == Some(id),
        last_used_at: row.and_then(|key| key.last_used).map(|at| at.0),
        last_error: row
            .and_then(|key| key.last_error.as_ref())
            .map(|failure| KeyErrorView { code: error::from_code_word(&failure.code), at: failure.at.0 }),
        id: id.to_owned(),
    }
}
