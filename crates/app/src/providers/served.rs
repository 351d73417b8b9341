//! What servers of one's own say of single models. They are asked when a model is picked or asked, and nobody waits for that.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use parlance_domain::{ModelRef, Timestamp};
use parlance_ipc::AppEvent;
use parlance_providers::{ModelFacts, ServedModel, served_model};

use crate::App;

/// What a loaded model is served with changes only when somebody loads it anew.
const LOADED_MS: i64 = 10 * 60 * 1000;
/// One that is not in memory yet, or whose server did not answer, may be at any moment.
const RESTING_MS: i64 = 15 * 1000;

#[derive(Default)]
pub(crate) struct ServedCache(Mutex<Served>);

#[derive(Default)]
struct Served {
    entries: HashMap<ModelRef, Entry>,
    /// How often anybody was asked.
    questions: u64,
}

#[derive(Default)]
struct Entry {
    facts: ModelFacts,
    /// It is not asked again before.
    until: Timestamp,
    /// The question that is not answered yet.
    asking: Option<u64>,
    resting: bool,
}

impl ServedCache {
    fn lock(&self) -> MutexGuard<'_, Served> {
        // Whatever a panicking thread left is at worst an old answer.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn facts(&self, model: &ModelRef) -> Option<ModelFacts> {
        self.lock().entries.get(model).map(|entry| entry.facts.clone())
    }

    pub(super) fn forget_provider(&self, provider: &str) {
        self.lock().entries.retain(|model, _| model.provider != provider);
    }

    pub(super) fn forget_all(&self) {
        self.lock().entries.clear();
    }

    /// The number of the question if the server is to be asked now; the caller does that and tells the end.
    fn begin(&self, model: &ModelRef, now: Timestamp) -> Option<u64> {
        let served = &mut *self.lock();
        let entry = served.entries.entry(model.clone()).or_default();
        // A clock that was set back makes answers of the future.
        let due = entry.until.0 <= now.0 || entry.until.0 - now.0 > LOADED_MS;
        if !due || entry.asking.is_some() {
            return None;
        }
        served.questions += 1;
        entry.asking = Some(served.questions);
        entry.asking
    }

    /// Takes what the server said, `None` where it did not. Says whether that is something new.
    fn end(&self, model: &ModelRef, question: u64, said: Option<ServedModel>, now: Timestamp) -> bool {
        let served = &mut *self.lock();
        // The provider was changed meanwhile: this is what another server said.
        let known = served.entries.get_mut(model).filter(|entry| entry.asking == Some(question));
        let Some(entry) = known else { return false };
        entry.asking = None;
        entry.resting = said.as_ref().is_none_or(|said| !said.loaded);
        entry.until = Timestamp(now.0 + if entry.resting { RESTING_MS } else { LOADED_MS });
        let facts = said.map_or_else(|| entry.facts.clone(), |said| said.facts);
        let is_new = entry.facts != facts;
        entry.facts = facts;
        is_new
    }

    /// The model has answered, so it is in memory now.
    fn woke(&self, model: &ModelRef) {
        if let Some(entry) = self.lock().entries.get_mut(model).filter(|entry| entry.resting) {
            entry.until = Timestamp::default();
        }
    }
}

impl App {
    /// Sees to it that what a server of the user's own says of a model is known soon; the faces are told when it is.
    pub(crate) fn learn_of(&self, model: &ModelRef) {
        let Some(question) = self.inner.served.begin(model, Timestamp::now()) else { return };
        let (app, model) = (self.clone(), model.clone());
        tokio::spawn(async move {
            let said = app.ask_about(&model).await;
            if app.inner.served.end(&model, question, said, Timestamp::now()) {
                app.inner.events.send(AppEvent::Models);
            }
        });
    }

    /// As [`App::learn_of`], for a model that has just answered.
    pub(crate) fn learn_again(&self, model: &ModelRef) {
        self.inner.served.woke(model);
        self.learn_of(model);
    }

    /// Others than servers of one's own have nothing to add, which holds as long as what a loaded model is served with.
    async fn ask_about(&self, model: &ModelRef) -> Option<ServedModel> {
        let nothing = ServedModel { loaded: true, ..ServedModel::default() };
        let Ok(known) = self.known_provider(&model.provider).await else { return Some(nothing) };
        let endpoint = self.endpoint(known).await.ok()?;
        match served_model(&self.inner.http, &endpoint, &model.model).await {
            Ok(said) => Some(said.unwrap_or(nothing)),
            Err(failure) => {
                tracing::debug!(provider = %model.provider, kind = ?failure.kind, "a model was not described");
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn model() -> ModelRef {
        ModelRef { provider: "ollama".into(), model: "qwen3:8b".into() }
    }

    fn said(context: u64, loaded: bool) -> Option<ServedModel> {
        let facts = ModelFacts { context: Some(context), ..ModelFacts::default() };
        Some(ServedModel { facts, loaded })
    }

    #[test]
    fn a_model_is_asked_about_once_at_a_time_and_again_later() {
        let cache = ServedCache::default();
        let asks = |at: i64| cache.begin(&model(), Timestamp(at));
        let first = asks(1_000).unwrap();
        assert_eq!(asks(1_000), None, "it is being asked");
        assert!(cache.end(&model(), first, said(8, true), Timestamp(1_000)));
        assert_eq!(asks(1_000 + LOADED_MS - 1), None);
        let again = asks(1_000 + LOADED_MS).unwrap();
        assert!(!cache.end(&model(), again, said(8, true), Timestamp(1_000)), "nothing new");
        assert!(asks(0).is_some(), "the clock was set back");
    }

    #[test]
    fn one_that_rests_is_asked_about_again_soon_and_at_once_when_it_has_answered() {
        let cache = ServedCache::default();
        let asks = |at: i64| cache.begin(&model(), Timestamp(at));
        let first = asks(0).unwrap();
        cache.end(&model(), first, said(131_072, false), Timestamp(0));
        assert_eq!(asks(RESTING_MS - 1), None);
        cache.woke(&model());
        let again = asks(1).unwrap();
        assert!(cache.end(&model(), again, said(4096, true), Timestamp(1)));
        cache.woke(&model());
        assert_eq!(asks(2), None, "it was awake");
    }

    #[test]
    fn who_does_not_answer_takes_nothing_back_and_who_was_changed_adds_nothing() {
        let cache = ServedCache::default();
        let asks = |at: i64| cache.begin(&model(), Timestamp(at)).unwrap();
        let first = asks(0);
        cache.end(&model(), first, said(8, false), Timestamp(0));
        let silent = asks(RESTING_MS);
        assert!(!cache.end(&model(), silent, None, Timestamp(RESTING_MS)));
        assert_eq!(cache.facts(&model()).unwrap().context, Some(8));
        let old = asks(3 * RESTING_MS);
        cache.forget_provider("ollama");
        assert!(!cache.end(&model(), old, said(9, true), Timestamp(3 * RESTING_MS)));
        assert_eq!(cache.facts(&model()), None);
        // The new server is asked, and the old one answers.
        let new = asks(3 * RESTING_MS);
        assert!(!cache.end(&model(), old, said(9, true), Timestamp(3 * RESTING_MS)));
        assert!(cache.end(&model(), new, said(10, true), Timestamp(3 * RESTING_MS)));
    }
}
