//! What is set reaches the model, what it refuses is learnt once, and the window can tell.

use parlance_app::App;
use parlance_domain::{
    ConversationId, Omission, OmissionReason, ParameterName, Parameters, Reasoning, ReasoningEffort,
};
use parlance_ipc::{
    AppEvent, ConversationParametersArgs, ErrorCode, ModelChoice, ModelParametersArgs, ParametersArgs,
    ParametersView, RefusalArgs, RegenerateArgs, SendArgs, Settings,
};
use parlance_testkit::{Response, sse};
use serde_json::{Value, json};
use tokio::sync::mpsc;

use crate::support::*;

const NO_TEMPERATURE: &str = "Unsupported parameter: 'temperature' is not supported with this model.";

fn warm() -> Parameters {
    Parameters { temperature: Some(0.5), ..Parameters::default() }
}

async fn set_here(app: &App, conversation: Option<ConversationId>, parameters: Parameters) {
    app.set_conversation_parameters(ConversationParametersArgs { conversation, parameters }).await.unwrap();
}

async fn set_everywhere(app: &App, parameters: Parameters) {
    app.set_model_parameters(ModelParametersArgs { model: model(), parameters }).await.unwrap();
}

async fn of(app: &App, model: ModelChoice) -> ParametersView {
    app.parameters(ParametersArgs { conversation: None, model }).await.unwrap()
}

fn good() -> Response {
    Response::events(sse::answer(["ok"]))
}

/// The parameters among the members of a request.
async fn sent(scene: &Scene, index: usize) -> Value {
    let mut body = scene.server.request(index).await.json();
    for common in ["model", "messages", "stream", "stream_options"] {
        body.as_object_mut().unwrap().remove(common);
    }
    body
}

#[tokio::test]
async fn every_turn_is_asked_as_its_conversation_and_its_model_say() {
    let scene = Scene::new().await;
    let everywhere = Parameters { seed: Some(7), stop: vec!["END".into()], ..warm() };
    set_everywhere(&scene.app, everywhere).await;
    let here = Parameters {
        system_prompt: Some("Be brief.".into()),
        temperature: Some(1.0),
        reasoning: Some(Reasoning::Effort(ReasoningEffort::Low)),
        ..Parameters::default()
    };
    set_here(&scene.app, None, here).await;
    let expected = json!({"temperature": 1.0, "reasoning_effort": "low", "stop": ["END"], "seed": 7});

    let started = scene.talk("question", "answer").await;
    let args = message_args(&started);
    let again = RegenerateArgs {
        conversation: started.conversation,
        message: args.message,
        model: None,
        overflow: None,
    };
    scene.server.respond(Response::events(sse::text("half")));
    let again = scene.app.regenerate(again).await.unwrap();
    answer_of(&scene.app, &again).await;
    scene.server.respond(good());
    let on = scene.app.continue_message(go_on_args(&again)).await.unwrap();
    answer_of(&scene.app, &on).await;
    for index in 0..3 {
        assert_eq!(sent(&scene, index).await, expected, "{index}");
        let messages = scene.server.request(index).await.json()["messages"].clone();
        assert_eq!(messages[0], json!({"role": "system", "content": "Be brief."}), "{index}");
        assert_eq!(messages[1]["content"], "question");
    }

    // The next new chat begins without, and the model's own stay.
    scene.talk("another", "answer").await;
    assert_eq!(sent(&scene, 3).await, json!({"temperature": 0.5, "stop": ["END"], "seed": 7}));
}

#[tokio::test]
async fn a_title_is_asked_for_without_parameters() {
    let scene = Scene::new().await;
    scene.app.apply_settings(&Settings { model_titles: true, ..Settings::default() });
    set_here(&scene.app, None, Parameters { system_prompt: Some("Be brief.".into()), ..warm() }).await;
    scene.server.respond(good());
    scene.server.respond(Response::events(sse::answer(["Tides"])));
    scene.ask("question").await;
    assert_eq!(sent(&scene, 0).await, json!({"temperature": 0.5}));
    assert_eq!(sent(&scene, 1).await, json!({}));
    assert_eq!(scene.server.request(1).await.json()["messages"][0]["role"], "user");
}

