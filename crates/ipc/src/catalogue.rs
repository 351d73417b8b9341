use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{ModelChoice, PriceView};

/// A model, as far as anybody says: the user, else its provider's list, else the snapshot that comes with the program. A field is
/// null where nobody does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ModelView {
    pub model: ModelChoice,
    pub name: String,
    /// Its place among the user's favourites, from 0; null for one that is none of them.
    pub favourite: Option<u32>,
    /// In tokens.
    #[ts(type = "number | null")]
    pub context_tokens: Option<u64>,
    /// The longest answer.
    #[ts(type = "number | null")]
    pub max_output_tokens: Option<u64>,
    pub price: Option<PriceView>,
    /// What it reads besides text.
    pub input: ModalitiesView,
    /// What it makes besides text.
    pub output: ModalitiesView,
    /// Whether it calls tools.
    pub tools: Option<bool>,
    pub reasoning: Option<ReasoningView>,
    /// How far its knowledge goes: `2026-06` or `2026-06-01`.
    pub knowledge: Option<String>,
    /// Null before its first answer.
    pub speed: Option<SpeedView>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, TS)]
pub struct ModalitiesView {
    pub image: Option<bool>,
    pub pdf: Option<bool>,
    pub audio: Option<bool>,
    pub video: Option<bool>,
}

/// How a model thinks before it answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ReasoningView {
    /// It does not.
    None,
    /// It does; how much is up to it, or nobody says how it is told.
    Own,
    /// As many tokens as it is given.
    Budget,
    /// As much as it is told to, in the provider's words, the least first.
    Levels { levels: Vec<String> },
}

/// Medians of the user's last calls, at most 20.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct SpeedView {
    pub calls: u32,
    /// Milliseconds from the question to the first word.
    #[ts(type = "number")]
    pub first_token_ms: u64,
    /// From the first word on, rounded. Null where no answer was long enough to tell.
    pub tokens_per_second: Option<u32>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct ModelArgs {
    pub model: ModelChoice,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct FavouriteArgs {
    pub model: ModelChoice,
    pub favourite: bool,
}

/// What the user says of a model. A field that is null is left to its provider.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
pub struct ModelOverride {
    pub name: Option<String>,
    #[ts(type = "number | null")]
    pub context_tokens: Option<u64>,
    #[ts(type = "number | null")]
    pub max_output_tokens: Option<u64>,
    /// Prices are millionths of a US dollar per million tokens.
    #[ts(type = "number | null")]
    pub price_input: Option<i64>,
    #[ts(type = "number | null")]
    pub price_output: Option<i64>,
    #[ts(type = "number | null")]
    pub price_cached: Option<i64>,
    pub vision: Option<bool>,
    pub tools: Option<bool>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct OverrideModelArgs {
    pub model: ModelChoice,
    /// In the place of everything that the user said before.
    pub said: ModelOverride,
}

/// What there is to change about a model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ModelDetails {
    pub said: ModelOverride,
    /// The model without what the user says.
    pub without: ModelView,
}
