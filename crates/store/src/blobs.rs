//! Files of messages, kept once each under the SHA-256 of their bytes: `blobs/<its first two digits>/<all of it>`.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parlance_domain::{BlobId, MessageId, Part, Timestamp};
use sha2::{Digest as _, Sha256};
use sqlx::QueryBuilder;
use sqlx::sqlite::{Sqlite, SqliteConnection};
use uuid::Uuid;

use crate::files::{self, Folder};
use crate::rows::uuid_bytes;
use crate::store::Durability;
use crate::{Store, StoreError};

impl Store {
    /// Keeps `bytes` and gives their name. They are synced to the disk when this returns, and stay there once although they
    /// are put again.
    pub async fn put_blob(
        &self,
        bytes: Arc<[u8]>,
        media_type: &str,
        now: Timestamp,
    ) -> Result<BlobId, StoreError> {
        let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        if let Some(memory) = &self.memory {
            let id = name(&bytes);
            let mut writer = self.writer().await?;
            let mut tx = writer.begin(Durability::Full).await?;
            note(&mut tx, id, size, media_type, now).await?;
            tx.commit().await?;
            memory.files().insert(id, bytes);
            return Ok(id);
        }
        let (folder, instance) = (self.folder.clone(), self.instance.id);
        // The file goes first: a row without one would promise what is not there.
        let (kept, again) = (bytes.clone(), folder.clone());
        let id = on_a_thread(move || write(&folder, instance, &kept)).await?;
        let mut writer = self.writer().await?;
        let mut tx = writer.begin(Durability::Full).await?;
        note(&mut tx, id, size, media_type, now).await?;
        // It may have been removed since it was written, but not any more: that takes this lock.
        on_a_thread(
            move || if again.blob(id).try_exists()? { Ok(id) } else { write(&again, instance, &bytes) },
        )
        .await?;
        tx.commit().await?;
        Ok(id)
    }

    /// The bytes of a file.
    ///
    /// # Errors
    /// `NotFound` when it is not there, `Corrupt` when they are not the bytes that were put.
    pub async fn blob(&self, id: BlobId) -> Result<Vec<u8>, StoreError> {
        if let Some(memory) = &self.memory {
            let known = memory.files().get(&id).map(|bytes| bytes.to_vec());
            return known.ok_or_else(|| StoreError::no_blob(id));
        }
        let file = self.folder.blob(id);
        let bytes = on_a_thread(move || fs::read(file)).await;
        let bytes = bytes.map_err(|error| match error.kind {
            crate::StoreErrorKind::NotFound => StoreError::no_blob(id),
            _ => error,
        })?;
        if name(&bytes) == id { Ok(bytes) } else { Err(StoreError::damaged_blob(id)) }
    }

    /// Opens a file, for who reads it piece by piece. What it holds is not looked at.
    pub async fn open_blob(&self, id: BlobId) -> Result<fs::File, StoreError> {
        if self.is_in_memory() {
            return Err(StoreError::no_blob(id));
        }
        let file = self.folder.blob(id);
        on_a_thread(move || fs::File::open(file)).await.map_err(|error| match error.kind {
            crate::StoreErrorKind::NotFound => StoreError::no_blob(id),
            _ => error,
        })
    }

    /// Whether a file is there.
    pub async fn has_blob(&self, id: BlobId) -> Result<bool, StoreError> {
        let known = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM blob WHERE hash = ?)")
            .bind(id.0.as_slice())
            .fetch_one(&self.readers)
            .await?;
        if let Some(memory) = &self.memory {
            return Ok(known && memory.files().contains_key(&id));
        }
        let file = self.folder.blob(id);
        Ok(known && on_a_thread(move || file.try_exists()).await?)
    }
}

/// Where a file of a data folder lies, for who cannot be shown it otherwise. Not to be written to.
pub fn blob_file(folder: &Path, id: BlobId) -> PathBuf {
    Folder::new(folder).blob(id)
}

