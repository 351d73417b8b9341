//! An answer is read, kept, and sent back with the next question: what a provider wants back has to be there.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

mod support;

use parlance_llm::{ChatRequest, Content, Target, ToolChoice, Wire};
use serde_json::{Value, json};
use support::conversation::{
    assistant, body, kept, request, results, sent, target, thought, user, with_tools, words,
};
use support::read;

fn events_of(documents: &[Value]) -> String {
    documents.iter().map(|document| format!("data: {document}\n\n")).collect()
}

/// The answer in `stream` with what its tools gave, between two questions.
fn conversation(wire: Wire, stream: &str) -> ChatRequest {
    let answer = kept(&read(wire, stream.as_bytes(), []));
    let results = results(&answer);
    let messages = vec![user("Weather?"), assistant(answer), results, user("And then?")];
    with_tools(request(messages), ToolChoice::Auto)
}

/// The request's list of messages after the first question.
fn sent_back(wire: Wire, stream: &str, list: &str) -> Vec<Value> {
    let mut body = body(&sent(wire, &conversation(wire, stream)));
    body[list].as_array_mut().unwrap().split_off(1)
}

#[test]
fn responses_get_their_encrypted_reasoning_and_call_ids() {
    let item = |index: u32, item: Value| json!({"type": "response.output_item.done", "output_index": index, "item": item});
    let stream = events_of(&[
        item(
            0,
            json!({"type": "reasoning", "id": "rs_1", "summary": [{"type": "summary_text", "text": "hm"}], "encrypted_content": "gAAA"}),
        ),
        item(
            1,
            json!({"type": "function_call", "id": "fc_1", "call_id": "call_1", "name": "weather", "arguments": "{\"place\":\"Kiel\"}"}),
        ),
        item(
            2,
            json!({"type": "function_call", "id": "fc_2", "call_id": "call_2", "name": "weather", "arguments": "{}"}),
        ),
        json!({"type": "response.completed", "response": {"status": "completed"}}),
    ]);
    let expected = [
        json!({"type": "reasoning", "summary": [{"type": "summary_text", "text": "hm"}], "encrypted_content": "gAAA"}),
        json!({"type": "function_call", "call_id": "call_1", "name": "weather", "arguments": "{\"place\":\"Kiel\"}"}),
        json!({"type": "function_call", "call_id": "call_2", "name": "weather", "arguments": "{}"}),
        json!({"type": "function_call_output", "call_id": "call_1", "output": "weather ran"}),
        json!({"type": "function_call_output", "call_id": "call_2", "output": "weather ran"}),
        json!({"type": "message", "role": "user", "content": [{"type": "input_text", "text": "And then?"}]}),
    ];
    assert_eq!(sent_back(Wire::OpenaiResponses, &stream, "input"), expected);
}

#[test]
fn messages_get_their_thinking_before_the_calls() {
    let start = |index: u32, block: Value| json!({"type": "content_block_start", "index": index, "content_block": block});
    let delta =
        |index: u32, delta: Value| json!({"type": "content_block_delta", "index": index, "delta": delta});
    let stop = |index: u32| json!({"type": "content_block_stop", "index": index});
    let stream = events_of(&[
        json!({"type": "message_start", "message": {"content": []}}),
        start(0, json!({"type": "thinking", "thinking": "", "signature": ""})),
        delta(0, json!({"type": "thinking_delta", "thinking": "hm"})),
        delta(0, json!({"type": "signature_delta", "signature": "Sig=="})),
        stop(0),
        start(1, json!({"type": "redacted_thinking", "data": "Enc=="})),
        stop(1),
        start(2, json!({"type": "tool_use", "id": "toolu_1", "name": "weather", "input": {}})),
        delta(2, json!({"type": "input_json_delta", "partial_json": "{\"place\": \"Kiel\"}"})),
        stop(2),
        start(3, json!({"type": "tool_use", "id": "toolu_2", "name": "weather", "input": {}})),
        stop(3),
        json!({"type": "message_delta", "delta": {"stop_reason": "tool_use"}}),
        json!({"type": "message_stop"}),
    ]);
    let ran = json!([{"type": "text", "text": "weather ran"}]);
    let expected = [
        json!({"role": "assistant", "content": [
            {"type": "thinking", "thinking": "hm", "signature": "Sig=="},
            {"type": "redacted_thinking", "data": "Enc=="},
            {"type": "tool_use", "id": "toolu_1", "name": "weather", "input": {"place": "Kiel"}},
            {"type": "tool_use", "id": "toolu_2", "name": "weather", "input": {}},
        ]}),
        json!({"role": "user", "content": [
            {"type": "tool_result", "tool_use_id": "toolu_1", "content": ran, "is_error": false},
            {"type": "tool_result", "tool_use_id": "toolu_2", "content": ran, "is_error": false},
            {"type": "text", "text": "And then?"},
        ]}),
    ];
    assert_eq!(sent_back(Wire::AnthropicMessages, &stream, "messages"), expected);
}

