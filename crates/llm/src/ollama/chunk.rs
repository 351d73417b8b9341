//! One line of the stream, taken apart without insisting on any type.

use parlance_domain::{FinishReason, Usage};
use serde_json::Value;

use crate::error_body;
use crate::json::{count, text};

/// `{"message":{"role","content","thinking"?,"tool_calls"?},"done":false}`, and at the end `{…,"done":true,
/// "done_reason","prompt_eval_count","eval_count"}`.
pub(super) struct Chunk<'v> {
    pub thinking: Option<&'v str>,
    pub content: Option<&'v str>,
    pub tool_calls: Vec<ToolCall<'v>>,
    pub usage: Option<Usage>,
    pub finish: Option<FinishReason>,
}

/// `{"id"?,"function":{"index"?,"name","arguments":{…}}}`: always whole.
pub(super) struct ToolCall<'v> {
    pub id: Option<&'v str>,
    pub name: &'v str,
    pub arguments: String,
}

/// `None` where the document is no line of this wire.
pub(super) fn chunk(document: &Value) -> Option<Chunk<'_>> {
    if !is_chunk(document) {
        return None;
    }
    let message = document.get("message").unwrap_or(&Value::Null);
    let tool_calls = message.get("tool_calls").and_then(Value::as_array);
    Some(Chunk {
        thinking: text(message, "thinking"),
        content: text(message, "content"),
        tool_calls: tool_calls.into_iter().flatten().filter_map(tool_call).collect(),
        usage: usage(document),
        finish: (document.get("done").and_then(Value::as_bool) == Some(true)).then(|| finish(document)),
    })
}

fn is_chunk(document: &Value) -> bool {
    document.get("message").is_some_and(Value::is_object)
        || document.get("done").is_some_and(Value::is_boolean)
}

/// A line of the answer is told from the flat error shapes first: both can have a `message`.
pub(super) fn is_error(document: &Value) -> bool {
    let named = document.get("error").is_some_and(|error| !error.is_null());
    (named || !is_chunk(document)) && error_body::is_error(document)
}

fn tool_call(call: &Value) -> Option<ToolCall<'_>> {
    let function = call.get("function").filter(|function| function.is_object())?;
    let arguments = match function.get("arguments") {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Null) | None => String::new(),
        Some(whole) => whole.to_string(),
    };
    let name = text(function, "name").unwrap_or_default();
    // Nameless with arguments: whoever runs the calls has to say that there is no such tool.
    (!name.is_empty() || !arguments.is_empty()).then(|| ToolCall { id: text(call, "id"), name, arguments })
}

fn finish(document: &Value) -> FinishReason {
    match text(document, "done_reason") {
        Some("stop") => FinishReason::Stop,
        Some("length") => FinishReason::Length,
        Some("tool_calls") => FinishReason::ToolCalls,
        // `load` and `unload` answer a request without messages; old servers give no reason at all.
        _ => FinishReason::Other,
    }
}

fn usage(document: &Value) -> Option<Usage> {
    let at = |key: &str| document.get(key).and_then(count);
    let usage =
        Usage { input_tokens: at("prompt_eval_count"), output_tokens: at("eval_count"), ..Usage::default() };
    [usage.input_tokens, usage.output_tokens].into_iter().flatten().any(|count| count > 0).then_some(usage)
}
