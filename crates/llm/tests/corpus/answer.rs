//! What was read of a recording, against its sidecar.

use std::collections::BTreeMap;

use parlance_domain::{Citation, FinishReason, Usage};
use parlance_llm::{ApiError, ErrorKind, PartId, StreamEvent};
use serde_json::{Value, json};

use super::recordings::{Mismatches, Recording};

/// The events of one stream, put together.
#[derive(Default)]
pub(crate) struct Answer {
    text: String,
    reasoning: String,
    /// By part: id, name, arguments.
    tool_calls: BTreeMap<PartId, (Option<String>, String, String)>,
    ended_calls: usize,
    citations: Vec<Citation>,
    usage: Option<Usage>,
    end: Option<StreamEvent>,
}

pub(crate) fn answer(events: Vec<StreamEvent>) -> Answer {
    let mut answer = Answer::default();
    for event in events {
        assert!(answer.end.is_none(), "{event:?} after the terminal event");
        match event {
            StreamEvent::TextDelta { text, .. } => answer.text += &text,
            StreamEvent::ReasoningDelta { text, .. } => answer.reasoning += &text,
            StreamEvent::ToolCallStart { part, id, name } => {
                assert!(
                    answer.tool_calls.insert(part, (id, name, String::new())).is_none(),
                    "one part, two calls"
                );
            }
            StreamEvent::ToolCallArguments { part, delta } => {
                answer.tool_calls.get_mut(&part).expect("a call that has started").2 += &delta;
            }
            StreamEvent::ToolCallEnd { part } => {
                assert!(answer.tool_calls.contains_key(&part));
                answer.ended_calls += 1;
            }
            StreamEvent::ToolCallSignature { part, .. } => assert!(answer.tool_calls.contains_key(&part)),
            StreamEvent::ReasoningSignature { .. } => {}
            StreamEvent::Citation(citation) => answer.citations.push(citation),
            StreamEvent::Image { media_type, data, .. } => {
                assert!(media_type.starts_with("image/") && !data.is_empty());
            }
            StreamEvent::Usage(usage) => answer.usage = Some(usage),
            end => answer.end = Some(end),
        }
    }
    answer
}

pub(crate) fn kind_name(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::Auth => "auth",
        ErrorKind::RateLimit => "rate_limit",
        ErrorKind::Quota => "quota",
        ErrorKind::Overloaded => "overloaded",
        ErrorKind::ContextLength => "context_length",
        ErrorKind::InvalidRequest => "invalid_request",
        ErrorKind::NotFound => "not_found",
        ErrorKind::Permission => "permission",
        ErrorKind::ContentFilter => "content_filter",
        ErrorKind::Server => "server",
        ErrorKind::Other => "other",
    }
}

/// Reasons for finishing with which Gemini says that it made a call or an answer that cannot be read.
const USELESS: [&str; 4] =
    ["malformed_function_call", "unexpected_tool_call", "too_many_tool_calls", "malformed_response"];

pub(crate) fn check_error(
    file: &str,
    expected: &Value,
    found: Option<&ApiError>,
    mismatches: &mut Mismatches,
) {
    let Some(error) = found else {
        return mismatches.check(file, "error", expected, &Value::Null);
    };
    if expected.is_null() {
        return mismatches.check(file, "error", expected, &json!(error.message));
    }
    let kind = json!(kind_name(error.kind));
    if let Some(expected) = expected.get("kind") {
        mismatches.check(file, "error.kind", expected, &kind);
    }
    if let Some(sound) = expected.get("kind_any")
        && !sound.as_array().unwrap().contains(&kind)
    {
        mismatches.check(file, "error.kind_any", sound, &kind);
    }
    if let Some(message) = expected.get("message")
        && !error.message.contains(message.as_str().unwrap())
    {
        mismatches.check(file, "error.message", message, &json!(error.message));
    }
    if error.message.trim().is_empty() {
        mismatches.check(file, "error.message", &json!("a sentence"), &json!(error.message));
    }
}

/// What was said and what was thought. Where there are tags in the text, a client may split them out or not: then both
/// count as one, without them.
fn check_words(recording: &Recording, answer: &Answer, mismatches: &mut Mismatches) {
    let file = recording.name.as_str();
    let field = |name| recording.expect(name).map(|value| value.as_str().unwrap_or_default());
    let (text, reasoning) = (field("text"), field("reasoning"));
    let tags = ["<think>", "</think>"];
    if !text.is_some_and(|text| tags.iter().any(|tag| text.contains(tag))) {
        for (name, expected, found) in
            [("text", text, &answer.text), ("reasoning", reasoning, &answer.reasoning)]
        {
            if let Some(expected) = expected {
                mismatches.check(file, name, &json!(expected), &json!(found));
            }
        }
        return;
    }
    let all = |reasoning: &str, text: &str| {
        let all = format!("{reasoning}{text}");
        json!(tags.iter().fold(all, |all, tag| all.replace(tag, "")))
    };
    if let (Some(text), Some(reasoning)) = (text, reasoning) {
        let found = all(&answer.reasoning, &answer.text);
        mismatches.check(file, "reasoning and text", &all(reasoning, text), &found);
    }
}

