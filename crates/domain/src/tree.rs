use std::collections::{HashMap, HashSet};

use crate::{Message, MessageId};

/// The messages of one conversation, by id and by parent.
pub struct Tree<'a> {
    by_id: HashMap<MessageId, &'a Message>,
    children: HashMap<Option<MessageId>, Vec<MessageId>>,
}

/// Where a message stands among the messages with the same parent and role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Siblings {
    /// All of them, oldest first; holds the message itself.
    pub ids: Vec<MessageId>,
    /// The message's place in `ids`.
    pub index: usize,
}

impl<'a> Tree<'a> {
    pub fn new(messages: impl IntoIterator<Item = &'a Message>) -> Self {
        let by_id: HashMap<_, _> = messages.into_iter().map(|message| (message.id, message)).collect();
        let mut children: HashMap<_, Vec<_>> = HashMap::new();
        for message in by_id.values() {
            children.entry(message.parent).or_default().push(message.id);
        }
        for ids in children.values_mut() {
            // By time first: an id that came from elsewhere says nothing of when it was made.
            ids.sort_by_key(|id| (by_id.get(id).map(|message| message.created_at), *id));
        }
        Self { by_id, children }
    }

    /// The messages from the first one to `leaf`. Stops at a parent that is missing or was already met, so that damaged
    /// data shortens the path and cannot loop.
    pub fn path(&self, leaf: MessageId) -> Vec<&'a Message> {
        let mut path: Vec<&Message> = Vec::new();
        let mut next = Some(leaf);
        while let Some(message) = next.and_then(|id| self.by_id.get(&id)) {
            if path.len() == self.by_id.len() {
                break;
            }
            path.push(message);
            next = message.parent;
        }
        path.reverse();
        path
    }

    /// The siblings of `id`, itself included; `None` when the tree does not hold it.
    pub fn siblings(&self, id: MessageId) -> Option<Siblings> {
        let message = self.by_id.get(&id)?;
        let ids: Vec<_> = self
            .children
            .get(&message.parent)?
            .iter()
            .copied()
            .filter(|other| self.by_id.get(other).is_some_and(|other| other.role == message.role))
            .collect();
        let index = ids.iter().position(|other| *other == id)?;
        Some(Siblings { ids, index })
    }

    /// The leaf that is reached from `id` by always taking the newest child.
    pub fn newest_leaf(&self, id: MessageId) -> MessageId {
        let mut leaf = id;
        for _ in 0..self.by_id.len() {
            match self.children.get(&Some(leaf)).and_then(|ids| ids.last()) {
                Some(child) => leaf = *child,
                None => break,
            }
        }
        leaf
    }

    /// `id` and everything below it. A message that was already met is not followed again.
    pub fn below(&self, id: MessageId) -> HashSet<MessageId> {
        let mut found = HashSet::new();
        let mut open = vec![id];
        while let Some(next) = open.pop() {
            if found.insert(next) {
                open.extend(self.children.get(&Some(next)).into_iter().flatten());
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ConversationId, MessageStatus, Role, Timestamp, Timings};

    fn message(parent: Option<MessageId>, role: Role) -> Message {
        Message {
            id: MessageId::new(),
            conversation: ConversationId::new(),
            parent,
            role,
            status: MessageStatus::Complete,
            model: None,
            parts: Vec::new(),
            finish: None,
            usage: None,
            timings: Timings::default(),
            omissions: Vec::new(),
            comparison: None,
            created_at: Timestamp(0),
            route: None,
        }
    }

    #[test]
    fn a_path_goes_from_the_root_to_the_leaf() {
        let question = message(None, Role::User);
        let first = message(Some(question.id), Role::Assistant);
        let second = message(Some(question.id), Role::Assistant);
        let tree = Tree::new([&second, &question, &first]);

        let path: Vec<_> = tree.path(second.id).iter().map(|m| m.id).collect();
        assert_eq!(path, [question.id, second.id]);
        assert_eq!(tree.siblings(second.id), Some(Siblings { ids: vec![first.id, second.id], index: 1 }));
        assert_eq!(tree.newest_leaf(question.id), second.id);
        assert_eq!(tree.below(question.id).len(), 3);
        assert_eq!(tree.below(first.id), HashSet::from([first.id]));
    }

    #[test]
    fn siblings_stand_in_the_order_of_their_times() {
        let question = message(None, Role::User);
        let mut late = message(Some(question.id), Role::Assistant);
        let early = message(Some(question.id), Role::Assistant);
        late.created_at = Timestamp(9);
        assert!(late.id < early.id, "the ids would have it the other way round");
        let tree = Tree::new([&late, &question, &early]);
        assert_eq!(tree.siblings(late.id), Some(Siblings { ids: vec![early.id, late.id], index: 1 }));
        assert_eq!(tree.newest_leaf(question.id), late.id);
    }

    #[test]
    fn a_cycle_in_damaged_data_ends() {
        let mut a = message(None, Role::User);
        let b = message(Some(a.id), Role::Assistant);
        a.parent = Some(b.id);
        let tree = Tree::new([&a, &b]);
        assert_eq!(tree.path(b.id).len(), 2);
        tree.newest_leaf(a.id);
        assert_eq!(tree.below(a.id).len(), 2);
    }

    #[test]
    fn an_unknown_leaf_has_an_empty_path() {
        assert!(Tree::new([]).path(MessageId::new()).is_empty());
    }
}
