use serde::Serialize;

use super::content::{self, Message};
use super::parameters::Members;
use super::tools::{self, Named, ResponseFormat, Tool};
use crate::dropped::Losses;
use crate::functions::Choice;
use crate::{ChatRequest, EncodeError, HttpRequest, Target, Wire, post, transcript};

#[derive(Serialize)]
struct Body<'a> {
    model: &'a str,
    messages: Vec<Message<'a>>,
    stream: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    stream_options: Option<StreamOptions>,
    #[serde(flatten)]
    parameters: Members<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tools: Vec<Tool<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tool_choice: Option<Choice<Named<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    response_format: Option<ResponseFormat<'a>>,
}

#[derive(Serialize)]
struct StreamOptions {
    include_usage: bool,
}

pub(super) fn encode(target: &Target, request: &ChatRequest) -> Result<HttpRequest, EncodeError> {
    let mut losses = Losses::default();
    let turns = transcript::turns(&request.messages, target, |id| takes_id(target, id), &mut losses);
    let messages = content::messages(&turns, target, &mut losses);
    if messages.iter().all(Message::is_system) {
        return Err(EncodeError::Empty);
    }
    let parameters = Wire::OpenaiChat.fit(&request.parameters).parameters;
    let body = Body {
        model: &request.model,
        messages,
        stream: !request.whole,
        stream_options: (target.stream_usage && !request.whole)
            .then_some(StreamOptions { include_usage: true }),
        parameters: Members::new(&parameters, target),
        tools: tools::tools(request),
        tool_choice: tools::choice(request),
        response_format: request.output.as_ref().map(tools::response_format),
    };
    post::request(
        post::below(&target.base_url, &["chat", "completions"])?,
        "text/event-stream",
        &body,
        request,
        losses,
    )
}

/// OpenAI's own limit, and Mistral's.
fn takes_id(target: &Target, id: &str) -> bool {
    let short = id.len() == 9 && id.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if target.short_call_ids { short } else { id.len() <= 40 }
}
