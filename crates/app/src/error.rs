//! The one place where failures of the crates below become the closed vocabulary of a face.

use parlance_ipc::{ErrorCode, IpcError, MessageError};
use parlance_llm::ErrorKind;
use parlance_providers::{BaseUrlError, FailureKind, HeaderError, ImageError, ProviderError};
use parlance_secrets::SecretsError;
use parlance_store::{OpenError, OpenErrorKind, StoreError, StoreErrorKind};
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error as ValueError, StrDeserializer};

pub(crate) fn store(error: StoreError) -> IpcError {
    let code = match error.kind {
        StoreErrorKind::DiskFull => ErrorCode::DiskFull,
        StoreErrorKind::ReadOnly => ErrorCode::ReadOnly,
        StoreErrorKind::NotFound => ErrorCode::NotFound,
        _ => ErrorCode::Database,
    };
    let message = match error.kind {
        StoreErrorKind::DiskFull => {
            "The disk is full, so this could not be saved. Make room and try again.".into()
        }
        StoreErrorKind::ReadOnly => "The folder is read-only, so this could not be saved.".into(),
        StoreErrorKind::NotFound => "This is not in the history any more.".into(),
        _ => format!("The history did not answer: {error}"),
    };
    IpcError::new(code, message)
}

pub(crate) fn open(error: &OpenError) -> IpcError {
    let code = match error.kind {
        OpenErrorKind::DiskFull => ErrorCode::DiskFull,
        OpenErrorKind::ReadOnly => ErrorCode::ReadOnly,
        _ => ErrorCode::Database,
    };
    IpcError::new(code, error.to_string())
}

pub(crate) fn provider(error: &ProviderError) -> IpcError {
    let code = match error.kind {
        FailureKind::Network | FailureKind::Timeout | FailureKind::Redirect => ErrorCode::Network,
        FailureKind::Cancelled => ErrorCode::Internal,
        FailureKind::Api(kind) => match kind {
            ErrorKind::Auth => ErrorCode::Key,
            ErrorKind::Permission => ErrorCode::Permission,
            ErrorKind::RateLimit => ErrorCode::RateLimit,
            ErrorKind::Quota => ErrorCode::Quota,
            ErrorKind::NotFound => ErrorCode::ModelNotFound,
            ErrorKind::ContextLength => ErrorCode::ContextLength,
            ErrorKind::ContentFilter => ErrorCode::ContentFilter,
            ErrorKind::InvalidRequest => ErrorCode::Invalid,
            ErrorKind::Overloaded | ErrorKind::Server | ErrorKind::Other => ErrorCode::Server,
        },
    };
    let retry_after_ms = error.retry_after.map(|wait| u64::try_from(wait.as_millis()).unwrap_or(u64::MAX));
    IpcError { code, message: error.message.clone(), retry_after_ms }
}

pub(crate) fn secrets(error: &SecretsError) -> IpcError {
    let code = match error {
        SecretsError::Unreachable { .. } | SecretsError::Refused { .. } => ErrorCode::Keyring,
        _ => ErrorCode::Invalid,
    };
    IpcError::new(code, error.to_string())
}

pub(crate) fn base_url(error: &BaseUrlError) -> IpcError {
    IpcError::new(ErrorCode::Invalid, error.to_string())
}

pub(crate) fn header(error: &HeaderError) -> IpcError {
    IpcError::new(ErrorCode::Invalid, error.to_string())
}

pub(crate) fn image(error: &ImageError) -> IpcError {
    IpcError::new(ErrorCode::Network, error.to_string())
}

pub(crate) fn internal(message: &str) -> IpcError {
    IpcError::new(ErrorCode::Internal, message)
}

pub(crate) fn invalid(message: impl Into<String>) -> IpcError {
    IpcError::new(ErrorCode::Invalid, message)
}

pub(crate) fn not_found(message: &str) -> IpcError {
    IpcError::new(ErrorCode::NotFound, message)
}

