//! Who is running. Every open store holds a lock on a file of its own; a turn records the instance that writes it. A turn
//! whose instance's lock is free has died, whatever killed it, and a turn whose lock is held is left alone.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use uuid::Uuid;

use crate::files::{self, Folder};

/// This process's hold on a data folder. Released with the store, or by the system when the process dies.
#[derive(Debug)]
pub(crate) struct Instance {
    pub(crate) id: Uuid,
    path: PathBuf,
    lock: Mutex<Option<File>>,
}

impl Instance {
    /// The caller holds the folder's open lock: otherwise another process could take the new file for a dead one's.
    pub(crate) fn start(folder: &Folder) -> io::Result<Self> {
        files::create_private_folder(&folder.instances())?;
        let id = Uuid::new_v4();
        let path = lock_path(folder, id);
        let lock = files::lock(&path)?;
        Ok(Self { id, path, lock: Mutex::new(Some(lock)) })
    }

    /// Of a history that no other process can see.
    pub(crate) fn alone() -> Self {
        Self { id: Uuid::new_v4(), path: PathBuf::new(), lock: Mutex::new(None) }
    }

    /// Lets go of the folder: what this instance still wrote counts as died.
    pub(crate) fn release(&self) {
        if let Some(lock) = self.lock.lock().unwrap_or_else(PoisonError::into_inner).take() {
            // A file that stays behind is removed by the next start.
            let _ = fs::remove_file(&self.path);
            drop(lock);
        }
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        self.release();
    }
}

fn lock_path(folder: &Folder, id: Uuid) -> PathBuf {
    folder.instances().join(format!("{id}.lock"))
}

/// The instances that run now. A lock that cannot be asked counts as held: to wait with a recovery loses nothing. Removes the lock files of the dead. The caller holds the folder's open lock.
pub(crate) fn alive(folder: &Folder) -> io::Result<Vec<Uuid>> {
    let entries = match fs::read_dir(folder.instances()) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut alive = Vec::new();
    for entry in entries {
        let path = entry?.path();
        let id = path.file_name().and_then(|name| name.to_str()).and_then(|name| name.strip_suffix(".lock"));
        let Some(id) = id.and_then(|id| Uuid::parse_str(id).ok()) else { continue };
        let file = match OpenOptions::new().write(true).open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(error),
        };
        match file.try_lock() {
            Ok(()) => files::remove_if_there(&path)?,
            Err(TryLockError::WouldBlock | TryLockError::Error(_)) => alive.push(id),
        }
    }
    Ok(alive)
}
