use std::collections::{HashMap, HashSet};

use parlance_domain::{ArchivedConversation, Message, MessageId, MessageStatus, Timestamp};
use sqlx::Row;
use sqlx::sqlite::SqliteConnection;

use super::order::{Ordered, Placed, order};
use super::{Here, Places, generation, is_deleted};
use crate::rows::{self, finish, integer, role, status, uuid_bytes};
use crate::{StoreError, blobs, kept_parts, unread_files};

pub(super) struct Added {
    /// Of every message of the other history that is here now.
    pub(super) places: Places,
    pub(super) added: usize,
    pub(super) mended: usize,
}

/// The messages of a conversation that is here.
pub(super) async fn known(tx: &mut SqliteConnection, conversation: i64) -> Result<Places, StoreError> {
    let rows = sqlx::query("SELECT id, pk, trashed_at FROM message WHERE conversation = ?")
        .bind(conversation)
        .fetch_all(tx)
        .await?;
    rows.iter()
        .map(|row| {
            let trashed_at: Option<i64> = row.try_get("trashed_at")?;
            let here = Here { pk: row.try_get("pk")?, trashed_at: trashed_at.map(Timestamp) };
            Ok((MessageId(rows::uuid(row, "id")?), here))
        })
        .collect()
}

/// Adds what is not `known`, which is `None` for a new conversation. What was deleted for good here, and all below it, stays away;
/// what comes below a message in the trash is there with it.
pub(super) async fn add(
    tx: &mut SqliteConnection,
    conversation: i64,
    other: &ArchivedConversation,
    known: Option<Places>,
) -> Result<Added, StoreError> {
    let is_new = known.is_none();
    let known = known.unwrap_or_default();
    let Ordered { messages, mut mended } = order(&other.messages, |parent| known.contains_key(&parent));
    let mut places = known;
    let mut added = 0;
    for Placed { message, parent } in messages {
        let id = message.message.id;
        if places.contains_key(&id) {
            continue;
        }
        let own = generation::own(other.id, id);
        if !is_new {
            if let Some(place) = places.get(&own).copied() {
                places.insert(id, place);
                continue;
            }
            if is_deleted(tx, "message", &id.0).await? || is_deleted(tx, "message", &own.0).await? {
                continue;
            }
        }
        let parent = match parent {
            None => None,
            Some(parent) => match places.get(&parent) {
                Some(place) => Some(*place),
                // It was deleted.
                None => continue,
            },
        };
        let trashed_at = message.trashed_at.or(parent.and_then(|parent| parent.trashed_at));
        let new = New { message: &message.message, parent: parent.map(|parent| parent.pk), trashed_at };
        let pk = match insert(tx, conversation, new, id).await? {
            Some(pk) => pk,
            None => {
                mended += 1;
                insert(tx, conversation, new, own).await?.ok_or_else(|| StoreError::no_message(own))?
            }
        };
        blobs::refer(tx, pk, &message.message.parts).await?;
        unread_files::note(tx, &message.message.parts).await?;
        places.insert(id, Here { pk, trashed_at });
        added += 1;
    }
    Ok(Added { places, added, mended })
}

/// Which message ends the path that is shown: the other history's, else the newest that has no answer.
pub(super) fn leaf(other: &ArchivedConversation, places: &Places) -> Option<MessageId> {
    let here = |id: &MessageId| places.get(id).is_some_and(|place| place.trashed_at.is_none());
    let shown: HashMap<_, _> = other
        .messages
        .iter()
        .filter(|it| here(&it.message.id))
        .map(|it| (it.message.id, &it.message))
        .collect();
    if let Some(leaf) = other.leaf.filter(|leaf| shown.contains_key(leaf)) {
        return Some(leaf);
    }
    let parents: HashSet<_> = shown.values().filter_map(|message| message.parent).collect();
    let ends = shown.values().filter(|message| !parents.contains(&message.id));
    // In a circle each is a parent.
    ends.max_by_key(|it| (it.created_at, it.id))
        .or_else(|| shown.values().max_by_key(|it| (it.created_at, it.id)))
        .map(|message| message.id)
}

#[derive(Clone, Copy)]
struct New<'a> {
    message: &'a Message,
    parent: Option<i64>,
    trashed_at: Option<Timestamp>,
}

/// `None` where another message has the id.
async fn insert(
    tx: &mut SqliteConnection,
    conversation: i64,
    new: New<'_>,
    id: MessageId,
) -> Result<Option<i64>, StoreError> {
    let New { message, parent, trashed_at } = new;
    // Nobody writes it any more.
    let ended = match message.status {
        MessageStatus::Streaming => MessageStatus::Interrupted,
        ended => ended,
    };
    let json = |column, value: Option<_>| value.map(|value| rows::to_json(column, value)).transpose();
    let omissions = (!message.omissions.is_empty())
        .then(|| rows::to_json("omissions", &message.omissions))
        .transpose()?;
    let route = message.route.as_ref().map(|route| rows::to_json("route", route)).transpose()?;
    let asked = message.model.as_ref();
    let (text, parts) = kept_parts::columns(&message.parts)?;
    Ok(sqlx::query_scalar(
        "INSERT INTO message (id, conversation, parent, role, status, provider, model, finish, usage, first_token_ms, done_ms, \
         created_at, text, parts, route, omissions, comparison, trashed_at) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) \
         ON CONFLICT (id) DO NOTHING RETURNING pk",
    )
    .bind(uuid_bytes(&id.0))
    .bind(conversation)
    .bind(parent)
    .bind(role::name(message.role))
    .bind(status::name(ended))
    .bind(asked.map(|model| model.provider.as_str()))
    .bind(asked.map(|model| model.model.as_str()))
    .bind(message.finish.map(finish::name))
    .bind(json("usage", message.usage.as_ref())?)
    .bind(integer(message.timings.first_token_ms))
    .bind(integer(message.timings.done_ms))
    .bind(message.created_at.0)
    .bind(text)
    .bind(parts)
    .bind(route)
    .bind(omissions)
    .bind(message.comparison.as_ref().map(uuid_bytes))
    .bind(trashed_at.map(|at| at.0))
    .fetch_optional(tx)
    .await?)
}
