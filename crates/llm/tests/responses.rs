//! OpenAI's Responses wire: its requests, and what its servers and the proxies before them send. The numbers are those
//! of the design's list. Every stream is read whole, cut once at every byte, and one byte at a time.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking, in its helpers too")]

#[path = "responses/any_order.rs"]
mod any_order;
#[path = "responses/calls.rs"]
mod calls;
#[path = "responses/failures.rs"]
mod failures;
#[path = "responses/framing.rs"]
mod framing;
#[path = "responses/requests.rs"]
mod requests;
mod support;

use parlance_domain::{FinishReason, MicroDollars, Role, Usage};
use parlance_llm::{
    AnswerReader, ApiError, ChatMessage, ChatRequest, Content, EncodeError, ErrorKind, HttpRequest,
    Parameters, StreamEvent, Target, Wire,
};
use serde_json::{Value, json};
use support::events::{
    arguments, call, call_end, finished, reasoning, same_however_cut, signature, text, tokens,
};
use support::read;
use url::Url;

const WIRE: Wire = Wire::OpenaiResponses;

/// The events of `body`, the same for every cut.
fn events(body: impl AsRef<[u8]>) -> Vec<StreamEvent> {
    same_however_cut(WIRE, body.as_ref())
}

/// An event with its name, whose type stands in the data as well.
fn event(name: &str, mut members: Value) -> String {
    members["type"] = json!(name);
    format!("event: {name}\ndata: {members}\n\n")
}

fn delta(text: &str) -> String {
    event(
        "response.output_text.delta",
        json!({"item_id": "msg_1", "output_index": 0, "content_index": 0, "delta": text}),
    )
}

fn message(text: &str) -> Value {
    json!({"type": "message", "id": "msg_1", "role": "assistant",
           "content": [{"type": "output_text", "text": text, "annotations": []}]})
}

fn response(status: &str, output: Value) -> Value {
    json!({"object": "response", "id": "resp_1", "status": status, "error": null, "output": output,
           "usage": {"input_tokens": 5, "output_tokens": 2}})
}

fn created() -> String {
    let response =
        json!({"object": "response", "status": "in_progress", "error": null, "output": [], "usage": null});
    event("response.created", json!({"response": response}))
}

fn completed(output: Value) -> String {
    event("response.completed", json!({"response": response("completed", output)}))
}

fn text_done(text: &str) -> String {
    event(
        "response.output_text.done",
        json!({"item_id": "msg_1", "output_index": 0, "content_index": 0, "text": text}),
    )
}

fn part_done(text: &str) -> String {
    let part = json!({"type": "output_text", "text": text});
    event(
        "response.content_part.done",
        json!({"item_id": "msg_1", "output_index": 0, "content_index": 0, "part": part}),
    )
}

fn item_done(output_index: u64, item: Value) -> String {
    event("response.output_item.done", json!({"output_index": output_index, "item": item}))
}

/// A stream that says everything in every way that the wire has.
fn body() -> String {
    [
        created(),
        event("response.output_item.added", json!({"output_index": 0, "item": {"type": "message", "id": "msg_1", "content": []}})),
        event("response.content_part.added", json!({"item_id": "msg_1", "output_index": 0, "content_index": 0, "part": {"type": "output_text", "text": ""}})),
        delta("Hel"),
        delta("lo"),
        text_done("Hello"),
        part_done("Hello"),
        item_done(0, message("Hello")),
        completed(json!([message("Hello")])),
    ]
    .concat()
}

fn hello() -> Vec<StreamEvent> {
    vec![text(0, "Hel"), text(0, "lo"), tokens(5, 2), finished(FinishReason::Stop)]
}

/// The error that ends a stream, which must be its only terminal event.
fn failure(mut events: Vec<StreamEvent>) -> ApiError {
    let Some(StreamEvent::Failed(error)) = events.pop() else { panic!("no failure at the end") };
    let more = events.iter().any(|event| {
        matches!(event, StreamEvent::Failed(_) | StreamEvent::Finished { .. } | StreamEvent::Truncated)
    });
    assert!(!more, "two terminal events");
    error
}

