//! By how much providers count other tokens than are estimated here: learnt from what they report.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use parlance_store::Store;
use serde::{Deserialize, Serialize};

const NAME: &str = "token_factors";
/// What the newest report weighs.
const NEWEST: f64 = 0.3;
/// A report beyond these is of something else than of what was sent, such as of a search that the provider made.
const PLAUSIBLE: std::ops::RangeInclusive<f64> = 0.25..=4.0;
/// In a short question the provider's own envelope outweighs the words.
const TELLING_TOKENS: u64 = 300;
/// A change that is worth a write.
const NEWS: f64 = 0.02;

/// How the tokens were estimated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Method {
    /// Four bytes a token.
    Bytes,
    /// The vocabulary of `parlance_tokens`.
    Counted,
}

/// What an estimate is multiplied with, by how it was made.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
struct Factor {
    bytes: f64,
    counted: f64,
}

impl Factor {
    /// Before anything was learnt. Claude's models count about half as much again as OpenAI's.
    fn of(provider: &str) -> Self {
        let factor = if provider == "anthropic" { 1.5 } else { 1.0 };
        Self { bytes: factor, counted: factor }
    }

    fn get(&mut self, method: Method) -> &mut f64 {
        match method {
            Method::Bytes => &mut self.bytes,
            Method::Counted => &mut self.counted,
        }
    }
}

#[derive(Default)]
pub(crate) struct Factors(Mutex<Option<Known>>);

#[derive(Default)]
struct Known {
    now: HashMap<String, Factor>,
    saved: HashMap<String, Factor>,
}

impl Factors {
    fn lock(&self) -> MutexGuard<'_, Option<Known>> {
        // A panic while it was held leaves at worst one report unlearnt.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn read(&self, store: &Store) {
        if self.lock().is_some() {
            return;
        }
        let saved: HashMap<String, Factor> = store.preference(NAME).await.ok().flatten().unwrap_or_default();
        self.lock().get_or_insert(Known { now: saved.clone(), saved });
    }

    pub(super) async fn get(&self, store: &Store, provider: &str, method: Method) -> f64 {
        self.read(store).await;
        let known = self.lock().as_ref().and_then(|known| known.now.get(provider).copied());
        *known.unwrap_or_else(|| Factor::of(provider)).get(method)
    }

    /// `estimate` is what was expected before any factor, `reported` what the provider counted.
    pub(super) async fn learn(
        &self,
        store: &Store,
        provider: &str,
        method: Method,
        estimate: u64,
        reported: u64,
    ) {
        let ratio = ratio(reported, estimate);
        if estimate < TELLING_TOKENS || !PLAUSIBLE.contains(&ratio) {
            return;
        }
        self.read(store).await;
        let news = {
            let mut known = self.lock();
            let known = known.get_or_insert_default();
            let factor =
                known.now.entry(provider.to_owned()).or_insert_with(|| Factor::of(provider)).get(method);
            *factor += (ratio - *factor) * NEWEST;
            let factor = *factor;
            let mut saved = known.saved.get(provider).copied().unwrap_or_else(|| Factor::of(provider));
            let is_news = (factor / *saved.get(method) - 1.0).abs() > NEWS;
            is_news.then(|| {
                known.saved = known.now.clone();
                known.saved.clone()
            })
        };
        if let Some(factors) = news
            && let Err(failure) = store.set_preference(NAME, &factors).await
        {
            tracing::warn!(kind = ?failure.kind, "the calibration of tokens was not kept");
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "a ratio of estimates")]
fn ratio(reported: u64, estimate: u64) -> f64 {
    reported as f64 / estimate.max(1) as f64
}

/// A number of tokens times a factor.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "an estimate; the cast saturates"
)]
pub(super) fn times(tokens: u64, factor: f64) -> u64 {
    (tokens as f64 * factor).round() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn store() -> (tempfile::TempDir, Store) {
        let home = tempfile::tempdir().unwrap();
        let store = Store::open(home.path()).await.unwrap();
        (home, store)
    }

    #[tokio::test]
    async fn a_factor_nears_what_the_provider_reports_and_survives_a_restart() {
        let (_home, store) = store().await;
        let factors = Factors::default();
        assert!((factors.get(&store, "anthropic", Method::Counted).await - 1.5).abs() < 1e-9);
        for _ in 0..20 {
            factors.learn(&store, "mistral", Method::Counted, 1000, 1200).await;
        }
        for again in [factors, Factors::default()] {
            let learnt = again.get(&store, "mistral", Method::Counted).await;
            assert!((learnt - 1.2).abs() < 0.03, "{learnt}");
            assert!(
                (again.get(&store, "mistral", Method::Bytes).await - 1.0).abs() < 1e-9,
                "not of this one"
            );
        }
    }

    #[tokio::test]
    async fn what_tells_nothing_is_not_learnt() {
        let (_home, store) = store().await;
        let factors = Factors::default();
        for (estimate, reported) in [(10, 30), (1000, 50_000), (1000, 0)] {
            factors.learn(&store, "groq", Method::Bytes, estimate, reported).await;
        }
        assert!((factors.get(&store, "groq", Method::Bytes).await - 1.0).abs() < 1e-9);
    }
}
