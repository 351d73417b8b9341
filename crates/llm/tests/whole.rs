//! An answer in one piece says all that a stream says: reasoning with its signature, text, several calls, counts, the end.

mod support;

use parlance_domain::FinishReason;
use parlance_llm::{Content, StreamEvent, Wire};
use serde_json::{Value, json};
use support::conversation::{call, kept, thought, words};
use support::events::same_however_cut;

/// The same, written on one line and over several.
fn read(wire: Wire, answer: &Value) -> Vec<StreamEvent> {
    let events = same_however_cut(wire, answer.to_string().as_bytes());
    assert_eq!(same_however_cut(wire, format!("{answer:#}").as_bytes()), events);
    events
}

fn check(wire: Wire, answer: &Value, expected: &[Content]) {
    let events = read(wire, answer);
    assert_eq!(kept(&events), expected, "{}", wire.name());
    let counts = |event: &StreamEvent| match event {
        StreamEvent::Usage(found) => Some((found.input_tokens, found.output_tokens)),
        _ => None,
    };
    let found = events.iter().rev().find_map(counts);
    assert_eq!(found, Some((Some(9), Some(5))), "{}", wire.name());
    let end = StreamEvent::Finished { reason: FinishReason::ToolCalls };
    assert_eq!(events.last(), Some(&end), "{}", wire.name());
    let ends = events.iter().filter(|event| matches!(event, StreamEvent::ToolCallEnd { .. })).count();
    assert_eq!(ends, 2, "{}", wire.name());
}

const KIEL: &str = r#"{"place":"Kiel"}"#;

#[test]
fn of_chat_completions() {
    let function = |id: &str, arguments: &str| json!({"id": id, "type": "function", "function": {"name": "weather", "arguments": arguments}});
    let answer = json!({
        "object": "chat.completion",
        "choices": [{
            "index": 0,
            "message": {"role": "assistant", "reasoning_content": "hm", "content": "I look.", "tool_calls": [function("a", KIEL), function("b", "{}")]},
            "finish_reason": "tool_calls",
        }],
        "usage": {"prompt_tokens": 9, "completion_tokens": 5},
    });
    let calls = [call(Some("a"), "weather", KIEL), call(Some("b"), "weather", "{}")];
    check(Wire::OpenaiChat, &answer, &[&[thought("hm", None), words("I look.")], &calls[..]].concat());
}

#[test]
fn of_responses() {
    let function = |id: &str, arguments: &str| json!({"type": "function_call", "id": format!("fc_{id}"), "call_id": id, "name": "weather", "arguments": arguments});
    let answer = json!({
        "object": "response", "status": "completed", "error": null,
        "output": [
            {"type": "reasoning", "id": "rs", "summary": [{"type": "summary_text", "text": "hm"}], "encrypted_content": "gAAA"},
            {"type": "message", "id": "msg", "content": [{"type": "output_text", "text": "I look."}]},
            function("a", KIEL),
            function("b", "{}"),
        ],
        "usage": {"input_tokens": 9, "output_tokens": 5},
    });
    let calls = [call(Some("a"), "weather", KIEL), call(Some("b"), "weather", "{}")];
    let said = [thought("hm", Some("gAAA")), words("I look.")];
    check(Wire::OpenaiResponses, &answer, &[&said, &calls[..]].concat());
}

#[test]
fn of_messages() {
    let tool =
        |id: &str, input: Value| json!({"type": "tool_use", "id": id, "name": "weather", "input": input});
    let answer = json!({
        "type": "message", "role": "assistant",
        "content": [
            {"type": "thinking", "thinking": "hm", "signature": "Sig=="},
            {"type": "redacted_thinking", "data": "Enc=="},
            {"type": "text", "text": "I look."},
            tool("a", json!({"place": "Kiel"})),
            tool("b", json!({})),
        ],
        "stop_reason": "tool_use",
        "usage": {"input_tokens": 9, "output_tokens": 5},
    });
    let expected = [
        thought("hm", Some("thinking:Sig==")),
        thought("", Some("redacted_thinking:Enc==")),
        words("I look."),
        call(Some("a"), "weather", KIEL),
        call(Some("b"), "weather", "{}"),
    ];
    check(Wire::AnthropicMessages, &answer, &expected);
}

#[test]
fn of_gemini() {
    let answer = json!({
        "candidates": [{
            "content": {"role": "model", "parts": [
                {"text": "hm", "thought": true},
                {"text": "I look."},
                {"functionCall": {"name": "weather", "args": {"place": "Kiel"}}, "thoughtSignature": "c2ln"},
                {"functionCall": {"name": "weather", "args": {}}},
            ]},
            "finishReason": "STOP",
        }],
        "usageMetadata": {"promptTokenCount": 9, "candidatesTokenCount": 5},
    });
    let signed = Content::ToolCall {
        id: None,
        name: "weather".into(),
        arguments: KIEL.into(),
        signature: Some("c2ln".into()),
    };
    let expected = [thought("hm", None), words("I look."), signed, call(None, "weather", "{}")];
    check(Wire::Gemini, &answer, &expected);
}

#[test]
fn of_ollama() {
    let function = |arguments: Value| json!({"function": {"name": "weather", "arguments": arguments}});
    let answer = json!({
        "model": "m",
        "message": {"role": "assistant", "thinking": "hm", "content": "I look.", "tool_calls": [function(json!({"place": "Kiel"})), function(json!({}))]},
        "done": true, "done_reason": "stop", "prompt_eval_count": 9, "eval_count": 5,
    });
    let calls = [call(None, "weather", KIEL), call(None, "weather", "{}")];
    check(Wire::OllamaChat, &answer, &[&[thought("hm", None), words("I look.")], &calls[..]].concat());
}
