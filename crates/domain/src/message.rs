use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    BlobId, Citation, ConversationId, Dropped, MessageId, Omission, Route, Timestamp, ToolResult, Usage,
};

/// A conversation without its messages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conversation {
    pub id: ConversationId,
    pub title: String,
    /// The message at the end of the path that is shown; `None` while there is no message.
    pub leaf: Option<MessageId>,
    /// The model that the composer offers when the conversation is opened.
    pub model: Option<ModelRef>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// A model as its provider calls it. The provider decides the wire format, never the model's name.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ModelRef {
    /// The id of a row of the provider directory, such as `openai`.
    pub provider: String,
    /// The provider's own model id, such as `gpt-6.1-sol`.
    pub model: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    System,
    User,
    Assistant,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MessageStatus {
    /// A turn is writing it; the words so far are in the journal.
    Streaming,
    /// Ended by the provider's own terminal event.
    Complete,
    /// Ended by anything else after words were shown: stop button, lost connection, dead process.
    Interrupted,
    /// Ended by an error before a word was shown.
    Failed,
}

/// Why a model stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FinishReason {
    Stop,
    /// The limit on output tokens or the context window was reached.
    Length,
    ToolCalls,
    ContentFilter,
    Refusal,
    Error,
    Other,
}

/// One piece of a message, in the order in which it came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Part {
    Text {
        text: String,
    },
    Reasoning {
        text: String,
        /// How long the model thought aloud, in milliseconds; `None` where the turn did not live to say it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        duration_ms: Option<u64>,
        /// What the model's provider wants back with it, unread; see `parlance_llm::StreamEvent::ReasoningSignature`.
        /// The text may be empty then.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        signature: Option<String>,
    },
    /// A tool the model asked to run. `arguments` is JSON text as the provider sent it, valid or not.
    ToolCall {
        id: Option<String>,
        name: String,
        arguments: String,
        /// What the model's provider wants back with it, unread; see `parlance_llm::StreamEvent::ToolCallSignature`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        signature: Option<String>,
    },
    ToolResult(ToolResult),
    /// A picture: one that the model made, or one that the person attached.
    Image(Picture),
    /// A file that the person attached.
    File(Attachment),
    /// What the model that answers could not be sent.
    Dropped(Dropped),
    /// A source of the answer. They stand behind its words, in the order in which they were named.
    Citation(Citation),
    /// Why the message ended badly. `code` is from the closed set of `parlance_llm::ErrorKind`; `message` is for people.
    Error {
        code: String,
        message: String,
    },
}

impl Part {
    /// Every file that it names.
    pub fn blobs(&self) -> impl Iterator<Item = BlobId> {
        let file = match self {
            Self::File(file) => Some(file.blob),
            _ => None,
        };
        self.pictures().map(|picture| picture.blob).chain(file)
    }

    /// Every picture in it.
    pub fn pictures(&self) -> impl Iterator<Item = &Picture> {
        let (own, given) = match self {
            Self::Image(picture) => (Some(picture), None),
            Self::ToolResult(result) => (None, Some(result.pictures())),
            _ => (None, None),
        };
        own.into_iter().chain(given.into_iter().flatten())
    }
}

/// A picture whose bytes are kept as a blob.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    pub blob: BlobId,
    /// By its first bytes: `image/png`, `image/jpeg`, `image/webp`, `image/gif` or `image/avif`.
    pub media_type: String,
    /// In pixels; `None` where the file does not say.
    pub width: Option<u32>,
    pub height: Option<u32>,
    /// What it was asked to show, for who cannot see it and for the search.
    pub alt: String,
}

/// A file whose bytes are kept as a blob.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    pub blob: BlobId,
    /// As its owner called it, without folders.
    pub name: String,
    /// Such as `application/pdf`, by its bytes where these say it.
    pub media_type: String,
    pub size_bytes: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    pub id: MessageId,
    pub conversation: ConversationId,
    /// Fixed at creation; `None` for the first message of a conversation and its siblings.
    pub parent: Option<MessageId>,
    pub role: Role,
    pub status: MessageStatus,
    /// Who answered; `None` on messages of people.
    pub model: Option<ModelRef>,
    pub parts: Vec<Part>,
    pub finish: Option<FinishReason>,
    pub usage: Option<Usage>,
    pub timings: Timings,
    /// `None` where the model that was asked has answered.
    pub route: Option<Route>,
    /// What of the parameters that were set did not reach the model.
    #[serde(default)]
    pub omissions: Vec<Omission>,
    /// The same on answers that several models gave to one question, asked side by side.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comparison: Option<Uuid>,
    pub created_at: Timestamp,
}

impl Message {
    /// The visible text: all text parts, joined as they came. Reasoning, tool calls and errors are not in it.
    pub fn text(&self) -> String {
        self.parts
            .iter()
            .filter_map(|part| match part {
                Part::Text { text } => Some(text.as_str()),
                _ => None,
            })
            .collect()
    }
}

/// Spans of a turn, in milliseconds from the moment it was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Timings {
    pub first_token_ms: Option<u64>,
    pub done_ms: Option<u64>,
}
