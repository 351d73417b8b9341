//! Who can be asked: the directory's rows, the user's own, and the Guide; with their addresses and keys.

mod custom;
mod endpoints;
mod keys;
mod models;
mod wire;

use std::collections::BTreeMap;
use std::sync::Arc;

use parlance_domain::ModelRef;
use parlance_ipc::{
    AppEvent, BaseUrlArgs, ErrorCode, IpcError, KeyState, MessageError, ModelChoice, NoArgs, ProviderKind,
    ProviderView,
};
use parlance_llm::Wire;
use parlance_providers::{
    ApiKey, Directory, Endpoint, Header, HttpProvider, Provider, ProviderSpec, normalise_base_url,
};
use parlance_store::{CustomProvider, Providers};
use url::Url;

use crate::{App, error, guide};
pub(crate) use endpoints::SessionEndpoints;
pub(crate) use models::ModelCache;

/// A provider with where its address comes from.
struct Known {
    spec: ProviderSpec,
    base_url: Url,
    base_url_variable: Option<String>,
    header_names: Vec<String>,
}

/// The name under which a provider's key is kept.
fn key_account(provider: &str) -> String {
    format!("provider/{provider}")
}

fn header_account(provider: &str, header: &str) -> String {
    format!("provider/{provider}/header/{}", header.to_ascii_lowercase())
}

impl App {
    pub async fn list_providers(&self, _: NoArgs) -> Result<Vec<ProviderView>, IpcError> {
        let mut views = Vec::new();
        for known in self.known_providers().await? {
            views.push(self.provider_view(known).await);
        }
        Ok(views)
    }

    /// Where a provider of the directory is reached. Empty goes back to the default.
    pub async fn set_base_url(&self, args: BaseUrlArgs) -> Result<(), IpcError> {
        let spec = Directory::bundled().get(&args.provider).ok_or_else(error::no_provider)?;
        let url = match args.base_url.trim() {
            "" => None,
            text => Some(normalise_base_url(text).map_err(|e| error::base_url(&e))?)
                .filter(|url| *url != spec.base_url),
        };
        let store = self.store().await?;
        store.set_base_url(&args.provider, url.as_ref().map(Url::as_str)).await.map_err(error::store)?;
        self.providers_changed(&args.provider);
        Ok(())
    }

    /// Fetches a picture that the user clicked on: its MIME type and its bytes.
    pub async fn load_image(&self, url: &str) -> Result<(&'static str, Vec<u8>), IpcError> {
        let image =
            parlance_providers::load_image(&self.inner.http, url).await.map_err(|e| error::image(&e))?;
        Ok((image.kind.mime(), image.bytes))
    }

    /// What answers for `model`, or the card that says why nothing can.
    pub(crate) async fn provider_for(
        &self,
        model: Option<&ModelRef>,
    ) -> Result<Arc<dyn Provider>, MessageError> {
        let Some(model) = model else { return Err(error::card(error::no_provider())) };
        if model.provider == guide::PROVIDER_ID {
            return Ok(Arc::new(guide::Guide));
        }
        let known = self.known_provider(&model.provider).await.map_err(error::card)?;
        let endpoint = self.endpoint(known).await.map_err(error::card)?;
        if endpoint.spec.needs_key() && endpoint.key.is_none() {
            let message = format!("There is no key for {} yet. Add one in Settings.", endpoint.spec.name);
            return Err(MessageError { code: ErrorCode::Key, message });
        }
        let refusals = self.refusals(model).await.map_err(error::card)?;
        Ok(Arc::new(HttpProvider::new(self.inner.http.clone(), endpoint).with_refusals(refusals)))
    }

    /// What is spoken to `model`'s provider; `None` for the Guide and for a provider that is not known any more.
    pub(crate) async fn wire_of(&self, model: &ModelRef) -> Result<Option<Wire>, IpcError> {
        if model.provider == guide::PROVIDER_ID {
            return Ok(None);
        }
        let known = match self.known_provider(&model.provider).await {
            Err(unknown) if unknown.code == ErrorCode::NotFound => return Ok(None),
            known => known?,
        };
        let mut endpoint = Endpoint::new(known.spec);
        endpoint.base_url = known.base_url;
        Ok(Some(endpoint.wire()))
    }

    /// The provider's name for people; its id when it is not known any more.
    pub(crate) async fn provider_names(&self) -> BTreeMap<String, String> {
        let known = self.known_providers().await.unwrap_or_default();
        let guide = (guide::PROVIDER_ID.to_owned(), guide::NAME.to_owned());
        known.into_iter().map(|known| (known.spec.id, known.spec.name)).chain([guide]).collect()
    }

