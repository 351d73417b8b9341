use serde::Serialize;
use url::Url;

use super::content::{self, Message};
use super::tools::{self, Choice, OutputConfig, Tool};
use crate::dropped::Losses;
use crate::transcript::{self, Speaker, Turn};
use crate::{ChatRequest, EncodeError, HttpRequest, Target, post};

/// The wire asks for a limit where the caller has none. The API refuses more than the model can give, and every model
/// since Claude 4 gives this much (<https://platform.claude.com/docs/en/about-claude/models/overview>).
const DEFAULT_MAX_TOKENS: u32 = 32_000;

/// For what others serve over this wire: as much as the smallest windows in use leave room for.
const SMALL_MAX_TOKENS: u32 = 4096;

#[derive(Serialize)]
struct Body<'a> {
    model: &'a str,
    max_tokens: u32,
    #[serde(skip_serializing_if = "String::is_empty")]
    system: String,
    messages: Vec<Message<'a>>,
    stream: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    top_p: Option<f32>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tools: Vec<Tool<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tool_choice: Option<Choice<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    output_config: Option<OutputConfig<'a>>,
}

pub(super) fn encode(target: &Target, request: &ChatRequest) -> Result<HttpRequest, EncodeError> {
    let mut losses = Losses::default();
    let turns = transcript::turns(&request.messages, target, takes_id, &mut losses);
    let messages = content::messages(&turns, &mut losses);
    if messages.is_empty() {
        return Err(EncodeError::Empty);
    }
    let tools = tools::tools(request, &turns);
    // Other wires go up to 2.0, this one refuses more than 1.0.
    let share =
        |value: Option<f32>| value.filter(|value| value.is_finite()).map(|value| value.clamp(0.0, 1.0));
    let temperature = share(request.parameters.temperature);
    let body = Body {
        model: &request.model,
        max_tokens: request.parameters.max_output_tokens.unwrap_or(if target.small_output {
            SMALL_MAX_TOKENS
        } else {
            DEFAULT_MAX_TOKENS
        }),
        system: system(&turns),
        messages,
        stream: !request.whole,
        temperature,
        // Models since Claude 4.1 refuse both together.
        top_p: share(request.parameters.top_p).filter(|_| temperature.is_none()),
        tool_choice: tools::choice(request, &tools),
        tools,
        output_config: request.output.as_ref().map(tools::output_config),
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
