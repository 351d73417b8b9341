//! What a model refuses is learnt from its refusal.

use parlance_domain::{Omission, OmissionReason, ParameterName, Reasoning, ReasoningEffort, Refusal};
use parlance_providers::FailureClass;
use parlance_testkit::{Response, sse};

use super::*;

const NO_TEMPERATURE: &str = "Unsupported parameter: 'temperature' is not supported with this model.";

fn warm() -> ChatRequest {
    let reasoning = Some(Reasoning::Effort(ReasoningEffort::Minimal));
    let parameters = Parameters { temperature: Some(0.5), seed: Some(7), reasoning, ..Parameters::default() };
    ChatRequest { parameters, ..question() }
}

async fn ask_warm(provider: &HttpProvider) -> Outcome {
    ask_with(provider, warm(), CancellationToken::new()).await
}

fn refused(parameter: ParameterName) -> Omission {
    Omission { parameter, reason: OmissionReason::Refused }
}

/// What is told of parameters.
fn told(outcome: &Outcome) -> Vec<&ProviderEvent> {
    let is_told =
        |event: &&ProviderEvent| matches!(event, ProviderEvent::Refused(_) | ProviderEvent::Omitted(_));
    outcome.events.iter().filter(is_told).collect()
}

#[tokio::test]
async fn quirk_27_a_refused_parameter_is_left_out_and_told() {
    let server = start().await;
    let nameless =
        r#"{"error":{"message":"Not on this model.","type":"invalid_request_error","param":"seed"}}"#;
    server.respond(Response::error(400, "invalid_request_error", NO_TEMPERATURE));
    server.respond(Response::json(422, nameless));
    server.respond(Response::events(sse::answer(["Hi"])));
    let outcome = ask_warm(&provider(&server, patient(), 0)).await;
    assert!(outcome.finished(), "{outcome:?}");
    let temperature = Refusal { parameter: ParameterName::Temperature, value: None };
    let seed = Refusal { parameter: ParameterName::Seed, value: None };
    assert_eq!(
        told(&outcome),
        [
            &ProviderEvent::Refused(temperature),
            &ProviderEvent::Omitted(vec![refused(ParameterName::Temperature)]),
            &ProviderEvent::Refused(seed),
            &ProviderEvent::Omitted(vec![refused(ParameterName::Temperature), refused(ParameterName::Seed)]),
        ]
    );
    assert_eq!(server.request(0).await.json()["temperature"], 0.5);
    let second = server.request(1).await.json();
    assert_eq!((second.get("temperature"), second["seed"].as_u64()), (None, Some(7)));
    let third = server.request(2).await.json();
    assert_eq!((third.get("temperature"), third.get("seed")), (None, None));
    assert_eq!(third["reasoning_effort"], "minimal");
}

#[tokio::test]
async fn what_is_known_to_be_refused_is_not_sent() {
    let server = start().await;
    server.respond(Response::events(sse::answer(["Hi"])));
    let known = vec![
        Refusal { parameter: ParameterName::Temperature, value: None },
        Refusal { parameter: ParameterName::Reasoning, value: Some("minimal".into()) },
        Refusal { parameter: ParameterName::TopP, value: None },
    ];
    let outcome = ask_warm(&provider(&server, patient(), 0).with_refusals(known)).await;
    assert!(outcome.finished(), "{outcome:?}");
    let left_out = vec![refused(ParameterName::Temperature), refused(ParameterName::Reasoning)];
    assert_eq!(told(&outcome), [&ProviderEvent::Omitted(left_out)]);
    let sent = server.request(0).await.json();
    assert_eq!((sent.get("temperature"), sent.get("reasoning_effort")), (None, None));
}

#[tokio::test]
async fn a_refused_value_leaves_the_others() {
    let server = start().await;
    server.respond(Response::events(sse::answer(["Hi"])));
    let known = vec![Refusal { parameter: ParameterName::Reasoning, value: Some("max".into()) }];
    let outcome = ask_warm(&provider(&server, patient(), 0).with_refusals(known)).await;
    assert_eq!(told(&outcome), Vec::<&ProviderEvent>::new());
    assert_eq!(server.request(0).await.json()["reasoning_effort"], "minimal");
}

#[tokio::test]
async fn a_refusal_of_something_else_is_not_asked_again() {
    let server = start().await;
    for refusal in [
        Response::error(400, "invalid_request_error", "messages: roles must alternate"),
        Response::error(403, "permission_error", NO_TEMPERATURE),
        Response::error(400, "context_length_exceeded", "max_tokens and temperature leave no room"),
    ] {
        let asked = server.requests().len();
        server.respond(refusal);
        let outcome = ask_warm(&provider(&server, patient(), 0)).await;
        assert_ne!(outcome.error().class, FailureClass::Transient);
        assert_eq!((server.requests().len(), told(&outcome).len()), (asked + 1, 0));
    }
}

#[tokio::test]
async fn a_model_that_refuses_everything_is_asked_once_without_each() {
    let server = start().await;
    let refusal =
        Response::error(400, "invalid_request_error", "temperature, seed, reasoning_effort: unknown");
    server.route("/chat/completions", [parlance_testkit::Step::from(refusal)]);
    let outcome = ask_warm(&provider(&server, patient(), 0)).await;
    assert_eq!(outcome.error().class, FailureClass::Request);
    assert_eq!(server.requests().len(), 4);
}
