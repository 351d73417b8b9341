use serde::{Deserialize, Serialize};

/// Token counts of one call, as the provider reported them. `None` is "not reported", which is not 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Usage {
    /// Everything that was sent, cached tokens included.
    pub input_tokens: Option<u64>,
    /// Everything that came back, reasoning included.
    pub output_tokens: Option<u64>,
    pub cached_tokens: Option<u64>,
    pub reasoning_tokens: Option<u64>,
    /// What the provider says that the call cost; most say nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<MicroDollars>,
}

/// Money in millionths of a US dollar, so that sums stay exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MicroDollars(pub i64);