#[tokio::test]
async fn a_refused_parameter_is_not_sent_again_until_the_user_says_so() {
    let scene = Scene::new().await;
    set_everywhere(&scene.app, warm()).await;
    let (sink, mut events) = mpsc::unbounded_channel();
    scene.app.watch(sink);
    let refused = [Omission { parameter: ParameterName::Temperature, reason: OmissionReason::Refused }];

    scene.server.respond(Response::error(400, "invalid_request_error", NO_TEMPERATURE));
    scene.server.respond(good());
    let started = scene.ask("question").await;
    let answer = answer_of(&scene.app, &started).await;
    assert_eq!(
        (answer.source.as_str(), answer.error, answer.omissions.as_slice()),
        ("ok", None, &refused[..])
    );
    assert_eq!(sent(&scene, 0).await, json!({"temperature": 0.5}));
    assert_eq!(sent(&scene, 1).await, json!({}));
    // The beginning of the conversation tells the first one, the refusal the second.
    for _ in 0..2 {
        while events.recv().await.unwrap() != AppEvent::Parameters {}
    }

    let view = of(&scene.app, model()).await;
    let read: Vec<_> = view.refused.iter().map(|known| (known.parameter, known.value.as_deref())).collect();
    assert_eq!(read, [(ParameterName::Temperature, None)]);
    scene.server.respond(good());
    let started = scene.ask("question").await;
    assert_eq!(answer_of(&scene.app, &started).await.omissions, refused);
    assert_eq!(sent(&scene, 2).await, json!({}));

    // Nor does the next start of the app ask.
    let next = app(&scene.home.parlance(), &scene.server.base_url());
    next.open_history().await;
    scene.server.respond(good());
    let started = ask(&next, "question").await.unwrap();
    answer_of(&next, &started).await;
    assert_eq!(sent(&scene, 3).await, json!({}));

    let args = RefusalArgs { model: model(), parameter: ParameterName::Temperature };
    scene.app.forget_refusals(args).await.unwrap();
    assert_eq!(of(&scene.app, model()).await.refused, []);
    scene.server.respond(good());
    let started = scene.ask("question").await;
    assert_eq!(answer_of(&scene.app, &started).await.omissions, []);
    assert_eq!(sent(&scene, 4).await, json!({"temperature": 0.5}));
}

#[tokio::test]
async fn what_the_wire_does_not_have_is_told_with_the_answer() {
    let scene = Scene::new().await;
    let budget = Parameters { reasoning: Some(Reasoning::BudgetTokens(2000)), ..warm() };
    set_here(&scene.app, None, budget).await;
    scene.server.respond(good());
    let started = scene.ask("question").await;
    let omissions = answer_of(&scene.app, &started).await.omissions;
    let unsupported = Omission { parameter: ParameterName::Reasoning, reason: OmissionReason::Unsupported };
    assert_eq!(omissions, [unsupported]);
    assert_eq!(scene.server.requests().len(), 1);
    assert_eq!(sent(&scene, 0).await, json!({"temperature": 0.5}));
}

#[tokio::test]
async fn only_what_the_provider_can_be_told_is_offered() {
    let scene = Scene::new().await;
    // At another address than OpenAI's own it speaks Chat Completions.
    let view = of(&scene.app, model()).await;
    assert_eq!(view.offered, ParameterName::ALL);
    assert!(!view.takes_budget && view.efforts.contains(&ReasoningEffort::Minimal));
    let of_provider = async |provider: &str| {
        of(&scene.app, ModelChoice { provider: provider.into(), model: "m".into() }).await
    };
    let anthropic = of_provider("anthropic").await;
    assert_eq!((view.max_temperature, anthropic.max_temperature), (2.0, 1.0));
    assert!(anthropic.takes_budget && !anthropic.offered.contains(&ParameterName::Seed));
    assert_eq!(of_provider("nobody").await.offered, []);
    let guide = of(&scene.app, scene.app.guide_model()).await;
    assert_eq!((guide.offered, guide.efforts), (vec![], vec![]));
}

#[tokio::test]
async fn the_guide_is_asked_as_ever() {
    let scene = Scene::new().await;
    set_here(&scene.app, None, Parameters { system_prompt: Some("Be brief.".into()), ..warm() }).await;
    let guide = scene.app.guide_model();
    let args =
        SendArgs { conversation: None, text: "How do I add a key?".into(), model: guide, overflow: None };
    let started = scene.app.send_message(args).await.unwrap();
    let answer = answer_of(&scene.app, &started).await;
    assert_eq!((answer.error, answer.omissions), (None, vec![]));
    assert!(answer.source.contains("key"));
}

#[tokio::test]
async fn what_is_out_of_range_is_refused_and_changes_nothing() {
    let scene = Scene::new().await;
    set_everywhere(&scene.app, warm()).await;
    let hot = Parameters { temperature: Some(2.5), ..Parameters::default() };
    let args = ModelParametersArgs { model: model(), parameters: hot.clone() };
    let refused = scene.app.set_model_parameters(args).await.unwrap_err();
    assert_eq!(
        (refused.code, refused.message.as_str()),
        (ErrorCode::Invalid, "The temperature is a number from 0 to 2.")
    );
    let args = ConversationParametersArgs { conversation: None, parameters: hot };
    assert_eq!(scene.app.set_conversation_parameters(args).await.unwrap_err().code, ErrorCode::Invalid);
    let blank =
        Parameters { system_prompt: Some(" \n".into()), stop: vec![String::new()], ..Parameters::default() };
    set_here(&scene.app, None, blank).await;
    let view = of(&scene.app, model()).await;
    assert_eq!((view.here, view.everywhere), (Parameters::default(), warm()));
}