#[test]
fn gemini_gets_its_signatures_on_the_very_parts() {
    let stream = events_of(&[
        json!({"candidates": [{"content": {"parts": [{"text": "hm", "thought": true}, {"text": "I look."}]}}]}),
        json!({"candidates": [{"content": {"parts": [
            {"functionCall": {"id": "c1", "name": "weather", "args": {"place": "Kiel"}}, "thoughtSignature": "c2ln"},
            {"functionCall": {"name": "weather", "args": {}}},
        ]}, "finishReason": "STOP"}]}),
    ]);
    let ran = json!({"output": "weather ran"});
    let expected = [
        json!({"role": "model", "parts": [
            {"text": "I look."},
            {"functionCall": {"id": "c1", "name": "weather", "args": {"place": "Kiel"}}, "thoughtSignature": "c2ln"},
            {"functionCall": {"name": "weather", "args": {}}},
        ]}),
        json!({"role": "user", "parts": [
            {"functionResponse": {"id": "c1", "name": "weather", "response": ran}},
            {"functionResponse": {"name": "weather", "response": ran}},
            {"text": "And then?"},
        ]}),
    ];
    assert_eq!(sent_back(Wire::Gemini, &stream, "contents"), expected);
}

#[test]
fn gemini_gets_the_signature_of_a_text_at_its_end() {
    let stream = events_of(&[
        json!({"candidates": [{"content": {"parts": [{"text": "Rain."}]}}]}),
        json!({"candidates": [{"content": {"parts": [{"text": "", "thoughtSignature": "c2ln"}]}, "finishReason": "STOP"}]}),
    ]);
    let expected = [
        json!({"role": "model", "parts": [{"text": "Rain."}, {"text": "", "thoughtSignature": "c2ln"}]}),
        json!({"role": "user", "parts": [{"text": "And then?"}]}),
    ];
    assert_eq!(sent_back(Wire::Gemini, &stream, "contents"), expected);
}

#[test]
fn deepseek_gets_the_reasoning_of_all_answers_to_a_question_that_called_tools() {
    let wire = Wire::OpenaiChat;
    let answer = |delta: Value, finish: &str| {
        let stream = events_of(&[
            json!({"choices": [{"delta": {"reasoning_content": "hm"}}]}),
            json!({"choices": [{"delta": delta, "finish_reason": finish}]}),
        ]);
        kept(&read(wire, format!("{stream}data: [DONE]\n\n").as_bytes(), []))
    };
    let function = json!({"name": "weather", "arguments": "{\"place\":\"Kiel\"}"});
    let calling =
        answer(json!({"tool_calls": [{"index": 0, "id": "c1", "function": function}]}), "tool_calls");
    let speaking = || answer(json!({"content": "Rain."}), "stop");
    let messages = vec![
        user("Hi"),
        assistant(speaking()),
        user("Weather?"),
        assistant(calling.clone()),
        results(&calling),
        assistant(speaking()),
        user("And then?"),
    ];
    let request = request(messages);
    let sent = |reasoning_content| {
        let target = Target { reasoning_content, ..target() };
        body(&wire.codec().encode(&target, &request).unwrap())["messages"].take()
    };
    let call = json!({"type": "function", "id": "c1", "function": function});
    let result = json!({"role": "tool", "tool_call_id": "c1", "content": "weather ran"});
    assert_eq!(
        sent(true),
        json!([
            {"role": "user", "content": "Hi"},
            // R1 refuses what it thought before; nobody wants it without calls.
            {"role": "assistant", "content": "Rain."},
            {"role": "user", "content": "Weather?"},
            {"role": "assistant", "content": null, "reasoning_content": "hm", "tool_calls": [call]},
            result,
            {"role": "assistant", "content": "Rain.", "reasoning_content": "hm"},
            {"role": "user", "content": "And then?"},
        ])
    );
    assert!(!sent(false).to_string().contains("hm"));
}

