//! Files that nothing names any more.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;
use std::time::SystemTime;

use parlance_domain::{BlobId, Timestamp};
use sqlx::sqlite::SqliteConnection;
use sqlx::{ConnectOptions, Connection, Row};

use crate::blobs::on_a_thread;
use crate::files::{self, Folder};
use crate::store::Durability;
use crate::{Store, StoreError, copies, open};

/// So long nobody asks whether a file is named: it is put before the message or the draft that names it.
const GRACE_MS: i64 = 24 * 60 * 60 * 1000;

/// Others wait for the lock no longer than this many removals take.
const AT_ONCE: usize = 32;

/// The files that nothing names: no message, no journal of a turn that runs. What else may name a file refers to `blob` by a
/// foreign key, and then the row does not go.
const UNNAMED: &str = "created_at < ?1 \
    AND NOT EXISTS (SELECT 1 FROM message_blob WHERE message_blob.blob = blob.hash) \
    AND NOT EXISTS (SELECT 1 FROM journal WHERE journal.kind = 'image' \
        AND instr(journal.text, lower(hex(blob.hash))) > 0)";

impl Store {
    /// Removes the files that neither this history nor a kept copy of it names, once they are a day old, and gives their
    /// number. What a process left that died between a file and its row is among them. For the background, after a start.
    pub async fn remove_orphans(&self, now: Timestamp) -> Result<usize, StoreError> {
        let before = now.0.saturating_sub(GRACE_MS);
        let mut orphans = self.unnamed(before).await?;
        orphans.append(&mut self.without_row(before).await?);
        if orphans.is_empty() {
            return Ok(0);
        }
        for id in self.named_in_copies().await? {
            orphans.remove(&id);
        }
        let mut removed = 0;
        for some in orphans.into_iter().collect::<Vec<_>>().chunks(AT_ONCE) {
            removed += self.remove(some, before).await?;
        }
        Ok(removed)
    }

    async fn unnamed(&self, before: i64) -> Result<BTreeSet<BlobId>, StoreError> {
        let query = format!("SELECT hash FROM blob WHERE {UNNAMED}");
        let rows = sqlx::query(sqlx::AssertSqlSafe(query)).bind(before).fetch_all(&self.readers).await?;
        rows.iter().map(|row| id(row.try_get("hash")?)).collect()
    }

    /// Files of which the history knows nothing. As long as a damaged history is set aside they stay: it may name them.
    async fn without_row(&self, before: i64) -> Result<BTreeSet<BlobId>, StoreError> {
        let folder = self.folder.clone();
        let mut found = on_a_thread(move || {
            if folder.set_aside().try_exists()? { Ok(BTreeSet::new()) } else { older(&folder, before) }
        })
        .await?;
        if !found.is_empty() {
            let rows = sqlx::query("SELECT hash FROM blob").fetch_all(&self.readers).await?;
            for row in &rows {
                found.remove(&id(row.try_get("hash")?)?);
            }
        }
        Ok(found)
    }

    /// A copy that cannot be read may name anything: then nothing is removed.
    async fn named_in_copies(&self) -> Result<BTreeSet<BlobId>, StoreError> {
        let folder = self.folder.clone();
        let kept = on_a_thread(move || copies::list(&folder)).await?;
        let mut named = BTreeSet::new();
        for copy in kept {
            let path = self.folder.copies().join(copy.name);
            let options = open::options(&path).read_only(true).immutable(true);
            let mut connection = options.connect().await?;
            named.append(&mut known_to(&mut connection).await?);
            connection.close().await?;
        }
        Ok(named)
    }

    /// The write lock is held while files go, and [`Store::put_blob`] looks for its file under the same lock.
    async fn remove(&self, ids: &[BlobId], before: i64) -> Result<usize, StoreError> {
        let mut removed = 0;
        let mut writer = self.writer().await?;
        let mut tx = writer.begin(Durability::Normal).await?;
        for id in ids {
            let delete = format!("DELETE FROM blob WHERE hash = ?2 AND {UNNAMED}");
            let deleted = sqlx::query(sqlx::AssertSqlSafe(delete))
                .bind(before)
                .bind(id.0.as_slice())
                .execute(&mut *tx)
                .await;
            match deleted {
                Err(sqlx::Error::Database(error)) if error.is_foreign_key_violation() => continue,
                deleted => deleted?,
            };
            let known: bool = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM blob WHERE hash = ?)")
                .bind(id.0.as_slice())
                .fetch_one(&mut *tx)
                .await?;
            if !known {
                let file = self.folder.blob(*id);
                on_a_thread(move || files::remove_if_there(&file)).await?;
                removed += 1;
            }
        }
        tx.commit().await?;
        Ok(removed)
    }
}

pub(crate) async fn known_to(copy: &mut SqliteConnection) -> Result<BTreeSet<BlobId>, StoreError> {
    let has_files: bool = sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'blob')",
    )
    .fetch_one(&mut *copy)
    .await?;
    if !has_files {
        return Ok(BTreeSet::new());
    }
    let rows = sqlx::query("SELECT hash FROM blob").fetch_all(copy).await?;
    rows.iter().map(|row| id(row.try_get("hash")?)).collect()
}

pub(crate) fn id(hash: &[u8]) -> Result<BlobId, StoreError> {
    let hash = hash.try_into().map_err(|_| StoreError::refused("the name of a file has another length"))?;
    Ok(BlobId(hash))
}

/// The files that were written before a moment. Whatever else lies in the folder is not ours.
fn older(folder: &Folder, before: i64) -> io::Result<BTreeSet<BlobId>> {
    let mut found = BTreeSet::new();
    for shelf in entries(&folder.blobs())? {
        let shelf = shelf?;
        if !shelf.file_type()?.is_dir() {
            continue;
        }
        for file in entries(&shelf.path())? {
            let file = file?;
            let named = file.file_name().to_str().and_then(|name| name.parse::<BlobId>().ok());
            let Some(id) = named.filter(|id| folder.blob(*id) == file.path()) else { continue };
            if written(&file.metadata()?) < before {
                found.insert(id);
            }
        }
    }
    Ok(found)
}

/// In milliseconds since 1970; where the system does not say, never.
fn written(file: &fs::Metadata) -> i64 {
    let at = file.modified().ok().and_then(|at| at.duration_since(SystemTime::UNIX_EPOCH).ok());
    at.and_then(|at| i64::try_from(at.as_millis()).ok()).unwrap_or(i64::MAX)
}

/// None where there is no such folder.
fn entries(folder: &Path) -> io::Result<impl Iterator<Item = io::Result<fs::DirEntry>>> {
    match fs::read_dir(folder) {
        Ok(entries) => Ok(Some(entries).into_iter().flatten()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None.into_iter().flatten()),
        Err(error) => Err(error),
    }
}
