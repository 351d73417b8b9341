use std::collections::HashSet;

use parlance_llm::{HttpMethod, HttpRequest, Wire};
use serde_json::Value;
use url::Url;

use crate::attempt::refusal;
use crate::base_url::join;
use crate::client::read_capped;
use crate::directory::matches;
use crate::facts::ModelFacts;
use crate::listed;
use crate::{Endpoint, HttpClient, ProviderError, ProviderSpec};

/// OpenRouter's list is about 1 MB.
const MAX_LIST_BYTES: usize = 16 * 1024 * 1024;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelInfo {
    /// What a request names.
    pub id: String,
    /// For people; the id where the provider gives no other.
    pub name: String,
    /// As far as the provider says.
    pub facts: ModelFacts,
}

impl ModelInfo {
    /// A model of which nothing but the id is known.
    fn named(id: &str, spec: &ProviderSpec) -> Self {
        let mut facts = ModelFacts::default();
        mark(&mut facts, id, spec);
        Self { id: id.to_owned(), name: id.to_owned(), facts }
    }
}

/// Where the directory knows it better than the list.
fn mark(facts: &mut ModelFacts, id: &str, spec: &ProviderSpec) {
    if spec.makes_images(id) {
        facts.output.image = Some(true);
    }
}

/// The models of a provider that can chat, in its own order. Where the spec has them, the provider is not asked.
pub async fn list_models(client: &HttpClient, endpoint: &Endpoint) -> Result<Vec<ModelInfo>, ProviderError> {
    if !endpoint.is_listed() {
        return Ok(endpoint.spec.models.iter().map(|id| ModelInfo::named(id, &endpoint.spec)).collect());
    }
    let body = list(client, endpoint).await?;
    parse(&body, &endpoint.spec).ok_or_else(|| not_a_list(endpoint))
}

/// The body of the list.
async fn list(client: &HttpClient, endpoint: &Endpoint) -> Result<Value, ProviderError> {
    fetch(client, endpoint, endpoint.wire().models_url(&endpoint.base_url)).await
}

/// As little of the list as its wire lets one ask for, and whether that is the whole list.
pub(crate) async fn first_page(
    client: &HttpClient,
    endpoint: &Endpoint,
) -> (Result<Value, ProviderError>, bool) {
    let mut url = endpoint.wire().models_url(&endpoint.base_url);
    // The wires that give pages are asked for a long one otherwise.
    let small = match endpoint.wire() {
        Wire::AnthropicMessages => Some("limit=1"),
        Wire::Gemini => Some("pageSize=1"),
        Wire::OpenaiChat | Wire::OpenaiResponses | Wire::OllamaChat => None,
    };
    if small.is_some() {
        url.set_query(small);
    }
    (fetch(client, endpoint, url).await, small.is_none())
}

pub(crate) fn not_a_list(endpoint: &Endpoint) -> ProviderError {
    let host = endpoint.host();
    let message =
        format!("{host} answered, but not with a list of models. Check the base URL: most end with /v1.");
    ProviderError::invalid(message)
}

/// A small answer to a GET below the base URL.
pub(crate) async fn get(
    client: &HttpClient,
    endpoint: &Endpoint,
    path: &str,
) -> Result<Value, ProviderError> {
    fetch(client, endpoint, join(&endpoint.base_url, path)).await
}

async fn fetch(client: &HttpClient, endpoint: &Endpoint, url: Url) -> Result<Value, ProviderError> {
    ask(client, endpoint, HttpMethod::Get, url, Vec::new()).await
}

