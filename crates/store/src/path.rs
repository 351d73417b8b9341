//! The messages that lead to one, from its end, without the rest of the conversation.

use std::collections::HashMap;

use parlance_domain::{ConversationId, Message, MessageId, Siblings};
use sqlx::sqlite::{SqliteConnection, SqliteRow};
use uuid::Uuid;

use crate::rows::{self, uuid_bytes};
use crate::{Store, StoreError, messages};

/// How much of a path is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    Whole,
    /// Its last messages, so many of them.
    Last(u32),
    /// From so many messages before this one on; all of it where the path does not hold the message.
    Since {
        message: MessageId,
        before: u32,
    },
}

/// The end of a path, in order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Path {
    pub messages: Vec<Message>,
    /// Whether others stand before them.
    pub has_earlier: bool,
}

/// A question as an outline shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    pub message: MessageId,
    /// The beginning of what was asked.
    pub text: String,
}

/// Characters of a question that are given.
const QUESTION_CHARS: i64 = 300;

impl Store {
    /// The questions on the path to `leaf`, the first one first.
    pub async fn questions(&self, leaf: MessageId) -> Result<Vec<Question>, StoreError> {
        let json: String = sqlx::query_scalar(
            "WITH RECURSIVE path (pk, parent, depth) AS (
                SELECT pk, parent, 1 FROM message WHERE id = ?1 AND trashed_at IS NULL
                UNION ALL
                SELECT m.pk, m.parent, path.depth + 1 FROM path JOIN message m ON m.pk = path.parent
                WHERE m.trashed_at IS NULL
            )
            SELECT json_group_array(json_array(id, text)) FROM (
                SELECT lower(hex(m.id)) AS id, substr(m.text, 1, ?2) AS text
                FROM path CROSS JOIN message m ON m.pk = path.pk WHERE m.role = 'user' ORDER BY path.depth DESC
            )",
        )
        .bind(uuid_bytes(&leaf.0))
        .bind(QUESTION_CHARS)
        .fetch_one(&self.readers)
        .await?;
        let rows: Vec<(Uuid, String)> = rows::from_json("questions", &json)?;
        Ok(rows.into_iter().map(|(id, text)| Question { message: MessageId(id), text }).collect())
    }

    /// The path from a conversation's first message to `leaf`. Empty where `leaf` is in the trash or not there. What it costs depends on
    /// the extent, not on the conversation.
    pub async fn path(&self, leaf: MessageId, extent: Extent) -> Result<Path, StoreError> {
        let (most, message, before) = match extent {
            Extent::Whole => (i64::MAX, Uuid::nil(), 0),
            Extent::Last(most) => (i64::from(most), Uuid::nil(), 0),
            Extent::Since { message, before } => (i64::MAX, message.0, before),
        };
        // One transaction: a message that is sealed between two reads would have neither its parts nor its journal.
        let mut tx = self.readers.begin().await?;
        let rows = sqlx::query(
            "WITH RECURSIVE path (pk, parent, depth, beyond) AS (
                SELECT pk, parent, 1, iif(id = ?3, 0, NULL) FROM message
                WHERE id = ?1 AND trashed_at IS NULL AND ?2 > 0
                UNION ALL
                SELECT m.pk, m.parent, path.depth + 1, coalesce(path.beyond + 1, iif(m.id = ?3, 0, NULL))
                FROM path JOIN message m ON m.pk = path.parent
                WHERE path.depth < ?2 AND coalesce(path.beyond < ?4, true) AND m.trashed_at IS NULL
            )
            SELECT m.*, c.id AS conversation_id, p.id AS parent_id FROM path CROSS JOIN message m ON m.pk = path.pk
            CROSS JOIN conversation c ON c.pk = m.conversation LEFT JOIN message p ON p.pk = m.parent
            ORDER BY path.depth DESC",
        )
        .bind(uuid_bytes(&leaf.0))
        .bind(most)
        .bind(uuid_bytes(&message))
        .bind(before)
        .fetch_all(&mut *tx)
        .await?;
        let messages = whole(&rows, &mut tx).await?;
        let has_earlier = messages.first().is_some_and(|first| first.parent.is_some());
        Ok(Path { messages, has_earlier })
    }

    /// Whether the path to `leaf` goes through `message`.
    pub async fn leads_through(&self, leaf: MessageId, message: MessageId) -> Result<bool, StoreError> {
        Ok(sqlx::query_scalar(
            "WITH RECURSIVE path (pk, parent) AS (
                SELECT pk, parent FROM message WHERE id = ?1 AND trashed_at IS NULL
                UNION ALL
                SELECT m.pk, m.parent FROM path JOIN message m ON m.pk = path.parent
                WHERE m.trashed_at IS NULL
            )
            SELECT EXISTS (SELECT 1 FROM path JOIN message m ON m.pk = path.pk WHERE m.id = ?2)",
        )
        .bind(uuid_bytes(&leaf.0))
        .bind(uuid_bytes(&message.0))
        .fetch_one(&self.readers)
        .await?)
    }

    /// The answers of one comparison that are not in the trash, the first begun first.
    pub async fn compared(
        &self,
        conversation: ConversationId,
        comparison: Uuid,
    ) -> Result<Vec<Message>, StoreError> {
        let mut tx = self.readers.begin().await?;
        let rows = sqlx::query(
            "SELECT m.*, c.id AS conversation_id, p.id AS parent_id FROM conversation c \
             JOIN message m ON m.conversation = c.pk LEFT JOIN message p ON p.pk = m.parent \
             WHERE c.id = ? AND m.comparison = ? AND m.trashed_at IS NULL ORDER BY m.created_at, m.id",
        )
        .bind(uuid_bytes(&conversation.0))
        .bind(uuid_bytes(&comparison))
        .fetch_all(&mut *tx)
        .await?;
        whole(&rows, &mut tx).await
    }

    /// Where each of the messages stands among those with the same parent and role, as [`parlance_domain::Tree::siblings`] has it.
    pub async fn siblings(&self, messages: &[MessageId]) -> Result<HashMap<MessageId, Siblings>, StoreError> {
        let rows = sqlx::query(
            "SELECT m.id AS message, s.id AS sibling FROM json_each(?) v CROSS JOIN message m ON m.id = unhex(v.value) \
             CROSS JOIN message s ON s.conversation = m.conversation AND s.parent IS m.parent AND s.role = m.role \
             WHERE s.trashed_at IS NULL ORDER BY v.key, s.created_at, s.id",
        )
        .bind(rows::uuids_json(messages.iter().map(|id| id.0))?)
        .fetch_all(&self.readers)
        .await?;
        let mut among: HashMap<MessageId, Siblings> = HashMap::new();
        for row in &rows {
            let (message, sibling) =
                (MessageId(rows::uuid(row, "message")?), MessageId(rows::uuid(row, "sibling")?));
            let siblings = among.entry(message).or_insert_with(|| Siblings { ids: Vec::new(), index: 0 });
            if sibling == message {
                siblings.index = siblings.ids.len();
            }
            siblings.ids.push(sibling);
        }
        Ok(among)
    }
}

async fn whole(rows: &[SqliteRow], connection: &mut SqliteConnection) -> Result<Vec<Message>, StoreError> {
    let mut messages = Vec::with_capacity(rows.len());
    for row in rows {
        messages.push(messages::whole(row, connection).await?);
    }
    Ok(messages)
}
