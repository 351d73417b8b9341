//! Tags: a conversation has as many of them as it is given.

use parlance_domain::{ConversationId, TagId, Timestamp};
use sqlx::Row;
use sqlx::sqlite::SqliteConnection;

use crate::listing::ids_json;
use crate::named::{self, Named};
use crate::rows::{self, uuid_bytes};
use crate::store::Durability;
use crate::{Store, StoreError};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    pub id: TagId,
    pub name: String,
    /// How many conversations outside of the trash have it.
    pub count: u64,
}

/// What [`Store::restore_tag`] needs of a tag that was deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeletedTag {
    id: TagId,
    name: String,
    created_at: i64,
    members: Vec<ConversationId>,
    /// To which it was given, or from which it was taken, since they were made.
    stamped: Vec<ConversationId>,
}

impl DeletedTag {
    /// How many conversations had it.
    pub fn members(&self) -> usize {
        self.members.len()
    }
}

impl Store {
    /// By name. The trash is small and looked at first: CROSS JOIN holds SQLite to this order.
    pub async fn tags(&self) -> Result<Vec<Tag>, StoreError> {
        let rows = sqlx::query(
            "WITH used (tag, n) AS (SELECT tag, count(*) FROM conversation_tag GROUP BY tag), \
             trashed (tag, n) AS (SELECT x.tag, count(*) FROM conversation c CROSS JOIN conversation_tag x ON x.conversation = c.pk \
                WHERE c.trashed_at IS NOT NULL GROUP BY x.tag) \
             SELECT id, name, coalesce(used.n, 0) - coalesce(trashed.n, 0) AS n \
             FROM tag LEFT JOIN used ON used.tag = tag.pk LEFT JOIN trashed ON trashed.tag = tag.pk \
             ORDER BY name COLLATE NOCASE, pk",
        )
        .fetch_all(&self.readers)
        .await?;
        rows.iter()
            .map(|row| {
                Ok(Tag {
                    id: TagId(rows::uuid(row, "id")?),
                    name: row.try_get("name")?,
                    count: rows::count(row, "n")?.unwrap_or_default(),
                })
            })
            .collect()
    }

    pub async fn add_tag(&self, name: &str, at: Timestamp) -> Result<TagId, StoreError> {
        let id = TagId::new();
        let mut writer = self.writer().await?;
        let mut tx = writer.begin(Durability::Full).await?;
        sqlx::query("INSERT INTO tag (id, name, created_at) VALUES (?, ?, ?)")
            .bind(uuid_bytes(&id.0))
            .bind(name)
            .bind(at.0)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(id)
    }

    pub async fn rename_tag(&self, id: TagId, name: &str) -> Result<(), StoreError> {
        if self.rename(Named::Tag, &id.0, name).await? { Ok(()) } else { Err(StoreError::no_tag(id)) }
    }

    /// Takes the tag from every conversation and removes it.
    pub async fn delete_tag(&self, id: TagId) -> Result<DeletedTag, StoreError> {
        let mut writer = self.writer().await?;
        let mut tx = writer.begin(Durability::Full).await?;
        let row = sqlx::query("SELECT pk, name, created_at FROM tag WHERE id = ?")
            .bind(uuid_bytes(&id.0))
            .fetch_optional(&mut *tx)
            .await?
            .ok_or_else(|| StoreError::no_tag(id))?;
        let pk: i64 = row.try_get("pk")?;
        let deleted = DeletedTag {
            id,
            name: row.try_get("name")?,
            created_at: row.try_get("created_at")?,
            members: named::members(&mut tx, Named::Tag, pk).await?,
            stamped: stamped(&mut tx, id).await?,
        };
        sqlx::query("DELETE FROM tag WHERE pk = ?").bind(pk).execute(&mut *tx).await?;
        tx.commit().await?;
        Ok(deleted)
    }

    /// Brings a deleted tag back to those of its conversations that are still there.
    pub async fn restore_tag(&self, deleted: &DeletedTag) -> Result<(), StoreError> {
        let DeletedTag { id, name, created_at, members, stamped } = deleted;
        let mut writer = self.writer().await?;
        let mut tx = writer.begin(Durability::Full).await?;
        sqlx::query("INSERT INTO tag (id, name, created_at) VALUES (?, ?, ?) ON CONFLICT (id) DO NOTHING")
            .bind(uuid_bytes(&id.0))
            .bind(name)
            .bind(created_at)
            .execute(&mut *tx)
            .await?;
        // Those from which it was taken before, too: without these stamps a merge would give it to them again.
        sqlx::query(
            "INSERT INTO sync_change SELECT 'conversation', c.id, 'tag:' || lower(hex(?1)) FROM conversation c \
             WHERE c.id IN (SELECT unhex(value) FROM json_each(?2))",
        )
        .bind(uuid_bytes(&id.0))
        .bind(ids_json(stamped)?)
        .execute(&mut *tx)
        .await?;
        sqlx::query(
            "INSERT INTO conversation_tag (conversation, tag) \
             SELECT c.pk, t.pk FROM conversation c, tag t \
             WHERE t.id = ? AND c.id IN (SELECT unhex(value) FROM json_each(?)) ON CONFLICT DO NOTHING",
        )
        .bind(uuid_bytes(&id.0))
        .bind(ids_json(members)?)
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(())
    }
}

async fn stamped(tx: &mut SqliteConnection, tag: TagId) -> Result<Vec<ConversationId>, StoreError> {
    let stamped = sqlx::query(
        "SELECT id FROM sync_field WHERE entity = 'conversation' AND field = 'tag:' || lower(hex(?))",
    )
    .bind(uuid_bytes(&tag.0))
    .fetch_all(tx)
    .await?;
    stamped.iter().map(|row| rows::uuid(row, "id").map(ConversationId)).collect()
}
