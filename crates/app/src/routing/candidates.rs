//! The models that the chain holds, as they stand now.

use std::time::Duration;

use futures::future::join_all;
use parlance_domain::{ModelRef, Timestamp};
use parlance_ipc::{Preference, Routing};
use parlance_providers::routing::{self, Candidate, Needs};
use parlance_providers::{Catalogue, ProviderKind, Reasoning, ReasoningKind};

use crate::App;

/// A provider may list hundreds, of which nobody knows anything.
const MODELS_EACH: usize = 50;
/// For a list that was never asked for.
const LIST_PATIENCE: Duration = Duration::from_secs(3);

/// Whether servers of which nothing is known are asked for their models.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    Ask,
    /// For a glance that costs nothing.
    Memory,
}

impl App {
    pub(super) async fn candidates(
        &self,
        settings: &Routing,
        needs: Needs,
        now: Timestamp,
        look: Look,
    ) -> Vec<Candidate> {
        let Ok(chain) = self.whole_chain(settings).await else { return Vec::new() };
        let chain: Vec<_> = chain.into_iter().filter(|entry| entry.on).collect();
        let askable = join_all(chain.iter().map(|entry| self.is_askable(&entry.provider))).await;
        let mut candidates = Vec::new();
        let askable = chain.into_iter().zip(askable).filter(|(_, askable)| *askable);
        for (place, (entry, _)) in askable.enumerate() {
            let models = match &entry.model {
                Some(model) => vec![model.clone()],
                None => self.known_models(&entry.provider, look).await,
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
        let facts = self.facts(&model);
        let (record, healthy, limited) = self.inner.router.with(|health, limiter| {
            let limited = limiter.wait(&model, needs.input_tokens, now).map(|wait| wait.until);
            (health.record(&model, now), health.allows(&model.provider, now), limited)
        });
        Candidate {
            place,
            named,
            context: facts.context,
            price: self.price(&model),
            images: facts.input.image,
            tools: facts.tools,
            reasoning: facts.reasoning.map(|how| how != Reasoning::Kind(ReasoningKind::None)),
            record,
            healthy,
            limited_until: limited,
            model,
        }
    }

    /// As the provider listed them last. Before it did: the catalogue's; and of whom that knows nothing, the list is asked for
    /// now, once and not for long.
    async fn known_models(&self, provider: &str, look: Look) -> Vec<String> {
        let listed = self.inner.models.ids(provider);
        let mut models = match listed {
            Some(models) => models,
            None => {
                let known: Vec<_> = Catalogue::bundled().of(provider).map(|entry| entry.id.clone()).collect();
                if known.is_empty() && look == Look::Ask {
                    self.ask_for_models(provider).await
                } else {
                    known
                }
            }
        };
        let has_price = |model: &String| {
            self.price(&ModelRef { provider: provider.to_owned(), model: model.clone() }).is_some()
        };
        // Of a model without a price nothing is known that a choice could go by: it may stand in for the others.
        models.sort_by_key(|model| !has_price(model));
        models.truncate(MODELS_EACH);
        models
    }

    async fn ask_for_models(&self, provider: &str) -> Vec<String> {
        let asked = tokio::time::timeout(LIST_PATIENCE, self.provider_models(provider)).await;
        let Ok(Ok(answer)) = asked else { return Vec::new() };
        answer.models.into_iter().map(|model| model.model.model).collect()
    }

    /// Whether the provider has what it takes: a key in the cloud, a server that answered on this machine.
    async fn is_askable(&self, provider: &str) -> bool {
        if self.inner.router.lock().askable.contains(provider) {
            return true;
        }
        let kinds = self.provider_kinds().await.unwrap_or_default();
        match kinds.into_iter().find(|(id, _)| id == provider) {
            Some((_, ProviderKind::Cloud)) => {
                let has_key = self.has_key(provider).await;
                // Only what is there is remembered: a keyring may open by itself, and a key may be on its way in.
                if has_key {
                    self.inner.router.lock().askable.insert(provider.to_owned());
                }
                has_key
            }
            // A server of the user's own may have been started or stopped meanwhile: asking is how one knows.
            Some((_, ProviderKind::Custom)) => true,
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