#[test]
fn whatever_is_repeated_is_said_once() {
    assert_eq!(events(body()), hello());
    // Each way of saying it can be missing, and so can what tells the places.
    let one = [text(0, "Hello"), tokens(5, 2), finished(FinishReason::Stop)];
    assert_eq!(
        events(text_done("Hello") + &body().replace(&delta("Hel"), "").replace(&delta("lo"), "")),
        one
    );
    assert_eq!(events(part_done("Hello") + &item_done(0, message("Hello")) + &completed(json!([]))), one);
    assert_eq!(events(item_done(0, message("Hello")) + &completed(json!([message("Hello")]))), one);
    assert_eq!(events(completed(json!([message("Hello")]))), one);
    let lost = [delta("Hel"), text_done("Hello"), completed(json!([message("Hello")]))].concat();
    assert_eq!(events(&lost), hello());
    assert_eq!(events(delta("Hel") + &completed(json!([message("Hello")]))), hello());
    for member in ["\"output_index\":0,", "\"item_id\":\"msg_1\",", "\"content_index\":0,"] {
        assert_eq!(events(body().replace(member, "")), hello(), "{member}");
    }
    let nowhere = body().replace("\"output_index\":0,", "").replace("\"item_id\":\"msg_1\",", "");
    assert_eq!(events(nowhere), hello());
    // An id that is new in every event, and an index that is none.
    let mut count = 0;
    let ids: String = body()
        .split_inclusive("msg_1")
        .map(|piece| {
            count += 1;
            format!("{piece}{count}")
        })
        .collect();
    assert_eq!(events(&ids), hello());
    assert_eq!(events(ids.replace("\"output_index\":0,", "")).len(), hello().len());
    assert_eq!(events(body().replace("\"output_index\":0,", "\"output_index\":3,")), hello());
}

#[test]
fn a_finished_text_that_differs_is_not_said_again() {
    assert_eq!(events(body().replace("\"Hello\"", "\"Good day\"")), hello());
}

#[test]
fn several_texts_are_several_parts() {
    let second = json!({"item_id": "msg_2", "output_index": 1, "content_index": 0, "delta": "!"});
    let body = delta("Hel")
        + &event("response.output_text.delta", second)
        + &delta("lo")
        + &completed(json!([message("Hello"), message("!?")]));
    let expected = [text(0, "Hel"), text(1, "!"), text(0, "lo"), tokens(5, 2), finished(FinishReason::Stop)];
    let mut all = events(body);
    // What was lost of the second is said, as the deltas joined begin the answer only in the order of the parts.
    assert_eq!(all.remove(3), text(1, "?"));
    assert_eq!(all, expected);
}

#[test]
fn a_summary_is_one_part_with_paragraphs() {
    let at = |index: u64, text: &str| json!({"item_id": "rs", "output_index": 0, "summary_index": index, "delta": text});
    let item = json!({"type": "reasoning", "id": "rs", "encrypted_content": "g=",
        "summary": [{"type": "summary_text", "text": "One"}, {"type": "summary_text", "text": "Two"}],
        "content": [{"type": "reasoning_text", "text": "OneTwo"}]});
    let name = "response.reasoning_summary_text.delta";
    let body = [
        event(name, at(0, "On")),
        event(name, at(0, "e")),
        event(
            "response.reasoning_text.delta",
            json!({"output_index": 0, "content_index": 0, "delta": "One"}),
        ),
        event(
            "response.reasoning_summary_part.done",
            json!({"item_id": "rs", "output_index": 0, "summary_index": 0, "part": {"type": "summary_text", "text": "One"}}),
        ),
        event(name, at(1, "T")),
        event(name, at(1, "wo")),
        item_done(0, item.clone()),
        event("response.output_text.delta", json!({"output_index": 1, "delta": "Yes"})),
        completed(json!([item, message("Yes")])),
    ];
    let expected = [
        reasoning(0, "On"),
        reasoning(0, "e"),
        reasoning(0, "\n\nT"),
        reasoning(0, "wo"),
        signature(0, "g="),
        text(1, "Yes"),
        tokens(5, 2),
        finished(FinishReason::Stop),
    ];
    assert_eq!(events(body.concat()), expected);
}

