//! What calls cost, and where that can be read.

use parlance_ipc::{NoArgs, Settings, UsageArgs};
use parlance_testkit::{Response, sse};

use crate::support::*;

const MONTH: UsageArgs = UsageArgs { days: 30 };

/// An answer whose usage has these members beside its counts.
fn answer_with(usage: &str) -> Response {
    let usage = format!(
        "data: {{\"choices\":[],\"usage\":{{\"prompt_tokens\":1000,\"completion_tokens\":100{usage}}}}}\n\n"
    );
    Response::events(sse::text("Yes.") + &sse::finish("stop") + &usage + sse::DONE)
}

#[tokio::test]
async fn what_the_provider_says_that_a_call_cost_counts_before_an_estimate() {
    let scene = Scene::new().await;
    scene.server.respond(answer_with(",\"cost\":0.25"));
    let started = scene.ask("question").await;
    let stats = answer_of(&scene.app, &started).await.stats.unwrap();
    assert_eq!((stats.cost, stats.cost_estimated), (Some(250_000), false));
    let days = scene.app.usage(MONTH).await.unwrap();
    assert_eq!(days.iter().map(|day| (day.cost, day.estimated)).collect::<Vec<_>>(), [(Some(250_000), 0)]);
    let spent = scene.app.usage_by_conversation(MONTH).await.unwrap();
    assert_eq!(spent[0].conversation.as_ref().unwrap().id, started.conversation);
    assert_eq!((spent[0].cost, spent[0].input_tokens), (Some(250_000), 1000));
}

#[tokio::test]
async fn every_call_is_written_to_a_file_that_replaces_no_other() {
    let scene = Scene::new().await;
    scene.server.respond(answer_with(",\"cost\":0.25"));
    let started = scene.ask("What, then?").await;
    answer_of(&scene.app, &started).await;
    let table = scene.app.usage_csv(MONTH).await.unwrap();
    assert!(table.contains(",openai,scripted,\"What, then?\",1000,100,,,0.250000,reported,"), "{table}");
    let mut paths = Vec::new();
    for _ in 0..2 {
        let file = scene.app.export_usage(MONTH).await.unwrap();
        assert_eq!(std::fs::read_to_string(&file.path).unwrap(), table);
        paths.push(file.path);
    }
    assert_ne!(paths[0], paths[1]);
    assert!(paths.iter().all(|path| std::path::Path::new(path).starts_with(scene.app.home().exports())));
}

#[tokio::test]
async fn a_title_by_the_model_is_a_call_as_well() {
    let scene = Scene::new().await;
    scene.app.apply_settings(&Settings { model_titles: true, ..Settings::default() });
    let title = sse::text("Tides") + &sse::finish("stop") + &sse::usage(30, 3) + sse::DONE;
    scene.server.respond(answer_with(""));
    scene.server.respond(Response::events(title));
    let (sender, mut events) = tokio::sync::mpsc::unbounded_channel();
    scene.app.watch(sender);
    scene.ask("Why two tides?").await;
    while scene.app.list_conversations(NoArgs {}).await.unwrap()[0].title != "Tides" {
        events.recv().await.unwrap();
    }
    let days = scene.app.usage(MONTH).await.unwrap();
    assert_eq!(days.iter().map(|day| (day.calls, day.input_tokens)).collect::<Vec<_>>(), [(2, 1030)]);
}
