use serde::{Deserialize, Serialize};
use ts_rs::TS;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
pub struct UsageArgs {
    /// How many days, today included.
    pub days: u32,
}

/// What one model was used on one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct UsageEntry {
    /// `2026-11-21`, by the machine's clock and time zone.
    pub day: String,
    pub provider: String,
    /// For people.
    pub provider_name: String,
    pub model: String,
    #[ts(type = "number")]
    pub calls: u64,
    /// The calls among them whose cost is not known.
    #[ts(type = "number")]
    pub unpriced: u64,
    #[ts(type = "number")]
    pub input_tokens: u64,
    #[ts(type = "number")]
    pub output_tokens: u64,
    #[ts(type = "number")]
    pub cached_tokens: u64,
    #[ts(type = "number")]
    pub reasoning_tokens: u64,
    /// An estimate in millionths of a US dollar; `None` where no price was known.
    #[ts(type = "number | null")]
    pub cost: Option<i64>,
}