#[test]
fn openrouter_has_a_name_of_its_own_for_reasoning() {
    let body = event("response.reasoning.delta", json!({"output_index": 0, "delta": "h"}))
        + &event("response.reasoning.delta", json!({"output_index": 0, "delta": "m"}))
        + &event("response.reasoning.done", json!({"output_index": 0, "text": "hm"}))
        + &event("response.completed", json!({"response": {"status": "completed"}}));
    assert_eq!(events(body), [reasoning(0, "h"), reasoning(0, "m"), finished(FinishReason::Stop)]);
}

#[test]
fn reasoning_of_open_models_and_reasoning_that_is_only_a_signature() {
    let thought = json!({"output_index": 0, "content_index": 0, "delta": "hm"});
    let silent = json!({"type": "reasoning", "id": "rs", "summary": [], "encrypted_content": "g="});
    let body = event("response.reasoning_text.delta", thought)
        + &item_done(1, silent.clone())
        + &completed(json!([]));
    assert_eq!(events(body)[..2], [reasoning(0, "hm"), signature(1, "g=")]);
    let only_at_the_end = completed(json!([silent, message("Hi")]));
    assert_eq!(events(only_at_the_end)[..2], [signature(0, "g="), text(1, "Hi")]);
}

fn call_item(call_id: &str, name: &str, arguments: &str) -> Value {
    json!({"type": "function_call", "id": format!("fc_{call_id}"), "call_id": call_id, "name": name, "arguments": arguments})
}

fn call_added(output_index: u64, call_id: &str, name: &str) -> String {
    event(
        "response.output_item.added",
        json!({"output_index": output_index, "item": call_item(call_id, name, "")}),
    )
}

fn call_delta(output_index: u64, call_id: &str, delta: &str) -> String {
    event(
        "response.function_call_arguments.delta",
        json!({"output_index": output_index, "item_id": format!("fc_{call_id}"), "delta": delta}),
    )
}

fn call_done(output_index: u64, call_id: &str, arguments: &str) -> String {
    event(
        "response.function_call_arguments.done",
        json!({"output_index": output_index, "item_id": format!("fc_{call_id}"), "arguments": arguments}),
    )
}

#[test]
fn a_refusal_is_text_with_its_own_reason() {
    let part = json!({"type": "message", "content": [{"type": "refusal", "refusal": "I can't."}]});
    let piece = json!({"output_index": 0, "content_index": 0, "delta": "I can't."});
    let whole = json!({"output_index": 0, "content_index": 0, "refusal": "I can't."});
    let expected = [text(0, "I can't."), tokens(5, 2), finished(FinishReason::Refusal)];
    for body in [
        event("response.refusal.delta", piece)
            + &event("response.refusal.done", whole.clone())
            + &completed(json!([part])),
        event("response.refusal.done", whole) + &completed(json!([])),
        completed(json!([part])),
    ] {
        assert_eq!(events(&body), expected, "{body}");
    }
}

#[test]
fn how_a_response_ends() {
    use FinishReason::{ContentFilter, Length, Other};
    let incomplete = |reason: &str| {
        let mut response = response("incomplete", json!([message("Hello")]));
        response["incomplete_details"] = json!({"reason": reason});
        response
    };
    for (word, reason) in [("max_output_tokens", Length), ("content_filter", ContentFilter), ("bored", Other)]
    {
        // Some servers call every end completed: the status counts.
        for name in ["response.incomplete", "response.completed", "response.done"] {
            let body = delta("Hel") + &delta("lo") + &event(name, json!({"response": incomplete(word)}));
            assert_eq!(events(body).pop(), Some(finished(reason)), "{name} {word}");
        }
    }
    let bare = delta("Hel") + &event("response.completed", json!({"response": {}}));
    assert_eq!(events(bare), [text(0, "Hel"), finished(FinishReason::Stop)]);
    let cancelled = event("response.cancelled", json!({"response": response("cancelled", json!([]))}));
    assert_eq!(events(cancelled).pop(), Some(finished(Other)));
}

