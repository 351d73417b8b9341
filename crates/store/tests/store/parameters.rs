use parlance_domain::{
    ConversationId, ModelRef, Omission, OmissionReason, ParameterName, Parameters, Refusal, Timestamp,
};
use parlance_store::{CustomProvider, ModelOverride, Seal, StoreErrorKind};

use crate::support::*;

fn warm(temperature: f32) -> Parameters {
    Parameters { temperature: Some(temperature), stop: vec!["END".into()], ..Parameters::default() }
}

#[tokio::test]
async fn the_first_message_takes_the_new_chats_parameters_along() {
    let home = home();
    let store = open(home.path()).await;
    let none = Parameters::default();
    assert_eq!(store.conversation_parameters(None).await.unwrap(), none);
    store.set_conversation_parameters(None, &warm(0.5)).await.unwrap();
    store.set_conversation_parameters(None, &warm(0.7)).await.unwrap();

    let (first, _, answer) = ask_new(&store, "first", "?").await;
    assert_eq!(store.conversation_parameters(Some(first)).await.unwrap(), warm(0.7));
    assert_eq!(store.conversation_parameters(None).await.unwrap(), none);
    store.seal(&seal(answer, "x")).await.unwrap();
    let (second, ..) = ask_new(&store, "second", "?").await;
    assert_eq!(store.conversation_parameters(Some(second)).await.unwrap(), none);

    store.set_conversation_parameters(Some(second), &warm(0.1)).await.unwrap();
    store.set_conversation_parameters(Some(second), &warm(0.2)).await.unwrap();
    assert_eq!(store.conversation_parameters(Some(second)).await.unwrap(), warm(0.2));
    assert_eq!(store.conversation_parameters(Some(first)).await.unwrap(), warm(0.7));
    store.set_conversation_parameters(Some(second), &none).await.unwrap();
    assert_eq!(store.conversation_parameters(Some(second)).await.unwrap(), none);
    let nowhere = store.set_conversation_parameters(Some(ConversationId::new()), &none).await.unwrap_err();
    assert_eq!(nowhere.kind, StoreErrorKind::NotFound);
}

#[tokio::test]
async fn a_model_has_its_own() {
    let home = home();
    let store = open(home.path()).await;
    let other = ModelRef { model: "parrot-2".into(), ..model() };
    store.set_model_parameters(&model(), &warm(0.3)).await.unwrap();
    store.set_model_parameters(&model(), &warm(0.4)).await.unwrap();
    assert_eq!(store.model_parameters(&model()).await.unwrap(), warm(0.4));
    assert_eq!(store.model_parameters(&other).await.unwrap(), Parameters::default());
    store.set_model_parameters(&model(), &Parameters::default()).await.unwrap();
    assert_eq!(store.model_parameters(&model()).await.unwrap(), Parameters::default());
}

#[tokio::test]
async fn refusals_are_remembered_until_they_are_forgotten() {
    let home = home();
    let store = open(home.path()).await;
    let refusal = |parameter, value: Option<&str>| Refusal { parameter, value: value.map(str::to_owned) };
    let low = refusal(ParameterName::Reasoning, Some("low"));
    let max = refusal(ParameterName::Reasoning, Some("max"));
    let seed = refusal(ParameterName::Seed, None);
    for known in [&max, &low, &seed, &seed] {
        store.add_refusal(&model(), known).await.unwrap();
    }
    store.close().await;

    let store = open(home.path()).await;
    assert_eq!(store.refusals(&model()).await.unwrap(), [low, max, seed.clone()]);
    let other = ModelRef { provider: "other".into(), ..model() };
    assert_eq!(store.refusals(&other).await.unwrap(), []);
    store.forget_refusals(&model(), ParameterName::Reasoning).await.unwrap();
    assert_eq!(store.refusals(&model()).await.unwrap(), [seed]);
}

#[tokio::test]
async fn an_answer_keeps_what_was_not_sent() {
    let home = home();
    let store = open(home.path()).await;
    let (_, _, answer) = ask_new(&store, "t", "q").await;
    let omissions = vec![
        Omission { parameter: ParameterName::TopP, reason: OmissionReason::Excluded },
        Omission { parameter: ParameterName::Seed, reason: OmissionReason::Unsupported },
    ];
    store.seal(&Seal { omissions: omissions.clone(), ..seal(answer, "x") }).await.unwrap();
    assert_eq!(store.message(answer).await.unwrap().omissions, omissions);
    store.resume_turn(answer).await.unwrap();
    store.seal(&seal(answer, "x y")).await.unwrap();
    assert_eq!(store.message(answer).await.unwrap().omissions, []);
}

#[tokio::test]
async fn another_server_may_take_what_the_one_before_refused() {
    let home = home();
    let store = open(home.path()).await;
    let custom = CustomProvider {
        id: "lab".into(),
        name: "Lab".into(),
        base_url: "http://127.0.0.1:9/v1".into(),
        wire: "openai-chat".into(),
        header_names: Vec::new(),
        ..CustomProvider::default()
    };
    store.save_provider(&custom).await.unwrap();
    let of = |provider: &str| ModelRef { provider: provider.into(), model: "m".into() };
    let seed = Refusal { parameter: ParameterName::Seed, value: None };
    let refuse = async || {
        for provider in ["lab", "openai", "other"] {
            store.add_refusal(&of(provider), &seed).await.unwrap();
        }
    };
    let known = async |provider: &str| !store.refusals(&of(provider)).await.unwrap().is_empty();

    refuse().await;
    store
        .save_provider(&CustomProvider { base_url: "http://127.0.0.1:8/v1".into(), ..custom })
        .await
        .unwrap();
    assert!(!known("lab").await && known("openai").await);
    store.set_base_url("openai", Some("https://proxy.example/v1")).await.unwrap();
    assert!(!known("openai").await && known("other").await);
    refuse().await;
    store.set_base_url("openai", None).await.unwrap();
    assert!(!known("openai").await && known("lab").await);

    store.set_model_parameters(&of("lab"), &warm(0.5)).await.unwrap();
    store.set_model_parameters(&of("other"), &warm(0.5)).await.unwrap();
    let dear = ModelOverride { name: Some("Dear".into()), ..ModelOverride::default() };
    for provider in ["lab", "other"] {
        store.set_model_override(&of(provider), &dear).await.unwrap();
        store.set_favourite(&of(provider), true, Timestamp(1)).await.unwrap();
    }
    store.remove_provider("lab").await.unwrap();
    assert!(!known("lab").await && known("other").await);
    assert_eq!(store.model_overrides().await.unwrap(), [(of("other"), dear)]);
    assert_eq!(store.favourite_models().await.unwrap(), [of("other")]);
    assert_eq!(store.model_parameters(&of("lab")).await.unwrap(), Parameters::default());
    assert_eq!(store.model_parameters(&of("other")).await.unwrap(), warm(0.5));
}