/// Every source is in the body, and where the body has a list of them, one comes out.
fn check_sources(recording: &Recording, answer: &Answer, mismatches: &mut Mismatches) {
    let file = recording.name.as_str();
    let body = String::from_utf8_lossy(&recording.body);
    // As JSON writes it, with or without escapes for what is not ASCII.
    let there = |words: &str| {
        let ascii = |part: &&str| part.len() > 2;
        let parts = words.split(|char: char| !char.is_ascii_alphanumeric()).filter(ascii);
        parts.into_iter().all(|part| body.contains(part))
    };
    for citation in &answer.citations {
        let texts = [&citation.url, &citation.title, &citation.quote];
        for words in texts.into_iter().flatten().filter(|words| !there(words)) {
            mismatches.check(file, "citations", &json!("words of the body"), &json!(words));
        }
    }
    let compact: String = body.split_ascii_whitespace().collect();
    let lists = [
        "\"citations\":[\"http",
        "\"citations\":[{",
        "\"citationSources\":[{",
        "\"groundingChunks\":[{",
        "\"search_results\":[{",
        "\"type\":\"url_citation\"",
        "\"citations_delta\"",
    ];
    let is_tagged = recording.is_tagged("citations") || recording.is_tagged("grounding");
    if is_tagged && lists.iter().any(|list| compact.contains(list)) && answer.citations.is_empty() {
        mismatches.check(file, "citations", &json!("some"), &json!(answer.citations));
    }
}

pub(crate) fn check_stream(recording: &Recording, events: Vec<StreamEvent>, mismatches: &mut Mismatches) {
    let file = recording.name.as_str();
    let answer = answer(events);
    check_words(recording, &answer, mismatches);
    if let Some(expected) = recording.expect("tool_calls") {
        let found: Vec<Value> = answer
            .tool_calls
            .values()
            .map(|(id, name, arguments)| {
                let arguments = if arguments.is_empty() { "{}" } else { arguments };
                let arguments = serde_json::from_str(arguments).unwrap_or_else(|_| json!(arguments));
                json!({"id": id, "name": name, "arguments": arguments})
            })
            .collect();
        mismatches.check(file, "tool_calls", expected, &json!(found));
    }
    if let Some(expected) = recording.expect("usage") {
        let found = answer.usage.map(|usage| {
            json!({"input": usage.input_tokens, "output": usage.output_tokens,
                   "reasoning": usage.reasoning_tokens, "cached": usage.cached_tokens})
        });
        match (expected, found) {
            (Value::Object(expected), Some(found)) => {
                let count = |of: &Value, name: &str| of[name].as_u64().unwrap_or_default();
                let told = &json!(expected);
                // Where a server counts reasoning beside the rest of the output, both are the output.
                let beside = count(told, "output") + count(told, "reasoning") == count(&found, "output");
                for (count, value) in expected.iter().filter(|(count, _)| !(beside && *count == "output")) {
                    mismatches.check(file, &format!("usage.{count}"), value, &found[count]);
                }
            }
            (expected, found) => mismatches.check(file, "usage", expected, &json!(found)),
        }
    }
    let finish = match &answer.end {
        Some(StreamEvent::Finished { reason }) => serde_json::to_value(reason).unwrap(),
        // A blocked prompt can be told either way, and then the sidecar leaves the error open.
        Some(StreamEvent::Failed(error))
            if error.kind == ErrorKind::ContentFilter && recording.expect("error").is_none() =>
        {
            serde_json::to_value(FinishReason::ContentFilter).unwrap()
        }
        // What the model made is of no use, which is told as an error.
        Some(StreamEvent::Failed(error))
            if error.code.as_deref().is_some_and(|code| USELESS.contains(&code)) =>
        {
            serde_json::to_value(FinishReason::Other).unwrap()
        }
        Some(StreamEvent::Failed(_)) => serde_json::to_value(FinishReason::Error).unwrap(),
        _ => json!("truncated"),
    };
    if let Some(expected) = recording.expect("finish") {
        mismatches.check(file, "finish", expected, &finish);
    }
    if let Some(expected) = recording.expect("error") {
        let found = match &answer.end {
            Some(StreamEvent::Failed(error)) if finish != json!(FinishReason::Other) => Some(error),
            _ => None,
        };
        if !(expected.is_null() && found.is_none()) {
            check_error(file, expected, found, mismatches);
        }
    }
    check_sources(recording, &answer, mismatches);
    if matches!(answer.end, Some(StreamEvent::Finished { .. }))
        && answer.ended_calls != answer.tool_calls.len()
    {
        mismatches.check(file, "ended calls", &json!(answer.tool_calls.len()), &json!(answer.ended_calls));
    }
}
