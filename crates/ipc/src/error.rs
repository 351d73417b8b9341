use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The closed set of failures that a face branches on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// The key is missing, wrong or revoked.
    Key,
    /// A valid key that may not do this.
    Permission,
    RateLimit,
    Quota,
    /// The user's own budget of money is used up.
    Budget,
    /// No connection, no such host, reset, time-out.
    Network,
    /// The server answered that it is failing or overloaded.
    Server,
    ModelNotFound,
    ContextLength,
    ContentFilter,
    /// What was asked cannot be done as asked; `message` says what to change.
    Invalid,
    NotFound,
    /// Another turn is already writing this conversation.
    Busy,
    DiskFull,
    ReadOnly,
    /// The database does not open or does not answer.
    Database,
    /// The OS keyring is locked or absent.
    Keyring,
    Internal,
}

/// A failure on its way to a person. `message` never holds a key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct IpcError {
    pub code: ErrorCode,
    pub message: String,
    #[ts(type = "number | null")]
    pub retry_after_ms: Option<u64>,
}

impl IpcError {
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), retry_after_ms: None }
    }
}

impl std::fmt::Display for IpcError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for IpcError {}