    async fn endpoint(&self, known: Known) -> Result<Endpoint, IpcError> {
        let id = known.spec.id.clone();
        let found = self.inner.secrets.get(&key_account(&id), known.spec.key_variable.as_deref()).await;
        let key = found.map_err(|e| error::secrets(&e))?.and_then(|(secret, _)| ApiKey::new(secret.expose()));
        let mut headers = Vec::new();
        for name in &known.header_names {
            let value = self.inner.secrets.get(&header_account(&id, name), None).await;
            if let Some((value, _)) = value.map_err(|e| error::secrets(&e))? {
                headers.push(Header::new(name, value.expose()).map_err(|e| error::header(&e))?);
            }
        }
        let mut endpoint = Endpoint::new(known.spec).with_key(key);
        endpoint.base_url = known.base_url;
        endpoint.headers = headers;
        Ok(endpoint)
    }

    async fn known_provider(&self, id: &str) -> Result<Known, IpcError> {
        if let Some(known) = self.inner.endpoints.known(id) {
            return Ok(known);
        }
        let changes = self.provider_changes().await?;
        if let Some(spec) = Directory::bundled().get(id) {
            return Ok(self.of_directory(spec, &changes));
        }
        let custom =
            changes.custom.into_iter().find(|custom| custom.id == id).ok_or_else(error::no_provider)?;
        of_user(custom)
    }

    async fn known_providers(&self) -> Result<Vec<Known>, IpcError> {
        let changes = self.provider_changes().await?;
        let mut known: Vec<_> =
            Directory::bundled().iter().map(|spec| self.of_directory(spec, &changes)).collect();
        known.extend(changes.custom.into_iter().filter_map(|custom| of_user(custom).ok()));
        Ok(known)
    }

    async fn provider_changes(&self) -> Result<Providers, IpcError> {
        self.store().await?.providers().await.map_err(error::store)
    }

    /// The user's address goes before the environment's, and that before the directory's.
    fn of_directory(&self, spec: &ProviderSpec, changes: &Providers) -> Known {
        let own = changes.base_urls.get(&spec.id).and_then(|url| Url::parse(url).ok());
        let from_environment = spec.base_url_variable.as_ref().and_then(|variable| {
            let value = self.environment(&variable.name)?;
            Some((spec.base_url_from(&value).ok()?, variable.name.clone()))
        });
        let (base_url, base_url_variable) = match (own, from_environment) {
            (Some(own), _) => (own, None),
            (None, Some((url, variable))) => (url, Some(variable)),
            (None, None) => (spec.base_url.clone(), None),
        };
        Known { spec: spec.clone(), base_url, base_url_variable, header_names: Vec::new() }
    }

    async fn provider_view(&self, known: Known) -> ProviderView {
        let Known { spec, base_url, base_url_variable, header_names } = known;
        let state = self.inner.secrets.state(&key_account(&spec.id), spec.key_variable.as_deref()).await;
        let kind = kind(&spec);
        ProviderView {
            key: match keys::view(state) {
                KeyState::NotSet if !spec.needs_key() => KeyState::NotNeeded,
                state => state,
            },
            kind,
            wire: wire::to_face(spec.wire),
            key_page: spec.key_page.map(String::from),
            base_url: base_url.into(),
            default_base_url: (kind != ProviderKind::Custom).then(|| spec.base_url.into()),
            base_url_variable,
            header_names,
            id: spec.id,
            name: spec.name,
        }
    }

    /// What was known of the provider may not hold any more.
    fn providers_changed(&self, id: &str) {
        self.inner.models.forget(id);
        self.inner.refusals.forget_provider(id);
        self.inner.events.send(AppEvent::Providers);
        self.inner.events.send(AppEvent::Models);
    }
}

fn of_user(custom: CustomProvider) -> Result<Known, IpcError> {
    let base_url = normalise_base_url(&custom.base_url).map_err(|e| error::base_url(&e))?;
    let mut spec = ProviderSpec::custom(custom.id, custom.name, base_url.clone());
    // A newer version's wire: what this one knows is the best guess, and the server's refusal says more than we could.
    spec.wire = Wire::named(&custom.wire).unwrap_or(Wire::OpenaiChat);
    Ok(Known { spec, base_url, base_url_variable: None, header_names: custom.header_names })
}

fn kind(spec: &ProviderSpec) -> ProviderKind {
    match spec.kind {
        parlance_providers::ProviderKind::Cloud => ProviderKind::Cloud,
        parlance_providers::ProviderKind::Local => ProviderKind::Local,
        parlance_providers::ProviderKind::Custom => ProviderKind::Custom,
    }
}

fn choice(provider: &str, model: &str) -> ModelChoice {
    ModelChoice { provider: provider.to_owned(), model: model.to_owned() }
}
