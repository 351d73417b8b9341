use serde::{Deserialize, Serialize};

/// What a request had and its model could not be sent, so that a face can say what was not seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dropped {
    pub kind: DroppedKind,
    /// How many of them, at least 1.
    pub count: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DroppedKind {
    /// Of a kind that the wire does not know, or in a message that cannot hold one.
    Image,
    Document,
    /// That a tool must be called, or which.
    ToolChoice,
}
