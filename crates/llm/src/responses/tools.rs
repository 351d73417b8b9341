//! Tools and the form of an answer, as this wire has them: flat.

use serde::Serialize;

use crate::{ChatRequest, JsonSchema, OutputSchema, ToolChoice};

#[derive(Serialize)]
#[serde(tag = "type", rename = "function")]
pub(super) struct Tool<'a> {
    name: &'a str,
    description: &'a str,
    parameters: &'a JsonSchema,
    /// `true` where it is left out, and then most schemas are refused.
    strict: bool,
}

pub(super) fn tools(request: &ChatRequest) -> Vec<Tool<'_>> {
    let tools = request.tools.iter().map(|tool| Tool {
        name: &tool.name,
        description: &tool.description,
        parameters: &tool.parameters,
        strict: false,
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
        ToolChoice::Named(name) => Some(Choice::Function(NamedFunction { name })),
    }
}

#[derive(Serialize)]
#[serde(tag = "type", rename = "json_schema")]
pub(super) struct Format<'a> {
    name: &'a str,
    schema: &'a JsonSchema,
    strict: bool,
}

pub(super) fn format(output: &OutputSchema) -> Format<'_> {
    Format { name: &output.name, schema: &output.schema, strict: output.strict }
}
