use parlance_domain::Role;
use serde::Serialize;
use url::Url;

use crate::{ChatMessage, ChatRequest, EncodeError, HttpRequest, Parameters, Target, post};

/// No `think` member: a model that cannot think refuses it, and one that can thinks by default.
#[derive(Serialize)]
struct Body<'a> {
    model: &'a str,
    messages: Vec<Message>,
    stream: bool,
    #[serde(skip_serializing_if = "Options::is_empty")]
    options: Options,
}

#[derive(Serialize)]
struct Message {
    role: &'static str,
    content: String,
}

#[derive(Serialize)]
struct Options {
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    top_p: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    num_predict: Option<u32>,
}

impl Options {
    fn new(parameters: &Parameters) -> Self {
        Self {
            temperature: parameters.temperature.filter(|value| value.is_finite()),
            top_p: parameters.top_p.filter(|value| value.is_finite()),
            num_predict: parameters.max_output_tokens,
        }
    }

    fn is_empty(&self) -> bool {
        self.temperature.is_none() && self.top_p.is_none() && self.num_predict.is_none()
    }
}

pub(super) fn encode(target: &Target, request: &ChatRequest) -> Result<HttpRequest, EncodeError> {
    if !request.messages.iter().any(|message| message.role != Role::System && !message.words().is_empty()) {
        return Err(EncodeError::Empty);
    }
    let body = Body {
        model: &request.model,
        messages: request
            .messages
            .iter()
            .map(wire_message)
            .filter(|message| !message.content.is_empty())
            .collect(),
        stream: true,
        options: Options::new(&request.parameters),
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
