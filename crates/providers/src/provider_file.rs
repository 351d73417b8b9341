//! A provider of the user's own as a small TOML file: to pass on, to keep, to put into a folder that is read at start.
//!
//! ```toml
//! version = 1                                    # of this format
//! id = "lab"                                     # a-z, 0-9, - and _; optional: else made from the file's name
//! name = "Lab"                                   # for people
//! base_url = "https://lab.example/v1/{model}"    # {model} in the path is optional
//! wire = "openai-chat"                           # the names of `parlance_llm::Wire`; optional, this is the default
//! auth = "header:api-key"                        # bearer, none, header:<name>, query:<name>; optional: else the wire's own
//! headers = ["x-team"]                           # names; the values are asked for and kept like keys
//! models = ["one", "two"]                        # optional: else the server is asked for a list
//! [query]                                        # parameters of every call; no secrets
//! api-version = "2024-10-21"
//! ```

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use parlance_llm::Wire;
use serde::{Deserialize, Serialize};
use toml::Spanned;
use url::Url;

use crate::base_url::{BaseUrlError, display_base_url, normalise_base_url};
use crate::{Auth, AuthError, Header, HeaderError, MediaApi, ProviderSpec};

const VERSION: i64 = 1;

/// What describes a provider of the user's own. Holds no secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderFile {
    pub id: Option<String>,
    pub name: String,
    pub base_url: Url,
    pub wire: Wire,
    /// `None` is the wire's own.
    pub auth: Option<Auth>,
    /// In lower case, each once.
    pub headers: Vec<String>,
    pub query: BTreeMap<String, String>,
    /// Empty where the server is asked for them.
    pub models: Vec<String>,
}

/// Why a file describes no provider, for the person who wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderFileError {
    /// From 1, where there is one to look at.
    pub line: Option<usize>,
    pub problem: ProviderFileProblem,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProviderFileProblem {
    #[error("{0}.")]
    Toml(String),
    #[error("The file does not say \"version = 1\", so it is none that describes a provider.")]
    NoVersion,
    #[error("The file is of version {0}, which a newer Parlance reads.")]
    NewerVersion(i64),
    #[error("The id {0:?} has other characters than a-z, 0-9, - and _.")]
    Id(String),
    #[error("The name must have 1 to {} characters.", ProviderFile::MAX_NAME_CHARS)]
    Name,
    #[error(transparent)]
    BaseUrl(#[from] BaseUrlError),
    #[error("{0:?} is none of the API formats {names}.", names = wire_names())]
    Wire(String),
    #[error(transparent)]
    Auth(#[from] AuthError),
    #[error(transparent)]
    Header(#[from] HeaderError),
    #[error("A query parameter needs a name.")]
    Query,
}

impl fmt::Display for ProviderFileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "Line {line}: {}", self.problem),
            None => write!(f, "{}", self.problem),
        }
    }
}

impl std::error::Error for ProviderFileError {}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Read {
    // Read before the rest.
    #[serde(rename = "version")]
    _version: i64,
    id: Option<Spanned<String>>,
    name: Spanned<String>,
    base_url: Spanned<String>,
    wire: Option<Spanned<String>>,
    auth: Option<Spanned<String>>,
    #[serde(default)]
    headers: Vec<Spanned<String>>,
    #[serde(default)]
    models: Vec<String>,
    #[serde(default)]
    query: BTreeMap<Spanned<String>, String>,
}

#[derive(Serialize)]
struct Written<'a> {
    version: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    name: &'a str,
    base_url: String,
    wire: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    auth: Option<String>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    headers: &'a [String],
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    models: &'a [String],
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    query: &'a BTreeMap<String, String>,
}

impl ProviderFile {
    /// What follows the name in the name of a file.
    pub const ENDING: &str = ".parlance-provider.toml";
    pub const MAX_NAME_CHARS: usize = 60;

