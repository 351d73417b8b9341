//! From a backup, a kept copy or an archive into the history. Everything is merged, nothing that is here changes.

use std::fs::{self, File};
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parlance_archive::{Archive, ArchiveError, BlobRecord, Counts, SealError};
use parlance_domain::{ArchivedConversation, ArchivedUsage, BlobId, Part, Timestamp};
use parlance_ipc::{AppEvent, DataJobKind, ErrorCode, IpcError, RestoreBackupArgs, RestoreReport};
use parlance_store::{Deleted, MergeOutcome, Standing, Store};
use tokio::runtime::Handle;

use crate::data::Job;
use crate::{App, error};

/// Conversations are merged together until they have so many messages.
const MESSAGES_AT_ONCE: usize = 1000;

impl App {
    /// What a restore would bring, without changing anything.
    pub async fn preview_restore(&self, args: RestoreBackupArgs) -> Result<RestoreReport, IpcError> {
        self.walk(args, DataJobKind::Preview).await
    }

    /// Merges a file into the history.
    pub async fn restore_backup(&self, args: RestoreBackupArgs) -> Result<RestoreReport, IpcError> {
        let report = self.walk(args, DataJobKind::Restore).await;
        // Also of a restore that was stopped half-way something may be there.
        self.inner.events.send(AppEvent::Conversations);
        self.inner.events.send(AppEvent::Startup);
        report
    }

    async fn walk(&self, args: RestoreBackupArgs, kind: DataJobKind) -> Result<RestoreReport, IpcError> {
        let passphrase = self.passphrase_for(&args).await?;
        let store = self.store().await?;
        let job = self.begin_job(kind)?;
        let (handle, folder) = (Handle::current(), self.home().folder().to_owned());
        let walked = tokio::task::spawn_blocking(move || {
            let target = Target::new(store, handle, job, kind == DataJobKind::Restore);
            target.take_all(Path::new(&args.path), passphrase.as_deref(), &folder)
        });
        walked.await.map_err(|_| error::internal("The restore was cut off."))?
    }

    /// Whether a file is behind a passphrase that neither came along nor is in the keyring.
    pub async fn wants_passphrase(&self, args: &RestoreBackupArgs) -> Result<bool, IpcError> {
        if args.passphrase.as_ref().is_some_and(|given| !given.is_empty()) || !is_sealed(&args.path).await? {
            return Ok(false);
        }
        Ok(!matches!(self.passphrase().await, Ok(Some(_))))
    }

    /// The passphrase that a file needs: the one that came along, else the one in the keyring.
    pub(super) async fn passphrase_for(&self, args: &RestoreBackupArgs) -> Result<Option<String>, IpcError> {
        let given = args.passphrase.clone().filter(|passphrase| !passphrase.is_empty());
        if !is_sealed(&args.path).await? || given.is_some() {
            return Ok(given);
        }
        match self.passphrase().await {
            Ok(Some(secret)) => Ok(Some(secret.expose().to_owned())),
            Ok(None) | Err(_) => Err(error::invalid("Enter the passphrase of this backup.")),
        }
    }
}

async fn is_sealed(path: &str) -> Result<bool, IpcError> {
    let file = PathBuf::from(path);
    let sealed = tokio::task::spawn_blocking(move || parlance_archive::is_sealed(File::open(file)?)).await;
    let sealed = sealed.map_err(|_| error::internal("The file was not read."))?;
    sealed.map_err(|failure| unread(path, &failure))
}

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
        let organisation = self.handle.block_on(source.store.organisation()).map_err(error::store)?;
        let ids = self.handle.block_on(source.store.archivable()).map_err(error::store)?;
        self.total = ids.len() as u64;
        if self.merges {
            self.handle.block_on(self.store.merge_organisation(&organisation)).map_err(error::store)?;
        }
        for id in ids {
            match self.handle.block_on(source.store.archive(id)) {
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
        if self.merges {
            self.take_usage(&source.store)?;
        }
        source.close(&self.handle);
        Ok(())
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
            Some(Standing::Unknown) | None => self.report.new += 1,
            Some(Standing::Here) if missing == 0 => self.report.known += 1,
            Some(Standing::Here) => self.report.completed += 1,
            Some(Standing::InTrash) => self.report.in_trash += 1,
            Some(Standing::Deleted) => self.report.deleted += 1,
        }
        if standing.first() != Some(&Standing::Deleted) {
            self.report.messages += missing;
        }
        Ok(())
    }

    fn merge_batch(&mut self) -> Result<(), IpcError> {
        let batch = std::mem::take(&mut self.batch);
        let merge = self.store.merge(&batch, Deleted::StaysDeleted);
        for merged in self.handle.block_on(merge).map_err(error::store)? {
            self.report.messages += merged.messages_added as u64;
            match merged.outcome {
                MergeOutcome::New => self.report.new += 1,
                MergeOutcome::Completed => self.report.completed += 1,
                MergeOutcome::Known => self.report.known += 1,
                MergeOutcome::InTrash => self.report.in_trash += 1,
                MergeOutcome::Deleted => self.report.deleted += 1,
            }
        }
        Ok(())
    }
}

