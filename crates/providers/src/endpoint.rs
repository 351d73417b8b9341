use std::fmt;
use std::time::Duration;

use parlance_llm::{Target, Wire};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use url::{Url, form_urlencoded};
use zeroize::Zeroizing;

use crate::base_url::{names_model, with_model};
use crate::{ApiKey, Auth, MediaApi, ProviderError, ProviderKind, ProviderSpec, ServedApi, is_this_machine};

/// A provider with what is needed to call it.
#[derive(Debug, Clone)]
pub struct Endpoint {
    pub spec: ProviderSpec,
    /// The one to call; the spec holds the default.
    pub base_url: Url,
    pub key: Option<ApiKey>,
    /// Sent with each call.
    pub headers: Vec<Header>,
    /// What this provider takes longer or shorter for than others.
    pub patience: Patience,
}

/// Time-outs of one provider; `None` is the usual one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Patience {
    /// From the request to the response's head.
    pub first_byte: Option<Duration>,
    /// Between two pieces of a streamed body.
    pub idle: Option<Duration>,
}

/// An extra header of a custom provider. Its value is kept like a key, since it often is one.
#[derive(Clone, PartialEq, Eq)]
pub struct Header {
    name: HeaderName,
    value: Zeroizing<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HeaderError {
    #[error("\"{0}\" cannot be the name of a header.")]
    Name(String),
    #[error("The header {0} is set by Parlance itself.")]
    Reserved(String),
    #[error("The value of the header {0} holds characters that a header cannot carry.")]
    Value(String),
}

/// Names that decide how the connection works.
const RESERVED: [&str; 8] = [
    "host",
    "content-length",
    "transfer-encoding",
    "connection",
    "accept-encoding",
    "upgrade",
    "te",
    "trailer",
];

impl Header {
    pub fn new(name: &str, value: &str) -> Result<Self, HeaderError> {
        let text = name.trim().to_ascii_lowercase();
        let name =
            HeaderName::from_bytes(text.as_bytes()).map_err(|_| HeaderError::Name(name.trim().to_owned()))?;
        if RESERVED.contains(&name.as_str()) {
            return Err(HeaderError::Reserved(text));
        }
        let value = Zeroizing::new(value.trim().to_owned());
        HeaderValue::from_str(&value).map_err(|_| HeaderError::Value(text))?;
        Ok(Self { name, value })
    }

    /// In lower case.
    pub fn name(&self) -> &str {
        self.name.as_str()
    }
}

impl fmt::Debug for Header {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Header({}: …)", self.name)
    }
}

impl Endpoint {
    /// Without a key, at the spec's own address.
    pub fn new(spec: ProviderSpec) -> Self {
        let base_url = spec.base_url.clone();
        Self { spec, base_url, key: None, headers: Vec::new(), patience: Patience::default() }
    }

    #[must_use]
    pub fn with_key(mut self, key: Option<ApiKey>) -> Self {
        self.key = key;
        self
    }

    /// What is spoken at the address that is called.
    pub fn wire(&self) -> Wire {
        let elsewhere =
            self.spec.wire_elsewhere.filter(|_| self.base_url.host() != self.spec.base_url.host());
        elsewhere.unwrap_or(self.spec.wire)
    }

    /// The server is to be asked for its models, since nothing else names them.
    pub fn is_listed(&self) -> bool {
        self.spec.models.is_empty() && !self.spec.unlisted && !names_model(&self.base_url)
    }

    /// The server may say nothing at all, not even headers, while it loads the model or reads a long question.
    pub(crate) fn begins_late(&self) -> bool {
        let is_here = match self.spec.kind {
            ProviderKind::Local => true,
            ProviderKind::Cloud => false,
            ProviderKind::Custom => is_this_machine(&self.base_url),
        };
        is_here || self.wire().begins_late()
    }

    /// The model is asked for pictures over an interface of their own.
    pub(crate) fn draws(&self, model: &str) -> bool {
        self.spec.images == Some(MediaApi::Openai) && self.spec.makes_images(model)
    }

    /// How single models are asked about: whoever speaks Ollama's wire is Ollama.
    pub(crate) fn served_api(&self) -> Option<ServedApi> {
        self.spec.served.or_else(|| (self.wire() == Wire::OllamaChat).then_some(ServedApi::Ollama))
    }

