//! What a turn owes to the wire of its provider, and what it costs.

use parlance_ipc::{
    CustomProviderArgs, MessageState, ModelChoice, SendArgs, SourceView, TurnStarted, WireFormat,
};
use parlance_testkit::{Response, sse};
use serde_json::{Value, json};

use crate::support::*;

async fn anthropic(scene: &Scene) -> String {
    let args = CustomProviderArgs {
        id: None,
        name: "Anthropic at work".into(),
        base_url: scene.server.base_url(),
        wire: WireFormat::AnthropicMessages,
        auth: None,
        query: Vec::new(),
        models: Vec::new(),
        headers: Vec::new(),
        key: None,
    };
    let saved = scene.app.save_custom_provider(args).await.unwrap();
    assert_eq!(saved.wire, WireFormat::AnthropicMessages);
    saved.id
}

/// An answer that was thought about.
fn thoughtful(thought: &str, signature: &str, text: &str) -> Response {
    let block = |index: u32, kind: Value, deltas: Vec<Value>| {
        let mut events =
            vec![json!({ "type": "content_block_start", "index": index, "content_block": kind })];
        events.extend(
            deltas
                .into_iter()
                .map(|delta| json!({ "type": "content_block_delta", "index": index, "delta": delta })),
        );
        events.push(json!({ "type": "content_block_stop", "index": index }));
        events
    };
    let mut events = vec![json!({ "type": "message_start", "message": { "usage": { "input_tokens": 9 } } })];
    events.extend(block(
        0,
        json!({ "type": "thinking", "thinking": "" }),
        vec![
            json!({ "type": "thinking_delta", "thinking": thought }),
            json!({ "type": "signature_delta", "signature": signature }),
        ],
    ));
    events.extend(block(
        1,
        json!({ "type": "text", "text": "" }),
        vec![json!({ "type": "text_delta", "text": text })],
    ));
    events.push(json!({ "type": "message_delta", "delta": { "stop_reason": "end_turn" }, "usage": { "output_tokens": 5 } }));
    events.push(json!({ "type": "message_stop" }));
    Response::events(events.iter().map(|event| format!("data: {event}\n\n")).collect::<String>())
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
    let continued = scene.app.continue_message(message_args(&started)).await.unwrap();
    let answer = answer_of(&scene.app, &continued).await;
    assert_eq!(answer.source, "It is four.");
    assert_eq!(answer.parts.len(), 2, "{:?}", answer.parts);
    scene.app.shut_down().await;
}

#[tokio::test]
async fn the_sources_of_an_answer_stay_with_it() {
    let scene = Scene::new().await;
    let annotation = |url: &str, title: &str| json!({ "type": "url_citation", "url_citation": { "url": url, "title": title } });
    let chunk = |text: &str, annotations: Value| {
        let delta = json!({ "content": text, "annotations": annotations });
        format!("data: {}\n\n", json!({ "choices": [{ "delta": delta }] }))
    };
    let source =
        |url: &str, title: &str| SourceView { url: Some(url.into()), title: Some(title.into()), quote: None };
    let model = ModelChoice { provider: "openai".into(), model: "scripted".into() };
    let args = SendArgs { conversation: None, text: "Who says so?".into(), model, overflow: None };
    let started = scene.app.send_message(args).await.unwrap();
    let mut exchange = scene.server.exchange().await.unwrap();
    let first = chunk("Two ", json!([annotation("https://a.test/", "A")]));
    exchange.send(Response::events(first).bytes()).await.unwrap();
    exchange.finish().await.unwrap();
    let answer = answer_of(&scene.app, &started).await;
    assert_eq!(answer.state, MessageState::Interrupted);
    assert_eq!(answer.sources, [source("https://a.test/", "A")]);

    // Going on joins the text in front of the sources and adds those that are new.
    let both = json!([annotation("https://a.test/", "A"), annotation("https://b.test/", "B")]);
    let rest = chunk("do.", both) + &sse::finish("stop") + "data: [DONE]\n\n";
    scene.server.respond(Response::events(rest));
    let continued = scene.app.continue_message(message_args(&started)).await.unwrap();
    let answer = answer_of(&scene.app, &continued).await;
    assert_eq!((answer.source.as_str(), answer.parts.len()), ("Two do.", 1));
    assert_eq!(answer.sources, [source("https://a.test/", "A"), source("https://b.test/", "B")]);
    scene.app.shut_down().await;
}

#[tokio::test]
async fn an_answer_costs_what_its_model_does_where_that_is_known() {
    let scene = Scene::new().await;
    let counted = |text: &str| {
        let stop = sse::finish("stop");
        Response::events(format!("{}{stop}{}data: [DONE]\n\n", sse::text(text), sse::usage(1000, 100)))
    };
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
