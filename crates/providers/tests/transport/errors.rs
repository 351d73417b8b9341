use parlance_llm::ErrorKind;
use parlance_providers::{FailureClass, FailureKind};
use parlance_testkit::{Response, sse};

use super::*;

#[tokio::test]
async fn every_row_of_the_error_table() {
    use FailureClass::{FallBack, Key, Request, Transient};
    let rows = [
        (408, "timeout", "Request timed out", Transient),
        (409, "conflict", "Try again", Transient),
        (429, "rate_limit_exceeded", "Rate limit reached", FallBack), // no repeats are left here: longer than the budget
        (429, "rate_limit_exceeded", "Limit on tokens per day (TPD)", FallBack),
        (429, "insufficient_quota", "You exceeded your current quota", Key),
        (500, "server_error", "Something broke", Transient),
        (502, "server_error", "Bad gateway", Transient),
        (503, "server_error", "Try later", Transient),
        (503, "server_error", "No available model provider", FallBack),
        (504, "server_error", "Upstream is late", Transient),
        (529, "overloaded_error", "Overloaded", Transient),
        (404, "model_not_found", "The model does not exist", FallBack),
        (402, "insufficient_credits", "Add credits", FallBack),
        (401, "invalid_api_key", "Incorrect API key", Key),
        (403, "permission_denied", "Not allowed", Key),
        (400, "invalid_request_error", "messages is missing", Request),
        (422, "invalid_request_error", "temperature is too high", Request),
        (413, "invalid_request_error", "Too large", Request),
        (400, "context_length_exceeded", "Maximum context length is 8192 tokens", Request),
        (400, "content_filter", "Blocked", Request),
    ];
    let server = start().await;
    let provider = provider(&server, patient(), 0);
    for (status, code, message, class) in rows {
        server.respond(Response::error(status, code, message));
        let outcome = ask(&provider).await;
        let error = outcome.error();
        assert_eq!((error.class, error.status), (class, Some(status)), "{code}: {error:?}");
        assert!(error.message.contains(message), "{error:?}");
        assert!(!error.after_first_token);
    }
}

#[tokio::test]
async fn a_page_instead_of_an_error_is_told_by_its_status() {
    let server = start().await;
    server.respond(Response::html(502, "<html><h1>502 Bad Gateway</h1></html>"));
    let outcome = ask(&provider(&server, patient(), 0)).await;
    assert_eq!(outcome.error().kind, FailureKind::Api(ErrorKind::Server));
    assert!(!outcome.error().message.contains('<'), "{outcome:?}");
}

#[tokio::test]
async fn an_error_body_that_lies_about_its_type_is_read() {
    let server = start().await;
    let body = r#"{"error":{"message":"Slow down","type":"rate_limit_error"}}"#;
    server.respond(Response::status(429).header("content-type", "text/event-stream").sized_body(body));
    let outcome = ask(&provider(&server, patient(), 0)).await;
    assert_eq!(outcome.error().kind, FailureKind::Api(ErrorKind::RateLimit));
    assert!(outcome.error().message.contains("Slow down"));
}

#[tokio::test]
async fn an_error_body_that_is_cut_still_has_its_status() {
    let server = start().await;
    server.respond(Response::status(401).header("content-length", "500").body("{\"error\":"));
    assert_eq!(ask(&provider(&server, patient(), 0)).await.error().class, FailureClass::Key);
}

#[tokio::test]
async fn an_error_inside_a_stream_before_the_first_word_is_classified() {
    let server = start().await;
    server.respond(Response::events(sse::error("overloaded_error", "Overloaded")));
    server.respond(Response::events(sse::error("invalid_api_key", "Incorrect API key")));
    let outcome = ask(&provider(&server, patient(), 3)).await;
    assert_eq!(outcome.retries(), [1]);
    assert_eq!(outcome.error().class, FailureClass::Key);
}

#[tokio::test]
async fn an_error_inside_a_stream_after_words_is_never_asked_again() {
    let server = start().await;
    let body = format!("{}{}", sse::text("Hi"), sse::error("overloaded_error", "Overloaded"));
    server.respond(Response::events(body));
    let outcome = ask(&provider(&server, patient(), 3)).await;
    assert_eq!(outcome.text(), "Hi");
    assert!(outcome.error().after_first_token);
    assert_eq!((outcome.retries(), server.requests().len()), (vec![], 1));
}

#[tokio::test]
async fn nobody_listening_is_a_network_failure_without_the_address_of_the_call() {
    let (_held, address) = refusing();
    let base_url = format!("http://{address}/v1").parse().unwrap();
    let endpoint = Endpoint::new(ProviderSpec::custom("nobody", "Nobody", base_url));
    let provider = HttpProvider::new(HttpClient::new(patient()), endpoint).with_retry(at_once(0));
    let outcome = ask(&provider).await;
    assert_eq!(
        (outcome.error().class, outcome.error().kind),
        (FailureClass::Transient, FailureKind::Network)
    );
    assert!(outcome.error().message.contains("127.0.0.1"), "{outcome:?}");
    assert!(!outcome.error().message.contains("completions"), "{outcome:?}");
}

#[tokio::test]
async fn a_handshake_that_stalls_ends_at_the_connect_limit() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("https://{}/v1", listener.local_addr().unwrap()).parse().unwrap();
    let timeouts = Timeouts { connect: Duration::from_millis(100), ..patient() };
    let spec = ProviderSpec::custom("tls", "TLS", base_url);
    let provider = HttpProvider::new(HttpClient::new(timeouts), Endpoint::new(spec)).with_retry(at_once(0));
    assert_eq!(ask(&provider).await.error().kind, FailureKind::Timeout);
}
