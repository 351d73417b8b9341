//! Stop, Continue and Regenerate.

use parlance_ipc::{MessageArgs, MessageState, RegenerateArgs, TurnArgs};
use parlance_testkit::{Response, sse};

use crate::support::*;

#[tokio::test]
async fn stop_keeps_the_words_and_hangs_up() {
    let scene = Scene::new().await;
    let (started, mut exchange) = scene.in_the_middle(&["Half ", "an ans"]).await;
    let mut words = Words::of(&scene.app, &started);
    words.until("an ans").await;
    scene.app.stop_turn(TurnArgs { turn: started.turn }).await.unwrap();
    assert_eq!(words.end().await, (MessageState::Interrupted, None));
    exchange.closed().await;
    let answer = answer_of(&scene.app, &started).await;
    assert_eq!((answer.state, answer.source.as_str()), (MessageState::Interrupted, "Half an ans"));
    assert_eq!(answer.error, None);
    assert_eq!(scene.server.requests().len(), 1);
}

#[tokio::test]
async fn stop_before_the_first_word_hangs_up_too() {
    let scene = Scene::new().await;
    let started = scene.ask("question").await;
    let mut words = Words::of(&scene.app, &started);
    let mut exchange = scene.server.exchange().await.unwrap();
    scene.app.stop_turn(TurnArgs { turn: started.turn }).await.unwrap();
    assert_eq!(words.end().await, (MessageState::Interrupted, None));
    exchange.closed().await;
}

#[tokio::test]
async fn continue_goes_on_in_the_same_message() {
    let scene = Scene::new().await;
    let (started, exchange) = scene.in_the_middle(&["Once upon a ti"]).await;
    let mut words = Words::of(&scene.app, &started);
    words.until("ti").await;
    exchange.finish().await.unwrap();
    assert_eq!(words.end().await.0, MessageState::Interrupted);

    let broken = message_args(&started);
    scene.server.respond(Response::events(sse::answer(["me", " there was"])));
    let continued = scene.app.continue_message(go_on_args(&started)).await.unwrap();
    assert_eq!(message_args(&continued), broken);
    let answer = answer_of(&scene.app, &continued).await;
    assert_eq!(answer.id, broken.message);
    assert_eq!((answer.source.as_str(), answer.parts.len()), ("Once upon a time there was", 1));
    assert_eq!((answer.state, answer.error), (MessageState::Complete, None));
    assert_eq!(answer.siblings.ids, [broken.message]);
    assert_eq!(scene.view(&started).await.messages.len(), 2);

    let asked = scene.server.request(1).await.json();
    let told: Vec<_> = asked["messages"].as_array().unwrap().iter().map(|said| &said["role"]).collect();
    assert_eq!(told, ["user", "assistant", "user"]);
    assert_eq!(asked["messages"][1]["content"], "Once upon a ti");
}

#[tokio::test]
async fn a_continuation_that_breaks_too_keeps_both_halves() {
    let scene = Scene::new().await;
    let (started, exchange) = scene.in_the_middle(&["one "]).await;
    let mut words = Words::of(&scene.app, &started);
    words.until("one").await;
    exchange.reset().unwrap();
    words.end().await;
    let continued = scene.app.continue_message(go_on_args(&started)).await.unwrap();
    let mut words = Words::of(&scene.app, &continued);
    let exchange = scene.begin(&["two "]).await;
    words.until("two").await;
    exchange.reset().unwrap();
    words.end().await;
    let answer = answer_of(&scene.app, &continued).await;
    assert_eq!((answer.state, answer.source.as_str()), (MessageState::Interrupted, "one two "));
}

#[tokio::test]
async fn regenerate_makes_a_sibling_and_the_old_answer_stays() {
    let scene = Scene::new().await;
    let started = scene.talk("question", "The first answer.").await;
    let MessageArgs { conversation, message: old } = message_args(&started);
    scene.server.respond(Response::events(sse::answer(["The second answer."])));
    let regenerated = scene
        .app
        .regenerate(RegenerateArgs { conversation, message: old, model: None, overflow: None })
        .await
        .unwrap();
    let answer = answer_of(&scene.app, &regenerated).await;
    assert_eq!(answer.source, "The second answer.");
    assert_eq!((answer.siblings.ids.as_slice(), answer.siblings.index), (&[old, answer.id][..], 1));
    let asked = scene.server.request(1).await.json();
    assert_eq!(asked["messages"].as_array().unwrap().len(), 1, "the old answer is not told: {asked}");

    let view = scene.app.select_sibling(MessageArgs { conversation, message: old }).await.unwrap();
    assert_eq!(view.messages.len(), 2);
    let shown = &view.messages[1];
    assert_eq!((shown.id, shown.source.as_str()), (old, "The first answer."));
    assert_eq!(shown.state, MessageState::Complete);
}
