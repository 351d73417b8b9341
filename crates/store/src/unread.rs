use parlance_domain::ConversationId;

use crate::rows::uuid_bytes;
use crate::store::Durability;
use crate::{Store, StoreError};

impl Store {
    /// An answer has ended in a conversation that nobody looks at; of one that is gone nothing is noted. Losing it in a power cut
    /// does no harm.
    pub async fn mark_unread(&self, conversation: ConversationId) -> Result<(), StoreError> {
        self.note_unread(
            "INSERT INTO unread (conversation) SELECT pk FROM conversation WHERE id = ? ON CONFLICT DO NOTHING",
            conversation,
        )
        .await?;
        Ok(())
    }

    /// Somebody looks at the conversation. True where it was unread.
    pub async fn mark_read(&self, conversation: ConversationId) -> Result<bool, StoreError> {
        let unread: bool = sqlx::query_scalar(
            "SELECT EXISTS (SELECT 1 FROM unread u JOIN conversation c ON c.pk = u.conversation WHERE c.id = ?)",
        )
        .bind(uuid_bytes(&conversation.0))
        .fetch_one(&self.readers)
        .await?;
        // Looking at a conversation is no write.
        if !unread {
            return Ok(false);
        }
        let delete = "DELETE FROM unread WHERE conversation = (SELECT pk FROM conversation WHERE id = ?)";
        Ok(self.note_unread(delete, conversation).await? > 0)
    }

    async fn note_unread(
        &self,
        change: &'static str,
        conversation: ConversationId,
    ) -> Result<u64, StoreError> {
        let mut writer = self.writer().await?;
        let mut tx = writer.begin(Durability::Normal).await?;
        let done = sqlx::query(change).bind(uuid_bytes(&conversation.0)).execute(&mut *tx).await?;
        tx.commit().await?;
        Ok(done.rows_affected())
    }
}
