//! Tools and the form of an answer, as this wire has them.

use serde::Serialize;

use crate::{ChatRequest, JsonSchema, ToolChoice};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Tools<'a> {
    function_declarations: Vec<Declaration<'a>>,
}

/// `parametersJsonSchema` and not `parameters`, which takes a part of OpenAPI's schemas alone.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Declaration<'a> {
    name: &'a str,
    description: &'a str,
    parameters_json_schema: &'a JsonSchema,
}

/// None, or one that holds all.
pub(super) fn tools(request: &ChatRequest) -> Option<[Tools<'_>; 1]> {
    let function_declarations: Vec<_> = request
        .tools
        .iter()
        .map(|tool| Declaration {
            name: &tool.name,
            description: &tool.description,
            parameters_json_schema: &tool.parameters,
        })
        .collect();
    (!function_declarations.is_empty()).then_some([Tools { function_declarations }])
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ToolConfig<'a> {
    function_calling_config: CallingConfig<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CallingConfig<'a> {
    mode: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    allowed_function_names: Option<[&'a str; 1]>,
}

/// The wire's default is left out.
pub(super) fn config(request: &ChatRequest) -> Option<ToolConfig<'_>> {
    let (mode, name) = match &request.tool_choice {
        _ if request.tools.is_empty() => return None,
        ToolChoice::Auto => return None,
        ToolChoice::None => ("NONE", None),
        ToolChoice::Required => ("ANY", None),
        ToolChoice::Named(name) => ("ANY", Some(name)),
    };
    let allowed_function_names = name.map(|name| [name.as_str()]);
    Some(ToolConfig { function_calling_config: CallingConfig { mode, allowed_function_names } })
}
