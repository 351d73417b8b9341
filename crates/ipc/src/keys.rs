//! The keys of a provider, by name. None of these types holds a key on its way out.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{ErrorCode, KeyState};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct KeyView {
    /// Within its provider.
    pub id: String,
    /// Empty where nobody gave one; of a key from the environment its variable.
    pub name: String,
    pub state: KeyState,
    /// Set outside, and so neither renamed, replaced nor removed here.
    pub from_environment: bool,
    /// Calls are made with this one.
    pub in_use: bool,
    /// In milliseconds since 1970.
    #[ts(type = "number | null")]
    pub last_used_at: Option<i64>,
    /// Since the last call that went well.
    pub last_error: Option<KeyErrorView>,
}

/// Why a provider turned a key away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct KeyErrorView {
    /// `Key`, `Permission` or `Quota`.
    pub code: ErrorCode,
    /// In milliseconds since 1970.
    #[ts(type = "number")]
    pub at: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct KeyArgs {
    pub provider: String,
    pub id: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct RenameKeyArgs {
    pub provider: String,
    pub id: String,
    pub name: String,
}

/// A further key on its way in. It is zeroed by the keeper and never sent back.
#[derive(Clone, Deserialize, TS)]
pub struct AddKeyArgs {
    pub provider: String,
    pub name: String,
    pub key: String,
}

/// A key's next secret on its way in. It is zeroed by the keeper and never sent back.
#[derive(Clone, Deserialize, TS)]
pub struct ReplaceKeyArgs {
    pub provider: String,
    pub id: String,
    pub key: String,
}
