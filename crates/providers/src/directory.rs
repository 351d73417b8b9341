use std::collections::{BTreeMap, HashSet};
use std::sync::LazyLock;

use parlance_llm::Wire;
use serde::Deserialize;
use url::Url;

use crate::base_url::{BaseUrlError, join, normalise_base_url};
use crate::{Auth, MediaApi, ServedApi, check_id, query_name};

/// A provider as the directory or a user describes it. Holds no secret.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProviderSpec {
    /// Lower-case letters, digits, `-` and `_`.
    pub id: String,
    /// For people.
    pub name: String,
    pub kind: ProviderKind,
    pub wire: Wire,
    /// What is spoken under any other host than the base URL's own: only the provider itself has its newest wire.
    pub wire_elsewhere: Option<Wire>,
    /// Without a trailing slash. Only an example where there is a `resource_path`.
    pub base_url: Url,
    /// Each account has an address of its own, and this is what follows its host in the base URL.
    pub resource_path: Option<String>,
    /// Where the key goes; `None` is the wire's own place.
    pub auth: Option<Auth>,
    /// Parameters of the query of every call. No secrets.
    #[serde(default)]
    pub query: BTreeMap<String, String>,
    pub key_variable: Option<String>,
    pub base_url_variable: Option<BaseUrlVariable>,
    /// Where a person gets a key; https.
    pub key_page: Option<Url>,
    /// Where detection looks on 127.0.0.1.
    #[serde(default)]
    pub ports: Vec<u16>,
    /// The path below the base URL that proves a key, where the list of models does not.
    pub key_check: Option<String>,
    /// The list of models is given to everybody, so it proves no key.
    #[serde(default)]
    pub public_list: bool,
    /// Fields of the key check's answer, or of its data, which, when true, say that the key is blocked or of no use here.
    #[serde(default)]
    pub refused_flags: Vec<String>,
    /// A number of that answer, or of its data: what the key may still spend, where it has a limit.
    pub left_to_spend: Option<String>,
    /// The server wants `max_completion_tokens` for `max_tokens`.
    pub max_completion_tokens: bool,
    /// The server accepts `stream_options: {include_usage: true}`.
    pub stream_usage: bool,
    /// The server wants the reasoning of a turn with tool calls back.
    #[serde(default)]
    pub reasoning_content: bool,
    /// The server takes ids of tool calls of nine letters and digits alone, and no user's words straight behind a tool's result.
    #[serde(default)]
    pub short_call_ids: bool,
    /// The server takes documents as `document_url`.
    #[serde(default)]
    pub document_url: bool,
    /// Beginnings of model ids that cannot chat; `*x` is an `x` anywhere.
    #[serde(default)]
    pub hidden_models: Vec<String>,
    /// How a server of one's own is asked of a single model.
    pub served: Option<ServedApi>,
    /// What pictures are asked for over, and so on; `None` where the provider has none.
    pub images: Option<MediaApi>,
    pub embeddings: Option<MediaApi>,
    pub speech: Option<MediaApi>,
    pub transcription: Option<MediaApi>,
    /// Models and voices that read out, the usual one first. Others can be named.
    #[serde(default)]
    pub speech_models: Vec<String>,
    #[serde(default)]
    pub voices: Vec<String>,
    /// Models that write down recordings, likewise.
    #[serde(default)]
    pub transcription_models: Vec<String>,
    /// The models that make pictures, as `hidden_models` writes ids.
    #[serde(default)]
    pub image_models: Vec<String>,
    /// The models, where the server is not asked for them.
    #[serde(default)]
    pub models: Vec<String>,
    /// The server has no list of the models that can be asked.
    #[serde(default)]
    pub unlisted: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProviderKind {
    /// On the internet, needs a key.
    Cloud,
    /// On this machine, a key is optional.
    Local,
    /// Added by the user, a key is optional.
    Custom,
}

