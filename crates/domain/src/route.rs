use serde::{Deserialize, Serialize};

use crate::ModelRef;

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
        self.auto.is_none() && self.passed.is_empty()
    }
}
