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

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct RenderArgs {
    pub source: String,
}
