use std::sync::Arc;

/// One piece of a message on its way to a model. A codec leaves out what its wire must not get back, and says what its
/// wire cannot take ([`crate::HttpRequest::dropped`]).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    Text(String),
    /// What the model thought earlier; most wires want it left out.
    Reasoning {
        text: String,
        /// As [`crate::StreamEvent::ReasoningSignature`] told it, from the same model over the same wire; else `None`.
        signature: Option<String>,
    },
    /// A tool that the model asked to run. Calls in a row were asked for at once.
    ToolCall {
        /// `None` where the wire had none: the codec invents one that stays the same as the conversation goes on.
        id: Option<String>,
        name: String,
        /// JSON text as the provider sent it, valid or not.
        arguments: String,
        /// As [`crate::StreamEvent::ToolCallSignature`] told it, from the same model over the same wire; else `None`.
        signature: Option<String>,
    },
    /// What a tool gave. It may stand in the message of its call or in a later one; the codec puts it where its wire wants
    /// it. A call without a result is told as not run.
    ToolResult {
        /// That of its call; `None` where the call has none, and then the name tells.
        id: Option<String>,
        name: String,
        content: Vec<ToolOutput>,
        is_error: bool,
    },
    Image {
        /// `image/png`, `image/jpeg`, `image/webp` or `image/gif`; providers refuse others.
        media_type: String,
        data: Arc<[u8]>,
    },
    Document {
        /// `application/pdf`; few providers take anything else.
        media_type: String,
        /// The file's name, for people and for the model.
        name: String,
        data: Arc<[u8]>,
    },
}

/// One piece of what a tool gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ToolOutput {
    Text(String),
    Image { media_type: String, data: Arc<[u8]> },
}
