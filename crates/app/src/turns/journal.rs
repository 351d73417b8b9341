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
    let mut batch: Vec<JournalEntry> = Vec::new();
    while let Some(first) = deltas.recv().await {
        let due = Instant::now() + INTERVAL;
        let mut bytes = first.text.len();
        batch.push(first);
        let mut open = true;
        while open && bytes < BATCH_BYTES {
            match tokio::time::timeout_at(due, deltas.recv()).await {
                Ok(Some(next)) => {
                    bytes += next.text.len();
                    match batch.last_mut() {
                        Some(last) if last.part == next.part && last.kind == next.kind => {
                            last.text += &next.text
                        }
                        _ => batch.push(next),
                    }
                }
                Ok(None) => open = false,
                Err(_) => break,
            }
        }
        store.journal(message, &batch).await?;
        batch.clear();
    }
    Ok(())
}
