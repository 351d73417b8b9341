//! Parlance itself: one conversation a file, as `docs/export-format.md` describes it. Its ids are kept, so that it meets the
//! conversation that it was.

use parlance_domain::{ArchivedConversation, CONVERSATION_FORMAT, CONVERSATION_VERSION};

use crate::SkipReason;

pub(crate) const FORMAT: &str = "format";
pub(crate) const CONVERSATION: &str = "conversation";

/// Whether these members of an object are those of such a file.
pub(crate) fn is_ours(found: &[(String, Vec<u8>)]) -> bool {
    read::<String>(found, FORMAT).is_some_and(|format| format == CONVERSATION_FORMAT)
}

pub(crate) fn conversation(found: &[(String, Vec<u8>)]) -> Result<ArchivedConversation, SkipReason> {
    match read::<u32>(found, "version") {
        Some(CONVERSATION_VERSION) => {}
        Some(newer) if newer > CONVERSATION_VERSION => return Err(SkipReason::Newer),
        _ => return Err(SkipReason::Unreadable),
    }
    let conversation: ArchivedConversation = read(found, CONVERSATION).ok_or(SkipReason::Unreadable)?;
    if conversation.messages.is_empty() { Err(SkipReason::Empty) } else { Ok(conversation) }
}

fn read<T: serde::de::DeserializeOwned>(found: &[(String, Vec<u8>)], key: &str) -> Option<T> {
    let (_, text) = found.iter().find(|(name, _)| name == key)?;
    serde_json::from_slice(text).ok()
}
