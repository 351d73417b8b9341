//! One document of the stream, taken apart without insisting on any type.

use parlance_domain::{Citation, FinishReason, Usage};
use serde_json::Value;

use crate::citations;
use crate::cost::cost;
use crate::json::{count, text};

#[derive(Debug, Default)]
pub(super) struct Choice<'v> {
    pub delta: Option<Delta<'v>>,
    /// The whole answer: what a server sends that does not stream, or beside a delta, which then counts.
    pub message: Option<Delta<'v>>,
    pub finish: Option<Finish>,
    pub error: Option<&'v Value>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Finish {
    Reason(FinishReason),
    /// The server gave up and says so with a finish reason.
    Error,
}

#[derive(Debug, Default)]
pub(super) struct Delta<'v> {
    /// `reasoning_content` or `reasoning`.
    pub reasoning: Option<&'v str>,
    /// The texts of `reasoning_details`, for servers that send nothing else.
    pub reasoning_details: Vec<&'v str>,
    pub details: Vec<&'v Value>,
    pub content: Vec<Content<'v>>,
    pub refusal: Option<&'v str>,
    pub tool_calls: Vec<ToolPiece<'v>>,
    pub pictures: Vec<Picture<'v>>,
    pub citations: Vec<Citation>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content<'v> {
    Text(&'v str),
    Reasoning(&'v str),
}

/// A picture of the answer, in base64.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Picture<'v> {
    pub media_type: &'v str,
    pub data: &'v str,
}

#[derive(Debug, Default)]
pub(super) struct ToolPiece<'v> {
    /// Absent where it is missing or negative.
    pub index: Option<u64>,
    pub id: Option<&'v str>,
    pub name: Option<&'v str>,
    pub arguments: Option<String>,
}

/// The pieces of choice 0; nobody asks for more than one.
pub(super) fn choices(document: &Value) -> impl Iterator<Item = Choice<'_>> {
    let all = document.get("choices").and_then(Value::as_array);
    all.into_iter()
        .flatten()
        .filter(|choice| choice.get("index").and_then(count).is_none_or(|index| index == 0))
        .map(choice)
}

fn choice(choice: &Value) -> Choice<'_> {
    let part = |key| choice.get(key).filter(|part: &&Value| part.is_object()).map(delta);
    Choice {
        delta: part("delta"),
        message: part("message"),
        finish: text(choice, "finish_reason").map(finish),
        error: choice.get("error").filter(|error| error.is_string() || error.is_object()),
    }
}

fn finish(reason: &str) -> Finish {
    Finish::Reason(match reason.to_ascii_lowercase().as_str() {
        "stop" | "eos" | "eos_token" | "end_turn" | "stop_sequence" => FinishReason::Stop,
        "length" | "max_tokens" | "model_length" => FinishReason::Length,
        "tool_calls" | "function_call" | "tool_use" => FinishReason::ToolCalls,
        "content_filter" | "safety" => FinishReason::ContentFilter,
        "refusal" => FinishReason::Refusal,
        "error" => return Finish::Error,
        // Google's compatible interface says behind it which filter that was.
        word if word.starts_with("content_filter") => FinishReason::ContentFilter,
        _ => FinishReason::Other,
    })
}

fn delta(delta: &Value) -> Delta<'_> {
    Delta {
        reasoning: text(delta, "reasoning_content").or_else(|| text(delta, "reasoning")),
        reasoning_details: items(delta, "reasoning_details")
            .filter_map(|detail| text(detail, "text").or_else(|| text(detail, "summary")))
            .collect(),
        details: items(delta, "reasoning_details").collect(),
        content: delta.get("content").map(content).unwrap_or_default(),
        refusal: text(delta, "refusal"),
        tool_calls: items(delta, "tool_calls")
            .map(|call| tool_piece(call, call.get("function")))
            // The form that `tool_calls` replaced.
            .chain(
                delta
                    .get("function_call")
                    .filter(|call| call.is_object())
                    .map(|call| tool_piece(call, Some(call))),
            )
            .collect(),
        pictures: items(delta, "images").filter_map(picture).collect(),
        citations: citations::annotations(delta, "annotations"),
    }
}

