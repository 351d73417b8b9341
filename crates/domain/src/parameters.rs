use serde::{Deserialize, Serialize};

/// The highest seed that every provider takes.
const MAX_SEED: u32 = i32::MAX as u32;
/// More output than any model gives.
const MAX_TOKENS: u32 = 1_000_000;
/// The most stop sequences that every provider takes.
const MAX_STOPS: usize = 4;
const MAX_STOP_CHARS: usize = 100;
const MAX_SYSTEM_PROMPT_BYTES: usize = 256 * 1024;

/// How a model is asked, beyond what is said. What is not set is left to the provider.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Parameters {
    /// Goes before the conversation as a message of [`crate::Role::System`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub system_prompt: Option<String>,
    /// 0.0 to 2.0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub temperature: Option<f32>,
    /// 0.0 to 1.0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub top_p: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_output_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reasoning: Option<Reasoning>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verbosity: Option<Verbosity>,
    /// Where the model stops, at most four. Empty is not set.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stop: Vec<String>,
    /// 0 to 2^31 - 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<u32>,
}

/// How much a model thinks before it answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reasoning {
    Effort(ReasoningEffort),
    /// At most so many tokens of thinking.
    BudgetTokens(u32),
}

impl Reasoning {
    /// Models that take the one may refuse the other.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Effort(_) => "effort",
            Self::BudgetTokens(_) => "budget",
        }
    }
}

/// From the least to the most. Few models know all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReasoningEffort {
    None,
    Minimal,
    Low,
    Medium,
    High,
    Xhigh,
    Max,
}

impl ReasoningEffort {
    /// The word that the wires use.
    pub fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Minimal => "minimal",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Xhigh => "xhigh",
            Self::Max => "max",
        }
    }
}

/// How long an answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verbosity {
    Low,
    Medium,
    High,
}

impl Verbosity {
    /// The word that the wires use.
    pub fn word(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// A field of [`Parameters`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ParameterName {
    SystemPrompt,
    Temperature,
    TopP,
    MaxOutputTokens,
    Reasoning,
    Verbosity,
    Stop,
    Seed,
}

impl ParameterName {
    /// In the order in which they are offered.
    pub const ALL: [Self; 8] = [
        Self::SystemPrompt,
        Self::Temperature,
        Self::TopP,
        Self::MaxOutputTokens,
        Self::Reasoning,
        Self::Verbosity,
        Self::Stop,
        Self::Seed,
    ];
}

/// A parameter that was set for an answer and did not reach its model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Omission {
    pub parameter: ParameterName,
    pub reason: OmissionReason,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OmissionReason {
    /// The model has refused it, now or earlier.
    Refused,
    /// The provider's interface has no such parameter.
    Unsupported,
    /// Another parameter that is set does not go together with it.
    Excluded,
}

/// What a model was found to refuse.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    pub parameter: ParameterName,
    /// As [`Parameters::value`] gives it, where only this value was refused, or a [`Reasoning::kind`]; `None` for any.
    pub value: Option<String>,
}

impl Refusal {
    /// Whether `parameters` hold what is refused.
    pub fn concerns(&self, parameters: &Parameters) -> bool {
        let Some(set) = parameters.value(self.parameter) else { return false };
        let Some(refused) = &self.value else { return true };
        let kind = parameters.reasoning.filter(|_| self.parameter == ParameterName::Reasoning);
        *refused == set || kind.is_some_and(|reasoning| reasoning.kind() == refused)
    }
}

impl Parameters {
    pub fn is_empty(&self) -> bool {
        ParameterName::ALL.iter().all(|name| !self.has(*name))
    }

    pub fn has(&self, name: ParameterName) -> bool {
        match name {
            ParameterName::SystemPrompt => self.system_prompt.is_some(),
            ParameterName::Temperature => self.temperature.is_some(),
            ParameterName::TopP => self.top_p.is_some(),
            ParameterName::MaxOutputTokens => self.max_output_tokens.is_some(),
            ParameterName::Reasoning => self.reasoning.is_some(),
            ParameterName::Verbosity => self.verbosity.is_some(),
            ParameterName::Stop => !self.stop.is_empty(),
            ParameterName::Seed => self.seed.is_some(),
        }
    }