#[test]
fn counts() {
    let mut all = response("completed", json!([]));
    all["usage"] = json!({"input_tokens": "9", "output_tokens": 4.0, "input_tokens_details": {"cached_tokens": 3},
                          "output_tokens_details": {"reasoning_tokens": 2}, "cost_in_usd_ticks": 37_756_000});
    let usage = Usage {
        input_tokens: Some(9),
        output_tokens: Some(4),
        cached_tokens: Some(3),
        reasoning_tokens: Some(2),
        cost: Some(MicroDollars(3776)),
    };
    let body = event("response.completed", json!({"response": all}));
    assert_eq!(events(body)[0], StreamEvent::Usage(usage));
    all["usage"] = json!({"input_tokens": 0, "output_tokens": 0});
    let body = event("response.completed", json!({"response": all}));
    assert_eq!(events(body), [finished(FinishReason::Stop)]);
}

#[test]
fn quirk_31_unknown_events_and_items() {
    let search =
        json!({"type": "web_search_call", "id": "ws", "status": "completed", "action": {"query": "x"}});
    let noise = [
        event("keepalive", json!({"sequence_number": 1})),
        event("response.web_search_call.searching", json!({"output_index": 0, "item_id": "ws"})),
        event("response.code_interpreter_call_code.delta", json!({"output_index": 0, "delta": "print()"})),
        event(
            "response.output_text.annotation.added",
            json!({"output_index": 0, "annotation": {"url": "x"}}),
        ),
        event("response.audio.transcript.delta", json!({"delta": "x"})),
        event("response.log", json!({"message": "not an error", "code": "x"})),
        event("response.output_item.added", json!({"output_index": 7, "item": search})),
        item_done(7, search.clone()),
        item_done(8, json!({"type": "mcp_call", "name": "f", "arguments": "{}"})),
        item_done(9, json!(null)),
        "event: metrics\ndata: {oops\n\ndata: keep-alive\n\ndata: 7\n\ndata: null\n\ndata: []\n\n".to_owned(),
    ]
    .concat();
    let body = [
        created(),
        delta("Hel"),
        noise.clone(),
        delta("lo"),
        noise,
        completed(json!([search, message("Hello"), null, 7])),
    ];
    assert_eq!(events(body.concat()), hello());
}

#[test]
fn quirk_32_and_34_members_of_unexpected_types() {
    let body = body()
        .replace("\"output_index\":0", "\"output_index\":\"0\"")
        .replace("\"content_index\":0", "\"content_index\":null")
        .replace("\"id\":\"msg_1\"", "\"id\":null")
        .replace("\"item_id\":\"msg_1\"", "\"item_id\":7")
        .replace("\"annotations\":[]", "\"annotations\":{}");
    assert_eq!(events(body), hello());
    let odd = event("response.output_text.delta", json!({"delta": {"text": 1}}))
        + &event("response.output_item.done", json!({"item": {"type": "message", "content": "x"}}))
        + &completed(json!("none"));
    assert_eq!(events(odd), [tokens(5, 2), finished(FinishReason::Stop)]);
}

#[test]
fn quirk_39_non_streaming_answers() {
    let item = json!({"type": "reasoning", "id": "rs", "encrypted_content": "g=",
                      "summary": [{"type": "summary_text", "text": "hm"}]});
    let whole = response("completed", json!([item, message("Hello"), call_item("a", "f", "{}")]));
    let expected = [
        reasoning(0, "hm"),
        signature(0, "g="),
        text(1, "Hello"),
        call(2, Some("a"), "f"),
        arguments(2, "{}"),
        call_end(2),
        tokens(5, 2),
        finished(FinishReason::ToolCalls),
    ];
    let pretty = serde_json::to_string_pretty(&whole).unwrap();
    for body in [whole.to_string(), pretty, format!("data: {whole}\n\ndata: [DONE]\n\n")] {
        assert_eq!(events(&body), expected, "{body}");
    }
    let half = whole.to_string();
    assert_eq!(events(&half[..half.len() / 2]), [StreamEvent::Truncated]);
    let mut failed = response("failed", json!([]));
    failed["error"] = json!({"code": "server_error", "message": "Boom."});
    failed["usage"] = Value::Null;
    assert_eq!(failure(events(failed.to_string())).message, "Boom.");
    // Taken for later, in the background: nothing of it is here.
    let queued = json!({"object": "response", "status": "queued", "output": []});
    assert_eq!(events(queued.to_string()), [StreamEvent::Truncated]);
}
