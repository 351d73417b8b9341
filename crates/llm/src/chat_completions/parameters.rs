use parlance_domain::{ReasoningEffort, Verbosity};
use serde::Serialize;

use crate::parameters::effort;
use crate::{Parameters, Target};

/// The parameters among the members of the body.
#[derive(Serialize)]
pub(super) struct Members<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    top_p: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_completion_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reasoning_effort: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    verbosity: Option<&'static str>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    stop: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    seed: Option<u32>,
}

impl<'a> Members<'a> {
    pub(super) fn new(parameters: &'a Parameters, target: &Target) -> Self {
        let limit = parameters.max_output_tokens;
        Self {
            temperature: parameters.temperature,
            top_p: parameters.top_p,
            max_tokens: limit.filter(|_| !target.max_completion_tokens),
            max_completion_tokens: limit.filter(|_| target.max_completion_tokens),
            reasoning_effort: effort(parameters.reasoning).map(ReasoningEffort::word),
            verbosity: parameters.verbosity.map(Verbosity::word),
            stop: &parameters.stop,
            seed: parameters.seed,
        }
    }
}
