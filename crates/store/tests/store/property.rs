//! Whatever is done in whatever order, every message that was acknowledged is there, under its parent, as it was said.

use std::collections::HashMap;

use parlance_domain::{ConversationId, MessageId, MessageStatus, Timestamp, Tree};
use parlance_store::{Change, NewTurn, Origin, Store, TurnPlace};
use proptest::prelude::*;

use crate::support::*;

#[derive(Debug, Clone)]
enum Op {
    NewConversation,
    /// Asks below the n-th message (an edit or a next question), or regenerates the n-th answer.
    Ask(usize),
    Regenerate(usize),
    Journal(usize, String),
    Seal(usize),
    Resume(usize),
    SetLeaf(usize),
    Trash(usize),
    Untrash(usize),
    /// Drops the store, as a death would.
    Reopen,
}

fn op() -> impl Strategy<Value = Op> {
    prop_oneof![
        1 => Just(Op::NewConversation),
        4 => any::<usize>().prop_map(Op::Ask),
        3 => any::<usize>().prop_map(Op::Regenerate),
        6 => (any::<usize>(), "\\PC{0,12}").prop_map(|(n, words)| Op::Journal(n, words)),
        3 => any::<usize>().prop_map(Op::Seal),
        2 => any::<usize>().prop_map(Op::Resume),
        2 => any::<usize>().prop_map(Op::SetLeaf),
        1 => any::<usize>().prop_map(Op::Trash),
        1 => any::<usize>().prop_map(Op::Untrash),
        1 => Just(Op::Reopen),
    ]
}

struct Said {
    id: MessageId,
    conversation: ConversationId,
    parent: Option<MessageId>,
    words: String,
    status: MessageStatus,
}

#[derive(Default)]
struct Model {
    messages: Vec<Said>,
    leaves: HashMap<ConversationId, (MessageId, bool)>,
}

impl Model {
    fn pick(&self, n: usize, status: Option<MessageStatus>) -> Option<usize> {
        let fitting: Vec<_> = (0..self.messages.len())
            .filter(|i| status.is_none_or(|status| self.messages[*i].status == status))
            .collect();
        (!fitting.is_empty()).then(|| fitting[n % fitting.len()])
    }

    fn begun(&mut self, turn: &NewTurn) {
        for message in turn.user.iter().chain([&turn.assistant]) {
            self.messages.push(Said {
                id: message.id,
                conversation: message.conversation,
                parent: message.parent,
                words: message.text(),
                status: message.status,
            });
        }
        let trashed = self.leaves.get(&turn.assistant.conversation).is_some_and(|(_, trashed)| *trashed);
        self.leaves.insert(turn.assistant.conversation, (turn.assistant.id, trashed));
    }
}

