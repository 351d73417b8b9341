//! One document of the stream, taken apart without insisting on any type.

use std::borrow::Cow;

use parlance_domain::{Citation, FinishReason};
use serde_json::Value;

use super::thinking::Proof;
use crate::json::{count, text};
use crate::{citations, error_body};

#[derive(Debug)]
pub(super) enum Event<'v> {
    MessageStart {
        usage: Option<&'v Value>,
    },
    /// `block` is `None` where the document does not say what begins.
    BlockStart {
        index: Option<u64>,
        block: Option<Block<'v>>,
    },
    BlockDelta {
        index: Option<u64>,
        delta: Delta<'v>,
    },
    BlockStop {
        index: Option<u64>,
    },
    MessageDelta {
        stop: Option<FinishReason>,
        usage: Option<&'v Value>,
    },
    MessageStop,
    Ping,
    /// A whole answer: what a server sends that does not stream.
    Message {
        blocks: Vec<Block<'v>>,
        stop: Option<FinishReason>,
        usage: Option<&'v Value>,
    },
    Error,
    Unknown,
}

#[derive(Debug)]
pub(super) enum Block<'v> {
    Text {
        text: &'v str,
        citations: Vec<Citation>,
    },
    Thinking {
        text: &'v str,
        proof: Option<Proof<'v>>,
    },
    ToolUse {
        id: Option<&'v str>,
        name: &'v str,
        /// Empty where the input comes in pieces.
        input: Cow<'v, str>,
    },
    /// Of another kind, such as the tools that the provider runs itself and their results.
    Other(&'v str),
}

#[derive(Debug)]
pub(super) enum Delta<'v> {
    Text(&'v str),
    Thinking(&'v str),
    Signature(&'v str),
    Citation(Option<Citation>),
    /// A piece of a tool's input as JSON text.
    Input(Cow<'v, str>),
    Other(&'v str),
}

/// `name` is the event's own, empty where it has none.
pub(super) fn read<'v>(document: &'v Value, name: &str) -> Event<'v> {
    let kind = text(document, "type");
    let index = document.get("index").and_then(count);
    // An unnamed event is a "message" to the framing's standard, which on this wire is a whole answer.
    match kind.unwrap_or(if name == "message" { "" } else { name }) {
        "message_start" => {
            Event::MessageStart { usage: document.get("message").and_then(|message| message.get("usage")) }
        }
        "content_block_start" => {
            Event::BlockStart { index, block: document.get("content_block").and_then(block) }
        }
        "content_block_delta" => {
            Event::BlockDelta { index, delta: document.get("delta").map_or(Delta::Other(""), delta) }
        }
        "content_block_stop" => Event::BlockStop { index },
        "message_delta" => Event::MessageDelta {
            stop: document.get("delta").and_then(stop_reason),
            usage: document.get("usage"),
        },
        "message_stop" => Event::MessageStop,
        "ping" => Event::Ping,
        "message" => Event::Message {
            blocks: document.get("content").map(blocks).unwrap_or_default(),
            stop: stop_reason(document),
            usage: document.get("usage"),
        },
        "error" => Event::Error,
        other if name == "error" || reports_failure(document, other) => Event::Error,
        _ => Event::Unknown,
    }
}

pub(super) fn is_error(document: &Value) -> bool {
    matches!(read(document, ""), Event::Error)
}

/// For documents of a kind that is not this wire's. A kind of its own with a message is more likely a new event than a
/// failure, unless it has the word in it.
fn reports_failure(document: &Value, kind: &str) -> bool {
    let nested = document.get("error").is_some_and(|error| error.is_object() || error.is_string());
    (kind.is_empty() || nested || kind.contains("error")) && error_body::is_error(document)
}

fn blocks(content: &Value) -> Vec<Block<'_>> {
    match content {
        Value::String(text) => vec![Block::Text { text, citations: Vec::new() }],
        Value::Array(items) => items.iter().filter_map(block).collect(),
        _ => Vec::new(),
    }
}

fn block(block: &Value) -> Option<Block<'_>> {
    let member = |key| text(block, key).unwrap_or_default();
    Some(match text(block, "type")? {
        "text" => {
            let citations = block.get("citations").and_then(Value::as_array).into_iter().flatten();
            Block::Text { text: member("text"), citations: citations.filter_map(citation).collect() }
        }
        "thinking" => Block::Thinking {
            text: member("thinking"),
            proof: text(block, "signature").map(Proof::Signature),
        },
        "redacted_thinking" => Block::Thinking { text: "", proof: text(block, "data").map(Proof::Redacted) },
        "tool_use" => {
            Block::ToolUse { id: text(block, "id"), name: member("name"), input: whole_input(block) }
        }
        other => Block::Other(other),
    })
}

fn delta(delta: &Value) -> Delta<'_> {
    let member = |key| text(delta, key).unwrap_or_default();
    match member("type") {
        "text_delta" => Delta::Text(member("text")),
        "thinking_delta" => Delta::Thinking(member("thinking")),
        "signature_delta" => Delta::Signature(member("signature")),
        "citations_delta" => Delta::Citation(delta.get("citation").and_then(citation)),
        "input_json_delta" => Delta::Input(delta.get("partial_json").map(json_text).unwrap_or_default()),
        other => Delta::Other(other),
    }
}

/// A page has its address in `url`, a search result of the user's own in `source`, a document has a title alone
/// (<https://platform.claude.com/docs/en/build-with-claude/citations>).
fn citation(citation: &Value) -> Option<Citation> {
    let member = |keys: [&str; 2]| keys.iter().find_map(|key| text(citation, key));
    citations::citation(
        member(["url", "source"]),
        member(["title", "document_title"]),
        text(citation, "cited_text"),
    )
}

/// The empty object stands where the input comes in pieces.
fn whole_input(block: &Value) -> Cow<'_, str> {
    match block.get("input") {
        Some(Value::Object(members)) if members.is_empty() => "".into(),
        input => input.map(json_text).unwrap_or_default(),
    }
}

/// JSON as text, which some gateways send as JSON.
fn json_text(value: &Value) -> Cow<'_, str> {
    match value {
        Value::String(text) => text.into(),
        Value::Null => "".into(),
        whole => whole.to_string().into(),
    }
}

/// <https://platform.claude.com/docs/en/build-with-claude/handling-stop-reasons>. `pause_turn` is no end of the answer:
/// the provider's own tools wait to be called again.
fn stop_reason(holder: &Value) -> Option<FinishReason> {
    Some(match text(holder, "stop_reason")? {
        "end_turn" | "stop_sequence" => FinishReason::Stop,
        "max_tokens" | "model_context_window_exceeded" => FinishReason::Length,
        "tool_use" => FinishReason::ToolCalls,
        "refusal" => FinishReason::Refusal,
        _ => FinishReason::Other,
    })
}