    pub(crate) fn auth(&self) -> Auth {
        self.spec.auth.clone().unwrap_or_else(|| Auth::of_wire(self.wire()))
    }

    /// `url` with the query of every call, which may hold the key: not to be shown.
    pub(crate) fn with_query(&self, url: &Url) -> Url {
        let auth = self.auth();
        let key = match (&auth, &self.key) {
            (Auth::Query(name), Some(key)) => Some((name.as_str(), key.expose())),
            _ => None,
        };
        let own = self.spec.query.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let added: Vec<_> =
            own.filter(|(name, _)| key.is_none_or(|(of_key, _)| of_key != *name)).chain(key).collect();
        let mut url = url.clone();
        if added.is_empty() {
            return url;
        }
        let others: Vec<(String, String)> = url
            .query_pairs()
            .into_owned()
            .filter(|(name, _)| !added.iter().any(|(other, _)| other == name))
            .collect();
        url.query_pairs_mut().clear().extend_pairs(others).extend_pairs(added);
        url
    }

    /// What the codec is told, for a request to `model`.
    pub(crate) fn target(&self, model: &str) -> Target {
        Target {
            max_completion_tokens: self.spec.max_completion_tokens,
            stream_usage: self.spec.stream_usage,
            reasoning_content: self.spec.reasoning_content,
            short_call_ids: self.spec.short_call_ids,
            document_url: self.spec.document_url,
            // What else a model refuses, such as encrypted reasoning where it has none, is learnt.
            ..Target::new(with_model(&self.base_url, model))
        }
    }

    pub(crate) fn host(&self) -> &str {
        self.base_url.host_str().unwrap_or("the server")
    }

    /// The credentials, what the wire always carries, and extra headers. A header of the user's takes the place of the same one of ours.
    pub(crate) fn header_map(&self) -> Result<HeaderMap, ProviderError> {
        let fixed = self.wire().headers().iter();
        let mut map: HeaderMap = fixed
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
            .collect();
        if let (Some(key), Some((name, before))) = (&self.key, self.auth().key_header()) {
            let text = Zeroizing::new(format!("{before}{}", key.expose()));
            let mut value = HeaderValue::from_str(&text).map_err(|_| {
                ProviderError::invalid("The key holds characters that a header cannot carry.")
            })?;
            value.set_sensitive(true);
            map.insert(name, value);
        }
        for header in &self.headers {
            // Checked when the header was made.
            if let Ok(mut value) = HeaderValue::from_str(&header.value) {
                value.set_sensitive(true);
                map.insert(header.name.clone(), value);
            }
        }
        Ok(map)
    }

    /// `error` without the key or a header's value, in case a server repeats them.
    pub(crate) fn redact(&self, mut error: ProviderError) -> ProviderError {
        let key = self.key.iter().map(ApiKey::expose);
        // As it stands in a query.
        let encoded =
            self.key.iter().map(|key| form_urlencoded::byte_serialize(key.expose().as_bytes()).collect());
        let encoded: Option<Zeroizing<String>> = encoded.map(Zeroizing::new).next();
        // A short header value is a flag such as "1", and cutting it out would only garble the message.
        let headers =
            self.headers.iter().map(|header| header.value.as_str()).filter(|value| value.len() >= 6);
        for secret in key.chain(encoded.iter().map(|key| key.as_str())).chain(headers) {
            if error.message.contains(secret) {
                error.message = error.message.replace(secret, "…");
            }
        }
        error
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Directory;

    #[test]
    fn servers_of_this_machine_begin_late() {
        let late = |id: &str| Endpoint::new(Directory::bundled().get(id).unwrap().clone()).begins_late();
        assert!(late("llamacpp") && late("lmstudio") && late("ollama") && late("gemini"));
        assert!(!late("openai") && !late("anthropic"));
        let own = |url: &str| ProviderSpec::custom("lab", "Lab", Url::parse(url).unwrap());
        assert!(Endpoint::new(own("http://localhost:8000/v1")).begins_late());
        assert!(!Endpoint::new(own("https://lab.example/v1")).begins_late());
    }
}
