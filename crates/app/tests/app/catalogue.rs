//! What is known of models, and what the user says of them.

use parlance_ipc::{
    ChainEntry, ErrorCode, FavouriteArgs, MessageState, ModelArgs, ModelChoice, ModelOverride, ModelView,
    NoArgs, OverrideModelArgs, PriceTierView, PriceView, ReasoningView, Routing, SendArgs,
};
use parlance_testkit::{Response, Step, sse};
use serde_json::json;

use crate::support::*;

fn openai(model: &str) -> ModelChoice {
    ModelChoice { provider: "openai".into(), model: model.into() }
}

async fn list(scene: &Scene) -> Vec<ModelView> {
    scene.app.provider_models("openai").await.unwrap().models
}

async fn say(scene: &Scene, model: &str, said: ModelOverride) -> ModelView {
    scene.app.override_model(OverrideModelArgs { model: openai(model), said }).await.unwrap()
}

/// A list that says something of one model and nothing of the other.
async fn scene() -> Scene {
    let scene = Scene::new().await;
    let body = json!({ "data": [
        { "id": "gpt-6.1-sol", "context_length": 64_000, "supported_parameters": ["max_tokens"] },
        { "id": "plain" },
    ] });
    scene.server.route("/models", [Step::from(Response::json(200, body))]);
    scene
}

#[tokio::test]
async fn the_list_goes_before_the_snapshot_and_the_user_before_both() {
    let scene = scene().await;
    let models = list(&scene).await;
    let (sol, plain) = (&models[0], &models[1]);
    assert_eq!((sol.context_tokens, sol.tools), (Some(64_000), Some(false)), "from the list");
    assert_eq!((sol.max_output_tokens, sol.input.image), (Some(128_000), Some(true)), "from the snapshot");
    let long =
        PriceTierView { above_tokens: 272_000, input: 4_000_000, output: 15_000_000, cached: Some(200_000) };
    let known = PriceView { input: 2_000_000, output: 10_000_000, cached: Some(100_000), tiers: vec![long] };
    assert_eq!(sol.price, Some(known));
    assert_eq!((plain.context_tokens, plain.price.clone(), plain.input.image), (None, None, None));

    let said = ModelOverride {
        name: Some(" My Sol ".into()),
        context_tokens: Some(32_000),
        price_input: Some(50_000),
        vision: Some(false),
        ..ModelOverride::default()
    };
    let changed = say(&scene, "gpt-6.1-sol", said).await;
    assert_eq!((changed.name.as_str(), changed.context_tokens), ("My Sol", Some(32_000)));
    assert_eq!(
        (changed.input.image, changed.input.pdf, changed.tools),
        (Some(false), Some(true), Some(false))
    );
    // What is cached does not cost more than what is not.
    let said = PriceView { input: 50_000, output: 10_000_000, cached: Some(50_000), tiers: Vec::new() };
    assert_eq!(changed.price, Some(said), "of prompts of any length");
    assert_eq!(list(&scene).await[0], changed);
    let details = scene.app.model_details(ModelArgs { model: openai("gpt-6.1-sol") }).await.unwrap();
    assert_eq!(details.said.name.as_deref(), Some("My Sol"));
    assert_eq!(details.without, *sol);

    let half = say(&scene, "plain", ModelOverride { price_input: Some(1), ..ModelOverride::default() }).await;
    assert_eq!(half.price, None, "half a price is none");
    assert_eq!(say(&scene, "gpt-6.1-sol", ModelOverride::default()).await, *sol, "all of it taken back");
    assert_eq!(scene.server.requests().len(), 1, "nobody was asked again");
}

#[tokio::test]
async fn what_the_user_says_is_known_after_a_restart_and_costs_are_reckoned_with_it() {
    let scene = scene().await;
    let said = ModelOverride {
        name: Some("Plain".into()),
        price_input: Some(2_000_000),
        price_output: Some(4_000_000),
        ..ModelOverride::default()
    };
    say(&scene, "plain", said).await;
    let scene = Scene { app: app(&scene.home.parlance(), &scene.server.base_url()), ..scene };
    scene.app.open_history().await;
    let words = [sse::text("Hi"), sse::finish("stop"), sse::usage(1000, 100), sse::DONE.to_owned()];
    scene.server.respond(Response::events(words.concat()));
    let args = SendArgs { conversation: None, text: "Hello".into(), model: openai("plain"), overflow: None };
    let started = scene.app.send_message(args).await.unwrap();
    let answer = answer_of(&scene.app, &started).await;
    assert_eq!(answer.stats.unwrap().cost, Some(1000 * 2 + 100 * 4));
    assert_eq!(answer.model_name.as_deref(), Some("Plain"));
}

