use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{ErrorCode, ModelChoice};

/// What the user wants of a model that is chosen for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Preference {
    Fast,
    #[default]
    Balanced,
    Best,
    Cheap,
}

/// A provider's place in the chain of those that may be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ChainEntry {
    pub provider: String,
    /// The one model to ask there; `None` leaves it to Parlance.
    #[serde(default)]
    pub model: Option<String>,
    pub on: bool,
}

/// What the user allows for one provider; `None` is no limit.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct ProviderBudget {
    pub provider: String,
    pub requests_per_minute: Option<u32>,
    pub requests_per_day: Option<u32>,
    #[ts(type = "number | null")]
    pub tokens_per_minute: Option<u64>,
    #[ts(type = "number | null")]
    pub tokens_per_day: Option<u64>,
}

/// Who answers when the choice is left to Parlance, and what it may cost.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Routing {
    pub preference: Preference,
    /// In the order in which they are asked.
    pub chain: Vec<ChainEntry>,
    /// When a model that was chosen by name cannot answer, ask the next of the chain.
    pub fall_back: bool,
    pub budgets: Vec<ProviderBudget>,
    /// Millionths of a US dollar, by the machine's day; `None` is no limit.
    #[ts(type = "number | null")]
    pub money_per_day: Option<i64>,
    #[ts(type = "number | null")]
    pub money_per_month: Option<i64>,
}

/// Money against its budget, in millionths of a US dollar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct Spending {
    #[ts(type = "number")]
    pub spent: i64,
    #[ts(type = "number")]
    pub budget: i64,
}

/// `None` where there is no budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct SpendingView {
    pub day: Option<Spending>,
    pub month: Option<Spending>,
}

/// How the model of an answer came about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct RouteView {
    /// Why Parlance chose it; `None` where it was chosen by name.
    pub auto: Option<Vec<RouteReason>>,
    /// Who could not answer, in the order in which they were asked.
    pub passed: Vec<PassedView>,
    /// How many of the oldest messages stayed behind, because the conversation is too long for the model.
    pub left_out: Option<u32>,
    /// What went along in the place of the oldest messages.
    pub summary: Option<SummaryView>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct SummaryView {
    /// How many messages it covers.
    pub messages: u32,
    /// As the model wrote it, Markdown; empty where it is not there any more.
    pub text: String,
}

/// The words of `parlance_providers::routing::Reason`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RouteReason {
    First,
    Next,
    Preferred,
    Named,
    Fast,
    Best,
    Cheap,
    HardQuestion,
    EasyQuestion,
    Room,
    Images,
    Tools,
    Reasoning,
    Began,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct PassedView {
    pub model: ModelChoice,
    pub provider_name: String,
    pub code: ErrorCode,
    pub message: String,
    #[ts(type = "number | null")]
    pub wait_ms: Option<u64>,
}
