//! What the providers serve, asked live and remembered while the app runs.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use futures::future::join_all;
use parlance_domain::{MicroDollars, ModelRef};
use parlance_ipc::{
    Availability, ErrorCode, IpcError, ListModelsArgs, LocalServer, ModelView, NoArgs, PriceView,
    ProviderKind, ProviderModels,
};
use parlance_providers::{Catalogue, Directory, ModelInfo, Price, detect_local, list_models};

use super::{Known, choice, kind};
use crate::routing::view::auto_models;
use crate::{App, error, guide};

/// The last answer of each provider.
#[derive(Default)]
pub(crate) struct ModelCache(Mutex<HashMap<String, ProviderModels>>);

impl ModelCache {
    fn lock(&self) -> MutexGuard<'_, HashMap<String, ProviderModels>> {
        // Whatever a panicking thread left is at worst an old answer.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn forget(&self, provider: &str) {
        self.lock().remove(provider);
    }

    /// The models of a provider that answer in words, by its last list; `None` where it gave none.
    pub(crate) fn ids(&self, provider: &str) -> Option<Vec<String>> {
        let cache = self.lock();
        let models = &cache.get(provider)?.models;
        let in_words = models.iter().filter(|known| !known.makes_images);
        Some(in_words.map(|known| known.model.model.clone()).collect())
    }

    /// In tokens, where the provider's list says.
    pub(crate) fn context(&self, model: &ModelRef) -> Option<u64> {
        self.look(model, |known| known.context_tokens).flatten()
    }

    /// The model's name for people, where its provider told one.
    pub(crate) fn name(&self, model: &ModelRef) -> Option<String> {
        self.look(model, |known| known.name.clone())
    }

    pub(super) fn forget_all(&self) {
        self.lock().clear();
    }

    fn look<T>(&self, model: &ModelRef, read: impl FnOnce(&ModelView) -> T) -> Option<T> {
        let cache = self.lock();
        let models = &cache.get(&model.provider)?.models;
        models.iter().find(|known| known.model.model == model.model).map(read)
    }
}

impl App {
    /// What a model costs: as its provider's list said last, else as the catalogue knows it.
    pub(crate) fn price(&self, model: &ModelRef) -> Option<Price> {
        let listed = self.inner.models.look(model, |known| known.price).flatten().map(|price| Price {
            input: MicroDollars(price.input),
            output: MicroDollars(price.output),
            cached: price.cached.map(MicroDollars),
        });
        let known = || Catalogue::bundled().get(&model.provider, &model.model)?.price;
        // What runs on one's own machine has no price.
        let local = || {
            let spec = Directory::bundled().get(&model.provider)?;
            (spec.kind == parlance_providers::ProviderKind::Local).then(|| Price::per_million(0.0, 0.0, None))
        };
        listed.or_else(known).or_else(local)
    }

    /// The models of every provider that can be asked, all providers asked at once. Those that failed are asked again.
    pub async fn list_models(&self, args: ListModelsArgs) -> Result<Vec<ProviderModels>, IpcError> {
        let known = self.known_providers().await?;
        let mut models = join_all(known.into_iter().map(|known| self.models_of(known, args.refresh))).await;
        models.insert(0, auto_models());
        models.push(guide_models());
        Ok(models)
    }

    /// The local servers that answer on their usual ports.
    pub async fn detect_local(&self, _: NoArgs) -> Result<Vec<LocalServer>, IpcError> {
        let found = detect_local(Directory::bundled()).await;
        Ok(found
            .into_iter()
            .map(|server| LocalServer {
                models: server.models.into_iter().map(|model| view(&server.provider, model)).collect(),
                name: Directory::bundled()
                    .get(&server.provider)
                    .map_or_else(String::new, |spec| spec.name.clone()),
                provider: server.provider,
            })
            .collect())
    }

    pub(super) async fn models_of(&self, known: Known, refresh: bool) -> ProviderModels {
        let id = known.spec.id.clone();
        if !refresh && let Some(models) = self.inner.models.lock().get(&id) {
            return models.clone();
        }
        let (name, kind) = (known.spec.name.clone(), kind(&known.spec));
        let answer =
            |availability, models| ProviderModels { provider: id.clone(), name, kind, availability, models };
        let unavailable =
            |error: IpcError| Availability::Unavailable { code: error.code, message: error.message };
        let endpoint = match self.endpoint(known).await {
            Ok(endpoint) => endpoint,
            Err(failure) if failure.code == ErrorCode::Key => {
                return answer(Availability::NeedsKey, Vec::new());
            }
            Err(failure) => return answer(unavailable(failure), Vec::new()),
        };
        match list_models(&self.inner.http, &endpoint).await {
            Ok(models) if models.is_empty() && !endpoint.is_listed() => {
                answer(unavailable(error::no_models(&endpoint.spec.name)), Vec::new())
            }
            Ok(models) => {
                let models = models.into_iter().map(|model| view(&id, model)).collect();
                let answer = answer(Availability::Ready, models);
                self.inner.models.lock().insert(id.clone(), answer.clone());
                self.inner.router.reachable(&id);
                answer
            }
            Err(failure) => answer(unavailable(error::provider(&failure)), Vec::new()),
        }
    }
}

/// What the provider says of its model, and from the catalogue what it does not.
fn view(provider: &str, model: ModelInfo) -> ModelView {
    let known = Catalogue::bundled().get(provider, &model.id);
    let price = model.price.or_else(|| known?.price);
    ModelView {
        model: choice(provider, &model.id),
        name: model.name,
        context_tokens: model.context_tokens.or_else(|| known?.context),
        price: price.map(|price| PriceView {
            input: price.input.0,
            output: price.output.0,
            cached: price.cached.map(|cached| cached.0),
        }),
        makes_images: model.makes_images,
    }
}

pub(super) fn guide_models() -> ProviderModels {
    ProviderModels {
        provider: guide::PROVIDER_ID.to_owned(),
        name: guide::NAME.to_owned(),
        kind: ProviderKind::Guide,
        availability: Availability::Ready,
        models: vec![ModelView {
            model: choice(guide::PROVIDER_ID, guide::MODEL_ID),
            name: guide::NAME.to_owned(),
            context_tokens: None,
            price: None,
            makes_images: false,
        }],
    }
}
