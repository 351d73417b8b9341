use parlance_domain::Role;
use serde::Serialize;
use url::Url;

use crate::{ChatMessage, ChatRequest, Content, EncodeError, HttpMethod, HttpRequest, Target};

#[derive(Serialize)]
struct Body<'a> {
    model: &'a str,
    messages: Vec<Message>,
    stream: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    stream_options: Option<StreamOptions>,
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    top_p: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_completion_tokens: Option<u32>,
}

#[derive(Serialize)]
struct StreamOptions {
    include_usage: bool,
}

#[derive(Serialize)]
struct Message {
    role: &'static str,
    /// A plain string: servers that refuse a list of parts are common.
    content: String,
}

pub(super) fn encode(target: &Target, request: &ChatRequest) -> Result<HttpRequest, EncodeError> {
    if !request.messages.iter().any(|message| message.role != Role::System && !text(message).is_empty()) {
        return Err(EncodeError::Empty);
    }
    let parameters = &request.parameters;
    let limit = parameters.max_output_tokens;
    let body = Body {
        model: &request.model,
        // A message without text, such as an answer that was stopped while it reasoned, is refused by many servers.
        messages: request
            .messages
            .iter()
            .map(wire_message)
            .filter(|message| !message.content.is_empty())
            .collect(),
        stream: true,
        stream_options: target.stream_usage.then_some(StreamOptions { include_usage: true }),
        temperature: parameters.temperature.filter(|value| value.is_finite()),
        top_p: parameters.top_p.filter(|value| value.is_finite()),
        max_tokens: limit.filter(|_| !target.max_completion_tokens),
        max_completion_tokens: limit.filter(|_| target.max_completion_tokens),
    };
    Ok(HttpRequest {
        method: HttpMethod::Post,
        url: endpoint(&target.base_url)?,
        headers: vec![
            ("content-type", "application/json".to_owned()),
            ("accept", "text/event-stream".to_owned()),
            // A compressed stream arrives in the compressor's blocks instead of in tokens.
            ("accept-encoding", "identity".to_owned()),
        ],
        body: serde_json::to_vec(&body)?,
    })
}

/// `…/chat/completions` under the base, whose query (Azure's `api-version`) stays. A base that already is the whole
/// endpoint, as people paste it, is left alone.
fn endpoint(base: &Url) -> Result<Url, EncodeError> {
    let mut url = base.clone();
    url.set_fragment(None);
    let whole = url.path().trim_end_matches('/').ends_with("/chat/completions");
    let mut path = url.path_segments_mut().map_err(|()| EncodeError::BaseUrl(base.clone()))?;
    path.pop_if_empty();
    if !whole {
        path.extend(["chat", "completions"]);
    }
    drop(path);
    Ok(url)
}

fn wire_message(message: &ChatMessage) -> Message {
    let role = match message.role {
        Role::System => "system",
        Role::User => "user",
        Role::Assistant => "assistant",
    };
    Message { role, content: text(message) }
}

/// Reasoning does not go back on this wire.
fn text(message: &ChatMessage) -> String {
    message
        .content
        .iter()
        .filter_map(|content| match content {
            Content::Text(text) => Some(text.as_str()),
            Content::Reasoning { .. } => None,
        })
        .collect()
}
