//! A branch as a conversation of its own.

use parlance_domain::{ConversationId, MessageId, Timestamp};
use sqlx::Row;

use crate::rows::uuid_bytes;
use crate::store::Durability;
use crate::turns::conversation_pk;
use crate::{Store, StoreError};

/// A conversation that begins as the path to a message of another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewBranch {
    pub id: ConversationId,
    pub title: String,
    /// When it is made. Its messages keep their own times.
    pub at: Timestamp,
}

/// All that stays of a message under its new id. Nobody pays twice: calls are not among it.
const COPY: &str = "INSERT INTO message (id, conversation, parent, role, status, provider, model, finish, usage, \
    first_token_ms, done_ms, created_at, text, parts, route, omissions) \
    SELECT ?1, ?2, ?3, role, status, provider, model, finish, usage, first_token_ms, done_ms, created_at, text, parts, \
    route, omissions FROM message WHERE pk = ?4 RETURNING pk";

impl Store {
    /// Copies the path from the first message to `message` into a conversation of its own, with its model, parameters, folder,
    /// tags, persona and summaries.
    ///
    /// # Errors
    /// Refused while a turn writes one of these messages.
    pub async fn branch_off(
        &self,
        conversation: ConversationId,
        message: MessageId,
        new: &NewBranch,
    ) -> Result<(), StoreError> {
        let mut writer = self.writer().await?;
        let mut tx = writer.begin(Durability::Full).await?;
        let place = conversation_pk(&mut tx, conversation).await?;
        let path = sqlx::query(
            "WITH RECURSIVE path (pk, parent, status, depth) AS ( \
             SELECT pk, parent, status, 0 FROM message WHERE id = ?1 AND conversation = ?2 AND trashed_at IS NULL \
             UNION ALL SELECT m.pk, m.parent, m.status, path.depth + 1 FROM message m JOIN path ON m.pk = path.parent) \
             SELECT pk, status FROM path ORDER BY depth DESC",
        )
        .bind(uuid_bytes(&message.0))
        .bind(place)
        .fetch_all(&mut *tx)
        .await?;
        if path.is_empty() {
            return Err(StoreError::no_message(message));
        }
        let copy: i64 = sqlx::query_scalar(
            "INSERT INTO conversation (id, title, provider, model, folder, persona, created_at, updated_at) \
             SELECT ?1, ?2, provider, model, folder, persona, ?3, ?3 FROM conversation WHERE pk = ?4 RETURNING pk",
        )
        .bind(uuid_bytes(&new.id.0))
        .bind(new.title.as_str())
        .bind(new.at.0)
        .bind(place)
        .fetch_one(&mut *tx)
        .await?;
        let mut parent: Option<i64> = None;
        for row in &path {
            if row.try_get::<&str, _>("status")? == "streaming" {
                return Err(StoreError::refused("a turn writes this message"));
            }
            let old: i64 = row.try_get("pk")?;
            let pk: i64 = sqlx::query_scalar(COPY)
                .bind(uuid_bytes(&MessageId::new().0))
                .bind(copy)
                .bind(parent)
                .bind(old)
                .fetch_one(&mut *tx)
                .await?;
            for beside in [
                "INSERT INTO message_blob (message, blob) SELECT ?1, blob FROM message_blob WHERE message = ?2",
                "INSERT INTO summary (message, text, provider, model, made_at) \
                 SELECT ?1, text, provider, model, made_at FROM summary WHERE message = ?2",
            ] {
                sqlx::query(beside).bind(pk).bind(old).execute(&mut *tx).await?;
            }
            parent = Some(pk);
        }
        for beside in [
            "INSERT INTO conversation_parameters (conversation, parameters) \
             SELECT ?1, parameters FROM conversation_parameters WHERE conversation = ?2",
            "INSERT INTO conversation_tag (conversation, tag) \
             SELECT ?1, tag FROM conversation_tag WHERE conversation = ?2",
        ] {
            sqlx::query(beside).bind(copy).bind(place).execute(&mut *tx).await?;
        }
        sqlx::query("UPDATE conversation SET leaf = ? WHERE pk = ?")
            .bind(parent)
            .bind(copy)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(())
    }
}
