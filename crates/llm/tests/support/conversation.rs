//! Conversations to be sent, and answers put together as whoever keeps them does it.

#![allow(dead_code, reason = "each test file is a program of its own and uses a part of them")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

use parlance_domain::Role;
use parlance_llm::{
    ChatMessage, ChatRequest, Content, HttpRequest, JsonSchema, OutputSchema, PartId, StreamEvent, Target,
    ToolChoice, ToolDefinition, ToolOutput, Wire,
};
use serde_json::Value;
use url::Url;

pub(crate) fn target() -> Target {
    Target::new(Url::parse("https://x.test/v1").unwrap())
}

pub(crate) fn sent(wire: Wire, request: &ChatRequest) -> HttpRequest {
    wire.codec().encode(&target(), request).unwrap()
}

pub(crate) fn body(sent: &HttpRequest) -> Value {
    serde_json::from_slice(&sent.body).unwrap()
}

pub(crate) fn request(messages: Vec<ChatMessage>) -> ChatRequest {
    ChatRequest { model: "m-1".into(), messages, ..ChatRequest::default() }
}

pub(crate) fn user(text: &str) -> ChatMessage {
    ChatMessage::text(Role::User, text)
}

pub(crate) fn assistant(content: Vec<Content>) -> ChatMessage {
    ChatMessage { role: Role::Assistant, content }
}

pub(crate) fn words(text: &str) -> Content {
    Content::Text(text.into())
}

pub(crate) fn thought(text: &str, signature: Option<&str>) -> Content {
    Content::Reasoning { text: text.into(), signature: signature.map(str::to_owned) }
}

pub(crate) fn call(id: Option<&str>, name: &str, arguments: &str) -> Content {
    let (name, arguments) = (name.into(), arguments.into());
    Content::ToolCall { id: id.map(str::to_owned), name, arguments, signature: None }
}

pub(crate) fn result(id: Option<&str>, name: &str, text: &str) -> Content {
    let (content, name) = (vec![ToolOutput::Text(text.into())], name.into());
    Content::ToolResult { id: id.map(str::to_owned), name, content, is_error: false }
}

pub(crate) fn image(data: &[u8]) -> Content {
    Content::Image { media_type: "image/png".into(), data: data.into() }
}

pub(crate) fn pdf(data: &[u8]) -> Content {
    Content::Document { media_type: "application/pdf".into(), name: "plan.pdf".into(), data: data.into() }
}

pub(crate) fn weather() -> ToolDefinition {
    let schema = r#"{"type":"object","properties":{"place":{"type":"string"},"days":{"type":"integer"}},"required":["place"]}"#;
    ToolDefinition {
        name: "weather".into(),
        description: "The weather at a place.".into(),
        parameters: JsonSchema::new(schema).unwrap(),
    }
}

pub(crate) fn verdict() -> OutputSchema {
    // Not in the order of the alphabet: a model fills the members in the order in which they stand.
    let schema = r#"{"type":"object","properties":{"why":{"type":"string"},"umbrella":{"type":"boolean"}},"required":["why","umbrella"],"additionalProperties":false}"#;
    OutputSchema { name: "verdict".into(), schema: JsonSchema::new(schema).unwrap(), strict: true }
}

pub(crate) fn with_tools(mut request: ChatRequest, choice: ToolChoice) -> ChatRequest {
    request.tools = vec![weather()];
    request.tool_choice = choice;
    request
}

/// An answer's parts, as they are kept.
pub(crate) fn kept(events: &[StreamEvent]) -> Vec<Content> {
    let mut parts: Vec<(PartId, Content)> = Vec::new();
    for event in events {
        let (part, new) = match event {
            StreamEvent::TextDelta { part, .. } => (*part, words("")),
            StreamEvent::ReasoningDelta { part, .. } | StreamEvent::ReasoningSignature { part, .. } => {
                (*part, thought("", None))
            }
            StreamEvent::ToolCallStart { part, id, name } => (*part, call(id.as_deref(), name, "")),
            StreamEvent::ToolCallArguments { part, .. } | StreamEvent::ToolCallSignature { part, .. } => {
                (*part, call(None, "", ""))
            }
            _ => continue,
        };
        let at = parts.iter().position(|(known, _)| *known == part).unwrap_or_else(|| {
            parts.push((part, new));
            parts.len() - 1
        });
        match (&mut parts[at].1, event) {
            (Content::Text(text), StreamEvent::TextDelta { text: delta, .. })
            | (Content::Reasoning { text, .. }, StreamEvent::ReasoningDelta { text: delta, .. })
            | (Content::ToolCall { arguments: text, .. }, StreamEvent::ToolCallArguments { delta, .. }) => {
                text.push_str(delta);
            }
            (
                Content::Reasoning { signature, .. },
                StreamEvent::ReasoningSignature { signature: new, .. },
            )
            | (Content::ToolCall { signature, .. }, StreamEvent::ToolCallSignature { signature: new, .. }) => {
                *signature = Some(new.clone());
            }
            _ => {}
        }
    }
    parts.into_iter().map(|(_, content)| content).collect()
}

/// A result for each call of an answer.
pub(crate) fn results(answer: &[Content]) -> ChatMessage {
    let results = answer.iter().filter_map(|content| match content {
        Content::ToolCall { id, name, .. } => Some(result(id.as_deref(), name, &format!("{name} ran"))),
        _ => None,
    });
    ChatMessage { role: Role::User, content: results.collect() }
}
