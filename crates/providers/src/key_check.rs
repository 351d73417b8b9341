use parlance_llm::ErrorKind;
use serde_json::Value;

use crate::base_url::names_model;
use crate::models::{first_page, get, list_models, not_a_list, parse};
use crate::{Endpoint, FailureKind, HttpClient, ModelInfo, ProviderError};

/// What a provider says to a key.
#[derive(Debug, Clone, PartialEq)]
pub enum KeyVerdict {
    /// The key is good. The list is empty where the provider did not give one.
    Valid { models: Vec<ModelInfo> },
    /// The provider knows the key, but it may not do what the check asks for.
    Restricted,
    /// Nothing against the key itself: its account has no credit, or is not served in this country or from this network.
    Barred { message: String },
    /// The key is wrong, revoked or blocked. The message never holds it.
    Refused { message: String },
    /// The provider could not be asked, or said nothing about the key.
    Unreachable { error: ProviderError },
}

/// Asks the provider about the endpoint's key, without spending a token. The models are listed only after the key is proven:
/// a long list that comes late says nothing against it.
pub async fn check_key(client: &HttpClient, endpoint: &Endpoint) -> KeyVerdict {
    let spec = &endpoint.spec;
    let (answer, is_whole) = match &spec.key_check {
        Some(path) => (get(client, endpoint, path).await, false),
        None if names_model(&endpoint.base_url) => return unproven(endpoint),
        None => first_page(client, endpoint).await,
    };
    let answer = match answer {
        Ok(answer) => answer,
        Err(error) => return verdict(error),
    };
    let field = |name: &String| answer.get(name).or_else(|| answer.get("data")?.get(name));
    let is_set = |flag: &&String| field(flag) == Some(&Value::Bool(true));
    if let Some(flag) = spec.refused_flags.iter().find(is_set) {
        let words = flag.trim_start_matches("is_").replace('_', " ");
        return KeyVerdict::Refused { message: format!("{} says: {words}.", spec.name) };
    }
    let left = spec.left_to_spend.as_ref().and_then(field).and_then(Value::as_f64);
    if left.is_some_and(|left| left <= 0.0) {
        return KeyVerdict::Barred { message: "The key's spending limit is used up.".to_owned() };
    }
    let models = parse(&answer, spec);
    // A page instead of an answer: whoever answers, it is not the provider.
    let is_answer = if spec.key_check.is_some() { answer.is_object() } else { models.is_some() };
    if !is_answer {
        return KeyVerdict::Unreachable { error: not_a_list(endpoint) };
    }
    if spec.public_list {
        return unproven(endpoint);
    }
    match models {
        Some(models) if is_whole => KeyVerdict::Valid { models },
        _ => KeyVerdict::Valid { models: list_models(client, endpoint).await.unwrap_or_default() },
    }
}

fn unproven(endpoint: &Endpoint) -> KeyVerdict {
    let message = format!("{} tells only with the first answer whether a key is good.", endpoint.spec.name);
    KeyVerdict::Unreachable { error: ProviderError::invalid(message) }
}

/// The key may not do everything.
const RESTRICTED: [&str; 7] = [
    "insufficient permission",
    "missing scope",
    "missing permission",
    "does not have permission",
    "doesn't have permission",
    "restricted api key",
    "restricted key",
];
/// The key is not at fault: who has it, or from where it is used.
const BARRED: [&str; 10] = [
    "country",
    "your region",
    "territory",
    "location is not supported", // Gemini, with 400
    "ip address",
    "ip not authorized", // OpenAI, with 401
    "ip_not_authorized",
    "network settings",      // Groq
    "of an organization",    // OpenAI, with 401
    "organization has been", // Groq
];
/// With 403, from those who know the key very well: Gemini, xAI, and gateways.
const WRONG: [&str; 6] =
    ["leaked", "revoked", "expired", "key is disabled", "key is blocked", "invalid api key"];

fn verdict(error: ProviderError) -> KeyVerdict {
    let message = error.message.to_ascii_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| message.contains(word));
    let FailureKind::Api(kind) = error.kind else { return KeyVerdict::Unreachable { error } };
    match kind {
        ErrorKind::Auth | ErrorKind::Permission | ErrorKind::InvalidRequest if says(&BARRED) => {
            KeyVerdict::Barred { message: error.message }
        }
        ErrorKind::Auth | ErrorKind::Permission if says(&RESTRICTED) => KeyVerdict::Restricted,
        ErrorKind::Auth => KeyVerdict::Refused { message: error.message },
        ErrorKind::Permission if says(&WRONG) => KeyVerdict::Refused { message: error.message },
        ErrorKind::Permission | ErrorKind::Quota => KeyVerdict::Barred { message: error.message },
        // xAI and Gemini answer a wrong key with 400.
        ErrorKind::InvalidRequest if says(&["api key", "api_key"]) => {
            KeyVerdict::Refused { message: error.message }
        }
        _ => KeyVerdict::Unreachable { error },
    }
}
