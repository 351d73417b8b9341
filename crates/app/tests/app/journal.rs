//! What an answer holds beside its words, when its process dies in the middle of it.

use parlance_domain::{Citation, MessageStatus, Part};
use parlance_ipc::{CustomProviderArgs, ModelChoice, SendArgs, SourceView, WireFormat};
use parlance_testkit::{Dialect, Response, Say, ScriptedServer, Stop, TempHome};

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
            let parts = window.message(message_args(&started).message).await.unwrap().parts;
            if parts.last() == Some(&Part::Citation(source.clone())) {
                return message_args(&started);
            }
        }
    });
    in_a_process(async {
        let store = other_process(&home.parlance()).await;
        let answer = store.message(args.message).await.unwrap();
        store.close().await;
        assert_eq!(answer.status, MessageStatus::Interrupted);
        let thought = Part::Reasoning {
            text: "Two stars.".into(),
            duration_ms: None,
            signature: match answer.parts.first() {
                Some(Part::Reasoning { signature, .. }) => signature.clone(),
                _ => None,
            },
        };
        let text = Part::Text { text: "Castor and ".into() };
        assert_eq!(answer.parts, [thought.clone(), text, Part::Citation(source.clone())]);
        assert!(matches!(thought, Part::Reasoning { signature: Some(kept), .. } if kept.contains("signed")));

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
    let args = CustomProviderArgs {
        id,
        name: "Anthropic at work".into(),
        base_url: server.base_url(),
        wire: WireFormat::AnthropicMessages,
        auth: None,
        query: Vec::new(),
        models: Vec::new(),
        headers: Vec::new(),
        key: None,
    };
    app.save_custom_provider(args).await.unwrap().id
}
