//! Puts a running turn's deltas on disk while it runs.

use std::sync::Arc;
use std::time::Duration;

use parlance_domain::{MessageId, Part, Taken, Timestamp};
use parlance_llm::StreamEvent;
use parlance_store::{Asked, JournalEntry, JournalKind, Store, StoreError};
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

    /// Who is asked from now on.
    pub(super) fn begin_call(&self, asked: &Asked) {
        self.append_if_written(JournalEntry::call(asked));
    }

    /// What the call that was made `at` has taken so far.
    pub(super) fn taken(&self, taken: Taken, at: Timestamp) {
        self.append_if_written(JournalEntry::taken(taken, at));
    }

    /// A part that came whole, at its place in the message.
    pub(super) fn part(&self, place: u32, part: &Part) {
        self.append_if_written(JournalEntry::part(place, part));
    }

    /// What a stream said, at its place in the message.
    pub(super) fn delta(&self, place: u32, delta: StreamEvent) {
        let append = |kind, text| self.append(JournalEntry { part: place, kind, text });
        match delta {
            StreamEvent::TextDelta { text, .. } => append(JournalKind::Text, text),
            StreamEvent::ReasoningDelta { text, .. } => append(JournalKind::Reasoning, text),
            StreamEvent::ReasoningSignature { signature, .. } => append(JournalKind::Signature, signature),
            StreamEvent::ToolCallStart { id, name, .. } => {
                id.into_iter().for_each(|id| append(JournalKind::ToolId, id));
                append(JournalKind::ToolName, name);
            }
            StreamEvent::ToolCallArguments { delta, .. } => append(JournalKind::ToolArguments, delta),
            StreamEvent::ToolCallSignature { signature, .. } => append(JournalKind::ToolSignature, signature),
            StreamEvent::Citation(citation) => self.part(place, &Part::Citation(citation)),
            // A picture has its blob's name in the journal; the others are told at the end.
            StreamEvent::Image { .. }
            | StreamEvent::ToolCallEnd { .. }
            | StreamEvent::Usage(_)
            | StreamEvent::Finished { .. }
            | StreamEvent::Failed(_)
            | StreamEvent::Truncated => {}
        }
    }

    /// How long reasoning took, by its place.
    pub(super) fn thoughts(&self, ended: Vec<(u32, u64)>) {
        for (part, duration_ms) in ended {
            self.append(JournalEntry { part, kind: JournalKind::Duration, text: duration_ms.to_string() });
        }
    }

    /// What cannot be written as JSON cannot be sealed either, and the seal says so.
    fn append_if_written(&self, entry: Result<JournalEntry, StoreError>) {
        match entry {
            Ok(entry) => self.append(entry),
            Err(failure) => tracing::warn!(kind = ?failure.kind, "an entry of the journal was not written"),
        }
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
            Some(last) if last.part == next.part && last.kind == next.kind && next.kind.joins() => {
                last.text += &next.text;
            }
            _ => batch.push(next),
        }
    }
    Some(batch)
}

#[cfg(test)]
mod tests {
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

    #[tokio::test(start_paused = true)]
    async fn what_is_whole_stays_apart() {
        let (deltas, mut received) = mpsc::unbounded_channel();
        let signature = |text: &str| JournalEntry { kind: JournalKind::Signature, ..delta(0, text) };
        let sent = [signature("one"), signature("two")];
        sent.iter().for_each(|entry| deltas.send(entry.clone()).unwrap());
        drop(deltas);
        assert_eq!(next_batch(&mut received).await.unwrap(), sent);
    }
}
