//! What stands for the beginning of a conversation that is too long for a model.

use std::collections::HashMap;

use parlance_domain::{ConversationId, MessageId, ModelRef, Timestamp};
use sqlx::Row;

use crate::rows::{self, uuid_bytes};
use crate::store::Durability;
use crate::{Store, StoreError};

/// A summary of the path from the first message to `through`, itself included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    pub through: MessageId,
    /// Not empty.
    pub text: String,
    /// Who made it.
    pub model: ModelRef,
    pub made_at: Timestamp,
}

impl Store {
    /// The texts of a conversation's summaries, on every branch, by the last message that they cover.
    pub async fn summaries(
        &self,
        conversation: ConversationId,
    ) -> Result<HashMap<MessageId, String>, StoreError> {
        let rows = sqlx::query(
            "SELECT m.id AS message_id, s.text FROM summary s JOIN message m ON m.pk = s.message \
             JOIN conversation c ON c.pk = m.conversation WHERE c.id = ?",
        )
        .bind(uuid_bytes(&conversation.0))
        .fetch_all(&self.readers)
        .await?;
        rows.iter().map(|row| Ok((MessageId(rows::uuid(row, "message_id")?), row.try_get("text")?))).collect()
    }

    /// Keeps a summary in the place of one that covers the same.
    pub async fn save_summary(&self, summary: &Summary) -> Result<(), StoreError> {
        let mut writer = self.writer().await?;
        let mut tx = writer.begin(Durability::Full).await?;
        let done = sqlx::query(
            "INSERT INTO summary (message, text, provider, model, made_at) \
             SELECT pk, ?2, ?3, ?4, ?5 FROM message WHERE id = ?1 \
             ON CONFLICT (message) DO UPDATE SET text = excluded.text, provider = excluded.provider, \
             model = excluded.model, made_at = excluded.made_at",
        )
        .bind(uuid_bytes(&summary.through.0))
        .bind(summary.text.as_str())
        .bind(summary.model.provider.as_str())
        .bind(summary.model.model.as_str())
        .bind(summary.made_at.0)
        .execute(&mut *tx)
        .await?;
        if done.rows_affected() == 0 {
            return Err(StoreError::no_message(summary.through));
        }
        tx.commit().await?;
        Ok(())
    }
}
