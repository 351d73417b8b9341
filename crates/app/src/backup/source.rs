//! A database that is restored from, in a place of its own.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use parlance_ipc::{ErrorCode, IpcError};
use parlance_store::Store;
use tokio::runtime::Handle;

use crate::error;

const WORKPLACE: &str = "restoring";
/// Where a history is put together that is to take the place of another.
pub(super) const READY: &str = "restored";

/// A database that is read as a history of its own: a copy, which may be brought to this version's schema.
pub(super) struct Source {
    pub(super) store: Store,
    folder: PathBuf,
    _lock: File,
}

impl Source {
    pub(super) fn open(handle: &Handle, database: &Path, work: &Path) -> Result<Self, IpcError> {
        handle.block_on(parlance_store::check_backup(database)).map_err(|failure| error::open(&failure))?;
        let lock = hold(work)?;
        let folder = work.join(WORKPLACE);
        let opened = copy_into(&folder, database)
            .map_err(|failure| error::file(&failure))
            .and_then(|()| handle.block_on(Store::open(&folder)).map_err(|failure| error::open(&failure)));
        match opened {
            Ok(store) => Ok(Self { store, folder, _lock: lock }),
            Err(failure) => {
                clear(&folder);
                Err(failure)
            }
        }
    }

    /// Also of a restore that failed: where it had no room the copy would take what the next try needs.
    pub(super) fn close(self, handle: &Handle) {
        handle.block_on(self.store.close());
        clear(&self.folder);
    }
}

fn copy_into(folder: &Path, database: &Path) -> std::io::Result<()> {
    remove_folder(folder)?;
    fs::create_dir_all(folder)?;
    fs::copy(database, parlance_store::database_file(folder)).map(drop)
}

fn clear(folder: &Path) {
    if let Err(failure) = remove_folder(folder) {
        tracing::warn!(kind = ?failure.kind(), "what was restored from is there twice");
    }
}

/// Removes what a restore left that was cut off.
pub(super) fn sweep(work: &Path) -> std::io::Result<()> {
    match lock(work)? {
        Some(_lock) => remove_folder(&work.join(WORKPLACE)).and_then(|()| remove_folder(&work.join(READY))),
        None => Ok(()),
    }
}

/// What lies in the data folder for a restore is its own as long as the file lives.
pub(super) fn hold(work: &Path) -> Result<File, IpcError> {
    let lock = lock(work).map_err(|failure| error::file(&failure))?;
    lock.ok_or_else(|| IpcError::new(ErrorCode::Busy, "Another restore is running. Wait for it."))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_cut_off_goes_and_what_runs_stays() {
        let home = tempfile::tempdir().unwrap();
        let folders = [home.path().join(WORKPLACE), home.path().join(READY)];
        folders.iter().for_each(|folder| fs::create_dir_all(folder.join("blobs")).unwrap());
        let held = hold(home.path()).unwrap();
        assert_eq!(hold(home.path()).unwrap_err().code, ErrorCode::Busy);
        sweep(home.path()).unwrap();
        assert!(folders.iter().all(|folder| folder.exists()));
        drop(held);
        sweep(home.path()).unwrap();
        assert!(!folders.iter().any(|folder| folder.exists()));
    }
}
