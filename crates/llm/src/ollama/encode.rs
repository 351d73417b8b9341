use parlance_domain::Role;
use serde::Serialize;
use url::Url;

use super::parameters::Members;
use crate::{ChatMessage, ChatRequest, EncodeError, HttpRequest, Target, Wire, post};

#[derive(Serialize)]
struct Body<'a> {
    model: &'a str,
    messages: Vec<Message>,
    stream: bool,
    #[serde(flatten)]
    parameters: Members<'a>,
}

#[derive(Serialize)]
struct Message {
    role: &'static str,
    content: String,
}

pub(super) fn encode(target: &Target, request: &ChatRequest) -> Result<HttpRequest, EncodeError> {
    if !request.messages.iter().any(|message| message.role != Role::System && !message.words().is_empty()) {
        return Err(EncodeError::Empty);
    }
    let parameters = Wire::OllamaChat.fit(&request.parameters).parameters;
    let body = Body {
        model: &request.model,
        messages: request
            .messages
            .iter()
            .map(wire_message)
            .filter(|message| !message.content.is_empty())
            .collect(),
        stream: true,
        parameters: Members::new(&parameters),
    };
    post::request(endpoint(&target.base_url)?, "application/x-ndjson", &body)
}

/// `/api/chat` beside whatever of Ollama's interfaces the base names. A path before it, and a query, stay.
fn endpoint(base: &Url) -> Result<Url, EncodeError> {
    if base.cannot_be_a_base() {
        return Err(EncodeError::BaseUrl(base.clone()));
    }
    let mut url = base.clone();
    url.set_fragment(None);
    url.set_path(&format!("{}/api/chat", root(base)));
    Ok(url)
}

/// The path before Ollama's interfaces: people paste the compatible one (`/v1`) or the whole endpoint.
pub(crate) fn root(base: &Url) -> &str {
    let path = base.path().trim_end_matches('/');
    ["/api/chat", "/api", "/v1/chat/completions", "/v1"]
        .iter()
        .find_map(|interface| path.strip_suffix(interface))
        .unwrap_or(path)
        .trim_end_matches('/')
}

fn wire_message(message: &ChatMessage) -> Message {
    let role = match message.role {
        Role::System => "system",
        Role::User => "user",
        Role::Assistant => "assistant",
    };
    Message { role, content: message.words() }
}
