use std::fmt;

use parlance_llm::{KeyHeader, Wire};
use reqwest::header::{AUTHORIZATION, HeaderName};
use serde::Deserialize;

use crate::{Header, HeaderError};

/// Where a call carries its key. Written `bearer`, `none`, `header:<name>` or `query:<name>`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Deserialize)]
#[serde(try_from = "String")]
pub enum Auth {
    /// `authorization: Bearer …`
    Bearer,
    /// The key alone, in the header of this name in lower case.
    Header(String),
    /// In the query parameter of this name.
    Query(String),
    /// Nowhere.
    None,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AuthError {
    #[error("\"{0}\" is no way to send a key. There are bearer, none, header:<name> and query:<name>.")]
    Unknown(String),
    #[error(transparent)]
    Header(#[from] HeaderError),
    #[error("The query parameter that carries the key needs a name.")]
    NoName,
}

impl Auth {
    /// The key in the header `name`, which may be in any case.
    pub fn header(name: &str) -> Result<Self, AuthError> {
        Ok(Self::Header(Header::new(name, "any")?.name().to_owned()))
    }

    pub fn query(name: &str) -> Result<Self, AuthError> {
        match name.trim() {
            "" => Err(AuthError::NoName),
            name => Ok(Self::Query(name.to_owned())),
        }
    }

    /// Reads what `to_string` writes.
    pub fn parse(text: &str) -> Result<Self, AuthError> {
        match text.trim().split_once(':') {
            None if text.trim() == "bearer" => Ok(Self::Bearer),
            None if text.trim() == "none" => Ok(Self::None),
            Some(("header", name)) => Self::header(name),
            Some(("query", name)) => Self::query(name),
            _ => Err(AuthError::Unknown(text.to_owned())),
        }
    }

    pub(crate) fn of_wire(wire: Wire) -> Self {
        match wire.key_header() {
            KeyHeader::Bearer => Self::Bearer,
            KeyHeader::Named(name) => Self::Header(name.to_owned()),
        }
    }

    /// The header that carries the key, and what stands before the key in it.
    pub(crate) fn key_header(&self) -> Option<(HeaderName, &'static str)> {
        match self {
            Self::Bearer => Some((AUTHORIZATION, "Bearer ")),
            // Checked when it was made.
            Self::Header(name) => Some((HeaderName::from_bytes(name.as_bytes()).ok()?, "")),
            Self::Query(_) | Self::None => None,
        }
    }
}

impl fmt::Display for Auth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bearer => f.write_str("bearer"),
            Self::Header(name) => write!(f, "header:{name}"),
            Self::Query(name) => write!(f, "query:{name}"),
            Self::None => f.write_str("none"),
        }
    }
}

impl TryFrom<String> for Auth {
    type Error = AuthError;

    fn try_from(text: String) -> Result<Self, AuthError> {
        Self::parse(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        for auth in [
            Auth::Bearer,
            Auth::None,
            Auth::header("API-Key").unwrap(),
            Auth::query(" key ").unwrap(),
            Auth::query("a:b").unwrap(),
        ] {
            assert_eq!(Auth::parse(&auth.to_string()), Ok(auth));
        }
        assert_eq!(Auth::parse("header:API-Key"), Ok(Auth::Header("api-key".into())));
    }

    #[test]
    fn what_is_no_style_is_refused() {
        for text in
            ["", "Bearer", "basic", "header", "header:", "header:a b", "header:host", "query:", "query"]
        {
            assert!(Auth::parse(text).is_err(), "{text:?}");
        }
    }
}
