//! Tools and the form of an answer, in the words that both of OpenAI's wires share; Ollama's has them, too. Each wire wraps
//! them in its own way.

use serde::Serialize;

use crate::{ChatRequest, JsonSchema, OutputSchema, ToolChoice};

#[derive(Serialize)]
pub(crate) struct Function<'a> {
    name: &'a str,
    description: &'a str,
    parameters: &'a JsonSchema,
}

pub(crate) fn functions(request: &ChatRequest) -> impl Iterator<Item = Function<'_>> {
    request.tools.iter().map(|tool| Function {
        name: &tool.name,
        description: &tool.description,
        parameters: &tool.parameters,
    })
}

/// `F` is how the wire names one function.
#[derive(Serialize)]
#[serde(untagged)]
pub(crate) enum Choice<F> {
    Word(&'static str),
    Function(F),
}

#[derive(Serialize)]
pub(crate) struct Name<'a> {
    name: &'a str,
}

/// The wire's default is left out.
pub(crate) fn choice<'a, F>(
    request: &'a ChatRequest,
    named: impl FnOnce(Name<'a>) -> F,
) -> Option<Choice<F>> {
    if request.tools.is_empty() {
        return None;
    }
    match &request.tool_choice {
        ToolChoice::Auto => None,
        ToolChoice::None => Some(Choice::Word("none")),
        ToolChoice::Required => Some(Choice::Word("required")),
        ToolChoice::Named(name) => Some(Choice::Function(named(Name { name }))),
    }
}

#[derive(Serialize)]
pub(crate) struct Schema<'a> {
    name: &'a str,
    schema: &'a JsonSchema,
    strict: bool,
}

impl<'a> From<&'a OutputSchema> for Schema<'a> {
    fn from(output: &'a OutputSchema) -> Self {
        Self { name: &output.name, schema: &output.schema, strict: output.strict }
    }
}
