//! Who answers: chosen by Parlance, and after others could not.

use parlance_app::{App, Home, Parts};
use parlance_domain::{Parameters, Reasoning, ReasoningEffort};
use parlance_ipc::{
    AddKeyArgs, ChainEntry, ErrorCode, GaugeArgs, MessageState, MessageView, ModelChoice, ModelOverride,
    ModelParametersArgs, NoArgs, OverrideModelArgs, Preference, RegenerateArgs, RouteReason, SendArgs,
};
use parlance_providers::Timeouts;
use parlance_secrets::Backend;
use parlance_testkit::{Response, Step, TempHome, sse};
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;

use crate::pair::*;
use crate::support::*;

#[tokio::test]
async fn the_first_of_the_chain_answers_and_says_why() {
    let pair = Pair::new().await;
    pair.one.respond(good("One."));
    let answer = pair.ask(auto()).await;
    assert_eq!(
        (answer.state, who(&answer), answer.source.as_str()),
        (MessageState::Complete, "groq", "One.")
    );
    let route = answer.route.clone().unwrap();
    assert_eq!(route.auto, Some(vec![RouteReason::First, RouteReason::Named]));
    assert_eq!(answer.model_name.as_deref(), Some("m"));
    assert_eq!(pair.two.requests().len(), 0);
    // The conversation goes on as it was begun: with the choice left to Parlance.
    let listed = pair.app.list_conversations(NoArgs {}).await.unwrap();
    assert_eq!(view(&pair.app, listed[0].id).await.model, Some(auto()));
}

#[tokio::test]
async fn whoever_cannot_answer_is_passed() {
    let refusals = [
        (
            Response::error(429, "rate_limit_exceeded", "Slow down").header("retry-after", "600"),
            ErrorCode::RateLimit,
        ),
        (Response::error(503, "", "no available provider"), ErrorCode::Server),
        (Response::error(404, "model_not_found", "No such model"), ErrorCode::ModelNotFound),
        (Response::error(401, "invalid_api_key", "Wrong key"), ErrorCode::Key),
    ];
    for (refusal, code) in refusals {
        let pair = Pair::new().await;
        pair.one.respond(refusal);
        pair.two.respond(good("Two."));
        let answer = pair.ask(auto()).await;
        assert_eq!((who(&answer), answer.source.as_str()), ("openai", "Two."), "{code:?}");
        assert_eq!(passed(&answer), [("groq", code)]);
        assert_eq!(answer.error, None);
    }
}

#[tokio::test]
async fn a_wrong_key_makes_way_for_another_provider_and_not_for_another_key() {
    const WRONG: &str = "sk-wrong-000000000001";
    let pair = Pair::new().await;
    pair.one.route("/models", [Step::from(Response::models(["m"]))]);
    for (name, key) in [("Old", WRONG), ("New", "sk-right-00000000002")] {
        let key = AddKeyArgs { provider: "groq".into(), name: name.into(), key: key.into() };
        pair.app.add_key(key).await.unwrap();
    }
    pair.one.respond(Response::error(401, "invalid_api_key", "Wrong key"));
    pair.two.respond(good("Two."));
    let answer = pair.ask(auto()).await;
    assert_eq!((who(&answer), passed(&answer)), ("openai", vec![("groq", ErrorCode::Key)]));
    let requests = pair.one.requests();
    let questions = requests.iter().filter(|request| request.method == "POST");
    assert_eq!(questions.map(|request| request.bearer()).collect::<Vec<_>>(), [Some(WRONG)]);
}

#[tokio::test]
async fn a_dead_host_and_a_stalled_first_byte_are_passed() {
    let pair = Pair::new().await;
    let dead = tokio::net::TcpSocket::new_v4().unwrap();
    dead.bind(([127, 0, 0, 1], 0).into()).unwrap();
    let address = dead.local_addr().unwrap();
    let app =
        app_of(&pair.home, &format!("http://{address}/v1"), &pair.two.base_url(), Timeouts::default()).await;
    let pair = Pair { app, ..pair };
    pair.two.respond(good("Two."));
    let answer = pair.ask(auto()).await;
    assert_eq!(passed(&answer), [("groq", ErrorCode::Network)]);
    assert_eq!(who(&answer), "openai");

    let pair = Pair::with(Timeouts { first_byte: Duration::from_millis(200), ..Timeouts::default() }).await;
    pair.one.enqueue([Step::Stall]);
    // More than one, for a machine so slow that an answer in time comes late.
    (0..3).for_each(|_| pair.two.respond(good("Two.")));
    let answer = pair.ask(auto()).await;
    assert_eq!(passed(&answer), [("groq", ErrorCode::Network)]);
    assert_eq!(pair.one.requests().len(), 1, "it was asked again");
}

