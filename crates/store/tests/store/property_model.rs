//! What a history holds, kept beside it to compare the two.

use std::collections::{HashMap, HashSet};

use parlance_domain::{ArchivedConversation, ConversationId, Message, MessageId, MessageStatus};
use parlance_store::NewTurn;
use uuid::Uuid;

pub(crate) struct Said {
    pub(crate) id: MessageId,
    pub(crate) conversation: ConversationId,
    pub(crate) parent: Option<MessageId>,
    pub(crate) words: String,
    pub(crate) status: MessageStatus,
    pub(crate) comparison: Option<Uuid>,
    /// The deletion with which it went.
    pub(crate) trashed: Option<u32>,
}

#[derive(Default)]
pub(crate) struct Model {
    pub(crate) messages: Vec<Said>,
    /// The leaf, and whether the conversation is in the trash.
    pub(crate) leaves: HashMap<ConversationId, (Option<MessageId>, bool)>,
    pub(crate) comparing: HashMap<ConversationId, Uuid>,
    pub(crate) deletions: u32,
    pub(crate) exports: Vec<ArchivedConversation>,
    pub(crate) purged: HashSet<MessageId>,
}

impl Model {
    /// The n-th message that is not in the trash.
    pub(crate) fn pick(&self, n: usize, status: Option<MessageStatus>) -> Option<usize> {
        self.nth(n, |said| said.trashed.is_none() && status.is_none_or(|status| said.status == status))
    }

    pub(crate) fn nth(&self, n: usize, fits: impl Fn(&Said) -> bool) -> Option<usize> {
        let fitting: Vec<_> = (0..self.messages.len()).filter(|i| fits(&self.messages[*i])).collect();
        (!fitting.is_empty()).then(|| fitting[n % fitting.len()])
    }

    pub(crate) fn add<'a>(&mut self, messages: impl IntoIterator<Item = &'a Message>) {
        self.messages.extend(messages.into_iter().map(|message| Said {
            id: message.id,
            conversation: message.conversation,
            parent: message.parent,
            words: message.text(),
            status: message.status,
            comparison: message.comparison,
            trashed: None,
        }));
    }

    pub(crate) fn begun(&mut self, turn: &NewTurn) {
        self.add(turn.user.iter().chain([&turn.assistant]));
        self.shows(turn.assistant.conversation, Some(turn.assistant.id));
    }

    pub(crate) fn shows(&mut self, conversation: ConversationId, leaf: Option<MessageId>) {
        self.leaves.entry(conversation).or_default().0 = leaf;
    }

    pub(crate) fn find(&self, id: MessageId) -> &Said {
        self.messages.iter().find(|said| said.id == id).unwrap()
    }

    /// The message itself first.
    pub(crate) fn ancestors(&self, id: MessageId) -> Vec<&Said> {
        let mut found = vec![self.find(id)];
        while let Some(parent) = found.last().and_then(|said| said.parent) {
            found.push(self.find(parent));
        }
        found
    }

    /// What goes when the message is deleted.
    pub(crate) fn branch(&self, id: MessageId) -> Vec<usize> {
        let in_it = |said: &Said| self.ancestors(said.id).iter().any(|above| above.id == id);
        (0..self.messages.len())
            .filter(|i| self.messages[*i].trashed.is_none() && in_it(&self.messages[*i]))
            .collect()
    }

    pub(crate) fn of(&self, conversation: ConversationId) -> impl Iterator<Item = &Said> {
        self.messages.iter().filter(move |said| said.conversation == conversation)
    }

    pub(crate) fn compared(&self, said: &Said) -> bool {
        said.trashed.is_none()
            && said.comparison.is_some()
            && said.comparison == self.comparing.get(&said.conversation).copied()
    }
}
