use parlance_domain::{BlobId, ConversationId, MessageId, TurnId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{ComparisonView, ErrorCode, Overflow, RouteView};

/// A row of the sidebar. Times are milliseconds since 1970.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ConversationSummary {
    #[ts(type = "string")]
    pub id: ConversationId,
    pub title: String,
    #[ts(type = "number")]
    pub updated_at: i64,
    /// A turn is writing it now.
    pub streaming: bool,
}

/// A conversation as it is shown: the path from its first message to its current leaf.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct ConversationView {
    #[ts(type = "string")]
    pub id: ConversationId,
    pub title: String,
    pub model: Option<ModelChoice>,
    /// The end of the path, or all of it.
    pub messages: Vec<MessageView>,
    /// Whether others stand before them on the path.
    pub has_earlier: bool,
    pub draft: String,
    /// Answers side by side below the last of `messages`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub comparison: Option<ComparisonView>,
}

/// A model together with the provider that serves it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
pub struct ModelChoice {
    pub provider: String,
    pub model: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum MessageRole {
    User,
    Assistant,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum MessageState {
    Streaming,
    Complete,
    Interrupted,
    Failed,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct MessageView {
    #[ts(type = "string")]
    pub id: MessageId,
    pub role: MessageRole,
    pub state: MessageState,
    pub model: Option<ModelChoice>,
    /// The model's and the provider's names for people.
    pub model_name: Option<String>,
    pub provider_name: Option<String>,
    /// How the model came about; `None` where it was asked by name and has answered.
    pub route: Option<RouteView>,
    /// Empty while the message streams: then the turn's frames carry its parts. Empty for a person's message: its source is
    /// shown as it was typed.
    pub parts: Vec<PartView>,
    /// The visible text as it was written, for copying and editing.
    pub source: String,
    /// What a person attached.
    pub files: Vec<crate::MessageFile>,
    /// What the model could not be sent; known when the message is sealed.
    pub dropped: Vec<DroppedView>,
    /// The sources that it names; known when the message is sealed.
    pub sources: Vec<SourceView>,
    /// The error that ended it; the face shows a card with the one right button.
    pub error: Option<MessageError>,
    /// The turn that writes it now.
    #[ts(type = "string | null")]
    pub turn: Option<TurnId>,
    pub siblings: SiblingsView,
    pub stats: Option<MessageStats>,
    /// What of the parameters that were set was not sent.
    #[ts(as = "Vec<crate::parameters::Omission>")]
    pub omissions: Vec<parlance_domain::Omission>,
    #[ts(type = "number")]
    pub created_at: i64,
}

/// A rendered part. `blocks` are safe HTML, one top-level block each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum PartView {
    Text {
        blocks: Vec<String>,
    },
    Reasoning {
        blocks: Vec<String>,
        #[ts(type = "number | null")]
        duration_ms: Option<u64>,
    },
    ToolCall {
        name: String,
        arguments: String,
    },
    /// What a tool gave.
    ToolResult(ToolResultView),
    Image(PictureView),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ToolResultView {
    pub name: String,
    pub content: Vec<ToolContentView>,
    /// The tool was run and failed, or was not run.
    pub is_error: bool,
}

/// `text` is as the tool gave it, and neither Markdown nor HTML.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ToolContentView {
    Text { text: String },
    Image(PictureView),
}

/// A picture of an answer. Its bytes are `load_blob`'s.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PictureView {
    #[ts(type = "string")]
    pub blob: BlobId,
    pub media_type: String,
    /// In pixels, where the file says.
    pub width: Option<u32>,
    pub height: Option<u32>,
    pub alt: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
pub struct BlobArgs {
    #[ts(type = "string")]
    pub blob: BlobId,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct SavePictureArgs {
    #[ts(type = "string")]
    pub blob: BlobId,
    /// What the picture shows. The file's name is made of it.
    pub name: String,
}

/// The code of a block and what its fence says of it; both may be empty.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct SaveCodeArgs {
    pub text: String,
    pub file: String,
    pub language: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct SaveImageArgs {
    pub url: String,
    /// What the image shows. The file's name is made of it.
    pub name: String,
}

/// What somebody looks at; `None` where it is no conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
pub struct LookArgs {
    #[ts(type = "string | null")]
    pub conversation: Option<ConversationId>,
}

/// Whether images of a host are shown in a conversation without being asked for one by one.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct ImageHostArgs {
    #[ts(type = "string")]
    pub conversation: ConversationId,
    pub host: String,
    pub shown: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct DroppedView {
    pub kind: DroppedKindView,
    pub count: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DroppedKindView {
    Image,
    Document,
    ToolChoice,
}

/// At least one of the members is there. `url` is http or https.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct SourceView {
    pub url: Option<String>,
    pub title: Option<String>,
    /// The words of the source.
    pub quote: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct MessageError {
    pub code: ErrorCode,
    pub message: String,
}

/// The message's place among its siblings: `ids[index]` is the message itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct SiblingsView {
    #[ts(type = "Array<string>")]
    pub ids: Vec<MessageId>,
    pub index: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct MessageStats {
    #[ts(type = "number | null")]
    pub first_token_ms: Option<u64>,
    #[ts(type = "number | null")]
    pub duration_ms: Option<u64>,
    #[ts(type = "number | null")]
    pub input_tokens: Option<u64>,
    #[ts(type = "number | null")]
    pub output_tokens: Option<u64>,
    /// In millionths of a US dollar; `None` where no price is known.
    #[ts(type = "number | null")]
    pub cost: Option<i64>,
    /// The provider has not told all of the cost; list prices were taken.
    pub cost_estimated: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct ConversationArgs {
    #[ts(type = "string")]
    pub conversation: ConversationId,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct RenameArgs {
    #[ts(type = "string")]
    pub conversation: ConversationId,
    pub title: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct MessageArgs {
    #[ts(type = "string")]
    pub conversation: ConversationId,
    #[ts(type = "string")]
    pub message: MessageId,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct SendArgs {
    /// `None` starts a new conversation.
    #[ts(type = "string | null")]
    pub conversation: Option<ConversationId>,
    pub text: String,
    pub model: ModelChoice,
    /// What happens this time if the conversation is too long; `None` is as the settings have it.
    #[serde(default)]
    #[ts(optional)]
    pub overflow: Option<Overflow>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct RegenerateArgs {
    #[ts(type = "string")]
    pub conversation: ConversationId,
    /// The answer that gets a sibling.
    #[ts(type = "string")]
    pub message: MessageId,
    /// `None` asks the model that wrote it.
    pub model: Option<ModelChoice>,
    /// As in [`SendArgs`]; `None` does what was done for the answer before, or else what the settings have.
    #[serde(default)]
    #[ts(optional)]
    pub overflow: Option<Overflow>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct ContinueArgs {
    #[ts(type = "string")]
    pub conversation: ConversationId,
    /// The answer that goes on.
    #[ts(type = "string")]
    pub message: MessageId,
    /// As in [`RegenerateArgs`].
    #[serde(default)]
    #[ts(optional)]
    pub overflow: Option<Overflow>,
}

/// A turn that has begun: the question is committed and the answer's row exists.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct TurnStarted {
    #[ts(type = "string")]
    pub turn: TurnId,
    #[ts(type = "string")]
    pub conversation: ConversationId,
    /// The shown path with the new messages at its end.
    pub view: ConversationView,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
pub struct TurnArgs {
    #[ts(type = "string")]
    pub turn: TurnId,
}

/// The watcher has applied every frame up to `seq`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
pub struct AckArgs {
    #[ts(type = "string")]
    pub turn: TurnId,
    /// The watcher, as `TurnEvent::Reset` named it.
    #[ts(type = "number")]
    pub watcher: u64,
    #[ts(type = "number")]
    pub seq: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct DraftArgs {
    /// `None` is the draft of the new chat.
    #[ts(type = "string | null")]
    pub conversation: Option<ConversationId>,
    pub text: String,
}
