use serde::Deserialize;

use crate::Price;

/// What a model takes, gives and costs. A field is `None` where nobody says: an absent value is better than a wrong one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ModelFacts {
    /// In tokens.
    pub context: Option<u64>,
    /// The longest answer, in tokens.
    pub max_output: Option<u64>,
    pub price: Option<Price>,
    /// What it reads besides text.
    pub input: Modalities,
    /// What it makes besides text.
    pub output: Modalities,
    /// Whether it calls tools.
    pub tools: Option<bool>,
    pub reasoning: Option<Reasoning>,
    /// How far its knowledge goes: `2026-06` or `2026-06-01`.
    pub knowledge: Option<String>,
}

impl ModelFacts {
    /// These facts, and those of `other` where these say nothing.
    #[must_use]
    pub fn or(self, other: &Self) -> Self {
        Self {
            context: self.context.or(other.context),
            max_output: self.max_output.or(other.max_output),
            price: self.price.or_else(|| other.price.clone()),
            input: self.input.or(other.input),
            output: self.output.or(other.output),
            tools: self.tools.or(other.tools),
            reasoning: self.reasoning.or_else(|| other.reasoning.clone()),
            knowledge: self.knowledge.or_else(|| other.knowledge.clone()),
        }
    }
}

/// Kinds of content besides text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Modalities {
    pub image: Option<bool>,
    pub pdf: Option<bool>,
    pub audio: Option<bool>,
    pub video: Option<bool>,
}

impl Modalities {
    /// These, and those of `other` where these say nothing.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self {
            image: self.image.or(other.image),
            pdf: self.pdf.or(other.pdf),
            audio: self.audio.or(other.audio),
            video: self.video.or(other.video),
        }
    }
}

/// How a model thinks before it answers.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Reasoning {
    Kind(ReasoningKind),
    /// As much as it is told to, in the provider's words, the least first.
    Levels(Vec<String>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReasoningKind {
    /// It does not.
    None,
    /// It does; how much is up to it, or nobody says how it is told.
    Own,
    /// As many tokens as it is given.
    Budget,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_one_does_not_say_the_other_does() {
        let listed = ModelFacts {
            context: Some(10),
            input: Modalities { image: Some(false), ..Modalities::default() },
            ..ModelFacts::default()
        };
        let known = ModelFacts {
            context: Some(20),
            max_output: Some(5),
            input: Modalities { image: Some(true), pdf: Some(true), ..Modalities::default() },
            tools: Some(true),
            reasoning: Some(Reasoning::Levels(vec!["low".into()])),
            knowledge: Some("2026-06".into()),
            ..ModelFacts::default()
        };
        let both = listed.or(&known);
        assert_eq!((both.context, both.max_output, both.tools), (Some(10), Some(5), Some(true)));
        assert_eq!((both.input.image, both.input.pdf, both.input.audio), (Some(false), Some(true), None));
        assert_eq!(both.reasoning, known.reasoning);
        assert_eq!(both.knowledge.as_deref(), Some("2026-06"));
    }
}