/// An environment variable that may hold another base URL.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BaseUrlVariable {
    pub name: String,
    pub form: BaseUrlForm,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BaseUrlForm {
    /// A base URL.
    Url,
    /// `OLLAMA_HOST`'s own forms: `host`, `:port`, `host:port`, with or without a scheme. The base is `/v1` below it.
    HostPort,
}

impl ProviderSpec {
    /// A provider that a user added. It is asked for usage; a server that refuses is asked again without.
    pub fn custom(id: impl Into<String>, name: impl Into<String>, base_url: Url) -> Self {
        Self {
            id: id.into(),
            name: name.into(),
            kind: ProviderKind::Custom,
            wire: Wire::OpenaiChat,
            wire_elsewhere: None,
            base_url,
            resource_path: None,
            auth: None,
            query: BTreeMap::new(),
            key_variable: None,
            base_url_variable: None,
            key_page: None,
            ports: Vec::new(),
            key_check: None,
            public_list: false,
            refused_flags: Vec::new(),
            left_to_spend: None,
            max_completion_tokens: false,
            stream_usage: true,
            reasoning_content: false,
            short_call_ids: false,
            document_url: false,
            hidden_models: Vec::new(),
            served: None,
            images: None,
            embeddings: None,
            speech: None,
            transcription: None,
            speech_models: Vec::new(),
            voices: Vec::new(),
            transcription_models: Vec::new(),
            image_models: Vec::new(),
            models: Vec::new(),
            unlisted: false,
        }
    }

    /// The model's answers hold pictures.
    pub fn makes_images(&self, model: &str) -> bool {
        self.images.is_some() && self.image_models.iter().any(|pattern| matches(model, pattern))
    }

    /// A call without a key makes no sense.
    pub fn needs_key(&self) -> bool {
        self.kind == ProviderKind::Cloud
    }

    /// A base URL as a person types it for this provider.
    pub fn read_base_url(&self, text: &str) -> Result<Url, BaseUrlError> {
        let url = normalise_base_url(text)?;
        Ok(match &self.resource_path {
            Some(path) if matches!(url.path(), "" | "/") => join(&url, path),
            _ => url,
        })
    }

    /// The base URL in the value of this provider's environment variable.
    pub fn base_url_from(&self, value: &str) -> Result<Url, BaseUrlError> {
        match self.base_url_variable.as_ref().map(|variable| variable.form) {
            Some(BaseUrlForm::HostPort) => {
                host_port(value, self.base_url.port_or_known_default().unwrap_or(80))
            }
            Some(BaseUrlForm::Url) | None => self.read_base_url(value),
        }
    }
}

/// Whether a pattern of a row means this model: `embed-` is a beginning, `*-tts` stands anywhere.
pub(crate) fn matches(model: &str, pattern: &str) -> bool {
    match pattern.strip_prefix('*') {
        Some(part) => model.contains(part),
        None => model.starts_with(pattern),
    }
}

/// As Ollama reads it (`envconfig.Host`): no scheme means http and `default_port`, a scheme brings its own port, no host
/// means this machine. A server listens on 0.0.0.0, but nobody can connect there.
fn host_port(value: &str, default_port: u16) -> Result<Url, BaseUrlError> {
    let value = value.trim().trim_matches(['"', '\'']).trim();
    if value.is_empty() {
        return Err(BaseUrlError::Empty);
    }
    let (scheme, rest, port) = match value.split_once("://") {
        Some((scheme @ ("http" | "https"), rest)) => (scheme, rest, None),
        Some((scheme, _)) => return Err(BaseUrlError::Scheme { scheme: scheme.to_owned() }),
        None => ("http", value, Some(default_port)),
    };
    // A bare IPv6 address: several colons and no brackets.
    let rest = match rest.parse::<std::net::Ipv6Addr>() {
        Ok(address) => format!("[{address}]"),
        Err(_) => rest.to_owned(),
    };
    let rest = if rest.starts_with(':') { format!("127.0.0.1{rest}") } else { rest };
    let mut url = normalise_base_url(&format!("{scheme}://{rest}"))?;
    let authority = rest.split('/').next().unwrap_or_default();
    let has_port = authority.rsplit_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok());
    // `set_port` and `set_host` refuse only URLs without a host, which this is not.
    if let (Some(port), false) = (port, has_port) {
        let _ = url.set_port(Some(port));
    }
    match url.host() {
        Some(url::Host::Ipv4(address)) if address.is_unspecified() => {
            let _ = url.set_host(Some("127.0.0.1"));
        }
        Some(url::Host::Ipv6(address)) if address.is_unspecified() => {
            let _ = url.set_host(Some("[::1]"));
        }
        _ => {}
    }
    Ok(if url.path().ends_with("/v1") { url } else { join(&url, "v1") })
}

