use parlance_domain::Role;

/// What a model is asked: the whole conversation, oldest message first.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ChatRequest {
    /// The provider's own model id.
    pub model: String,
    pub messages: Vec<ChatMessage>,
    pub parameters: Parameters,
}

impl ChatRequest {
    /// About how many tokens are sent, by the rule of thumb of four bytes each: enough to stay clear of limits.
    pub fn estimated_tokens(&self) -> u64 {
        let bytes = |content: &Content| match content {
            Content::Text(text) | Content::Reasoning { text, .. } => text.len(),
        };
        let bytes: usize = self.messages.iter().flat_map(|message| &message.content).map(bytes).sum();
        // Each message has an envelope of its own.
        (bytes / 4 + self.messages.len() * 4) as u64
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

    /// The words alone, without what a model thought.
    pub(crate) fn words(&self) -> String {
        let words = self.content.iter().filter_map(|content| match content {
            Content::Text(text) => Some(text.as_str()),
            Content::Reasoning { .. } => None,
        });
        words.collect()
    }
}

/// One piece of a message on its way to a model. A codec leaves out what its wire must not get back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    Text(String),
    /// What the model thought earlier; most wires want it left out.
    Reasoning {
        text: String,
        /// As [`crate::StreamEvent::ReasoningSignature`] told it, from the same model over the same wire; else `None`.
        signature: Option<String>,
    },
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