pub(crate) async fn on_a_thread<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T, StoreError> {
    let ended = tokio::task::spawn_blocking(work).await;
    Ok(ended.map_err(|_| StoreError::refused("the work on a file was given up"))??)
}

fn name(bytes: &[u8]) -> BlobId {
    BlobId(Sha256::digest(bytes).into())
}

fn write(folder: &Folder, instance: Uuid, bytes: &[u8]) -> io::Result<BlobId> {
    let id = name(bytes);
    let file = folder.blob(id);
    // One that was damaged is replaced.
    if fs::read(&file).is_ok_and(|known| known == bytes) {
        return Ok(id);
    }
    let incoming = folder.incoming_blobs();
    files::create_private_folder(&incoming)?;
    let unfinished = incoming.join(format!("{instance}-{}", Uuid::new_v4()));
    let placed = fill(&unfinished, bytes).and_then(|()| place(folder, &unfinished, &file));
    if placed.is_err() {
        let _ = files::remove_if_there(&unfinished);
    }
    placed.map(|()| id)
}

fn fill(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

pub(crate) fn place(folder: &Folder, unfinished: &Path, file: &Path) -> io::Result<()> {
    let Some(shelf) = file.parent() else { return Err(io::ErrorKind::InvalidInput.into()) };
    let is_new = !shelf.is_dir();
    files::create_private_folder(shelf)?;
    fs::rename(unfinished, file)?;
    files::sync_folder(shelf)?;
    if is_new {
        files::sync_folder(&folder.blobs())?;
        files::sync_folder(folder.root())?;
    }
    Ok(())
}

/// Removes what processes that died were writing.
pub(crate) fn sweep(folder: &Folder, alive: &[Uuid]) -> io::Result<()> {
    let entries = match fs::read_dir(folder.incoming_blobs()) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    for entry in entries {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let owner = name.get(..uuid::fmt::Hyphenated::LENGTH).and_then(|id| Uuid::parse_str(id).ok());
        if owner.is_some_and(|owner| !alive.contains(&owner)) {
            files::remove_if_there(&path)?;
        }
    }
    Ok(())
}

/// Notes a file. Whoever puts it again is about to name it: it is as young as a new one.
pub(crate) async fn note(
    tx: &mut SqliteConnection,
    id: BlobId,
    size_bytes: i64,
    media_type: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO blob (hash, size_bytes, media_type, created_at) VALUES (?, ?, ?, ?) \
         ON CONFLICT (hash) DO UPDATE SET created_at = max(created_at, excluded.created_at)",
    )
    .bind(id.0.as_slice())
    .bind(size_bytes)
    .bind(media_type)
    .bind(now.0)
    .execute(tx)
    .await?;
    Ok(())
}

/// The same as [`refer`] for one file of a message that is written before it.
pub(crate) fn push_refer(sql: &mut QueryBuilder<Sqlite>, message: MessageId, blob: BlobId) {
    sql.push("INSERT OR IGNORE INTO message_blob (message, blob) SELECT m.pk, b.hash FROM message m, blob b WHERE m.id = ");
    sql.push_bind(uuid_bytes(&message.0).to_vec())
        .push(" AND b.hash = ")
        .push_bind(blob.0.to_vec())
        .push("; ");
}

/// Notes which files a message holds.
pub(crate) async fn refer(tx: &mut SqliteConnection, message: i64, parts: &[Part]) -> Result<(), StoreError> {
    for blob in parts.iter().flat_map(Part::blobs) {
        // Of a file that is not known, as in a message from elsewhere, the message keeps the name alone.
        sqlx::query(
            "INSERT OR IGNORE INTO message_blob (message, blob) SELECT ?, hash FROM blob WHERE hash = ?",
        )
        .bind(message)
        .bind(blob.0.as_slice())
        .execute(&mut *tx)
        .await?;
    }
    Ok(())
}
