//! Files that come piece by piece: none is ever whole in memory.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::PathBuf;

use parlance_domain::{BlobId, Timestamp};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::blobs::{on_a_thread, place};
use crate::files::{self, Folder};
use crate::store::Durability;
use crate::{Store, StoreError};

/// A file on its way into the history. Writing to it blocks. One that is dropped leaves nothing.
#[derive(Debug)]
pub struct Incoming {
    folder: Folder,
    path: PathBuf,
    file: File,
    hash: Sha256,
    size_bytes: u64,
}

impl Incoming {
    /// How many bytes it has so far.
    pub fn size_bytes(&self) -> u64 {
        self.size_bytes
    }

    /// Syncs it and gives its name. It stays where it was written.
    fn finish(&mut self) -> io::Result<BlobId> {
        self.file.sync_all()?;
        Ok(BlobId(self.hash.finalize_reset().into()))
    }

    /// Puts it into its place, unless the same bytes lie there already.
    fn place(&self, id: BlobId) -> io::Result<()> {
        let file = self.folder.blob(id);
        if holds(&file, id, self.size_bytes)? {
            return Ok(());
        }
        place(&self.folder, &self.path, &file)
    }
}

impl Write for Incoming {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.hash.update(bytes.get(..written).unwrap_or_default());
        self.size_bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        // Where it was placed it is no longer here. What cannot be removed goes with the next start.
        let _ = files::remove_if_there(&self.path);
    }
}

impl Store {
    /// Begins a file.
    ///
    /// # Errors
    /// A history in memory takes none: they may be larger than it.
    pub async fn incoming(&self) -> Result<Incoming, StoreError> {
        if self.is_in_memory() {
            return Err(StoreError::refused("a history in memory takes no files"));
        }
        let (folder, instance) = (self.folder.clone(), self.instance.id);
        on_a_thread(move || {
            let shelf = folder.incoming_blobs();
            files::create_private_folder(&shelf)?;
            let path = shelf.join(format!("{instance}-{}", Uuid::new_v4()));
            let mut options = OpenOptions::new();
            options.write(true).create_new(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            let file = options.open(&path)?;
            Ok(Incoming { folder, path, file, hash: Sha256::new(), size_bytes: 0 })
        })
        .await
    }

    /// As [`Store::put_blob`], for a file that was written piece by piece.
    pub async fn keep_blob(
        &self,
        mut incoming: Incoming,
        media_type: &str,
        now: Timestamp,
    ) -> Result<BlobId, StoreError> {
        let (id, incoming) = on_a_thread(move || Ok((incoming.finish()?, incoming))).await?;
        let mut writer = self.writer().await?;
        let mut tx = writer.begin(Durability::Full).await?;
        let size = i64::try_from(incoming.size_bytes).unwrap_or(i64::MAX);
        crate::blobs::note(&mut tx, id, size, media_type, now).await?;
        // Under the lock: files are removed under the same one.
        on_a_thread(move || incoming.place(id)).await?;
        tx.commit().await?;
        Ok(id)
    }
}

/// Whether a file is there and holds the bytes that its name says. One that was damaged is replaced.
fn holds(file: &std::path::Path, id: BlobId, size_bytes: u64) -> io::Result<bool> {
    match fs::metadata(file) {
        Ok(known) if known.len() == size_bytes => {}
        Ok(_) => return Ok(false),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error),
    }
    let mut hash = Sha256::new();
    let mut known = File::open(file)?;
    let mut buffer = vec![0; 128 * 1024];
    loop {
        match io::Read::read(&mut known, &mut buffer)? {
            0 => return Ok(BlobId(hash.finalize().into()) == id),
            read => hash.update(buffer.get(..read).unwrap_or_default()),
        }
    }
}
