//! Providers that fail: which card, what is kept, and what is asked again.

use parlance_ipc::{ErrorCode, MessageState, MessageView};
use parlance_testkit::{Response, ScriptedServer, Step, sse};

use crate::support::*;

/// The answer after this refusal, and how often the provider was asked.
async fn refused_with(response: Response) -> (MessageView, usize) {
    let scene = Scene::new().await;
    scene.server.route("/chat/completions", [Step::from(response)]);
    let started = scene.ask("question").await;
    let answer = answer_of(&scene.app, &started).await;
    let question = &scene.view(&started).await.messages[0];
    assert_eq!((question.state, question.source.as_str()), (MessageState::Complete, "question"));
    (answer, scene.server.requests().len())
}

#[tokio::test]
async fn a_refusal_becomes_the_card_that_fits() {
    let page = "<html><title>Down for maintenance</title><body>Back <b>soon</b></body></html>";
    let limit = |wait: &str| Response::error(429, "rate_limit", "Slow down.").header("retry-after", wait);
    for (response, code, words) in [
        (Response::error(401, "invalid_api_key", "Incorrect API key."), ErrorCode::Key, "API key"),
        (limit("3600"), ErrorCode::RateLimit, "Slow down."),
        (
            Response::error(404, "model_not_found", "No such model."),
            ErrorCode::ModelNotFound,
            "No such model.",
        ),
        (
            Response::error(400, "context_length_exceeded", "Too long for this model."),
            ErrorCode::ContextLength,
            "Too long",
        ),
        (Response::html(403, page), ErrorCode::Permission, ""),
        (
            Response::events(sse::error("invalid_request_error", "Not like this.")),
            ErrorCode::Invalid,
            "Not like",
        ),
    ] {
        let told = format!("{response:?}");
        let (answer, asked) = refused_with(response).await;
        let error = answer.error.unwrap();
        assert_eq!((answer.state, error.code), (MessageState::Failed, code), "{told}: {}", error.message);
        assert!(error.message.contains(words) && !error.message.contains('<'), "{told}: {}", error.message);
        assert_eq!(asked, 1, "asking again does not help: {told}");
        assert_eq!((answer.source.as_str(), answer.parts.len()), ("", 0));
    }
}

#[tokio::test]
async fn a_server_that_goes_on_failing_is_asked_four_times() {
    for response in
        [Response::error(500, "server_error", "Oops."), Response::html(502, "<h1>Bad gateway</h1>")]
    {
        let (answer, asked) = refused_with(response).await;
        let error = answer.error.unwrap();
        assert_eq!((answer.state, error.code), (MessageState::Failed, ErrorCode::Server), "{error:?}");
        assert!(!error.message.contains('<'), "{error:?}");
        assert_eq!(asked, 4);
    }
}

#[tokio::test]
async fn the_key_does_not_follow_a_redirect_to_another_host() {
    let other = ScriptedServer::start().await.unwrap();
    let target = format!("{}/chat/completions", other.base_url());
    let (answer, asked) = refused_with(Response::redirect(307, &target)).await;
    let error = answer.error.unwrap();
    assert_eq!((answer.state, error.code), (MessageState::Failed, ErrorCode::Network));
    assert!(error.message.contains(&other.address().to_string()), "{error:?}");
    assert!(!error.message.contains(KEY), "{error:?}");
    assert_eq!((asked, other.requests().len()), (1, 0));
}

#[tokio::test]
async fn a_failure_before_the_first_word_is_asked_again() {
    let scene = Scene::new().await;
    let started = scene.ask("question").await;
    let mut words = Words::of(&scene.app, &started);
    let mut refused = scene.server.exchange().await.unwrap();
    refused.respond(&Response::error(500, "server_error", "Try again.")).await.unwrap();
    let first = refused.request.body.clone();
    refused.finish().await.unwrap();
    scene.server.exchange().await.unwrap().reset().unwrap();
    let mut exchange = scene.server.exchange().await.unwrap();
    assert_eq!(exchange.request.body, first, "the same question");
    exchange.respond(&Response::events(sse::answer(["At last."]))).await.unwrap();
    exchange.finish().await.unwrap();
    assert_eq!(words.end().await, (MessageState::Complete, None));
    assert_eq!((words.text.as_str(), words.retries), ("At last.", 2));
    let answer = answer_of(&scene.app, &started).await;
    assert_eq!((answer.source.as_str(), answer.error), ("At last.", None));
    assert_eq!(scene.server.requests().len(), 3);
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_kept_and_not_asked_again() {
    let ends = [
        ("no terminal event", vec![Step::Finish], ErrorCode::Network),
        ("a reset", vec![Step::Reset], ErrorCode::Network),
        (
            "an error in the stream",
            vec![Step::Send(sse::error("overloaded_error", "Overloaded.").into()), Step::Finish],
            ErrorCode::Server,
        ),
    ];
    for (told, end, code) in ends {
        let scene = Scene::new().await;
        let (started, mut exchange) = scene.in_the_middle(&["The answer ", "is"]).await;
        let mut words = Words::of(&scene.app, &started);
        words.until("is").await;
        // Whoever asked again would get this.
        scene.server.respond(Response::events(sse::answer(["Another answer"])));
        for step in end {
            if let Step::Send(bytes) = &step {
                exchange.send(bytes).await.unwrap();
            } else if step == Step::Reset {
                exchange.reset().unwrap();
                break;
            } else {
                exchange.finish().await.unwrap();
                break;
            }
        }
        let (state, error) = words.end().await;
        assert_eq!(
            (state, error.as_ref().map(|e| e.code)),
            (MessageState::Interrupted, Some(code)),
            "{told}"
        );
        let answer = answer_of(&scene.app, &started).await;
        assert_eq!((answer.state, answer.source.as_str()), (MessageState::Interrupted, "The answer is"));
        assert_eq!(answer.error, error, "{told}");
        assert_eq!(scene.server.requests().len(), 1, "{told}");
    }
}

#[tokio::test]
async fn an_answer_without_a_word_and_without_an_end_is_no_success() {
    let (answer, asked) = refused_with(Response::events("")).await;
    let error = answer.error.unwrap();
    assert_eq!((answer.state, error.code), (MessageState::Failed, ErrorCode::Server), "{error:?}");
    assert!(!error.message.is_empty());
    assert_eq!(asked, 4);
}
