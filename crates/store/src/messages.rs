use parlance_domain::{ConversationId, Message, MessageId, MessageStatus};
use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqliteRow};

use crate::fold::fold;
use crate::rows::{self, uuid_bytes};
use crate::{Store, StoreError, journal};

impl Store {
    /// Every message of a conversation on every branch that is not in the trash, parents before their children. A message that
    /// streams holds what its journal holds.
    pub async fn messages(&self, conversation: ConversationId) -> Result<Vec<Message>, StoreError> {
        // One transaction: a message that is sealed between two reads would have neither its parts nor its journal.
        let mut tx = self.readers.begin().await?;
        let pk: Option<i64> = sqlx::query_scalar("SELECT pk FROM conversation WHERE id = ?")
            .bind(uuid_bytes(&conversation.0))
            .fetch_optional(&mut *tx)
            .await?;
        let pk = pk.ok_or_else(|| StoreError::no_conversation(conversation))?;
        let rows = sqlx::query(
            "SELECT m.*, c.id AS conversation_id, p.id AS parent_id \
             FROM message m JOIN conversation c ON c.pk = m.conversation LEFT JOIN message p ON p.pk = m.parent \
             WHERE m.conversation = ? AND m.trashed_at IS NULL ORDER BY m.pk",
        )
        .bind(pk)
        .fetch_all(&mut *tx)
        .await?;
        let mut messages = Vec::with_capacity(rows.len());
        for row in &rows {
            messages.push(whole(row, &mut tx).await?);
        }
        Ok(messages)
    }

    /// One message that is not in the trash. While it streams it holds what its journal holds.
    pub async fn message(&self, id: MessageId) -> Result<Message, StoreError> {
        let mut tx = self.readers.begin().await?;
        by_id(id, &mut tx).await
    }
}

pub(crate) async fn by_id(id: MessageId, connection: &mut SqliteConnection) -> Result<Message, StoreError> {
    let row = sqlx::query(
        "SELECT m.*, c.id AS conversation_id, p.id AS parent_id \
         FROM message m JOIN conversation c ON c.pk = m.conversation LEFT JOIN message p ON p.pk = m.parent \
         WHERE m.id = ? AND m.trashed_at IS NULL",
    )
    .bind(uuid_bytes(&id.0))
    .fetch_optional(&mut *connection)
    .await?
    .ok_or_else(|| StoreError::no_message(id))?;
    whole(&row, connection).await
}

pub(crate) async fn whole(row: &SqliteRow, connection: &mut SqliteConnection) -> Result<Message, StoreError> {
    let mut message = rows::message(row)?;
    if message.status == MessageStatus::Streaming {
        let entries = journal::read(connection, row.try_get("pk")?).await?;
        let folded = fold(message.parts, entries);
        message.parts = folded.parts;
        if let Some(asked) = folded.asked {
            message.model = Some(asked.model);
            message.route = asked.route.or(message.route);
        }
    }
    Ok(message)
}
