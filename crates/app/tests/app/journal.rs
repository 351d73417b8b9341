//! What an answer holds beside its words, when its process dies in the middle of it, and when it goes on.

use parlance_domain::{Citation, MessageStatus, Part, ToolContent, ToolResult};
use parlance_ipc::{
    AckArgs, CustomProviderArgs, ModelChoice, PartOp, PartView, SendArgs, SourceView, ToolContentView,
    ToolResultView, TurnEvent, WireFormat,
};
use parlance_store::Seal;
use parlance_testkit::{Dialect, Response, Say, ScriptedServer, Stop, TempHome, sse};
use serde_json::json;
use tokio::sync::mpsc;

use crate::support::*;

#[test]
fn sources_and_signatures_are_not_lost_with_their_process() {
    let home = TempHome::new().unwrap();
    let said = [
        Say::reasoning("Two stars."),
        Say::signature("signed"),
        Say::text("Castor and "),
        Say::source("https://stars.test/", "Stars"),
    ];
    let source =
        Citation { url: Some("https://stars.test/".into()), title: Some("Stars".into()), quote: None };
    let args = in_a_process(async {
        let server = ScriptedServer::start().await.unwrap();
        let app = app(&home.parlance(), &server.base_url());
        app.open_history().await;
        let model = ModelChoice { provider: anthropic(&app, &server, None).await, model: "claude-a".into() };
        let args = SendArgs { conversation: None, text: "Who are the twins?".into(), model, overflow: None };
        let started = app.send_message(args).await.unwrap();
        let mut exchange = server.exchange().await.unwrap();
        exchange.respond(&Response::events("")).await.unwrap();
        exchange.send(Dialect::Messages.body(&said)).await.unwrap();
        let window = other_process(&home.parlance()).await;
        loop {
            let parts = window.message(go_on_args(&started).message).await.unwrap().parts;
            if parts.last() == Some(&Part::Citation(source.clone())) {
                return go_on_args(&started);
            }
        }
    });
    in_a_process(async {
        let store = other_process(&home.parlance()).await;
        let answer = store.message(args.message).await.unwrap();
        let calls = store.calls(args.message).await.unwrap();
        let [call] = calls.as_slice() else { panic!("{calls:?}") };
        assert!(call.usage.input_tokens > Some(0) && call.usage.output_tokens >= Some(5), "{call:?}");
        store.close().await;
        assert_eq!(answer.status, MessageStatus::Interrupted);
        let [Part::Reasoning { text, duration_ms: Some(_), signature: Some(signature) }, said, cited] =
            answer.parts.as_slice()
        else {
            panic!("{:?}", answer.parts)
        };
        assert_eq!((text.as_str(), signature.contains("signed")), ("Two stars.", true));
        assert_eq!(
            [said, cited],
            [&Part::Text { text: "Castor and ".into() }, &Part::Citation(source.clone())]
        );

        let server = ScriptedServer::start().await.unwrap();
        let app = app(&home.parlance(), &server.base_url());
        app.open_history().await;
        anthropic(&app, &server, answer.model.map(|model| model.provider)).await;
        server.respond(Dialect::Messages.answer(&[Say::text("Pollux."), Say::finish(Stop::Done)]));
        let continued = app.continue_message(args.clone()).await.unwrap();
        let answer = answer_of(&app, &continued).await;
        assert_eq!((answer.source.as_str(), answer.parts.len()), ("Castor and Pollux.", 2));
        let shown = SourceView { url: source.url.clone(), title: source.title.clone(), quote: None };
        assert_eq!(answer.sources, [shown]);
        let asked = server.requests().pop().unwrap().json().to_string();
        assert!(asked.contains("\"signature\":\"signed\""), "{asked}");
        app.shut_down().await;
    });
}

/// A provider of the person's own, or the same one at a new address.
async fn anthropic(app: &parlance_app::App, server: &ScriptedServer, id: Option<String>) -> String {
    let args =
        CustomProviderArgs { id, ..custom(server, "Anthropic at work", WireFormat::AnthropicMessages) };
    app.save_custom_provider(args).await.unwrap().id
}

#[tokio::test]
async fn an_answer_that_used_a_tool_shows_it_and_goes_on_with_it() {
    let scene = Scene::new().await;
    let started = scene.talk("Weather?", "I look.").await;
    let args = go_on_args(&started);
    let content = vec![ToolContent::Text { text: "Rain.".into() }];
    let parts = vec![
        Part::ToolCall {
            id: Some("c1".into()),
            name: "weather".into(),
            arguments: "{}".into(),
            signature: None,
        },
        Part::ToolResult(ToolResult {
            call: Some("c1".into()),
            name: "weather".into(),
            content,
            is_error: false,
        }),
        Part::Text { text: "It ".into() },
    ];
    // Another program of Parlance's ran the tool, and was stopped behind it.
    let store = other_process(&scene.home.parlance()).await;
    store.resume_turn(args.message).await.unwrap();
    let seal = Seal {
        message: args.message,
        status: MessageStatus::Interrupted,
        parts: parts.clone(),
        finish: None,
        usage: None,
        timings: parlance_domain::Timings::default(),
        omissions: Vec::new(),
        model: None,
        route: None,
        call: None,
    };
    store.seal(&seal).await.unwrap();

    let result = ToolResultView {
        name: "weather".into(),
        content: vec![ToolContentView::Text { text: "Rain.".into() }],
        is_error: false,
    };
    let shown = scene.view(&started).await.messages.pop().unwrap();
    assert_eq!(shown.parts[1], PartView::ToolResult(result.clone()));

    let continued = scene.app.continue_message(args.clone()).await.unwrap();
    let (sender, mut events) = mpsc::unbounded_channel();
    scene.app.watch_turn(continued.turn, sender).unwrap();
    let mut exchange = scene.server.exchange().await.unwrap();
    let asked = exchange.request.json()["messages"].clone();
    assert_eq!(asked[2], json!({ "role": "tool", "tool_call_id": "c1", "content": "Rain." }));
    exchange.respond(&Response::events(sse::answer(["rains."]))).await.unwrap();
    exchange.finish().await.unwrap();
    let (mut told, mut watched_as) = (Vec::new(), 0);
    while let Some(event) = events.recv().await {
        match event {
            TurnEvent::Reset { watcher } => watched_as = watcher,
            TurnEvent::Frame { seq, ops } => {
                told.extend(ops);
                let ack = AckArgs { turn: continued.turn, watcher: watched_as, seq };
                scene.app.ack_frame(ack).await.unwrap();
            }
            _ => {}
        }
    }
    assert_eq!(told.iter().filter(|op| matches!(op, PartOp::ToolResult { .. })).count(), 1);
    assert!(told.contains(&PartOp::ToolResult { part: 1, result }), "{told:?}");
    let kept = store.message(args.message).await.unwrap().parts;
    assert_eq!(kept[..2], parts[..2]);
    assert_eq!(kept[2..], [Part::Text { text: "It rains.".into() }]);
    scene.app.shut_down().await;
}
