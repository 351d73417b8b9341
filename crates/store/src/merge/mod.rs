//! Conversations from elsewhere: imports, backups, the archives of other histories.

mod fields;
mod generation;
mod messages;
mod names;
mod order;

use std::collections::HashMap;

use parlance_domain::{ArchivedConversation, ConversationId, MessageId, Timestamp};
use sqlx::sqlite::SqliteConnection;
use uuid::Uuid;

use crate::rows::uuid_bytes;
use crate::store::Durability;
use crate::{Store, StoreError, parameters};
use generation::{Place, find};
use messages::Added;

/// What becomes of a conversation that was deleted for good here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Deleted {
    #[default]
    StaysDeleted,
    /// It comes as another one, under ids of its own: its old ids stay deleted.
    ComesBack,
}

/// What became of one conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Merged {
    /// By which it is known here.
    pub id: ConversationId,
    pub outcome: MergeOutcome,
    /// Messages that were not here before.
    pub messages_added: usize,
    /// References that led nowhere or in circles: to a parent, to the leaf, an id that is used twice.
    pub mended: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MergeOutcome {
    New,
    /// It was here and got messages or fields.
    Completed,
    /// It was here with everything.
    Known,
    /// It lies in the trash and stays there; what was missing is with it.
    InTrash,
    /// It was deleted for good and stays so.
    Deleted,
}

/// Where a conversation of another history stands in this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    Unknown,
    Here,
    InTrash,
    Deleted,
}

impl Store {
    /// Takes conversations over, in one transaction: all of them or, with an error, none.
    ///
    /// Whatever was changed here stays, and the same again changes nothing. A message that is here is left as it is; one that is
    /// missing comes in under its parent. Fields of a conversation that is here are taken over where they were never changed here
    /// and the other one is newer. Folders and tags are found by id, else by name, else made, unless they were deleted here. Files have
    /// to be put before.
    ///
    /// A power cut may take it back, in whole transactions: [`Store::settle`] comes after the last one. Nobody else writes while
    /// it runs, so a call should hold a few thousand messages at most.
    pub async fn merge(
        &self,
        conversations: &[ArchivedConversation],
        deleted: Deleted,
    ) -> Result<Vec<Merged>, StoreError> {
        let mut writer = self.writer().await?;
        let mut tx = writer.begin(Durability::Normal).await?;
        let mut merged = Vec::with_capacity(conversations.len());
        for conversation in conversations {
            merged.push(merge_one(&mut tx, conversation, deleted).await?);
        }
        tx.commit().await?;
        Ok(merged)
    }

