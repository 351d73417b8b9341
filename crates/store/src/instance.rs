//! Who is running. Every open store holds a lock on a file of its own; a turn records the instance that writes it. A turn
//! whose instance's lock is free has died, whatever killed it, and a turn whose lock is held is left alone.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::PathBuf;

use uuid::Uuid;

use crate::files::{self, Folder};

/// This process's hold on a data folder. Released when dropped, or by the system when the process dies.
#[derive(Debug)]
pub(crate) struct Instance {
    pub(crate) id: Uuid,
    path: PathBuf,
    _lock: File,
}

impl Instance {
    /// The caller holds the folder's open lock: otherwise another process could take the new file for a dead one's.
    pub(crate) fn start(folder: &Folder) -> io::Result<Self> {
        files::create_private_folder(&folder.instances())?;
        let id = Uuid::new_v4();
        let path = lock_path(folder, id);
        let lock = files::lock(&path)?;
        Ok(Self { id, path, _lock: lock })
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        // A file that stays behind is removed by the next start.
        let _ = fs::remove_file(&self.path);
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
