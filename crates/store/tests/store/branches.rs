//! Branches that go, come back, are compared, and become conversations.

use parlance_domain::{
    ConversationId, Message, MessageId, MessageStatus, Parameters, Part, Picture, Timestamp,
};
use parlance_store::{Change, NewBranch, NewTurn, Origin, Seal, Store, StoreErrorKind, Summary, TurnPlace};
use std::sync::Arc;
use uuid::Uuid;

use crate::support::*;

async fn texts(store: &Store, id: ConversationId) -> Vec<String> {
    store.messages(id).await.unwrap().iter().map(Message::text).collect()
}

async fn leaf(store: &Store, id: ConversationId) -> Option<MessageId> {
    store.conversation(id).await.unwrap().leaf
}

#[tokio::test]
async fn a_deleted_branch_is_nowhere_to_be_seen_and_comes_back_as_it_was() {
    let home = home();
    let store = open(home.path()).await;
    let (id, question, first) = talk(&store, "t", "apples", "pears").await;
    let (edited, answered) = more(&store, id, None, "quinces").await;
    let (_, end) = more(&store, id, Some(answered), "medlars").await;
    let before = store.messages(id).await.unwrap();

    assert_eq!(store.trash_branch(id, edited, Timestamp(5)).await.unwrap(), 4);
    assert_eq!(texts(&store, id).await, ["apples", "pears"]);
    assert_eq!(leaf(&store, id).await, Some(first), "the version before it is shown");
    for words in ["quinces", "medl", "uinc"] {
        assert!(store.search(words, 9).await.unwrap().is_empty(), "{words} is found");
    }
    assert_eq!(store.message(edited).await.unwrap_err().kind, StoreErrorKind::NotFound);
    assert_eq!(store.set_leaf(id, end).await.unwrap_err().kind, StoreErrorKind::NotFound);
    assert_eq!(store.trash_branch(id, end, Timestamp(5)).await.unwrap_err().kind, StoreErrorKind::NotFound);
    let branches = store.trashed_branches(None).await.unwrap();
    assert_eq!(
        (branches[0].message, branches[0].messages, branches[0].excerpt.as_str()),
        (edited, 4, "quinces")
    );
    store.change(&[id], Change::Trashed(true), Timestamp(9)).await.unwrap();
    assert!(store.trashed_branches(None).await.unwrap().is_empty(), "it went with its conversation");
    store.change(&[id], Change::Trashed(false), Timestamp(9)).await.unwrap();

    store.restore_branch(id, edited).await.unwrap();
    assert_eq!(store.messages(id).await.unwrap(), before);
    assert_eq!(leaf(&store, id).await, Some(end));
    assert_eq!(store.search("medlars", 9).await.unwrap().len(), 1);
    assert_eq!(store.restore_branch(id, question).await.unwrap_err().kind, StoreErrorKind::NotFound);
}

#[tokio::test]
async fn branches_of_one_moment_come_back_one_by_one() {
    let home = home();
    let store = open(home.path()).await;
    let (id, question, reply) = talk(&store, "t", "one", "two").await;
    let (inner, _) = more(&store, id, Some(reply), "three").await;
    store.trash_branch(id, inner, Timestamp(5)).await.unwrap();
    assert_eq!(leaf(&store, id).await, Some(reply));
    store.trash_branch(id, question, Timestamp(5)).await.unwrap();
    assert_eq!(leaf(&store, id).await, None);
    assert!(texts(&store, id).await.is_empty());

    store.restore_branch(id, question).await.unwrap();
    assert_eq!(texts(&store, id).await, ["one", "two"]);
    store.trash_branch(id, question, Timestamp(5)).await.unwrap();
    // What it answers comes along: alone it would hang in the air.
    store.restore_branch(id, inner).await.unwrap();
    assert_eq!(texts(&store, id).await, ["one", "two", "three", "three answered"]);
    // And the emptied conversation could have gone on.
    assert!(store.trashed_branches(Some(id)).await.unwrap().is_empty());
}

#[tokio::test]
async fn what_is_being_written_is_not_deleted() {
    let home = home();
    let store = open(home.path()).await;
    let (id, question, reply) = ask_new(&store, "t", "one").await;
    assert_eq!(store.trash_branch(id, question, Timestamp(5)).await.unwrap_err().kind, StoreErrorKind::Other);
    store.seal(&seal(reply, "two")).await.unwrap();
    store.trash_branch(id, question, Timestamp(5)).await.unwrap();
}

/// A question to two models: the conversation and the answers.
async fn compared(store: &Store) -> (ConversationId, [MessageId; 2]) {
    let new = conversation("t");
    let id = new.id;
    let question = user(id, None, "which");
    let reply = |words: &str| Message {
        comparison: Some(Uuid::from_u128(7)),
        parts: vec![text(words)],
        ..answer(id, question.id)
    };
    let (first, second) = (reply(""), reply(""));
    let ids = [first.id, second.id];
    let place = TurnPlace::New(new);
    let turn = NewTurn { place, user: Some(question.clone()), origin: Origin::Composer, assistant: first };
    store.begin_comparison(&turn, &[second]).await.unwrap();
    (id, ids)
}

