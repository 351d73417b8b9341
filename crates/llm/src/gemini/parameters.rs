//! Reference: <https://ai.google.dev/api/generate-content#generationconfig>,
//! <https://ai.google.dev/gemini-api/docs/thinking>.

use parlance_domain::{Reasoning, ReasoningEffort};
use serde::Serialize;

use crate::{JsonSchema, OutputSchema, Parameters};

#[derive(Serialize, PartialEq)]
#[serde(rename_all = "camelCase")]
pub(super) struct GenerationConfig<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    top_p: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_output_tokens: Option<u32>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    stop_sequences: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    seed: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    thinking_config: Option<ThinkingConfig>,
    #[serde(skip_serializing_if = "Option::is_none")]
    response_mime_type: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    response_json_schema: Option<&'a JsonSchema>,
}

/// One of the two: both together are refused. Without `includeThoughts`, which would show the reasoning: models that do not
/// think refuse the whole request with a 400 for it (<https://github.com/lobehub/lobehub/issues/7985>).
#[derive(Serialize, PartialEq)]
#[serde(rename_all = "camelCase")]
enum ThinkingConfig {
    ThinkingLevel(&'static str),
    ThinkingBudget(u32),
}

impl<'a> GenerationConfig<'a> {
    /// `None` where there is nothing to configure.
    pub(super) fn new(
        parameters: &'a Parameters,
        model: &str,
        output: Option<&'a OutputSchema>,
    ) -> Option<Self> {
        let nothing = Self {
            temperature: None,
            top_p: None,
            max_output_tokens: None,
            stop_sequences: &[],
            seed: None,
            thinking_config: None,
            response_mime_type: None,
            response_json_schema: None,
        };
        let config = Self {
            temperature: parameters.temperature,
            top_p: parameters.top_p,
            max_output_tokens: parameters.max_output_tokens,
            stop_sequences: &parameters.stop,
            seed: parameters.seed,
            thinking_config: parameters.reasoning.map(|reasoning| thinking(reasoning, model)),
            response_mime_type: output.map(|_| "application/json"),
            response_json_schema: output.map(|output| &output.schema),
        };
        (config != nothing).then_some(config)
    }
}

/// Levels came with Gemini 3, and models before it refuse them. Their budgets are those by which Google's own Chat
/// Completions translates an effort (<https://ai.google.dev/gemini-api/docs/openai>). No level means "none".
fn thinking(reasoning: Reasoning, model: &str) -> ThinkingConfig {
    let effort = match reasoning {
        Reasoning::BudgetTokens(tokens) => return ThinkingConfig::ThinkingBudget(tokens),
        Reasoning::Effort(ReasoningEffort::None) => return ThinkingConfig::ThinkingBudget(0),
        Reasoning::Effort(effort) => effort,
    };
    if !model.rsplit('/').next().unwrap_or(model).starts_with("gemini-2") {
        return ThinkingConfig::ThinkingLevel(effort.word());
    }
    ThinkingConfig::ThinkingBudget(match effort {
        ReasoningEffort::None | ReasoningEffort::Minimal | ReasoningEffort::Low => 1024,
        ReasoningEffort::Medium => 8192,
        ReasoningEffort::High | ReasoningEffort::Xhigh | ReasoningEffort::Max => 24_576,
    })
}
