//! One conversation as JSON: the envelope that says what it is, and the conversation as the history knows it.

use parlance_domain::{ArchivedConversation, CONVERSATION_FORMAT as FORMAT, CONVERSATION_VERSION as VERSION};
use serde::{Deserialize, Serialize};

#[derive(Serialize)]
struct Written<'a> {
    format: &'static str,
    version: u32,
    conversation: &'a ArchivedConversation,
}

#[derive(Deserialize)]
struct Head {
    format: String,
    version: u32,
}

#[derive(Deserialize)]
struct Body {
    conversation: ArchivedConversation,
}

/// Why a text is no conversation of ours. It quotes nothing of the text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAConversation {
    #[error("it is not a conversation that Parlance has written")]
    Foreign,
    #[error("it was written by a newer version of Parlance")]
    Newer,
    #[error("it cannot be read at line {line}, column {column}")]
    Broken { line: usize, column: usize },
}

/// Indented, for people who look into it.
pub fn to_json(conversation: &ArchivedConversation) -> Result<String, serde_json::Error> {
    let mut text = serde_json::to_string_pretty(&Written { format: FORMAT, version: VERSION, conversation })?;
    text.push('\n');
    Ok(text)
}

pub fn from_json(text: &str) -> Result<ArchivedConversation, NotAConversation> {
    let head: Head = serde_json::from_str(text).map_err(|_| NotAConversation::Foreign)?;
    match (head.format.as_str(), head.version) {
        (FORMAT, VERSION) => {}
        (FORMAT, newer) if newer > VERSION => return Err(NotAConversation::Newer),
        _ => return Err(NotAConversation::Foreign),
    }
    let body: Body = serde_json::from_str(text)
        .map_err(|error| NotAConversation::Broken { line: error.line(), column: error.column() })?;
    Ok(body.conversation)
}
