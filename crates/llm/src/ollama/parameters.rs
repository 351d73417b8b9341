//! Reference: <https://docs.ollama.com/api/chat>, <https://docs.ollama.com/capabilities/thinking>.

use parlance_domain::ReasoningEffort;
use serde::Serialize;

use crate::Parameters;
use crate::parameters::effort;

/// The parameters among the members of the body. `think` only where it is asked for: a model that cannot think refuses it,
/// and one that can thinks by default.
#[derive(Serialize)]
pub(super) struct Members<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    think: Option<Think>,
    #[serde(skip_serializing_if = "Options::is_empty")]
    options: Options<'a>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Think {
    Whether(bool),
    Level(&'static str),
}

#[derive(Serialize)]
struct Options<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    top_p: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    num_predict: Option<u32>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    stop: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    seed: Option<u32>,
}

impl Options<'_> {
    fn is_empty(&self) -> bool {
        self.temperature.is_none()
            && self.top_p.is_none()
            && self.num_predict.is_none()
            && self.stop.is_empty()
            && self.seed.is_none()
    }
}

impl<'a> Members<'a> {
    pub(super) fn new(parameters: &'a Parameters) -> Self {
        Self {
            think: effort(parameters.reasoning).map(|effort| match effort {
                ReasoningEffort::None => Think::Whether(false),
                effort => Think::Level(effort.word()),
            }),
            options: Options {
                temperature: parameters.temperature,
                top_p: parameters.top_p,
                num_predict: parameters.max_output_tokens,
                stop: &parameters.stop,
                seed: parameters.seed,
            },
        }
    }
}
