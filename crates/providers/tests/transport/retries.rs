use std::time::SystemTime;

use futures::StreamExt as _;
use parlance_providers::{FailureClass, FailureKind};
use parlance_testkit::{Response, Step, sse};

use super::*;

fn broken() -> Response {
    Response::error(500, "server_error", "Something broke")
}

#[tokio::test]
async fn a_call_that_fails_three_times_answers_the_fourth() {
    let server = start().await;
    server.respond(broken());
    server.enqueue([Step::Finish]); // closed before the headers
    server.enqueue([Step::Reset]);
    server.respond(Response::events(sse::answer(["Hi"])));
    let outcome = ask(&provider(&server, patient(), 3)).await;
    assert_eq!(outcome.retries(), [1, 2, 3]);
    assert_eq!(outcome.text(), "Hi");
    assert!(outcome.finished(), "{outcome:?}");
    let bodies: Vec<_> = server.requests().into_iter().map(|request| request.body).collect();
    assert!(bodies.iter().all(|body| *body == bodies[0]));
}

#[tokio::test]
async fn the_fourth_failure_is_given_up() {
    let server = start().await;
    server.route("/chat/completions", [Step::from(broken())]);
    let outcome = ask(&provider(&server, patient(), 3)).await;
    assert_eq!(outcome.retries(), [1, 2, 3]);
    assert_eq!((outcome.error().class, outcome.error().status), (FailureClass::Transient, Some(500)));
    assert_eq!(server.requests().len(), 4);
}

#[tokio::test]
async fn what_will_fail_again_is_not_repeated() {
    let server = start().await;
    for status in [400, 401, 402, 403, 404, 413, 422] {
        server.respond(Response::error(status, "", "No"));
    }
    let provider = provider(&server, patient(), 3);
    for _ in 0..7 {
        assert_eq!(ask(&provider).await.retries(), [0_u32; 0]);
    }
    assert_eq!(server.requests().len(), 7);
}

/// The wait that the first refusal leads to. The wait itself is cut short.
async fn wait_after(refusal: Response) -> Duration {
    let server = start().await;
    server.respond(refusal);
    let cancel = CancellationToken::new();
    let provider = provider(&server, patient(), 3);
    let mut stream = provider.stream(question(), cancel.clone());
    let Some(Ok(ProviderEvent::Retrying { delay, attempt: 1, reason })) = stream.next().await else {
        panic!("not repeated")
    };
    assert!(reason.contains("Slow down"));
    cancel.cancel();
    assert_eq!(stream.next().await.unwrap().unwrap_err().kind, FailureKind::Cancelled);
    assert_eq!(server.requests().len(), 1);
    delay
}

#[tokio::test]
async fn every_form_of_retry_after_is_honoured() {
    let busy = |status| Response::error(status, "rate_limit_exceeded", "Slow down");
    let seven = Duration::from_secs(7);
    for status in [429, 503, 529] {
        assert_eq!(wait_after(busy(status).header("retry-after", "7")).await, seven);
    }
    assert_eq!(wait_after(busy(429).header("retry-after-ms", "7000")).await, seven);
    let dated = busy(429)
        .header("date", "Wed, 21 Oct 2026 07:28:00 GMT")
        .header("retry-after", "Wed, 21 Oct 2026 07:28:07 GMT");
    assert_eq!(wait_after(dated).await, seven);
    // Without a date of the server's, ours counts; the wait shrinks by what the test takes.
    let soon = httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(25));
    let wait = wait_after(busy(429).header("retry-after", &soon)).await;
    assert!(wait > Duration::ZERO && wait <= Duration::from_secs(25), "{wait:?}");
    assert_eq!(wait_after(busy(429).header("retry-after", "soon")).await, Duration::ZERO);
    assert_eq!(wait_after(busy(429)).await, Duration::ZERO);
}

#[tokio::test]
async fn a_wait_longer_than_the_budget_falls_back_at_once() {
    let server = start().await;
    server.respond(Response::error(429, "rate_limit_exceeded", "Slow down").header("retry-after", "3600"));
    let outcome = ask(&provider(&server, patient(), 3)).await;
    assert_eq!(outcome.error().class, FailureClass::FallBack);
    assert_eq!(outcome.error().retry_after, Some(Duration::from_secs(3600)));
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn the_limits_of_an_answer_and_of_a_refusal_are_told() {
    let server = start().await;
    server.respond(
        Response::error(429, "rate_limit_exceeded", "Slow down")
            .header("retry-after", "3600")
            .header("x-ratelimit-remaining-requests", "0")
            .header("x-ratelimit-reset-requests", "1h0m0s"),
    );
    server.respond(Response::events(sse::answer(["Hi"])).header("x-ratelimit-remaining-requests", "7"));
    let provider = provider(&server, patient(), 3);
    let told = |outcome: &Outcome| -> Vec<u64> {
        let limits = outcome.events.iter().filter_map(|event| match event {
            ProviderEvent::Limits(limits) => Some(limits),
            _ => None,
        });
        limits.flatten().map(|limit| limit.remaining).collect()
    };
    let refused = ask(&provider).await;
    assert_eq!(told(&refused), [0]);
    assert_eq!(refused.error().class, FailureClass::FallBack);
    let answered = ask(&provider).await;
    assert_eq!(told(&answered), [7]);
    assert!(answered.finished(), "{answered:?}");
}
