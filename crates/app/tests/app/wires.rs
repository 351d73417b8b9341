//! What a turn owes to the wire of its provider, and what it costs.

use parlance_ipc::{MessageState, ModelChoice, SendArgs, SourceView, TurnStarted, WireFormat};
use parlance_testkit::{Dialect, Response, Say, Step, Stop, sse};
use serde_json::json;

use crate::support::*;

async fn anthropic(scene: &Scene) -> String {
    of_wire(scene, WireFormat::AnthropicMessages).await
}

/// A provider of the person's own that speaks `wire`.
async fn of_wire(scene: &Scene, wire: WireFormat) -> String {
    if wire == WireFormat::OllamaChat {
        // Asked about beside the conversation: it must not take the answer that is meant for that.
        scene.server.route("/api/show", [Step::from(Response::error(404, "", "model not found"))]);
    }
    let args = custom(&scene.server, &format!("{wire:?} at work"), wire);
    let saved = scene.app.save_custom_provider(args).await.unwrap();
    assert_eq!(saved.wire, wire);
    saved.id
}

/// An answer that was thought about.
fn thoughtful(thought: &str, signature: &str, text: &str) -> Response {
    let thought = Some(Say::reasoning(thought)).filter(|_| !thought.is_empty());
    let rest = [Say::signature(signature), Say::text(text), Say::counted(Stop::Done, 9, 5)];
    Dialect::Messages.answer(&thought.into_iter().chain(rest).collect::<Vec<_>>())
}

async fn ask_model(
    scene: &Scene,
    before: Option<&TurnStarted>,
    provider: &str,
    model: &str,
    text: &str,
) -> TurnStarted {
    let model = ModelChoice { provider: provider.to_owned(), model: model.to_owned() };
    let conversation = before.map(|started| started.conversation);
    let started = scene
        .app
        .send_message(SendArgs { conversation, text: text.into(), model, overflow: None })
        .await
        .unwrap();
    assert_eq!(answer_of(&scene.app, &started).await.state, MessageState::Complete);
    started
}

#[tokio::test]
async fn a_models_signed_thoughts_go_back_to_it_and_to_nobody_else() {
    let scene = Scene::new().await;
    let provider = anthropic(&scene).await;
    scene.server.respond(thoughtful("It is a sum.", "signed", "Four."));
    let started = ask_model(&scene, None, &provider, "claude-a", "What is 2 + 2?").await;
    scene.server.respond(thoughtful("Again.", "signed too", "Six."));
    ask_model(&scene, Some(&started), &provider, "claude-a", "And 3 + 3?").await;
    scene.server.respond(thoughtful("Hm.", "x", "Eight."));
    ask_model(&scene, Some(&started), &provider, "claude-b", "And 4 + 4?").await;
    scene.server.respond(Response::events(sse::answer(["Ten."])));
    ask_model(&scene, Some(&started), "openai", "scripted", "And 5 + 5?").await;

    let asked: Vec<_> = scene
        .server
        .requests()
        .into_iter()
        .filter(|request| request.method == "POST")
        .map(|request| request.json()["messages"].clone())
        .collect();
    let thinking = json!({ "type": "thinking", "thinking": "It is a sum.", "signature": "signed" });
    assert_eq!(asked[1][1]["content"], json!([thinking, { "type": "text", "text": "Four." }]));
    for others in &asked[2..] {
        assert!(!others.to_string().contains("signed"), "{others}");
        assert!(others.to_string().contains("Four."), "{others}");
    }
    scene.app.shut_down().await;
}

#[tokio::test]
async fn a_continuation_that_begins_with_a_hidden_thought_does_not_tear_the_text() {
    let scene = Scene::new().await;
    let provider = anthropic(&scene).await;
    let half = thoughtful("Hm.", "signed", "It is fo");
    let whole = half.bytes();
    let cut = String::from_utf8_lossy(&whole).find("message_delta").unwrap();
    let started = {
        let model = ModelChoice { provider, model: "claude-a".into() };
        let args = SendArgs { conversation: None, text: "What is 2 + 2?".into(), model, overflow: None };
        let started = scene.app.send_message(args).await.unwrap();
        let mut exchange = scene.server.exchange().await.unwrap();
        exchange.send(&whole[..cut]).await.unwrap();
        exchange.finish().await.unwrap();
        assert_eq!(answer_of(&scene.app, &started).await.state, MessageState::Interrupted);
        started
    };
    scene.server.respond(thoughtful("", "signed too", "ur."));
    let continued = scene.app.continue_message(go_on_args(&started)).await.unwrap();
    let answer = answer_of(&scene.app, &continued).await;
    assert_eq!(answer.source, "It is four.");
    assert_eq!(answer.parts.len(), 2, "{:?}", answer.parts);
    scene.app.shut_down().await;
}

