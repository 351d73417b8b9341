//! Conversations that are too long for their model.

use parlance_ipc::{
    AnswerGaugeArgs, ContextGauge, ContinueArgs, ErrorCode, GaugeArgs, MessageState, MessageView, Overflow,
    RegenerateArgs, Routing, SendArgs, Settings, UsageArgs,
};
use parlance_testkit::{Response, Step, sse};
use serde_json::{Value, json};

use crate::support::*;

/// About 125 tokens.
fn long(topic: &str) -> String {
    format!("{topic} {}", "word ".repeat(120))
}

/// A scene whose model takes so many tokens, with a conversation of two turns of about 250 tokens each.
async fn long_talk(context_tokens: u64) -> (Scene, parlance_ipc::TurnStarted) {
    let scene = Scene::new().await;
    let models = json!({ "data": [{ "id": "scripted", "context_length": context_tokens }] });
    scene.server.route("/models", [Step::from(Response::json(200, models))]);
    scene.app.provider_models("openai").await.unwrap();
    let started = scene.talk(&long("one"), &long("first")).await;
    scene.server.respond(Response::events(sse::answer([long("second").as_str()])));
    go_on(&scene, &started, &long("two"), None).await;
    (scene, started)
}

/// The next answer in a conversation.
async fn go_on(
    scene: &Scene,
    before: &parlance_ipc::TurnStarted,
    text: &str,
    overflow: Option<Overflow>,
) -> MessageView {
    let conversation = Some(before.conversation);
    let args = SendArgs { conversation, text: text.into(), model: model(), overflow };
    let started = scene.app.send_message(args).await.unwrap();
    answer_of(&scene.app, &started).await
}

async fn gauge(scene: &Scene, before: &parlance_ipc::TurnStarted, draft_bytes: u64) -> Option<ContextGauge> {
    let args = GaugeArgs { conversation: Some(before.conversation), model: model(), draft_bytes };
    scene.app.context_gauge(args).await.unwrap()
}

fn set(scene: &Scene, overflow: Overflow) {
    scene.app.apply_settings(&Settings { overflow, ..Settings::default() });
}

/// The messages of the newest request: role and words.
fn sent(scene: &Scene) -> Vec<(String, String)> {
    let request = scene.server.requests().pop().unwrap().json();
    let words = |content: &Value| match content {
        Value::String(text) => text.clone(),
        parts => parts.as_array().unwrap().iter().filter_map(|part| part["text"].as_str()).collect(),
    };
    let messages = request["messages"].as_array().unwrap().iter();
    messages
        .map(|message| (message["role"].as_str().unwrap().to_owned(), words(&message["content"])))
        .collect()
}

fn asked(scene: &Scene) -> usize {
    scene.server.requests().iter().filter(|request| request.path.ends_with("/chat/completions")).count()
}

#[tokio::test]
async fn the_gauge_knows_what_the_next_question_takes() {
    let (scene, started) = long_talk(2_000).await;
    let near = gauge(&scene, &started, 0).await.unwrap();
    assert!((450..=750).contains(&near.used_tokens), "{near:?}");
    assert_eq!((near.context_tokens, near.estimated, near.overflow), (2_000, false, None));
    let more = gauge(&scene, &started, 4_000).await.unwrap();
    assert!(more.used_tokens >= near.used_tokens + 900, "{more:?}");
    let preview = gauge(&scene, &started, 6_000).await.unwrap().overflow.unwrap();
    assert_eq!((preview.left_out, preview.to_summarise, preview.summary_cost), (4, 4, None));

    let unknown = parlance_ipc::ModelChoice { model: "unheard-of".into(), ..model() };
    let args = GaugeArgs { conversation: None, model: unknown, draft_bytes: 0 };
    assert_eq!(scene.app.context_gauge(args).await.unwrap(), None);
}

#[tokio::test]
async fn a_rule_of_thumb_does_where_there_is_room() {
    let (scene, started) = long_talk(100_000).await;
    assert!(gauge(&scene, &started, 0).await.unwrap().estimated);
}

