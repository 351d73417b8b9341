//! What is done to many conversations at once, each time in one transaction, and taking it back.

use parlance_domain::{ConversationId, FolderId, TagId, Timestamp};
use sqlx::sqlite::SqliteConnection;
use sqlx::{AssertSqlSafe, Row};

use crate::listing::ids_json;
use crate::rows::{self, uuid_bytes};
use crate::store::Durability;
use crate::{Store, StoreError};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Out of every folder where it is `None`.
    Folder(Option<FolderId>),
    Pinned(bool),
    Archived(bool),
    /// Into the trash, out of the list and the search; or back as it was.
    Trashed(bool),
    Tag {
        tag: TagId,
        given: bool,
    },
}

/// Which conversations a change has changed, and how they were. Whoever was so before is not among them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changes {
    conversations: Vec<ConversationId>,
    before: Before,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Before {
    Folders(Vec<Option<FolderId>>),
    Times(&'static str, Vec<Option<i64>>),
    Tag { tag: TagId, given: bool },
}

impl Changes {
    pub fn conversations(&self) -> &[ConversationId] {
        &self.conversations
    }
}

impl Store {
    /// Does it to all of them or, where it fails, to none. Conversations that are gone are passed over.
    ///
    /// # Errors
    /// `NotFound` where none of them, or not the folder or the tag, is there.
    pub async fn change(
        &self,
        conversations: &[ConversationId],
        change: Change,
        at: Timestamp,
    ) -> Result<Changes, StoreError> {
        let wanted = ids_json(conversations)?;
        let mut writer = self.writer().await?;
        let mut tx = writer.begin(Durability::Full).await?;
        let known: bool = sqlx::query_scalar(
            "SELECT EXISTS (SELECT 1 FROM conversation WHERE id IN (SELECT unhex(value) FROM json_each(?)))",
        )
        .bind(&wanted)
        .fetch_one(&mut *tx)
        .await?;
        if let (false, Some(first)) = (known, conversations.first()) {
            return Err(StoreError::no_conversation(*first));
        }
        let changes = match change {
            Change::Folder(folder) => move_to(&mut tx, &wanted, folder).await?,
            Change::Pinned(set) => set_time(&mut tx, &wanted, "pinned_at", set.then_some(at)).await?,
            Change::Archived(set) => set_time(&mut tx, &wanted, "archived_at", set.then_some(at)).await?,
            Change::Trashed(set) => set_time(&mut tx, &wanted, "trashed_at", set.then_some(at)).await?,
            Change::Tag { tag, given } => set_tag(&mut tx, &wanted, tag, given).await?,
        };
        tx.commit().await?;
        Ok(changes)
    }

    /// Puts each conversation back to how it was before the change. Folders and tags that are gone stay gone.
    pub async fn take_back(&self, changes: &Changes) -> Result<(), StoreError> {
        let mut writer = self.writer().await?;
        let mut tx = writer.begin(Durability::Full).await?;
        match &changes.before {
            Before::Folders(folders) => {
                let folders = folders.iter().map(|folder| folder.map(|id| id.0.simple().to_string()));
                let sql = "UPDATE conversation \
                    SET folder = (SELECT pk FROM folder WHERE folder.id = unhex(v.value ->> 1)) \
                    FROM json_each(?) v WHERE conversation.id = unhex(v.value ->> 0)";
                let before = paired(&changes.conversations, folders)?;
                sqlx::query(sql).bind(before).execute(&mut *tx).await?;
            }
            Before::Times(column, times) => {
                // What was deleted for good meanwhile does not come back.
                let sql = format!(
                    "UPDATE conversation SET {column} = v.value ->> 1 FROM json_each(?) v \
                     WHERE conversation.id = unhex(v.value ->> 0) AND trashed_at IS NOT 0"
                );
                let before = paired(&changes.conversations, times.iter())?;
                sqlx::query(AssertSqlSafe(sql)).bind(before).execute(&mut *tx).await?;
            }
            Before::Tag { tag, given } => {
                set_tag(&mut tx, &ids_json(&changes.conversations)?, *tag, *given).await?;
            }
        }
        tx.commit().await?;
        Ok(())
    }
}

fn paired<T: serde::Serialize>(
    ids: &[ConversationId],
    values: impl Iterator<Item = T>,
) -> Result<String, StoreError> {
    let pairs: Vec<_> = ids.iter().map(|id| id.0.simple().to_string()).zip(values).collect();
    rows::to_json("before", &pairs)
}

async fn set_time(
    tx: &mut SqliteConnection,
    wanted: &str,
    column: &'static str,
    at: Option<Timestamp>,
) -> Result<Changes, StoreError> {
    let others = if at.is_some() { "IS NULL" } else { "> 0" };
    let sql = format!(
        "SELECT id, {column} AS was FROM conversation \
         WHERE id IN (SELECT unhex(value) FROM json_each(?)) AND {column} {others}"
    );
    let rows = sqlx::query(AssertSqlSafe(sql)).bind(wanted).fetch_all(&mut *tx).await?;
    let (mut conversations, mut times) = (Vec::new(), Vec::new());
    for row in &rows {
        conversations.push(ConversationId(rows::uuid(row, "id")?));
        times.push(row.try_get("was")?);
    }
    let sql =
        format!("UPDATE conversation SET {column} = ? WHERE id IN (SELECT unhex(value) FROM json_each(?))");
    let update = sqlx::query(AssertSqlSafe(sql)).bind(at.map(|at| at.0)).bind(ids_json(&conversations)?);
    update.execute(&mut *tx).await?;
    Ok(Changes { conversations, before: Before::Times(column, times) })
}

async fn move_to(
    tx: &mut SqliteConnection,
    wanted: &str,
    folder: Option<FolderId>,
) -> Result<Changes, StoreError> {
    let target: Option<i64> = match folder {
        None => None,
        Some(id) => Some(
            sqlx::query_scalar("SELECT pk FROM folder WHERE id = ?")
                .bind(uuid_bytes(&id.0))
                .fetch_optional(&mut *tx)
                .await?
                .ok_or_else(|| StoreError::no_folder(id))?,
        ),
    };
    let rows = sqlx::query(
        "SELECT c.id, f.id AS was FROM conversation c LEFT JOIN folder f ON f.pk = c.folder \
         WHERE c.id IN (SELECT unhex(value) FROM json_each(?)) AND c.folder IS NOT ?",
    )
    .bind(wanted)
    .bind(target)
    .fetch_all(&mut *tx)
    .await?;
    let (mut conversations, mut folders) = (Vec::new(), Vec::new());
    for row in &rows {
        conversations.push(ConversationId(rows::uuid(row, "id")?));
        folders.push(rows::optional_uuid(row, "was")?.map(FolderId));
    }
    sqlx::query("UPDATE conversation SET folder = ? WHERE id IN (SELECT unhex(value) FROM json_each(?))")
        .bind(target)
        .bind(ids_json(&conversations)?)
        .execute(&mut *tx)
        .await?;
    Ok(Changes { conversations, before: Before::Folders(folders) })
}

async fn set_tag(
    tx: &mut SqliteConnection,
    wanted: &str,
    tag: TagId,
    given: bool,
) -> Result<Changes, StoreError> {
    let pk: Option<i64> = sqlx::query_scalar("SELECT pk FROM tag WHERE id = ?")
        .bind(uuid_bytes(&tag.0))
        .fetch_optional(&mut *tx)
        .await?;
    let pk = pk.ok_or_else(|| StoreError::no_tag(tag))?;
    let rows = sqlx::query(
        "SELECT c.id FROM conversation c WHERE c.id IN (SELECT unhex(value) FROM json_each(?)) \
         AND EXISTS (SELECT 1 FROM conversation_tag x WHERE x.conversation = c.pk AND x.tag = ?) = ?",
    )
    .bind(wanted)
    .bind(pk)
    .bind(!given)
    .fetch_all(&mut *tx)
    .await?;
    let conversations =
        rows.iter().map(|row| rows::uuid(row, "id").map(ConversationId)).collect::<Result<Vec<_>, _>>()?;
    let sql = if given {
        "INSERT INTO conversation_tag (conversation, tag) \
         SELECT pk, ?1 FROM conversation WHERE id IN (SELECT unhex(value) FROM json_each(?2))"
    } else {
        "DELETE FROM conversation_tag WHERE tag = ?1 AND conversation IN \
         (SELECT pk FROM conversation WHERE id IN (SELECT unhex(value) FROM json_each(?2)))"
    };
    sqlx::query(sql).bind(pk).bind(ids_json(&conversations)?).execute(&mut *tx).await?;
    Ok(Changes { conversations, before: Before::Tag { tag, given: !given } })
}
