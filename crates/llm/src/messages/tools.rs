//! Tools and the form of an answer, as this wire has them.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::transcript::{Piece, Turn};
use crate::{ChatRequest, JsonSchema, OutputSchema, ToolChoice};

#[derive(Serialize)]
pub(super) struct Tool<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'a str,
    input_schema: Schema<'a>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Schema<'a> {
    Given(&'a JsonSchema),
    Any(AnyObject),
}

#[derive(Serialize)]
#[serde(tag = "type", rename = "object")]
struct AnyObject {}

/// A conversation that called tools is refused without any: then those that it called stand there, and none may be used.
pub(super) fn tools<'a>(request: &'a ChatRequest, turns: &'a [Turn<'a>]) -> Vec<Tool<'a>> {
    if !request.tools.is_empty() {
        let tools = request.tools.iter().map(|tool| Tool {
            name: &tool.name,
            description: &tool.description,
            input_schema: Schema::Given(&tool.parameters),
        });
        return tools.collect();
    }
    let called: BTreeSet<&str> = turns
        .iter()
        .flat_map(|turn| &turn.pieces)
        .filter_map(|piece| match piece {
            Piece::Call(call) => Some(call.name.as_ref()),
            _ => None,
        })
        .collect();
    let any = || Schema::Any(AnyObject {});
    called.into_iter().map(|name| Tool { name, description: "", input_schema: any() }).collect()
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub(super) enum Choice<'a> {
    Any,
    Tool { name: &'a str },
    None,
}

/// The wire's default is left out.
pub(super) fn choice<'a>(request: &'a ChatRequest, tools: &[Tool<'_>]) -> Option<Choice<'a>> {
    if request.tools.is_empty() {
        return (!tools.is_empty()).then_some(Choice::None);
    }
    match &request.tool_choice {
        ToolChoice::Auto => None,
        ToolChoice::None => Some(Choice::None),
        ToolChoice::Required => Some(Choice::Any),
        ToolChoice::Named(name) => Some(Choice::Tool { name }),
    }
}

/// <https://platform.claude.com/docs/en/build-with-claude/structured-outputs>: always strict, and without a name.
#[derive(Serialize)]
#[serde(tag = "type", rename = "json_schema")]
pub(super) struct Format<'a> {
    schema: &'a JsonSchema,
}

pub(super) fn format(output: &OutputSchema) -> Format<'_> {
    Format { schema: &output.schema }
}
