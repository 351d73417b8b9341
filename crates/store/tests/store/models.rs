use parlance_domain::{MicroDollars, ModelRef, Part, Timestamp, Timings, Usage};
use parlance_store::{ModelOverride, ModelSpeed, Seal, Store, UsageRow};

use crate::support::*;

fn named(model: &str) -> ModelRef {
    ModelRef { provider: "groq".into(), model: model.into() }
}

#[tokio::test]
async fn what_the_user_says_of_a_model_is_kept_until_they_take_it_back() {
    let home = home();
    let store = open(home.path()).await;
    assert_eq!(store.model_overrides().await.unwrap(), []);
    let said = ModelOverride {
        name: Some("Quick".into()),
        context: Some(32_000),
        max_output: Some(4_000),
        price_input: Some(MicroDollars(150_000)),
        price_output: Some(MicroDollars(0)),
        price_cached: None,
        vision: Some(false),
        tools: Some(true),
    };
    store.set_model_override(&named("a"), &said).await.unwrap();
    let other = ModelOverride { context: Some(1), ..ModelOverride::default() };
    store.set_model_override(&named("b"), &other).await.unwrap();
    let changed = ModelOverride { vision: None, ..said };
    store.set_model_override(&named("a"), &changed).await.unwrap();
    store.close().await;

    let store = open(home.path()).await;
    assert_eq!(store.model_overrides().await.unwrap(), [(named("a"), changed), (named("b"), other.clone())]);
    store.set_model_override(&named("a"), &ModelOverride::default()).await.unwrap();
    assert_eq!(store.model_overrides().await.unwrap(), [(named("b"), other)]);
    let nothing = ModelOverride { context: Some(0), ..ModelOverride::default() };
    store.set_model_override(&named("b"), &nothing).await.unwrap_err();
    assert_eq!(store.model_overrides().await.unwrap().len(), 1, "what is refused changes nothing");
}

#[tokio::test]
async fn favourites_stand_in_the_order_in_which_they_were_chosen() {
    let home = home();
    let store = open(home.path()).await;
    for (model, at) in [("z", 1), ("a", 2), ("m", 3), ("z", 4)] {
        store.set_favourite(&named(model), true, Timestamp(at)).await.unwrap();
    }
    assert_eq!(store.favourite_models().await.unwrap(), [named("z"), named("a"), named("m")]);
    store.set_favourite(&named("a"), false, Timestamp(5)).await.unwrap();
    store.set_favourite(&named("never"), false, Timestamp(5)).await.unwrap();
    assert_eq!(store.favourite_models().await.unwrap(), [named("z"), named("m")]);
    // In the same instant, or by a clock that was set back.
    store.set_favourite(&named("b"), true, Timestamp(0)).await.unwrap();
    assert_eq!(store.favourite_models().await.unwrap(), [named("z"), named("m"), named("b")]);
}

async fn call(store: &Store, model: &str, first: Option<u64>, done: Option<u64>, tokens: Option<u64>) {
    let (_, _, answer) = ask_new(store, "Weather", "Will it rain?").await;
    let call = UsageRow {
        model: named(model),
        usage: Usage { output_tokens: tokens, ..Usage::default() },
        cost: None,
        timings: Timings { first_token_ms: first, done_ms: done },
        at: Timestamp::now(),
    };
    store.seal(&Seal { call: Some(call), ..seal(answer, "x") }).await.unwrap();
}

#[tokio::test]
async fn a_model_is_as_fast_as_its_last_calls() {
    let home = home();
    let store = open(home.path()).await;
    assert_eq!(store.model_speeds(Timestamp::now()).await.unwrap(), []);
    // Long ago and slow: more than twenty calls back.
    call(&store, "a", Some(60_000), Some(120_000), Some(60)).await;
    for _ in 0..18 {
        call(&store, "a", Some(300), Some(1_300), Some(100)).await;
    }
    call(&store, "a", Some(9_000), Some(19_000), Some(100)).await;
    call(&store, "a", Some(10), Some(20), Some(500)).await;
    // Nothing came.
    call(&store, "a", None, Some(100), None).await;
    call(&store, "b", Some(700), None, Some(100)).await;
    call(&store, "b", Some(500), Some(5_000), Some(3)).await;
    let speeds = store.model_speeds(Timestamp::now()).await.unwrap();
    let a = ModelSpeed { calls: 20, first_token_ms: 300, tokens_per_second: Some(100.0) };
    let b = ModelSpeed { calls: 2, first_token_ms: 500, tokens_per_second: None };
    assert_eq!(speeds, [(named("a"), a), (named("b"), b)]);
    let next_year = Timestamp(Timestamp::now().0 + 365 * 24 * 60 * 60 * 1000);
    assert_eq!(store.model_speeds(next_year).await.unwrap(), []);
}

#[tokio::test]
async fn thoughts_that_nobody_saw_do_not_make_a_model_fast() {
    let home = home();
    let store = open(home.path()).await;
    let thoughts = Part::Reasoning { text: "Hm.".into(), duration_ms: None, signature: None };
    for (model, parts) in
        [("silent", vec![text("\"type\":\"reasoning\"")]), ("aloud", vec![thoughts, text("x")])]
    {
        let (_, _, answer) = ask_new(&store, "Weather", "Will it rain?").await;
        let call = UsageRow {
            model: named(model),
            usage: Usage { output_tokens: Some(1000), reasoning_tokens: Some(900), ..Usage::default() },
            cost: None,
            timings: Timings { first_token_ms: Some(1000), done_ms: Some(3000) },
            at: Timestamp::now(),
        };
        store.seal(&Seal { call: Some(call), parts, ..seal(answer, "x") }).await.unwrap();
    }
    let speeds = store.model_speeds(Timestamp::now()).await.unwrap();
    let read: Vec<_> =
        speeds.iter().map(|(model, speed)| (model.model.as_str(), speed.tokens_per_second)).collect();
    assert_eq!(read, [("aloud", Some(500.0)), ("silent", Some(50.0))]);
}
