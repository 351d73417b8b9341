//! What of the parameters a wire has, and by which words a server refuses one.

use parlance_domain::{
    Omission, OmissionReason, ParameterName, Parameters, Reasoning, ReasoningEffort, Refusal,
};

use crate::Wire;

/// Parameters as one wire carries them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Fitted {
    /// All of it goes over the wire, except the system prompt, which is a message by then.
    pub parameters: Parameters,
    /// What was set and does not.
    pub omissions: Vec<Omission>,
}

impl Fitted {
    fn omit(&mut self, parameter: ParameterName, reason: OmissionReason) {
        if self.parameters.has(parameter) {
            self.parameters.clear(parameter);
            self.omissions.push(Omission { parameter, reason });
        }
    }
}

impl Wire {
    /// Whether the wire can carry the parameter at all. Whether a model takes it is the model's to say.
    pub fn takes(self, name: ParameterName) -> bool {
        match name {
            ParameterName::SystemPrompt
            | ParameterName::Temperature
            | ParameterName::TopP
            | ParameterName::MaxOutputTokens
            | ParameterName::Reasoning => true,
            ParameterName::Verbosity => matches!(self, Wire::OpenaiChat | Wire::OpenaiResponses),
            ParameterName::Stop => self != Wire::OpenaiResponses,
            ParameterName::Seed => matches!(self, Wire::OpenaiChat | Wire::Gemini | Wire::OllamaChat),
        }
    }

    /// The efforts that the wire has words for, from the least to the most.
    pub fn efforts(self) -> &'static [ReasoningEffort] {
        use ReasoningEffort::{High, Low, Max, Medium, Minimal, None, Xhigh};
        match self {
            Wire::OpenaiChat | Wire::OpenaiResponses => &[None, Minimal, Low, Medium, High, Xhigh, Max],
            Wire::AnthropicMessages => &[None, Low, Medium, High, Xhigh, Max],
            Wire::Gemini => &[None, Minimal, Low, Medium, High],
            Wire::OllamaChat => &[None, Low, Medium, High],
        }
    }

    /// The wire refuses more.
    pub fn max_temperature(self) -> f32 {
        if self == Wire::AnthropicMessages { 1.0 } else { 2.0 }
    }

    /// Whether the wire takes a number of tokens in place of an effort.
    pub fn takes_reasoning_budget(self) -> bool {
        matches!(self, Wire::AnthropicMessages | Wire::Gemini)
    }

    /// What of `parameters` goes over this wire. An effort that it has no word for becomes the next lower one.
    pub fn fit(self, parameters: &Parameters) -> Fitted {
        let mut fitted = Fitted { parameters: parameters.clone(), omissions: Vec::new() };
        let finite = |value: Option<f32>| value.filter(|value| value.is_finite());
        fitted.parameters.temperature = finite(fitted.parameters.temperature);
        fitted.parameters.top_p = finite(fitted.parameters.top_p);
        for name in ParameterName::ALL.into_iter().filter(|name| !self.takes(*name)) {
            fitted.omit(name, OmissionReason::Unsupported);
        }
        match fitted.parameters.reasoning {
            Some(Reasoning::BudgetTokens(_)) if !self.takes_reasoning_budget() => {
                fitted.omit(ParameterName::Reasoning, OmissionReason::Unsupported);
            }
            Some(Reasoning::Effort(wanted)) => {
                fitted.parameters.reasoning = Some(Reasoning::Effort(nearest(self.efforts(), wanted)));
            }
            Some(Reasoning::BudgetTokens(_)) | None => {}
        }
        if self == Wire::AnthropicMessages {
            for name in crate::messages::excluded(&fitted.parameters) {
                fitted.omit(name, OmissionReason::Excluded);
            }
        }
        fitted
    }
}

/// The same, else the next lower one that still is some, else the least that is some.
fn nearest(efforts: &[ReasoningEffort], wanted: ReasoningEffort) -> ReasoningEffort {
    let some = || efforts.iter().copied().filter(|effort| *effort != ReasoningEffort::None);
    if efforts.contains(&wanted) {
        return wanted;
    }
    some().rfind(|effort| *effort <= wanted).or_else(|| some().next()).unwrap_or(wanted)
}

/// The parameter of `sent` that a server complains about, by `place`, the path that it names if it names one, else by the
/// words of its `message`; and the value, where it is this value alone, or reasoning of
/// this kind, that is refused.
pub fn refused(sent: &Parameters, place: Option<&str>, message: &str) -> Option<Refusal> {
    let place = place.map(str::to_lowercase).unwrap_or_default();
    let message = message.to_lowercase();
    let is_set = |name: &&ParameterName| sent.has(**name);
    let named_in = |text: &str, name: ParameterName| words(name).iter().any(|word| has_word(text, word));
    let parameter = *SUSPECTS
        .iter()
        .filter(is_set)
        .find(|name| named_in(&place, **name))
        .or_else(|| SUSPECTS.iter().filter(is_set).find(|name| named_in(&message, **name)))?;
    let value = sent.value(parameter).filter(|value| is_choice(parameter) && has_word(&message, value));
    let reasoning = sent.reasoning.filter(|_| parameter == ParameterName::Reasoning);
    let kind = reasoning.map(|reasoning| reasoning.kind().to_owned());
    Some(Refusal { parameter, value: value.or(kind) })
}

/// Where a server names two, the first of these goes: it matters less. Of words that are common in sentences, the rarer
/// ones first.
const SUSPECTS: [ParameterName; 7] = [
    ParameterName::TopP,
    ParameterName::Temperature,
    ParameterName::Verbosity,
    ParameterName::Seed,
    ParameterName::Reasoning,
    ParameterName::MaxOutputTokens,
    ParameterName::Stop,
];

/// One of several values may be refused while the others are taken.
fn is_choice(name: ParameterName) -> bool {
    matches!(name, ParameterName::Reasoning | ParameterName::Verbosity | ParameterName::MaxOutputTokens)
}

/// What the servers call it, in lower case.
fn words(name: ParameterName) -> &'static [&'static str] {
    match name {
        ParameterName::SystemPrompt => &[],
        ParameterName::Temperature => &["temperature"],
        ParameterName::TopP => &["top_p", "topp", "top-p"],
        ParameterName::MaxOutputTokens => {
            &["max_tokens", "max_completion_tokens", "max_output_tokens", "maxoutputtokens", "num_predict"]
        }
        ParameterName::Reasoning => &[
            "reasoning_effort",
            "reasoning.effort",
            "reasoning",
            "effort",
            "output_config",
            "thinking",
            "think",
            "thinkinglevel",
            "thinking_level",
            "thinkingbudget",
            "thinking_budget",
            "thinkingconfig",
            "thinking_config",
            "budget_tokens",
        ],
        ParameterName::Verbosity => &["verbosity"],
        ParameterName::Stop => &["stop", "stop_sequences", "stopsequences"],
        ParameterName::Seed => &["seed"],
    }
}

/// Whether `word` stands in `text` by itself, not within a longer name.
fn has_word(text: &str, word: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(word).any(|(at, _)| {
        let before = text.get(..at).unwrap_or_default().chars().next_back();
        let after = text.get(at + word.len()..).unwrap_or_default().chars().next();
        !before.is_some_and(is_part) && !after.is_some_and(is_part)
    })
}

/// The effort, where reasoning is given as one.
pub(crate) fn effort(reasoning: Option<Reasoning>) -> Option<ReasoningEffort> {
    match reasoning {
        Some(Reasoning::Effort(effort)) => Some(effort),
        Some(Reasoning::BudgetTokens(_)) | None => None,
    }
}
