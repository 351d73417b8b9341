//! Branches of a conversation's tree: into the trash and back, compared side by side, and all of them at a glance.

use parlance_domain::{ConversationId, MessageId, MessageStatus, ModelRef, Role, Timestamp};
use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqliteRow};
use uuid::Uuid;

use crate::rows::{self, role, status, uuid_bytes};
use crate::store::Durability;
use crate::turns::conversation_pk;
use crate::{Store, StoreError};

/// Of each message in a list: what a line has room for.
const EXCERPT_CHARS: i64 = 160;

/// A branch in the trash: a message and what was below it when it was deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrashedBranch {
    pub conversation: ConversationId,
    pub title: String,
    /// The first message of the branch.
    pub message: MessageId,
    pub role: Role,
    /// How its text begins.
    pub excerpt: String,
    /// How many messages there are in it.
    pub messages: u64,
    pub trashed_at: Timestamp,
}

/// A message among all of a conversation, without its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutlineEntry {
    pub id: MessageId,
    pub parent: Option<MessageId>,
    pub role: Role,
    pub status: MessageStatus,
    pub model: Option<ModelRef>,
    /// How its text begins; empty while it streams.
    pub excerpt: String,
    pub created_at: Timestamp,
}

impl Store {
    /// Moves a message and everything below it into the trash and gives how many went. Where the shown path lay in it, the path
    /// goes on to the end of the nearest sibling, the one before if there is one, or else ends at the parent.
    ///
    /// # Errors
    /// `NotFound` for a message that is not there or is in the trash already; refused while a turn writes in the branch.
    pub async fn trash_branch(
        &self,
        conversation: ConversationId,
        message: MessageId,
        at: Timestamp,
    ) -> Result<u64, StoreError> {
        let mut writer = self.writer().await?;
        let mut tx = writer.begin(Durability::Full).await?;
        let place = conversation_pk(&mut tx, conversation).await?;
        let branch = live(&mut tx, place, message).await?;
        let streams: bool = sqlx::query_scalar(below(
            "SELECT EXISTS (SELECT 1 FROM message WHERE pk IN branch AND status = 'streaming')",
        ))
        .bind(place)
        .bind(branch.pk)
        .fetch_one(&mut *tx)
        .await?;
        if streams {
            return Err(StoreError::refused("a turn writes in this branch"));
        }
        // Two branches of one moment could not be told apart when one comes back.
        let last: Option<i64> =
            sqlx::query_scalar("SELECT max(trashed_at) FROM message WHERE conversation = ?")
                .bind(place)
                .fetch_one(&mut *tx)
                .await?;
        let done = sqlx::query(below("UPDATE message SET trashed_at = ?3 WHERE pk IN branch"))
            .bind(place)
            .bind(branch.pk)
            .bind(at.0.max(last.map_or(i64::MIN, |last| last.saturating_add(1))))
            .execute(&mut *tx)
            .await?;
        leave(&mut tx, place, &branch).await?;
        settle(&mut tx, place).await?;
        tx.commit().await?;
        Ok(done.rows_affected())
    }

    /// Brings a branch back as it went and shows its end. What it answers comes with it where that is in the trash, too.
    pub async fn restore_branch(
        &self,
        conversation: ConversationId,
        message: MessageId,
    ) -> Result<(), StoreError> {
        let mut writer = self.writer().await?;
        let mut tx = writer.begin(Durability::Full).await?;
        let place = conversation_pk(&mut tx, conversation).await?;
        let first: i64 =
            sqlx::query_scalar("SELECT pk FROM message WHERE id = ? AND conversation = ? AND trashed_at > 0")
                .bind(uuid_bytes(&message.0))
                .bind(place)
                .fetch_optional(&mut *tx)
                .await?
                .ok_or_else(|| StoreError::no_message(message))?;
        // Its own moment, and that of each ancestor that is still in the trash.
        let moments: Vec<i64> = sqlx::query_scalar(
            "WITH RECURSIVE up (pk, parent, trashed_at) AS ( \
             SELECT pk, parent, trashed_at FROM message WHERE pk = ?1 \
             UNION ALL SELECT m.pk, m.parent, m.trashed_at FROM message m JOIN up ON m.pk = up.parent) \
             SELECT DISTINCT trashed_at FROM up WHERE trashed_at IS NOT NULL",
        )
        .bind(first)
        .fetch_all(&mut *tx)
        .await?;
        for moment in moments {
            sqlx::query("UPDATE message SET trashed_at = NULL WHERE conversation = ? AND trashed_at = ?")
                .bind(place)
                .bind(moment)
                .execute(&mut *tx)
                .await?;
        }
        let leaf = newest_leaf(&mut tx, place, first).await?;
        show(&mut tx, place, Some(leaf)).await?;
        tx.commit().await?;
        Ok(())
    }

