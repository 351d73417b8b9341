//! Puts a running turn's deltas on disk while it runs.

use std::sync::Arc;
use std::time::Duration;

use parlance_domain::MessageId;
use parlance_store::{JournalEntry, Store, StoreError};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::Instant;

/// What was shown may be lost for at most 150 ms; the rest of that time is for the write itself.
const INTERVAL: Duration = Duration::from_millis(120);
const BATCH_BYTES: usize = 4 * 1024;

/// A writer beside the stream's loop, so that a slow disk does not hold words back.
pub(super) struct Journal {
    deltas: mpsc::UnboundedSender<JournalEntry>,
    writer: JoinHandle<Result<(), StoreError>>,
}

impl Journal {
    /// `failed` is called once when a write fails; nothing is written after that.
    pub(super) fn open(
        store: Arc<Store>,
        message: MessageId,
        failed: impl FnOnce() + Send + 'static,
    ) -> Self {
        let (deltas, received) = mpsc::unbounded_channel();
        let writer = tokio::spawn(async move {
            let result = write(&store, message, received).await;
            if result.is_err() {
                failed();
            }
            result
        });
        Self { deltas, writer }
    }

    pub(super) fn append(&self, entry: JournalEntry) {
        // A writer that failed has said so; the turn is ending.
        let _ = self.deltas.send(entry);
    }

    /// Writes what is left.
    pub(super) async fn close(self) -> Result<(), StoreError> {
        drop(self.deltas);
        // A writer that panicked wrote what it could; the seal writes everything.
        self.writer.await.unwrap_or(Ok(()))
    }
}

async fn write(
    store: &Store,
    message: MessageId,
    mut deltas: mpsc::UnboundedReceiver<JournalEntry>,
) -> Result<(), StoreError> {
    while let Some(batch) = next_batch(&mut deltas).await {
        store.journal(message, &batch).await?;
    }
    Ok(())
}

/// Collects deltas until the first has waited long enough or there are enough. `None` after the last.
async fn next_batch(deltas: &mut mpsc::UnboundedReceiver<JournalEntry>) -> Option<Vec<JournalEntry>> {
    let first = deltas.recv().await?;
    let due = Instant::now() + INTERVAL;
    let mut bytes = first.text.len();
    let mut batch = vec![first];
    while bytes < BATCH_BYTES {
        let Ok(Some(next)) = tokio::time::timeout_at(due, deltas.recv()).await else { break };
        bytes += next.text.len();
        match batch.last_mut() {
            Some(last) if last.part == next.part && last.kind == next.kind => last.text += &next.text,
            _ => batch.push(next),
        }
    }
    Some(batch)
}

#[cfg(test)]
mod tests {
    use parlance_store::JournalKind;

    use super::*;

    fn delta(part: u32, text: &str) -> JournalEntry {
        JournalEntry { part, kind: JournalKind::Text, text: text.to_owned() }
    }

    #[tokio::test(start_paused = true)]
    async fn no_delta_waits_longer_than_the_interval() {
        let (deltas, mut received) = mpsc::unbounded_channel();
        let writer = tokio::spawn(async move {
            let mut batches = Vec::new();
            while let Some(batch) = next_batch(&mut received).await {
                batches.push((Instant::now(), batch));
            }
            batches
        });
        let mut said = Vec::new();
        for word in 0..200_u64 {
            said.push(Instant::now());
            deltas.send(delta(0, &format!("{word} "))).unwrap();
            tokio::time::sleep(Duration::from_millis(word * 7 % 53)).await;
        }
        drop(deltas);
        let mut said = said.into_iter();
        for (at, batch) in writer.await.unwrap() {
            for _ in batch.iter().flat_map(|entry| entry.text.split_whitespace()) {
                // The clock of timers counts whole milliseconds, upwards.
                assert!(at - said.next().unwrap() <= INTERVAL + Duration::from_millis(1));
            }
        }
        assert_eq!(said.next(), None, "a word was not written");
    }

    #[tokio::test(start_paused = true)]
    async fn much_text_does_not_wait() {
        let (deltas, mut received) = mpsc::unbounded_channel();
        let begun = Instant::now();
        for _ in 0..4 {
            deltas.send(delta(0, &"x".repeat(BATCH_BYTES / 2))).unwrap();
        }
        for _ in 0..2 {
            assert_eq!(next_batch(&mut received).await.unwrap()[0].text.len(), BATCH_BYTES);
        }
        assert_eq!(Instant::now(), begun, "it waited");
    }

    #[tokio::test(start_paused = true)]
    async fn neighbours_of_one_kind_become_one_entry_and_keep_their_order() {
        let (deltas, mut received) = mpsc::unbounded_channel();
        for (part, text) in [(0, "a"), (0, "b"), (1, "c"), (0, "d")] {
            deltas.send(delta(part, text)).unwrap();
        }
        drop(deltas);
        let batch = next_batch(&mut received).await.unwrap();
        assert_eq!(batch, [delta(0, "ab"), delta(1, "c"), delta(0, "d")]);
        assert_eq!(next_batch(&mut received).await, None);
    }
}
