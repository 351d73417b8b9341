use parlance_domain::{Conversation, ConversationId, MessageId, ModelRef, Timestamp};
use sqlx::query::Query;
use sqlx::sqlite::{Sqlite, SqliteArguments};

use crate::rows::{self, uuid_bytes};
use crate::store::Durability;
use crate::{Store, StoreError};

impl Store {
    /// Every conversation that is not in the trash, the last updated first.
    pub async fn conversations(&self) -> Result<Vec<Conversation>, StoreError> {
        let rows = sqlx::query(
            "SELECT c.id, c.title, c.provider, c.model, c.created_at, c.updated_at, m.id AS leaf_id \
             FROM conversation c LEFT JOIN message m ON m.pk = c.leaf \
             WHERE c.trashed_at IS NULL ORDER BY c.updated_at DESC, c.pk DESC",
        )
        .fetch_all(&self.readers)
        .await?;
        rows.iter().map(rows::conversation).collect()
    }

    /// One conversation, also when it is in the trash.
    pub async fn conversation(&self, id: ConversationId) -> Result<Conversation, StoreError> {
        let row = sqlx::query(
            "SELECT c.id, c.title, c.provider, c.model, c.created_at, c.updated_at, m.id AS leaf_id \
             FROM conversation c LEFT JOIN message m ON m.pk = c.leaf WHERE c.id = ?",
        )
        .bind(uuid_bytes(&id.0))
        .fetch_optional(&self.readers)
        .await?;
        row.as_ref().map(rows::conversation).transpose()?.ok_or_else(|| StoreError::no_conversation(id))
    }

    /// Shows the path that ends at `leaf`, a message of this conversation that is not in the trash.
    pub async fn set_leaf(&self, conversation: ConversationId, leaf: MessageId) -> Result<(), StoreError> {
        let mut writer = self.writer().await?;
        let mut tx = writer.begin(Durability::Normal).await?;
        let done = sqlx::query(
            "UPDATE conversation SET leaf = m.pk FROM message m \
             WHERE conversation.id = ? AND m.id = ? AND m.conversation = conversation.pk AND m.trashed_at IS NULL",
        )
        .bind(uuid_bytes(&conversation.0))
        .bind(uuid_bytes(&leaf.0))
        .execute(&mut *tx)
        .await?;
        if done.rows_affected() == 0 {
            return Err(StoreError::no_message(leaf));
        }
        tx.commit().await?;
        Ok(())
    }

    pub async fn set_title(&self, conversation: ConversationId, title: &str) -> Result<(), StoreError> {
        let update = sqlx::query("UPDATE conversation SET title = ? WHERE id = ?").bind(title);
        self.update(conversation, Durability::Full, update).await
    }

    /// The model that the composer offers when the conversation is opened.
    pub async fn set_model(
        &self,
        conversation: ConversationId,
        model: Option<&ModelRef>,
    ) -> Result<(), StoreError> {
        let update = sqlx::query("UPDATE conversation SET provider = ?, model = ? WHERE id = ?")
            .bind(model.map(|model| model.provider.as_str()))
            .bind(model.map(|model| model.model.as_str()));
        self.update(conversation, Durability::Normal, update).await
    }

    /// Moves the conversation to its place in the list by time.
    pub async fn touch(&self, conversation: ConversationId, at: Timestamp) -> Result<(), StoreError> {
        let update = sqlx::query("UPDATE conversation SET updated_at = ? WHERE id = ?").bind(at.0);
        self.update(conversation, Durability::Normal, update).await
    }

    /// Runs an update whose last parameter is the conversation's id.
    async fn update<'q>(
        &self,
        conversation: ConversationId,
        durability: Durability,
        update: Query<'q, Sqlite, SqliteArguments>,
    ) -> Result<(), StoreError> {
        let id = conversation.0.as_bytes().to_vec();
        let mut writer = self.writer().await?;
        let mut tx = writer.begin(durability).await?;
        let done = update.bind(id).execute(&mut *tx).await?;
        if done.rows_affected() == 0 {
            return Err(StoreError::no_conversation(conversation));
        }
        tx.commit().await?;
        Ok(())
    }
}
