//! Tools and the form of an answer, as this wire has them: flat.

use serde::Serialize;

use crate::functions::{self, Choice, Function, Name, Schema};
use crate::{ChatRequest, OutputSchema};

#[derive(Serialize)]
#[serde(tag = "type", rename = "function")]
pub(super) struct Tool<'a> {
    #[serde(flatten)]
    function: Function<'a>,
    /// `true` where it is left out, and then most schemas are refused.
    strict: bool,
}

pub(super) fn tools(request: &ChatRequest) -> Vec<Tool<'_>> {
    functions::functions(request).map(|function| Tool { function, strict: false }).collect()
}

#[derive(Serialize)]
#[serde(tag = "type", rename = "function")]
pub(super) struct Named<'a> {
    #[serde(flatten)]
    function: Name<'a>,
}

pub(super) fn choice(request: &ChatRequest) -> Option<Choice<Named<'_>>> {
    functions::choice(request, |function| Named { function })
}

#[derive(Serialize)]
#[serde(tag = "type", rename = "json_schema")]
pub(super) struct Format<'a> {
    #[serde(flatten)]
    schema: Schema<'a>,
}

pub(super) fn format(output: &OutputSchema) -> Format<'_> {
    Format { schema: output.into() }
}
