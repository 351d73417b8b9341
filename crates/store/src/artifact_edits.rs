use parlance_domain::{ConversationId, MessageId, Timestamp};
use sqlx::Row;

use crate::rows::{self, uuid_bytes};
use crate::store::Durability;
use crate::{Store, StoreError};

/// A code block of a message, by its number among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ArtifactPlace {
    pub conversation: ConversationId,
    pub message: MessageId,
    pub block: u32,
}

impl Store {
    /// What somebody made of an artifact; `None` where it is as it was written.
    pub async fn artifact_edit(&self, place: ArtifactPlace) -> Result<Option<String>, StoreError> {
        let text = sqlx::query_scalar(
            "SELECT e.text FROM artifact_edit e JOIN message m ON m.pk = e.message \
             JOIN conversation c ON c.pk = m.conversation WHERE m.id = ? AND c.id = ? AND e.block = ?",
        )
        .bind(uuid_bytes(&place.message.0))
        .bind(uuid_bytes(&place.conversation.0))
        .bind(place.block)
        .fetch_optional(&self.readers)
        .await?;
        Ok(text)
    }

    /// All that somebody made of artifacts of a conversation.
    pub async fn artifact_edits(
        &self,
        conversation: ConversationId,
    ) -> Result<Vec<(ArtifactPlace, String)>, StoreError> {
        let rows = sqlx::query(
            "SELECT m.id, e.block, e.text FROM artifact_edit e JOIN message m ON m.pk = e.message \
             JOIN conversation c ON c.pk = m.conversation WHERE c.id = ?",
        )
        .bind(uuid_bytes(&conversation.0))
        .fetch_all(&self.readers)
        .await?;
        rows.iter()
            .map(|row| {
                let message = MessageId(rows::uuid(row, "id")?);
                Ok((
                    ArtifactPlace { conversation, message, block: row.try_get("block")? },
                    row.try_get("text")?,
                ))
            })
            .collect()
    }

    /// Keeps what somebody made of an artifact; with `None` it is as it was written. Survives the death of the process.
    ///
    /// # Errors
    /// `NotFound` where the conversation has no such message.
    pub async fn keep_artifact_edit(
        &self,
        place: ArtifactPlace,
        text: Option<&str>,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let mut writer = self.writer().await?;
        let mut tx = writer.begin(Durability::Normal).await?;
        let message: Option<i64> = sqlx::query_scalar(
            "SELECT m.pk FROM message m JOIN conversation c ON c.pk = m.conversation WHERE m.id = ? AND c.id = ?",
        )
        .bind(uuid_bytes(&place.message.0))
        .bind(uuid_bytes(&place.conversation.0))
        .fetch_optional(&mut *tx)
        .await?;
        let message = message.ok_or_else(|| StoreError::no_message(place.message))?;
        match text {
            Some(text) => sqlx::query(
                "INSERT INTO artifact_edit (message, block, text, updated_at) VALUES (?, ?, ?, ?) \
                 ON CONFLICT (message, block) DO UPDATE SET text = excluded.text, updated_at = excluded.updated_at",
            )
            .bind(message)
            .bind(place.block)
            .bind(text)
            .bind(at.0),
            None => sqlx::query("DELETE FROM artifact_edit WHERE message = ? AND block = ?")
                .bind(message)
                .bind(place.block),
        }
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(())
    }
}
