//! What the calls to Google's own interface have in common. <https://ai.google.dev/api/generate-content>

use parlance_llm::{AnswerReader, HttpRequest, StreamEvent};
use serde::Serialize;

use super::call::post;
use crate::{Endpoint, ProviderError};

/// `models/{model}:{method}` below the base URL, which may name the version alone.
pub(super) fn request(
    endpoint: &Endpoint,
    model: &str,
    method: &str,
    body: &impl Serialize,
) -> Result<HttpRequest, ProviderError> {
    let mut url = endpoint.base_url.clone();
    let model = model.strip_prefix("models/").unwrap_or(model);
    url.path_segments_mut()
        .map_err(|()| parlance_llm::EncodeError::BaseUrl(endpoint.base_url.clone()))?
        .pop_if_empty()
        .extend(["models", &format!("{model}:{method}")]);
    let body = serde_json::to_vec(body).map_err(parlance_llm::EncodeError::Json)?;
    Ok(post(url, "application/json".to_owned(), body))
}

/// What a whole answer of `:generateContent` says, up to its end.
pub(super) fn events(endpoint: &Endpoint, body: &[u8]) -> Result<Vec<StreamEvent>, ProviderError> {
    let mut reader = AnswerReader::new(endpoint.wire().codec());
    let mut events = Vec::new();
    reader.push(body, &mut events);
    reader.finish(&mut events);
    match events.pop() {
        Some(StreamEvent::Failed(error)) => Err(error.into()),
        Some(end) => {
            events.push(end);
            Ok(events)
        }
        None => Ok(events),
    }
}
