use serde::{Deserialize, Serialize};

use crate::Picture;

/// What a tool gave. It stands behind its call, in the same message or in a later one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToolResult {
    /// The id of its call; `None` where the call has none, and then the name tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call: Option<String>,
    /// The tool's.
    pub name: String,
    pub content: Vec<ToolContent>,
    /// The tool was run and failed, or was not run.
    #[serde(default)]
    pub is_error: bool,
}

/// One piece of what a tool gave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ToolContent {
    Text { text: String },
    Image(Picture),
}

impl ToolResult {
    pub fn pictures(&self) -> impl Iterator<Item = &Picture> {
        self.content.iter().filter_map(|content| match content {
            ToolContent::Image(picture) => Some(picture),
            ToolContent::Text { .. } => None,
        })
    }
}
