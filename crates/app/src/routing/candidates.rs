//! The models that the chain holds, as they stand now.

use futures::future::join_all;
use parlance_domain::{ModelRef, Timestamp};
use parlance_ipc::{Preference, Routing};
use parlance_providers::routing::{self, Candidate, Needs};
use parlance_providers::{Catalogue, ProviderKind};

use crate::App;

/// A provider may list hundreds, of which nobody knows anything.
const MODELS_EACH: usize = 50;

impl App {
    pub(super) async fn candidates(
        &self,
        settings: &Routing,
        needs: Needs,
        now: Timestamp,
    ) -> Vec<Candidate> {
        let Ok(chain) = self.whole_chain(settings).await else { return Vec::new() };
        let chain: Vec<_> = chain.into_iter().filter(|entry| entry.on).collect();
        let askable = join_all(chain.iter().map(|entry| self.is_askable(&entry.provider))).await;
        let mut candidates = Vec::new();
        let askable = chain.into_iter().zip(askable).filter(|(_, askable)| *askable);
        for (place, (entry, _)) in askable.enumerate() {
            let models = match &entry.model {
                Some(model) => vec![model.clone()],
                None => self.known_models(&entry.provider),
            };
            for model in models {
                let model = ModelRef { provider: entry.provider.clone(), model };
                candidates.push(self.candidate(model, place, entry.model.is_some(), needs, now));
            }
        }
        candidates
    }

    fn candidate(
        &self,
        model: ModelRef,
        place: usize,
        named: bool,
        needs: Needs,
        now: Timestamp,
    ) -> Candidate {
        let context = self.context_tokens(&model);
        let (record, healthy, limited) = self.inner.router.with(|health, limiter| {
            let limited = limiter.wait(&model, needs.input_tokens, now).map(|wait| wait.until);
            (health.record(&model, now), health.allows(&model.provider, now), limited)
        });
        Candidate {
            place,
            named,
            context,
            price: self.price(&model),
            images: None,
            tools: None,
            record,
            healthy,
            limited_until: limited,
            model,
        }
    }

    /// As the provider listed them last. Before it did: the catalogue's.
    fn known_models(&self, provider: &str) -> Vec<String> {
        let mut models = self
            .inner
            .models
            .ids(provider)
            .unwrap_or_else(|| Catalogue::bundled().of(provider).map(|entry| entry.id.clone()).collect());
        // Those with a known price first: of the others nothing is known that a choice could go by.
        models.sort_by_key(|model| {
            Catalogue::bundled().get(provider, model).is_none_or(|known| known.price.is_none())
        });
        models.truncate(MODELS_EACH);
        models
    }

    /// Whether the provider has what it takes: a key in the cloud, a server that answered on this machine.
    async fn is_askable(&self, provider: &str) -> bool {
        let known = self.inner.router.lock().askable.get(provider).copied();
        if let Some(known) = known {
            return known;
        }
        let kinds = self.provider_kinds().await.unwrap_or_default();
        match kinds.into_iter().find(|(id, _)| id == provider) {
            Some((_, ProviderKind::Cloud)) => {
                let has_key = self.has_key(provider).await;
                self.inner.router.lock().askable.insert(provider.to_owned(), has_key);
                has_key
            }
            // Not remembered: a server may have been started meanwhile, and its list is in memory.
            Some(_) => self.inner.models.ids(provider).is_some_and(|models| !models.is_empty()),
            None => false,
        }
    }
}

pub(super) fn preference(preference: Preference) -> routing::Preference {
    match preference {
        Preference::Fast => routing::Preference::Fast,
        Preference::Balanced => routing::Preference::Balanced,
        Preference::Best => routing::Preference::Best,
        Preference::Cheap => routing::Preference::Cheap,
    }
}