    /// Makes everything that was committed until now survive a power cut.
    pub async fn settle(&self) -> Result<(), StoreError> {
        let mut writer = self.writer().await?;
        let mut tx = writer.begin(Durability::Full).await?;
        // A transaction that writes nothing is not synced.
        sqlx::query("UPDATE sync_clock SET hlc = hlc").execute(&mut *tx).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Where conversations of another history stand here, in the order of `ids`.
    pub async fn standing(&self, ids: &[ConversationId]) -> Result<Vec<Standing>, StoreError> {
        let mut tx = self.readers.begin().await?;
        let mut standing = Vec::with_capacity(ids.len());
        for id in ids {
            standing.push(match find(&mut tx, *id).await? {
                Place::Here { trashed: false, .. } => Standing::Here,
                Place::Here { trashed: true, .. } => Standing::InTrash,
                Place::Free { generation: 0 } => Standing::Unknown,
                Place::Free { .. } => Standing::Deleted,
            });
        }
        Ok(standing)
    }
}

async fn merge_one(
    tx: &mut SqliteConnection,
    conversation: &ArchivedConversation,
    deleted: Deleted,
) -> Result<Merged, StoreError> {
    let place = find(tx, conversation.id).await?;
    let (Place::Here { generation, .. } | Place::Free { generation }) = place;
    let again;
    let conversation = if generation == 0 {
        conversation
    } else {
        again = generation::of(conversation, generation);
        &again
    };
    match place {
        Place::Here { pk, trashed, .. } => complete(tx, pk, trashed, conversation).await,
        Place::Free { generation: 1.. } if deleted == Deleted::StaysDeleted => {
            Ok(Merged { id: conversation.id, outcome: MergeOutcome::Deleted, messages_added: 0, mended: 0 })
        }
        Place::Free { .. } => insert(tx, conversation).await,
    }
}

async fn insert(tx: &mut SqliteConnection, new: &ArchivedConversation) -> Result<Merged, StoreError> {
    let folder = match &new.folder {
        Some(folder) => names::folder(tx, folder).await?,
        None => None,
    };
    let pk: i64 = sqlx::query_scalar(
        "INSERT INTO conversation (id, title, provider, model, created_at, updated_at, trashed_at, folder, persona, pinned_at, \
         archived_at, source) VALUES (?, ?, ?, ?, ?, ?, ?, ?, (SELECT pk FROM persona WHERE id = ?), ?, ?, nullif(?, '')) \
         RETURNING pk",
    )
    .bind(uuid_bytes(&new.id.0))
    .bind(new.title.as_str())
    .bind(new.model.as_ref().map(|model| model.provider.as_str()))
    .bind(new.model.as_ref().map(|model| model.model.as_str()))
    .bind(new.created_at.0)
    .bind(new.updated_at.0)
    .bind(new.trashed_at.map(|at| at.0))
    .bind(folder)
    .bind(new.persona.as_ref().map(uuid_bytes))
    .bind(new.pinned_at.map(|at| at.0))
    .bind(new.archived_at.map(|at| at.0))
    .bind(new.source.as_deref())
    .fetch_one(&mut *tx)
    .await?;
    if !new.parameters.is_empty() {
        parameters::put(tx, Some(pk), &new.parameters).await?;
    }
    names::tag(tx, pk, new, &[]).await?;
    let Added { places, added, mut mended } = messages::add(tx, pk, new, None).await?;
    let shown = messages::leaf(new, &places);
    mended += usize::from(new.leaf.is_some() && new.leaf != shown);
    set_leaf(tx, pk, shown.and_then(|leaf| places.get(&leaf)).map(|here| here.pk)).await?;
    Ok(Merged { id: new.id, outcome: MergeOutcome::New, messages_added: added, mended })
}

async fn complete(
    tx: &mut SqliteConnection,
    pk: i64,
    trashed: bool,
    other: &ArchivedConversation,
) -> Result<Merged, StoreError> {
    let known = messages::known(tx, pk).await?;
    let Added { places, added, mended } = messages::add(tx, pk, other, Some(known)).await?;
    let changed = fields::take_over(tx, pk, other, &places).await?;
    if added > 0 {
        sqlx::query("UPDATE conversation SET updated_at = max(updated_at, ?) WHERE pk = ?")
            .bind(other.updated_at.0)
            .bind(pk)
            .execute(tx)
            .await?;
    }
    let outcome = match (trashed, added > 0 || changed) {
        (true, _) => MergeOutcome::InTrash,
        (false, true) => MergeOutcome::Completed,
        (false, false) => MergeOutcome::Known,
    };
    // What was mended when it came is mended in every repetition.
    Ok(Merged { id: other.id, outcome, messages_added: added, mended: if added > 0 { mended } else { 0 } })
}

async fn set_leaf(tx: &mut SqliteConnection, pk: i64, leaf: Option<i64>) -> Result<(), StoreError> {
    sqlx::query("UPDATE conversation SET leaf = ? WHERE pk = ?").bind(leaf).bind(pk).execute(tx).await?;
    Ok(())
}

async fn is_deleted(tx: &mut SqliteConnection, entity: &str, id: &Uuid) -> Result<bool, StoreError> {
    Ok(sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM sync_tombstone WHERE entity = ? AND id = ?)")
        .bind(entity)
        .bind(uuid_bytes(id))
        .fetch_one(tx)
        .await?)
}

/// A message that is here.
#[derive(Debug, Clone, Copy)]
struct Here {
    pk: i64,
    trashed_at: Option<Timestamp>,
}

/// Messages that are here, by the ids that the other history gave them.
type Places = HashMap<MessageId, Here>;
