use parlance_domain::{ConversationId, MessageId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a code block can be shown as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ArtifactKind {
    Html,
    Svg,
    Markdown,
}

/// A page to be shown in a frame of its own.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct ShowArtifactArgs {
    pub source: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ShownArtifact {
    /// For the frame. It ends when some newer pages have been shown.
    pub url: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct OpenArtifactArgs {
    pub kind: ArtifactKind,
    /// What its file is called; empty where it has no name.
    pub name: String,
    pub source: String,
}

/// An artifact of an answer: a code block, by its number among those of the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
pub struct ArtifactPlace {
    #[ts(type = "string")]
    pub conversation: ConversationId,
    #[ts(type = "string")]
    pub message: MessageId,
    pub block: u32,
}

/// What somebody made of it; with `None` it is as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct KeepArtifactArgs {
    pub place: ArtifactPlace,
    pub text: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct RenderArgs {
    pub source: String,
}