    pub fn clear(&mut self, name: ParameterName) {
        match name {
            ParameterName::SystemPrompt => self.system_prompt = None,
            ParameterName::Temperature => self.temperature = None,
            ParameterName::TopP => self.top_p = None,
            ParameterName::MaxOutputTokens => self.max_output_tokens = None,
            ParameterName::Reasoning => self.reasoning = None,
            ParameterName::Verbosity => self.verbosity = None,
            ParameterName::Stop => self.stop.clear(),
            ParameterName::Seed => self.seed = None,
        }
    }

    /// What is set, as text; `None` where nothing is.
    pub fn value(&self, name: ParameterName) -> Option<String> {
        match name {
            ParameterName::SystemPrompt => self.system_prompt.clone(),
            ParameterName::Temperature => self.temperature.map(|value| value.to_string()),
            ParameterName::TopP => self.top_p.map(|value| value.to_string()),
            ParameterName::MaxOutputTokens => self.max_output_tokens.map(|value| value.to_string()),
            ParameterName::Reasoning => self.reasoning.map(|reasoning| match reasoning {
                Reasoning::Effort(effort) => effort.word().to_owned(),
                Reasoning::BudgetTokens(tokens) => tokens.to_string(),
            }),
            ParameterName::Verbosity => self.verbosity.map(|value| value.word().to_owned()),
            ParameterName::Stop => (!self.stop.is_empty()).then(|| self.stop.join("\n")),
            ParameterName::Seed => self.seed.map(|value| value.to_string()),
        }
    }

    /// These, and those of `base` where these say nothing.
    #[must_use]
    pub fn over(self, base: Self) -> Self {
        Self {
            system_prompt: self.system_prompt.or(base.system_prompt),
            temperature: self.temperature.or(base.temperature),
            top_p: self.top_p.or(base.top_p),
            max_output_tokens: self.max_output_tokens.or(base.max_output_tokens),
            reasoning: self.reasoning.or(base.reasoning),
            verbosity: self.verbosity.or(base.verbosity),
            stop: if self.stop.is_empty() { base.stop } else { self.stop },
            seed: self.seed.or(base.seed),
        }
    }

    /// Without what says nothing: an empty system prompt, empty stop sequences.
    #[must_use]
    pub fn tidied(mut self) -> Self {
        self.system_prompt = self.system_prompt.filter(|text| !text.trim().is_empty());
        self.stop.retain(|text| !text.is_empty());
        self
    }

