use std::sync::Arc;

use parlance_domain::{Citation, FinishReason, Usage};

use crate::ApiError;

/// The place of a part in its message. A new id starts a new part; ids grow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PartId(pub u32);

/// One thing that a stream said. Nothing is smuggled in text.
#[derive(Debug, Clone, PartialEq)]
pub enum StreamEvent {
    TextDelta {
        part: PartId,
        text: String,
    },
    ReasoningDelta {
        part: PartId,
        text: String,
    },
    /// What the provider wants back with a piece of reasoning when the conversation goes on: unread, in a form of the
    /// codec's own. The newest replaces the one before. It can be all that there is of the part.
    ReasoningSignature {
        part: PartId,
        signature: String,
    },
    ToolCallStart {
        part: PartId,
        /// `None` where the wire sent none.
        id: Option<String>,
        name: String,
    },
    /// A piece of the arguments' JSON text.
    ToolCallArguments {
        part: PartId,
        delta: String,
    },
    ToolCallEnd {
        part: PartId,
    },
    /// What the provider wants back with a tool call when the conversation goes on: unread, in a form of the codec's own.
    ToolCallSignature {
        part: PartId,
        signature: String,
    },
    /// A whole picture that the model made.
    Image {
        part: PartId,
        /// As the provider calls it, which proves nothing.
        media_type: String,
        data: Arc<[u8]>,
    },
    /// A source of the answer, told once.
    Citation(Citation),
    /// The newest counts; each replaces the one before.
    Usage(Usage),
    /// The provider's own terminal event. The only success.
    Finished {
        reason: FinishReason,
    },
    /// An error inside a stream that began with a 2xx. Terminal.
    Failed(ApiError),
    /// The stream ended, or was cut, without its terminal event. Terminal.
    Truncated,
}

impl StreamEvent {
    /// Something of the answer itself: after it a call cannot be made again in silence.
    pub fn is_token(&self) -> bool {
        matches!(
            self,
            Self::TextDelta { .. }
                | Self::ReasoningDelta { .. }
                | Self::ToolCallStart { .. }
                | Self::ToolCallArguments { .. }
                | Self::Image { .. }
        )
    }
}