#[tokio::test]
async fn the_oldest_stay_behind_and_the_answer_says_so() {
    let (scene, started) = long_talk(560).await;
    set(&scene, Overflow::Trim);
    scene.server.respond(Response::events(sse::answer(["short"])));
    let answer = go_on(&scene, &started, "three?", None).await;
    let messages = sent(&scene);
    assert_eq!(messages.len(), 3, "{messages:?}");
    assert!(messages[0].1.starts_with("two") && messages[2] == ("user".into(), "three?".into()));
    assert_eq!(answer.route.unwrap().left_out, Some(2));
    assert_eq!(scene.view(&started).await.messages.len(), 6, "the history keeps all of it");
}

#[tokio::test]
async fn everything_goes_along_unless_somebody_wished_otherwise() {
    let (scene, started) = long_talk(560).await;
    scene.server.respond(Response::events(sse::answer(["short"])));
    let answer = go_on(&scene, &started, "three?", None).await;
    assert_eq!((sent(&scene).len(), answer.route), (5, None));
    scene.server.respond(Response::events(sse::answer(["short"])));
    let answer = go_on(&scene, &started, "four?", Some(Overflow::Trim)).await;
    assert_eq!(answer.route.unwrap().left_out, Some(2));
    assert_eq!(sent(&scene).last().unwrap().1, "four?");
}

#[tokio::test]
async fn a_summary_is_made_once_and_serves_later_questions() {
    let (scene, started) = long_talk(560).await;
    set(&scene, Overflow::Compact);
    // The oldest alone are more than the model takes at once.
    for summary in ["They spoke of one.", "They spoke of one and two."] {
        let end = sse::finish("stop") + &sse::usage(400, 9) + sse::DONE;
        scene.server.respond(Response::events(sse::text(summary) + &end));
    }
    scene.server.respond(Response::events(sse::answer(["short"])));
    let before = asked(&scene);
    let answer = go_on(&scene, &started, "three?", None).await;
    assert_eq!((answer.state, asked(&scene)), (MessageState::Complete, before + 3), "{:?}", answer.error);
    let requests = scene.server.requests();
    let wanted = |back: usize| {
        let request = &requests[requests.len() - back].json()["messages"];
        assert_eq!(request.as_array().unwrap().len(), 1);
        request[0]["content"].as_str().unwrap().to_owned()
    };
    assert!(wanted(3).starts_with("[User]\none word"), "{}", wanted(3));
    let second = wanted(2);
    assert!(second.starts_with("[Summary of what was said before]\nThey spoke of one.\n\n["), "{second}");
    assert!(second.contains("[Assistant]\nsecond word"), "{second}");
    let told = answer.route.unwrap().summary.unwrap();
    assert_eq!((told.messages, told.text.as_str()), (4, "They spoke of one and two."));
    let messages = sent(&scene);
    assert_eq!(messages.len(), 1);
    assert!(messages[0].1.contains("They spoke of one and two.") && messages[0].1.ends_with("three?"));
    let usage = scene.app.usage(UsageArgs { days: 2 }).await.unwrap();
    assert_eq!(usage.iter().map(|day| day.calls).sum::<u64>(), 5, "a summary is a call as well");
    let preview = gauge(&scene, &started, 0).await.unwrap().overflow.unwrap();
    assert_eq!((preview.left_out > 0, preview.to_summarise), (true, 0));

    scene.server.respond(Response::events(sse::answer(["again"])));
    let answer = go_on(&scene, &started, "four?", None).await;
    assert_eq!((answer.source.as_str(), asked(&scene)), ("again", before + 4));
    let messages = sent(&scene);
    assert!(messages[0].1.contains("They spoke of one") && messages[0].1.ends_with("three?"), "{messages:?}");
    assert_eq!(messages.len(), 3);
}

#[tokio::test]
async fn a_summary_that_fails_is_told_and_nothing_is_asked_without_it() {
    let (scene, started) = long_talk(560).await;
    let before = asked(&scene);
    scene.server.respond(Response::error(401, "invalid_api_key", "Incorrect API key."));
    let answer = go_on(&scene, &started, "three?", Some(Overflow::Compact)).await;
    assert_eq!((answer.state, answer.error.unwrap().code), (MessageState::Failed, ErrorCode::Key));
    assert_eq!((asked(&scene), answer.route), (before + 1, None));
    assert!(sent(&scene)[0].1.contains("Summarise the conversation"));
}

