//! Whatever is done in whatever order, every message that was acknowledged is there or in the trash, under its parent, as it
//! was said, until the trash is emptied; and an import brings nothing back that was deleted, and nothing twice.

use std::collections::{BTreeSet, HashMap, HashSet};

use parlance_domain::{
    ArchivedConversation, ArchivedMessage, ConversationId, Message, MessageId, MessageStatus, Timestamp, Tree,
};
use parlance_store::{Change, Deleted, MergeOutcome, NewBranch, NewTurn, Origin, Store, TurnPlace};
use proptest::prelude::*;
use uuid::Uuid;

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

struct Said {
    id: MessageId,
    conversation: ConversationId,
    parent: Option<MessageId>,
    words: String,
    status: MessageStatus,
    comparison: Option<Uuid>,
    /// The deletion with which it went.
    trashed: Option<u32>,
}

#[derive(Default)]
struct Model {
    messages: Vec<Said>,
    /// The leaf, and whether the conversation is in the trash.
    leaves: HashMap<ConversationId, (Option<MessageId>, bool)>,
    comparing: HashMap<ConversationId, Uuid>,
    deletions: u32,
    exports: Vec<ArchivedConversation>,
    purged: HashSet<MessageId>,
}

impl Model {
    /// The n-th message that is not in the trash.
    fn pick(&self, n: usize, status: Option<MessageStatus>) -> Option<usize> {
        self.nth(n, |said| said.trashed.is_none() && status.is_none_or(|status| said.status == status))
    }

    fn nth(&self, n: usize, fits: impl Fn(&Said) -> bool) -> Option<usize> {
        let fitting: Vec<_> = (0..self.messages.len()).filter(|i| fits(&self.messages[*i])).collect();
        (!fitting.is_empty()).then(|| fitting[n % fitting.len()])
    }

