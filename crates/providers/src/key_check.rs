use parlance_llm::ErrorKind;
use serde_json::Value;

use crate::base_url::names_model;
use crate::models::{get, list, list_models, not_a_list, parse};
use crate::{Endpoint, FailureKind, HttpClient, ModelInfo, ProviderError};

/// What a provider says to a key.
#[derive(Debug, Clone, PartialEq)]
pub enum KeyVerdict {
    /// The key is good. The list is empty where the provider did not give one.
    Valid { models: Vec<ModelInfo> },
    /// The provider knows the key, but it may not do what the check asks for.
    Restricted,
    /// The key is wrong, revoked or blocked. The message never holds it.
    Refused { message: String },
    /// The provider could not be asked, or said nothing about the key.
    Unreachable { error: ProviderError },
}

/// Asks the provider about the endpoint's key, without spending a token.
pub async fn check_key(client: &HttpClient, endpoint: &Endpoint) -> KeyVerdict {
    let spec = &endpoint.spec;
    let answer = match &spec.key_check {
        Some(path) => get(client, endpoint, path).await,
        None if names_model(&endpoint.base_url) => return unproven(endpoint),
        None => list(client, endpoint).await,
    };
    let answer = match answer {
        Ok(answer) => answer,
        Err(error) => return verdict(error),
    };
    let is_set = |flag: &&String| answer.get(flag.as_str()) == Some(&Value::Bool(true));
    if let Some(flag) = spec.refused_flags.iter().find(is_set) {
        let message = format!("{} says: {}.", spec.name, flag.replace('_', " "));
        return KeyVerdict::Refused { message };
    }
    if spec.key_check.is_some() {
        return KeyVerdict::Valid { models: list_models(client, endpoint).await.unwrap_or_default() };
    }
    if spec.public_list {
        return unproven(endpoint);
    }
    match parse(&answer, spec) {
        Some(models) => KeyVerdict::Valid { models },
        // A page instead of a list: whoever answers, it is not the provider.
        None => KeyVerdict::Unreachable { error: not_a_list(endpoint) },
    }
}

fn unproven(endpoint: &Endpoint) -> KeyVerdict {
    let message = format!("{} tells only with the first answer whether a key is good.", endpoint.spec.name);
    KeyVerdict::Unreachable { error: ProviderError::invalid(message) }
}

fn verdict(error: ProviderError) -> KeyVerdict {
    let message = error.message.to_ascii_lowercase();
    let is_restricted = ["insufficient permission", "missing scope", "missing permission", "restricted"]
        .iter()
        .any(|word| message.contains(word));
    match error.kind {
        FailureKind::Api(ErrorKind::Auth | ErrorKind::Permission) if is_restricted => KeyVerdict::Restricted,
        FailureKind::Api(ErrorKind::Auth) => KeyVerdict::Refused { message: error.message },
        FailureKind::Api(ErrorKind::Permission) => KeyVerdict::Restricted,
        // xAI and Gemini answer a wrong key with 400.
        FailureKind::Api(ErrorKind::InvalidRequest)
            if message.contains("api key") || message.contains("api_key") =>
        {
            KeyVerdict::Refused { message: error.message }
        }
        _ => KeyVerdict::Unreachable { error },
    }
}