#[tokio::test]
async fn a_summary_stops_where_the_money_does() {
    let (scene, started) = long_talk(560).await;
    set(&scene, Overflow::Compact);
    let routing = Routing { money_per_day: Some(400_000), ..Routing::default() };
    scene.app.save_routing(routing).await.unwrap();
    let usage =
        json!({ "choices": [], "usage": { "prompt_tokens": 400, "completion_tokens": 9, "cost": 0.5 } });
    let dear =
        [sse::text("They spoke of one."), sse::finish("stop"), sse::event(&usage), sse::DONE.to_owned()];
    scene.server.respond(Response::events(dear.concat()));
    let before = asked(&scene);
    let answer = go_on(&scene, &started, "three?", None).await;
    assert_eq!((answer.state, answer.error.unwrap().code), (MessageState::Failed, ErrorCode::Budget));
    assert_eq!((asked(&scene), answer.route), (before + 1, None));
}

#[tokio::test]
async fn a_summary_can_be_stopped() {
    let (scene, started) = long_talk(560).await;
    let args = SendArgs {
        conversation: Some(started.conversation),
        text: "three?".into(),
        model: model(),
        overflow: Some(Overflow::Compact),
    };
    let next = scene.app.send_message(args).await.unwrap();
    let mut words = Words::of(&scene.app, &next);
    let _open = scene.begin(&["They spoke"]).await;
    scene.app.stop_turn(parlance_ipc::TurnArgs { turn: next.turn }).await.unwrap();
    assert_eq!(words.end().await, (MessageState::Interrupted, None));
    let answer = answer_of(&scene.app, &next).await;
    assert_eq!((answer.source.as_str(), answer.route), ("", None));
    assert!(gauge(&scene, &started, 0).await.unwrap().overflow.unwrap().to_summarise > 0);
}

#[tokio::test]
async fn what_one_model_refused_goes_whole_to_another() {
    let scene = Scene::new().await;
    let started = scene.talk(&long("one"), &long("first")).await;
    scene.server.respond(Response::error(400, "context_length_exceeded", "Too long for this model."));
    let refused = go_on(&scene, &started, "two?", None).await;
    scene.server.respond(Response::events(sse::answer(["short"])));
    let again = RegenerateArgs {
        conversation: started.conversation,
        message: refused.id,
        model: Some(parlance_ipc::ModelChoice { model: "larger".into(), ..model() }),
        overflow: Some(Overflow::Trim),
    };
    let again = scene.app.regenerate(again).await.unwrap();
    assert_eq!((answer_of(&scene.app, &again).await.route, sent(&scene).len()), (None, 3));
}

#[tokio::test]
async fn what_a_provider_refused_is_shortened_also_where_nothing_is_known_of_it() {
    let scene = Scene::new().await;
    let started = scene.talk(&long("one"), &long("first")).await;
    scene.server.respond(Response::error(400, "context_length_exceeded", "Too long for this model."));
    let refused = go_on(&scene, &started, "two?", None).await;
    assert_eq!(refused.error.unwrap().code, ErrorCode::ContextLength);
    for expected in ["short", "shorter"] {
        scene.server.respond(Response::events(sse::answer([expected])));
        let again = RegenerateArgs {
            conversation: started.conversation,
            message: refused.id,
            model: None,
            overflow: Some(Overflow::Trim),
        };
        let again = scene.app.regenerate(again).await.unwrap();
        let answer = answer_of(&scene.app, &again).await;
        assert_eq!((answer.source.as_str(), answer.route.unwrap().left_out), (expected, Some(2)));
        assert_eq!(sent(&scene), [("user".to_owned(), "two?".to_owned())]);
    }
}

#[tokio::test]
async fn an_answer_that_is_asked_for_again_is_asked_for_as_before() {
    let (scene, started) = long_talk(560).await;
    scene.server.respond(Response::events(sse::answer(["short"])));
    let answer = go_on(&scene, &started, "three?", Some(Overflow::Trim)).await;
    scene.server.respond(Response::events(sse::answer(["other"])));
    let conversation = started.conversation;
    let again = RegenerateArgs { conversation, message: answer.id, model: None, overflow: None };
    let again = scene.app.regenerate(again).await.unwrap();
    assert_eq!(answer_of(&scene.app, &again).await.route.unwrap().left_out, Some(2));
}

