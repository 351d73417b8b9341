//! The search.

use parlance_domain::{ConversationId, MessageId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What was typed: words, `"phrases"`, `-what to leave out`, and filters such as `in:folder`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct SearchArgs {
    pub query: String,
}

/// One hit: a conversation, and the message in it that matched best (`None` when only the title did).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct SearchHit {
    #[ts(type = "string")]
    pub conversation: ConversationId,
    pub title: String,
    #[ts(type = "string | null")]
    pub message: Option<MessageId>,
    /// Pieces of the matching text in order; those with `hit` are what was searched for.
    pub snippet: Vec<SnippetPiece>,
    /// What was found in that text, as it stands there: each once, also what the snippet leaves out.
    pub words: Vec<String>,
    /// The words stand in a file beside the message.
    pub in_file: bool,
    /// How many more messages of the conversation match.
    pub further: usize,
    pub archived: bool,
    #[ts(type = "number")]
    pub updated_at: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct SnippetPiece {
    pub text: String,
    pub hit: bool,
}

/// What a filter looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SearchFilterKey {
    Folder,
    Tag,
    Model,
    Provider,
    Role,
    Before,
    After,
    Has,
    Is,
}

/// A filter as it stands in what was typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct SearchFilter {
    pub key: SearchFilterKey,
    /// As it is typed before the colon.
    pub name: String,
    /// Empty while it is being typed.
    pub value: String,
    /// What it names is left out.
    pub negated: bool,
    /// Where it stands, in characters (code points).
    pub start: usize,
    pub end: usize,
    /// Whether the value is one that the filter understands. Otherwise it is left out of the search.
    pub known: bool,
    /// What the value may become, where it is not yet one of these.
    pub suggestions: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
pub struct FilterValuesArgs {
    pub key: SearchFilterKey,
}
