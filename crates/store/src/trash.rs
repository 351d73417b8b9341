//! What leaves the trash for good.
//!
//! To delete a thousand conversations takes seconds, and the lock is not held for seconds. So they are first doomed, all of them
//! at once: from then on nothing shows them. They go one by one, in the background; what a death of the process leaves, the next
//! start takes along.

use parlance_domain::{ConversationId, MessageId, Timestamp};

use crate::listing::ids_json;
use crate::rows::uuid_bytes;
use crate::store::Durability;
use crate::{Store, StoreError};

/// So long what was deleted can be brought back.
const RETENTION_MS: i64 = 30 * 24 * 60 * 60 * 1000;

/// No turn writes it, in whatever process.
const AT_REST: &str =
    "NOT EXISTS (SELECT 1 FROM message m WHERE m.conversation = c.pk AND m.owner IS NOT NULL)";

/// How many went for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Purged {
    pub conversations: u64,
    pub messages: u64,
}

impl Store {
    /// Dooms those of these conversations that are in the trash. From here on they cannot be brought back.
    pub async fn doom(&self, conversations: &[ConversationId]) -> Result<u64, StoreError> {
        let mut writer = self.writer().await?;
        let mut tx = writer.begin(Durability::Full).await?;
        let done = sqlx::query(
            "UPDATE conversation SET trashed_at = 0 \
             WHERE trashed_at > 0 AND id IN (SELECT unhex(value) FROM json_each(?))",
        )
        .bind(ids_json(conversations)?)
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(done.rows_affected())
    }

    /// Dooms all that is in the trash: conversations, of which it gives how many, and branches.
    pub async fn doom_trash(&self) -> Result<u64, StoreError> {
        let mut writer = self.writer().await?;
        let mut tx = writer.begin(Durability::Full).await?;
        let done = sqlx::query("UPDATE conversation SET trashed_at = 0 WHERE trashed_at > 0")
            .execute(&mut *tx)
            .await?;
        // Below zero each branch still has a moment of its own.
        sqlx::query("UPDATE message SET trashed_at = -trashed_at WHERE trashed_at > 0")
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(done.rows_affected())
    }

    /// Dooms a branch that is in the trash, with those that hang on it.
    ///
    /// # Errors
    /// `NotFound` for a message that is not in the trash.
    pub async fn doom_branch(
        &self,
        conversation: ConversationId,
        message: MessageId,
    ) -> Result<(), StoreError> {
        let mut writer = self.writer().await?;
        let mut tx = writer.begin(Durability::Full).await?;
        let done = sqlx::query(
            "WITH RECURSIVE branch (pk) AS ( \
             SELECT m.pk FROM message m JOIN conversation c ON c.pk = m.conversation \
             WHERE m.id = ?1 AND c.id = ?2 AND m.trashed_at > 0 \
             UNION ALL SELECT m.pk FROM message m JOIN branch ON m.parent = branch.pk WHERE m.trashed_at > 0) \
             UPDATE message SET trashed_at = -trashed_at WHERE pk IN branch",
        )
        .bind(uuid_bytes(&message.0))
        .bind(uuid_bytes(&conversation.0))
        .execute(&mut *tx)
        .await?;
        if done.rows_affected() == 0 {
            return Err(StoreError::no_message(message));
        }
        tx.commit().await?;
        Ok(())
    }

    /// Removes the doomed, and what has been in the trash for thirty days, conversation by conversation. What a turn still
    /// writes stays until the next time.
    pub async fn purge(&self, now: Timestamp) -> Result<Purged, StoreError> {
        let before = now.0.saturating_sub(RETENTION_MS);
        let mut purged = Purged::default();
        let sql = format!(
            "SELECT c.pk FROM conversation c WHERE c.trashed_at IS NOT NULL AND c.trashed_at < ? AND {AT_REST}"
        );
        let due: Vec<i64> =
            sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).bind(before).fetch_all(&self.readers).await?;
        for conversation in due {
            let mut writer = self.writer().await?;
            let mut tx = writer.begin(Durability::Normal).await?;
            // It may have been brought back meanwhile.
            let sql =
                format!("DELETE FROM conversation AS c WHERE c.pk = ? AND c.trashed_at < ? AND {AT_REST}");
            let done = sqlx::query(sqlx::AssertSqlSafe(sql))
                .bind(conversation)
                .bind(before)
                .execute(&mut *tx)
                .await?;
            tx.commit().await?;
            purged.conversations += done.rows_affected();
        }
        purged.messages = self.purge_branches(before).await?;
        Ok(purged)
    }

    /// Branches leave with all that hangs on them. What lies on the way to a message that stays, or is shown, stays as well.
    async fn purge_branches(&self, before: i64) -> Result<u64, StoreError> {
        let conversations: Vec<i64> = sqlx::query_scalar(
            "SELECT DISTINCT conversation FROM message WHERE trashed_at IS NOT NULL AND trashed_at < ?",
        )
        .bind(before)
        .fetch_all(&self.readers)
        .await?;
        let mut removed = 0;
        for conversation in conversations {
            let mut writer = self.writer().await?;
            let mut tx = writer.begin(Durability::Normal).await?;
            let done = sqlx::query(
                "WITH RECURSIVE kept (pk) AS ( \
                    SELECT pk FROM message WHERE conversation = ?1 \
                        AND (trashed_at IS NULL OR trashed_at >= ?2 OR owner IS NOT NULL \
                            OR pk = (SELECT leaf FROM conversation WHERE pk = ?1)) \
                    UNION SELECT m.parent FROM message m JOIN kept ON kept.pk = m.pk WHERE m.parent IS NOT NULL) \
                 DELETE FROM message WHERE conversation = ?1 AND pk NOT IN (SELECT pk FROM kept)",
            )
            .bind(conversation)
            .bind(before)
            .execute(&mut *tx)
            .await?;
            tx.commit().await?;
            removed += done.rows_affected();
        }
        Ok(removed)
    }
}
