//! A turn whose task panics ends, with the words that had come, and frees its conversation.

use std::sync::Arc;

use parlance_domain::{MessageStatus, ModelRef, Part, Role};
use parlance_ipc::{ErrorCode, MessageState, TurnEvent};
use parlance_llm::{PartId, StreamEvent};
use parlance_providers::Timeouts;
use parlance_store::{NewTurn, Origin, Store, TurnPlace};
use parlance_testkit::TempHome;
use tokio::sync::mpsc;

use super::live::Turn;
use super::new_message;
use super::start::Written;
use crate::{App, Home, Parts};

/// Says its words and then panics, as the loop of a turn might.
async fn panics(turn: Arc<Turn>, words: &[&str]) -> Written {
    for text in words {
        let text = (*text).to_owned();
        turn.update(|live| live.apply(&StreamEvent::TextDelta { part: PartId(0), text }));
    }
    panic!("the loop of a test")
}

struct Panicked {
    app: App,
    store: Arc<Store>,
    turn: Arc<Turn>,
    events: Vec<TurnEvent>,
    _home: TempHome,
}

/// Runs a turn that panics after `said` in a new conversation, watched, until its end was told.
async fn run_with(said: &'static [&'static str]) -> Panicked {
    let home = TempHome::new().unwrap();
    let app = App::from_parts(Parts {
        home: Home::new(home.parlance()),
        secrets: parlance_secrets::Backend::memory(),
        environment: Arc::new(|_| None),
        timeouts: Timeouts::default(),
    });
    app.open_history().await;
    let store = app.store().await.unwrap();
    let now = parlance_domain::Timestamp::now();
    let conversation = parlance_domain::Conversation {
        id: parlance_domain::ConversationId::new(),
        title: "t".into(),
        leaf: None,
        model: None,
        created_at: now,
        updated_at: now,
    };
    let id = conversation.id;
    let words = vec![Part::Text { text: "question".into() }];
    let question = new_message(id, None, Role::User, MessageStatus::Complete, None, words);
    let model = ModelRef { provider: "test".into(), model: "m".into() };
    let answer = new_message(
        id,
        Some(question.id),
        Role::Assistant,
        MessageStatus::Streaming,
        Some(model),
        Vec::new(),
    );
    let place = TurnPlace::New(conversation);
    store
        .begin_turn(&NewTurn {
            place,
            user: Some(question),
            origin: Origin::Composer,
            assistant: answer.clone(),
        })
        .await
        .unwrap();

    let turn = Arc::new(Turn::new(id, answer.id, &answer.parts));
    app.inner.turns.insert(&turn);
    let (sink, mut watched) = mpsc::unbounded_channel();
    app.watch_turn(turn.id, sink).unwrap();
    let work = panics(turn.clone(), said);
    app.clone().attend(turn.clone(), store.clone(), answer, work).await;
    let mut events = Vec::new();
    while let Some(event) = watched.recv().await {
        events.push(event);
    }
    Panicked { app, store, turn, events, _home: home }
}

#[tokio::test]
async fn words_are_kept_and_the_conversation_is_free() {
    let Panicked { app, store, turn, events, _home } = run_with(&["half ", "an answer"]).await;
    let message = store.message(turn.message).await.unwrap();
    assert_eq!((message.status, message.text().as_str()), (MessageStatus::Interrupted, "half an answer"));
    assert!(matches!(message.parts.last(), Some(Part::Error { code, .. }) if code == "internal"));
    let Some(TurnEvent::Ended { state: MessageState::Interrupted, error: Some(error) }) = events.last()
    else {
        panic!("{events:?}")
    };
    assert_eq!(error.code, ErrorCode::Internal);
    assert_eq!(app.inner.turns.in_conversation(turn.conversation), None);
    app.refuse_if_busy(turn.conversation).unwrap();
}

#[tokio::test]
async fn without_a_word_it_failed() {
    let Panicked { store, turn, events, _home, .. } = run_with(&[]).await;
    assert_eq!(store.message(turn.message).await.unwrap().status, MessageStatus::Failed);
    assert!(
        matches!(events.last(), Some(TurnEvent::Ended { state: MessageState::Failed, .. })),
        "{events:?}"
    );
}
