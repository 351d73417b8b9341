use parlance_domain::{ConversationId, MessageId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::ModelChoice;

/// What happens with a conversation that is too long for the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Overflow {
    /// A face asks before it sends; what is sent is the whole conversation.
    #[default]
    Ask,
    /// The oldest messages stay behind.
    Trim,
    /// The model summarises the oldest messages, and the summary goes in their place.
    Compact,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct GaugeArgs {
    /// `None` is the new chat.
    #[ts(type = "string | null")]
    pub conversation: Option<ConversationId>,
    pub model: ModelChoice,
    /// The size of what is being written, in bytes of UTF-8.
    #[ts(type = "number")]
    pub draft_bytes: u64,
}

/// An answer that is to be asked for again, or to go on.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct AnswerGaugeArgs {
    #[ts(type = "string")]
    pub conversation: ConversationId,
    #[ts(type = "string")]
    pub message: MessageId,
    /// As in [`crate::RegenerateArgs`].
    pub model: Option<ModelChoice>,
    /// It goes on where it broke off.
    pub goes_on: bool,
}

/// How much of a model's context the next question would take.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ContextGauge {
    /// The whole conversation with the draft.
    #[ts(type = "number")]
    pub used_tokens: u64,
    /// What the model takes, its answer included.
    #[ts(type = "number")]
    pub context_tokens: u64,
    /// By a rule of thumb and not counted.
    pub estimated: bool,
    /// The name of the model that this is measured against, where the choice is left to Parlance.
    pub chosen: Option<String>,
    /// What would be done about it where it does not fit; `None` where it does.
    pub overflow: Option<OverflowPreview>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct OverflowPreview {
    /// How many of the oldest messages would stay behind.
    pub left_out: u32,
    /// How many of them no summary covers yet; 0 where the one that there is will do.
    pub to_summarise: u32,
    /// About what a summary of those costs, in millionths of a US dollar; `None` where no price is known.
    #[ts(type = "number | null")]
    pub summary_cost: Option<i64>,
}
