//! Tools, calls of them and the form of an answer, as this wire has them.

use serde::Serialize;

use crate::transcript::Call;
use crate::{ChatRequest, JsonSchema, OutputSchema, ToolChoice};

#[derive(Serialize)]
#[serde(tag = "type", rename = "function")]
pub(super) struct ToolCall<'a> {
    id: &'a str,
    function: FunctionCall<'a>,
}

#[derive(Serialize)]
struct FunctionCall<'a> {
    name: &'a str,
    arguments: &'a str,
}

impl<'a> ToolCall<'a> {
    pub(super) fn new(call: &'a Call<'a>) -> Self {
        Self { id: &call.id, function: FunctionCall { name: &call.name, arguments: &call.arguments } }
    }
}

/// Also the form of Ollama's own wire.
#[derive(Serialize)]
#[serde(tag = "type", rename = "function")]
pub(crate) struct Tool<'a> {
    function: Function<'a>,
}

#[derive(Serialize)]
struct Function<'a> {
    name: &'a str,
    description: &'a str,
    parameters: &'a JsonSchema,
}

pub(crate) fn tools(request: &ChatRequest) -> Vec<Tool<'_>> {
    let tools = request.tools.iter().map(|tool| Tool {
        function: Function { name: &tool.name, description: &tool.description, parameters: &tool.parameters },
    });
    tools.collect()
}

#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Choice<'a> {
    Word(&'static str),
    Function(NamedFunction<'a>),
}

#[derive(Serialize)]
#[serde(tag = "type", rename = "function")]
pub(super) struct NamedFunction<'a> {
    function: Name<'a>,
}

#[derive(Serialize)]
struct Name<'a> {
    name: &'a str,
}

/// The wire's default is left out.
pub(super) fn choice(request: &ChatRequest) -> Option<Choice<'_>> {
    if request.tools.is_empty() {
        return None;
    }
    match &request.tool_choice {
        ToolChoice::Auto => None,
        ToolChoice::None => Some(Choice::Word("none")),
        ToolChoice::Required => Some(Choice::Word("required")),
        ToolChoice::Named(name) => Some(Choice::Function(NamedFunction { function: Name { name } })),
    }
}

#[derive(Serialize)]
#[serde(tag = "type", rename = "json_schema")]
pub(super) struct ResponseFormat<'a> {
    json_schema: Schema<'a>,
}

#[derive(Serialize)]
struct Schema<'a> {
    name: &'a str,
    schema: &'a JsonSchema,
    strict: bool,
}

pub(super) fn response_format(output: &OutputSchema) -> ResponseFormat<'_> {
    ResponseFormat {
        json_schema: Schema { name: &output.name, schema: &output.schema, strict: output.strict },
    }
}
