use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{AuthStyle, ErrorCode, KeyView, ModelView, QueryParameter};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ProviderKind {
    /// On the internet, needs a key.
    Cloud,
    /// A server on this machine or network; a key is optional.
    Local,
    /// Added by the user.
    Custom,
    /// Nobody: Parlance chooses among the others.
    Auto,
    /// The built-in offline help.
    Guide,
}

/// Where a key comes from. The key itself never crosses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum KeyState {
    /// The provider takes none.
    NotNeeded,
    NotSet,
    Keyring {
        last4: String,
    },
    /// Kept in memory until the app ends.
    Session {
        last4: String,
    },
    Environment {
        variable: String,
        last4: String,
    },
    /// The keyring holds one but does not answer now.
    Unreachable,
}

/// What a provider speaks. The names are those of `parlance_llm::Wire`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum WireFormat {
    OpenaiChat,
    OpenaiResponses,
    AnthropicMessages,
    Gemini,
    OllamaChat,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ProviderView {
    pub id: String,
    pub name: String,
    pub kind: ProviderKind,
    pub wire: WireFormat,
    /// Of the key that a call takes.
    pub key: KeyState,
    /// The keys that there are, the environment's last.
    pub keys: Vec<KeyView>,
    /// Where a person gets a key; https.
    pub key_page: Option<String>,
    /// Where the key goes, if not where the wire has it.
    pub auth: Option<AuthStyle>,
    /// Empty where the user has to say first.
    pub base_url: String,
    pub default_base_url: Option<String>,
    /// What an address looks like where each account has its own.
    pub base_url_example: Option<String>,
    /// The environment variable that sets the base URL, when one does.
    pub base_url_variable: Option<String>,
    /// Extra headers of a custom provider; values are hidden when they look like secrets.
    pub header_names: Vec<String>,
    /// Those of them that have no value yet.
    pub missing_headers: Vec<String>,
    pub query: Vec<QueryParameter>,
    /// The models, where the provider is not asked for them.
    pub models: Vec<String>,
    /// A provider of the directory whose models the user names.
    pub names_models: bool,
    /// The file of the user's folder that describes it; such a provider is changed there.
    pub file: Option<String>,
}

/// In millionths of a US dollar per million tokens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct PriceView {
    #[ts(type = "number")]
    pub input: i64,
    #[ts(type = "number")]
    pub output: i64,
    /// Input that the provider still had; `None` where no price of its own is known.
    #[ts(type = "number | null")]
    pub cached: Option<i64>,
    /// What long prompts cost, the shortest first.
    pub tiers: Vec<PriceTierView>,
}

/// What every token of a call costs whose prompt is longer than so many tokens; as in [`PriceView`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct PriceTierView {
    #[ts(type = "number")]
    pub above_tokens: u64,
    #[ts(type = "number")]
    pub input: i64,
    #[ts(type = "number")]
    pub output: i64,
    #[ts(type = "number | null")]
    pub cached: Option<i64>,
}

/// The models of one provider, as it listed them last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ProviderModels {
    pub provider: String,
    pub name: String,
    pub kind: ProviderKind,
    pub availability: Availability,
    pub models: Vec<ModelView>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Availability {
    Ready,
    /// No key, so nothing was asked.
    NeedsKey,
    Unavailable {
        code: ErrorCode,
        message: String,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct ListModelsArgs {
    /// Ask the providers again instead of giving the last answer.
    pub refresh: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct ProviderArgs {
    pub provider: String,
}

/// A key on its way in. It is zeroed by the keeper and never sent back.
#[derive(Clone, Deserialize, TS)]
pub struct SaveKeyArgs {
    pub provider: String,
    pub key: String,
}

/// What the provider said to a key. The key is saved unless it was `Refused`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum KeyCheck {
    Valid {
        models: usize,
    },
    /// The provider knows the key but it may not list models.
    Restricted,
    /// The provider says nothing against the key, and does not serve the account, the country or the network. Saved.
    Barred {
        message: String,
    },
    /// The provider says the key is wrong. Not saved.
    Refused {
        message: String,
    },
    /// The provider could not be asked. Saved unchecked.
    Unchecked {
        message: String,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct BaseUrlArgs {
    pub provider: String,
    /// Empty goes back to the default.
    pub base_url: String,
}

/// A server that answers on its usual port on this machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct LocalServer {
    pub provider: String,
    pub name: String,
    pub models: Vec<ModelView>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum KeyringStatus {
    /// Keys are kept by the operating system.
    Ready,
    /// Keys stay in memory until the app ends; `reason` says why.
    Unavailable { reason: String },
}
