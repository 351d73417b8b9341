//! OpenAI's Responses wire: its requests, and what its servers and the proxies before them send. The numbers are those
//! of the design's list. Every stream is read whole, cut once at every byte, and one byte at a time.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking, in its helpers too")]

mod support;

use parlance_domain::{FinishReason, MicroDollars, Role, Usage};
use parlance_llm::{
    AnswerReader, ApiError, ChatMessage, ChatRequest, Content, EncodeError, ErrorKind, HttpRequest,
    Parameters, StreamEvent, Target, Wire,
};
use proptest::prelude::*;
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

fn encode(base: &str, request: &ChatRequest) -> Result<HttpRequest, EncodeError> {
    let target = Target {
        base_url: Url::parse(base).unwrap(),
        max_completion_tokens: false,
        stream_usage: false,
        encrypted_reasoning: true,
        small_output: false,
    };
    WIRE.codec().encode(&target, request)
}

fn sent(request: &ChatRequest) -> Value {
    serde_json::from_slice(&encode("https://x.test/v1", request).unwrap().body).unwrap()
}

fn request(model: &str, messages: Vec<ChatMessage>) -> ChatRequest {
    ChatRequest { model: model.into(), messages, parameters: Parameters::default() }
}

fn thought(text: &str, signature: Option<&str>) -> Content {
    Content::Reasoning { text: text.into(), signature: signature.map(str::to_owned) }
}

#[test]
fn the_smallest_request() {
    let request = request("m-1", vec![ChatMessage::text(Role::User, "Hi")]);
    let sent = encode("https://api.openai.com/v1", &request).unwrap();
    assert_eq!(sent.url.as_str(), "https://api.openai.com/v1/responses");
    assert_eq!(
        sent.headers,
        [
            ("content-type", "application/json".to_owned()),
            ("accept", "text/event-stream".to_owned()),
            ("accept-encoding", "identity".to_owned()),
        ]
    );
    assert_eq!(
        String::from_utf8(sent.body).unwrap(),
        r#"{"model":"m-1","input":[{"type":"message","role":"user","content":[{"type":"input_text","text":"Hi"}]}],"stream":true,"store":false}"#
    );
}

#[test]
fn a_whole_conversation_with_every_parameter() {
    let mut request = request(
        "gpt-5-mini",
        vec![
            ChatMessage::text(Role::System, "Be \"brief\"."),
            ChatMessage::text(Role::System, "Be kind."),
            ChatMessage::text(Role::User, "2+2?"),
            ChatMessage {
                role: Role::Assistant,
                content: vec![
                    thought("unsigned", None),
                    thought("**Adding**", Some("gAAA=")),
                    Content::Text("It is ".into()),
                    Content::Text("4.".into()),
                    thought("", Some("gBBB=")),
                    Content::Text("Yes.".into()),
                ],
            },
            ChatMessage { role: Role::Assistant, content: vec![thought("stopped here", Some("gCCC="))] },
            ChatMessage::text(Role::User, "Sure? 😀"),
        ],
    );
    request.parameters =
        Parameters { temperature: Some(0.5), top_p: Some(f32::NAN), max_output_tokens: Some(100) };
    let user = |text: &str| json!({"type": "message", "role": "user", "content": [{"type": "input_text", "text": text}]});
    let answer = |text: &str| json!({"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": text}]});
    assert_eq!(
        sent(&request),
        json!({
            "model": "gpt-5-mini",
            "instructions": "Be \"brief\".\n\nBe kind.",
            "input": [
                user("2+2?"),
                {"type": "reasoning", "summary": [{"type": "summary_text", "text": "**Adding**"}], "encrypted_content": "gAAA="},
                answer("It is 4."),
                {"type": "reasoning", "summary": [], "encrypted_content": "gBBB="},
                answer("Yes."),
                user("Sure? 😀"),
            ],
            "stream": true,
            "store": false,
            "include": ["reasoning.encrypted_content"],
            "temperature": 0.5,
            "max_output_tokens": 100,
        })
    );
}

#[test]
fn encrypted_reasoning_is_asked_of_models_that_have_it() {
    for (model, asked) in [
        ("gpt-5", true),
        ("gpt-5.6-sol", true),
        ("gpt-6-astra", true),
        ("openai/gpt-5-nano", true),
        ("o1", true),
        ("o4-mini", true),
        ("gpt-5-chat-latest", false),
        ("gpt-4o", false),
        ("gpt-4.1-nano", false),
        ("chatgpt-4o-latest", false),
        ("openai/gpt-oss-120b", false),
        ("olmo-3", false),
        ("grok-4.7", false),
        ("", false),
    ] {
        let request = request(model, vec![ChatMessage::text(Role::User, "Hi")]);
        assert_eq!(sent(&request).get("include").is_some(), asked, "{model}");
    }
}