/// The small answer to a request in JSON.
pub(crate) async fn ask(
    client: &HttpClient,
    endpoint: &Endpoint,
    method: HttpMethod,
    url: Url,
    body: Vec<u8>,
) -> Result<Value, ProviderError> {
    let mut headers = vec![("accept", "application/json".into())];
    if method == HttpMethod::Post {
        headers.push(("content-type", "application/json".into()));
    }
    let request = HttpRequest { method, url, headers, body, dropped: Vec::new() };
    let whole = client.timeouts().whole;
    let answer = async {
        let mut response = client.send(endpoint, request).await?;
        if !response.status().is_success() {
            return Err(refusal(client, endpoint.wire().codec(), response).await);
        }
        let (body, end) = read_capped(&mut response, MAX_LIST_BYTES, whole).await;
        end.map_err(|error| ProviderError::transport(&error, endpoint.host()))?;
        // Something that is no JSON is no list either; the caller says so.
        Ok(serde_json::from_slice(&body).unwrap_or_default())
    };
    let late = || {
        ProviderError::timeout(format!("{} did not answer within {} s.", endpoint.host(), whole.as_secs()))
    };
    let answer = tokio::time::timeout(whole, answer).await.unwrap_or_else(|_| Err(late()));
    answer.map_err(|error| endpoint.redact(error))
}

/// `{"data": […]}` (OpenAI and most), `{"models": […]}` (Gemini, Ollama's own), or the bare list (Together). `None` when it is none
/// of these.
pub(crate) fn parse(body: &Value, spec: &ProviderSpec) -> Option<Vec<ModelInfo>> {
    let lists = [body.get("data"), body.get("models"), Some(body)];
    let list = lists.into_iter().flatten().find_map(Value::as_array)?;
    let mut seen = HashSet::new();
    // A list that says that a model cannot chat does not know that its pictures are shown as answers.
    let read =
        |value: &Value| model(value, spec).filter(|model| spec.makes_images(&model.id) || can_chat(value));
    Some(
        list.iter()
            .filter_map(read)
            .filter(|model| !spec.hidden_models.iter().any(|hidden| matches(&model.id, hidden)))
            .filter(|model| seen.insert(model.id.clone()))
            .collect(),
    )
}

fn model(value: &Value, spec: &ProviderSpec) -> Option<ModelInfo> {
    let text =
        |name: &str| value.get(name).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty());
    let id = value.as_str().or_else(|| text("id")).or_else(|| text("name")).or_else(|| text("model"))?;
    // Gemini's names are paths.
    let id = id.strip_prefix("models/").unwrap_or(id);
    let name = text("display_name")
        .or_else(|| text("displayName"))
        .or_else(|| text("name").filter(|_| value.get("id").is_some()));
    let name = name.unwrap_or(id);
    let mut facts = listed::facts(value);
    mark(&mut facts, id, spec);
    Some(ModelInfo { id: id.to_owned(), name: name.to_owned(), facts })
}

/// The first of these places that holds a whole number above zero.
pub(crate) fn number_at(model: &Value, pointers: &[&str]) -> Option<u64> {
    pointers.iter().find_map(|pointer| number(model.pointer(pointer)?).filter(|number| *number > 0))
}

fn number(value: &Value) -> Option<u64> {
    let float = || value.as_f64().filter(|float| float.fract() == 0.0 && (0.0..1e15).contains(float));
    // In range by the test above.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a whole number below 1e15")]
    let whole = || float().map(|float| float as u64);
    value.as_u64().or_else(|| value.as_str()?.trim().parse().ok()).or_else(whole)
}

/// False only where the list says so itself.
fn can_chat(model: &Value) -> bool {
    let refused = model.pointer("/capabilities/completion_chat") == Some(&Value::Bool(false));
    let kind = model.get("type").and_then(Value::as_str).unwrap_or("chat");
    let other = [
        "embedding",
        "embeddings",
        "image",
        "audio",
        "video",
        "rerank",
        "moderation",
        "transcribe",
        "transcription",
    ];
    let makes_no_text = model
        .pointer("/architecture/output_modalities")
        .and_then(Value::as_array)
        .is_some_and(|made| !made.is_empty() && !made.iter().any(|kind| kind == "text"));
    let methods = model.get("supportedGenerationMethods").and_then(Value::as_array);
    let makes_something_else =
        methods.is_some_and(|methods| !methods.iter().any(|method| method == "generateContent"));
    !refused && !makes_no_text && !makes_something_else && !other.contains(&kind)
}

#[cfg(test)]
#[path = "models_tests.rs"]
mod tests;
