//! The app ends while a model speaks.

use parlance_domain::MessageStatus;
use parlance_ipc::MessageState;

use crate::support::*;

#[tokio::test]
async fn shutting_down_seals_what_came() {
    let scene = Scene::new().await;
    let (first, mut first_exchange) = scene.in_the_middle(&["The first ", "half"]).await;
    let mut words = Words::of(&scene.app, &first);
    words.until("half").await;
    let silent = scene.ask("Another question").await;
    let mut silent_exchange = scene.server.exchange().await.unwrap();

    scene.app.shut_down().await;
    first_exchange.closed().await;
    silent_exchange.closed().await;
    // The next process finds nothing to recover.
    let store = other_process(&scene.home.parlance()).await;
    let spoken = store.message(message_args(&first).message).await.unwrap();
    assert_eq!((spoken.status, spoken.text().as_str()), (MessageStatus::Interrupted, "The first half"));
    let unspoken = store.message(message_args(&silent).message).await.unwrap();
    assert_eq!((unspoken.status, unspoken.text().as_str()), (MessageStatus::Interrupted, ""));
    assert_eq!(words.end().await, (MessageState::Interrupted, None));
}

#[tokio::test]
async fn shutting_down_without_a_turn_is_nothing() {
    let scene = Scene::new().await;
    scene.talk("question", "answer").await;
    let before = files(&scene.home.parlance().join("instances"));
    scene.app.shut_down().await;
    assert_eq!(files(&scene.home.parlance().join("instances")), before);
}
