//! The last page of a long conversation, without the rest of it.

use parlance_domain::{ConversationId, Message, MessageId, Siblings};
use sqlx::Row;

use crate::rows::{self, uuid_bytes};
use crate::{Store, StoreError, messages};

/// The last messages of the path that is shown.
#[derive(Debug, Clone, PartialEq)]
pub struct PathEnd {
    /// From the first to the leaf, each with those it stands among.
    pub messages: Vec<(Message, Siblings)>,
    /// Whether others stand before them.
    pub has_earlier: bool,
}

impl Store {
    /// The last `most` messages of the path that is shown. What it costs depends on their number, not on the conversation's.
    pub async fn path_end(&self, conversation: ConversationId, most: usize) -> Result<PathEnd, StoreError> {
        let mut tx = self.readers.begin().await?;
        let rows = sqlx::query(
            "WITH RECURSIVE path (pk, parent, depth) AS (
                SELECT m.pk, m.parent, 1 FROM conversation c JOIN message m ON m.pk = c.leaf WHERE c.id = ?1
                UNION ALL
                SELECT m.pk, m.parent, path.depth + 1 FROM path JOIN message m ON m.pk = path.parent WHERE path.depth < ?2
            )
            SELECT m.*, ?1 AS conversation_id, p.id AS parent_id, path.depth AS depth FROM path
            JOIN message m ON m.pk = path.pk LEFT JOIN message p ON p.pk = m.parent ORDER BY path.depth DESC",
        )
        .bind(uuid_bytes(&conversation.0))
        .bind(i64::try_from(most).unwrap_or(i64::MAX))
        .fetch_all(&mut *tx)
        .await?;
        let mut end = Vec::with_capacity(rows.len());
        for row in &rows {
            let message = messages::whole(row, &mut tx).await?;
            let pk: i64 = row.try_get("pk")?;
            let siblings = sqlx::query(
                "SELECT s.id FROM message m JOIN message s ON s.conversation = m.conversation AND s.parent IS m.parent \
                 AND s.role = m.role AND s.trashed_at IS NULL WHERE m.pk = ? ORDER BY s.id",
            )
            .bind(pk)
            .fetch_all(&mut *tx)
            .await?;
            let mut ids = Vec::with_capacity(siblings.len());
            for sibling in &siblings {
                ids.push(MessageId(rows::uuid(sibling, "id")?));
            }
            let index = ids.iter().position(|id| *id == message.id).unwrap_or_default();
            end.push((message, Siblings { ids, index }));
        }
        let has_earlier = end.first().is_some_and(|(first, _)| first.parent.is_some());
        Ok(PathEnd { messages: end, has_earlier })
    }
}
