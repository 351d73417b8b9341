//! What a conversation is, without saying where it is kept or how it is shown.
//!
//! A conversation is a tree of messages whose parents never change: an edit or a regeneration adds a sibling, so nothing
//! that was once said is overwritten. What a reader sees is the path from the root to the conversation's current leaf.

mod archive;
mod blob;
mod citation;
mod dropped;
mod id;
mod message;
mod organisation;
mod parameters;
mod prompts;
mod route;
mod taken;
mod tool_result;
mod tree;
mod usage;

pub use archive::{
    ArchivedConversation, ArchivedMessage, ArchivedName, CONVERSATION_FORMAT, CONVERSATION_VERSION,
};
pub use blob::{BlobId, NoBlobId};
pub use citation::Citation;
pub use dropped::{Dropped, DroppedKind};
pub use id::{ConversationId, FolderId, MessageId, PersonaId, TagId, TemplateId, TurnId};
pub use message::{
    Attachment, Conversation, FinishReason, Message, MessageStatus, ModelRef, Part, Picture, Role, Timings,
};
pub use organisation::{ArchivedFolder, ArchivedPersona, ArchivedTemplate, ArchivedUsage, Organisation};
pub use parameters::{
    Omission, OmissionReason, ParameterName, Parameters, Reasoning, ReasoningEffort, Refusal, Verbosity,
};
pub use prompts::{Persona, Template};
pub use route::{Passed, Route, Summarised};
pub use taken::Taken;
pub use tool_result::{ToolContent, ToolResult};
pub use tree::{Siblings, Tree};
pub use usage::{MicroDollars, Usage};

/// Milliseconds since 1970-01-01T00:00:00Z.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, serde::Serialize, serde::Deserialize,
)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// The system clock's time; a clock before 1970 counts as 0.
    pub fn now() -> Self {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        Self(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}