    /// # Errors
    /// The first parameter that is outside of its range.
    pub fn check(&self) -> Result<(), ParameterName> {
        let tokens = |count: u32| (1..=MAX_TOKENS).contains(&count);
        let is_stop = |text: &String| !text.is_empty() && text.chars().count() <= MAX_STOP_CHARS;
        let wrong = |name: &ParameterName| match name {
            ParameterName::SystemPrompt => {
                self.system_prompt.as_ref().is_some_and(|text| text.len() > MAX_SYSTEM_PROMPT_BYTES)
            }
            ParameterName::Temperature => self.temperature.is_some_and(|value| !(0.0..=2.0).contains(&value)),
            ParameterName::TopP => self.top_p.is_some_and(|value| !(0.0..=1.0).contains(&value)),
            ParameterName::MaxOutputTokens => self.max_output_tokens.is_some_and(|count| !tokens(count)),
            ParameterName::Reasoning => {
                matches!(self.reasoning, Some(Reasoning::BudgetTokens(count)) if !tokens(count))
            }
            ParameterName::Verbosity => false,
            ParameterName::Stop => self.stop.len() > MAX_STOPS || !self.stop.iter().all(is_stop),
            ParameterName::Seed => self.seed.is_some_and(|seed| seed > MAX_SEED),
        };
        ParameterName::ALL.into_iter().find(wrong).map_or(Ok(()), Err)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn every() -> Parameters {
        Parameters {
            system_prompt: Some("Be brief.".into()),
            temperature: Some(0.2),
            top_p: Some(0.9),
            max_output_tokens: Some(1000),
            reasoning: Some(Reasoning::Effort(ReasoningEffort::Low)),
            verbosity: Some(Verbosity::High),
            stop: vec!["END".into()],
            seed: Some(7),
        }
    }

    #[test]
    fn each_name_stands_for_one_field() {
        for name in ParameterName::ALL {
            let mut parameters = every();
            assert!(parameters.has(name) && parameters.value(name).is_some(), "{name:?}");
            parameters.clear(name);
            assert!(!parameters.has(name) && parameters.value(name).is_none(), "{name:?}");
            let others = ParameterName::ALL.iter().filter(|other| parameters.has(**other)).count();
            assert_eq!(others, ParameterName::ALL.len() - 1);
            assert_eq!(parameters.over(every()), every());
        }
        assert!(Parameters::default().is_empty() && !every().is_empty());
    }

    #[test]
    fn what_is_set_goes_over_what_lies_below() {
        let top = Parameters { temperature: Some(1.0), stop: vec!["X".into()], ..Parameters::default() };
        let both = top.over(every());
        assert_eq!((both.temperature, both.seed, both.stop), (Some(1.0), Some(7), vec!["X".to_owned()]));
    }

    #[test]
    fn ranges_hold() {
        assert_eq!(every().check(), Ok(()));
        let none = Parameters::default;
        let budget = |tokens| Parameters { reasoning: Some(Reasoning::BudgetTokens(tokens)), ..none() };
        let stop = |stop: &[&str]| Parameters { stop: stop.iter().map(|s| (*s).into()).collect(), ..none() };
        for (wrong, name) in [
            (Parameters { temperature: Some(2.1), ..none() }, ParameterName::Temperature),
            (Parameters { temperature: Some(f32::NAN), ..none() }, ParameterName::Temperature),
            (Parameters { top_p: Some(-0.1), ..none() }, ParameterName::TopP),
            (Parameters { max_output_tokens: Some(0), ..none() }, ParameterName::MaxOutputTokens),
            (budget(0), ParameterName::Reasoning),
            (stop(&["a", "b", "c", "d", "e"]), ParameterName::Stop),
            (stop(&[""]), ParameterName::Stop),
            (stop(&["x".repeat(101).as_str()]), ParameterName::Stop),
            (Parameters { seed: Some(1 << 31), ..none() }, ParameterName::Seed),
            (Parameters { system_prompt: Some("x".repeat(300_000)), ..none() }, ParameterName::SystemPrompt),
        ] {
            assert_eq!(wrong.check(), Err(name), "{name:?}");
        }
        assert_eq!(Parameters { temperature: Some(2.0), seed: Some(0), ..none() }.check(), Ok(()));
        assert!(Parameters { system_prompt: Some(" \n".into()), ..stop(&[""]) }.tidied().is_empty());
    }

    #[test]
    fn a_refusal_of_one_value_leaves_the_others() {
        let effort =
            |effort| Parameters { reasoning: Some(Reasoning::Effort(effort)), ..Parameters::default() };
        let one = Refusal { parameter: ParameterName::Reasoning, value: Some("minimal".into()) };
        assert!(one.concerns(&effort(ReasoningEffort::Minimal)));
        assert!(!one.concerns(&effort(ReasoningEffort::Low)));
        let any = Refusal { parameter: ParameterName::Reasoning, value: None };
        assert!(any.concerns(&effort(ReasoningEffort::Low)));
        assert!(!any.concerns(&Parameters::default()));
        let efforts = Refusal { parameter: ParameterName::Reasoning, value: Some("effort".into()) };
        let budget = Parameters { reasoning: Some(Reasoning::BudgetTokens(2000)), ..Parameters::default() };
        assert!(efforts.concerns(&effort(ReasoningEffort::Low)) && !efforts.concerns(&budget));
    }
}
