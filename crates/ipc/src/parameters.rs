//! How models are asked. The types are the domain's; their twins below exist for TypeScript, and a test compares the two.

use parlance_domain::ConversationId;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::ModelChoice;

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct ParametersArgs {
    /// `None` is the new chat.
    #[ts(type = "string | null")]
    pub conversation: Option<ConversationId>,
    pub model: ModelChoice,
}

/// What is set, and what can be.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct ParametersView {
    /// For the conversation or the new chat. Goes before `everywhere`.
    #[ts(as = "Parameters")]
    pub here: parlance_domain::Parameters,
    /// For the model in every conversation.
    #[ts(as = "Parameters")]
    pub everywhere: parlance_domain::Parameters,
    /// What the model's provider can be told. Empty for the Guide.
    #[ts(as = "Vec<ParameterName>")]
    pub offered: Vec<parlance_domain::ParameterName>,
    /// The efforts that it knows, from the least to the most.
    #[ts(as = "Vec<ReasoningEffort>")]
    pub efforts: Vec<parlance_domain::ReasoningEffort>,
    /// The highest temperature that it takes.
    pub max_temperature: f32,
    /// A number of tokens can stand in place of an effort.
    pub takes_budget: bool,
    pub refused: Vec<RefusalView>,
}

/// What the model was found to refuse. It is not sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct RefusalView {
    #[ts(as = "ParameterName")]
    pub parameter: parlance_domain::ParameterName,
    /// Only this value, `effort` for any effort and `budget` for any number of tokens; `None` for whatever it is.
    pub value: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Deserialize, TS)]
pub struct ConversationParametersArgs {
    /// `None` is the new chat, which hands them on to the conversation that it becomes.
    #[ts(type = "string | null")]
    pub conversation: Option<ConversationId>,
    #[ts(as = "Parameters")]
    pub parameters: parlance_domain::Parameters,
}

#[derive(Debug, Clone, PartialEq, Deserialize, TS)]
pub struct ModelParametersArgs {
    pub model: ModelChoice,
    #[ts(as = "Parameters")]
    pub parameters: parlance_domain::Parameters,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct RefusalArgs {
    pub model: ModelChoice,
    #[ts(as = "ParameterName")]
    pub parameter: parlance_domain::ParameterName,
}

/// How a model is asked, beyond what is said. What is not set is left to the provider.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, TS)]
#[serde(default, deny_unknown_fields)]
#[ts(optional_fields)]
pub struct Parameters {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub system_prompt: Option<String>,
    /// 0 to 2.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub temperature: Option<f32>,
    /// 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub top_p: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_output_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reasoning: Option<Reasoning>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verbosity: Option<Verbosity>,
    /// At most four.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stop: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Reasoning {
    Effort(ReasoningEffort),
    BudgetTokens(u32),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
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

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Verbosity {
    Low,
    Medium,
    High,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
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

/// A parameter that was set for an answer and did not reach its model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Omission {
    pub parameter: ParameterName,
    pub reason: OmissionReason,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum OmissionReason {
    /// The model has refused it, now or earlier.
    Refused,
    /// The provider's interface has no such parameter.
    Unsupported,
    /// Another parameter that is set does not go together with it.
    Excluded,
}

#[cfg(test)]
mod tests {
    use parlance_domain as domain;
    use serde::de::DeserializeOwned;

    use super::*;

    /// What the domain writes, the twin reads and writes the same, and the domain reads again.
    fn agree<Domain, Twin>(value: &Domain)
    where
        Domain: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug,
        Twin: Serialize + DeserializeOwned,
    {
        let json = serde_json::to_value(value).unwrap();
        let twin = serde_json::to_value(serde_json::from_value::<Twin>(json.clone()).unwrap()).unwrap();
        assert_eq!(json, twin);
        assert_eq!(&serde_json::from_value::<Domain>(twin).unwrap(), value);
    }

    #[test]
    fn the_twins_are_the_domains() {
        let every = domain::Parameters {
            system_prompt: Some("Be brief.".into()),
            temperature: Some(0.2),
            top_p: Some(0.9),
            max_output_tokens: Some(1000),
            reasoning: Some(domain::Reasoning::BudgetTokens(2000)),
            verbosity: Some(domain::Verbosity::High),
            stop: vec!["END".into()],
            seed: Some(7),
        };
        agree::<_, Parameters>(&every);
        agree::<_, Parameters>(&domain::Parameters::default());
        use domain::ReasoningEffort::{High, Low, Max, Medium, Minimal, None, Xhigh};
        for effort in [None, Minimal, Low, Medium, High, Xhigh, Max] {
            agree::<_, Reasoning>(&domain::Reasoning::Effort(effort));
        }
        for verbosity in [domain::Verbosity::Low, domain::Verbosity::Medium, domain::Verbosity::High] {
            agree::<_, Verbosity>(&verbosity);
        }
        use domain::OmissionReason::{Excluded, Refused, Unsupported};
        for (parameter, reason) in
            domain::ParameterName::ALL.into_iter().zip([Refused, Unsupported, Excluded].into_iter().cycle())
        {
            agree::<_, Omission>(&domain::Omission { parameter, reason });
        }
    }
}
