//! Templates and personas. An id is either that of one of the person's own or that of a starter, which comes with the program and
//! is in the language that is asked for.

use parlance_domain::ConversationId;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{ModelChoice, parameters::Parameters};

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct PromptsArgs {
    /// Of the starters; English where there are none in it.
    pub language: String,
}

/// The person's own first, each kind with what was used last before the others. A starter gives way to one of the person's own
/// of its name.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct Prompts {
    pub templates: Vec<TemplateView>,
    pub personas: Vec<PersonaView>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct TemplateView {
    pub id: String,
    /// What is typed behind the slash.
    pub name: String,
    pub description: String,
    pub body: String,
    pub starter: bool,
    /// A starter that the person does not want to see.
    pub hidden: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct PersonaView {
    pub id: String,
    pub name: String,
    /// One character as a person sees it, or nothing.
    pub icon: String,
    pub description: String,
    /// `None` keeps the model that is asked.
    pub model: Option<ModelChoice>,
    #[ts(as = "Parameters")]
    pub parameters: parlance_domain::Parameters,
    /// Beginnings of a message.
    pub starters: Vec<String>,
    pub starter: bool,
    pub hidden: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct SaveTemplateArgs {
    /// `None`, or a starter's, adds one.
    pub id: Option<String>,
    pub name: String,
    pub description: String,
    pub body: String,
}

#[derive(Debug, Clone, PartialEq, Deserialize, TS)]
pub struct SavePersonaArgs {
    /// `None`, or a starter's, adds one.
    pub id: Option<String>,
    pub name: String,
    pub icon: String,
    pub description: String,
    pub model: Option<ModelChoice>,
    #[ts(as = "Parameters")]
    pub parameters: parlance_domain::Parameters,
    pub starters: Vec<String>,
}

/// A template or a persona.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct PromptArgs {
    pub id: String,
    /// Of a starter.
    pub language: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct TemplateTextArgs {
    pub body: String,
}

/// A template as it is filled in: its pieces in order, to be joined with what was entered. What is entered is not looked into.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct OpenedTemplate {
    pub fields: Vec<TemplateField>,
    pub pieces: Vec<TemplatePiece>,
}

/// Asked once, however often it occurs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct TemplateField {
    pub name: String,
    /// What it is until the person says something else; one of `options` where there are any.
    pub value: String,
    /// Empty where anything can be entered.
    pub options: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum TemplatePiece {
    Text {
        text: String,
    },
    /// What was entered into the field of this number.
    Field {
        field: u32,
    },
    /// What the clipboard will hold. Only where nothing is filled in yet.
    Clipboard,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct ConversationPersonaArgs {
    /// `None` is the new chat.
    #[ts(type = "string | null")]
    pub conversation: Option<ConversationId>,
}

#[derive(Debug, Clone, PartialEq, Deserialize, TS)]
pub struct ChoosePersonaArgs {
    /// `None` is the new chat, which hands it on to the conversation that it becomes.
    #[ts(type = "string | null")]
    pub conversation: Option<ConversationId>,
    /// `None` goes on without one.
    pub persona: Option<String>,
    /// Of a starter.
    pub language: String,
    /// Goes back to this in place of taking over what the persona says.
    pub back: Option<PersonaBefore>,
}

/// How a conversation was asked before its persona was chosen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct PersonaBefore {
    pub persona: Option<String>,
    #[ts(as = "Parameters")]
    pub parameters: parlance_domain::Parameters,
    /// `None` for the new chat, and where none was asked yet.
    pub model: Option<ModelChoice>,
}

/// The text of a file with templates and personas.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct ImportPromptsArgs {
    pub text: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ImportedPrompts {
    pub templates: u32,
    pub personas: u32,
    /// Those that were there already, word for word.
    pub known: u32,
    /// Those whose name was another's.
    pub renamed: Vec<RenamedPrompt>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct RenamedPrompt {
    pub from: String,
    pub to: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct ExportPromptsArgs {
    /// Empty for all of the person's own.
    pub ids: Vec<String>,
    /// Of starters.
    pub language: String,
}
