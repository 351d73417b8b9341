//! The history into which a file is merged, conversation by conversation.

use std::fs::{self, File};
use std::io::BufReader;
use std::path::Path;
use std::sync::Arc;

use parlance_archive::{Archive, ArchiveError, BlobRecord};
use parlance_domain::{ArchivedConversation, ArchivedUsage, BlobId, Part, Timestamp};
use parlance_ipc::{IpcError, RestoreReport};
use parlance_store::{Deleted, Standing, Store};
use tokio::runtime::Handle;

use super::reading::{archive, is_database, sealed, start_of, unread_path};
use super::source::Source;
use crate::data::Job;
use crate::{error, merged};

/// Conversations are merged together until they have so many messages.
const MESSAGES_AT_ONCE: usize = 1000;

/// A history into which files are merged.
pub(super) struct Target {
    store: Arc<Store>,
    handle: Handle,
    job: Job,
    /// Else it is only looked.
    merges: bool,
    report: RestoreReport,
    batch: Vec<ArchivedConversation>,
    done: u64,
    total: u64,
}

impl Target {
    pub(super) fn new(store: Arc<Store>, handle: Handle, job: Job, merges: bool) -> Self {
        let (report, batch) = (RestoreReport::default(), Vec::new());
        Self { store, handle, job, merges, report, batch, done: 0, total: 0 }
    }

    /// On a blocking thread. `work` is the data folder, in which a database is copied before it is read.
    pub(super) fn take_all(
        mut self,
        path: &Path,
        passphrase: Option<&str>,
        work: &Path,
    ) -> Result<RestoreReport, IpcError> {
        let start = start_of(path).map_err(|failure| unread_path(path, &failure))?;
        if is_database(&start) {
            self.take_database(path, work)?;
        } else if start.starts_with(b"age-encryption.org/") {
            let file = File::open(path).map_err(|failure| unread_path(path, &failure))?;
            let opened =
                parlance_archive::open_sealed(file, passphrase.unwrap_or_default()).map_err(sealed)?;
            self.take_archive(Archive::open(BufReader::new(opened)).map_err(archive)?)?;
        } else if start.starts_with(b"PK") {
            let file = File::open(path).map_err(|failure| unread_path(path, &failure))?;
            self.take_archive(Archive::open(BufReader::new(file)).map_err(archive)?)?;
        } else {
            return Err(error::invalid("This file is no backup and no archive of Parlance."));
        }
        if self.merges {
            self.handle.block_on(self.store.settle()).map_err(error::store)?;
        }
        Ok(self.report)
    }

    fn take_database(&mut self, path: &Path, work: &Path) -> Result<(), IpcError> {
        let source = Source::open(&self.handle, path, work)?;
        let taken = self.take_history(&source.store, path, work);
        source.close(&self.handle);
        taken
    }

    fn take_history(&mut self, from: &Store, path: &Path, work: &Path) -> Result<(), IpcError> {
        let organisation = self.handle.block_on(from.organisation()).map_err(error::store)?;
        let ids = self.handle.block_on(from.archivable()).map_err(error::store)?;
        self.total = ids.len() as u64;
        if self.merges {
            self.handle.block_on(self.store.merge_organisation(&organisation)).map_err(error::store)?;
        }
        for id in ids {
            match self.handle.block_on(from.archive(id)) {
                Ok(conversation) => self.take(conversation, |blob| {
                    // The files that a kept copy names lie in the data folder.
                    let beside = fs::read(parlance_store::backed_up_blob(path, blob));
                    beside.or_else(|_| fs::read(parlance_store::blob_file(work, blob))).ok()
                })?,
                Err(failure) => {
                    tracing::warn!(kind = ?failure.kind, "a conversation of a backup cannot be read");
                    self.report.broken += 1;
                }
            }
        }
        self.merge_batch()?;
        if self.merges { self.take_usage(from) } else { Ok(()) }
    }

    fn take_usage(&self, from: &Store) -> Result<(), IpcError> {
        let mut after = 0;
        loop {
            let (calls, last) = self.handle.block_on(from.archived_usage(after)).map_err(error::store)?;
            if calls.is_empty() {
                return Ok(());
            }
            after = last;
            self.handle.block_on(self.store.merge_usage(&calls)).map_err(error::store)?;
        }
    }

