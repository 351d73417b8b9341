//! Parts as several formats have them.

use parlance_domain::{Part, Role, ToolContent, ToolResult};
use serde_json::Value;

use crate::draft::Node;
use crate::values::{any_text, text};

pub(super) fn words(text: &str) -> Option<Part> {
    let text = text.trim();
    (!text.is_empty()).then(|| Part::Text { text: text.to_owned() })
}

pub(super) fn reasoning(text: &str, duration_ms: Option<u64>) -> Option<Part> {
    let text = text.trim();
    (!text.is_empty()).then(|| Part::Reasoning { text: text.to_owned(), duration_ms, signature: None })
}

pub(super) fn tool_call(id: Option<&str>, name: Option<&str>, arguments: Option<&Value>) -> Part {
    Part::ToolCall {
        id: id.map(str::to_owned),
        name: name.unwrap_or("tool").to_owned(),
        arguments: arguments.map(as_text).unwrap_or_default(),
        signature: None,
    }
}

pub(super) fn tool_result(call: Option<&str>, name: Option<&str>, content: String, is_error: bool) -> Part {
    Part::ToolResult(ToolResult {
        call: call.map(str::to_owned),
        name: name.unwrap_or("tool").to_owned(),
        content: vec![ToolContent::Text { text: content }],
        is_error,
    })
}

/// A text as it is, anything else as JSON.
pub(super) fn as_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// The words in a text, in a list of texts, in objects that have a `text`, a `value` or a `content`.
pub(super) fn all_words(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(pieces) => {
            let pieces = pieces.iter().map(all_words).filter(|piece| !piece.is_empty());
            pieces.collect::<Vec<_>>().join("\n\n")
        }
        Value::Object(_) => match any_text(value, &["text", "value", "content"]) {
            Some(words) => words.to_owned(),
            None => value.get("text").or_else(|| value.get("content")).map(all_words).unwrap_or_default(),
        },
        _ => String::new(),
    }
}

/// Text with what was thought before it between `<think>` tags, as local models write it.
pub(super) fn with_thoughts(words_of: &str) -> Vec<Part> {
    let split = words_of.trim_start().strip_prefix("<think>").and_then(|rest| rest.split_once("</think>"));
    match split {
        Some((thought, answer)) => reasoning(thought, None).into_iter().chain(words(answer)).collect(),
        None => words(words_of).into_iter().collect(),
    }
}

pub(super) fn role(of: &Value, key: &str) -> Role {
    match text(of, key) {
        Some("user" | "human") => Role::User,
        Some("system" | "developer") => Role::System,
        _ => Role::Assistant,
    }
}

pub(super) fn node(id: String, role: Role, parts: Vec<Part>) -> Node {
    Node { id, parent: None, role, parts, model: None, at: None, piece: false, interrupted: false }
}
