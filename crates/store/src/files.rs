//! Where things lie in the data folder, and how a file is made to survive a power cut.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use parlance_domain::BlobId;

/// The paths of one data folder.
#[derive(Debug, Clone)]
pub(crate) struct Folder {
    root: PathBuf,
}

impl Folder {
    pub(crate) fn new(root: &Path) -> Self {
        Self { root: root.to_owned() }
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.root.join("history.db")
    }

    /// The files that SQLite keeps beside the database, which belong to it and to no other.
    pub(crate) fn database_companions(&self) -> [PathBuf; 3] {
        ["history.db-wal", "history.db-shm", "history.db-journal"].map(|name| self.root.join(name))
    }

    pub(crate) fn copies(&self) -> PathBuf {
        self.root.join("copies")
    }

    pub(crate) fn blobs(&self) -> PathBuf {
        self.root.join("blobs")
    }

    /// What is being written, under the name of the instance that writes it.
    pub(crate) fn incoming_blobs(&self) -> PathBuf {
        self.blobs().join("incoming")
    }

    pub(crate) fn blob(&self, id: BlobId) -> PathBuf {
        let name = id.to_string();
        self.blobs().join(name.get(..2).unwrap_or_default()).join(name)
    }

    pub(crate) fn instances(&self) -> PathBuf {
        self.root.join("instances")
    }

    /// Damaged databases that were set aside by a restore.
    pub(crate) fn set_aside(&self) -> PathBuf {
        self.root.join("set-aside")
    }

    /// When the whole file was last looked at and found sound, in milliseconds since 1970.
    pub(crate) fn last_check(&self) -> PathBuf {
        self.root.join("last-check")
    }

    /// Held while a database is opened, migrated, recovered or replaced.
    pub(crate) fn open_lock(&self) -> PathBuf {
        self.root.join("open.lock")
    }
}

/// Creates a folder that only its owner can enter, with the folders above it.
pub(crate) fn create_private_folder(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// An advisory lock that lasts as long as the returned file. Waits while another process holds it.
pub(crate) fn lock(path: &Path) -> io::Result<File> {
    let file = lock_file(path)?;
    file.lock()?;
    Ok(file)
}

/// Like [`lock`], but `None` when another process holds it.
pub(crate) fn try_lock(path: &Path) -> io::Result<Option<File>> {
    let file = lock_file(path)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(fs::TryLockError::WouldBlock) => Ok(None),
        Err(fs::TryLockError::Error(error)) => Err(error),
    }
}

fn lock_file(path: &Path) -> io::Result<File> {
    OpenOptions::new().create(true).truncate(false).write(true).open(path)
}

/// Writes a file's bytes through to the disk.
pub(crate) fn sync_file(path: &Path) -> io::Result<()> {
    OpenOptions::new().write(true).open(path)?.sync_all()
}

/// Writes a folder's entries through to the disk, so that a rename in it lasts.
#[cfg(unix)]
pub(crate) fn sync_folder(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

/// Windows opens no folder as a file; NTFS journals renames by itself.
#[cfg(not(unix))]
pub(crate) fn sync_folder(_path: &Path) -> io::Result<()> {
    Ok(())
}

/// Removes a file that may be gone already.
pub(crate) fn remove_if_there(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
