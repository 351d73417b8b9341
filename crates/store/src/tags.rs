//! Tags: a conversation has as many of them as it is given.

use parlance_domain::{ConversationId, TagId, Timestamp};
use sqlx::Row;

use crate::listing::ids_json;
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
}

impl DeletedTag {
    /// How many conversations had it.
    pub fn members(&self) -> usize {
        self.members.len()
    }
}

impl Store {
    /// By name.
    pub async fn tags(&self) -> Result<Vec<Tag>, StoreError> {
        let rows = sqlx::query(
            "SELECT id, name, (SELECT count(*) FROM conversation_tag x JOIN conversation c ON c.pk = x.conversation \
                WHERE x.tag = tag.pk AND c.trashed_at IS NULL) AS n \
             FROM tag ORDER BY name COLLATE NOCASE, pk",
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
        let mut writer = self.writer().await?;
        let mut tx = writer.begin(Durability::Full).await?;
        let done = sqlx::query("UPDATE tag SET name = ? WHERE id = ?")
            .bind(name)
            .bind(uuid_bytes(&id.0))
            .execute(&mut *tx)
            .await?;
        if done.rows_affected() == 0 {
            return Err(StoreError::no_tag(id));
        }
        tx.commit().await?;
        Ok(())
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
        let members = sqlx::query(
            "SELECT c.id FROM conversation_tag x JOIN conversation c ON c.pk = x.conversation WHERE x.tag = ?",
        )
        .bind(pk)
        .fetch_all(&mut *tx)
        .await?;
        let deleted = DeletedTag {
            id,
            name: row.try_get("name")?,
            created_at: row.try_get("created_at")?,
            members: members
                .iter()
                .map(|row| rows::uuid(row, "id").map(ConversationId))
                .collect::<Result<_, _>>()?,
        };
        sqlx::query("DELETE FROM tag WHERE pk = ?").bind(pk).execute(&mut *tx).await?;
        tx.commit().await?;
        Ok(deleted)
    }

    /// Brings a deleted tag back to those of its conversations that are still there.
    pub async fn restore_tag(&self, deleted: &DeletedTag) -> Result<(), StoreError> {
        let DeletedTag { id, name, created_at, members } = deleted;
        let mut writer = self.writer().await?;
        let mut tx = writer.begin(Durability::Full).await?;
        sqlx::query("DELETE FROM sync_tombstone WHERE entity = 'tag' AND id = ?")
            .bind(uuid_bytes(&id.0))
            .execute(&mut *tx)
            .await?;
        sqlx::query("INSERT INTO tag (id, name, created_at) VALUES (?, ?, ?) ON CONFLICT (id) DO NOTHING")
            .bind(uuid_bytes(&id.0))
            .bind(name)
            .bind(created_at)
            .execute(&mut *tx)
            .await?;
        sqlx::query("INSERT INTO sync_change VALUES ('tag', ?, 'name')")
            .bind(uuid_bytes(&id.0))
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
