//! The app ends while a model speaks.

use parlance_domain::MessageStatus;
use parlance_ipc::MessageState;

use crate::support::*;

#[test]
fn shutting_down_seals_what_came() {
    let (home, spoken, silent) = in_a_process(async {
        let scene = Scene::new().await;
        let (spoken, _exchange) = scene.in_the_middle(&["The first ", "half"]).await;
        Words::of(&scene.app, &spoken).until("half").await;
        let silent = scene.ask("Another question").await;
        let _silent = scene.server.exchange().await.unwrap();
        scene.app.shut_down().await;
        (scene.home, message_args(&spoken).message, message_args(&silent).message)
    });
    let (spoken, silent) = in_a_process(async {
        let store = other_process(&home.parlance()).await;
        (store.message(spoken).await.unwrap(), store.message(silent).await.unwrap())
    });
    for (message, words) in [(spoken, "The first half"), (silent, "")] {
        assert_eq!((message.status, message.text().as_str()), (MessageStatus::Interrupted, words));
        assert!(message.timings.done_ms.is_some(), "it was recovered and not sealed: {message:?}");
    }
}

#[tokio::test]
async fn shutting_down_hangs_up_and_tells_the_watchers() {
    let scene = Scene::new().await;
    let (started, mut exchange) = scene.in_the_middle(&["half"]).await;
    let mut words = Words::of(&scene.app, &started);
    words.until("half").await;
    scene.app.shut_down().await;
    assert_eq!(words.end().await, (MessageState::Interrupted, None));
    exchange.closed().await;
}