    /// # Errors
    /// The first thing that is wrong, with its line.
    pub fn parse(text: &str) -> Result<Self, ProviderFileError> {
        let toml = |error: toml::de::Error| {
            let problem = ProviderFileProblem::Toml(sentence(error.message()));
            ProviderFileError { line: error.span().map(|span| line(text, &span)), problem }
        };
        // Before the fields: those of a newer version may be others.
        let table: toml::Table = toml::from_str(text).map_err(toml)?;
        let version = table.get("version").and_then(toml::Value::as_integer);
        let problem = match version {
            Some(VERSION) => None,
            Some(newer) if newer > VERSION => Some(ProviderFileProblem::NewerVersion(newer)),
            _ => Some(ProviderFileProblem::NoVersion),
        };
        if let Some(problem) = problem {
            return Err(ProviderFileError { line: None, problem });
        }
        let read: Read = toml::from_str(text).map_err(toml)?;
        let id = read.id.map(|id| at(text, id, |id| check_id(&id).map(|()| id))).transpose()?;
        let mut headers = Vec::new();
        for name in read.headers {
            let header = at(text, name, |name| Ok(Header::new(&name, "any")?))?;
            if !headers.iter().any(|other| other == header.name()) {
                headers.push(header.name().to_owned());
            }
        }
        let mut query = BTreeMap::new();
        for (name, value) in read.query {
            let name = at(text, name, |name| query_name(&name).map(str::to_owned))?;
            query.insert(name, value);
        }
        Ok(Self {
            id,
            name: at(text, read.name, |name| Self::check_name(&name).map(str::to_owned))?,
            base_url: at(text, read.base_url, |url| Ok(normalise_base_url(&url)?))?,
            wire: read.wire.map_or(Ok(Wire::OpenaiChat), |wire| {
                at(text, wire, |wire| Wire::named(&wire).ok_or(ProviderFileProblem::Wire(wire)))
            })?,
            auth: read.auth.map(|auth| at(text, auth, |auth| Ok(Auth::parse(&auth)?))).transpose()?,
            headers,
            query,
            models: tidy_models(read.models),
        })
    }

    /// The file that [`ProviderFile::parse`] reads.
    ///
    /// # Errors
    /// None that is known of: TOML can hold every text.
    pub fn to_toml(&self) -> Result<String, toml::ser::Error> {
        let fields = toml::to_string(&Written {
            version: VERSION,
            id: self.id.as_deref(),
            name: &self.name,
            base_url: display_base_url(&self.base_url),
            wire: self.wire.name(),
            auth: self.auth.as_ref().map(Auth::to_string),
            headers: &self.headers,
            models: &self.models,
            query: &self.query,
        })?;
        Ok(format!(
            "# A provider for Parlance: import it in Settings, or put it into the folder \"providers\" of the data folder.\n\
             # It holds no keys; those are entered in Settings.\n\n{fields}"
        ))
    }

    /// The provider as it is called, under `id`.
    pub fn into_spec(self, id: String) -> ProviderSpec {
        // Servers that speak OpenAI's wire often have its other interfaces as well, and say so when they have not.
        let openai =
            matches!(self.wire, Wire::OpenaiChat | Wire::OpenaiResponses).then_some(MediaApi::Openai);
        ProviderSpec {
            speech: openai,
            transcription: openai,
            wire: self.wire,
            auth: self.auth,
            query: self.query,
            models: self.models,
            ..ProviderSpec::custom(id, self.name, self.base_url)
        }
    }

    /// `name` without white space around it.
    pub fn check_name(name: &str) -> Result<&str, ProviderFileProblem> {
        let name = name.trim();
        let is_good = !name.is_empty() && name.chars().count() <= Self::MAX_NAME_CHARS;
        is_good.then_some(name).ok_or(ProviderFileProblem::Name)
    }
}

/// `name` without white space around it.
pub fn query_name(name: &str) -> Result<&str, ProviderFileProblem> {
    let name = name.trim();
    (!name.is_empty()).then_some(name).ok_or(ProviderFileProblem::Query)
}

/// The names of models as typed: each once, without empty ones.
pub fn tidy_models(models: Vec<String>) -> Vec<String> {
    let mut tidy: Vec<String> = Vec::new();
    for model in models {
        let model = model.trim();
        if !model.is_empty() && !tidy.iter().any(|other| other == model) {
            tidy.push(model.to_owned());
        }
    }
    tidy
}

/// Lower-case letters, digits, `-` and `_`.
pub fn check_id(id: &str) -> Result<(), ProviderFileProblem> {
    let is_good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    if id.is_empty() || !id.chars().all(is_good) {
        return Err(ProviderFileProblem::Id(id.to_owned()));
    }
    Ok(())
}

fn at<T>(
    text: &str,
    value: Spanned<String>,
    read: impl FnOnce(String) -> Result<T, ProviderFileProblem>,
) -> Result<T, ProviderFileError> {
    let line = line(text, &value.span());
    read(value.into_inner()).map_err(|problem| ProviderFileError { line: Some(line), problem })
}

fn line(text: &str, span: &Range<usize>) -> usize {
    let before = text.as_bytes().get(..span.start).unwrap_or(text.as_bytes());
    before.iter().filter(|byte| **byte == b'\n').count() + 1
}

/// One line that begins with a capital.
fn sentence(message: &str) -> String {
    let message = message.trim().trim_end_matches('.').replace('\n', ", ");
    let mut chars = message.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

fn wire_names() -> String {
    Wire::ALL.map(Wire::name).join(", ")
}

#[cfg(test)]
#[path = "provider_file_tests.rs"]
mod tests;
