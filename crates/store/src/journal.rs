//! The words of a turn on their way: small appends, folded into parts when the message is read or recovered.

use parlance_domain::{MessageId, ModelRef, Part, Picture, Route, Taken, Timestamp};
use serde::{Deserialize, Serialize};
use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqliteRow};

use crate::rows::{self, journal_kind, uuid_bytes};
use crate::store::Durability;
use crate::{Store, StoreError};

/// A piece of one part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalEntry {
    /// The part's place in the message. Parts that were sealed before a Continue keep theirs; an entry with such a number is
    /// appended to the sealed part. What stands behind the words (sources, and what was dropped) has no place.
    pub part: u32,
    pub kind: JournalKind,
    pub text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum JournalKind {
    Text,
    Reasoning,
    /// What goes back with a piece of reasoning. The newest counts.
    Signature,
    /// How long a piece of reasoning took, in milliseconds.
    Duration,
    /// The provider's id of a tool call.
    ToolId,
    ToolName,
    /// A piece of the arguments' JSON text.
    ToolArguments,
    /// What goes back with a tool call. The newest counts.
    ToolSignature,
    /// A whole picture, whose blob is kept already; see [`JournalEntry::picture`].
    Image,
    /// A whole part of any other kind; see [`JournalEntry::part`].
    Part,
    /// A model is asked; see [`JournalEntry::call`].
    Call,
    /// What that call has taken so far; see [`JournalEntry::taken`]. The newest counts.
    Taken,
}

impl JournalKind {
    /// Two entries in a row for one part are as good as one with both their texts.
    pub fn joins(self) -> bool {
        match self {
            Self::Text | Self::Reasoning | Self::ToolId | Self::ToolName | Self::ToolArguments => true,
            Self::Signature
            | Self::Duration
            | Self::ToolSignature
            | Self::Image
            | Self::Part
            | Self::Call
            | Self::Taken => false,
        }
    }
}

/// Who is asked, and how that came about: what a [`crate::Seal`] says of an answer that lived to its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    pub model: ModelRef,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub route: Option<Route>,
}

/// What a call has taken when somebody last said so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SoFar {
    pub(crate) taken: Taken,
    /// When it was made.
    pub(crate) at: Timestamp,
}

impl JournalEntry {
    /// The entry of a picture.
    pub fn picture(part: u32, picture: &Picture) -> Result<Self, StoreError> {
        Ok(Self { part, kind: JournalKind::Image, text: rows::to_json("picture", picture)? })
    }

    /// The entry of a part that comes whole, at its place. A source, or what was dropped, stands behind the words wherever
    /// it is said to be.
    pub fn part(place: u32, part: &Part) -> Result<Self, StoreError> {
        Ok(Self { part: place, kind: JournalKind::Part, text: rows::to_json("part", part)? })
    }

    /// A call begins, the first or one after a call that failed without a word: what that one left is void.
    pub fn call(asked: &Asked) -> Result<Self, StoreError> {
        Ok(Self { part: 0, kind: JournalKind::Call, text: rows::to_json("asked", asked)? })
    }

    /// What the call that was made `at` has taken so far. Its provider is paid for it, whatever becomes of this process.
    pub fn taken(taken: Taken, at: Timestamp) -> Result<Self, StoreError> {
        let text = rows::to_json("taken", &SoFar { taken, at })?;
        Ok(Self { part: 0, kind: JournalKind::Taken, text })
    }
}

impl Store {
    /// Appends to the journal of a turn that this store began, all entries or none. Survives the death of the process.
    pub async fn journal(&self, message: MessageId, entries: &[JournalEntry]) -> Result<(), StoreError> {
        let mut writer = self.writer().await?;
        let mut tx = writer.begin(Durability::Normal).await?;
        let pk: i64 = sqlx::query_scalar("SELECT pk FROM message WHERE id = ? AND owner = ?")
            .bind(uuid_bytes(&message.0))
            .bind(uuid_bytes(&self.instance.id))
            .fetch_optional(&mut *tx)
            .await?
            .ok_or_else(|| StoreError::not_streaming(message))?;
        for entry in entries {
            sqlx::query(
                "INSERT INTO journal (message, seq, part, kind, text) \
                 SELECT ?1, coalesce(max(seq) + 1, 0), ?2, ?3, ?4 FROM journal WHERE message = ?1",
            )
            .bind(pk)
            .bind(entry.part)
            .bind(journal_kind::name(entry.kind))
            .bind(entry.text.as_str())
            .execute(&mut *tx)
            .await?;
        }
        tx.commit().await?;
        Ok(())
    }
}

/// The journal of one message, in order.
pub(crate) async fn read(
    connection: &mut SqliteConnection,
    message: i64,
) -> Result<Vec<JournalEntry>, StoreError> {
    let rows = sqlx::query("SELECT part, kind, text FROM journal WHERE message = ? ORDER BY seq")
        .bind(message)
        .fetch_all(connection)
        .await?;
    rows.iter().filter_map(|row| entry(row).transpose()).collect()
}

/// `None` for a kind of a newer version: it must not take the words around it along.
fn entry(row: &SqliteRow) -> Result<Option<JournalEntry>, StoreError> {
    let Ok(kind) = journal_kind::parse(row.try_get("kind")?) else {
        tracing::warn!("skipped a journal entry of an unknown kind");
        return Ok(None);
    };
    Ok(Some(JournalEntry { part: row.try_get("part")?, kind, text: row.try_get("text")? }))
}
