use serde::{Deserialize, Serialize};

use crate::{MessageId, ModelRef};

/// How the model of an answer came about, where it is not simply the one that was asked.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Route {
    /// The choice was left to Parlance: the words of `parlance_providers::routing::Reason`. A word of a newer version may be
    /// among them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auto: Option<Vec<String>>,
    /// Who could not answer, in the order in which they were asked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub passed: Vec<Passed>,
    /// How many of the oldest messages stayed behind, because the conversation is too long for the model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left_out: Option<u32>,
    /// What went along in the place of the oldest messages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<Summarised>,
}

/// A summary in the place of messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summarised {
    /// The last message that it covers, by which the history knows it.
    pub through: MessageId,
    /// How many it covers.
    pub messages: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passed {
    pub model: ModelRef,
    /// The word of the error, as in [`crate::Part::Error`].
    pub code: String,
    /// What it says for people.
    pub message: String,
    /// How long its provider asked to wait, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wait_ms: Option<u64>,
}

impl Route {
    /// There is nothing to tell.
    pub fn is_plain(&self) -> bool {
        *self == Self::default()
    }
}
