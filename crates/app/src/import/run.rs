//! Reads on a thread of its own and writes what was read, some at a time, so that others write in between.

use std::path::PathBuf;
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use parlance_domain::{ArchivedConversation, Timestamp};
use parlance_import::{Bytes, ImportError, Imported, Sink, Skipped, Stop};
use parlance_ipc::{
    AppEvent, ErrorCode, ImportEnd, ImportReport, ImportSkipReason, ImportStartArgs, IpcError,
};
use parlance_store::{Deleted, MergeOutcome, Merged, Store, StoreError, StoreErrorKind};
use tokio::sync::mpsc;

use super::{Running, empty_report, import_error, skip, tell_skip};
use crate::backup::files_of;
use crate::{App, error, merged};

/// A transaction holds no more: others wait for it.
const MESSAGES_AT_ONCE: usize = 256;
const CONVERSATIONS_AT_ONCE: usize = 64;
const BYTES_AT_ONCE: usize = 4 << 20;
const NEWS_EVERY: Duration = Duration::from_millis(250);
/// The list of conversations is read again no more often.
const LIST_EVERY: Duration = Duration::from_secs(2);

enum Item {
    Conversation(Box<Imported>),
    Skipped(Skipped),
    /// The reader waits until it is kept: one at a time is in memory.
    File(Bytes, std::sync::mpsc::SyncSender<()>),
}

struct Hand(mpsc::Sender<Item>);

impl Hand {
    fn over(&self, item: Item) -> Result<(), Stop> {
        self.0.blocking_send(item).map_err(|_| Stop)
    }
}

impl Sink for Hand {
    fn conversation(&mut self, imported: Imported) -> Result<(), Stop> {
        self.over(Item::Conversation(Box::new(imported)))
    }

    fn skipped(&mut self, skipped: Skipped) -> Result<(), Stop> {
        self.over(Item::Skipped(skipped))
    }

    fn file(&mut self, bytes: Bytes) -> Result<bool, Stop> {
        let (kept, wait) = std::sync::mpsc::sync_channel(1);
        self.over(Item::File(bytes, kept))?;
        wait.recv().map(|()| true).map_err(|_| Stop)
    }
}

struct Import<'a> {
    app: &'a App,
    store: Arc<Store>,
    running: &'a Running,
    deleted: Deleted,
    report: ImportReport,
    waiting: Vec<ArchivedConversation>,
    waiting_messages: usize,
    waiting_bytes: usize,
    newest_at: Timestamp,
    news: Instant,
    listed: Instant,
}

impl App {
    /// The report, and where the import failed, as what.
    pub(super) async fn run_import(
        &self,
        args: &ImportStartArgs,
        running: &Running,
    ) -> (ImportReport, Option<ErrorCode>) {
        let store = match self.store().await {
            Ok(store) => store,
            Err(failure) => return failed(empty_report(args), failure),
        };
        let mut import = Import {
            app: self,
            store,
            running,
            deleted: if args.deleted_too { Deleted::ComesBack } else { Deleted::StaysDeleted },
            report: empty_report(args),
            waiting: Vec::new(),
            waiting_messages: 0,
            waiting_bytes: 0,
            newest_at: Timestamp(i64::MIN),
            news: Instant::now(),
            listed: Instant::now(),
        };
        let (sender, items) = mpsc::channel(1);
        let (path, control) = (PathBuf::from(&args.path), running.control.clone());
        let reader =
            tokio::task::spawn_blocking(move || parlance_import::read(&path, &control, &mut Hand(sender)));
        let mut taken = import.take_all(items).await;
        let read = reader.await;
        if taken.is_ok() {
            taken = import.settle().await;
        }
        let report = import.report;
        self.inner.events.send(AppEvent::Conversations);
        self.read_unread_files_soon();
        match (taken, read) {
            (Err(failure), _) => failed(report, error::store(failure)),
            (Ok(()), Ok(Ok(_))) => (report, None),
            (Ok(()), Ok(Err(ImportError::Cancelled))) => {
                (ImportReport { end: ImportEnd::Cancelled, ..report }, None)
            }
            (Ok(()), Ok(Err(failure))) => failed(report, import_error(&failure)),
            (Ok(()), Err(_)) => failed(report, error::internal("The file was not read to its end.")),
        }
    }
}