#[test]
fn openrouter_gets_what_is_signed_of_the_reasoning() {
    let delta = |delta: Value| json!({"choices": [{"delta": delta}]});
    let thinks = |text: &str, more: Value| {
        let mut detail =
            json!({"type": "reasoning.text", "text": text, "format": "anthropic-claude-v1", "index": 0});
        detail.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        delta(json!({"reasoning": text, "reasoning_details": [detail]}))
    };
    let encrypted = json!({"type": "reasoning.encrypted", "data": "Enc==", "id": "r", "format": "google-gemini-v1", "index": 1});
    let function = json!({"name": "weather", "arguments": "{}"});
    let calls = |with: &[Value]| {
        let call = delta(json!({"tool_calls": [{"index": 0, "id": "c1", "function": function}]}));
        let stop = json!({"choices": [{"delta": {}, "finish_reason": "tool_calls"}]});
        events_of(&[with, &[call, stop]].concat()) + "data: [DONE]\n\n"
    };
    let details =
        |stream: &str| sent_back(Wire::OpenaiChat, stream, "messages")[0].get("reasoning_details").cloned();
    let stream = calls(&[
        thinks("so", json!({})),
        thinks(", hm", json!({"signature": null})),
        thinks("", json!({"signature": "Sig=="})),
        delta(json!({"reasoning_details": [encrypted]})),
    ]);
    let whole = json!({"type": "reasoning.text", "text": "so, hm", "signature": "Sig==", "format": "anthropic-claude-v1", "index": 0});
    assert_eq!(details(&stream), Some(json!([whole, encrypted])));
    // Without a word of it, too; and nothing is sent back that nobody signed.
    let hidden = calls(&[delta(json!({"reasoning_details": [encrypted]}))]);
    assert_eq!(details(&hidden), Some(json!([encrypted])));
    assert_eq!(details(&calls(&[thinks("so", json!({}))])), None);
}

#[test]
fn ollama_gets_its_thinking_with_the_calls() {
    let function = json!({"name": "weather", "arguments": {"place": "Kiel"}});
    let stream: String = [
        json!({"message": {"role": "assistant", "content": "", "thinking": "hm"}, "done": false}),
        json!({"message": {"role": "assistant", "content": "", "tool_calls": [{"function": function}, {"function": function}]}, "done": false}),
        json!({"message": {"role": "assistant", "content": ""}, "done": true, "done_reason": "stop"}),
    ]
    .iter()
    .map(|document| format!("{document}\n"))
    .collect();
    let result = json!({"role": "tool", "content": "weather ran", "tool_name": "weather"});
    let expected = [
        json!({"role": "assistant", "content": "", "thinking": "hm", "tool_calls": [{"function": function}, {"function": function}]}),
        result.clone(),
        result,
        json!({"role": "user", "content": "And then?"}),
    ];
    assert_eq!(sent_back(Wire::OllamaChat, &stream, "messages"), expected);
}

#[test]
fn ids_that_were_made_stay_while_the_conversation_grows() {
    let calls = |wire: Wire, request: &ChatRequest| -> Vec<String> {
        let messages = body(&sent(wire, request))["messages"].take();
        let calls = messages.as_array().unwrap().iter().flat_map(|message| {
            message["tool_calls"].as_array().into_iter().flatten().map(|call| call["id"].to_string())
        });
        calls.collect()
    };
    let call = |id: Option<&str>| support::conversation::call(id, "weather", "{}");
    let mut request =
        request(vec![user("?"), assistant(vec![call(None), call(Some("call00001")), call(Some("x"))])]);
    let before = calls(Wire::OpenaiChat, &request);
    // An id that is there twice is another's the second time.
    request.messages.push(assistant(vec![call(Some("x")), call(None)]));
    let after = calls(Wire::OpenaiChat, &request);
    assert_eq!(before, [r#""call00002""#, r#""call00001""#, r#""x""#]);
    assert_eq!(after, [r#""call00002""#, r#""call00001""#, r#""x""#, r#""call00003""#, r#""call00004""#]);
}

#[test]
fn an_answer_that_was_stopped_while_it_thought_is_not_sent() {
    for wire in Wire::ALL {
        let stopped = assistant(vec![thought("hm", Some("thinking:s"))]);
        let request = request(vec![user("a"), stopped, user("b")]);
        let body = String::from_utf8(sent(wire, &request).body).unwrap();
        assert!(!body.contains("hm"), "{}: {body}", wire.name());
        let content: Vec<Content> = vec![words("")];
        assert!(
            wire.codec()
                .encode(&target(), &support::conversation::request(vec![assistant(content)]))
                .is_err()
        );
    }
}
