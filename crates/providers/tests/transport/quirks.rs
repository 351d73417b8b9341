//! The quirks of the wire that take a socket to show. The others are the codec's.

use futures::StreamExt as _;
use parlance_providers::{FailureClass, FailureKind};
use parlance_testkit::{Response, Step, chunk, gzip, sse};

use super::*;

fn short() -> Duration {
    Duration::from_millis(60)
}

#[tokio::test]
async fn an_answer_arrives_whole_however_it_is_cut() {
    let server = start().await;
    let provider = provider(&server, patient(), 0);
    let (outcome, ()) = tokio::join!(ask(&provider), async {
        let mut exchange = server.exchange().await.unwrap();
        let request = &exchange.request;
        assert_eq!((request.method.as_str(), request.path.as_str()), ("POST", "/v1/chat/completions"));
        assert_eq!(request.bearer(), Some(KEY));
        assert_eq!(request.header("accept-encoding"), Some("identity"));
        assert_eq!(request.json()["model"], "m");
        assert_eq!(request.json()["stream"], true);
        for byte in Response::events(sse::answer(["Grüß ", "Gott 👋"])).bytes() {
            exchange.send([byte]).await.unwrap();
        }
        exchange.closed().await;
    });
    assert_eq!(outcome.text(), "Grüß Gott 👋");
    assert!(outcome.finished(), "{outcome:?}");
}

#[tokio::test]
async fn quirk_07_a_missing_end_mark_with_the_socket_held_open() {
    let server = start().await;
    let timeouts = Timeouts { after_finish: short(), ..patient() };
    let provider = provider(&server, timeouts, 0);
    let (outcome, ()) = tokio::join!(ask(&provider), async {
        let mut exchange = server.exchange().await.unwrap();
        let body = format!("{}{}", sse::text("Hi"), sse::finish("stop"));
        exchange.respond(&Response::events(body)).await.unwrap();
        exchange.closed().await;
    });
    assert_eq!(outcome.text(), "Hi");
    assert!(outcome.finished(), "{outcome:?}");
}

#[tokio::test]
async fn quirk_08_bytes_after_the_end_mark() {
    let server = start().await;
    let body = format!("{}data: {{broken\n\n{}", sse::answer(["Hi"]), sse::text("late"));
    server.enqueue([Step::from(Response::events(body)), Step::Stall]);
    let outcome = ask(&provider(&server, patient(), 0)).await;
    assert_eq!(outcome.text(), "Hi");
    assert!(outcome.finished(), "{outcome:?}");
}