    /// The branches in the trash, of one conversation or of all that are not in it themselves, the last deleted first.
    pub async fn trashed_branches(
        &self,
        conversation: Option<ConversationId>,
    ) -> Result<Vec<TrashedBranch>, StoreError> {
        let rows = sqlx::query(
            "SELECT c.id AS conversation_id, c.title, m.id, m.role, substr(m.text, 1, ?2) AS excerpt, m.trashed_at, \
             (SELECT count(*) FROM message b WHERE b.conversation = m.conversation AND b.trashed_at = m.trashed_at) \
             AS messages \
             FROM message m JOIN conversation c ON c.pk = m.conversation LEFT JOIN message p ON p.pk = m.parent \
             WHERE m.trashed_at > 0 AND p.trashed_at IS NOT m.trashed_at \
             AND CASE WHEN ?1 IS NULL THEN c.trashed_at IS NULL ELSE c.id = ?1 END \
             ORDER BY m.trashed_at DESC, m.pk DESC",
        )
        .bind(conversation.as_ref().map(|id| uuid_bytes(&id.0)))
        .bind(EXCERPT_CHARS)
        .fetch_all(&self.readers)
        .await?;
        rows.iter().map(trashed).collect()
    }

    /// How many branches of conversations that are not in the trash themselves are there. The trash is small and looked at first:
    /// CROSS JOIN holds SQLite to this order.
    pub async fn trashed_branch_count(&self) -> Result<u64, StoreError> {
        let row = sqlx::query(
            "SELECT count(*) AS n FROM (SELECT DISTINCT m.conversation, m.trashed_at FROM message m \
             CROSS JOIN conversation c ON c.pk = m.conversation WHERE m.trashed_at > 0 AND c.trashed_at IS NULL)",
        )
        .fetch_one(&self.readers)
        .await?;
        Ok(rows::count(&row, "n")?.unwrap_or_default())
    }

    /// The comparison of which one answer is still to be picked.
    pub async fn comparing(&self, conversation: ConversationId) -> Result<Option<Uuid>, StoreError> {
        let row = sqlx::query("SELECT comparing FROM conversation WHERE id = ?")
            .bind(uuid_bytes(&conversation.0))
            .fetch_optional(&self.readers)
            .await?
            .ok_or_else(|| StoreError::no_conversation(conversation))?;
        rows::optional_uuid(&row, "comparing")
    }

    /// Ends the comparison with this answer of it: the path goes on from there, and its model is the one that is offered.
    pub async fn pick(
        &self,
        conversation: ConversationId,
        answer: MessageId,
        model: Option<&ModelRef>,
    ) -> Result<(), StoreError> {
        let mut writer = self.writer().await?;
        let mut tx = writer.begin(Durability::Full).await?;
        let place = conversation_pk(&mut tx, conversation).await?;
        let picked = live(&mut tx, place, answer).await?;
        let compared: bool = sqlx::query_scalar(
            "SELECT c.comparing IS NOT NULL AND c.comparing = m.comparison \
             FROM conversation c JOIN message m ON m.conversation = c.pk WHERE m.pk = ?",
        )
        .bind(picked.pk)
        .fetch_one(&mut *tx)
        .await?;
        if !compared {
            return Err(StoreError::no_message(answer));
        }
        let leaf = newest_leaf(&mut tx, place, picked.pk).await?;
        show(&mut tx, place, Some(leaf)).await?;
        sqlx::query("UPDATE conversation SET comparing = NULL WHERE pk = ?")
            .bind(place)
            .execute(&mut *tx)
            .await?;
        sqlx::query(
            "UPDATE conversation SET provider = coalesce(?1, provider), model = coalesce(?2, model) WHERE pk = ?3",
        )
        .bind(model.map(|model| model.provider.as_str()))
        .bind(model.map(|model| model.model.as_str()))
        .bind(place)
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Every message that is not in the trash, by its time.
    pub async fn outline(&self, conversation: ConversationId) -> Result<Vec<OutlineEntry>, StoreError> {
        let rows = sqlx::query(
            "SELECT m.id, p.id AS parent_id, m.role, m.status, m.provider, m.model, \
             substr(m.text, 1, ?2) AS excerpt, m.created_at \
             FROM message m JOIN conversation c ON c.pk = m.conversation LEFT JOIN message p ON p.pk = m.parent \
             WHERE c.id = ?1 AND m.trashed_at IS NULL ORDER BY m.created_at, m.id",
        )
        .bind(uuid_bytes(&conversation.0))
        .bind(EXCERPT_CHARS)
        .fetch_all(&self.readers)
        .await?;
        rows.iter().map(outlined).collect()
    }
}

/// `statement` over `branch`, the messages from ?2 down that are not in the trash. ?1 is their conversation.
fn below(statement: &str) -> sqlx::AssertSqlSafe<String> {
    sqlx::AssertSqlSafe(format!(
        "WITH RECURSIVE branch (pk) AS (SELECT ?2 UNION ALL SELECT m.pk FROM message m JOIN branch \
         ON m.conversation = ?1 AND m.parent = branch.pk WHERE m.trashed_at IS NULL) {statement}"
    ))
}

struct Place {
    pk: i64,
    parent: Option<i64>,
    role: String,
    created_at: i64,
}

async fn live(tx: &mut SqliteConnection, conversation: i64, message: MessageId) -> Result<Place, StoreError> {
    let row = sqlx::query(
        "SELECT pk, parent, role, created_at FROM message WHERE id = ? AND conversation = ? AND trashed_at IS NULL",
    )
    .bind(uuid_bytes(&message.0))
    .bind(conversation)
    .fetch_optional(tx)
    .await?
    .ok_or_else(|| StoreError::no_message(message))?;
    Ok(Place {
        pk: row.try_get("pk")?,
        parent: row.try_get("parent")?,
        role: row.try_get("role")?,
        created_at: row.try_get("created_at")?,
    })
}

/// Shows something else where the shown path ends in the trash.
async fn leave(tx: &mut SqliteConnection, conversation: i64, gone: &Place) -> Result<(), StoreError> {
    let hidden: bool = sqlx::query_scalar(
        "SELECT m.trashed_at IS NOT NULL FROM conversation c JOIN message m ON m.pk = c.leaf WHERE c.pk = ?",
    )
    .bind(conversation)
    .fetch_optional(&mut *tx)
    .await?
    .unwrap_or(false);
    if !hidden {
        return Ok(());
    }
    let mut nearest: Option<i64> = None;
    for beside in [
        "AND (created_at, id) < (?4, (SELECT id FROM message WHERE pk = ?5)) ORDER BY created_at DESC, id DESC LIMIT 1",
        "AND (created_at, id) > (?4, (SELECT id FROM message WHERE pk = ?5)) ORDER BY created_at, id LIMIT 1",
    ] {
        if nearest.is_none() {
            let query = format!(
                "SELECT pk FROM message WHERE conversation = ?1 AND parent IS ?2 AND role = ?3 AND trashed_at IS NULL {beside}"
            );
            nearest = sqlx::query_scalar(sqlx::AssertSqlSafe(query))
                .bind(conversation)
                .bind(gone.parent)
                .bind(gone.role.as_str())
                .bind(gone.created_at)
                .bind(gone.pk)
                .fetch_optional(&mut *tx)
                .await?;
        }
    }
    let leaf = match nearest {
        Some(sibling) => Some(newest_leaf(tx, conversation, sibling).await?),
        None => gone.parent,
    };
    show(tx, conversation, leaf).await
}

/// One answer alone is compared with nothing.
async fn settle(tx: &mut SqliteConnection, conversation: i64) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE conversation SET comparing = NULL WHERE pk = ?1 AND comparing IS NOT NULL AND (SELECT count(*) \
         FROM message m WHERE m.conversation = ?1 AND m.comparison = comparing AND m.trashed_at IS NULL) < 2",
    )
    .bind(conversation)
    .execute(tx)
    .await?;
    Ok(())
}