    fn take_archive<R: std::io::Read + std::io::Seek>(
        &mut self,
        mut from: Archive<R>,
    ) -> Result<(), IpcError> {
        let counts = from.manifest().counts;
        let organisation = from.organisation().map_err(archive)?;
        let mut blobs = Vec::new();
        let whole = from.blobs(|found| {
            blobs.extend(found);
            true
        });
        let mut damaged = !whole.map_err(archive)?;
        self.total = counts.conversations.saturating_add(blobs.len() as u64);
        if self.merges {
            self.handle.block_on(self.store.merge_organisation(&organisation)).map_err(error::store)?;
            // Before the messages that name them.
            for blob in &blobs {
                self.take_blob(&mut from, blob)?;
            }
        }
        let mut failed = None;
        let read = from.conversations(|found| {
            let taken = match found {
                Some(conversation) => self.take(conversation, |_| None),
                None => {
                    self.report.broken += 1;
                    Ok(())
                }
            };
            taken.map_err(|failure| failed = Some(failure)).is_ok()
        });
        if let Some(failure) = failed {
            return Err(failure);
        }
        damaged |= !read.map_err(archive)?;
        self.merge_batch()?;
        if self.merges {
            let mut calls: Vec<ArchivedUsage> = Vec::new();
            let read = from.usage(|found| {
                calls.extend(found);
                if calls.len() < MESSAGES_AT_ONCE {
                    return true;
                }
                let merged = self.handle.block_on(self.store.merge_usage(&std::mem::take(&mut calls)));
                merged.map_err(|failure| failed = Some(error::store(failure))).is_ok()
            });
            if let Some(failure) = failed {
                return Err(failure);
            }
            damaged |= !read.map_err(archive)?;
            self.handle.block_on(self.store.merge_usage(&calls)).map_err(error::store)?;
        }
        if damaged && self.report.broken == 0 {
            // Lines that are whole and other than they were written.
            self.report.broken = 1;
        }
        Ok(())
    }

    fn take_blob<R: std::io::Read + std::io::Seek>(
        &mut self,
        from: &mut Archive<R>,
        blob: &BlobRecord,
    ) -> Result<(), IpcError> {
        self.job.check(self.done, self.total)?;
        self.done += 1;
        if self.handle.block_on(self.store.has_blob(blob.hash)).map_err(error::store)? {
            return Ok(());
        }
        match from.blob(blob) {
            Ok(Some(bytes)) => self.put(bytes, &blob.media_type).map(drop),
            // What names it says that it is missing.
            Ok(None) | Err(ArchiveError::Damaged { .. }) => Ok(()),
            Err(failure) => Err(archive(failure)),
        }
    }

    fn put(&self, bytes: Vec<u8>, media_type: &str) -> Result<BlobId, IpcError> {
        let put = self.store.put_blob(bytes.into(), media_type, Timestamp::now());
        self.handle.block_on(put).map_err(error::store)
    }

    /// Takes one conversation; `blob` gives the bytes of a file that the history does not have.
    fn take(
        &mut self,
        conversation: ArchivedConversation,
        blob: impl Fn(BlobId) -> Option<Vec<u8>>,
    ) -> Result<(), IpcError> {
        self.job.check(self.done, self.total)?;
        self.done += 1;
        if !self.merges {
            return self.look_at(&conversation);
        }
        for part in conversation.messages.iter().flat_map(|archived| &archived.message.parts) {
            for (id, media_type) in files_of(part) {
                if self.handle.block_on(self.store.has_blob(id)).map_err(error::store)? {
                    continue;
                }
                // What lies in its place may be damaged.
                if blob(id).map(|bytes| self.put(bytes, &media_type)).transpose()? != Some(id) {
                    self.report.missing_blobs += 1;
                }
            }
        }
        self.batch.push(conversation);
        let waiting: usize = self.batch.iter().map(|conversation| conversation.messages.len()).sum();
        if waiting >= MESSAGES_AT_ONCE { self.merge_batch() } else { Ok(()) }
    }

    fn look_at(&mut self, conversation: &ArchivedConversation) -> Result<(), IpcError> {
        let standing = self.handle.block_on(self.store.standing(&[conversation.id])).map_err(error::store)?;
        let ids: Vec<_> = conversation.messages.iter().map(|archived| archived.message.id).collect();
        let known = self.handle.block_on(self.store.known_messages(&ids)).map_err(error::store)?;
        let missing = (ids.len() as u64).saturating_sub(known);
        match standing.first() {
            Some(Standing::Unknown) | None => self.report.merged.new += 1,
            Some(Standing::Here) if missing == 0 => self.report.merged.known += 1,
            Some(Standing::Here) => self.report.merged.completed += 1,
            Some(Standing::InTrash) => self.report.merged.in_trash += 1,
            Some(Standing::Deleted) => self.report.merged.deleted += 1,
        }
        if standing.first() != Some(&Standing::Deleted) {
            self.report.merged.messages += missing;
        }
        Ok(())
    }

    fn merge_batch(&mut self) -> Result<(), IpcError> {
        let batch = std::mem::take(&mut self.batch);
        let merge = self.store.merge(&batch, Deleted::StaysDeleted);
        for merged in self.handle.block_on(merge).map_err(error::store)? {
            merged::count(&mut self.report.merged, &merged);
        }
        Ok(())
    }
}

/// What a part names, with its type.
pub(crate) fn files_of(part: &Part) -> Vec<(BlobId, String)> {
    let file = match part {
        Part::File(file) => Some((file.blob, file.media_type.clone())),
        _ => None,
    };
    part.pictures().map(|picture| (picture.blob, picture.media_type.clone())).chain(file).collect()
}
