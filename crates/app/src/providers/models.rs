//! What the providers serve, asked live and remembered while the app runs.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use futures::future::join_all;
use parlance_domain::{ModelRef, Timestamp};
use parlance_ipc::{
    Availability, ErrorCode, IpcError, ListModelsArgs, LocalServer, NoArgs, ProviderKind, ProviderModels,
};
use parlance_providers::{Directory, ModelFacts, ModelInfo, detect_local, list_models};

use super::catalogue::{Likings, bare_view};
use super::{Known, choice, kind};
use crate::routing::view::auto_models;
use crate::{App, error, guide};

/// A list is shown for so long before its provider is asked again: whoever chooses wants to know who can be asked now.
const FRESH_MS: i64 = 10 * 60 * 1000;

/// The last answer of each provider.
#[derive(Default)]
pub(crate) struct ModelCache(Mutex<HashMap<String, Listed>>);

struct Listed {
    models: Vec<ModelInfo>,
    at: Timestamp,
}

impl Listed {
    fn is_fresh(&self, now: Timestamp) -> bool {
        // A clock that was set back makes a list of the future.
        (0..FRESH_MS).contains(&(now.0 - self.at.0))
    }
}

impl ModelCache {
    fn lock(&self) -> MutexGuard<'_, HashMap<String, Listed>> {
        // Whatever a panicking thread left is at worst an old answer.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn forget(&self, provider: &str) {
        self.lock().remove(provider);
    }

    /// The models of a provider that answer in words, by its last list; `None` where it gave none.
    pub(crate) fn ids(&self, provider: &str) -> Option<Vec<String>> {
        let makes_pictures =
            |id: &str| Directory::bundled().get(provider).is_some_and(|spec| spec.makes_images(id));
        let cache = self.lock();
        let in_words = cache.get(provider)?.models.iter().filter(|known| !makes_pictures(&known.id));
        Some(in_words.map(|known| known.id.clone()).collect())
    }

    /// What the provider's list says.
    pub(super) fn facts(&self, model: &ModelRef) -> Option<ModelFacts> {
        self.look(model, |known| known.facts.clone())
    }

    /// The model's name for people, where its provider told one.
    pub(crate) fn name(&self, model: &ModelRef) -> Option<String> {
        self.look(model, |known| known.name.clone())
    }

    pub(super) fn forget_all(&self) {
        self.lock().clear();
    }

    fn look<T>(&self, model: &ModelRef, read: impl FnOnce(&ModelInfo) -> T) -> Option<T> {
        let cache = self.lock();
        let models = &cache.get(&model.provider)?.models;
        models.iter().find(|known| known.id == model.model).map(read)
    }

    fn fresh(&self, provider: &str, now: Timestamp) -> Option<Vec<ModelInfo>> {
        self.lock().get(provider).filter(|listed| listed.is_fresh(now)).map(|listed| listed.models.clone())
    }
}

impl App {
    /// The models of every provider that can be asked, all providers asked at once. Those that failed, of
    /// late or in their calls, and those that answered some time ago are asked again.
    pub async fn list_models(&self, args: ListModelsArgs) -> Result<Vec<ProviderModels>, IpcError> {
        let known = self.known_providers().await?;
        let likings = self.likings().await;
        let lists = known.into_iter().map(|known| self.models_of(known, args.refresh, &likings));
        let mut models = join_all(lists).await;
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
                models: server
                    .models
                    .into_iter()
                    .map(|model| self.listed_view(&server.provider, model, &Likings::default()))
                    .collect(),
                name: Directory::bundled()
                    .get(&server.provider)
                    .map_or_else(String::new, |spec| spec.name.clone()),
                provider: server.provider,
            })
            .collect())
    }

    pub(super) async fn models_of(&self, known: Known, refresh: bool, likings: &Likings) -> ProviderModels {
        let id = known.spec.id.clone();
        let (name, kind) = (known.spec.name.clone(), kind(&known.spec));
        let answer =
            |availability, models| ProviderModels { provider: id.clone(), name, kind, availability, models };
        let unavailable =
            |error: IpcError| Availability::Unavailable { code: error.code, message: error.message };
        let views = |models: Vec<ModelInfo>| {
            models.into_iter().map(|model| self.listed_view(&id, model, likings)).collect()
        };
        let now = Timestamp::now();
        // Who failed several times of late is asked whether it is there at all.
        let healthy = self.inner.router.with(|health, _| health.allows(&id, now));
        if !refresh
            && healthy
            && let Some(models) = self.inner.models.fresh(&id, now)
        {
            return answer(Availability::Ready, views(models));
        }
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
                let listed = Listed { models: models.clone(), at: now };
                self.inner.models.lock().insert(id.clone(), listed);
                self.inner.router.reachable(&id);
                answer(Availability::Ready, views(models))
            }
            Err(failure) => answer(unavailable(error::provider(&failure)), Vec::new()),
        }
    }
}

pub(super) fn guide_models() -> ProviderModels {
    ProviderModels {
        provider: guide::PROVIDER_ID.to_owned(),
        name: guide::NAME.to_owned(),
        kind: ProviderKind::Guide,
        availability: Availability::Ready,
        models: vec![bare_view(choice(guide::PROVIDER_ID, guide::MODEL_ID), guide::NAME)],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_fresh_for_some_minutes() {
        let listed = Listed { models: Vec::new(), at: Timestamp(1_000) };
        let fresh = |at: i64| listed.is_fresh(Timestamp(at));
        assert_eq!(
            [fresh(1_000), fresh(FRESH_MS), fresh(1_000 + FRESH_MS), fresh(0)],
            [true, true, false, false]
        );
    }
}
