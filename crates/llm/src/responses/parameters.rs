use parlance_domain::{ReasoningEffort, Verbosity};
use serde::Serialize;

use crate::Parameters;
use crate::parameters::effort;

/// The parameters among the members of the body. `reasoning` only where it is asked for: models that do not reason refuse
/// it. Without its `summary`, which needs a verified organisation.
#[derive(Serialize)]
pub(super) struct Members {
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    top_p: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_output_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reasoning: Option<Effort>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<Text>,
}

#[derive(Serialize)]
struct Effort {
    effort: &'static str,
}

#[derive(Serialize)]
struct Text {
    verbosity: &'static str,
}

impl Members {
    pub(super) fn new(parameters: &Parameters) -> Self {
        Self {
            temperature: parameters.temperature,
            top_p: parameters.top_p,
            max_output_tokens: parameters.max_output_tokens,
            reasoning: effort(parameters.reasoning)
                .map(ReasoningEffort::word)
                .map(|effort| Effort { effort }),
            text: parameters.verbosity.map(Verbosity::word).map(|verbosity| Text { verbosity }),
        }
    }
}
