//! What of an answer without calls goes back: the signature of its text, in an empty part at its end, as the API sends it
//! itself (<https://ai.google.dev/gemini-api/docs/thought-signatures>). Those of thoughts do not, nor the thoughts.
//!
//! Both share the one string of [`crate::StreamEvent::ReasoningSignature`], told by a prefix that base64 does not have.

const TEXT: &str = "text:";

pub(super) fn of_text(signature: &str) -> String {
    format!("{TEXT}{signature}")
}

/// `None` where the string is not that of a text.
pub(super) fn to_text(opaque: &str) -> Option<&str> {
    opaque.strip_prefix(TEXT)
}
