//! Bodies of streamed Chat Completions, as the wire has them.

use serde_json::{Value, json};

/// The end of a stream.
pub const DONE: &str = "data: [DONE]\n\n";

/// One event with `data`.
pub fn event(data: &Value) -> String {
    format!("data: {data}\n\n")
}

fn choice(delta: Value, finish_reason: Value) -> String {
    event(&json!({
        "id": "chatcmpl-scripted",
        "object": "chat.completion.chunk",
        "created": 1_700_000_000,
        "model": "scripted",
        "choices": [{ "index": 0, "delta": delta, "finish_reason": finish_reason }],
    }))
}

/// A chunk with this `delta`.
pub fn delta(delta: &Value) -> String {
    choice(delta.clone(), Value::Null)
}

/// A piece of text.
pub fn text(text: &str) -> String {
    choice(json!({ "content": text }), Value::Null)
}

/// A piece of reasoning.
pub fn reasoning(text: &str) -> String {
    choice(json!({ "reasoning_content": text }), Value::Null)
}

/// The chunk with the finish reason, such as `stop`.
pub fn finish(reason: &str) -> String {
    choice(json!({}), reason.into())
}

/// The chunk with token counts and no choices.
pub fn usage(input_tokens: u64, output_tokens: u64) -> String {
    event(&json!({
        "id": "chatcmpl-scripted",
        "object": "chat.completion.chunk",
        "choices": [],
        "usage": {
            "prompt_tokens": input_tokens,
            "completion_tokens": output_tokens,
            "total_tokens": input_tokens + output_tokens,
        },
    }))
}

/// An error inside a stream.
pub fn error(kind: &str, message: &str) -> String {
    event(&json!({ "error": { "message": message, "type": kind, "code": kind } }))
}

/// A whole good answer in these pieces: text, finish, `[DONE]`.
pub fn answer<'a>(pieces: impl IntoIterator<Item = &'a str>) -> String {
    let texts: String = pieces.into_iter().map(text).collect();
    format!("{texts}{}{DONE}", finish("stop"))
}
