//! The files beside a draft.

use parlance_domain::{Attachment, BlobId, ConversationId};
use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqliteRow};

use crate::rows::{count, uuid_bytes};
use crate::store::Durability;
use crate::{Store, StoreError};

/// A file beside a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftFile {
    /// Of this row alone: a file that is attached again gets another.
    pub id: i64,
    /// Its place among the draft's files; there may be gaps.
    pub position: i64,
    pub file: Attachment,
}

impl Store {
    /// The files beside a draft, in order. `None` is the new chat.
    pub async fn draft_files(
        &self,
        conversation: Option<ConversationId>,
    ) -> Result<Vec<DraftFile>, StoreError> {
        let rows = sqlx::query(
            "SELECT f.pk, f.position, f.blob, f.name, f.media_type, b.size_bytes \
             FROM draft_file f JOIN blob b ON b.hash = f.blob \
             WHERE f.conversation IS (SELECT pk FROM conversation WHERE id = ?1) AND (?1 IS NULL) = (f.conversation IS NULL) \
             ORDER BY f.position",
        )
        .bind(conversation.as_ref().map(|id| uuid_bytes(&id.0)))
        .fetch_all(&self.readers)
        .await?;
        rows.iter().map(read).collect()
    }

    /// Puts a file beside a draft: at `position` if that is given and free, else behind the others. Survives the death of the
    /// process.
    ///
    /// # Errors
    /// `NotFound` where there is no such conversation or no such file.
    pub async fn add_draft_file(
        &self,
        conversation: Option<ConversationId>,
        file: &Attachment,
        position: Option<i64>,
    ) -> Result<DraftFile, StoreError> {
        let mut writer = self.writer().await?;
        let mut tx = writer.begin(Durability::Normal).await?;
        let place = place(&mut tx, conversation).await?;
        let known: bool = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM blob WHERE hash = ?)")
            .bind(file.blob.0.as_slice())
            .fetch_one(&mut *tx)
            .await?;
        if !known {
            return Err(StoreError::no_blob(file.blob));
        }
        let row = sqlx::query(
            "INSERT INTO draft_file (conversation, position, blob, name, media_type) \
             SELECT ?1, CASE WHEN ?2 IS NOT NULL AND NOT EXISTS (SELECT 1 FROM draft_file \
                 WHERE coalesce(conversation, 0) = coalesce(?1, 0) AND position = ?2) THEN ?2 \
             ELSE (SELECT coalesce(max(position) + 1, 0) FROM draft_file \
                 WHERE coalesce(conversation, 0) = coalesce(?1, 0)) END, ?3, ?4, ?5 RETURNING pk, position",
        )
        .bind(place)
        .bind(position)
        .bind(file.blob.0.as_slice())
        .bind(file.name.as_str())
        .bind(file.media_type.as_str())
        .fetch_one(&mut *tx)
        .await?;
        let added =
            DraftFile { id: row.try_get("pk")?, position: row.try_get("position")?, file: file.clone() };
        tx.commit().await?;
        Ok(added)
    }

    /// Takes a file away from a draft. One that is not there is gone already.
    pub async fn remove_draft_file(&self, id: i64) -> Result<(), StoreError> {
        let mut writer = self.writer().await?;
        let mut tx = writer.begin(Durability::Normal).await?;
        sqlx::query("DELETE FROM draft_file WHERE pk = ?").bind(id).execute(&mut *tx).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// The files go with a message.
pub(crate) async fn take(
    tx: &mut SqliteConnection,
    conversation: Option<i64>,
    files: &[i64],
) -> Result<(), StoreError> {
    for file in files {
        let taken =
            sqlx::query("DELETE FROM draft_file WHERE pk = ? AND coalesce(conversation, 0) = coalesce(?, 0)")
                .bind(file)
                .bind(conversation)
                .execute(&mut *tx)
                .await?;
        if taken.rows_affected() == 0 {
            return Err(StoreError::no_draft_file());
        }
    }
    Ok(())
}

async fn place(
    tx: &mut SqliteConnection,
    conversation: Option<ConversationId>,
) -> Result<Option<i64>, StoreError> {
    let Some(id) = conversation else { return Ok(None) };
    let pk: Option<i64> = sqlx::query_scalar("SELECT pk FROM conversation WHERE id = ?")
        .bind(uuid_bytes(&id.0))
        .fetch_optional(tx)
        .await?;
    pk.map(Some).ok_or_else(|| StoreError::no_conversation(id))
}

fn read(row: &SqliteRow) -> Result<DraftFile, StoreError> {
    let hash: &[u8] = row.try_get("blob")?;
    let hash = hash.try_into().map_err(|_| StoreError::unreadable("blob"))?;
    Ok(DraftFile {
        id: row.try_get("pk")?,
        position: row.try_get("position")?,
        file: Attachment {
            blob: BlobId(hash),
            name: row.try_get("name")?,
            media_type: row.try_get("media_type")?,
            size_bytes: count(row, "size_bytes")?.unwrap_or_default(),
        },
    })
}