fn failed(report: ImportReport, failure: IpcError) -> (ImportReport, Option<ErrorCode>) {
    let report = ImportReport { end: ImportEnd::Failed, error: Some(failure.message), ..report };
    (report, Some(failure.code))
}

impl Import<'_> {
    async fn take_all(&mut self, mut items: mpsc::Receiver<Item>) -> Result<(), StoreError> {
        while let Some(item) = items.recv().await {
            match item {
                Item::Conversation(imported) => {
                    self.report.lost_files += imported.lost_files as u64;
                    self.report.lost_files += self.missing_files(&imported.conversation).await?;
                    self.waiting_messages += imported.conversation.messages.len();
                    self.waiting_bytes += imported.bytes;
                    self.waiting.push(imported.conversation);
                    if self.waiting_messages >= MESSAGES_AT_ONCE
                        || self.waiting_bytes >= BYTES_AT_ONCE
                        || self.waiting.len() >= CONVERSATIONS_AT_ONCE
                    {
                        self.write().await?;
                    }
                }
                Item::Skipped(skipped) => skip(&mut self.report.skipped, skipped),
                Item::File(Bytes { bytes, media_type }, kept) => {
                    self.store.put_blob(bytes.into(), &media_type, Timestamp::now()).await?;
                    // The reader may have been cancelled.
                    let _ = kept.send(());
                }
            }
            self.tell();
        }
        self.write().await
    }

    /// How many files it names and the history does not have: files of our own name them and do not hold them.
    async fn missing_files(&self, conversation: &ArchivedConversation) -> Result<u64, StoreError> {
        let mut missing = 0;
        for part in conversation.messages.iter().flat_map(|archived| &archived.message.parts) {
            for (blob, _) in files_of(part) {
                missing += u64::from(!self.store.has_blob(blob).await?);
            }
        }
        Ok(missing)
    }

    async fn settle(&mut self) -> Result<(), StoreError> {
        self.store.settle().await
    }

    async fn write(&mut self) -> Result<(), StoreError> {
        let conversations = std::mem::take(&mut self.waiting);
        self.waiting_messages = 0;
        self.waiting_bytes = 0;
        match self.store.merge(&conversations, self.deleted).await {
            Ok(merged) => {
                for (one, conversation) in merged.iter().zip(&conversations) {
                    self.count(one, conversation);
                }
            }
            // One that the history refuses must not take its neighbours along.
            Err(failure) if failure.kind == StoreErrorKind::Other && !self.store.is_closed() => {
                for conversation in &conversations {
                    match self.store.merge(std::slice::from_ref(conversation), self.deleted).await {
                        Ok(merged) => merged.iter().for_each(|one| self.count(one, conversation)),
                        Err(failure) if failure.kind == StoreErrorKind::Other && !self.store.is_closed() => {
                            let title = conversation.title.clone();
                            tell_skip(&mut self.report.skipped, title, ImportSkipReason::Refused);
                        }
                        Err(failure) => return Err(failure),
                    }
                }
            }
            Err(failure) => return Err(failure),
        }
        Ok(())
    }

    fn count(&mut self, merged: &Merged, conversation: &ArchivedConversation) {
        let report = &mut self.report;
        merged::count(&mut report.merged, merged);
        report.mended += merged.mended as u64;
        let came = matches!(merged.outcome, MergeOutcome::New | MergeOutcome::Completed);
        if came && conversation.updated_at > self.newest_at {
            self.newest_at = conversation.updated_at;
            report.newest = Some(merged.id);
        }
        if let Some(progress) = &self.running.progress {
            let mut progress = progress.lock().unwrap_or_else(PoisonError::into_inner);
            progress.conversations += 1;
            progress.messages += merged.messages_added as u64;
        }
        if merged.outcome == MergeOutcome::Completed {
            self.app.inner.events.conversation(merged.id);
        }
    }

    fn tell(&mut self) {
        if self.news.elapsed() >= NEWS_EVERY {
            self.news = Instant::now();
            self.app.inner.events.send(AppEvent::Import);
        }
        if self.listed.elapsed() >= LIST_EVERY {
            self.listed = Instant::now();
            self.app.inner.events.send(AppEvent::Conversations);
        }
    }
}
