use parlance_domain::{ConversationId, Timestamp};

use crate::rows::uuid_bytes;
use crate::store::Durability;
use crate::{Store, StoreError};

impl Store {
    /// What was typed and not sent; empty when there is nothing. `None` is the new chat.
    pub async fn draft(&self, conversation: Option<ConversationId>) -> Result<String, StoreError> {
        let text: Option<String> =
            match conversation {
                Some(id) => sqlx::query_scalar(
                    "SELECT d.text FROM draft d JOIN conversation c ON c.pk = d.conversation WHERE c.id = ?",
                )
                .bind(uuid_bytes(&id.0))
                .fetch_optional(&self.readers)
                .await?,
                None => {
                    sqlx::query_scalar("SELECT text FROM draft WHERE conversation IS NULL")
                        .fetch_optional(&self.readers)
                        .await?
                }
            };
        Ok(text.unwrap_or_default())
    }

    /// Keeps what is typed; an empty text removes it. Survives the death of the process.
    pub async fn save_draft(
        &self,
        conversation: Option<ConversationId>,
        text: &str,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let mut writer = self.writer().await?;
        let mut tx = writer.begin(Durability::Normal).await?;
        let place = match conversation {
            Some(id) => {
                let pk: Option<i64> = sqlx::query_scalar("SELECT pk FROM conversation WHERE id = ?")
                    .bind(uuid_bytes(&id.0))
                    .fetch_optional(&mut *tx)
                    .await?;
                Some(pk.ok_or_else(|| StoreError::no_conversation(id))?)
            }
            None => None,
        };
        if text.is_empty() {
            sqlx::query("DELETE FROM draft WHERE coalesce(conversation, 0) = coalesce(?, 0)")
                .bind(place)
                .execute(&mut *tx)
                .await?;
        } else {
            sqlx::query(
                "INSERT INTO draft (conversation, text, updated_at) VALUES (?, ?, ?) \
                 ON CONFLICT (coalesce(conversation, 0)) DO UPDATE SET text = excluded.text, updated_at = excluded.updated_at",
            )
            .bind(place)
            .bind(text)
            .bind(at.0)
            .execute(&mut *tx)
            .await?;
        }
        tx.commit().await?;
        Ok(())
    }
}
