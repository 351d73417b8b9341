use std::fmt;

use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

/// A tool that the model may ask to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToolDefinition {
    /// Letters, digits, `_` and `-`, at most 64 of them: what all providers take.
    pub name: String,
    pub description: String,
    /// Of an object.
    pub parameters: JsonSchema,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum ToolChoice {
    /// The model decides.
    #[default]
    Auto,
    /// No tool, although there are some.
    None,
    /// One of them at least.
    Required,
    /// This one.
    Named(String),
}

/// The form that an answer's text must have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutputSchema {
    /// Letters, digits, `_` and `-`, at most 64 of them.
    pub name: String,
    pub schema: JsonSchema,
    /// The provider holds the model to it, and takes only a part of JSON Schema for that. Where a wire has no such choice
    /// it always does.
    pub strict: bool,
}

/// A JSON Schema, kept as it was written: a model fills the members in their order.
#[derive(Clone)]
pub struct JsonSchema(Box<RawValue>);

impl JsonSchema {
    /// # Errors
    /// `json` is no JSON.
    pub fn new(json: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(json).map(Self)
    }

    pub fn as_str(&self) -> &str {
        self.0.get()
    }
}

impl PartialEq for JsonSchema {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for JsonSchema {}

impl fmt::Debug for JsonSchema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for JsonSchema {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}
