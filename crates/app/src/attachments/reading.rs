//! The words of files, read once each in the background and kept beside them.

use std::collections::HashMap;
use std::io::{BufReader, Read, Seek};
use std::sync::{Mutex, MutexGuard, PoisonError};

use parlance_domain::{Attachment, BlobId};
use parlance_extract::{HEAD_BYTES, Kind, Unreadable};
use parlance_ipc::{AppEvent, FileContent, IpcError, UnreadableFile};
use parlance_store::{Store, StoreErrorKind};
use tokio::sync::{Semaphore, SemaphorePermit};

use super::pictures;
use crate::{App, error};

/// Stands at the end of a text of which the file has more.
pub(super) const CUT: &str = "\n\n[The file goes on. The rest is left out.]";
/// Files are read one after the other: each may want tens of megabytes.
const AT_ONCE: usize = 1;

/// What is known of files.
pub(crate) struct Readings {
    known: Mutex<HashMap<BlobId, FileContent>>,
    turn: Semaphore,
}

impl Default for Readings {
    fn default() -> Self {
        Self { known: Mutex::default(), turn: Semaphore::new(AT_ONCE) }
    }
}

impl Readings {
    fn lock(&self) -> MutexGuard<'_, HashMap<BlobId, FileContent>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until nothing else is read.
    pub(super) async fn wait_turn(&self) -> Result<SemaphorePermit<'_>, IpcError> {
        self.turn.acquire().await.map_err(|_| error::internal("Files are no longer read."))
    }

    fn get(&self, blob: BlobId) -> Option<FileContent> {
        self.lock().get(&blob).copied()
    }
}

/// About what a file costs, in tokens.
pub(super) fn tokens(content: FileContent) -> u64 {
    match content {
        FileContent::Picture { tokens, .. } | FileContent::Text { tokens, .. } => tokens,
        FileContent::Reading | FileContent::Unreadable { .. } => 0,
    }
}

impl App {
    /// What a model is given of a file. One that was not read yet is read in the background.
    pub(super) async fn file_content(
        &self,
        store: &Store,
        file: &Attachment,
    ) -> Result<FileContent, IpcError> {
        let readings = &self.inner.attachments.readings;
        if let Some(known) = readings.get(file.blob) {
            return Ok(known);
        }
        if let Some(kept) = kept(store, file.blob).await? {
            readings.lock().insert(file.blob, kept);
            return Ok(kept);
        }
        readings.lock().insert(file.blob, FileContent::Reading);
        let (app, file) = (self.clone(), file.clone());
        tokio::spawn(async move {
            // A history that is closed meanwhile wants nothing.
            let Ok(store) = app.store().await else { return };
            match app.read_file(&store, file.blob, &file.media_type).await {
                Ok(_) => app.inner.events.send(AppEvent::DraftFiles),
                Err(failure) => {
                    tracing::warn!(code = ?failure.code, "the words of a file could not be kept");
                    // Whoever asks next has it tried again.
                    app.inner.attachments.readings.lock().remove(&file.blob);
                }
            }
        });
        Ok(FileContent::Reading)
    }

    /// Reads a file, unless that was done, and keeps its words.
    pub(super) async fn read_file(
        &self,
        store: &Store,
        blob: BlobId,
        media_type: &str,
    ) -> Result<FileContent, IpcError> {
        let readings = &self.inner.attachments.readings;
        let settled = || readings.get(blob).filter(|known| *known != FileContent::Reading);
        if let Some(known) = settled() {
            return Ok(known);
        }
        let _turn = readings.wait_turn().await?;
        if let Some(known) = settled() {
            return Ok(known);
        }
        let content = match kept(store, blob).await? {
            Some(kept) => kept,
            None => read(store, blob, media_type).await?,
        };
        readings.lock().insert(blob, content);
        Ok(content)
    }
}

async fn kept(store: &Store, blob: BlobId) -> Result<Option<FileContent>, IpcError> {
    let tail = u32::try_from(CUT.len()).unwrap_or(u32::MAX);
    let sizes = store.blob_text_sizes(&[blob], tail).await.map_err(error::store)?;
    Ok(sizes.get(&blob).map(|(bytes, end)| FileContent::Text { tokens: bytes / 4, cut: end == CUT }))
}

async fn read(store: &Store, blob: BlobId, media_type: &str) -> Result<FileContent, IpcError> {
    let source = match store.open_blob(blob).await {
        Ok(source) => BufReader::new(source),
        Err(failure) if failure.kind == StoreErrorKind::NotFound => {
            return Ok(unreadable(UnreadableFile::Missing));
        }
        Err(failure) => return Err(error::store(failure)),
    };
    let kind = Kind::from_media_type(media_type);
    if kind == Kind::Picture {
        let size = tokio::task::spawn_blocking(move || parlance_extract::dimensions(source)).await;
        return Ok(match size {
            Ok(Ok((width, height))) => {
                FileContent::Picture { width, height, tokens: pictures::tokens(width, height) }
            }
            // A panic of a decoder is caught by the thread that it ran on.
            Ok(Err(_)) | Err(_) => unreadable(UnreadableFile::Damaged),
        });
    }
    let text = tokio::task::spawn_blocking(move || {
        let mut source = source;
        parlance_extract::text(looked_at(kind, &mut source), source)
    });
    let text = text.await;
    match text.unwrap_or(Err(Unreadable::Damaged)) {
        Ok(text) => {
            let words = if text.cut { text.text + CUT } else { text.text };
            match store.set_blob_text(blob, &words).await {
                Ok(()) => {}
                Err(failure) if failure.kind == StoreErrorKind::NotFound => {
                    return Ok(unreadable(UnreadableFile::Missing));
                }
                Err(failure) => return Err(error::store(failure)),
            }
            Ok(FileContent::Text { tokens: words.len() as u64 / 4, cut: text.cut })
        }
        Err(reason) => Ok(unreadable(match reason {
            Unreadable::NoWords => UnreadableFile::NoWords,
            Unreadable::Locked => UnreadableFile::Locked,
            Unreadable::UnknownType => UnreadableFile::UnknownType,
            Unreadable::OldOffice => UnreadableFile::OldOffice,
            Unreadable::Damaged => UnreadableFile::Damaged,
            Unreadable::TooLarge => UnreadableFile::TooLarge,
        })),
    }
}

/// Other clients name media types of their own, or none that says anything.
fn looked_at(kind: Kind, source: &mut (impl Read + Seek)) -> Kind {
    if kind != Kind::Unknown {
        return kind;
    }
    let mut head = Vec::new();
    let looked = source.by_ref().take(HEAD_BYTES as u64).read_to_end(&mut head);
    // What cannot be read is told by who reads it next.
    if looked.and_then(|_| source.rewind()).is_ok() { Kind::of(&head, "") } else { kind }
}

fn unreadable(reason: UnreadableFile) -> FileContent {
    FileContent::Unreadable { reason }
}