    fn add<'a>(&mut self, messages: impl IntoIterator<Item = &'a Message>) {
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

    fn begun(&mut self, turn: &NewTurn) {
        self.add(turn.user.iter().chain([&turn.assistant]));
        self.shows(turn.assistant.conversation, Some(turn.assistant.id));
    }

    fn shows(&mut self, conversation: ConversationId, leaf: Option<MessageId>) {
        self.leaves.entry(conversation).or_default().0 = leaf;
    }

    fn find(&self, id: MessageId) -> &Said {
        self.messages.iter().find(|said| said.id == id).unwrap()
    }

    /// The message itself first.
    fn ancestors(&self, id: MessageId) -> Vec<&Said> {
        let mut found = vec![self.find(id)];
        while let Some(parent) = found.last().and_then(|said| said.parent) {
            found.push(self.find(parent));
        }
        found
    }

    /// What goes when the message is deleted.
    fn branch(&self, id: MessageId) -> Vec<usize> {
        let in_it = |said: &Said| self.ancestors(said.id).iter().any(|above| above.id == id);
        (0..self.messages.len())
            .filter(|i| self.messages[*i].trashed.is_none() && in_it(&self.messages[*i]))
            .collect()
    }

    fn of(&self, conversation: ConversationId) -> impl Iterator<Item = &Said> {
        self.messages.iter().filter(move |said| said.conversation == conversation)
    }

    fn compared(&self, said: &Said) -> bool {
        said.trashed.is_none()
            && said.comparison.is_some()
            && said.comparison == self.comparing.get(&said.conversation).copied()
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

/// Conversations in the trash go, and branches. What a turn writes stays for this time.
async fn purge(store: &Store, model: &mut Model) {
    let streams = |id: ConversationId| model.of(id).any(|said| said.status == MessageStatus::Streaming);
    let gone: BTreeSet<_> = model
        .leaves
        .iter()
        .filter(|(id, (_, trashed))| *trashed && !streams(**id))
        .map(|(id, _)| *id)
        .collect();
    let branches = model
        .messages
        .iter()
        .filter(|said| said.trashed.is_some() && !gone.contains(&said.conversation))
        .count();
    let purged = store.purge(Timestamp::now()).await.unwrap();
    assert_eq!((purged.conversations, purged.messages), (gone.len() as u64, branches as u64));
    let (stays, goes) = std::mem::take(&mut model.messages)
        .into_iter()
        .partition(|said| said.trashed.is_none() && !gone.contains(&said.conversation));
    model.messages = stays;
    model.purged.extend(goes.iter().map(|said: &Said| said.id));
    model.leaves.retain(|id, _| !gone.contains(id));
    model.comparing.retain(|id, _| !gone.contains(id));
}

/// What is here stays as it is, and what was deleted for good stays away. What is new hangs where it did, in the trash if that is
/// there.
async fn import(store: &Store, model: &mut Model, n: usize) {
    if model.exports.is_empty() {
        return;
    }
    let export = &model.exports[n % model.exports.len()];
    let id = export.id;
    let is_here = model.leaves.contains_key(&id);
    let mut new = Vec::new();
    for ArchivedMessage { message, .. } in &export.messages {
        let known = model.purged.contains(&message.id) || model.of(id).any(|said| said.id == message.id);
        let parent = message.parent.and_then(|parent| model.of(id).find(|said| said.id == parent));
        if let (true, false, Some(parent)) = (is_here, known, parent) {
            new.push((message.clone(), parent.trashed));
        }
    }
    let merged = store.merge(std::slice::from_ref(export), Deleted::StaysDeleted).await.unwrap()[0];
    assert_eq!(merged.messages_added, new.len());
    assert_eq!(merged.outcome == MergeOutcome::Deleted, !is_here);
    for (message, trashed) in new {
        model.add([&message]);
        model.messages.last_mut().unwrap().trashed = trashed;
    }
    if is_here {
        shown(store, model, id).await;
    }
    let again =
        store.merge(std::slice::from_ref(&model.exports[n % model.exports.len()]), Deleted::StaysDeleted);
    assert_eq!(again.await.unwrap()[0].messages_added, 0, "a repetition brings nothing");
    if is_here {
        shown(store, model, id).await;
    }
}

/// What is shown after a branch went or came: the end of a path that is not in the trash, as long as there is one.
async fn shown(store: &Store, model: &mut Model, conversation: ConversationId) {
    let leaf = store.conversation(conversation).await.unwrap().leaf;
    let mut live =
        model.messages.iter().filter(|said| said.conversation == conversation && said.trashed.is_none());
    match leaf {
        Some(leaf) => assert_eq!(model.find(leaf).trashed, None, "the trash is shown"),
        None => assert!(live.next().is_none(), "nothing is shown although there is something"),
    }
    model.shows(conversation, leaf);
}

async fn compare(store: &Store, model: &Model) {
    let mut listed: Vec<_> = store.conversations().await.unwrap().into_iter().map(|c| c.id).collect();
    let mut expected: Vec<_> =
        model.leaves.iter().filter(|(_, (_, trashed))| !trashed).map(|(id, _)| *id).collect();
    listed.sort();
    expected.sort();
    assert_eq!(listed, expected);
    for (id, (leaf, _)) in &model.leaves {
        assert_eq!(store.conversation(*id).await.unwrap().leaf, *leaf);
        let messages = store.messages(*id).await.unwrap();
        let tree = Tree::new(&messages);
        let (said, gone): (Vec<_>, Vec<_>) =
            model.messages.iter().filter(|m| m.conversation == *id).partition(|m| m.trashed.is_none());
        let branches = store.trashed_branches(Some(*id)).await.unwrap();
        assert_eq!(branches.iter().map(|branch| branch.messages as usize).sum::<usize>(), gone.len());
        assert_eq!(
            branches.iter().map(|branch| model.find(branch.message).trashed).collect::<BTreeSet<_>>(),
            gone.iter().map(|m| m.trashed).collect::<BTreeSet<_>>()
        );
        assert_eq!(store.comparing(*id).await.unwrap(), model.comparing.get(id).copied());
        let outline: BTreeSet<_> = store.outline(*id).await.unwrap().iter().map(|entry| entry.id).collect();
        assert_eq!(outline, said.iter().map(|m| m.id).collect());
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
