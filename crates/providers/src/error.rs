use std::time::Duration;

use parlance_llm::{ApiError, EncodeError, ErrorKind};

/// What a failure means for the next step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FailureClass {
    /// The same provider may well answer the next time.
    Transient,
    /// This provider or model will not answer soon; another may.
    FallBack,
    /// Something about the key or its account must be put right.
    Key,
    /// Something about the request must be changed.
    Request,
    /// The caller stopped it.
    Cancelled,
}

/// What went wrong: the closed set that callers branch on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FailureKind {
    /// No such host, no connection, cut connection, untrusted certificate.
    Network,
    /// Connected or not, the server stayed silent for too long.
    Timeout,
    /// The server sent the request to an address that the key must not go to.
    Redirect,
    Cancelled,
    /// The provider itself said so.
    Api(ErrorKind),
}

/// Why a call failed. `message` is for people and never holds a key.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{message}")]
pub struct ProviderError {
    pub class: FailureClass,
    pub kind: FailureKind,
    pub message: String,
    /// How long the provider asks to wait.
    pub retry_after: Option<Duration>,
    /// The HTTP status, where there was one.
    pub status: Option<u16>,
    /// The parameter that the provider complains about, by its own name.
    pub parameter: Option<String>,
    /// Words had come before. The call is never repeated by itself then, whatever the class.
    pub after_first_token: bool,
}

impl ProviderError {
    pub(crate) fn new(class: FailureClass, kind: FailureKind, message: impl Into<String>) -> Self {
        let message = message.into();
        Self {
            class,
            kind,
            message,
            retry_after: None,
            status: None,
            parameter: None,
            after_first_token: false,
        }
    }

    pub(crate) fn network(message: impl Into<String>) -> Self {
        Self::new(FailureClass::Transient, FailureKind::Network, message)
    }

    pub(crate) fn timeout(message: impl Into<String>) -> Self {
        Self::new(FailureClass::Transient, FailureKind::Timeout, message)
    }

    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::new(FailureClass::Request, FailureKind::Api(ErrorKind::InvalidRequest), message)
    }

    pub(crate) fn cancelled() -> Self {
        Self::new(FailureClass::Cancelled, FailureKind::Cancelled, "The call was stopped.")
    }

    /// From the transport. The URL is left out: a custom one may say more than it should.
    pub(crate) fn transport(error: &reqwest::Error, host: &str) -> Self {
        if error.is_timeout() {
            let message = format!("{host} did not accept a connection in time.");
            return Self::timeout(message);
        }
        let cause = root_cause(error);
        if error.is_connect() {
            return Self::network(format!("No connection to {host}: {cause}."));
        }
        if error.is_builder() {
            return Self::invalid(format!("The request to {host} could not be built: {cause}."));
        }
        Self::network(format!("The connection to {host} was lost: {cause}."))
    }
}

/// The innermost cause: the outer ones repeat the URL or say only "error sending request".
fn root_cause(error: &dyn std::error::Error) -> String {
    let mut cause = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    let cause = cause.to_string();
    // The number that the standard library adds says nothing to a person.
    cause.split(" (os error ").next().unwrap_or(&cause).trim_end_matches('.').to_owned()
}

impl From<ApiError> for ProviderError {
    fn from(error: ApiError) -> Self {
        let class = class(&error);
        let ApiError { kind, message, status, parameter, retry_after, .. } = error;
        let kind = FailureKind::Api(kind);
        Self { class, kind, message, retry_after, status, parameter, after_first_token: false }
    }
}

impl From<EncodeError> for ProviderError {
    fn from(error: EncodeError) -> Self {
        Self::invalid(format!("The request could not be written: {error}."))
    }
}

/// The table "Errors → what happens" of the design. The provider's own word, read by the codec into `kind`, goes before
/// the status: a 500 that says "context too long" will say it again.
fn class(error: &ApiError) -> FailureClass {
    match (error.kind, error.status) {
        (_, Some(402)) => FailureClass::FallBack,
        (ErrorKind::Auth | ErrorKind::Quota | ErrorKind::Permission, _) => FailureClass::Key,
        (ErrorKind::ContextLength | ErrorKind::ContentFilter, _) => FailureClass::Request,
        (ErrorKind::NotFound, _) => FailureClass::FallBack,
        (ErrorKind::RateLimit, _) if is_daily(error) => FailureClass::FallBack,
        (ErrorKind::Overloaded | ErrorKind::Server, Some(503)) if has_no_provider(error) => {
            FailureClass::FallBack
        }
        (ErrorKind::RateLimit | ErrorKind::Overloaded, _) => FailureClass::Transient,
        (_, Some(408 | 409 | 429 | 500 | 502..=504 | 529)) => FailureClass::Transient,
        // Inside a stream there is no status to go by.
        (ErrorKind::Server, None) => FailureClass::Transient,
        _ => FailureClass::Request,
    }
}

fn says(error: &ApiError, words: &[&str]) -> bool {
    let message = error.message.to_ascii_lowercase();
    words.iter().any(|word| message.contains(word))
}

/// A limit that only tomorrow lifts: Groq's "tokens per day (TPD)", Gemini's "PerDay", OpenRouter's "free-models-per-day".
fn is_daily(error: &ApiError) -> bool {
    says(error, &["per day", "per-day", "perday", "daily"])
}

/// A router that found nobody to ask: OpenRouter's "no available model provider", "no allowed providers", "no instances".
fn has_no_provider(error: &ApiError) -> bool {
    says(error, &["no available", "no provider", "no allowed provider", "no endpoints", "no instances"])
}

#[cfg(test)]
#[path = "error_tests.rs"]
mod tests;