async fn gauge_of(scene: &Scene, of: &parlance_ipc::TurnStarted, goes_on: bool) -> Option<ContextGauge> {
    let message = scene.view(of).await.messages.pop().unwrap().id;
    let args = AnswerGaugeArgs { conversation: of.conversation, message, model: None, goes_on };
    scene.app.answer_gauge(args).await.unwrap()
}

/// As [`long_talk`], with an answer to a third question that broke off and is as long as the others.
async fn broken_talk(context_tokens: u64) -> (Scene, parlance_ipc::TurnStarted) {
    let (scene, started) = long_talk(context_tokens).await;
    let conversation = Some(started.conversation);
    let args = SendArgs { conversation, text: long("three"), model: model(), overflow: Some(Overflow::Ask) };
    let next = scene.app.send_message(args).await.unwrap();
    let mut words = Words::of(&scene.app, &next);
    let open = scene.begin(&[&long("third")]).await;
    words.until("third").await;
    drop(open);
    assert_eq!(words.end().await.0, MessageState::Interrupted);
    (scene, started)
}

#[tokio::test]
async fn an_answer_again_is_asked_about_as_a_question_is() {
    let (scene, started) = broken_talk(800).await;
    for (goes_on, used) in [(false, 580..=720), (true, 740..=950)] {
        let gauge = gauge_of(&scene, &started, goes_on).await.unwrap();
        assert!(used.contains(&gauge.used_tokens), "{goes_on}: {gauge:?}");
        let left_out = gauge.overflow.map(|preview| preview.left_out);
        assert_eq!(left_out, goes_on.then_some(2));
    }
    // Where it is settled there is nothing to ask.
    set(&scene, Overflow::Trim);
    assert_eq!(gauge_of(&scene, &started, true).await, None);
    let gone = AnswerGaugeArgs {
        conversation: started.conversation,
        message: parlance_domain::MessageId::new(),
        model: None,
        goes_on: false,
    };
    assert_eq!(scene.app.answer_gauge(gone).await.unwrap_err().code, ErrorCode::NotFound);
}

#[tokio::test]
async fn an_answer_goes_on_without_the_oldest() {
    for (overflow, setting) in [(Some(Overflow::Trim), Overflow::Ask), (None, Overflow::Trim)] {
        let (scene, started) = broken_talk(800).await;
        set(&scene, setting);
        let broken = scene.view(&started).await.messages.pop().unwrap();
        scene.server.respond(Response::events(sse::answer([" and its end"])));
        let args = ContinueArgs { conversation: started.conversation, message: broken.id, overflow };
        let again = scene.app.continue_message(args).await.unwrap();
        let answer = answer_of(&scene.app, &again).await;
        assert!(answer.source.ends_with(" and its end"));
        let left_out = answer.route.unwrap().left_out.unwrap() as usize;
        // Three that are asked now: the question, the broken answer, the wish that it goes on.
        assert_eq!(sent(&scene).len(), 4 - left_out + 3);
        assert!(left_out > 0 && !sent(&scene)[0].1.starts_with("one"));
    }
}

#[tokio::test]
async fn an_answer_goes_on_with_a_summary_of_the_oldest() {
    let (scene, started) = broken_talk(800).await;
    let broken = scene.view(&started).await.messages.pop().unwrap();
    scene.server.respond(Response::events(sse::answer(["They spoke."])));
    scene.server.respond(Response::events(sse::answer([" and its end"])));
    let overflow = Some(Overflow::Compact);
    let args = ContinueArgs { conversation: started.conversation, message: broken.id, overflow };
    let again = scene.app.continue_message(args).await.unwrap();
    let answer = answer_of(&scene.app, &again).await;
    assert!(answer.source.ends_with(" and its end"), "{:?}", answer.error);
    assert_eq!(answer.route.unwrap().summary.unwrap().text, "They spoke.");
    assert!(sent(&scene)[0].1.contains("They spoke."));
}