#[tokio::test]
async fn quirk_09_silence_in_the_middle() {
    let server = start().await;
    server.enqueue([Step::from(Response::events(sse::text("Hi"))), Step::Stall]);
    let outcome = ask(&provider(&server, Timeouts { idle: short(), ..patient() }, 3)).await;
    assert_eq!(outcome.text(), "Hi");
    let error = outcome.error();
    assert_eq!((error.kind, error.after_first_token), (FailureKind::Timeout, true));
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_silence_is_told_before_and_between_words() {
    let server = start().await;
    let notice = Duration::from_millis(5);
    let provider = provider(&server, Timeouts { notice_after: notice, notice_every: notice, ..patient() }, 0);
    let mut stream = provider.stream(question(), CancellationToken::new());
    let (out, mut events) = tokio::sync::mpsc::unbounded_channel();
    // A stream goes on only while it is polled.
    let reading = tokio::spawn(async move {
        while let Some(event) = stream.next().await {
            out.send(event.unwrap()).unwrap();
        }
    });
    let mut exchange = server.exchange().await.unwrap();
    // The answer goes on only after the silence was told.
    assert!(
        matches!(events.recv().await, Some(ProviderEvent::Waiting { silent_for }) if silent_for >= notice)
    );
    exchange.respond(&Response::events(sse::text("Hi"))).await.unwrap();
    let is_text =
        |event: &ProviderEvent| matches!(event, ProviderEvent::Stream(StreamEvent::TextDelta { .. }));
    while !is_text(&events.recv().await.unwrap()) {}
    assert!(
        matches!(events.recv().await, Some(ProviderEvent::Waiting { silent_for }) if silent_for >= notice)
    );
    exchange.send(sse::answer(["!"])).await.unwrap();
    reading.await.unwrap();
    let mut last = None;
    while let Some(event) = events.recv().await {
        last = Some(event);
    }
    assert!(matches!(last, Some(ProviderEvent::Stream(StreamEvent::Finished { .. }))), "{last:?}");
}

#[tokio::test]
async fn silence_before_the_first_byte_is_asked_again() {
    let server = start().await;
    server.enqueue([Step::Stall]);
    // More than one, for a machine so slow that an answer in time comes late.
    for _ in 0..3 {
        server.respond(Response::events(sse::answer(["Hi"])));
    }
    let timeouts = Timeouts { first_byte: Duration::from_millis(250), ..patient() };
    let outcome = ask(&provider(&server, timeouts, 3)).await;
    assert_eq!(outcome.retries().first(), Some(&1));
    assert!(outcome.finished(), "{outcome:?}");
}

#[tokio::test]
async fn quirk_18_a_page_with_200_is_no_answer() {
    let server = start().await;
    server.respond(Response::html(200, "<!DOCTYPE html><html><title>Sign in</title></html>"));
    let outcome = ask(&provider(&server, patient(), 3)).await;
    assert_eq!(outcome.text(), "");
    assert!(matches!(outcome.error().kind, FailureKind::Api(_)), "{outcome:?}");
    assert!(!outcome.error().message.contains('<'), "{outcome:?}");
}

#[tokio::test]
async fn quirk_18_an_empty_200_is_no_answer() {
    let server = start().await;
    server.route("/chat/completions", [Step::from(Response::events(""))]);
    let outcome = ask(&provider(&server, patient(), 2)).await;
    assert_eq!(outcome.retries(), [1, 2]);
    assert_eq!(outcome.error().class, FailureClass::Transient);
    assert!(!outcome.error().after_first_token);
}

#[tokio::test]
async fn quirk_23_gzip_although_refused() {
    let server = start().await;
    let zipped =
        Response::events("").header("content-encoding", "gzip").sized_body(gzip(sse::answer(["Hel", "lo"])));
    server.respond(zipped);
    let outcome = ask(&provider(&server, patient(), 0)).await;
    assert_eq!(server.request(0).await.header("accept-encoding"), Some("identity"));
    assert_eq!(outcome.text(), "Hello");
    assert!(outcome.finished(), "{outcome:?}");

    let refusal = r#"{"error":{"message":"No such model","code":"model_not_found"}}"#;
    server.respond(Response::status(404).header("content-encoding", "gzip").sized_body(gzip(refusal)));
    let outcome = ask(&provider(&server, patient(), 0)).await;
    assert!(outcome.error().message.contains("No such model"), "{outcome:?}");
}

#[tokio::test]
async fn quirk_30_a_reset_in_the_middle() {
    let server = start().await;
    let provider = provider(&server, patient(), 3);
    let mut stream = provider.stream(question(), CancellationToken::new());
    let begin = async || {
        let mut exchange = server.exchange().await.unwrap();
        exchange.respond(&Response::events(sse::text("Hi"))).await.unwrap();
        exchange
    };
    let (text, exchange) = tokio::join!(next_text(&mut stream), begin());
    assert_eq!(text, "Hi");
    exchange.reset().unwrap();
    let error = stream.next().await.unwrap().unwrap_err();
    assert_eq!((error.kind, error.after_first_token), (FailureKind::Network, true));
    assert_eq!(stream.next().await, None);
    assert_eq!(server.requests().len(), 1);
}

fn chunked() -> Vec<u8> {
    Response::events("").header("transfer-encoding", "chunked").bytes()
}

#[tokio::test]
async fn quirk_40_a_cut_in_the_chunked_encoding() {
    let server = start().await;
    server.enqueue([Step::Send([chunked(), chunk(sse::text("Hi"))].concat()), Step::Finish]);
    let outcome = ask(&provider(&server, patient(), 3)).await;
    assert_eq!(outcome.text(), "Hi");
    assert_eq!((outcome.error().kind, outcome.error().after_first_token), (FailureKind::Network, true));
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn quirk_40_a_cut_after_the_reason_for_finishing_is_harmless() {
    let server = start().await;
    let body = format!("{}{}", sse::text("Hi"), sse::finish("stop"));
    server.enqueue([Step::Send([chunked(), chunk(body)].concat()), Step::Finish]);
    assert!(ask(&provider(&server, patient(), 0)).await.finished());
}

#[tokio::test]
async fn quirk_40_trailers() {
    let server = start().await;
    let body = [chunked(), chunk(sse::answer(["Hi"])), b"0\r\nx-checksum: 1\r\n\r\n".to_vec()].concat();
    server.enqueue([Step::Send(body)]);
    assert!(ask(&provider(&server, patient(), 0)).await.finished());
}

#[tokio::test]
async fn an_end_without_a_terminal_event_is_a_truncation() {
    let server = start().await;
    server.respond(Response::events(sse::text("Hi")));
    let outcome = ask(&provider(&server, patient(), 3)).await;
    assert_eq!(outcome.text(), "Hi");
    assert!(outcome.truncated(), "{outcome:?}");
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn quirk_25_a_server_that_refuses_stream_options_is_asked_without() {
    let server = start().await;
    let pydantic = r#"{"object":"error","message":{"detail":[{"type":"extra_forbidden","loc":["body","stream_options"],
                      "msg":"Extra inputs are not permitted"}]},"type":"invalid_request_error","code":null}"#;
    for refusal in [
        Response::error(400, "invalid_request_error", "Unknown field: stream_options"),
        Response::json(422, pydantic),
    ] {
        let asked = server.requests().len();
        server.respond(refusal);
        server.respond(Response::events(sse::answer(["Hi"])));
        let outcome = ask(&provider(&server, patient(), 0)).await;
        assert!(outcome.finished(), "{outcome:?}");
        assert_eq!(server.request(asked).await.json()["stream_options"]["include_usage"], true);
        assert_eq!(server.request(asked + 1).await.json().get("stream_options"), None);
    }
}

#[tokio::test]
async fn quirk_26_a_server_that_refuses_max_tokens_is_asked_with_the_other_name() {
    let server = start().await;
    let message = "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.";
    server.respond(Response::error(400, "invalid_request_error", message));
    server.respond(Response::events(sse::answer(["Hi"])));
    assert!(ask(&provider(&server, patient(), 0)).await.finished());
    assert_eq!(server.request(0).await.json()["max_tokens"], 100);
    assert_eq!(server.request(1).await.json()["max_completion_tokens"], 100);
}

#[tokio::test]
async fn a_parameter_that_is_refused_again_ends_the_call() {
    let server = start().await;
    let refusal =
        Response::error(400, "invalid_request_error", "stream_options and max_completion_tokens are unknown");
    server.route("/chat/completions", [Step::from(refusal)]);
    let outcome = ask(&provider(&server, patient(), 3)).await;
    assert_eq!(outcome.error().class, FailureClass::Request);
    // Without the one, with the other's new name, and without a limit.
    assert_eq!(server.requests().len(), 4);
}
