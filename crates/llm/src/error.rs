use std::time::Duration;

/// What kind of failure a provider reported: the closed set that callers branch on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    /// The key is missing, wrong or revoked.
    Auth,
    /// Too many requests or tokens for now.
    RateLimit,
    /// The account has no credit or reached its spending limit.
    Quota,
    Overloaded,
    /// The conversation is longer than the model's context window.
    ContextLength,
    InvalidRequest,
    /// No such model or endpoint.
    NotFound,
    Permission,
    ContentFilter,
    Server,
    Other,
}

/// An error as a provider's wire told it. `message` is the sentence for people and never holds a key.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{message}")]
pub struct ApiError {
    pub kind: ErrorKind,
    pub message: String,
    /// The HTTP status, where there was one or the wire repeats it.
    pub status: Option<u16>,
    /// The provider's own code or type word.
    pub code: Option<String>,
    /// The parameter that the provider complains about, by its own name.
    pub parameter: Option<String>,
    /// How long the provider asks to wait.
    pub retry_after: Option<Duration>,
}
