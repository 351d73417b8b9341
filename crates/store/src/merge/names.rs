//! Folders and tags, which two histories may know by different ids.

use parlance_domain::{ArchivedConversation, ArchivedName, Timestamp};
use sqlx::sqlite::SqliteConnection;
use uuid::Uuid;

use super::is_deleted;
use crate::StoreError;
use crate::rows::uuid_bytes;

/// Finds a folder, or makes it behind the others. `None` where it has no name, or was deleted here.
pub(super) async fn folder(
    tx: &mut SqliteConnection,
    name: &ArchivedName,
) -> Result<Option<i64>, StoreError> {
    let found =
        find(tx, name, "SELECT pk FROM folder WHERE id = ?1 OR name = ?2 ORDER BY id = ?1 DESC, pk LIMIT 1")
            .await?;
    if found.is_some() || name.name.is_empty() || was_deleted(tx, "folder", name).await? {
        return Ok(found);
    }
    make(
        tx,
        name,
        "INSERT INTO folder (id, name, position, created_at) \
         SELECT ?1, ?2, (SELECT coalesce(max(position) + 1, 0) FROM folder), ?3 RETURNING pk",
    )
    .await
    .map(Some)
}

/// Gives a conversation its tags, except those that were deleted here, and those that were given or taken here before: `stamps` are
/// its fields with a stamp. How many it got.
pub(super) async fn tag(
    tx: &mut SqliteConnection,
    conversation: i64,
    other: &ArchivedConversation,
    stamps: &[String],
) -> Result<u64, StoreError> {
    let mut given = 0;
    for name in other.tags.iter().filter(|name| !name.name.is_empty()) {
        let found =
            find(tx, name, "SELECT pk FROM tag WHERE id = ?1 OR name = ?2 ORDER BY id = ?1 DESC, pk LIMIT 1")
                .await?;
        let pk = match found {
            Some(pk) => pk,
            None if was_deleted(tx, "tag", name).await? => continue,
            None => {
                make(tx, name, "INSERT INTO tag (id, name, created_at) VALUES (?1, ?2, ?3) RETURNING pk")
                    .await?
            }
        };
        let field: String = sqlx::query_scalar("SELECT 'tag:' || lower(hex(id)) FROM tag WHERE pk = ?")
            .bind(pk)
            .fetch_one(&mut *tx)
            .await?;
        if !stamps.contains(&field) {
            let done =
                sqlx::query("INSERT OR IGNORE INTO conversation_tag (conversation, tag) VALUES (?, ?)")
                    .bind(conversation)
                    .bind(pk)
                    .execute(&mut *tx)
                    .await?;
            given += done.rows_affected();
        }
    }
    Ok(given)
}

/// A name without an id is nothing that was here before.
async fn was_deleted(
    tx: &mut SqliteConnection,
    entity: &str,
    name: &ArchivedName,
) -> Result<bool, StoreError> {
    match &name.id {
        Some(id) => is_deleted(tx, entity, id).await,
        None => Ok(false),
    }
}

async fn find(
    tx: &mut SqliteConnection,
    name: &ArchivedName,
    sql: &'static str,
) -> Result<Option<i64>, StoreError> {
    let id = name.id.as_ref().map(uuid_bytes);
    Ok(sqlx::query_scalar(sql).bind(id).bind(name.name.as_str()).fetch_optional(tx).await?)
}

async fn make(tx: &mut SqliteConnection, name: &ArchivedName, sql: &'static str) -> Result<i64, StoreError> {
    let id = name.id.unwrap_or_else(Uuid::now_v7);
    Ok(sqlx::query_scalar(sql)
        .bind(uuid_bytes(&id))
        .bind(name.name.as_str())
        .bind(Timestamp::now().0)
        .fetch_one(tx)
        .await?)
}
