//! The words of a turn on their way: small appends, folded into parts when the message is read or recovered.

use std::collections::BTreeMap;

use parlance_domain::{MessageId, Part, Picture};
use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqliteRow};

use crate::rows::{self, journal_kind, uuid_bytes};
use crate::store::Durability;
use crate::{Store, StoreError};

/// A piece of one part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalEntry {
    /// The part's place in the message. Parts that were sealed before a Continue keep theirs; an entry with such a number is
    /// appended to the sealed part.
    pub part: u32,
    pub kind: JournalKind,
    pub text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum JournalKind {
    Text,
    Reasoning,
    /// The provider's id of a tool call.
    ToolId,
    ToolName,
    /// A piece of the arguments' JSON text.
    ToolArguments,
    /// A whole picture, whose blob is kept already; see [`JournalEntry::picture`].
    Image,
}

impl JournalEntry {
    /// The entry of a picture.
    pub fn picture(part: u32, picture: &Picture) -> Result<Self, StoreError> {
        Ok(Self { part, kind: JournalKind::Image, text: rows::to_json("picture", picture)? })
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
    rows.iter().map(entry).collect()
}

fn entry(row: &SqliteRow) -> Result<JournalEntry, StoreError> {
    Ok(JournalEntry {
        part: row.try_get("part")?,
        kind: journal_kind::parse(row.try_get("kind")?)?,
        text: row.try_get("text")?,
    })
}

/// The message's parts as they stand after the journal. Parts come in the order of their numbers. An entry that does not fit
/// the part under its number opens a new part at the end: words are kept even where they were misnumbered.
pub(crate) fn fold(sealed: Vec<Part>, entries: Vec<JournalEntry>) -> Vec<Part> {
    let mut parts: BTreeMap<u32, Part> = (0..).zip(sealed).collect();
    for entry in entries {
        let number = match parts.get(&entry.part) {
            Some(part) if !fits(part, entry.kind) => match parts.last_key_value() {
                Some((last, part)) if fits(part, entry.kind) => *last,
                Some((last, _)) => last.saturating_add(1),
                None => entry.part,
            },
            _ => entry.part,
        };
        // A picture that cannot be read must not take the words around it along.
        let Some(fresh) = begin(&entry) else { continue };
        append(parts.entry(number).or_insert(fresh), entry);
    }
    parts.into_values().collect()
}

fn fits(part: &Part, kind: JournalKind) -> bool {
    match part {
        Part::Text { .. } => kind == JournalKind::Text,
        Part::Reasoning { .. } => kind == JournalKind::Reasoning,
        Part::ToolCall { .. } => {
            matches!(kind, JournalKind::ToolId | JournalKind::ToolName | JournalKind::ToolArguments)
        }
        // A picture comes whole.
        Part::Image(_) | Part::Dropped(_) | Part::Citation(_) | Part::Error { .. } => false,
    }
}

/// The part that an entry opens, without its text; a picture with all of it.
fn begin(entry: &JournalEntry) -> Option<Part> {
    Some(match entry.kind {
        JournalKind::Text => Part::Text { text: String::new() },
        JournalKind::Reasoning => Part::Reasoning { text: String::new(), duration_ms: None, signature: None },
        JournalKind::ToolId | JournalKind::ToolName | JournalKind::ToolArguments => {
            Part::ToolCall { id: None, name: String::new(), arguments: String::new(), signature: None }
        }
        JournalKind::Image => Part::Image(serde_json::from_str(&entry.text).ok()?),
    })
}

fn append(part: &mut Part, entry: JournalEntry) {
    match (part, entry.kind) {
        (Part::Text { text } | Part::Reasoning { text, .. }, _) => text.push_str(&entry.text),
        (Part::ToolCall { id, .. }, JournalKind::ToolId) => id.get_or_insert_default().push_str(&entry.text),
        (Part::ToolCall { name, .. }, JournalKind::ToolName) => name.push_str(&entry.text),
        (Part::ToolCall { arguments, .. }, _) => arguments.push_str(&entry.text),
        (Part::Image(_) | Part::Dropped(_) | Part::Citation(_) | Part::Error { .. }, _) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(part: u32, kind: JournalKind, text: &str) -> JournalEntry {
        JournalEntry { part, kind, text: text.into() }
    }

    fn text(text: &str) -> Part {
        Part::Text { text: text.into() }
    }

    #[test]
    fn pieces_become_parts_in_the_order_of_their_numbers() {
        let parts = fold(
            Vec::new(),
            vec![
                entry(0, JournalKind::Reasoning, "hm"),
                entry(2, JournalKind::ToolName, "clock"),
                entry(1, JournalKind::Text, "It is "),
                entry(2, JournalKind::ToolId, "call-1"),
                entry(2, JournalKind::ToolArguments, "{\"zone\":"),
                entry(1, JournalKind::Text, "late"),
                entry(2, JournalKind::ToolArguments, "1}"),
            ],
        );
        let call = Part::ToolCall {
            id: Some("call-1".into()),
            name: "clock".into(),
            arguments: "{\"zone\":1}".into(),
            signature: None,
        };
        assert_eq!(
            parts,
            [
                Part::Reasoning { text: "hm".into(), duration_ms: None, signature: None },
                text("It is late"),
                call
            ]
        );
    }

    #[test]
    fn a_continuation_lengthens_the_sealed_part() {
        let parts = fold(
            vec![text("one ")],
            vec![entry(0, JournalKind::Text, "two"), entry(1, JournalKind::Reasoning, "?")],
        );
        assert_eq!(
            parts,
            [text("one two"), Part::Reasoning { text: "?".into(), duration_ms: None, signature: None }]
        );
    }

    #[test]
    fn misnumbered_words_are_kept_together_at_the_end() {
        let parts = fold(
            vec![Part::Error { code: "network".into(), message: "gone".into() }],
            vec![entry(0, JournalKind::Text, "a"), entry(0, JournalKind::Text, "b")],
        );
        assert_eq!(parts.last(), Some(&text("ab")));
        assert_eq!(parts.len(), 2);
    }
}
