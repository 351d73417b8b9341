use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What became of the conversations of an import or a restore, or what would become of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
pub struct MergeCounts {
    /// Conversations that were not here.
    #[ts(type = "number")]
    pub new: u64,
    /// They were here and got what was missing.
    #[ts(type = "number")]
    pub completed: u64,
    /// They were here with everything.
    #[ts(type = "number")]
    pub known: u64,
    /// They are in the trash and stay there.
    #[ts(type = "number")]
    pub in_trash: u64,
    /// They were deleted for good and stay so.
    #[ts(type = "number")]
    pub deleted: u64,
    /// Messages that were not here.
    #[ts(type = "number")]
    pub messages: u64,
}
