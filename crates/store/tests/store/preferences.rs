use parlance_domain::{ModelRef, Passed, Route};
use parlance_store::Seal;

use crate::support::*;

#[tokio::test]
async fn a_preference_is_kept_and_one_of_no_use_is_not_taken_for_none() {
    let home = home();
    let store = open(home.path()).await;
    assert_eq!(store.preference::<Vec<String>>("chain").await.unwrap(), None);
    store.set_preference("chain", &["groq"]).await.unwrap();
    store.set_preference("chain", &["gemini", "groq"]).await.unwrap();
    store.close().await;
    let store = open(home.path()).await;
    let chain = store.preference::<Vec<String>>("chain").await.unwrap().unwrap();
    assert_eq!(chain, ["gemini", "groq"]);
    store.preference::<u32>("chain").await.unwrap_err();
}

#[tokio::test]
async fn learnt_limits_are_kept_and_forgotten_by_provider() {
    let home = home();
    let store = open(home.path()).await;
    let model = |provider: &str| ModelRef { provider: provider.into(), model: "m".into() };
    for (provider, learnt) in [("groq", "[1]"), ("groq", "[2]"), ("xai", "[3]")] {
        store.save_limits(&model(provider), learnt).await.unwrap();
    }
    let kept = store.learnt_limits().await.unwrap();
    assert_eq!(kept, [(model("groq"), "[2]".to_owned()), (model("xai"), "[3]".to_owned())]);
    store.forget_limits("groq").await.unwrap();
    assert_eq!(store.learnt_limits().await.unwrap().len(), 1);
}

#[tokio::test]
async fn an_answer_keeps_how_its_model_came_about() {
    let home = home();
    let store = open(home.path()).await;
    let (_, _, answer) = ask_new(&store, "Weather", "Will it rain?").await;
    let asked = store.message(answer).await.unwrap().model.unwrap();
    let other = ModelRef { provider: "gemini".into(), model: "flash".into() };
    let passed = Passed {
        model: asked,
        code: "rate_limit".into(),
        message: "Slow down".into(),
        wait_ms: Some(12_000),
    };
    let route = Route { auto: Some(vec!["next".into()]), passed: vec![passed], ..Route::default() };
    let sealed = Seal { model: Some(other.clone()), route: Some(route.clone()), ..seal(answer, "Yes") };
    store.seal(&sealed).await.unwrap();
    let message = store.message(answer).await.unwrap();
    assert_eq!((message.model, message.route), (Some(other), Some(route)));
}