pub(crate) fn no_message() -> IpcError {
    IpcError::new(ErrorCode::NotFound, "This message is not in the history any more.")
}

pub(crate) fn no_provider() -> IpcError {
    IpcError::new(ErrorCode::NotFound, "This provider is not in the list any more. Choose another model.")
}

pub(crate) fn no_key() -> IpcError {
    IpcError::new(ErrorCode::NotFound, "This key is not in the list any more.")
}

/// The key that was chosen among several of a provider.
pub(crate) fn key_gone(key: &str, provider: &str) -> IpcError {
    let which = if key.is_empty() { "The key in use".to_owned() } else { format!("The key “{key}”") };
    let message = format!(
        "{which} of {provider} is not there any more. Enter it again in Settings, or choose another."
    );
    IpcError::new(ErrorCode::Key, message)
}

/// A refusal of one key among several of a provider.
pub(crate) fn of_key(key: &str, card: MessageError) -> MessageError {
    let which = if key.is_empty() { "The first key".to_owned() } else { format!("The key “{key}”") };
    MessageError { message: format!("{which}: {}", card.message), ..card }
}

/// A provider that each account reaches at an address of its own.
pub(crate) fn no_base_url(name: &str) -> IpcError {
    IpcError::new(ErrorCode::Invalid, format!("Enter the base URL of your {name} in Settings first."))
}

/// A provider that does not list its models, of which none was named.
pub(crate) fn no_models(name: &str) -> IpcError {
    IpcError::new(ErrorCode::Invalid, format!("Enter the names of the models of {name} in Settings."))
}

/// A file that was not written.
pub(crate) fn file(error: &std::io::Error) -> IpcError {
    match error.kind() {
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => IpcError::new(
            ErrorCode::DiskFull,
            "The disk is full, so this could not be saved. Make room and try again.",
        ),
        std::io::ErrorKind::ReadOnlyFilesystem | std::io::ErrorKind::PermissionDenied => {
            IpcError::new(ErrorCode::ReadOnly, "The data folder is read-only, so this could not be saved.")
        }
        kind => IpcError::new(ErrorCode::Internal, format!("The file could not be written: {kind}.")),
    }
}

/// The card on a message that ended with this failure.
pub(crate) fn card(error: IpcError) -> MessageError {
    let IpcError { code, mut message, retry_after_ms } = error;
    if let Some(wait) = retry_after_ms.filter(|_| code == ErrorCode::RateLimit) {
        message = format!("{message} It can be asked again in {}.", span(wait));
    }
    MessageError { code, message }
}

/// For people: `12 s`, `3 min`, `2 h`.
pub(crate) fn span(millis: u64) -> String {
    match millis.div_ceil(1000) {
        seconds @ 0..=99 => format!("{seconds} s"),
        seconds @ 100..=5_999 => format!("{} min", seconds.div_ceil(60)),
        seconds => format!("{} h", seconds.div_ceil(3600)),
    }
}

pub(crate) fn truncated() -> MessageError {
    let message = "The connection ended before the answer was complete.".to_owned();
    MessageError { code: ErrorCode::Network, message }
}

/// The code as it is kept with a message: the word that serde gives it.
pub(crate) fn code_word(code: ErrorCode) -> String {
    match serde_json::to_value(code) {
        Ok(serde_json::Value::String(word)) => word,
        _ => "internal".to_owned(),
    }
}

/// The code of a kept word. A word of a newer version is an internal error.
pub(crate) fn from_code_word(word: &str) -> ErrorCode {
    let word: StrDeserializer<'_, ValueError> = word.into_deserializer();
    ErrorCode::deserialize(word).unwrap_or(ErrorCode::Internal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kept_code_is_read_again() {
        assert_eq!(code_word(ErrorCode::ModelNotFound), "model_not_found");
        for code in [ErrorCode::Key, ErrorCode::DiskFull, ErrorCode::ContextLength] {
            assert_eq!(from_code_word(&code_word(code)), code);
        }
        assert_eq!(from_code_word("from_the_future"), ErrorCode::Internal);
    }
}
