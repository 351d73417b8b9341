use parlance_domain::Role;

use crate::{Content, OutputSchema, ToolChoice, ToolDefinition};

/// What a model is asked: the whole conversation, oldest message first.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ChatRequest {
    /// The provider's own model id.
    pub model: String,
    pub messages: Vec<ChatMessage>,
    pub parameters: Parameters,
    pub tools: Vec<ToolDefinition>,
    /// Without tools it says nothing.
    pub tool_choice: ToolChoice,
    /// `None`: free text.
    pub output: Option<OutputSchema>,
    /// The answer is to come in one piece, for when nobody watches it. It is read like a stream.
    pub whole: bool,
}

/// The place of the message that the model is to answer: the user's newest that holds more than the results of tools.
pub fn newest_question(messages: &[ChatMessage]) -> Option<usize> {
    let speaks = |content: &Content| !matches!(content, Content::ToolResult { .. });
    messages.iter().rposition(|message| message.role == Role::User && message.content.iter().any(speaks))
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChatMessage {
    pub role: Role,
    pub content: Vec<Content>,
}

impl ChatMessage {
    pub fn text(role: Role, text: impl Into<String>) -> Self {
        Self { role, content: vec![Content::Text(text.into())] }
    }
}

/// `None` leaves a parameter to the provider.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Parameters {
    /// Usually 0.0 to 2.0.
    pub temperature: Option<f32>,
    /// 0.0 to 1.0.
    pub top_p: Option<f32>,
    pub max_output_tokens: Option<u32>,
}
