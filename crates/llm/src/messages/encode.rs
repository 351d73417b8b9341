use parlance_domain::Reasoning;
use serde::Serialize;
use url::Url;

use super::content::{self, Message};
use super::parameters::Members;
use super::tools::{self, Choice, Tool};
use crate::dropped::Losses;
use crate::transcript::{self, Speaker, Turn};
use crate::{ChatRequest, EncodeError, HttpRequest, Target, Wire, post};

#[derive(Serialize)]
struct Body<'a> {
    model: &'a str,
    #[serde(flatten)]
    parameters: Members<'a>,
    #[serde(skip_serializing_if = "String::is_empty")]
    system: String,
    messages: Vec<Message<'a>>,
    stream: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tools: Vec<Tool<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tool_choice: Option<Choice<'a>>,
}

pub(super) fn encode(target: &Target, request: &ChatRequest) -> Result<HttpRequest, EncodeError> {
    let mut losses = Losses::default();
    let turns = transcript::turns(&request.messages, target, takes_id, &mut losses);
    let parameters = Wire::AnthropicMessages.fit(&request.parameters).parameters;
    let thinks = matches!(parameters.reasoning, Some(Reasoning::BudgetTokens(_)));
    let messages = content::messages(&turns, thinks, &mut losses);
    if messages.is_empty() {
        return Err(EncodeError::Empty);
    }
    let tools = tools::tools(request, &turns);
    let body = Body {
        model: &request.model,
        parameters: Members::new(&parameters, target, request.output.as_ref()),
        system: system(&turns),
        messages,
        stream: !request.whole,
        tool_choice: tools::choice(request, &tools),
        tools,
    };
    post::request(endpoint(&target.base_url)?, "text/event-stream", &body, request, losses)
}

/// <https://platform.claude.com/docs/en/api/messages>: `^[a-zA-Z0-9_-]+$`
fn takes_id(id: &str) -> bool {
    id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}

/// `/v1/messages` below a base without a version, as Anthropic's own libraries take it, and `/messages` below one that has
/// its version already.
fn endpoint(base: &Url) -> Result<Url, EncodeError> {
    let mut versioned_base = base.clone();
    versioned_base.set_path(&versioned(base));
    post::below(&versioned_base, &["messages"])
}

/// The base's path with the wire's version at its end.
pub(crate) fn versioned(base: &Url) -> String {
    let path = base.path().trim_end_matches('/');
    let last = path.rsplit('/').next().unwrap_or_default();
    let is_version =
        last.strip_prefix('v').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    if is_version || last == "messages" { path.to_owned() } else { format!("{path}/v1") }
}

/// The system's messages are no turns on this wire: all of them stand before the conversation.
fn system(turns: &[Turn<'_>]) -> String {
    let texts = turns.iter().filter(|turn| turn.speaker == Speaker::System).map(Turn::words);
    texts.filter(|text| !text.trim().is_empty()).collect::<Vec<_>>().join("\n\n")
}
