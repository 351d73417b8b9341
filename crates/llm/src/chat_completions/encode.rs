use parlance_domain::Role;
use serde::Serialize;

use super::parameters::Members;
use crate::{ChatMessage, ChatRequest, EncodeError, HttpRequest, Target, Wire, post};

#[derive(Serialize)]
struct Body<'a> {
    model: &'a str,
    messages: Vec<Message>,
    stream: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    stream_options: Option<StreamOptions>,
    #[serde(flatten)]
    parameters: Members<'a>,
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
    if !request.messages.iter().any(|message| message.role != Role::System && !message.words().is_empty()) {
        return Err(EncodeError::Empty);
    }
    let parameters = Wire::OpenaiChat.fit(&request.parameters).parameters;
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
        parameters: Members::new(&parameters, target),
    };
    post::request(post::below(&target.base_url, &["chat", "completions"])?, "text/event-stream", &body)
}

fn wire_message(message: &ChatMessage) -> Message {
    let role = match message.role {
        Role::System => "system",
        Role::User => "user",
        Role::Assistant => "assistant",
    };
    Message { role, content: message.words() }
}