/// The end of the path that takes the newest child each time, as `Tree::newest_leaf` does.
async fn newest_leaf(tx: &mut SqliteConnection, conversation: i64, from: i64) -> Result<i64, StoreError> {
    let leaf = sqlx::query_scalar(
        "WITH RECURSIVE down (pk, depth) AS (SELECT ?2, 0 UNION ALL SELECT (SELECT m.pk FROM message m \
         WHERE m.conversation = ?1 AND m.parent = down.pk AND m.trashed_at IS NULL \
         ORDER BY m.created_at DESC, m.id DESC LIMIT 1), depth + 1 FROM down WHERE down.pk IS NOT NULL) \
         SELECT pk FROM down WHERE pk IS NOT NULL ORDER BY depth DESC LIMIT 1",
    )
    .bind(conversation)
    .bind(from)
    .fetch_one(tx)
    .await?;
    Ok(leaf)
}

async fn show(tx: &mut SqliteConnection, conversation: i64, leaf: Option<i64>) -> Result<(), StoreError> {
    sqlx::query("UPDATE conversation SET leaf = ? WHERE pk = ?")
        .bind(leaf)
        .bind(conversation)
        .execute(tx)
        .await?;
    Ok(())
}

fn trashed(row: &SqliteRow) -> Result<TrashedBranch, StoreError> {
    Ok(TrashedBranch {
        conversation: ConversationId(rows::uuid(row, "conversation_id")?),
        title: row.try_get("title")?,
        message: MessageId(rows::uuid(row, "id")?),
        role: role::parse(row.try_get("role")?)?,
        excerpt: row.try_get("excerpt")?,
        messages: rows::count(row, "messages")?.unwrap_or_default(),
        trashed_at: Timestamp(row.try_get("trashed_at")?),
    })
}

fn outlined(row: &SqliteRow) -> Result<OutlineEntry, StoreError> {
    Ok(OutlineEntry {
        id: MessageId(rows::uuid(row, "id")?),
        parent: rows::optional_uuid(row, "parent_id")?.map(MessageId),
        role: role::parse(row.try_get("role")?)?,
        status: status::parse(row.try_get("status")?)?,
        model: rows::model(row)?,
        excerpt: row.try_get("excerpt")?,
        created_at: Timestamp(row.try_get("created_at")?),
    })
}
