//! A turn that does not begin.

use std::future::Future as _;
use std::task::Poll;

use parlance_domain::{ConversationId, Message, Timestamp};
use parlance_store::{NewTurn, Origin, StoreErrorKind, TurnPlace};

use crate::support::*;

#[tokio::test]
async fn a_turn_that_cannot_begin_leaves_nothing() {
    let home = home();
    let store = open(home.path()).await;
    let (id, ..) = talk(&store, "t", "q", "a").await;
    let (other, other_question, _) = talk(&store, "u", "q", "a").await;

    // The answer's parent is in another conversation: the question before it must go too.
    let question = user(id, None, "lost?");
    let astray = answer(id, other_question);
    let turn = NewTurn {
        place: TurnPlace::Existing(id),
        user: Some(question.clone()),
        origin: Origin::Composer,
        assistant: astray,
    };
    let error = store.begin_turn(&turn).await.unwrap_err();
    assert_eq!(
        (error.kind, error.to_string()),
        (StoreErrorKind::NotFound, format!("not in the history: message {other_question}"))
    );
    assert_eq!(store.message(question.id).await.unwrap_err().kind, StoreErrorKind::NotFound);
    assert_eq!(store.messages(id).await.unwrap().len(), 2);

    // A failed turn in a new conversation makes no conversation, and the draft stays.
    store.save_draft(None, "typed", Timestamp(1)).await.unwrap();
    let new = conversation("new");
    let foreign = user(other, None, "not of the new one");
    let reply = answer(new.id, foreign.id);
    let turn = NewTurn {
        place: TurnPlace::New(new),
        user: Some(foreign),
        origin: Origin::Composer,
        assistant: reply,
    };
    store.begin_turn(&turn).await.unwrap_err();
    assert_eq!(store.conversations().await.unwrap().len(), 2);

    let nowhere = conversation("never made").id;
    let (question, reply) = exchange(nowhere);
    let turn = NewTurn {
        place: TurnPlace::Existing(nowhere),
        user: Some(question),
        origin: Origin::Composer,
        assistant: reply,
    };
    let error = store.begin_turn(&turn).await.unwrap_err();
    assert_eq!(error.to_string(), format!("not in the history: conversation {nowhere}"));
    assert_eq!(store.draft(None).await.unwrap(), "typed");

    assert_eq!(store.set_leaf(id, other_question).await.unwrap_err().kind, StoreErrorKind::NotFound);
}

/// Whoever waits for a turn may be gone before it has begun.
#[tokio::test]
async fn a_turn_that_nobody_waits_for_begins_or_leaves_nothing() {
    let home = home();
    let store = open(home.path()).await;
    let beside = open(home.path()).await;
    for looks in 0..40 {
        let new = conversation("new");
        let (question, reply) = exchange(new.id);
        let turn = NewTurn {
            place: TurnPlace::New(new.clone()),
            user: Some(question),
            origin: Origin::Composer,
            assistant: reply,
        };
        {
            let mut begins = std::pin::pin!(store.begin_turn(&turn));
            for _ in 0..looks {
                if std::future::poll_fn(|context| Poll::Ready(begins.as_mut().poll(context))).await.is_ready()
                {
                    break;
                }
                tokio::task::yield_now().await;
            }
        }
        // Another process is not kept waiting, and neither is this one.
        ask_new(&beside, "beside", "q").await;
        ask_new(&store, "after", "q").await;
        let begun = store.conversations().await.unwrap().iter().any(|there| there.id == new.id);
        assert_eq!(
            store.messages(new.id).await.map_or(0, |messages| messages.len()),
            if begun { 2 } else { 0 }
        );
    }
}

fn exchange(conversation: ConversationId) -> (Message, Message) {
    let question = user(conversation, None, "q");
    let reply = answer(conversation, question.id);
    (question, reply)
}
