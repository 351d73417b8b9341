//! Whatever is done in whatever order, every message that was acknowledged is there or in the trash, under its parent, as it
//! was said, until the trash is emptied; and an import brings nothing back that was deleted, and nothing twice.

use std::collections::BTreeSet;

use parlance_domain::{ArchivedMessage, ConversationId, Message, MessageStatus, Timestamp};
use parlance_store::{Change, NewBranch, NewTurn, Origin, Store, TurnPlace};
use proptest::prelude::*;
use uuid::Uuid;

use crate::property_checks::{compare, import, purge, shown};
use crate::property_model::Model;
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
    /// Deletes the n-th message with what is below it.
    TrashBranch(usize),
    /// Brings back the branch in which the n-th deleted message went.
    RestoreBranch(usize),
    /// Asks several models below the n-th message.
    Compare(usize, usize),
    /// Goes on with the n-th of the answers that are compared anywhere.
    Pick(usize),
    /// Makes the path to the n-th message a conversation of its own.
    BranchOff(usize),
    /// Deletes for good what is in the trash.
    Purge,
    /// Keeps the conversation of the n-th message as an export does. A message may come to it elsewhere.
    Export(usize, bool),
    /// Takes the n-th export in again.
    Import(usize),
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
        3 => any::<usize>().prop_map(Op::TrashBranch),
        2 => any::<usize>().prop_map(Op::RestoreBranch),
        2 => (any::<usize>(), 2..5_usize).prop_map(|(n, models)| Op::Compare(n, models)),
        2 => any::<usize>().prop_map(Op::Pick),
        1 => any::<usize>().prop_map(Op::BranchOff),
        1 => Just(Op::Purge),
        3 => any::<(usize, bool)>().prop_map(|(n, grows)| Op::Export(n, grows)),
        4 => any::<usize>().prop_map(Op::Import),
        1 => Just(Op::Reopen),
    ]
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
            model.leaves.entry(conversation).and_modify(|leaf| leaf.0 = Some(id));
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
        Op::TrashBranch(n) => {
            let Some(i) = model.pick(*n, None) else { return };
            let (id, conversation) = (model.messages[i].id, model.messages[i].conversation);
            let branch = model.branch(id);
            let done = open_store.trash_branch(conversation, id, Timestamp(7)).await;
            if branch.iter().any(|i| model.messages[*i].status == MessageStatus::Streaming) {
                assert!(done.is_err(), "a turn would write into the trash");
                return;
            }
            assert_eq!(done.unwrap() as usize, branch.len());
            model.deletions += 1;
            for i in branch {
                model.messages[i].trashed = Some(model.deletions);
            }
            if model
                .messages
                .iter()
                .filter(|said| said.conversation == conversation && model.compared(said))
                .count()
                < 2
            {
                model.comparing.remove(&conversation);
            }
            shown(open_store, model, conversation).await;
        }
        Op::RestoreBranch(n) => {
            let Some(i) = model.nth(*n, |said| said.trashed.is_some()) else { return };
            let (id, conversation) = (model.messages[i].id, model.messages[i].conversation);
            open_store.restore_branch(conversation, id).await.unwrap();
            let came: BTreeSet<_> = model.ancestors(id).iter().filter_map(|said| said.trashed).collect();
            for said in &mut model.messages {
                said.trashed.take_if(|deletion| came.contains(deletion));
            }
            shown(open_store, model, conversation).await;
            let leaf = model.leaves[&conversation].0.unwrap();
            assert!(model.ancestors(leaf).iter().any(|said| said.id == id), "it came back and is not shown");
        }
        Op::Compare(n, models) => {
            let Some(i) = model.pick(*n, None) else { return };
            let at = &model.messages[i];
            let question = user(at.conversation, Some(at.id), "compare");
            let comparison = Uuid::now_v7();
            let reply =
                || Message { comparison: Some(comparison), ..answer(question.conversation, question.id) };
            let others: Vec<_> = (1..*models).map(|_| reply()).collect();
            let turn = NewTurn {
                place: TurnPlace::Existing(at.conversation),
                assistant: reply(),
                user: Some(question),
                origin: Origin::Composer,
            };
            open_store.begin_comparison(&turn, &others).await.unwrap();
            model.begun(&turn);
            model.add(&others);
            model.comparing.insert(turn.assistant.conversation, comparison);
        }
        Op::Pick(n) => {
            let Some(i) = model.nth(*n, |said| model.compared(said)) else { return };
            let (id, conversation) = (model.messages[i].id, model.messages[i].conversation);
            open_store.pick(conversation, id, None).await.unwrap();
            model.comparing.remove(&conversation);
            shown(open_store, model, conversation).await;
            let leaf = model.leaves[&conversation].0.unwrap();
            assert!(model.ancestors(leaf).iter().any(|said| said.id == id), "another answer was picked");
        }
        Op::BranchOff(n) => {
            let Some(i) = model.pick(*n, None) else { return };
            let (id, conversation) = (model.messages[i].id, model.messages[i].conversation);
            let new = NewBranch { id: ConversationId::new(), title: "b".into(), at: Timestamp(9) };
            let done = open_store.branch_off(conversation, id, &new).await;
            let path = model.ancestors(id);
            if path.iter().any(|said| said.status == MessageStatus::Streaming) {
                assert!(done.is_err(), "half an answer would be copied");
                return;
            }
            done.unwrap();
            let copies = open_store.messages(new.id).await.unwrap();
            let said: Vec<_> = path.iter().rev().map(|said| (said.words.clone(), said.status)).collect();
            let copied: Vec<_> = copies.iter().map(|copy| (copy.text(), copy.status)).collect();
            assert_eq!(copied, said);
            model.add(&copies);
            model.shows(new.id, copies.last().map(|copy| copy.id));
        }
        Op::Purge => purge(open_store, model).await,
        Op::Export(n, grows) => {
            let Some(i) = model.nth(*n, |_| true) else { return };
            let at = &model.messages[i];
            let mut export = open_store.archive(at.conversation).await.unwrap();
            assert_eq!(export.messages.len(), model.of(at.conversation).count(), "the trash goes along");
            if *grows {
                let more = user(at.conversation, Some(at.id), "from elsewhere");
                export.leaf = Some(more.id);
                export.messages.push(ArchivedMessage { message: more, trashed_at: None });
            }
            model.exports.push(export);
        }
        Op::Import(n) => import(open_store, model, *n).await,
        Op::Reopen => {
            drop(store.take());
            *store = Some(open(home).await);
            for message in model.messages.iter_mut().filter(|m| m.status == MessageStatus::Streaming) {
                message.status = MessageStatus::Interrupted;
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

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
