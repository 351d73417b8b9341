use serde::Serialize;
use url::Url;

use super::content::{self, Message};
use crate::chat_completions::tools::{self, Tool};
use parlance_domain::DroppedKind;

use crate::dropped::Losses;
use crate::{
    ChatRequest, EncodeError, HttpRequest, JsonSchema, Parameters, Target, ToolChoice, post, transcript,
};

/// No `think` member: a model that cannot think refuses it, and one that can thinks by default.
#[derive(Serialize)]
struct Body<'a> {
    model: &'a str,
    messages: Vec<Message<'a>>,
    stream: bool,
    #[serde(skip_serializing_if = "Options::is_empty")]
    options: Options,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tools: Vec<Tool<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    format: Option<&'a JsonSchema>,
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
    let mut losses = Losses::default();
    let turns = transcript::turns(&request.messages, target, |_| true, &mut losses);
    let messages = content::messages(&turns, &mut losses);
    if messages.iter().all(Message::is_system) {
        return Err(EncodeError::Empty);
    }
    let tools = tools(request, &mut losses);
    let body = Body {
        model: &request.model,
        messages,
        stream: !request.whole,
        options: Options::new(&request.parameters),
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
