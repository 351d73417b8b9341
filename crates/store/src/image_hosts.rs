use parlance_domain::ConversationId;

use crate::rows::uuid_bytes;
use crate::store::Durability;
use crate::{Store, StoreError};

impl Store {
    /// The hosts whose images are shown in a conversation without being asked for, by their names.
    pub async fn image_hosts(&self, conversation: ConversationId) -> Result<Vec<String>, StoreError> {
        let hosts = sqlx::query_scalar(
            "SELECT i.host FROM image_host i JOIN conversation c ON c.pk = i.conversation WHERE c.id = ? ORDER BY i.host",
        )
        .bind(uuid_bytes(&conversation.0))
        .fetch_all(&self.readers)
        .await?;
        Ok(hosts)
    }

    /// Adds a host to them, or takes it away.
    pub async fn set_image_host(
        &self,
        conversation: ConversationId,
        host: &str,
        shown: bool,
    ) -> Result<(), StoreError> {
        let mut writer = self.writer().await?;
        let mut tx = writer.begin(Durability::Normal).await?;
        let pk: Option<i64> = sqlx::query_scalar("SELECT pk FROM conversation WHERE id = ?")
            .bind(uuid_bytes(&conversation.0))
            .fetch_optional(&mut *tx)
            .await?;
        let pk = pk.ok_or_else(|| StoreError::no_conversation(conversation))?;
        let change = if shown {
            "INSERT INTO image_host (conversation, host) VALUES (?, ?) ON CONFLICT DO NOTHING"
        } else {
            "DELETE FROM image_host WHERE conversation = ? AND host = ?"
        };
        sqlx::query(change).bind(pk).bind(host).execute(&mut *tx).await?;
        tx.commit().await?;
        Ok(())
    }
}
