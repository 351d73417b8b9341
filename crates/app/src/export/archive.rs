//! Everything as one file, written from the history as it is read: one conversation is held at a time.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parlance_archive::{BlobRecord, Counts, PackError, Packer};
use parlance_domain::Timestamp;
use parlance_ipc::{DataJobKind, ExportAllArgs, ExportedArchive, IpcError};
use parlance_store::{ArchivedBlob, Store};
use tokio::runtime::Handle;

use crate::data::Job;
use crate::{App, VERSION, error, export};

impl App {
    /// Writes everything but keys into one file, in `args.folder` or else `downloads`; behind a passphrase if there is one.
    pub async fn export_everything(
        &self,
        args: ExportAllArgs,
        downloads: PathBuf,
    ) -> Result<ExportedArchive, IpcError> {
        let ending = export::archive_ending(args.passphrase.is_some());
        let place = self.export_place(args.folder.as_deref(), downloads, ending).await?;
        if let Some(passphrase) = &args.passphrase {
            checked_passphrase(passphrase)?;
        }
        let store = self.store().await?;
        let job = self.begin_job(DataJobKind::Export)?;
        let handle = Handle::current();
        let ended = tokio::task::spawn_blocking(move || {
            let mut packed = Ok(Counts::default());
            let path = place.create(export::ARCHIVE, ending, |file| {
                packed = pack(&store, &handle, &job, args.passphrase.as_deref(), file);
                // The file goes with the failure.
                packed.as_ref().map(|_| ()).map_err(|_| io::Error::other("not packed"))
            });
            let counts = packed?;
            let path = path.map_err(|failure| error::file(&failure))?;
            Ok(ExportedArchive {
                size_bytes: std::fs::metadata(&path).map(|file| file.len()).unwrap_or_default(),
                path: path.display().to_string(),
                conversations: counts.conversations,
                messages: counts.messages,
                blobs: counts.blobs,
                missing_blobs: counts.missing_blobs,
            })
        });
        ended.await.map_err(|_| error::internal("The file was not written."))?
    }
}

/// A passphrase that a person chose.
pub(crate) fn checked_passphrase(passphrase: &str) -> Result<(), IpcError> {
    const FEWEST_CHARS: usize = 8;
    if passphrase.chars().count() < FEWEST_CHARS {
        return Err(error::invalid("A passphrase needs at least 8 characters."));
    }
    Ok(())
}

/// Writes the archive and brings it to the disk. On a blocking thread.
pub(crate) fn pack(
    store: &Arc<Store>,
    handle: &Handle,
    job: &Job,
    passphrase: Option<&str>,
    file: &File,
) -> Result<Counts, IpcError> {
    let out = BufWriter::with_capacity(256 * 1024, file);
    let counts = match passphrase {
        None => {
            let (mut out, counts) = fill(store, handle, job, out)?;
            out.flush().map_err(|failure| error::file(&failure))?;
            counts
        }
        Some(passphrase) => {
            let sealed = parlance_archive::seal(out, passphrase).map_err(|failure| error::file(&failure))?;
            let (sealed, counts) = fill(store, handle, job, sealed)?;
            sealed.finish().and_then(|mut out| out.flush()).map_err(|failure| error::file(&failure))?;
            counts
        }
    };
    file.sync_all().map_err(|failure| error::file(&failure))?;
    Ok(counts)
}

fn fill<W: Write>(store: &Arc<Store>, handle: &Handle, job: &Job, out: W) -> Result<(W, Counts), IpcError> {
    let organisation = handle.block_on(store.organisation()).map_err(error::store)?;
    let ids = handle.block_on(store.archivable()).map_err(error::store)?;
    let blobs = handle.block_on(store.archived_blobs()).map_err(error::store)?;
    let (all, blobs) = ((ids.len() + blobs.len()) as u64, there(store.folder(), blobs));
    let missing = all - ids.len() as u64 - blobs.len() as u64;
    let mut packer = Packer::new(out, &organisation).map_err(failed)?;
    let mut done = 0;
    for id in ids {
        job.check(done, all)?;
        done += 1;
        match handle.block_on(store.archive(id)) {
            Ok(conversation) => packer.conversation(&conversation).map_err(failed)?,
            // Deleted for good since the walk began.
            Err(gone) if gone.kind == parlance_store::StoreErrorKind::NotFound => {}
            Err(failure) => return Err(error::store(failure)),
        }
    }
    let mut after = 0;
    loop {
        let (calls, last) = handle.block_on(store.archived_usage(after)).map_err(error::store)?;
        if calls.is_empty() {
            break;
        }
        after = last;
        calls.iter().try_for_each(|call| packer.usage(call)).map_err(failed)?;
    }
    packer.blob_list(&blobs).map_err(failed)?;
    for blob in blobs {
        job.check(done, all)?;
        done += 1;
        let mut file = File::open(parlance_store::blob_file(store.folder(), blob.hash))
            .map_err(|failure| error::file(&failure))?;
        packer.blob(blob.hash, &mut file).map_err(failed)?;
    }
    (0..missing).for_each(|_| packer.missing_blob());
    packer.finish(VERSION, Timestamp::now()).map_err(failed)
}

/// Those whose file the history still has.
fn there(folder: &Path, blobs: Vec<ArchivedBlob>) -> Vec<BlobRecord> {
    let there = blobs.into_iter().filter(|blob| parlance_store::blob_file(folder, blob.id).is_file());
    there
        .map(|ArchivedBlob { id, size_bytes, media_type }| BlobRecord { hash: id, size_bytes, media_type })
        .collect()
}

fn failed(failure: PackError) -> IpcError {
    match failure {
        PackError::Io(failure) => error::file(&failure),
        PackError::Zip(failure) => error::file(&io::Error::from(failure)),
        PackError::Json => error::internal("A conversation could not be written."),
        PackError::Damaged(id) => error::invalid(format!(
            "The file {id} in the data folder is damaged, so not everything can be exported. `parlance-cli verify` says more."
        )),
    }
}