#[tokio::test]
async fn what_broke_off_goes_on_with_somebody_else() {
    let pair = Pair::new().await;
    let started = pair.begin(auto()).await;
    let mut exchange = pair.one.exchange().await.unwrap();
    exchange.respond(&Response::events("")).await.unwrap();
    exchange.send(sse::text("Half an ")).await.unwrap();
    let mut words = Words::of(&pair.app, &started);
    words.until("Half an ").await;
    drop(exchange);
    let (state, error) = words.end().await;
    assert_eq!((state, error.unwrap().code), (MessageState::Interrupted, ErrorCode::Network));

    pair.two.respond(good("answer."));
    let again = pair.app.continue_message(go_on_args(&started)).await.unwrap();
    let answer = answer_of(&pair.app, &again).await;
    assert_eq!((answer.state, answer.source.as_str()), (MessageState::Complete, "Half an answer."));
    assert_eq!(who(&answer), "openai");
}

#[tokio::test]
async fn a_model_by_name_is_not_replaced_unless_that_was_settled() {
    let pair = Pair::new().await;
    let refusal = || Response::error(503, "", "no available provider");
    pair.one.respond(refusal());
    let answer = pair.ask(named("groq")).await;
    assert_eq!((answer.state, who(&answer)), (MessageState::Failed, "groq"));
    assert_eq!(answer.route, None);

    pair.save(|routing| routing.fall_back = true).await;
    pair.one.respond(refusal());
    pair.two.respond(good("Two."));
    let answer = pair.ask(named("groq")).await;
    assert_eq!((who(&answer), passed(&answer)), ("openai", vec![("groq", ErrorCode::Server)]));
    assert_eq!(answer.route.unwrap().auto, None);

    // Whose key is wrong has to know.
    pair.one.respond(Response::error(401, "invalid_api_key", "Wrong key"));
    let answer = pair.ask(named("groq")).await;
    assert_eq!(answer.error.unwrap().code, ErrorCode::Key);
}

#[tokio::test]
async fn a_request_that_is_wrong_is_wrong_for_everybody() {
    let pair = Pair::new().await;
    pair.one.respond(Response::error(400, "invalid_request_error", "Not like that"));
    let answer = pair.ask(auto()).await;
    assert_eq!((answer.state, answer.error.unwrap().code), (MessageState::Failed, ErrorCode::Invalid));
    assert_eq!(pair.two.requests().len(), 0);
}

#[tokio::test]
async fn when_nobody_can_the_last_says_why_and_again_begins_at_the_first() {
    let pair = Pair::new().await;
    pair.one.respond(Response::error(404, "model_not_found", "No such model"));
    pair.two.respond(Response::error(404, "model_not_found", "Not here either"));
    let started = pair.begin(auto()).await;
    let answer = answer_of(&pair.app, &started).await;
    assert_eq!((answer.state, who(&answer)), (MessageState::Failed, "openai"));
    assert!(answer.error.as_ref().unwrap().message.contains("Not here either"));
    assert_eq!(passed(&answer), [("groq", ErrorCode::ModelNotFound)]);

    pair.one.respond(good("One."));
    let conversation = started.conversation;
    let again = RegenerateArgs { conversation, message: answer.id, model: None, overflow: None };
    let again = pair.app.regenerate(again).await.unwrap();
    assert_eq!(who(&answer_of(&pair.app, &again).await), "groq");
}

#[tokio::test]
async fn without_a_key_nobody_is_asked() {
    let home = TempHome::new().unwrap();
    let app = App::from_parts(Parts {
        home: Home::new(home.parlance()),
        secrets: Backend::memory(),
        environment: Arc::new(|_| None),
        timeouts: Timeouts::default(),
    });
    app.open_history().await;
    let routing = app.routing(NoArgs {}).await.unwrap();
    assert_eq!(routing.preference, Preference::Balanced);
    let first: Vec<_> = routing.chain.iter().take(2).map(|entry| entry.provider.as_str()).collect();
    assert_eq!(first, ["groq", "gemini"]);
    let started = app
        .send_message(SendArgs { conversation: None, text: "Hello?".into(), model: auto(), overflow: None })
        .await;
    let answer = answer_of(&app, &started.unwrap()).await;
    assert_eq!((answer.state, answer.error.unwrap().code), (MessageState::Failed, ErrorCode::Key));
}

