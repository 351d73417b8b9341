//! Counts tokens as OpenAI's newer models do (o200k). Of other models it is an estimate that wants a factor.
//!
//! The vocabulary takes about 40 MB and a quarter of a second to load. So it is loaded when something is counted, on a thread
//! of its own, and dropped when nothing was counted for some minutes.

mod pieces;

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::{Arc, Weak};
use std::time::Duration;

use tiktoken_rs::CoreBPE;
use tokio::sync::Mutex;
use tokio::time::{Instant, sleep_until};

/// How long the vocabulary stays after the last count.
const REST: Duration = Duration::from_secs(3 * 60);
/// Messages of a few long conversations.
const REMEMBERED: usize = 10_000;

/// Cheap to clone; clones share the vocabulary.
#[derive(Clone, Default)]
pub struct Tokenizer(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    loaded: Option<Loaded>,
}

struct Loaded {
    vocabulary: Arc<CoreBPE>,
    /// What was counted before, by hash and length: a conversation is counted again with every question.
    counts: HashMap<(u64, usize), u64>,
    used_at: Instant,
}

impl Tokenizer {
    pub fn new() -> Self {
        Self::default()
    }

    /// The tokens of each text; `None` where they could not be counted. Call within a runtime.
    pub async fn count(&self, texts: &[&str]) -> Option<Vec<u64>> {
        let keys: Vec<_> = texts.iter().map(|text| key(text)).collect();
        let mut state = self.0.lock().await;
        let loaded = match &mut state.loaded {
            Some(loaded) => loaded,
            none => {
                let vocabulary = tokio::task::spawn_blocking(tiktoken_rs::o200k_base).await.ok()?;
                let vocabulary = vocabulary
                    .inspect_err(|error| tracing::error!(%error, "the vocabulary did not load"))
                    .ok()?;
                tokio::spawn(rest(Arc::downgrade(&self.0)));
                none.insert(Loaded {
                    vocabulary: Arc::new(vocabulary),
                    counts: HashMap::new(),
                    used_at: Instant::now(),
                })
            }
        };
        loaded.used_at = Instant::now();
        if loaded.counts.len() > REMEMBERED {
            loaded.counts.clear();
        }
        let new: Vec<_> = keys
            .iter()
            .zip(texts)
            .filter(|(key, _)| !loaded.counts.contains_key(key))
            .map(|(key, text)| (*key, (*text).to_owned()))
            .collect();
        if !new.is_empty() {
            let vocabulary = loaded.vocabulary.clone();
            let count = move || new.into_iter().map(move |(key, text)| (key, tokens(&vocabulary, &text)));
            // A text on which the library panics is not counted.
            let counted = tokio::task::spawn_blocking(move || count().collect::<Vec<_>>()).await.ok()?;
            loaded.counts.extend(counted);
        }
        keys.iter().map(|key| loaded.counts.get(key).copied()).collect()
    }

    /// Whether the vocabulary is in memory: then a count costs little.
    pub async fn is_loaded(&self) -> bool {
        self.0.lock().await.loaded.is_some()
    }
}

/// Drops the vocabulary once it was not used for [`REST`].
async fn rest(state: Weak<Mutex<State>>) {
    loop {
        let Some(wake) = used_at(&state).await.map(|used_at| used_at + REST) else { return };
        sleep_until(wake).await;
        if used_at(&state).await.is_none_or(|used_at| used_at + REST <= Instant::now()) {
            break;
        }
    }
    if let Some(state) = state.upgrade() {
        state.lock().await.loaded = None;
    }
}

async fn used_at(state: &Weak<Mutex<State>>) -> Option<Instant> {
    let state = state.upgrade()?;
    let state = state.lock().await;
    Some(state.loaded.as_ref()?.used_at)
}

fn tokens(vocabulary: &CoreBPE, text: &str) -> u64 {
    pieces::pieces(text).map(|piece| vocabulary.encode_ordinary(piece).len() as u64).sum()
}

fn key(text: &str) -> (u64, usize) {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    (hasher.finish(), text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn counts_and_rests() {
        let tokenizer = Tokenizer::new();
        assert!(!tokenizer.is_loaded().await);
        assert_eq!(tokenizer.count(&["Hello, world!", "", "Hello, world!"]).await, Some(vec![4, 0, 4]));
        tokio::time::advance(REST / 2).await;
        assert_eq!(tokenizer.count(&["Hello"]).await, Some(vec![1]));
        tokio::time::advance(REST * 3 / 4).await;
        tokio::task::yield_now().await;
        assert!(tokenizer.is_loaded().await, "it was used in between");
        // Whoever looks has to let the resting task go first.
        while tokenizer.is_loaded().await {
            tokio::time::advance(REST / 4).await;
            tokio::task::yield_now().await;
        }
        assert_eq!(tokenizer.count(&["Hello, world!"]).await, Some(vec![4]), "it is loaded again");
    }

    #[tokio::test]
    async fn a_text_that_is_one_endless_word_takes_no_longer_than_another() {
        let endless = ["a".repeat(1_000_000), " ".repeat(1_000_000), "é".repeat(300_000)];
        let texts: Vec<_> = endless.iter().map(String::as_str).collect();
        let counts = Tokenizer::new().count(&texts).await.unwrap();
        assert!(counts.iter().all(|count| (1_000..1_000_000).contains(count)), "{counts:?}");
    }
}
