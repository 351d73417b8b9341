//! Servers that other people wrote, on this machine: `npm run test:peers` starts them and names them in `PARLANCE_PEERS`.

#![expect(clippy::unwrap_used, reason = "the functions that tests share are not known as tests to clippy")]

use std::env;

use futures::StreamExt as _;
use parlance_domain::Role;
use parlance_llm::{ChatMessage, ChatRequest, StreamEvent, Wire};
use parlance_providers::{
    ApiKey, Endpoint, HttpClient, HttpProvider, Provider as _, ProviderError, ProviderEvent, ProviderSpec,
    normalise_base_url,
};
use serde::Deserialize;
use tokio_util::sync::CancellationToken;

const ANSWER: &str = "Hello from the peer.";

#[derive(Deserialize)]
struct Peers {
    chats: Vec<Chat>,
}

/// A wire of a peer.
#[derive(Deserialize)]
struct Chat {
    peer: String,
    wire: Wire,
    base_url: String,
    model: String,
    /// `None` where the peer asks for none.
    key: Option<String>,
}

/// What came of one question.
#[derive(Debug)]
struct Told {
    text: String,
    finished: bool,
    error: Option<ProviderError>,
}

fn peers() -> Peers {
    serde_json::from_str(&env::var("PARLANCE_PEERS").unwrap()).unwrap()
}

async fn ask(client: &HttpClient, chat: &Chat, key: Option<&str>, messages: Vec<ChatMessage>) -> Told {
    let base_url = normalise_base_url(&chat.base_url).unwrap();
    let mut endpoint = Endpoint::new(ProviderSpec::custom("peer", &chat.peer, base_url));
    endpoint.spec.wire = chat.wire;
    if let Some(key) = key {
        endpoint = endpoint.with_key(ApiKey::new(key));
    }
    let request = ChatRequest { model: chat.model.clone(), messages, ..ChatRequest::default() };
    let mut told = Told { text: String::new(), finished: false, error: None };
    let mut stream = HttpProvider::new(client.clone(), endpoint).stream(request, CancellationToken::new());
    while let Some(event) = stream.next().await {
        match event {
            Ok(ProviderEvent::Stream(StreamEvent::TextDelta { text, .. })) => {
                told.text += &text;
            }
            Ok(ProviderEvent::Stream(StreamEvent::Finished { .. })) => told.finished = true,
            Ok(_) => {}
            Err(error) => told.error = Some(error),
        }
    }
    told
}

fn question() -> Vec<ChatMessage> {
    vec![ChatMessage::text(Role::User, "Say hello")]
}

#[tokio::test]
#[ignore = "needs its peers: npm run test:peers"]
async fn peers_are_chatted_with_over_every_wire_that_they_serve() {
    let client = HttpClient::default();
    let chats = peers().chats;
    for wire in Wire::ALL {
        assert!(chats.iter().any(|chat| chat.wire == wire), "nobody serves {}", wire.name());
    }
    for chat in &chats {
        let name = format!("{} over {} ({})", chat.peer, chat.wire.name(), chat.model);
        let key = chat.key.as_deref();
        let first = ask(&client, chat, key, question()).await;
        assert!(first.text == ANSWER && first.finished, "{name}: {first:?}");
        // The answer goes back as history.
        let mut messages = question();
        messages.push(ChatMessage::text(Role::Assistant, first.text));
        messages.extend(question());
        let second = ask(&client, chat, key, messages).await;
        assert!(second.text == ANSWER && second.finished, "{name}, going on: {second:?}");
        if key.is_some() {
            let refused = ask(&client, chat, Some("sk-this-is-another-key"), question()).await;
            // The words are the peer's: without a database the proxy cannot look a key up.
            assert!(refused.error.is_some() && refused.text.is_empty(), "{name}: {refused:?}");
        }
        println!("{name}: good");
    }
}
