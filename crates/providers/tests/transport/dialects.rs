//! Every wire against the scripted provider, which speaks all of them: whole answers, and faults.

use parlance_domain::Usage;
use parlance_llm::{ErrorKind, Wire};
use parlance_providers::{FailureKind, list_models};
use parlance_testkit::{AutoModel, AutoProvider, Dialect, Ending, Say, Stop};
use serde_json::json;

use super::*;

fn over(server: &ScriptedServer, dialect: Dialect) -> Endpoint {
    let mut endpoint = endpoint(server);
    endpoint.spec.wire = Wire::named(dialect.name()).unwrap();
    endpoint
}

fn asking(server: &ScriptedServer, dialect: Dialect) -> HttpProvider {
    HttpProvider::new(HttpClient::new(patient()), over(server, dialect)).with_retry(at_once(0))
}

fn usage(outcome: &Outcome) -> Option<Usage> {
    outcome.events.iter().rev().find_map(|event| match event {
        ProviderEvent::Stream(StreamEvent::Usage(usage)) => Some(*usage),
        _ => None,
    })
}

#[tokio::test]
async fn an_answer_says_the_same_in_every_wire() {
    let server = start().await;
    for dialect in Dialect::ALL {
        server.respond(dialect.answer(&[
            Say::reasoning("A sum, "),
            Say::reasoning("I think."),
            Say::signature("signed"),
            Say::text("Grüß "),
            Say::text("Gott 👋"),
            Say::source("https://a.test/", "A"),
            Say::call("call_1", "weather", json!({ "city": "Köln", "days": 3 })),
            Say::call("call_2", "time", json!({})),
            Say::counted(Stop::Calls, 7, 5),
        ]));
        let outcome = ask(&asking(&server, dialect)).await;
        assert_eq!(outcome.text(), "Grüß Gott 👋", "{dialect:?}");
        let mut reasoning = String::new();
        let mut calls: Vec<(String, String)> = Vec::new();
        let mut sources = Vec::new();
        for event in &outcome.events {
            match event {
                ProviderEvent::Stream(StreamEvent::ReasoningDelta { text, .. }) => reasoning += text,
                ProviderEvent::Stream(StreamEvent::ToolCallStart { id, name, .. }) => {
                    calls.push((format!("{} {name}", id.as_deref().unwrap_or_default()), String::new()));
                }
                ProviderEvent::Stream(StreamEvent::ToolCallArguments { delta, .. }) => {
                    calls.last_mut().unwrap().1 += delta;
                }
                ProviderEvent::Stream(StreamEvent::Citation(citation)) => sources.push(citation.url.clone()),
                _ => {}
            }
        }
        assert_eq!(reasoning, "A sum, I think.", "{dialect:?}");
        let names: Vec<_> = calls.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["call_1 weather", "call_2 time"], "{dialect:?}");
        let arguments: serde_json::Value = serde_json::from_str(&calls[0].1).unwrap();
        assert_eq!(arguments, json!({ "city": "Köln", "days": 3 }), "{dialect:?}");
        let expected: &[_] =
            if dialect == Dialect::Ollama { &[] } else { &[Some("https://a.test/".to_owned())] };
        assert_eq!(sources, expected, "{dialect:?}");
        let counts = usage(&outcome).unwrap();
        assert_eq!((counts.input_tokens, counts.output_tokens), (Some(7), Some(5)), "{dialect:?}");
        let end = StreamEvent::Finished { reason: FinishReason::ToolCalls };
        assert_eq!(outcome.events.last(), Some(&ProviderEvent::Stream(end)), "{dialect:?}");
    }
}

#[tokio::test]
async fn a_length_is_told_in_every_wire() {
    let server = start().await;
    for dialect in Dialect::ALL {
        server.respond(dialect.answer(&[Say::text("Half"), Say::finish(Stop::Length)]));
        let outcome = ask(&asking(&server, dialect)).await;
        let end = StreamEvent::Finished { reason: FinishReason::Length };
        assert_eq!(outcome.events.last(), Some(&ProviderEvent::Stream(end)), "{dialect:?}");
    }
}

#[tokio::test]
async fn faults_are_told_from_answers_in_every_wire() {
    let endings = [
        ("good", Ending::Finish),
        ("cut", Ending::Truncate),
        ("reset", Ending::Reset),
        ("error", Ending::Error),
    ];
    let models =
        endings.map(|(id, ending)| AutoModel { ending, ..AutoModel::new(id, ["Hel", "lo"]) }).to_vec();
    let server = ScriptedServer::auto(AutoProvider { models, key: Some(KEY.into()) }).await.unwrap();
    for dialect in Dialect::ALL {
        let listed = list_models(&HttpClient::new(patient()), &over(&server, dialect)).await.unwrap();
        let ids: Vec<_> = listed.iter().map(|model| model.id.as_str()).collect();
        assert_eq!(ids.len(), 4, "{dialect:?}: {ids:?}");
        let ask = async |model: &str| {
            let request = ChatRequest { model: model.into(), ..question() };
            ask_with(&asking(&server, dialect), request, CancellationToken::new()).await
        };
        let good = ask("good").await;
        assert!(good.text() == "Hello" && good.finished(), "{dialect:?}: {good:?}");
        let cut = ask("cut").await;
        assert!(cut.text() == "Hello" && cut.truncated(), "{dialect:?}: {cut:?}");
        // The reset can overtake what was on its way.
        let reset = ask("reset").await;
        assert_eq!(reset.error().kind, FailureKind::Network, "{dialect:?}");
        let error = ask("error").await;
        assert_eq!(error.text(), "Hello", "{dialect:?}");
        assert!(error.error().after_first_token, "{dialect:?}");
        assert_eq!(error.error().message, "Overloaded", "{dialect:?}");
        let unknown = ask("unknown").await;
        assert_eq!(unknown.error().kind, FailureKind::Api(ErrorKind::NotFound), "{dialect:?}");
    }
}

#[tokio::test]
async fn the_key_is_asked_for_in_every_wire() {
    let models = vec![AutoModel::new("m", ["Hi"])];
    let server = ScriptedServer::auto(AutoProvider { models, key: Some("another".into()) }).await.unwrap();
    for dialect in Dialect::ALL {
        let outcome = ask(&asking(&server, dialect)).await;
        assert_eq!(outcome.error().kind, FailureKind::Api(ErrorKind::Auth), "{dialect:?}");
    }
}
