//! What lies beside the conversations of a history, on its way into another one.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{ArchivedName, MessageId, ModelRef, Parameters, Timestamp, Timings, Usage};

/// Folders, tags, personas and templates.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Organisation {
    #[serde(default)]
    pub folders: Vec<ArchivedFolder>,
    #[serde(default)]
    pub tags: Vec<ArchivedName>,
    #[serde(default)]
    pub personas: Vec<ArchivedPersona>,
    #[serde(default)]
    pub templates: Vec<ArchivedTemplate>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArchivedFolder {
    pub id: Uuid,
    pub name: String,
    /// Among the folders, the smallest first.
    pub position: i64,
    pub created_at: Timestamp,
}

/// How a conversation is begun.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ArchivedPersona {
    pub id: Uuid,
    pub name: String,
    /// One character as a person sees it, or nothing.
    pub icon: String,
    pub description: String,
    #[serde(default)]
    pub model: Option<ModelRef>,
    #[serde(default)]
    pub parameters: Parameters,
    #[serde(default)]
    pub starters: Vec<String>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// A text with variables.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArchivedTemplate {
    pub id: Uuid,
    pub name: String,
    pub description: String,
    pub body: String,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// One call of a model, as it was counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArchivedUsage {
    /// `None` where the message is gone.
    #[serde(default)]
    pub message: Option<MessageId>,
    pub provider: String,
    pub model: String,
    pub usage: Usage,
    /// The provider said the cost; else it is estimated.
    pub cost_reported: bool,
    pub timings: Timings,
    pub at: Timestamp,
}
