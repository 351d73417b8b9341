//! What a person sees of a conversation: the path to its leaf.

use parlance_domain::{ArchivedConversation, Message, MessageStatus, Role, Tree};

use crate::Words;

pub(crate) fn path(conversation: &ArchivedConversation) -> Vec<&Message> {
    let tree = Tree::new(conversation.messages.iter().map(|archived| &archived.message));
    conversation.leaf.map(|leaf| tree.path(leaf)).unwrap_or_default()
}

/// Who says it.
pub(crate) fn speaker<'a>(message: &'a Message, words: &'a Words) -> &'a str {
    match (message.role, &message.model) {
        (Role::User, _) => words.you,
        (Role::System, _) => words.system,
        (Role::Assistant, Some(model)) => &model.model,
        (Role::Assistant, None) => words.answer,
    }
}

pub(crate) fn title<'a>(conversation: &'a ArchivedConversation, words: &'a Words) -> &'a str {
    if conversation.title.trim().is_empty() { words.untitled } else { &conversation.title }
}

pub(crate) fn is_cut_off(message: &Message) -> bool {
    matches!(message.status, MessageStatus::Interrupted | MessageStatus::Streaming)
}

/// In seconds, with one decimal below ten.
pub(crate) fn seconds(duration_ms: u64) -> String {
    match duration_ms {
        0..=9_949 => format!("{}.{} s", duration_ms / 1000, duration_ms % 1000 / 100),
        _ => format!("{} s", duration_ms.saturating_add(500) / 1000),
    }
}
