//! A conversation on its way out of one history and into another: what a file of Parlance's own holds, and what every importer
//! makes of somebody else's.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{ConversationId, Message, MessageId, ModelRef, Parameters, Timestamp};

/// What a file of one conversation says that it is, in `format` and `version`; see `docs/export-format.md`.
pub const CONVERSATION_FORMAT: &str = "parlance-conversation";
pub const CONVERSATION_VERSION: u32 = 1;

/// Everything that is known of one conversation. Blobs are named and not held.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ArchivedConversation {
    pub id: ConversationId,
    pub title: String,
    /// The message at the end of the path that is shown; one of `messages`.
    #[serde(default)]
    pub leaf: Option<MessageId>,
    #[serde(default)]
    pub model: Option<ModelRef>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    #[serde(default)]
    pub folder: Option<ArchivedName>,
    #[serde(default)]
    pub tags: Vec<ArchivedName>,
    #[serde(default)]
    pub pinned_at: Option<Timestamp>,
    #[serde(default)]
    pub archived_at: Option<Timestamp>,
    #[serde(default)]
    pub trashed_at: Option<Timestamp>,
    /// The format that it was imported from, such as `chatgpt`.
    #[serde(default)]
    pub source: Option<String>,
    #[serde(default)]
    pub persona: Option<Uuid>,
    #[serde(default)]
    pub parameters: Parameters,
    /// Parents before their children.
    pub messages: Vec<ArchivedMessage>,
}

/// A folder or a tag. Where no id is known the name alone says which one it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArchivedName {
    #[serde(default)]
    pub id: Option<Uuid>,
    pub name: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ArchivedMessage {
    #[serde(flatten)]
    pub message: Message,
    #[serde(default)]
    pub trashed_at: Option<Timestamp>,
}