#[tokio::test]
async fn auto_chooses_by_what_the_user_says() {
    let scene = scene().await;
    let entry = |provider: &str, on| ChainEntry { provider: provider.into(), model: None, on };
    let mut chain = scene.app.routing(NoArgs {}).await.unwrap().chain;
    chain.iter_mut().for_each(|other| other.on = false);
    chain.retain(|other| other.provider != "openai");
    chain.insert(0, entry("openai", true));
    scene.app.save_routing(Routing { chain, ..Routing::default() }).await.unwrap();
    list(&scene).await;
    let ask = async || {
        let model = ModelChoice { provider: "auto".into(), model: "auto".into() };
        let args = SendArgs { conversation: None, text: "Hello".into(), model, overflow: None };
        let started = scene.app.send_message(args).await.unwrap();
        answer_of(&scene.app, &started).await
    };
    let small = || ModelOverride { context_tokens: Some(10), ..ModelOverride::default() };
    say(&scene, "gpt-6.1-sol", small()).await;
    scene.server.respond(Response::events(sse::answer(["Hi"])));
    assert_eq!(ask().await.model.unwrap().model, "plain");
    say(&scene, "plain", small()).await;
    let refused = ask().await;
    assert_eq!(
        (refused.state, refused.error.unwrap().code),
        (MessageState::Failed, ErrorCode::ContextLength)
    );
}

#[tokio::test]
async fn nonsense_is_refused() {
    let scene = scene().await;
    let nothing = ModelOverride::default;
    let none = ModelOverride { context_tokens: Some(0), ..nothing() };
    let negative = ModelOverride { price_output: Some(-1), ..nothing() };
    let endless = ModelOverride { max_output_tokens: Some(u64::MAX), ..nothing() };
    for said in [none, negative, endless] {
        let args = OverrideModelArgs { model: openai("plain"), said };
        assert_eq!(scene.app.override_model(args).await.unwrap_err().code, ErrorCode::Invalid);
    }
    let said = ModelOverride { name: Some("  ".into()), ..nothing() };
    assert_eq!(say(&scene, "plain", said).await.name, "plain");
    for provider in ["auto", "guide", "nobody"] {
        let model = ModelChoice { provider: provider.into(), model: provider.into() };
        let args = OverrideModelArgs { model, said: nothing() };
        assert_eq!(scene.app.override_model(args).await.unwrap_err().code, ErrorCode::NotFound, "{provider}");
    }
}

#[tokio::test]
async fn a_list_says_favourites_and_the_speed_of_past_calls() {
    let scene = scene().await;
    let favour =
        |model: &str, favourite| scene.app.set_favourite(FavouriteArgs { model: openai(model), favourite });
    favour("plain", true).await.unwrap();
    favour("gpt-6.1-sol", true).await.unwrap();
    scene.talk("Hello", "Hi").await;
    let models = list(&scene).await;
    // `talk` asked another model than these.
    assert_eq!((models[0].favourite, models[1].favourite, models[0].speed), (Some(1), Some(0), None));
    favour("plain", false).await.unwrap();
    scene.server.respond(Response::events(sse::answer(["Hi"])));
    let args = SendArgs { conversation: None, text: "Hello".into(), model: openai("plain"), overflow: None };
    let started = scene.app.send_message(args).await.unwrap();
    answer_of(&scene.app, &started).await;
    let models = list(&scene).await;
    assert_eq!((models[0].favourite, models[1].favourite), (Some(0), None));
    let speed = models[1].speed.unwrap();
    assert_eq!((speed.calls, speed.tokens_per_second), (1, None), "too few tokens to tell");
    assert!(matches!(&models[0].reasoning, Some(ReasoningView::None)), "the list names no such parameter");
}

#[tokio::test]
async fn who_fails_in_calls_is_asked_whether_it_is_there() {
    let scene = scene().await;
    list(&scene).await;
    let lists =
        || scene.server.requests().iter().filter(|request| request.path.starts_with("/v1/models")).count();
    for _ in 0..3 {
        list(&scene).await;
        assert_eq!(lists(), 1, "it is well");
        scene.server.respond(Response::error(503, "", "no available provider"));
        let args =
            SendArgs { conversation: None, text: "Hello".into(), model: openai("plain"), overflow: None };
        let started = scene.app.send_message(args).await.unwrap();
        assert_eq!(answer_of(&scene.app, &started).await.state, MessageState::Failed);
    }
    list(&scene).await;
    assert_eq!(lists(), 2);
}
