use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Which proxy calls to other machines go through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ProxyKind {
    /// As the system says.
    #[default]
    System,
    Direct,
    Own,
}

/// How long a provider is waited for, in seconds; `None` is the usual time.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct ProviderPatience {
    pub provider: String,
    pub first_byte_s: Option<u32>,
    pub idle_s: Option<u32>,
}

/// How servers are reached. On its way in the proxy's address may hold a password; on its way out it never does.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct NetworkSettings {
    pub proxy: ProxyKind,
    pub proxy_url: Option<String>,
    /// A file of certificates in the PEM format that are trusted beside the system's.
    pub certificate_file: Option<String>,
    pub patience: Vec<ProviderPatience>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct NetworkView {
    pub settings: NetworkSettings,
    /// A password for the proxy's user is kept.
    pub proxy_password: bool,
    /// Why they cannot be used as they are, such as a file that has gone; the system's way is used meanwhile.
    pub problem: Option<String>,
}
