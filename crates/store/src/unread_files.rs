//! Files that came with conversations from elsewhere and are still to be read.

use parlance_domain::{BlobId, Part};
use sqlx::Row;
use sqlx::sqlite::SqliteConnection;

use crate::store::Durability;
use crate::{Store, StoreError, orphans};

/// So often a file is begun. A process that dies over it, or is ended, uses up a try; who reads it to its end forgets it.
const TRIES: i64 = 5;

/// A file whose words are wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnreadFile {
    pub blob: BlobId,
    pub media_type: String,
}

impl Store {
    /// The file that is to be read next, those first that were begun least often. To ask is to begin it:
    /// [`Store::file_was_read`] ends it.
    pub async fn next_unread_file(&self) -> Result<Option<UnreadFile>, StoreError> {
        let row = sqlx::query(
            "SELECT blob.hash, blob.media_type FROM unread_file JOIN blob ON blob.hash = unread_file.blob \
             WHERE tries < ? ORDER BY tries, blob.hash LIMIT 1",
        )
        .bind(TRIES)
        .fetch_optional(&self.readers)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let blob = orphans::id(row.try_get("hash")?)?;
        let mut writer = self.writer().await?;
        let mut tx = writer.begin(Durability::Normal).await?;
        sqlx::query("UPDATE unread_file SET tries = tries + 1 WHERE blob = ?")
            .bind(blob.0.as_slice())
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(Some(UnreadFile { blob, media_type: row.try_get("media_type")? }))
    }

    /// Whether its words were found or not: it is not read again.
    pub async fn file_was_read(&self, blob: BlobId) -> Result<(), StoreError> {
        let mut writer = self.writer().await?;
        let mut tx = writer.begin(Durability::Normal).await?;
        sqlx::query("DELETE FROM unread_file WHERE blob = ?")
            .bind(blob.0.as_slice())
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(())
    }
}

/// Notes the files of a message that are here and were not read.
pub(crate) async fn note(tx: &mut SqliteConnection, parts: &[Part]) -> Result<(), StoreError> {
    for part in parts {
        let Part::File(file) = part else { continue };
        sqlx::query(
            "INSERT OR IGNORE INTO unread_file (blob) SELECT hash FROM blob \
             WHERE hash = ?1 AND NOT EXISTS (SELECT 1 FROM blob_text WHERE blob_text.blob = ?1)",
        )
        .bind(file.blob.0.as_slice())
        .execute(&mut *tx)
        .await?;
    }
    Ok(())
}
