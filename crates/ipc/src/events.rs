use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{ErrorCode, MessageError, MessageState, ModelChoice, PictureView, ToolResultView};

/// What a turn's watcher receives, in order, on one channel. A message is under 7 KB as JSON: above 8,192 bytes the webview
/// would have to fetch it apart.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum TurnEvent {
    /// The first event: clear the message; everything that follows builds it anew.
    Reset {
        #[ts(type = "number")]
        watcher: u64,
    },
    /// Changes to the message, to be applied in order. `seq` grows by 1 with each frame (whole or in pieces) and is
    /// acknowledged with `ack_frame`. A gap means: watch the turn again.
    Frame {
        #[ts(type = "number")]
        seq: u64,
        ops: Vec<PartOp>,
    },
    /// A frame too large for one message. `json` of the pieces 0 to `of` - 1, joined, is the frame's `ops` as JSON.
    FramePiece {
        #[ts(type = "number")]
        seq: u64,
        piece: u32,
        of: u32,
        json: String,
    },
    /// Who is asked now; again when that changes.
    Answering { answering: Answering },
    /// What the turn is doing while no words come.
    Status { status: TurnStatus },
    /// No words follow. The end does, when the history holds them.
    LastFrame,
    /// The last event: the message is sealed in the history.
    Ended { state: MessageState, error: Option<MessageError> },
}

/// A model with its names for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Answering {
    pub model: ModelChoice,
    pub model_name: String,
    pub provider_name: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum TurnStatus {
    /// Asked, nothing came yet.
    Connecting,
    /// Words are coming.
    Streaming,
    /// The connection is open but silent for this long.
    Waiting {
        #[ts(type = "number")]
        silent_ms: u64,
    },
    /// The provider failed before the first word; it is asked again after the delay.
    Retrying {
        attempt: u32,
        #[ts(type = "number")]
        delay_ms: u64,
        reason: String,
    },
    /// The model makes a summary of the oldest messages, which are too many for it.
    Summarising,
    /// The provider is at a limit; it is asked when that ends.
    Limited {
        provider: String,
        #[ts(type = "number")]
        wait_ms: u64,
    },
    /// `passed` could not answer; `provider` is asked instead.
    Trying {
        provider: String,
        passed: String,
        code: ErrorCode,
        /// How long the one that was passed asks to wait.
        #[ts(type = "number | null")]
        wait_ms: Option<u64>,
    },
}

/// An operation on one part of the message. A part is created by its first operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum PartOp {
    Text {
        part: u32,
        op: BlockOp,
    },
    Reasoning {
        part: u32,
        op: BlockOp,
    },
    /// The whole tool call so far.
    ToolCall {
        part: u32,
        name: String,
        arguments: String,
    },
    /// The whole of what a tool gave.
    ToolResult {
        part: u32,
        result: ToolResultView,
    },
    /// A whole picture.
    Image {
        part: u32,
        picture: PictureView,
    },
    /// The model stopped thinking aloud after this long.
    ReasoningEnded {
        part: u32,
        #[ts(type = "number")]
        duration_ms: u64,
    },
}

/// An operation on the list of top-level blocks of one part. Blocks are numbered from 0 in document order. All HTML is safe.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "op", rename_all = "snake_case")]
pub enum BlockOp {
    /// Adds block number `block` at the end.
    Append { block: u32, html: String },
    /// Replaces a block that exists. Never sent for a committed block unless a late definition changed it.
    Replace { block: u32, html: String },
    /// Changes the end of a block that is one element. `levels[0]` is that element, and each next level the last child that the
    /// one before keeps. At the innermost level the last child loses `cut` UTF-16 units of its text.
    Grow { block: u32, levels: Vec<GrowthLevel>, cut: u32 },
    /// Adds complete highlighted lines to the code block, before its partial line.
    AppendLines { block: u32, html: String },
    /// Replaces the code block's last, incomplete line with plain text.
    PartialLine { block: u32, text: String },
    /// Removes every block from this one on.
    Truncate { block: u32 },
}

/// An element whose end changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct GrowthLevel {
    /// So many child nodes go, from the end. Of a code block's lines none ever goes.
    pub drop: u32,
    /// Comes behind those that stay; what begins as text continues the text that it follows.
    pub html: String,
}

/// What changed somewhere else: the face reads it again when it shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum AppEvent {
    Conversations,
    Conversation {
        id: String,
    },
    Providers,
    Models,
    Secrets,
    Settings,
    Routing,
    Network,
    /// How models are asked.
    Parameters,
    /// The files beside drafts.
    DraftFiles,
    /// The import goes on, or ended.
    Import,
    /// A person brought an export: it is to be looked at.
    ImportOffered {
        path: String,
    },
    /// Templates and personas, and who has which.
    Prompts,
    Startup,
    /// What is exported, backed up or restored, and how far it is.
    Data,
    /// A backup that was due could not be made; told once until one succeeds.
    BackupFailed,
    /// Somebody closes the window: keep what only it holds, then call `close_window`.
    Closing,
}
