//! Reference: <https://platform.claude.com/docs/en/build-with-claude/effort>,
//! <https://platform.claude.com/docs/en/build-with-claude/extended-thinking>.

use parlance_domain::{ParameterName, Reasoning, ReasoningEffort};
use serde::Serialize;

use super::tools::{Format, format};
use crate::{OutputSchema, Parameters, Target};

/// The wire asks for a limit where the caller has none. The API refuses more than the model can give, and every model
/// since Claude 4 gives this much (<https://platform.claude.com/docs/en/about-claude/models/overview>).
const DEFAULT_MAX_TOKENS: u32 = 32_000;

/// For what others serve over this wire: as much as the smallest windows in use leave room for.
const SMALL_MAX_TOKENS: u32 = 4096;

/// The smallest budget that the API takes. It lies within the limit of the whole answer.
const MIN_BUDGET_TOKENS: u32 = 1024;

/// The parameters among the members of the body.
#[derive(Serialize)]
pub(super) struct Members<'a> {
    max_tokens: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    top_p: Option<f32>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    stop_sequences: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    thinking: Option<Thinking>,
    #[serde(skip_serializing_if = "Option::is_none")]
    output_config: Option<OutputConfig<'a>>,
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Thinking {
    Adaptive,
    Enabled { budget_tokens: u32 },
    Disabled,
}

/// Two things that share a member.
#[derive(Serialize)]
struct OutputConfig<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    effort: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    format: Option<Format<'a>>,
}

impl<'a> Members<'a> {
    pub(super) fn new(parameters: &'a Parameters, target: &Target, output: Option<&'a OutputSchema>) -> Self {
        let default = if target.small_output { SMALL_MAX_TOKENS } else { DEFAULT_MAX_TOKENS };
        let (thinking, effort) = match parameters.reasoning {
            None => (None, None),
            Some(Reasoning::Effort(ReasoningEffort::None)) => (Some(Thinking::Disabled), None),
            Some(Reasoning::Effort(effort)) => (Some(Thinking::Adaptive), Some(effort.word())),
            Some(Reasoning::BudgetTokens(tokens)) => {
                let most = parameters.max_output_tokens.map_or(u32::MAX, |limit| limit.saturating_sub(1));
                let budget_tokens = tokens.max(MIN_BUDGET_TOKENS).min(most);
                (Some(Thinking::Enabled { budget_tokens }), None)
            }
        };
        let config = OutputConfig { effort, format: output.map(format) };
        // The answer needs room beside the thinking.
        let least = match thinking {
            Some(Thinking::Enabled { budget_tokens }) => budget_tokens.saturating_add(SMALL_MAX_TOKENS),
            _ => 0,
        };
        // Other wires go up to 2.0, this one refuses more than 1.0.
        let share = |value: Option<f32>| value.map(|value| value.clamp(0.0, 1.0));
        Self {
            max_tokens: parameters.max_output_tokens.unwrap_or(default.max(least)),
            temperature: share(parameters.temperature),
            top_p: share(parameters.top_p),
            stop_sequences: &parameters.stop,
            thinking,
            output_config: (config.effort.is_some() || config.format.is_some()).then_some(config),
        }
    }
}

/// What is refused beside the rest: a budget that leaves no room within the limit; another temperature than 1, and any top-p,
/// beside thinking; and, by models since Claude 4.1, both together.
pub(crate) fn excluded(parameters: &Parameters) -> Vec<ParameterName> {
    let has_room = parameters.max_output_tokens.is_none_or(|limit| limit > MIN_BUDGET_TOKENS);
    let thinks = match parameters.reasoning {
        None | Some(Reasoning::Effort(ReasoningEffort::None)) => false,
        Some(Reasoning::Effort(_)) => true,
        Some(Reasoning::BudgetTokens(_)) if has_room => true,
        Some(Reasoning::BudgetTokens(_)) => return [ParameterName::Reasoning].into(),
    };
    let is_plain = parameters.temperature.is_none_or(|value| value == 1.0);
    let mut excluded = Vec::new();
    if thinks && !is_plain {
        excluded.push(ParameterName::Temperature);
    }
    if thinks || parameters.temperature.is_some() {
        excluded.push(ParameterName::TopP);
    }
    excluded
}