#[tokio::test]
async fn compared_answers_are_each_journaled_and_recovered() {
    let home = home();
    let store = open(home.path()).await;
    let (id, [first, second]) = compared(&store).await;
    assert_eq!(leaf(&store, id).await, Some(first));
    store.journal(first, &[entry(0, "this")]).await.unwrap();
    store.journal(second, &[entry(0, "that")]).await.unwrap();
    drop(store);

    let store = open(home.path()).await;
    let messages = store.messages(id).await.unwrap();
    let said: Vec<_> = messages[1..].iter().map(|m| (m.text(), m.status, m.comparison)).collect();
    let comparison = Some(Uuid::from_u128(7));
    assert_eq!(
        said,
        [
            ("this".to_owned(), MessageStatus::Interrupted, comparison),
            ("that".to_owned(), MessageStatus::Interrupted, comparison),
        ]
    );
    assert_eq!(store.comparing(id).await.unwrap(), comparison);
}

#[tokio::test]
async fn one_answer_is_picked_and_the_others_stay_beside_it() {
    let home = home();
    let store = open(home.path()).await;
    let (id, [first, second]) = compared(&store).await;
    store.seal(&seal(first, "this")).await.unwrap();
    store.seal(&seal(second, "that")).await.unwrap();
    let other = parlance_domain::ModelRef { provider: "p".into(), model: "picked".into() };
    store.pick(id, second, Some(&other)).await.unwrap();
    let conversation = store.conversation(id).await.unwrap();
    assert_eq!((conversation.leaf, conversation.model), (Some(second), Some(other)));
    assert_eq!(store.comparing(id).await.unwrap(), None);
    assert_eq!(texts(&store, id).await, ["which", "this", "that"]);
    // It is over.
    assert_eq!(store.pick(id, first, None).await.unwrap_err().kind, StoreErrorKind::NotFound);
}

#[tokio::test]
async fn a_comparison_of_which_one_answer_is_left_is_none() {
    let home = home();
    let store = open(home.path()).await;
    let (id, [first, second]) = compared(&store).await;
    store.seal(&seal(first, "this")).await.unwrap();
    store.seal(&seal(second, "that")).await.unwrap();
    store.trash_branch(id, first, Timestamp(5)).await.unwrap();
    assert_eq!((store.comparing(id).await.unwrap(), leaf(&store, id).await), (None, Some(second)));
}

#[tokio::test]
async fn a_branch_becomes_a_conversation_with_all_that_belongs_to_it() {
    let home = home();
    let store = open(home.path()).await;
    let (id, _, reply) = talk(&store, "t", "one", "").await;
    let now = Timestamp::now();
    let blob = store.put_blob(Arc::from(*b"picture"), "image/png", now).await.unwrap();
    let picture =
        Picture { blob, media_type: "image/png".into(), width: None, height: None, alt: "cat".into() };
    let question = user(id, Some(reply), "two");
    let drawn = answer(id, question.id);
    let drawing = drawn.id;
    let place = TurnPlace::Existing(id);
    let turn = NewTurn { place, user: Some(question), origin: Origin::Composer, assistant: drawn };
    store.begin_turn(&turn).await.unwrap();
    store.seal(&Seal { parts: vec![Part::Image(picture)], ..seal(drawing, "") }).await.unwrap();
    more(&store, id, Some(drawing), "three").await;
    let cold = Parameters { temperature: Some(0.0), ..Parameters::default() };
    store.set_conversation_parameters(Some(id), &cold).await.unwrap();
    let summary = Summary { through: reply, text: "ones".into(), model: model(), made_at: now };
    store.save_summary(&summary).await.unwrap();
    run_sql(
        home.path(),
        "INSERT INTO folder (pk, id, name, position, created_at) VALUES (1, zeroblob(16), 'f', 0, 0);
         INSERT INTO tag (pk, id, name, created_at) VALUES (1, zeroblob(16), 'g', 0);
         UPDATE conversation SET folder = 1; INSERT INTO conversation_tag SELECT pk, 1 FROM conversation;",
    )
    .await;

    let new = NewBranch { id: ConversationId::new(), title: "Branch".into(), at: Timestamp(now.0 + 60_000) };
    store.branch_off(id, drawing, &new).await.unwrap();
    let (old, copies) = (store.messages(id).await.unwrap(), store.messages(new.id).await.unwrap());
    assert_eq!(copies.len(), 4);
    for (index, (old, copy)) in old.iter().zip(&copies).enumerate() {
        assert_ne!(copy.id, old.id);
        let parent = index.checked_sub(1).map(|before| copies[before].id);
        assert_eq!(*copy, Message { id: copy.id, conversation: new.id, parent, ..old.clone() });
    }
    let made = store.conversation(new.id).await.unwrap();
    assert_eq!((made.title.as_str(), made.leaf, made.model), ("Branch", Some(copies[3].id), Some(model())));
    assert_eq!(store.conversation_parameters(Some(new.id)).await.unwrap(), cold);
    assert_eq!(store.summaries(new.id).await.unwrap()[&copies[1].id], "ones");
    let mut connection = raw(home.path()).await;
    let beside: (i64, i64, i64) = sqlx::query_as(
        "SELECT (SELECT count(*) FROM conversation WHERE folder = 1), (SELECT count(*) FROM conversation_tag), \
         (SELECT count(*) FROM message_blob)",
    )
    .fetch_one(&mut connection)
    .await
    .unwrap();
    assert_eq!(beside, (2, 2, 2));
    assert_eq!(store.conversations().await.unwrap()[0].id, new.id, "it is the newest");
    assert_sound(&store).await;
}
