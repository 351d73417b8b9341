use parlance_domain::DroppedKind;
use serde::Serialize;
use url::Url;

use super::content::{self, Message};
use super::parameters::Members;
use crate::chat_completions::tools::{self, Tool};
use crate::dropped::Losses;
use crate::{ChatRequest, EncodeError, HttpRequest, JsonSchema, Target, ToolChoice, Wire, post, transcript};

#[derive(Serialize)]
struct Body<'a> {
    model: &'a str,
    messages: Vec<Message<'a>>,
    stream: bool,
    #[serde(flatten)]
    parameters: Members<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tools: Vec<Tool<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    format: Option<&'a JsonSchema>,
}

pub(super) fn encode(target: &Target, request: &ChatRequest) -> Result<HttpRequest, EncodeError> {
    let mut losses = Losses::default();
    let turns = transcript::turns(&request.messages, target, |_| true, &mut losses);
    let messages = content::messages(&turns, &mut losses);
    if messages.iter().all(Message::is_system) {
        return Err(EncodeError::Empty);
    }
    let tools = tools(request, &mut losses);
    let parameters = Wire::OllamaChat.fit(&request.parameters).parameters;
    let body = Body {
        model: &request.model,
        messages,
        stream: !request.whole,
        parameters: Members::new(&parameters),
        tools,
        format: request.output.as_ref().map(|output| &output.schema),
    };
    post::request(endpoint(&target.base_url)?, "application/x-ndjson", &body, request, losses)
}

/// The wire has no choice of tools. Without any the model calls none, and nothing makes it call one.
fn tools<'a>(request: &'a ChatRequest, losses: &mut Losses) -> Vec<Tool<'a>> {
    match request.tool_choice {
        ToolChoice::None => return Vec::new(),
        ToolChoice::Required | ToolChoice::Named(_) if !request.tools.is_empty() => {
            losses.add(DroppedKind::ToolChoice);
        }
        ToolChoice::Auto | ToolChoice::Required | ToolChoice::Named(_) => {}
    }
    tools::tools(request)
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
