use parlance_domain::ConversationId;
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
    /// Those whose cost is estimated from list prices, not told by the provider.
    #[ts(type = "number")]
    pub estimated: u64,
    #[ts(type = "number")]
    pub input_tokens: u64,
    #[ts(type = "number")]
    pub output_tokens: u64,
    #[ts(type = "number")]
    pub cached_tokens: u64,
    #[ts(type = "number")]
    pub reasoning_tokens: u64,
    /// In millionths of a US dollar; `None` where no price was known.
    #[ts(type = "number | null")]
    pub cost: Option<i64>,
}

/// What one conversation used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ConversationUsage {
    /// `None` for all those together that were deleted.
    pub conversation: Option<UsedConversation>,
    #[ts(type = "number")]
    pub calls: u64,
    /// As in [`UsageEntry`].
    #[ts(type = "number")]
    pub unpriced: u64,
    #[ts(type = "number")]
    pub estimated: u64,
    #[ts(type = "number")]
    pub input_tokens: u64,
    #[ts(type = "number")]
    pub output_tokens: u64,
    #[ts(type = "number")]
    pub cached_tokens: u64,
    #[ts(type = "number")]
    pub reasoning_tokens: u64,
    #[ts(type = "number | null")]
    pub cost: Option<i64>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct UsedConversation {
    #[ts(type = "string")]
    pub id: ConversationId,
    pub title: String,
    /// It is in the trash.
    pub trashed: bool,
}

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct WrittenFile {
    pub path: String,
}
