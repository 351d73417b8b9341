//! Folders, one level of them.

use parlance_domain::{ConversationId, FolderId, Timestamp};
use sqlx::Row;

use crate::listing::ids_json;
use crate::named::{self, Named};
use crate::rows::{self, uuid_bytes};
use crate::store::Durability;
use crate::{Store, StoreError};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder {
    pub id: FolderId,
    pub name: String,
}

/// What [`Store::restore_folder`] needs of a folder that was deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeletedFolder {
    id: FolderId,
    name: String,
    position: i64,
    created_at: i64,
    members: Vec<ConversationId>,
}

impl DeletedFolder {
    /// How many conversations were in it.
    pub fn members(&self) -> usize {
        self.members.len()
    }
}

impl Store {
    /// In their order.
    pub async fn folders(&self) -> Result<Vec<Folder>, StoreError> {
        let rows =
            sqlx::query("SELECT id, name FROM folder ORDER BY position, pk").fetch_all(&self.readers).await?;
        rows.iter()
            .map(|row| Ok(Folder { id: FolderId(rows::uuid(row, "id")?), name: row.try_get("name")? }))
            .collect()
    }

    /// Adds a folder behind the others.
    pub async fn add_folder(&self, name: &str, at: Timestamp) -> Result<FolderId, StoreError> {
        let id = FolderId::new();
        let mut writer = self.writer().await?;
        let mut tx = writer.begin(Durability::Full).await?;
        sqlx::query(
            "INSERT INTO folder (id, name, position, created_at) \
             SELECT ?, ?, coalesce(max(position) + 1, 0), ? FROM folder",
        )
        .bind(uuid_bytes(&id.0))
        .bind(name)
        .bind(at.0)
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(id)
    }

    pub async fn rename_folder(&self, id: FolderId, name: &str) -> Result<(), StoreError> {
        if self.rename(Named::Folder, &id.0, name).await? { Ok(()) } else { Err(StoreError::no_folder(id)) }
    }

    /// Puts these first, in this order. Those that are not named come behind them, as they were.
    pub async fn order_folders(&self, order: &[FolderId]) -> Result<(), StoreError> {
        let mut writer = self.writer().await?;
        let mut tx = writer.begin(Durability::Full).await?;
        let known: Vec<Vec<u8>> =
            sqlx::query_scalar("SELECT id FROM folder ORDER BY position, pk").fetch_all(&mut *tx).await?;
        let named = order.iter().map(|id| id.0.as_bytes().to_vec()).filter(|id| known.contains(id));
        let mut wanted: Vec<Vec<u8>> = named.collect();
        let others: Vec<_> = known.iter().filter(|id| !wanted.contains(id)).cloned().collect();
        wanted.extend(others);
        for (position, id) in (0_i64..).zip(wanted) {
            sqlx::query("UPDATE folder SET position = ?1 WHERE id = ?2 AND position <> ?1")
                .bind(position)
                .bind(id)
                .execute(&mut *tx)
                .await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// Removes the folder. Its conversations stay, in no folder.
    pub async fn delete_folder(&self, id: FolderId) -> Result<DeletedFolder, StoreError> {
        let mut writer = self.writer().await?;
        let mut tx = writer.begin(Durability::Full).await?;
        let row = sqlx::query("SELECT pk, name, position, created_at FROM folder WHERE id = ?")
            .bind(uuid_bytes(&id.0))
            .fetch_optional(&mut *tx)
            .await?
            .ok_or_else(|| StoreError::no_folder(id))?;
        let pk: i64 = row.try_get("pk")?;
        let deleted = DeletedFolder {
            id,
            name: row.try_get("name")?,
            position: row.try_get("position")?,
            created_at: row.try_get("created_at")?,
            members: named::members(&mut tx, Named::Folder, pk).await?,
        };
        sqlx::query("DELETE FROM folder WHERE pk = ?").bind(pk).execute(&mut *tx).await?;
        tx.commit().await?;
        Ok(deleted)
    }

    /// Brings a deleted folder back, with those of its conversations that were put into no other one since.
    pub async fn restore_folder(&self, deleted: &DeletedFolder) -> Result<(), StoreError> {
        let DeletedFolder { id, name, position, created_at, members } = deleted;
        let mut writer = self.writer().await?;
        let mut tx = writer.begin(Durability::Full).await?;
        sqlx::query(
            "INSERT INTO folder (id, name, position, created_at) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
        )
        .bind(uuid_bytes(&id.0))
        .bind(name)
        .bind(position)
        .bind(created_at)
        .execute(&mut *tx)
        .await?;
        sqlx::query(
            "UPDATE conversation SET folder = (SELECT pk FROM folder WHERE folder.id = ?) \
             WHERE folder IS NULL AND id IN (SELECT unhex(value) FROM json_each(?))",
        )
        .bind(uuid_bytes(&id.0))
        .bind(ids_json(members)?)
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(())
    }
}
