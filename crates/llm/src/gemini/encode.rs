use parlance_domain::Role;
use serde::Serialize;
use url::Url;

use super::parameters::GenerationConfig;
use crate::{ChatMessage, ChatRequest, Content, EncodeError, HttpRequest, Target, Wire, post};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    system_instruction: Option<SystemInstruction<'a>>,
    contents: Vec<Turn<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    generation_config: Option<GenerationConfig<'a>>,
}

#[derive(Serialize)]
struct SystemInstruction<'a> {
    parts: Vec<Part<'a>>,
}

#[derive(Serialize)]
struct Turn<'a> {
    role: &'static str,
    parts: Vec<Part<'a>>,
}

#[derive(Serialize)]
struct Part<'a> {
    text: &'a str,
}

pub(super) fn encode(target: &Target, request: &ChatRequest) -> Result<HttpRequest, EncodeError> {
    let contents = turns(&request.messages);
    if contents.is_empty() {
        return Err(EncodeError::Empty);
    }
    let system: Vec<Part<'_>> =
        request.messages.iter().filter(|message| message.role == Role::System).flat_map(parts).collect();
    let parameters = Wire::Gemini.fit(&request.parameters).parameters;
    let body = Body {
        system_instruction: (!system.is_empty()).then_some(SystemInstruction { parts: system }),
        contents,
        generation_config: GenerationConfig::new(&parameters, &request.model),
    };
    post::request(endpoint(&target.base_url, &request.model)?, "text/event-stream", &body)
}

/// `…/models/{model}:streamGenerateContent?alt=sse` under the base, whose query stays. The model may name its
/// collection, as Google's own list does (`models/x`, `tunedModels/x`). A base that already is an endpoint, as people
/// paste it, gives way to the model that is asked.
fn endpoint(base: &Url, model: &str) -> Result<Url, EncodeError> {
    let mut url = base.clone();
    url.set_fragment(None);
    let path = base.path().trim_end_matches('/');
    let pasted = match path.rsplit('/').next().unwrap_or_default() {
        "models" => 1,
        last if last.ends_with(":streamGenerateContent") || last.ends_with(":generateContent") => 2,
        _ => 0,
    };
    let (collection, model) = match model.split_once('/') {
        Some((collection @ ("models" | "tunedModels"), model)) => (collection, model),
        _ => ("models", model),
    };
    let mut segments = url.path_segments_mut().map_err(|()| EncodeError::BaseUrl(base.clone()))?;
    segments.pop_if_empty();
    for _ in 0..pasted {
        segments.pop();
    }
    segments.push(collection).push(&format!("{model}:streamGenerateContent"));
    drop(segments);
    let others: Vec<(String, String)> =
        url.query_pairs().into_owned().filter(|(key, _)| key != "alt").collect();
    url.query_pairs_mut().clear().extend_pairs(others).append_pair("alt", "sse");
    Ok(url)
}

/// The roles have to take turns.
fn turns(messages: &[ChatMessage]) -> Vec<Turn<'_>> {
    let mut turns: Vec<Turn<'_>> = Vec::new();
    for message in messages {
        let role = match message.role {
            Role::System => continue,
            Role::User => "user",
            Role::Assistant => "model",
        };
        // A message without text, such as an answer that was stopped while it reasoned, would be refused.
        let mut parts = parts(message).peekable();
        if parts.peek().is_none() {
            continue;
        }
        match turns.last_mut().filter(|turn| turn.role == role) {
            Some(turn) => turn.parts.extend(parts),
            None => turns.push(Turn { role, parts: parts.collect() }),
        }
    }
    turns
}

/// Reasoning does not go back: only with tool calls does this wire want its signatures
/// (<https://ai.google.dev/gemini-api/docs/thought-signatures>), and one of another model is refused.
fn parts(message: &ChatMessage) -> impl Iterator<Item = Part<'_>> {
    message.content.iter().filter_map(|content| match content {
        Content::Text(text) if !text.is_empty() => Some(Part { text }),
        Content::Text(_) | Content::Reasoning { .. } => None,
    })
}
