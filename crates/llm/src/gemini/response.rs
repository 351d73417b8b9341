//! One `GenerateContentResponse`, taken apart without insisting on any type.
//!
//! Shapes: <https://ai.google.dev/api/generate-content#v1beta.GenerateContentResponse>

use parlance_domain::{Citation, FinishReason, Usage};
use serde_json::Value;

use super::sources::sources;
use crate::json::{count, text};
use crate::{ApiError, ErrorKind, error_body};

#[derive(Debug)]
pub(super) struct Candidate<'v> {
    pub parts: Vec<Part<'v>>,
    pub sources: Vec<Citation>,
    pub finish: Option<Finish>,
}

#[derive(Debug, PartialEq)]
pub(super) enum Part<'v> {
    /// Either member can be empty.
    Text { text: &'v str, signature: Option<&'v str> },
    /// A summary of the reasoning. Either member can be empty.
    Thought { text: &'v str, signature: Option<&'v str> },
    Call {
        id: Option<&'v str>,
        name: &'v str,
        /// JSON text; `None` where the wire has no arguments.
        arguments: Option<String>,
        signature: Option<&'v str>,
    },
    /// A picture of the answer, in base64.
    Image { media_type: &'v str, data: &'v str },
    /// No text: a picture on the way to the answer, code that Google ran, what it printed, or a kind that nobody knows yet.
    Other,
}

#[derive(Debug)]
pub(super) enum Finish {
    Reason(FinishReason),
    /// What the model made is of no use.
    Failed(ApiError),
}

/// The pieces of candidate 0; nobody asks for more than one. Zero is left out on this wire.
pub(super) fn candidates(document: &Value) -> impl Iterator<Item = Candidate<'_>> {
    items(document, "candidates")
        .filter(|candidate| candidate.get("index").and_then(count).is_none_or(|index| index == 0))
        .map(|candidate| Candidate {
            parts: candidate
                .get("content")
                .into_iter()
                .flat_map(|content| items(content, "parts"))
                .filter_map(part)
                .collect(),
            sources: sources(candidate),
            finish: finish(candidate),
        })
}

pub(super) fn items<'v>(value: &'v Value, key: &str) -> impl Iterator<Item = &'v Value> {
    value.get(key).and_then(Value::as_array).into_iter().flatten()
}

fn part(part: &Value) -> Option<Part<'_>> {
    let signature = text(part, "thoughtSignature");
    if let Some(call) = part.get("functionCall").filter(|call| call.is_object()) {
        return Some(Part::Call {
            id: text(call, "id"),
            name: text(call, "name").unwrap_or_default(),
            arguments: match call.get("args") {
                None | Some(Value::Null) => None,
                Some(Value::String(text)) => Some(text.clone()).filter(|text| !text.is_empty()),
                Some(whole) => Some(whole.to_string()),
            },
            signature,
        });
    }
    let words = part.get("text").and_then(Value::as_str);
    let is_thought = part.get("thought").and_then(Value::as_bool) == Some(true);
    match picture(part) {
        Some(_) if is_thought => return Some(Part::Other),
        Some((media_type, data)) => return Some(Part::Image { media_type, data }),
        None => {}
    }
    if is_thought {
        return Some(Part::Thought { text: words.unwrap_or_default(), signature });
    }
    match (words, signature) {
        (Some(""), None) => None,
        (Some(text), signature) => Some(Part::Text { text, signature }),
        (None, Some(_)) if part.as_object().is_some_and(|members| members.len() == 1) => {
            Some(Part::Text { text: "", signature })
        }
        (None, _) => part
            .as_object()
            .filter(|members| members.keys().any(|key| key != "thoughtSignature" && key != "thought"))
            .map(|_| Part::Other),
    }
}

/// `inlineData`; gateways write `inline_data`.
fn picture(part: &Value) -> Option<(&str, &str)> {
    let inline = part.get("inlineData").or_else(|| part.get("inline_data"))?;
    let media_type = text(inline, "mimeType").or_else(|| text(inline, "mime_type"))?;
    media_type.starts_with("image/").then_some((media_type, text(inline, "data")?))
}

/// <https://ai.google.dev/api/generate-content#FinishReason>, and Vertex AI's own.
fn finish(candidate: &Value) -> Option<Finish> {
    let word = text(candidate, "finishReason")?;
    let useless = |sentence: &str| {
        let more = text(candidate, "finishMessage").map(|more| format!(" {more}")).unwrap_or_default();
        Some(Finish::Failed(failure(ErrorKind::Server, word, &format!("{sentence} ({word}).{more}"))))
    };
    Some(Finish::Reason(match word {
        "STOP" => FinishReason::Stop,
        "MAX_TOKENS" => FinishReason::Length,
        "SAFETY"
        | "RECITATION"
        | "BLOCKLIST"
        | "PROHIBITED_CONTENT"
        | "SPII"
        | "MODEL_ARMOR"
        | "IMAGE_SAFETY"
        | "IMAGE_RECITATION"
        | "IMAGE_PROHIBITED_CONTENT" => FinishReason::ContentFilter,
        "MALFORMED_FUNCTION_CALL" | "UNEXPECTED_TOOL_CALL" | "TOO_MANY_TOOL_CALLS" => {
            return useless("The model made a tool call that cannot be used");
        }
        "MALFORMED_RESPONSE" => return useless("The model made an answer that cannot be read"),
        // The zero of the enumeration: no reason at all.
        "FINISH_REASON_UNSPECIFIED" => return None,
        _ => FinishReason::Other,
    }))
}

/// The prompt was refused: then there are no candidates, or no more of them.
pub(super) fn block(document: &Value) -> Option<ApiError> {
    let feedback = document.get("promptFeedback")?;
    let word = text(feedback, "blockReason").filter(|word| *word != "BLOCK_REASON_UNSPECIFIED")?;
    let more = text(feedback, "blockReasonMessage").map(|more| format!(" {more}")).unwrap_or_default();
    let sentence = format!("The provider's filter blocked the prompt ({word}).{more}");
    Some(failure(ErrorKind::ContentFilter, word, &sentence))
}

fn failure(kind: ErrorKind, word: &str, sentence: &str) -> ApiError {
    ApiError { kind, code: Some(word.to_lowercase()), ..error_body::from_text(sentence, None) }
}

/// Whether a document is of this wire, whatever it says.
pub(super) fn is_response(document: &Value) -> bool {
    ["candidates", "promptFeedback", "usageMetadata"].iter().any(|key| document.get(key).is_some())
}

/// The counts of a document; `None` where there are none, or only zeros.
pub(super) fn usage(document: &Value) -> Option<Usage> {
    let counts = document.get("usageMetadata")?;
    let at = |key: &str| counts.get(key).and_then(count);
    let reasoning = at("thoughtsTokenCount");
    let usage = Usage {
        // What Google's own tools put before the model was sent to it as well, and is counted apart.
        input_tokens: at("promptTokenCount")
            .map(|prompt| prompt.saturating_add(at("toolUsePromptTokenCount").unwrap_or_default())),
        // Thoughts are counted apart. Zero is left out on this wire.
        output_tokens: Some(
            at("candidatesTokenCount").unwrap_or_default().saturating_add(reasoning.unwrap_or_default()),
        ),
        cached_tokens: at("cachedContentTokenCount"),
        reasoning_tokens: reasoning,
        cost: None,
    };
    let all = [usage.input_tokens, usage.output_tokens, usage.cached_tokens];
    all.into_iter().flatten().any(|count| count > 0).then_some(usage)
}