async fn apply(op: &Op, store: &mut Option<Store>, model: &mut Model, home: &std::path::Path) {
    let open_store = store.as_ref().unwrap();
    match op {
        Op::NewConversation => {
            let new = conversation("t");
            let question = user(new.id, None, "first");
            let reply = answer(new.id, question.id);
            let turn = NewTurn {
                place: TurnPlace::New(new),
                user: Some(question),
                origin: Origin::Composer,
                assistant: reply,
            };
            open_store.begin_turn(&turn).await.unwrap();
            model.begun(&turn);
        }
        Op::Ask(n) => {
            let Some(i) = model.pick(*n, None) else { return };
            let at = &model.messages[i];
            let question = user(at.conversation, Some(at.id), "more");
            let reply = answer(at.conversation, question.id);
            let turn = NewTurn {
                place: TurnPlace::Existing(at.conversation),
                user: Some(question),
                origin: Origin::Composer,
                assistant: reply,
            };
            open_store.begin_turn(&turn).await.unwrap();
            model.begun(&turn);
        }
        Op::Regenerate(n) => {
            let Some(i) = model.pick(*n, None) else { return };
            let at = &model.messages[i];
            let reply = answer(at.conversation, at.id);
            let turn = NewTurn {
                place: TurnPlace::Existing(at.conversation),
                user: None,
                origin: Origin::Composer,
                assistant: reply,
            };
            open_store.begin_turn(&turn).await.unwrap();
            model.begun(&turn);
        }
        Op::Journal(n, words) => {
            let Some(i) = model.pick(*n, Some(MessageStatus::Streaming)) else { return };
            open_store.journal(model.messages[i].id, &[entry(0, words)]).await.unwrap();
            model.messages[i].words.push_str(words);
        }
        Op::Seal(n) => {
            let Some(i) = model.pick(*n, Some(MessageStatus::Streaming)) else { return };
            open_store.seal(&seal(model.messages[i].id, &model.messages[i].words)).await.unwrap();
            model.messages[i].status = MessageStatus::Complete;
        }
        Op::Resume(n) => {
            let Some(i) = model.pick(*n, Some(MessageStatus::Interrupted)) else { return };
            open_store.resume_turn(model.messages[i].id).await.unwrap();
            model.messages[i].status = MessageStatus::Streaming;
        }
        Op::SetLeaf(n) => {
            let Some(i) = model.pick(*n, None) else { return };
            let (id, conversation) = (model.messages[i].id, model.messages[i].conversation);
            open_store.set_leaf(conversation, id).await.unwrap();
            model.leaves.entry(conversation).and_modify(|leaf| leaf.0 = id);
        }
        Op::Trash(n) | Op::Untrash(n) => {
            let Some(i) = model.pick(*n, None) else { return };
            let conversation = model.messages[i].conversation;
            let trashed = matches!(op, Op::Trash(_));
            if trashed {
                open_store.change(&[conversation], Change::Trashed(true), Timestamp(1)).await.unwrap();
            } else {
                open_store.change(&[conversation], Change::Trashed(false), Timestamp(1)).await.unwrap();
            }
            model.leaves.entry(conversation).and_modify(|leaf| leaf.1 = trashed);
        }
        Op::Reopen => {
            drop(store.take());
            *store = Some(open(home).await);
            for message in model.messages.iter_mut().filter(|m| m.status == MessageStatus::Streaming) {
                message.status = MessageStatus::Interrupted;
            }
        }
    }
}

async fn compare(store: &Store, model: &Model) {
    let mut listed: Vec<_> = store.conversations().await.unwrap().into_iter().map(|c| c.id).collect();
    let mut expected: Vec<_> =
        model.leaves.iter().filter(|(_, (_, trashed))| !trashed).map(|(id, _)| *id).collect();
    listed.sort();
    expected.sort();
    assert_eq!(listed, expected);
    for (id, (leaf, _)) in &model.leaves {
        assert_eq!(store.conversation(*id).await.unwrap().leaf, Some(*leaf));
        let messages = store.messages(*id).await.unwrap();
        let tree = Tree::new(&messages);
        let said: Vec<_> = model.messages.iter().filter(|m| m.conversation == *id).collect();
        assert_eq!(
            messages.iter().map(|m| m.id).collect::<Vec<_>>(),
            said.iter().map(|m| m.id).collect::<Vec<_>>()
        );
        for (message, said) in messages.iter().zip(said) {
            assert_eq!((message.text(), message.status), (said.words.clone(), said.status));
            assert_eq!(message.parent, said.parent);
            let path = tree.path(message.id);
            assert_eq!(path.first().unwrap().parent, None, "a path that ends before the root");
            assert_eq!(path.last().unwrap().id, message.id);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_message_stays_reachable(ops in prop::collection::vec(op(), 1..40)) {
        tokio::runtime::Runtime::new().unwrap().block_on(async {
            let home = home();
            let mut store = Some(open(home.path()).await);
            let mut model = Model::default();
            for op in [Op::NewConversation].iter().chain(&ops) {
                apply(op, &mut store, &mut model, home.path()).await;
            }
            compare(store.as_ref().unwrap(), &model).await;
            apply(&Op::Reopen, &mut store, &mut model, home.path()).await;
            compare(store.as_ref().unwrap(), &model).await;
            assert_sound(store.as_ref().unwrap()).await;
        });
    }
}
