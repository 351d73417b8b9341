//! What of a thinking block goes back to the API: the block itself, unmodified, as
//! <https://platform.claude.com/docs/en/build-with-claude/extended-thinking> asks.
//!
//! The two kinds of block share the one string of [`crate::StreamEvent::ReasoningSignature`], told by a prefix.

const THINKING: &str = "thinking:";
const REDACTED: &str = "redacted_thinking:";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Proof<'a> {
    /// The `signature` of a thinking block, whose text may be empty where the API withholds it.
    Signature(&'a str),
    /// The `data` of a redacted one, which has no text.
    Redacted(&'a str),
}

impl<'a> Proof<'a> {
    pub(super) fn to_opaque(self) -> String {
        match self {
            Proof::Signature(signature) => format!("{THINKING}{signature}"),
            Proof::Redacted(data) => format!("{REDACTED}{data}"),
        }
    }

    /// `None` where the string is not of this wire.
    pub(super) fn from_opaque(opaque: &'a str) -> Option<Self> {
        let signature = || opaque.strip_prefix(THINKING).map(Proof::Signature);
        opaque.strip_prefix(REDACTED).map(Proof::Redacted).or_else(signature)
    }
}
