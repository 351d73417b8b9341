//! Endpoints that a face names for the life of this process; nothing of them is kept.

use std::sync::{Mutex, MutexGuard, PoisonError};

use parlance_ipc::{IpcError, ModelChoice, ProviderModels};
use parlance_providers::{ProviderSpec, normalise_base_url};

use super::{Known, choice};
use crate::{App, error, guide};

/// The endpoints that were added since the start.
#[derive(Default)]
pub(crate) struct SessionEndpoints(Mutex<Vec<ProviderSpec>>);

impl SessionEndpoints {
    fn lock(&self) -> MutexGuard<'_, Vec<ProviderSpec>> {
        // A panic while the lock was held leaves at worst one endpoint less.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The endpoint `id`, reached at its own address alone: neither settings nor variables redirect it.
    pub(super) fn known(&self, id: &str) -> Option<Known> {
        let spec = self.lock().iter().find(|spec| spec.id == id).cloned()?;
        Some(Known {
            base_url: Some(spec.base_url.clone()),
            spec,
            base_url_variable: None,
            header_names: Vec::new(),
            file: None,
            keys: Vec::new(),
        })
    }
}

impl App {
    /// Makes a server that speaks Chat Completions known as a provider until the process ends. Its id, under which the
    /// history names it, is its address. The key is read from the environment variable `key_variable` when a call is made,
    /// and from nowhere else.
    ///
    /// # Errors
    /// `Invalid` for an address that cannot be a base URL.
    pub fn add_endpoint(&self, base_url: &str, key_variable: Option<String>) -> Result<String, IpcError> {
        let base_url = normalise_base_url(base_url).map_err(|e| error::base_url(&e))?;
        let id = String::from(base_url.clone());
        let name = base_url.host_str().unwrap_or(&id).to_owned();
        let mut spec = ProviderSpec::custom(id.clone(), name, base_url);
        spec.key_variable = key_variable;
        let mut endpoints = self.inner.endpoints.lock();
        endpoints.retain(|known| known.id != id);
        endpoints.push(spec);
        Ok(id)
    }

    /// The offline Guide, which can always be asked.
    pub fn guide_model(&self) -> ModelChoice {
        choice(guide::PROVIDER_ID, guide::MODEL_ID)
    }

    /// The models of one provider, a session's endpoint and the Guide included.
    ///
    /// # Errors
    /// `NotFound` for a provider that is not known. That one cannot be asked is not an error, see `Availability`.
    pub async fn provider_models(&self, provider: &str) -> Result<ProviderModels, IpcError> {
        if provider == guide::PROVIDER_ID {
            return Ok(super::models::guide_models());
        }
        let known = self.known_provider(provider).await?;
        Ok(self.models_of(known, false, &self.likings().await).await)
    }
}
