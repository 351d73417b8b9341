//! Providers that the user describes: in a form, or in files.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::WireFormat;

/// Where a call carries its key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum AuthStyle {
    /// `authorization: Bearer …`
    Bearer,
    /// The key alone, in this header.
    Header {
        name: String,
    },
    /// In this parameter of the query.
    Query {
        name: String,
    },
    None,
}

/// A parameter of the query of every call. It is no secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct QueryParameter {
    pub name: String,
    pub value: String,
}

#[derive(Clone, Deserialize, TS)]
pub struct CustomProviderArgs {
    /// `None` adds one.
    pub id: Option<String>,
    pub name: String,
    /// `{model}` in its path is replaced by the model that is asked.
    pub base_url: String,
    pub wire: WireFormat,
    /// `None` is the wire's own.
    pub auth: Option<AuthStyle>,
    /// Extra headers. They are kept like keys, since they often are.
    pub headers: Vec<HeaderArgs>,
    pub query: Vec<QueryParameter>,
    /// Empty: the server is asked for them.
    pub models: Vec<String>,
    pub key: Option<String>,
}

#[derive(Clone, Deserialize, TS)]
pub struct HeaderArgs {
    pub name: String,
    /// `None` keeps the value that is already saved under this name.
    pub value: Option<String>,
}

/// The value of a header that a file of the user's names.
#[derive(Clone, Deserialize, TS)]
pub struct HeaderValueArgs {
    pub provider: String,
    pub name: String,
    pub value: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct NamedModelsArgs {
    pub provider: String,
    /// Empty goes back to the default.
    pub models: Vec<String>,
}

/// The text of a file that describes a provider.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct ImportProviderArgs {
    pub text: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ExportedProvider {
    /// The file that was written.
    pub path: String,
    /// What is in it. No secrets.
    pub text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
pub struct ProviderFilesArgs {
    /// Read the folder again instead of telling what was found at start.
    pub refresh: bool,
}

/// The folder whose files each describe a provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ProviderFiles {
    pub folder: String,
    /// Those that describe none, by name.
    pub broken: Vec<BrokenProviderFile>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct BrokenProviderFile {
    pub file: String,
    pub message: String,
}
