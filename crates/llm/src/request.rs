use parlance_domain::{Parameters, Role};

use crate::{Content, OutputSchema, ToolChoice, ToolDefinition, ToolOutput};

/// What a model is asked: the whole conversation, oldest message first.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ChatRequest {
    /// The provider's own model id.
    pub model: String,
    pub messages: Vec<ChatMessage>,
    /// Its system prompt is not looked at: that is a message.
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

impl ChatRequest {
    /// About how many tokens are sent, by the rule of thumb of four bytes each: enough to stay clear of limits.
    pub fn estimated_tokens(&self) -> u64 {
        let bytes: usize = self.messages.iter().flat_map(|message| &message.content).map(text_bytes).sum();
        // Each message has an envelope of its own.
        (bytes / 4 + self.messages.len() * 4) as u64
    }
}

/// A file is worth what models make of it, which is far less than its bytes: about a page of text.
fn text_bytes(content: &Content) -> usize {
    const FILE: usize = 6_000;
    match content {
        Content::Text(text) | Content::Reasoning { text, .. } => text.len(),
        Content::ToolCall { name, arguments, .. } => name.len() + arguments.len(),
        Content::ToolResult { content, .. } => {
            let output = |output: &ToolOutput| match output {
                ToolOutput::Text(text) => text.len(),
                ToolOutput::Image { .. } => FILE,
            };
            content.iter().map(output).sum()
        }
        Content::Image { .. } | Content::Document { .. } => FILE,
    }
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
