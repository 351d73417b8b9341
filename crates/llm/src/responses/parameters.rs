use parlance_domain::{ReasoningEffort, Verbosity};
use serde::Serialize;

use super::tools::{Format, format};
use crate::parameters::effort;
use crate::{OutputSchema, Parameters};

/// The parameters among the members of the body. `reasoning` only where it is asked for: models that do not reason refuse
/// it. Without its `summary`, which needs a verified organisation.
#[derive(Serialize)]
pub(super) struct Members<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    top_p: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_output_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reasoning: Option<Effort>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<Text<'a>>,
}

#[derive(Serialize)]
struct Effort {
    effort: &'static str,
}

/// How the text is to be: two things that share a member.
#[derive(Serialize)]
struct Text<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    verbosity: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    format: Option<Format<'a>>,
}

impl<'a> Members<'a> {
    pub(super) fn new(parameters: &Parameters, output: Option<&'a OutputSchema>) -> Self {
        let text = Text { verbosity: parameters.verbosity.map(Verbosity::word), format: output.map(format) };
        Self {
            temperature: parameters.temperature,
            top_p: parameters.top_p,
            max_output_tokens: parameters.max_output_tokens,
            reasoning: effort(parameters.reasoning)
                .map(ReasoningEffort::word)
                .map(|effort| Effort { effort }),
            text: (text.verbosity.is_some() || text.format.is_some()).then_some(text),
        }
    }
}
