//! What was deleted for good and is wanted back comes under other ids, which follow from the old ones: so it is found again.

use parlance_domain::{ArchivedConversation, ConversationId, MessageId};
use sha2::{Digest as _, Sha256};
use sqlx::Row;
use sqlx::sqlite::SqliteConnection;
use uuid::{Builder, Uuid};

use crate::StoreError;
use crate::rows::uuid_bytes;

/// Where a conversation is, or where there is room for it. Generation 0 has the ids that it came with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Here {
        generation: u32,
        pk: i64,
        trashed: bool,
    },
    /// In all generations before this one it was deleted.
    Free {
        generation: u32,
    },
}

pub(super) async fn find(tx: &mut SqliteConnection, id: ConversationId) -> Result<Place, StoreError> {
    for generation in 0.. {
        let id = next(id.0, generation);
        let row = sqlx::query(
            "SELECT pk, trashed_at IS NOT NULL AS trashed, \
             EXISTS (SELECT 1 FROM sync_tombstone t WHERE t.entity = 'conversation' AND t.id = ?1) AS deleted \
             FROM (SELECT 1) LEFT JOIN conversation c ON c.id = ?1",
        )
        .bind(uuid_bytes(&id))
        .fetch_one(&mut *tx)
        .await?;
        if let Some(pk) = row.try_get("pk")? {
            return Ok(Place::Here { generation, pk, trashed: row.try_get("trashed")? });
        }
        if !row.try_get::<bool, _>("deleted")? {
            return Ok(Place::Free { generation });
        }
    }
    Err(StoreError::refused("a conversation was deleted too often"))
}

/// The conversation under the ids of a later generation.
pub(super) fn of(conversation: &ArchivedConversation, generation: u32) -> ArchivedConversation {
    let mut again = conversation.clone();
    let message = |id: MessageId| MessageId(next(id.0, generation));
    again.id = ConversationId(next(again.id.0, generation));
    again.leaf = again.leaf.map(message);
    for archived in &mut again.messages {
        let it = &mut archived.message;
        it.id = message(it.id);
        it.parent = it.parent.map(message);
        it.conversation = again.id;
        if let Some(summary) = it.route.as_mut().and_then(|route| route.summary.as_mut()) {
            summary.through = message(summary.through);
        }
    }
    again
}

fn next(id: Uuid, generation: u32) -> Uuid {
    if generation == 0 { id } else { derived(&[b"generation", &generation.to_be_bytes(), id.as_bytes()]) }
}

/// The id of a message whose own one is another message's.
pub(super) fn own(conversation: ConversationId, id: MessageId) -> MessageId {
    MessageId(derived(&[b"own", conversation.0.as_bytes(), id.0.as_bytes()]))
}

/// Each of `of` has a fixed length in its place, so that no two things have the same bytes.
fn derived(of: &[&[u8]]) -> Uuid {
    let mut hash = Sha256::new();
    for it in of {
        hash.update(it);
    }
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash.finalize()[..16]);
    Builder::from_custom_bytes(bytes).into_uuid()
}