#[test]
fn the_endpoint_lies_under_any_base() {
    let request = request("m", vec![ChatMessage::text(Role::User, "Hi")]);
    for (base, endpoint) in [
        ("http://localhost:8080", "http://localhost:8080/responses"),
        ("https://api.x.ai/v1/", "https://api.x.ai/v1/responses"),
        ("https://x.test/v1/responses/", "https://x.test/v1/responses"),
        ("https://x.test/openai?api-version=1#top", "https://x.test/openai/responses?api-version=1"),
    ] {
        assert_eq!(encode(base, &request).unwrap().url.as_str(), endpoint, "{base}");
    }
    assert!(matches!(encode("mailto:a@b.test", &request), Err(EncodeError::BaseUrl(_))));
}

#[test]
fn nothing_to_answer_is_an_error() {
    for messages in [
        vec![],
        vec![ChatMessage::text(Role::System, "Be brief.")],
        vec![ChatMessage { role: Role::User, content: vec![] }],
        vec![ChatMessage { role: Role::Assistant, content: vec![thought("hm", Some("g"))] }],
    ] {
        let result = encode("https://x.test", &request("m", messages.clone()));
        assert!(matches!(result, Err(EncodeError::Empty)), "{messages:?}");
    }
}

#[test]
fn what_comes_signed_goes_back_as_it_came() {
    let item = json!({"type": "reasoning", "id": "rs_1", "encrypted_content": "gAAA=",
                      "summary": [{"type": "summary_text", "text": "hm"}]});
    let body =
        item_done(0, item.clone()) + &item_done(1, message("Hi")) + &completed(json!([item, message("Hi")]));
    let all = events(body);
    assert_eq!(all[..3], [reasoning(0, "hm"), signature(0, "gAAA="), text(1, "Hi")]);
    let content = all
        .iter()
        .filter_map(|event| match event {
            StreamEvent::ReasoningSignature { signature, .. } => Some(thought("hm", Some(signature))),
            StreamEvent::TextDelta { text, .. } => Some(Content::Text(text.clone())),
            _ => None,
        })
        .collect();
    let request = request("gpt-5", vec![ChatMessage { role: Role::Assistant, content }]);
    let mut expected = item;
    expected.as_object_mut().unwrap().remove("id");
    assert_eq!(sent(&request)["input"][0], expected);
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
fn calls_are_said_once() {
    let items = json!([call_item("a", "f", "{\"x\":1}"), call_item("b", "g", "{}")]);
    let pieces = [
        call_added(0, "a", "f"),
        call_delta(0, "a", "{\"x\""),
        call_added(1, "b", "g"),
        call_delta(0, "a", ":1}"),
        call_done(0, "a", "{\"x\":1}"),
        call_delta(1, "b", "{}"),
        item_done(0, items[0].clone()),
        call_done(1, "b", "{}"),
        item_done(1, items[1].clone()),
        completed(items.clone()),
    ];
    let expected = [
        call(0, Some("a"), "f"),
        arguments(0, "{\"x\""),
        call(1, Some("b"), "g"),
        arguments(0, ":1}"),
        arguments(1, "{}"),
        call_end(0),
        call_end(1),
        tokens(5, 2),
        finished(FinishReason::ToolCalls),
    ];
    assert_eq!(events(pieces.concat()), expected);
    // Every item at index 0, or without the ids of the items.
    assert_eq!(events(pieces.concat().replace("\"output_index\":1", "\"output_index\":0")), expected);
    assert_eq!(events(pieces.concat().replace("\"fc_", "\"\",\"_\":\"")), expected);
}

#[test]
fn calls_whose_items_share_an_id_are_told_by_their_own() {
    let body = [
        call_added(0, "a", "f"),
        call_delta(0, "a", "{}"),
        item_done(0, call_item("a", "f", "{}")),
        call_added(1, "b", "g"),
        call_delta(1, "b", "[]"),
        item_done(1, call_item("b", "g", "[]")),
        completed(json!([call_item("a", "f", "{}"), call_item("b", "g", "[]")])),
    ];
    let shared = body.concat().replace("fc_a", "fc").replace("fc_b", "fc");
    let expected = [
        call(0, Some("a"), "f"),
        arguments(0, "{}"),
        call_end(0),
        call(1, Some("b"), "g"),
        arguments(1, "[]"),
        call_end(1),
    ];
    assert_eq!(events(shared)[..6], expected);
}

#[test]
fn calls_that_come_whole_are_not_lost() {
    let items = json!([call_item("a", "f", "{\"x\":1}")]);
    let expected = [
        call(0, Some("a"), "f"),
        arguments(0, "{\"x\":1}"),
        call_end(0),
        tokens(5, 2),
        finished(FinishReason::ToolCalls),
    ];
    let all = [
        item_done(0, items[0].clone()) + &completed(items.clone()),
        completed(items.clone()),
        call_added(0, "a", "f") + &completed(items.clone()),
        call_added(0, "a", "f") + &call_done(0, "a", "{\"x\":1}") + &completed(json!([])),
        // The arguments before the item that names them.
        call_delta(0, "a", "{\"x\":1}") + &completed(items.clone()),
    ];
    for body in all {
        assert_eq!(events(&body), expected, "{body}");
    }
    let halved = call_delta(0, "a", "{\"x\":") + &item_done(0, items[0].clone()) + &completed(json!([]));
    assert_eq!(events(halved)[1..3], [arguments(0, "{\"x\":"), arguments(0, "1}")]);
    let nameless = call_delta(0, "a", "{}") + &completed(json!([]));
    assert_eq!(events(nameless)[..2], [call(0, None, ""), arguments(0, "{}")]);
}

#[test]
fn quirk_35_arguments_as_an_object_and_calls_without_ids() {
    let item = json!({"type": "function_call", "name": "f", "arguments": {"x": [1, "two"]}});
    let body = item_done(0, item.clone()) + &completed(json!([item]));
    let expected = [
        call(0, None, "f"),
        arguments(0, r#"{"x":[1,"two"]}"#),
        call_end(0),
        tokens(5, 2),
        finished(FinishReason::ToolCalls),
    ];
    assert_eq!(events(body), expected);
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
fn a_failure_is_said_once_and_with_its_kind() {
    let failed = |error: Value| {
        let mut response = response("failed", json!([]));
        response["error"] = error;
        response["usage"] = Value::Null;
        event("response.failed", json!({"response": response}))
    };
    let flat = event(
        "error",
        json!({"code": "rate_limit_exceeded", "message": "Boom.", "param": null, "sequence_number": 3}),
    );
    let nested = event(
        "error",
        json!({"error": {"type": "server_error", "code": "server_error", "message": "Boom."}}),
    );
    let cases = [
        (flat + &failed(json!({"code": "rate_limit_exceeded", "message": "Boom."})), ErrorKind::RateLimit),
        (nested.clone() + &failed(json!({"code": "server_error", "message": "Boom."})), ErrorKind::Server),
        (failed(json!({"code": "server_error", "message": "Boom."})), ErrorKind::Server),
        (failed(json!({"code": "insufficient_quota", "message": "Boom."})), ErrorKind::Quota),
        (failed(json!("Boom.")), ErrorKind::Other),
        (nested.replace("event: error\n", ""), ErrorKind::Server),
        (nested.replace(",\"type\":\"error\"", ""), ErrorKind::Server),
        ("event: error\ndata: Boom.\n\n".to_owned(), ErrorKind::Other),
        ("data: {\"error\":{\"message\":\"Boom.\",\"code\":503}}\n\n".to_owned(), ErrorKind::Overloaded),
    ];
    for (error, kind) in cases {
        let all = events(format!("{}{error}{}", delta("Hel"), completed(json!([message("Hello")]))));
        assert_eq!(all[0], text(0, "Hel"), "{error}");
        assert_eq!(all.len(), 2, "{error}");
        let found = failure(all);
        assert_eq!((found.kind, found.message.as_str()), (kind, "Boom."), "{error}");
    }
    assert!(!failure(events(failed(Value::Null))).message.is_empty());
}

#[test]
fn the_type_in_the_data_decides_and_the_name_stands_in_for_it() {
    let unnamed: String =
        body().lines().filter(|line| !line.starts_with("event:")).map(|line| format!("{line}\n")).collect();
    assert_eq!(events(unnamed), hello());
    assert_eq!(events(body().replace("event: response.", "event: x.")), hello());
    assert_eq!(events(body().replace("\"type\":\"response.", "\"_\":\"response.")), hello());
}

#[test]
fn quirk_01_03_04_05_06_and_37_the_framing() {
    for line_end in ["\n", "\r\n", "\r"] {
        assert_eq!(events(body().replace('\n', line_end)), hello(), "{line_end:?}");
    }
    assert_eq!(events(body().replace("data: ", "data:")), hello());
    assert_eq!(events(format!("\u{feff}\n\n: keep-alive\n\n{}", body())), hello());
    assert_eq!(events(body().replace("\n\n", "\n\n: ping\n\n")), hello());
    assert_eq!(events(body().trim_end()), hello());
    let wide = delta("Ünï") + &delta("😀漢") + &completed(json!([message("Ünï😀漢")]));
    assert_eq!(events(wide)[..2], [text(0, "Ünï"), text(0, "😀漢")]);
}

#[test]
fn quirk_07_the_socket_held_open_and_08_bytes_after_the_end() {
    let mut reader = AnswerReader::new(WIRE.codec());
    let mut out = Vec::new();
    reader.push(body().as_bytes(), &mut out);
    assert!(reader.is_done());
    assert_eq!(out, hello());
    let after = format!("data: [DONE]\n\n{}<html>{{\"error\":\"x\"}}", delta("!"));
    assert_eq!(events(body() + &after), hello());
}

#[test]
fn quirk_09_and_30_the_end_without_the_end() {
    let body = delta("Hel") + &delta("lo") + &text_done("Hello") + &completed(json!([]));
    let end = body.trim_end().len();
    for at in 1..end {
        let mut all = read(WIRE, &body.as_bytes()[..at], []);
        let last = all.pop();
        let nothing = all.is_empty() && matches!(last, Some(StreamEvent::Failed(_)));
        assert!(nothing || last == Some(StreamEvent::Truncated), "cut off at {at}: {last:?}");
        assert_eq!(all, hello()[..all.len()], "cut off at {at}");
    }
    assert_eq!(events(delta("Hel") + "data: [DONE]\n\n"), [text(0, "Hel"), StreamEvent::Truncated]);
    assert_eq!(events(created()), [StreamEvent::Truncated]);
}

#[test]
fn quirk_18_pages_and_nothing_with_200() {
    let page = "<!doctype html>\n<html><head><title>Sign\n in</title>\n<style>\nbody {\n}\n</style></head>\n</html>\n";
    let error = failure(events(page));
    assert_eq!(error.kind, ErrorKind::Other);
    assert!(error.message.contains("\"Sign in\""), "{}", error.message);
    for empty in ["", "\n\n", ": comment\n\n", "data: [DONE]\n\n"] {
        assert_eq!(failure(events(empty)).kind, ErrorKind::Server, "{empty:?}");
    }
    for other in ["Ollama is running", "{\"status\": \"ok\"}", "[INFO] started"] {
        assert!(failure(events(other)).message.contains(other), "{other}");
    }
}

#[test]
fn quirk_19_error_json_without_framing() {
    let error = "{\n  \"error\": {\n    \"code\": 429,\n    \"message\": \"Slow down.\"\n  }\n}";
    for body in [error.to_owned(), format!("[{error}\n]"), error.replace('\n', "")] {
        let all = events(format!("{}{body}", delta("Hel")));
        assert_eq!(all.first(), Some(&text(0, "Hel")));
        let found = failure(all);
        assert_eq!((found.kind, found.message.as_str()), (ErrorKind::RateLimit, "Slow down."), "{body}");
    }
}

#[test]
fn quirk_22_errors_inside_an_open_event_and_events_that_are_broken() {
    let cut =
        "event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\",\"delta\":\"lo";
    let error = r#"{"error":{"message":"Boom.","code":503}}"#;
    let named = event("error", json!({"code": "503", "message": "Boom."}));
    for broken in [
        format!("{cut}{error}\n\n"),
        format!("{cut}\n{error}\n\n"),
        format!("{cut}\ndata: {error}\n\n"),
        format!("{cut}\n\n{named}"),
    ] {
        let all = events(format!("{}{broken}", delta("Hel")));
        assert_eq!(all.first(), Some(&text(0, "Hel")), "{broken}");
        let found = failure(all);
        assert_eq!((found.kind, found.message.as_str()), (ErrorKind::Overloaded, "Boom."), "{broken}");
    }
    let all = events(format!("{}{cut}\n\n{}", delta("Hel"), completed(json!([]))));
    assert_eq!(failure(all).kind, ErrorKind::Server);
    assert_eq!(events(format!("{}{cut}\n\n", delta("Hel"))), [text(0, "Hel"), StreamEvent::Truncated]);
}

#[test]
fn quirk_24_an_event_over_one_mebibyte() {
    let long = "x".repeat(1_200_000);
    let body = (delta(&long) + &text_done(&long) + &completed(json!([message(&long)]))).into_bytes();
    let expected = [text(0, &long), tokens(5, 2), finished(FinishReason::Stop)];
    assert_eq!(read(WIRE, &body, []), expected);
    assert_eq!(read(WIRE, &body, (4099..body.len()).step_by(4099)), expected);
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

fn is_terminal(event: &StreamEvent) -> bool {
    matches!(event, StreamEvent::Finished { .. } | StreamEvent::Failed(_) | StreamEvent::Truncated)
}

/// Pieces that mean something to a reader, in an order that means nothing.
fn scraps() -> impl Strategy<Value = Vec<u8>> {
    let scrap = prop::sample::select(vec![
        delta("a"),
        text_done("ab"),
        part_done("abc"),
        item_done(0, message("abcd")),
        item_done(
            1,
            json!({"type": "reasoning", "encrypted_content": "g", "summary": [{"type": "summary_text", "text": "s"}]}),
        ),
        event("response.reasoning_summary_text.delta", json!({"summary_index": 1, "delta": "s"})),
        event("response.reasoning_text.delta", json!({"output_index": 1, "delta": "r"})),
        event("response.refusal.delta", json!({"output_index": "0", "delta": "no"})),
        call_added(0, "a", "f"),
        call_delta(0, "a", "{"),
        call_done(1, "a", "{}"),
        item_done(1, call_item("b", "g", "{}")),
        created(),
        completed(json!([message("abcde"), call_item("a", "f", "{}")])),
        event("error", json!({"message": "m", "code": 429})),
        "data: [DONE]\n\n".to_owned(),
        "data: {\"type\":\"response.output_text.delta\",\"delta\":\"".to_owned(),
        "event: response.output_text.delta\n".to_owned(),
        "{\"error\":".to_owned(),
        "<html>".to_owned(),
        "data: ".to_owned(),
        "\n".to_owned(),
        "\r".to_owned(),
        "}".to_owned(),
        "\"".to_owned(),
        "[".to_owned(),
        "\u{feff}".to_owned(),
    ]);
    prop::collection::vec(scrap, 0..40).prop_map(|scraps| scraps.concat().into_bytes())
}

proptest! {
    #[test]
    fn anything_ends_with_one_terminal_event_however_it_is_cut(
        body in prop_oneof![scraps(), prop::collection::vec(any::<u8>(), 0..400)],
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..12),
    ) {
        let events = read(WIRE, &body, []);
        prop_assert_eq!(events.iter().filter(|event| is_terminal(event)).count(), 1);
        prop_assert!(events.last().is_some_and(is_terminal));
        let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.index(body.len() + 1)).collect();
        cuts.sort_unstable();
        prop_assert_eq!(read(WIRE, &body, cuts), events);
    }

    #[test]
    fn the_answer_is_said_once_whatever_is_repeated(
        answer in "[a-c é😀]{1,24}",
        delta_chars in 1usize..9,
        lost in prop::collection::vec(any::<bool>(), 4),
        named in any::<bool>(),
    ) {
        let chars: Vec<char> = answer.chars().collect();
        let deltas = chars.chunks(delta_chars).map(|piece| delta(&piece.iter().collect::<String>()));
        // The deltas can end early, and each repetition but the last can be missing.
        let deltas: Vec<String> = deltas.collect();
        let kept = if lost[0] { deltas.len() / 2 } else { deltas.len() };
        let mut body: String = deltas.into_iter().take(kept).collect();
        for (lost, whole) in lost[1..].iter().zip([text_done(&answer), part_done(&answer), item_done(0, message(&answer))]) {
            if !lost {
                body += &whole;
            }
        }
        body += &completed(json!([message(&answer)]));
        if !named {
            body = body.replace("\"output_index\":0,", "").replace("\"item_id\":\"msg_1\",", "");
        }
        let said: String = read(WIRE, body.as_bytes(), [])
            .iter()
            .filter_map(|event| match event {
                StreamEvent::TextDelta { text, .. } => Some(text.as_str()),
                _ => None,
            })
            .collect();
        prop_assert_eq!(said, answer);
    }
}
