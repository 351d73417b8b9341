//! How a provider is reached: the directory of known ones, the HTTP transport, model lists, key checks.
//!
//! A provider that speaks a known wire format is a row of `providers.toml` and no code. What is here is policy: time-outs,
//! retries before the first token, what may follow a redirect, and how a failure is named. The words on the wire are
//! `parlance-llm`'s.

mod address;
mod attempt;
mod auth;
mod base_url;
mod catalogue;
mod client;
mod detect;
mod directory;
mod endpoint;
mod error;
mod facts;
mod files;
mod http_provider;
mod image;
mod image_size;
mod key;
mod key_check;
mod listed;
mod media;
mod models;
mod network;
mod parameters;
mod patience;
mod price;
mod provider;
mod provider_file;
mod retry;
pub mod routing;
mod served;

pub use address::is_this_machine;
pub use auth::{Auth, AuthError};
pub use base_url::{BaseUrlError, display_base_url, names_model, normalise_base_url};
pub use catalogue::{Catalogue, CatalogueEntry};
pub use client::{HttpClient, Timeouts};
pub use detect::{LocalServer, detect_local};
pub use directory::{BaseUrlForm, BaseUrlVariable, Directory, DirectoryError, ProviderKind, ProviderSpec};
pub use endpoint::{Endpoint, Header, HeaderError, Patience};
pub use error::{FailureClass, FailureKind, ProviderError};
pub use facts::{Modalities, ModelFacts, Reasoning, ReasoningKind};
pub use http_provider::HttpProvider;
pub use image::{ImageError, ImageType, LoadedImage, load_image};
pub use key::ApiKey;
pub use key_check::{KeyVerdict, check_key};
pub use media::{Drawing, Media, MediaApi, Recording, Speech, SpeechFormat, SpeechRequest};
pub use models::{ModelInfo, list_models};
pub use network::{Certificates, Network, NetworkError, ProxyAddress, ProxyChoice};
pub use price::{Price, PriceTier, Rates};
pub use provider::{Provider, ProviderEvent};
pub use provider_file::{
    ProviderFile, ProviderFileError, ProviderFileProblem, check_id, query_name, tidy_models,
};
pub use retry::{Jitter, RetryPolicy};
pub use served::{ServedApi, ServedModel, served_model};