/// The known providers, in the order in which they are offered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Directory {
    providers: Vec<ProviderSpec>,
}

#[derive(Debug, thiserror::Error)]
pub enum DirectoryError {
    #[error("the directory cannot be read")]
    Toml(#[from] toml::de::Error),
    #[error("{id:?}: {problem}")]
    Row { id: String, problem: &'static str },
}

#[expect(clippy::expect_used, reason = "the text is part of the program, and a test reads it")]
static BUNDLED: LazyLock<Directory> =
    LazyLock::new(|| Directory::parse(include_str!("providers.toml")).expect("a valid directory"));

impl Directory {
    /// The one that comes with the program.
    pub fn bundled() -> &'static Self {
        &BUNDLED
    }

    /// Reads a directory in the format of `providers.toml`.
    pub fn parse(text: &str) -> Result<Self, DirectoryError> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct File {
            provider: Vec<ProviderSpec>,
        }
        let File { provider: providers } = toml::from_str(text)?;
        let mut ids = HashSet::new();
        for spec in &providers {
            if let Some(problem) = problem(spec, &mut ids) {
                return Err(DirectoryError::Row { id: spec.id.clone(), problem });
            }
        }
        Ok(Self { providers })
    }

    pub fn get(&self, id: &str) -> Option<&ProviderSpec> {
        self.providers.iter().find(|spec| spec.id == id)
    }

    pub fn iter(&self) -> impl Iterator<Item = &ProviderSpec> {
        self.providers.iter()
    }
}

fn problem<'a>(spec: &'a ProviderSpec, ids: &mut HashSet<&'a str>) -> Option<&'static str> {
    let is_variable =
        |name: &str| name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
    let mut variables =
        spec.key_variable.iter().chain(spec.base_url_variable.as_ref().map(|variable| &variable.name));
    let is_https = |url: &Url| url.scheme() == "https";
    match spec.kind {
        _ if check_id(&spec.id).is_err() => Some("the id has other characters than a-z, 0-9, - and _"),
        _ if !ids.insert(&spec.id) => Some("the id is taken"),
        _ if spec.name.trim().is_empty() => Some("the name is empty"),
        _ if normalise_base_url(spec.base_url.as_str()).as_ref() != Ok(&spec.base_url) => {
            Some("the base URL is not in its normal form")
        }
        _ if !variables.all(|name| is_variable(name)) => Some("a variable is not in capitals"),
        _ if !spec.key_page.iter().all(is_https) => Some("the key page is not https"),
        ProviderKind::Cloud if !is_https(&spec.base_url) => {
            Some("the base URL of a cloud provider is not https")
        }
        ProviderKind::Cloud if spec.key_variable.is_none() || spec.key_page.is_none() => {
            Some("a cloud provider needs a key variable and a key page")
        }
        _ if spec.query.keys().any(|name| query_name(name).is_err()) => Some("a query parameter has no name"),
        ProviderKind::Local if spec.ports.is_empty() => Some("a local provider needs a port"),
        _ if spec.images.is_some() == spec.image_models.is_empty() => {
            Some("pictures need an interface and models")
        }
        ProviderKind::Custom => Some("a custom provider does not belong in the directory"),
        _ => None,
    }
}

#[cfg(test)]
#[path = "directory_tests.rs"]
mod tests;
