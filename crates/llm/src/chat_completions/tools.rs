//! Tools, calls of them and the form of an answer, as this wire has them.

use serde::Serialize;

use crate::functions::{self, Choice, Function, Name, Schema};
use crate::transcript::Call;
use crate::{ChatRequest, OutputSchema};

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

pub(crate) fn tools(request: &ChatRequest) -> Vec<Tool<'_>> {
    functions::functions(request).map(|function| Tool { function }).collect()
}

#[derive(Serialize)]
#[serde(tag = "type", rename = "function")]
pub(super) struct Named<'a> {
    function: Name<'a>,
}

pub(super) fn choice(request: &ChatRequest) -> Option<Choice<Named<'_>>> {
    functions::choice(request, |function| Named { function })
}

#[derive(Serialize)]
#[serde(tag = "type", rename = "json_schema")]
pub(super) struct ResponseFormat<'a> {
    json_schema: Schema<'a>,
}

pub(super) fn response_format(output: &OutputSchema) -> ResponseFormat<'_> {
    ResponseFormat { json_schema: output.into() }
}
