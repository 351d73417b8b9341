//! The transport against a real server on a real socket, which misbehaves on demand.
//!
//! Time-outs are long where they are not the subject, so that a slow machine fails no test, and short where they are.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "the functions that tests share are not known as tests to clippy"
)]

mod auth;
mod cancel;
mod dialects;
mod errors;
mod lists;
mod media;
mod network;
mod parameters;
mod quirks;
mod redirects;
mod retries;
mod secrets;
mod served;
mod wires;

use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt as _;
use parlance_domain::{FinishReason, Role};
use parlance_llm::{ChatMessage, ChatRequest, Parameters, StreamEvent};
use parlance_providers::{
    ApiKey, Endpoint, HttpClient, HttpProvider, Provider, ProviderError, ProviderEvent, ProviderSpec,
    RetryPolicy, Timeouts, normalise_base_url,
};
use parlance_testkit::ScriptedServer;
use tokio_util::sync::CancellationToken;

const KEY: &str = "sk-scripted-0123456789";

fn patient() -> Timeouts {
    let long = Duration::from_secs(60);
    Timeouts {
        connect: long,
        first_byte: long,
        idle: long,
        after_finish: long,
        notice_after: long,
        notice_every: long,
        whole: long,
    }
}

/// Repeats at once.
fn at_once(max_retries: u32) -> RetryPolicy {
    RetryPolicy { max_retries, max_timeouts: max_retries, jitter: Arc::new(|| 0.0), ..RetryPolicy::default() }
}

async fn start() -> ScriptedServer {
    ScriptedServer::start().await.unwrap()
}

fn endpoint(server: &ScriptedServer) -> Endpoint {
    let base_url = normalise_base_url(&server.base_url()).unwrap();
    Endpoint::new(ProviderSpec::custom("scripted", "Scripted", base_url)).with_key(ApiKey::new(KEY))
}

fn provider(server: &ScriptedServer, timeouts: Timeouts, max_retries: u32) -> HttpProvider {
    HttpProvider::new(HttpClient::new(timeouts), endpoint(server)).with_retry(at_once(max_retries))
}

fn question() -> ChatRequest {
    let parameters = Parameters { max_output_tokens: Some(100), ..Parameters::default() };
    let messages = vec![ChatMessage::text(Role::User, "Hi")];
    ChatRequest { model: "m".into(), messages, parameters, ..ChatRequest::default() }
}

/// A port that is taken and refuses connections: bound, not listening.
fn refusing() -> (tokio::net::TcpSocket, std::net::SocketAddr) {
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.bind(([127, 0, 0, 1], 0).into()).unwrap();
    let address = socket.local_addr().unwrap();
    (socket, address)
}

/// Everything that a call yielded.
#[derive(Debug, Default)]
struct Outcome {
    events: Vec<ProviderEvent>,
    error: Option<ProviderError>,
}

impl Outcome {
    fn text(&self) -> String {
        let texts = self.events.iter().filter_map(|event| match event {
            ProviderEvent::Stream(StreamEvent::TextDelta { text, .. }) => Some(text.as_str()),
            _ => None,
        });
        texts.collect()
    }

    fn finished(&self) -> bool {
        let end = ProviderEvent::Stream(StreamEvent::Finished { reason: FinishReason::Stop });
        self.error.is_none() && self.events.last() == Some(&end)
    }

    fn truncated(&self) -> bool {
        self.error.is_none() && self.events.last() == Some(&ProviderEvent::Stream(StreamEvent::Truncated))
    }

    fn retries(&self) -> Vec<u32> {
        let attempts = self.events.iter().filter_map(|event| match event {
            ProviderEvent::Retrying { attempt, .. } => Some(*attempt),
            _ => None,
        });
        attempts.collect()
    }

    fn error(&self) -> &ProviderError {
        self.error.as_ref().unwrap()
    }
}

async fn ask(provider: &HttpProvider) -> Outcome {
    ask_until(provider, CancellationToken::new()).await
}

async fn ask_until(provider: &HttpProvider, cancel: CancellationToken) -> Outcome {
    ask_with(provider, question(), cancel).await
}

async fn ask_with(provider: &HttpProvider, request: ChatRequest, cancel: CancellationToken) -> Outcome {
    let mut stream = provider.stream(request, cancel);
    let mut outcome = Outcome::default();
    while let Some(event) = stream.next().await {
        assert_eq!(outcome.error, None, "an event after an error: {event:?}");
        match event {
            Ok(event) => outcome.events.push(event),
            Err(error) => outcome.error = Some(error),
        }
    }
    outcome
}

/// The next event, which must be a piece of text, or the first one behind the provider's yes.
async fn next_text(
    stream: &mut (impl futures::Stream<Item = Result<ProviderEvent, ProviderError>> + Unpin),
) -> String {
    let mut next = stream.next().await;
    if next == Some(Ok(ProviderEvent::Accepted)) {
        next = stream.next().await;
    }
    match next {
        Some(Ok(ProviderEvent::Stream(StreamEvent::TextDelta { text, .. }))) => text,
        other => panic!("no text: {other:?}"),
    }
}