#[tokio::test]
async fn nobody_stands_in_for_a_model_that_draws() {
    let pair = Pair::new().await;
    pair.save(|routing| routing.fall_back = true).await;
    pair.two.respond(Response::error(404, "model_not_found", "Not for you"));
    let artist = ModelChoice { provider: "openai".into(), model: "gpt-image-2".into() };
    let answer = pair.ask(artist).await;
    assert_eq!((answer.state, who(&answer)), (MessageState::Failed, "openai"));
    assert_eq!(answer.error.unwrap().code, ErrorCode::ModelNotFound);
    assert_eq!(pair.one.requests(), []);
}

/// The user says what groq's model cannot do.
async fn says_of_the_first(pair: &Pair, said: ModelOverride) {
    pair.app.override_model(OverrideModelArgs { model: named("groq"), said }).await.unwrap();
}

fn why(answer: &MessageView) -> Vec<RouteReason> {
    answer.route.clone().unwrap().auto.unwrap()
}

#[tokio::test]
async fn a_conversation_with_a_picture_goes_to_who_reads_pictures() {
    const PNG: &str = "iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAIAAAASFvFNAAAAFUlEQVR4nGM8ISfHwMDAwMDAxAADABMuAQhqwGVhAAAAAElFTkSuQmCC";
    let pair = Pair::new().await;
    says_of_the_first(&pair, ModelOverride { vision: Some(false), ..ModelOverride::default() }).await;
    pair.one.respond(good("One."));
    assert_eq!(who(&pair.ask(auto()).await), "groq", "without a picture");
    pair.two.respond(Response::json(200, json!({ "created": 1, "data": [{ "b64_json": PNG }] })));
    let drawn = pair.begin(ModelChoice { provider: "openai".into(), model: "gpt-image-2".into() }).await;
    answer_of(&pair.app, &drawn).await;
    pair.two.respond(good("Two."));
    let conversation = Some(drawn.conversation);
    let args = SendArgs { conversation, text: "What is it?".into(), model: auto(), overflow: None };
    let answer = answer_of(&pair.app, &pair.app.send_message(args).await.unwrap()).await;
    assert_eq!((who(&answer), why(&answer).contains(&RouteReason::Images)), ("openai", true));
}

#[tokio::test]
async fn who_is_to_think_goes_to_a_model_that_does() {
    let pair = Pair::new().await;
    let models = json!({ "data": [{ "id": "m", "supported_parameters": ["temperature"] }] });
    pair.one.route("/models", [Step::from(Response::json(200, models))]);
    pair.app.provider_models("groq").await.unwrap();
    for (effort, expected) in [(ReasoningEffort::None, "groq"), (ReasoningEffort::High, "openai")] {
        let parameters = Parameters { reasoning: Some(Reasoning::Effort(effort)), ..Parameters::default() };
        let args = ModelParametersArgs { model: auto(), parameters };
        pair.app.set_model_parameters(args).await.unwrap();
        let server = if expected == "groq" { &pair.one } else { &pair.two };
        server.respond(good("Well."));
        let answer = pair.ask(auto()).await;
        let thinks = expected == "openai";
        assert_eq!((who(&answer), why(&answer).contains(&RouteReason::Reasoning)), (expected, thinks));
    }
}

#[tokio::test]
async fn the_gauge_of_auto_is_that_of_whom_it_would_ask() {
    let pair = Pair::new().await;
    let takes =
        |context_tokens| ModelOverride { context_tokens: Some(context_tokens), ..ModelOverride::default() };
    says_of_the_first(&pair, takes(4_000)).await;
    let said = takes(8_000);
    pair.app.override_model(OverrideModelArgs { model: named("openai"), said }).await.unwrap();
    for (draft_bytes, context) in [(1_000, 4_000), (16_000, 8_000), (90_000, 4_000)] {
        let args = GaugeArgs { conversation: None, model: auto(), draft_bytes };
        let gauge = pair.app.context_gauge(args).await.unwrap().unwrap();
        assert_eq!((gauge.context_tokens, gauge.chosen.as_deref()), (context, Some("m")), "{draft_bytes}");
    }
    let nobody = |entry: &mut ChainEntry| entry.on = false;
    pair.save(|routing| routing.chain.iter_mut().for_each(nobody)).await;
    let args = GaugeArgs { conversation: None, model: auto(), draft_bytes: 0 };
    assert_eq!(pair.app.context_gauge(args).await.unwrap(), None);
    assert_eq!(pair.one.requests(), []);
}