#[tokio::test]
async fn the_sources_of_an_answer_stay_with_it() {
    let scene = Scene::new().await;
    let source =
        |url: &str, title: &str| SourceView { url: Some(url.into()), title: Some(title.into()), quote: None };
    let model = ModelChoice { provider: "openai".into(), model: "scripted".into() };
    let args = SendArgs { conversation: None, text: "Who says so?".into(), model, overflow: None };
    let started = scene.app.send_message(args).await.unwrap();
    let mut exchange = scene.server.exchange().await.unwrap();
    let (a, b) = (Say::source("https://a.test/", "A"), Say::source("https://b.test/", "B"));
    let first = Dialect::ChatCompletions.answer(&[Say::text("Two "), a.clone()]);
    exchange.send(first.bytes()).await.unwrap();
    exchange.finish().await.unwrap();
    let answer = answer_of(&scene.app, &started).await;
    assert_eq!(answer.state, MessageState::Interrupted);
    assert_eq!(answer.sources, [source("https://a.test/", "A")]);

    // Going on joins the text in front of the sources and adds those that are new.
    let rest = [Say::text("do."), a, b, Say::finish(Stop::Done)];
    scene.server.respond(Dialect::ChatCompletions.answer(&rest));
    let continued = scene.app.continue_message(go_on_args(&started)).await.unwrap();
    let answer = answer_of(&scene.app, &continued).await;
    assert_eq!((answer.source.as_str(), answer.parts.len()), ("Two do.", 1));
    assert_eq!(answer.sources, [source("https://a.test/", "A"), source("https://b.test/", "B")]);
    scene.app.shut_down().await;
}

#[tokio::test]
async fn an_answer_costs_what_its_model_does_where_that_is_known() {
    let scene = Scene::new().await;
    let counted =
        |text| Dialect::ChatCompletions.answer(&[Say::text(text), Say::counted(Stop::Done, 1000, 100)]);
    scene.server.respond(counted("Hello"));
    let started = ask_model(&scene, None, "openai", "gpt-6.1-sol-2026-10-01", "Hi").await;
    let stats = answer_of(&scene.app, &started).await.stats.unwrap();
    assert_eq!((stats.input_tokens, stats.cost), (Some(1000), Some(1000 * 2 + 100 * 10)));

    scene.server.respond(counted("Hello"));
    let started = ask_model(&scene, None, "openai", "scripted", "Hi").await;
    let stats = answer_of(&scene.app, &started).await.stats.unwrap();
    assert_eq!((stats.input_tokens, stats.cost), (Some(1000), None), "a model without a price");
    scene.app.shut_down().await;
}

const WIRES: [(WireFormat, Dialect); 5] = [
    (WireFormat::OpenaiChat, Dialect::ChatCompletions),
    (WireFormat::OpenaiResponses, Dialect::Responses),
    (WireFormat::AnthropicMessages, Dialect::Messages),
    (WireFormat::Gemini, Dialect::Gemini),
    (WireFormat::OllamaChat, Dialect::Ollama),
];

#[tokio::test]
async fn a_conversation_goes_on_over_every_wire() {
    let scene = Scene::new().await;
    let mut started = None;
    for (wire, dialect) in WIRES {
        let provider = of_wire(&scene, wire).await;
        let words = format!("Said over {}.", dialect.name());
        scene.server.respond(dialect.answer(&[
            Say::reasoning("Which one is it?"),
            Say::text(&words),
            Say::counted(Stop::Done, 9, 5),
        ]));
        let turn = ask_model(&scene, started.as_ref(), &provider, "scripted", "Over what?").await;
        let answer = answer_of(&scene.app, &turn).await;
        assert_eq!(answer.source, words);
        let stats = answer.stats.unwrap();
        assert_eq!((stats.input_tokens, stats.output_tokens), (Some(9), Some(5)), "{wire:?}");
        started = Some(turn);
    }
    let mut asked = scene.server.requests().into_iter().filter(|request| request.path != "/api/show");
    let last = asked.next_back().unwrap().json().to_string();
    for (_, dialect) in &WIRES[..4] {
        assert!(last.contains(&format!("Said over {}.", dialect.name())), "{last}");
    }
    scene.app.shut_down().await;
}

#[tokio::test]
async fn words_before_an_error_are_kept_over_every_wire() {
    let scene = Scene::new().await;
    for (wire, dialect) in WIRES {
        let provider = of_wire(&scene, wire).await;
        scene
            .server
            .respond(dialect.answer(&[Say::text("Half a "), Say::error("overloaded_error", "Overloaded")]));
        let model = ModelChoice { provider, model: "scripted".into() };
        let args = SendArgs { conversation: None, text: "Say it.".into(), model, overflow: None };
        let started = scene.app.send_message(args).await.unwrap();
        let answer = answer_of(&scene.app, &started).await;
        assert_eq!(
            (answer.state, answer.source.as_str()),
            (MessageState::Interrupted, "Half a "),
            "{wire:?}"
        );

        let rest = [Say::text("sentence."), Say::finish(Stop::Done)];
        scene.server.respond(dialect.answer(&rest));
        let continued = scene.app.continue_message(go_on_args(&started)).await.unwrap();
        let answer = answer_of(&scene.app, &continued).await;
        assert_eq!(
            (answer.state, answer.source.as_str()),
            (MessageState::Complete, "Half a sentence."),
            "{wire:?}"
        );
    }
    scene.app.shut_down().await;
}
