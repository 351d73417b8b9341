//! Who can be asked: the directory's rows, the user's own, and the Guide; with their addresses and keys.

mod catalogue;
mod custom;
mod details;
mod endpoints;
mod files;
mod keys;
mod models;
mod named_keys;
mod names;
mod served;
mod wire;

use std::collections::BTreeSet;
use std::sync::Arc;

use parlance_domain::ModelRef;
use parlance_ipc::{
    AppEvent, BaseUrlArgs, ErrorCode, IpcError, KeyState, MessageError, ModelChoice, NamedModelsArgs, NoArgs,
    ProviderKind, ProviderView,
};
use parlance_llm::Wire;
use parlance_providers::{
    ApiKey, Directory, Endpoint, Header, HttpProvider, ProviderFile, ProviderSpec, RetryPolicy,
    display_base_url, is_this_machine, tidy_models,
};
use parlance_store::{CustomProvider, NamedKey, Providers};
use url::Url;

use crate::{AUTO, App, error, guide, routing};
pub(crate) use catalogue::{Overrides, bare_view};
pub(crate) use endpoints::SessionEndpoints;
pub(crate) use files::Files;
pub(crate) use models::ModelCache;
pub(crate) use named_keys::{Answerer, UsedKey};
pub(crate) use served::ServedCache;

/// A provider with where its address comes from.
struct Known {
    spec: ProviderSpec,
    /// `None` where each account has its own and the user has not said which. Nothing is sent anywhere then.
    base_url: Option<Url>,
    base_url_variable: Option<String>,
    header_names: Vec<String>,
    /// The name of the user's file that describes it.
    file: Option<String>,
    /// What is kept of its keys.
    keys: Vec<NamedKey>,
}

impl Known {
    fn described(description: ProviderFile, id: String, file: Option<String>) -> Self {
        let header_names = description.headers.clone();
        let spec = description.into_spec(id);
        let base_url = Some(spec.base_url.clone());
        Self { spec, base_url, base_url_variable: None, header_names, file, keys: Vec::new() }
    }

    /// With those of `keys` that are its own.
    fn with_keys(mut self, keys: &[NamedKey]) -> Self {
        self.keys = keys.iter().filter(|key| key.provider == self.spec.id).cloned().collect();
        self
    }
}

/// The id of a provider that comes with the program, or of what stands among them in the picker.
fn is_of_program(id: &str) -> bool {
    Directory::bundled().get(id).is_some() || id == guide::PROVIDER_ID || id == AUTO
}

