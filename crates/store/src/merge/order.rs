//! Messages of elsewhere in an order in which each finds its parent.

use std::collections::{HashMap, HashSet};

use parlance_domain::{ArchivedMessage, MessageId};

/// A message and the parent that it gets.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Placed<'a> {
    pub(super) message: &'a ArchivedMessage,
    pub(super) parent: Option<MessageId>,
}

#[derive(Debug, PartialEq)]
pub(super) struct Ordered<'a> {
    pub(super) messages: Vec<Placed<'a>>,
    /// Parents that are nowhere or below their own children, and ids that came twice.
    pub(super) mended: usize,
}

/// Parents before children, otherwise as they came. A parent that is neither among them nor `known`, and one that would close a
/// circle, is taken off; of messages with one id the first stays.
pub(super) fn order(messages: &[ArchivedMessage], known: impl Fn(MessageId) -> bool) -> Ordered<'_> {
    let mut by_id: HashMap<MessageId, &ArchivedMessage> = HashMap::with_capacity(messages.len());
    for message in messages {
        by_id.entry(message.message.id).or_insert(message);
    }
    let mut mended = messages.len() - by_id.len();
    let mut placed = HashSet::with_capacity(by_id.len());
    let mut ordered = Vec::with_capacity(by_id.len());
    let mut above: Vec<&ArchivedMessage> = Vec::new();
    let mut waiting = HashSet::new();
    for message in messages {
        let mut next = by_id.get(&message.message.id).copied();
        let mut top_has_parent = false;
        while let Some(it) = next {
            if placed.contains(&it.message.id) {
                top_has_parent = true;
                break;
            }
            if !waiting.insert(it.message.id) {
                mended += 1;
                break;
            }
            above.push(it);
            let Some(parent) = it.message.parent else { break };
            next = by_id.get(&parent).copied();
            if next.is_none() {
                top_has_parent = known(parent);
                mended += usize::from(!top_has_parent);
            }
        }
        while let Some(it) = above.pop() {
            let parent = it.message.parent.filter(|_| top_has_parent);
            top_has_parent = true;
            placed.insert(it.message.id);
            ordered.push(Placed { message: it, parent });
        }
        waiting.clear();
    }
    Ordered { messages: ordered, mended }
}

#[cfg(test)]
mod tests {
    use super::*;
    use parlance_domain::{ConversationId, Message, MessageStatus, Role, Timestamp, Timings};
    use uuid::Uuid;

    fn id(n: u128) -> MessageId {
        MessageId(Uuid::from_u128(n))
    }

    fn message(of: u128, parent: u128) -> ArchivedMessage {
        let message = Message {
            id: id(of),
            conversation: ConversationId(Uuid::nil()),
            parent: (parent > 0).then(|| id(parent)),
            role: Role::User,
            status: MessageStatus::Complete,
            model: None,
            parts: Vec::new(),
            finish: None,
            usage: None,
            timings: Timings::default(),
            route: None,
            omissions: Vec::new(),
            comparison: None,
            created_at: Timestamp(0),
        };
        ArchivedMessage { message, trashed_at: None }
    }

    /// Pairs of message and parent, 0 for none, as they are given and as they come out.
    fn ordered(given: &[(u128, u128)], known: u128) -> (Vec<(u128, u128)>, usize) {
        let messages: Vec<_> = given.iter().map(|(of, parent)| message(*of, *parent)).collect();
        let Ordered { messages, mended } = order(&messages, |parent| parent == id(known));
        let number = |id: MessageId| id.0.as_u128();
        (
            messages.iter().map(|it| (number(it.message.message.id), it.parent.map_or(0, number))).collect(),
            mended,
        )
    }

    #[test]
    fn parents_go_first_and_the_rest_stays_as_it_came() {
        assert_eq!(ordered(&[(3, 2), (1, 0), (2, 1), (4, 1)], 0), (vec![(1, 0), (2, 1), (3, 2), (4, 1)], 0));
    }

    #[test]
    fn what_leads_nowhere_or_in_circles_is_mended_and_counted() {
        assert_eq!(ordered(&[(1, 9), (2, 8)], 8), (vec![(1, 0), (2, 8)], 1), "one parent is known");
        assert_eq!(ordered(&[(1, 3), (2, 1), (3, 2)], 0), (vec![(2, 0), (3, 2), (1, 3)], 1));
        assert_eq!(ordered(&[(1, 1), (2, 1)], 0), (vec![(1, 0), (2, 1)], 1), "its own parent");
        assert_eq!(ordered(&[(1, 0), (1, 0), (2, 1)], 0), (vec![(1, 0), (2, 1)], 1), "one id twice");
    }

    #[test]
    fn a_chain_of_a_hundred_thousand_is_walked_without_recursion() {
        let chain: Vec<_> = (1..=100_000).rev().map(|of| (of, of - 1)).collect();
        let (ordered, mended) = ordered(&chain, 0);
        assert_eq!((ordered.len(), ordered[0], mended), (100_000, (1, 0), 0));
    }
}
