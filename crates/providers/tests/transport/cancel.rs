use futures::StreamExt as _;
use parlance_providers::{FailureClass, FailureKind};
use parlance_testkit::{Response, sse};

use super::*;

fn assert_cancelled(error: &ProviderError) {
    assert_eq!((error.class, error.kind), (FailureClass::Cancelled, FailureKind::Cancelled));
}

#[tokio::test]
async fn before_anything_is_sent() {
    let server = start().await;
    let cancel = CancellationToken::new();
    cancel.cancel();
    assert_cancelled(ask_until(&provider(&server, patient(), 3), cancel).await.error());
    assert_eq!(server.requests(), []);
}

#[tokio::test]
async fn while_connecting() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("https://{}/v1", listener.local_addr().unwrap()).parse().unwrap();
    let spec = ProviderSpec::custom("tls", "TLS", base_url);
    let provider = HttpProvider::new(HttpClient::new(patient()), Endpoint::new(spec));
    let cancel = CancellationToken::new();
    let (outcome, _connection) = tokio::join!(ask_until(&provider, cancel.clone()), async {
        // The handshake waits for an answer that does not come.
        let connection = listener.accept().await.unwrap();
        cancel.cancel();
        connection
    });
    assert_cancelled(outcome.error());
}

#[tokio::test]
async fn while_waiting_for_the_first_byte() {
    let server = start().await;
    let provider = provider(&server, patient(), 3);
    let cancel = CancellationToken::new();
    let (outcome, ()) = tokio::join!(ask_until(&provider, cancel.clone()), async {
        let mut exchange = server.exchange().await.unwrap();
        cancel.cancel();
        exchange.closed().await;
    });
    assert_cancelled(outcome.error());
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn in_the_middle_of_an_answer() {
    let server = start().await;
    let provider = provider(&server, patient(), 3);
    let cancel = CancellationToken::new();
    let mut stream = provider.stream(question(), cancel.clone());
    let (text, mut exchange) = tokio::join!(next_text(&mut stream), async {
        let mut exchange = server.exchange().await.unwrap();
        exchange.respond(&Response::events(sse::text("Hi"))).await.unwrap();
        exchange
    });
    assert_eq!(text, "Hi");
    cancel.cancel();
    assert_cancelled(&stream.next().await.unwrap().unwrap_err());
    assert_eq!(stream.next().await, None);
    // The connection goes while the stream is still held.
    exchange.closed().await;
}

#[tokio::test]
async fn while_waiting_to_ask_again() {
    let server = start().await;
    server.respond(Response::error(503, "server_error", "Down").header("retry-after", "20"));
    let cancel = CancellationToken::new();
    let provider = provider(&server, patient(), 3);
    let mut stream = provider.stream(question(), cancel.clone());
    assert!(matches!(stream.next().await, Some(Ok(ProviderEvent::Retrying { .. }))));
    cancel.cancel();
    assert_cancelled(&stream.next().await.unwrap().unwrap_err());
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_stream_that_is_dropped_closes_its_connection() {
    let server = start().await;
    let provider = provider(&server, patient(), 3);
    let mut stream = provider.stream(question(), CancellationToken::new());
    let (text, mut exchange) = tokio::join!(next_text(&mut stream), async {
        let mut exchange = server.exchange().await.unwrap();
        exchange.respond(&Response::events(sse::text("Hi"))).await.unwrap();
        exchange
    });
    assert_eq!(text, "Hi");
    drop(stream);
    exchange.closed().await;
}