/// The name under which a provider's first key is kept.
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

    /// Where a provider is reached. Empty goes back to the directory's default.
    pub async fn set_base_url(&self, args: BaseUrlArgs) -> Result<(), IpcError> {
        let Some(spec) = Directory::bundled().get(&args.provider) else {
            return self.move_custom_provider(args).await;
        };
        let url = match args.base_url.trim() {
            "" => None,
            text => Some(spec.read_base_url(text).map_err(|e| error::base_url(&e))?)
                .filter(|url| *url != spec.base_url || spec.resource_path.is_some()),
        };
        let store = self.store().await?;
        store.set_base_url(&args.provider, url.as_ref().map(Url::as_str)).await.map_err(error::store)?;
        self.providers_changed(&args.provider);
        Ok(())
    }

    /// The models of a provider of the directory that does not list them.
    pub async fn set_models(&self, args: NamedModelsArgs) -> Result<(), IpcError> {
        let spec = Directory::bundled().get(&args.provider).filter(|spec| names_models(spec));
        let spec = spec.ok_or_else(error::no_provider)?;
        let mut models = tidy_models(args.models);
        if models == spec.models {
            models.clear();
        }
        let store = self.store().await?;
        store.set_named_models(&args.provider, &models).await.map_err(error::store)?;
        self.providers_changed(&args.provider);
        Ok(())
    }

    /// What answers for `model`, or the card that says why nothing can.
    ///
    /// With `hasty` it gives up soon: somebody else can answer.
    pub(crate) async fn provider_for(
        &self,
        model: Option<&ModelRef>,
        hasty: bool,
    ) -> Result<Answerer, MessageError> {
        let Some(model) = model else { return Err(error::card(error::no_provider())) };
        if model.provider == guide::PROVIDER_ID {
            return Ok(Answerer { provider: Arc::new(guide::Guide), key: None });
        }
        let known = self.known_provider(&model.provider).await.map_err(error::card)?;
        let (endpoint, key) = self.endpoint_with_key(known).await.map_err(error::card)?;
        let refusals = self.refusals(model).await.map_err(error::card)?;
        let retry = if hasty { RetryPolicy::default().hasty() } else { RetryPolicy::default() };
        let provider = HttpProvider::new(self.inner.http.clone(), endpoint);
        Ok(Answerer { provider: Arc::new(provider.with_retry(retry).with_refusals(refusals)), key })
    }

    /// Every provider that there is, the Guide aside.
    pub(crate) async fn provider_kinds(
        &self,
    ) -> Result<Vec<(String, parlance_providers::ProviderKind)>, IpcError> {
        let known = self.known_providers().await?;
        Ok(known.into_iter().map(|known| (known.spec.id, known.spec.kind)).collect())
    }

    /// Whether a provider costs nothing that a budget of money knows of: a server of the user's own on this machine.
    pub(crate) async fn runs_here(&self, id: &str) -> bool {
        let Ok(known) = self.known_provider(id).await else { return false };
        known.spec.kind != parlance_providers::ProviderKind::Cloud
            && known.base_url.as_ref().is_some_and(is_this_machine)
    }

    /// Those with what is looked for that can be asked: a key is there, or none is needed.
    pub(crate) async fn ready_providers(
        &self,
        has: impl Fn(&ProviderSpec) -> bool,
    ) -> Result<Vec<ProviderSpec>, IpcError> {
        let mut ready = Vec::new();
        for known in self.known_providers().await?.into_iter().filter(|known| has(&known.spec)) {
            if !known.spec.needs_key() || matches!(self.key_in_use(&known).await, Ok(Some(_))) {
                ready.push(known.spec);
            }
        }
        Ok(ready)
    }

    /// Where and with what a provider is asked.
    ///
    /// # Errors
    /// As [`App::endpoint_with_key`].
    pub(crate) async fn endpoint_of(&self, id: &str) -> Result<Endpoint, IpcError> {
        self.endpoint(self.known_provider(id).await?).await
    }

    /// Whether there is a key with which a provider can be asked.
    pub(crate) async fn has_key(&self, id: &str) -> bool {
        let Ok(known) = self.known_provider(id).await else { return false };
        matches!(self.key_in_use(&known).await, Ok(Some(_)))
    }

    /// What is spoken to `model`'s provider; `None` for the Guide, for Auto and for a provider that is not known any more.
    pub(crate) async fn wire_of(&self, model: &ModelRef) -> Result<Option<Wire>, IpcError> {
        if model.provider == guide::PROVIDER_ID || routing::is_auto(model) {
            return Ok(None);
        }
        let known = match self.known_provider(&model.provider).await {
            Err(unknown) if unknown.code == ErrorCode::NotFound => return Ok(None),
            known => known?,
        };
        let mut endpoint = Endpoint::new(known.spec);
        if let Some(base_url) = known.base_url {
            endpoint.base_url = base_url;
        }
        Ok(Some(endpoint.wire()))
    }

    /// # Errors
    /// As [`App::endpoint_with_key`].
    async fn endpoint(&self, known: Known) -> Result<Endpoint, IpcError> {
        self.endpoint_with_key(known).await.map(|(endpoint, _)| endpoint)
    }

    /// # Errors
    /// `Key` where there is none and it needs one, `Invalid` where its address is not known.
    async fn endpoint_with_key(&self, known: Known) -> Result<(Endpoint, Option<UsedKey>), IpcError> {
        let id = known.spec.id.clone();
        let (key, used) = self.key_in_use(&known).await?.unzip();
        let key = key.and_then(|secret| ApiKey::new(secret.expose()));
        if known.spec.needs_key() && key.is_none() {
            let message = format!("There is no key for {} yet. Add one in Settings.", known.spec.name);
            return Err(IpcError::new(ErrorCode::Key, message));
        }
        let base_url = known.base_url.ok_or_else(|| error::no_base_url(&known.spec.name))?;
        if !is_this_machine(&base_url) {
            self.proxy_ready().await?;
        }
        let headers = self.headers(&id, &known.header_names).await?;
        let mut endpoint = Endpoint::new(known.spec).with_key(key);
        endpoint.base_url = base_url;
        endpoint.headers = headers;
        endpoint.patience = self.patience(&id).await;
        Ok((endpoint, used))
    }

    /// Those that have a value.
    async fn headers(&self, id: &str, names: &[String]) -> Result<Vec<Header>, IpcError> {
        let mut headers = Vec::new();
        for name in names {
            let value = self.inner.secrets.get(&header_account(id, name), None).await;
            if let Some((value, _)) = value.map_err(|e| error::secrets(&e))? {
                headers.push(Header::new(name, value.expose()).map_err(|e| error::header(&e))?);
            }
        }
        Ok(headers)
    }

    async fn known_provider(&self, id: &str) -> Result<Known, IpcError> {
        if let Some(known) = self.inner.endpoints.known(id) {
            return Ok(known);
        }
        let changes = self.provider_changes().await?;
        if let Some(spec) = Directory::bundled().get(id) {
            return Ok(self.of_directory(spec, &changes).with_keys(&changes.keys));
        }
        if let Some(custom) = changes.custom.into_iter().find(|custom| custom.id == id) {
            return Ok(of_user(custom)?.with_keys(&changes.keys));
        }
        let files = self.inner.files.found(false).await.known(|other| other != id);
        let known = files.into_iter().next().ok_or_else(error::no_provider)?;
        Ok(known.with_keys(&changes.keys))
    }

    /// The ids of the providers that can be asked with `changes`, without the Guide and a session's endpoints.
    pub(crate) async fn provider_ids(&self, changes: &Providers) -> BTreeSet<String> {
        let of_program = Directory::bundled().iter().map(|spec| spec.id.clone());
        let of_files =
            self.inner.files.found(false).await.known(|_| false).into_iter().map(|known| known.spec.id);
        of_program.chain(changes.custom.iter().map(|custom| custom.id.clone())).chain(of_files).collect()
    }

    async fn known_providers(&self) -> Result<Vec<Known>, IpcError> {
        let changes = self.provider_changes().await?;
        let mut known: Vec<_> =
            Directory::bundled().iter().map(|spec| self.of_directory(spec, &changes)).collect();
        let found = self.inner.files.found(false).await;
        let of_files = found.known(|id| changes.custom.iter().any(|custom| custom.id == id));
        known.extend(changes.custom.into_iter().filter_map(|custom| of_user(custom).ok()).chain(of_files));
        Ok(known.into_iter().map(|known| known.with_keys(&changes.keys)).collect())
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
            (Some(own), _) => (Some(own), None),
            (None, Some((url, variable))) => (Some(url), Some(variable)),
            (None, None) if spec.resource_path.is_some() => (None, None),
            (None, None) => (Some(spec.base_url.clone()), None),
        };
        let mut spec = spec.clone();
        if let Some(models) = changes.named_models.get(&spec.id) {
            spec.models.clone_from(models);
        }
        Known { spec, base_url, base_url_variable, header_names: Vec::new(), file: None, keys: Vec::new() }
    }

    async fn provider_view(&self, known: Known) -> ProviderView {
        let (state, keys) = self.key_views(&known).await;
        let Known { spec, base_url, base_url_variable, header_names, file, .. } = known;
        let secrets = &self.inner.secrets;
        let mut missing_headers = Vec::new();
        for name in &header_names {
            if secrets.state(&header_account(&spec.id, name), None).await
                == parlance_secrets::KeyState::NotSet
            {
                missing_headers.push(name.clone());
            }
        }
        let kind = kind(&spec);
        let asks_address = spec.resource_path.is_some();
        let default_base_url =
            (kind != ProviderKind::Custom && !asks_address).then(|| spec.base_url.to_string());
        ProviderView {
            key: match state {
                KeyState::NotSet if !spec.needs_key() => KeyState::NotNeeded,
                state => state,
            },
            keys,
            kind,
            wire: wire::to_face(spec.wire),
            base_url: base_url.as_ref().map_or_else(String::new, display_base_url),
            default_base_url,
            base_url_example: asks_address.then(|| spec.base_url.to_string()),
            base_url_variable,
            header_names,
            missing_headers,
            names_models: names_models(&spec),
            file,
            key_page: spec.key_page.map(String::from),
            auth: spec.auth.map(details::auth_to_face),
            query: details::query_to_face(spec.query),
            models: spec.models,
            id: spec.id,
            name: spec.name,
        }
    }

    /// What was known of the provider may not hold any more.
    fn providers_changed(&self, id: &str) {
        self.inner.models.forget(id);
        self.inner.served.forget_provider(id);
        self.inner.refusals.forget_provider(id);
        self.inner.router.provider_changed(id);
        let (app, provider) = (self.clone(), id.to_owned());
        tokio::spawn(async move {
            if let Ok(store) = app.store().await {
                let _ = store.forget_limits(&provider).await;
            }
        });
        self.inner.events.send(AppEvent::Providers);
        self.inner.events.send(AppEvent::Models);
    }
}

fn of_user(custom: CustomProvider) -> Result<Known, IpcError> {
    let id = custom.id.clone();
    Ok(Known::described(details::of_row(custom)?, id, None))
}

/// The directory's row leaves its models, or more of them, to the user.
fn names_models(spec: &ProviderSpec) -> bool {
    spec.kind != parlance_providers::ProviderKind::Custom && (spec.unlisted || !spec.models.is_empty())
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