pub(super) fn is_database(start: &[u8]) -> bool {
    start.starts_with(b"SQLite format 3\0")
}

/// What a part names, with its type.
pub(crate) fn files_of(part: &Part) -> Vec<(BlobId, String)> {
    let file = match part {
        Part::File(file) => Some((file.blob, file.media_type.clone())),
        _ => None,
    };
    part.pictures().map(|picture| (picture.blob, picture.media_type.clone())).chain(file).collect()
}

/// A database that is read as a history of its own: a copy, which may be brought to this version's schema.
pub(super) struct Source {
    store: Store,
    folder: PathBuf,
    _lock: File,
}

impl Source {
    fn open(handle: &Handle, database: &Path, work: &Path) -> Result<Self, IpcError> {
        handle.block_on(parlance_store::check_backup(database)).map_err(|failure| error::open(&failure))?;
        let lock = lock(work).map_err(|failure| error::file(&failure))?;
        let lock =
            lock.ok_or_else(|| IpcError::new(ErrorCode::Busy, "Another restore is running. Wait for it."))?;
        let folder = work.join(WORKPLACE);
        let made = remove_folder(&folder).and_then(|()| fs::create_dir_all(&folder));
        made.map_err(|failure| error::file(&failure))?;
        let copied = fs::copy(database, parlance_store::database_file(&folder));
        copied.map_err(|failure| error::file(&failure))?;
        let store = handle.block_on(Store::open(&folder)).map_err(|failure| error::open(&failure))?;
        Ok(Self { store, folder, _lock: lock })
    }

    fn close(self, handle: &Handle) {
        handle.block_on(self.store.close());
        if let Err(failure) = remove_folder(&self.folder) {
            tracing::warn!(kind = ?failure.kind(), "what was restored from is there twice");
        }
    }
}

const WORKPLACE: &str = "restoring";

/// Removes what a restore left that was cut off.
pub(super) fn sweep(work: &Path) -> std::io::Result<()> {
    match lock(work)? {
        Some(_lock) => remove_folder(&work.join(WORKPLACE)),
        None => Ok(()),
    }
}

/// `None` while another process restores.
fn lock(work: &Path) -> std::io::Result<Option<File>> {
    let path = work.join("restoring.lock");
    let file = File::options().create(true).truncate(false).write(true).open(path)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(fs::TryLockError::WouldBlock) => Ok(None),
        Err(fs::TryLockError::Error(failure)) => Err(failure),
    }
}

/// One that is not there is removed.
pub(super) fn remove_folder(folder: &Path) -> std::io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(failure) if failure.kind() != std::io::ErrorKind::NotFound => Err(failure),
        _ => Ok(()),
    }
}

/// Reads the whole of what was written behind a passphrase.
pub(super) fn check_sealed(path: &Path, passphrase: &str, counts: Counts) -> Result<(), IpcError> {
    let file = File::open(path).map_err(|failure| error::file(&failure))?;
    let opened = parlance_archive::open_sealed(file, passphrase).map_err(sealed)?;
    let mut written = Archive::open(BufReader::new(opened)).map_err(archive)?;
    let (mut blobs, mut conversations) = (Vec::new(), 0);
    let whole = written.conversations(|found| {
        conversations += u64::from(found.is_some());
        true
    });
    let listed = written.blobs(|found| {
        blobs.extend(found);
        true
    });
    let mut whole =
        whole.map_err(archive)? && listed.map_err(archive)? && conversations == counts.conversations;
    for blob in &blobs {
        whole &= written.blob(blob).map_err(archive)?.is_some();
    }
    if whole {
        Ok(())
    } else {
        Err(error::invalid("The backup could not be read again after it was written."))
    }
}

pub(super) fn start_of(path: &Path) -> std::io::Result<Vec<u8>> {
    use std::io::Read as _;
    let mut start = Vec::new();
    File::open(path)?.take(32).read_to_end(&mut start)?;
    Ok(start)
}

pub(super) fn unread_path(path: &Path, failure: &std::io::Error) -> IpcError {
    unread(&path.display().to_string(), failure)
}

fn unread(path: &str, failure: &std::io::Error) -> IpcError {
    match failure.kind() {
        std::io::ErrorKind::NotFound => {
            IpcError::new(ErrorCode::NotFound, format!("There is no file at {path}."))
        }
        kind => error::invalid(format!("{path} cannot be read: {kind}.")),
    }
}

fn archive(failure: ArchiveError) -> IpcError {
    error::invalid(format!("This archive cannot be read: {failure}."))
}

fn sealed(failure: SealError) -> IpcError {
    match failure {
        SealError::Passphrase => {
            error::invalid("This is not the passphrase that the backup was closed with.")
        }
        failure => error::invalid(format!("This file cannot be read: {failure}.")),
    }
}
