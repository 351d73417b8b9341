//! What a conversation is begun with: texts with variables, and ways to be asked.

use crate::{ModelRef, Parameters, PersonaId, TemplateId};

/// A text with variables, in the language of crates/app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    pub id: TemplateId,
    /// What is typed behind the slash.
    pub name: String,
    pub description: String,
    pub body: String,
}

/// How a conversation is begun. What it says is copied into the conversation.
#[derive(Debug, Clone, PartialEq)]
pub struct Persona {
    pub id: PersonaId,
    pub name: String,
    /// One character as a person sees it, or nothing.
    pub icon: String,
    pub description: String,
    /// `None` keeps the model that is asked.
    pub model: Option<ModelRef>,
    /// With the system prompt.
    pub parameters: Parameters,
    /// Beginnings of a message.
    pub starters: Vec<String>,
}
