//! What a journal makes of a message.

use std::collections::BTreeMap;

use parlance_domain::Part;

use crate::journal::{Asked, SoFar};
use crate::{JournalEntry, JournalKind};

/// A message as it stands after its journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Folded {
    pub(crate) parts: Vec<Part>,
    /// Who was asked last; `None` where the journal does not say.
    pub(crate) asked: Option<Asked>,
    /// What they took, and how many bytes they said.
    pub(crate) taken: Option<(SoFar, u64)>,
}

/// Parts come in the order of their numbers. An entry that does not fit the part under its number opens a new part at the
/// end: words are kept even where they were misnumbered. What cannot be read does not take the words around it along.
pub(crate) fn fold(sealed: Vec<Part>, entries: Vec<JournalEntry>) -> Folded {
    let (behind, numbered): (Vec<_>, Vec<_>) = sealed.into_iter().partition(stands_behind);
    let mut message = Message {
        begun: u32::try_from(numbered.len()).unwrap_or(u32::MAX),
        parts: (0..).zip(numbered).collect(),
        begun_behind: behind.clone(),
        behind,
        asked: None,
        taken: None,
        said_bytes: 0,
    };
    entries.into_iter().for_each(|entry| message.take(entry));
    let taken = message.taken.map(|taken| (taken, message.said_bytes));
    let parts = message.parts.into_values().chain(message.behind).collect();
    Folded { parts, asked: message.asked, taken }
}

struct Message {
    parts: BTreeMap<u32, Part>,
    /// How many parts there were before the journal.
    begun: u32,
    behind: Vec<Part>,
    /// What stood behind the words before the journal.
    begun_behind: Vec<Part>,
    asked: Option<Asked>,
    taken: Option<SoFar>,
    /// By who was asked last.
    said_bytes: u64,
}

impl Message {
    fn take(&mut self, entry: JournalEntry) {
        match entry.kind {
            JournalKind::Call => self.begin_call(&entry.text),
            JournalKind::Part | JournalKind::Image => self.insert(&entry),
            JournalKind::Duration => self.end_reasoning(&entry),
            JournalKind::Taken => self.taken = serde_json::from_str(&entry.text).ok().or(self.taken),
            _ => self.write(entry),
        }
    }

    fn begin_call(&mut self, asked: &str) {
        self.asked = serde_json::from_str(asked).ok();
        (self.taken, self.said_bytes) = (None, 0);
        let is_wordless = |part: &Part| matches!(part, Part::Reasoning { text, .. } if text.is_empty());
        while let Some(last) = self.parts.last_entry()
            && *last.key() >= self.begun
            && is_wordless(last.get())
        {
            last.remove();
        }
        // Sources that were there before are the answer's; what was dropped is the newest call's.
        let is_source = |part: &&Part| matches!(part, Part::Citation(_));
        self.behind = self.begun_behind.iter().filter(is_source).cloned().collect();
    }

    fn end_reasoning(&mut self, entry: &JournalEntry) {
        if let Some(Part::Reasoning { duration_ms, .. }) = self.parts.get_mut(&entry.part) {
            *duration_ms = entry.text.parse().ok();
        }
    }

    fn insert(&mut self, entry: &JournalEntry) {
        let part = match entry.kind {
            JournalKind::Image => serde_json::from_str(&entry.text).map(Part::Image),
            _ => serde_json::from_str(&entry.text),
        };
        match part {
            Ok(part) if !stands_behind(&part) => {
                let free = !self.parts.contains_key(&entry.part);
                let number = if free { entry.part } else { self.behind_the_last() };
                self.parts.insert(number, part);
            }
            Ok(part) if !self.behind.contains(&part) => self.behind.push(part),
            Ok(_) => {}
            Err(_) => tracing::warn!("skipped a journal entry that cannot be read"),
        }
    }

    fn write(&mut self, entry: JournalEntry) {
        let number = match self.parts.get(&entry.part) {
            Some(part) if !fits(part, entry.kind) => match self.parts.last_key_value() {
                Some((last, part)) if fits(part, entry.kind) => *last,
                _ => self.behind_the_last(),
            },
            _ => entry.part,
        };
        let Some(fresh) = begin(entry.kind) else { return };
        if entry.kind.joins() {
            self.said_bytes += entry.text.len() as u64;
        }
        append(self.parts.entry(number).or_insert(fresh), entry);
    }

    fn behind_the_last(&self) -> u32 {
        self.parts.last_key_value().map_or(0, |(last, _)| last.saturating_add(1))
    }
}

/// Whether a part has no number.
fn stands_behind(part: &Part) -> bool {
    matches!(part, Part::Dropped(_) | Part::Citation(_))
}

fn fits(part: &Part, kind: JournalKind) -> bool {
    match part {
        Part::Text { .. } => kind == JournalKind::Text,
        Part::Reasoning { .. } => matches!(kind, JournalKind::Reasoning | JournalKind::Signature),
        Part::ToolCall { .. } => matches!(
            kind,
            JournalKind::ToolId
                | JournalKind::ToolName
                | JournalKind::ToolArguments
                | JournalKind::ToolSignature
        ),
        // These come whole.
        Part::ToolResult(_)
        | Part::Image(_)
        | Part::File(_)
        | Part::Dropped(_)
        | Part::Citation(_)
        | Part::Error { .. } => false,
    }
}

/// The part that an entry opens, without its text; `None` for what comes whole.
fn begin(kind: JournalKind) -> Option<Part> {
    match kind {
        JournalKind::Text => Some(Part::Text { text: String::new() }),
        JournalKind::Reasoning | JournalKind::Signature => {
            Some(Part::Reasoning { text: String::new(), duration_ms: None, signature: None })
        }
        JournalKind::ToolId
        | JournalKind::ToolName
        | JournalKind::ToolArguments
        | JournalKind::ToolSignature => {
            Some(Part::ToolCall { id: None, name: String::new(), arguments: String::new(), signature: None })
        }
        JournalKind::Duration
        | JournalKind::Image
        | JournalKind::Part
        | JournalKind::Call
        | JournalKind::Taken => None,
    }
}

fn append(part: &mut Part, entry: JournalEntry) {
    match (part, entry.kind) {
        (Part::Reasoning { signature, .. }, JournalKind::Signature)
        | (Part::ToolCall { signature, .. }, JournalKind::ToolSignature) => *signature = Some(entry.text),
        (Part::Text { text } | Part::Reasoning { text, .. }, _) => text.push_str(&entry.text),
        (Part::ToolCall { id, .. }, JournalKind::ToolId) => id.get_or_insert_default().push_str(&entry.text),
        (Part::ToolCall { name, .. }, JournalKind::ToolName) => name.push_str(&entry.text),
        (Part::ToolCall { arguments, .. }, _) => arguments.push_str(&entry.text),
        (
            Part::ToolResult(_)
            | Part::Image(_)
            | Part::File(_)
            | Part::Dropped(_)
            | Part::Citation(_)
            | Part::Error { .. },
            _,
        ) => {}
    }
}

#[cfg(test)]
#[path = "fold_tests.rs"]
mod tests;