/// OpenRouter's `{"image_url":{"url":"data:image/png;base64,…"}}`. A picture that lies elsewhere is not fetched.
fn picture(image: &Value) -> Option<Picture<'_>> {
    let url = text(image.get("image_url")?, "url")?.strip_prefix("data:")?;
    let (media_type, data) = url.split_once(";base64,")?;
    (media_type.starts_with("image/") && !data.is_empty()).then_some(Picture { media_type, data })
}

/// The sources beside the choices: Perplexity's `search_results`, and `citations`, which are mostly addresses alone.
pub(super) fn citations(document: &Value) -> Vec<Citation> {
    let mut found = citations::annotations(document, "search_results");
    found.extend(items(document, "citations").filter_map(|source| match source {
        Value::String(url) => citations::citation(Some(url), None, None),
        source => citations::annotation(source),
    }));
    found
}

fn items<'v>(value: &'v Value, key: &str) -> impl Iterator<Item = &'v Value> {
    value.get(key).and_then(Value::as_array).into_iter().flatten()
}

/// A string, or Mistral's list of parts.
fn content(content: &Value) -> Vec<Content<'_>> {
    match content {
        Value::String(text) if !text.is_empty() => vec![Content::Text(text)],
        Value::Array(parts) => parts.iter().flat_map(content_part).collect(),
        Value::Object(_) => content_part(content),
        _ => Vec::new(),
    }
}

fn content_part(part: &Value) -> Vec<Content<'_>> {
    if let Some(text) = part.as_str().or_else(|| text(part, "text")).filter(|text| !text.is_empty()) {
        let reasoning = matches!(part.get("type").and_then(Value::as_str), Some("thinking" | "reasoning"));
        return vec![if reasoning { Content::Reasoning(text) } else { Content::Text(text) }];
    }
    let thinking = part.get("thinking").map(content_texts).unwrap_or_default();
    thinking.into_iter().map(Content::Reasoning).collect()
}

/// The strings of a thinking part: one, or a list of text parts.
fn content_texts(thinking: &Value) -> Vec<&str> {
    content(thinking)
        .into_iter()
        .map(|content| match content {
            Content::Text(text) | Content::Reasoning(text) => text,
        })
        .collect()
}

fn tool_piece<'v>(call: &'v Value, function: Option<&'v Value>) -> ToolPiece<'v> {
    ToolPiece {
        index: call.get("index").and_then(count),
        id: text(call, "id"),
        name: function.and_then(|function| text(function, "name")),
        arguments: function.and_then(|function| match function.get("arguments")? {
            Value::String(text) if text.is_empty() => None,
            Value::String(text) => Some(text.clone()),
            Value::Null => None,
            whole => Some(whole.to_string()),
        }),
    }
}

/// The counts of a document; `None` where there are none, or only zeros. Moonshot's stand in the choice.
pub(super) fn usage(document: &Value) -> Option<Usage> {
    let of = |holder: &Value| holder.get("usage").and_then(counts);
    let in_choice = || document.get("choices").and_then(Value::as_array)?.first().and_then(of);
    of(document).or_else(|| of(document.get("x_groq")?)).or_else(in_choice)
}

fn counts(usage: &Value) -> Option<Usage> {
    let at = |key: &str| usage.get(key).and_then(count);
    let detail = |group: &str, key: &str| usage.get(group)?.get(key).and_then(count);
    let mut usage = Usage {
        input_tokens: at("prompt_tokens"),
        output_tokens: at("completion_tokens"),
        cached_tokens: detail("prompt_tokens_details", "cached_tokens")
            .or_else(|| at("prompt_cache_hit_tokens"))
            .or_else(|| at("cached_tokens")),
        reasoning_tokens: detail("completion_tokens_details", "reasoning_tokens")
            .or_else(|| at("reasoning_tokens")),
        cost: cost(usage),
    };
    // xAI counts reasoning beside the completion: the total tells.
    if let (Some(input), Some(output), Some(reasoning @ 1..)) =
        (usage.input_tokens, usage.output_tokens, usage.reasoning_tokens)
        && at("total_tokens") == Some(input.saturating_add(output).saturating_add(reasoning))
    {
        usage.output_tokens = Some(output + reasoning);
    }
    let all = [usage.input_tokens, usage.output_tokens, usage.cached_tokens, usage.reasoning_tokens];
    all.into_iter().flatten().any(|count| count > 0).then_some(usage)
}
