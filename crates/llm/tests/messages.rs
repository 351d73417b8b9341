//! Anthropic's Messages wire: streams that no recording shows, by the numbers of the design's list where they have one.
//! Every stream is read whole, cut once at every byte, and one byte at a time, and has to say the same each time. Tool
//! calls, failures and requests are in files of their own under `messages/`.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking, in its helpers too")]

#[path = "messages/encode.rs"]
mod encode;
#[path = "messages/failures.rs"]
mod failures;
mod support;
#[path = "messages/tool_use.rs"]
mod tool_use;

use parlance_domain::{FinishReason, Usage};
use parlance_llm::{AnswerReader, StreamEvent, Wire};
use support::events::{
    arguments, call, call_end, finished, reasoning, same_however_cut, signature, text, tokens,
};
use support::{byte_by_byte, read};

const WIRE: Wire = Wire::AnthropicMessages;

/// The events of `body`, the same for every cut.
fn events(body: impl AsRef<[u8]>) -> Vec<StreamEvent> {
    same_however_cut(WIRE, body.as_ref())
}

/// One event, named as its document is.
fn event(kind: &str, members: &str) -> String {
    format!("event: {kind}\ndata: {{\"type\":\"{kind}\"{members}}}\n\n")
}

fn begin() -> String {
    event("message_start", r#","message":{"id":"m","type":"message","role":"assistant","content":[]}"#)
}

fn start(index: u32, block: &str) -> String {
    event("content_block_start", &format!(",\"index\":{index},\"content_block\":{block}"))
}

fn delta(index: u32, delta: &str) -> String {
    event("content_block_delta", &format!(",\"index\":{index},\"delta\":{delta}"))
}

fn stop(index: u32) -> String {
    event("content_block_stop", &format!(",\"index\":{index}"))
}

fn text_start(index: u32) -> String {
    start(index, r#"{"type":"text","text":""}"#)
}

fn says(index: u32, words: &str) -> String {
    delta(index, &format!(r#"{{"type":"text_delta","text":"{words}"}}"#))
}

fn tool_start(index: u32, input: &str) -> String {
    start(index, &format!(r#"{{"type":"tool_use","id":"t{index}","name":"f","input":{input}}}"#))
}

fn input(index: u32, piece: &str) -> String {
    delta(index, &format!(r#"{{"type":"input_json_delta","partial_json":"{piece}"}}"#))
}

/// The end, for a reason.
fn ends(reason: &str) -> String {
    event("message_delta", &format!(r#","delta":{{"stop_reason":"{reason}","stop_sequence":null}}"#))
        + &event("message_stop", "")
}

fn hello_stream() -> String {
    [begin(), text_start(0), says(0, "Hel"), says(0, "lo"), stop(0), ends("end_turn")].concat()
}

fn hello() -> Vec<StreamEvent> {
    vec![text(0, "Hel"), text(0, "lo"), finished(FinishReason::Stop)]
}

#[test]
fn the_framing_does_not_matter() {
    let body = hello_stream();
    assert_eq!(events(&body), hello());
    // Without names of the events, without types in the documents, and with neither spaces nor plain line ends.
    let unnamed: String = body.split_inclusive('\n').filter(|line| !line.starts_with("event")).collect();
    assert_eq!(events(unnamed), hello());
    let untyped = body.replace("\"type\":\"message_", "\"x\":\"").replace("\"type\":\"content_", "\"x\":\"");
    assert_eq!(events(untyped), hello());
    assert_eq!(events(body.replace(": ", ":").replace('\n', "\r\n")), hello());
    assert_eq!(events(format!("\u{feff}\n\n: comment\n{}", body.replace('\n', "\r"))), hello());
}

#[test]
fn quirk_03_utf8_split_over_chunks_and_a_pair_over_deltas() {
    let body =
        [begin(), text_start(0), says(0, "Ü😀漢"), says(0, "a\\ud83d"), says(0, "\\ude00"), ends("end_turn")];
    let expected = [text(0, "Ü😀漢"), text(0, "a\u{fffd}"), text(0, "\u{fffd}")];
    assert_eq!(events(body.concat()), [&expected[..], &[finished(FinishReason::Stop)]].concat());
}

#[test]
fn quirk_07_a_held_socket_is_settled_after_the_stop_reason() {
    let body = hello_stream();
    let (before, last) = body.split_at(body.find("event: message_delta").unwrap());
    let stop_reason = last.split_inclusive("\n\n").next().unwrap();
    let mut reader = AnswerReader::new(WIRE.codec());
    let mut out = Vec::new();
    reader.push(before.as_bytes(), &mut out);
    assert!(!reader.is_settled());
    reader.push(stop_reason.as_bytes(), &mut out);
    assert!(reader.is_settled() && !reader.is_done());
    reader.finish(&mut out);
    assert_eq!(out, hello());
    assert!(reader.is_done());
    assert_eq!(events(format!("{before}{}", stop_reason.trim_end())), hello());
}

#[test]
fn quirk_08_bytes_after_the_end() {
    let error = event("error", r#","error":{"type":"api_error","message":"late"}"#);
    assert_eq!(events(format!("{}data: [DONE]\n\n{error}<html>{}", hello_stream(), hello_stream())), hello());
}

#[test]
fn quirk_12_counts_are_cumulative_and_told_in_part() {
    let body = [
        event(
            "message_start",
            r#","message":{"usage":{"input_tokens":5,"cache_creation_input_tokens":20,"cache_read_input_tokens":100,"output_tokens":1}}"#,
        ),
        event("message_delta", r#","delta":{},"usage":{"output_tokens":4,"input_tokens":null}"#),
        event("message_delta", r#","delta":{},"usage":{"output_tokens":4}"#),
        event("message_delta", r#","delta":{},"usage":{"output_tokens":0}"#),
        event(
            "message_delta",
            r#","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":"9","input_tokens":7.0,"output_tokens_details":{"thinking_tokens":3}}"#,
        ),
        event("message_stop", ""),
    ];
    let usage = |input, output, reasoning_tokens| {
        StreamEvent::Usage(Usage {
            input_tokens: Some(input),
            output_tokens: Some(output),
            cached_tokens: Some(100),
            reasoning_tokens,
            cost: None,
        })
    };
    let expected =
        [usage(125, 1, None), usage(125, 4, None), usage(127, 9, Some(3)), finished(FinishReason::Stop)];
    assert_eq!(events(body.concat()), expected);
}

#[test]
fn quirk_16_thinking_its_signature_and_redacted_thinking() {
    let thinking = |index| start(index, r#"{"type":"thinking","thinking":"","signature":""}"#);
    let thinks =
        |index, text: &str| delta(index, &format!(r#"{{"type":"thinking_delta","thinking":"{text}"}}"#));
    let signs =
        |index, text: &str| delta(index, &format!(r#"{{"type":"signature_delta","signature":"{text}"}}"#));
    let body = [
        begin(),
        thinking(0) + &thinks(0, "h") + &thinks(0, "m") + &signs(0, "Sig==") + &stop(0),
        start(1, r#"{"type":"redacted_thinking","data":"Enc=="}"#) + &stop(1),
        // The text is withheld.
        thinking(2) + &signs(2, "Old==") + &signs(2, "New==") + &stop(2),
        start(3, r#"{"type":"thinking","thinking":"at once","signature":"S"}"#) + &stop(3),
        text_start(4) + &says(4, "Yes") + &stop(4),
        ends("end_turn"),
    ];
    let expected = [
        reasoning(0, "h"),
        reasoning(0, "m"),
        signature(0, "thinking:Sig=="),
        signature(1, "redacted_thinking:Enc=="),
        signature(2, "thinking:Old=="),
        signature(2, "thinking:New=="),
        reasoning(3, "at once"),
        signature(3, "thinking:S"),
        text(4, "Yes"),
        finished(FinishReason::Stop),
    ];
    assert_eq!(events(body.concat()), expected);
}

#[test]
fn quirk_24_an_event_over_one_mebibyte() {
    let long = "x".repeat(1_200_000);
    let body = [begin(), text_start(0), says(0, &long), ends("end_turn")].concat().into_bytes();
    let expected = [text(0, &long), finished(FinishReason::Stop)];
    assert_eq!(read(WIRE, &body, (0..body.len()).step_by(4099)), expected);
    assert_eq!(byte_by_byte(WIRE, &body), expected);
}

#[test]
fn quirk_31_unknown_kinds_of_everything() {
    let ping = event("ping", "");
    let body = [
        ping.clone() + &begin(),
        ping.clone()
            + &text_start(0)
            + &ping
            + &says(0, "Hel")
            + "event: ping\ndata: {oops\n\nevent: ping\ndata: {oops}\n\nevent: ping\ndata: pong\n\n",
        event("message_note", r#","message":{"text":"a future event"}"#)
            + "data: 7\n\ndata: [1]\n\ndata: {}\n\n",
        delta(0, r#"{"type":"citations_delta","citation":{"type":"a_future_location"}}"#),
        delta(0, r#"{"type":"future_delta","text":"no"}"#) + &delta(0, "{}") + &delta(0, "null"),
        says(0, "lo") + &stop(0),
        event("content_block_start", ",\"index\":1") + &start(1, "{\"type\":null}") + &stop(1) + &stop(7),
        ends("end_turn"),
    ];
    assert_eq!(events(body.concat()), hello());
}

#[test]
fn quirk_32_and_34_odd_numbers_and_nothing_where_something_should_be() {
    let body = hello_stream();
    for index in ["\"0\"", "0.0", "null", "-1"] {
        assert_eq!(events(body.replace("\"index\":0", &format!("\"index\":{index}"))), hello(), "{index}");
    }
    for (member, nothing) in
        [(",\"index\":0", ""), ("\"id\":\"m\"", "\"id\":null"), ("{\"id\"", "null,\"x\":{\"id\"")]
    {
        assert_eq!(events(body.replace(member, nothing)), hello(), "{member}");
    }
    // Without an index the last block is meant.
    let closed = [begin(), tool_start(0, "{}"), event("content_block_stop", ""), ends("tool_use")];
    let expected =
        [call(0, Some("t0"), "f"), arguments(0, "{}"), call_end(0), finished(FinishReason::ToolCalls)];
    assert_eq!(events(closed.concat()), expected);
    let unclosed = body.replace(&stop(0), "").replace(&begin(), "");
    assert_eq!(events(&unclosed), hello());
    let unopened = unclosed.replace(&text_start(0), "");
    assert_eq!(events(&unopened), hello());
    let thinks = delta(0, r#"{"type":"thinking_delta","thinking":"hm"}"#);
    let expected = [text(0, "Hel"), reasoning(1, "hm"), text(2, "lo"), finished(FinishReason::Stop)];
    assert_eq!(events(unopened.replace(&says(0, "lo"), &(thinks + &says(0, "lo")))), expected);
}

#[test]
fn quirk_36_duplicate_message_start() {
    let body = hello_stream();
    assert_eq!(events(begin() + &body), hello());
    let again = body.replace(&says(0, "lo"), &(begin() + &says(0, "lo")));
    assert_eq!(events(again), hello());
}

#[test]
fn quirk_39_non_streaming_json_answer() {
    let body = r#"{"id":"m","type":"message","role":"assistant","content":[{"type":"thinking","thinking":"hm","signature":"S"},{"type":"text","text":"Hello"},{"type":"tool_use","id":"a","name":"f","input":{"x":1}},{"type":"tool_use","id":"b","name":"g","input":{}}],"stop_reason":"tool_use","usage":{"input_tokens":5,"output_tokens":2}}"#;
    let expected = [
        reasoning(0, "hm"),
        signature(0, "thinking:S"),
        text(1, "Hello"),
        call(2, Some("a"), "f"),
        arguments(2, "{\"x\":1}"),
        call_end(2),
        call(3, Some("b"), "g"),
        arguments(3, "{}"),
        call_end(3),
        tokens(5, 2),
        finished(FinishReason::ToolCalls),
    ];
    let pretty = body.replace("\"content\"", "\n\n  \"content\"").replace("}]", "}\n]");
    for body in
        [body.to_owned(), pretty, format!("data: {body}\n\n"), format!("event: message\ndata: {body}\n\n")]
    {
        assert_eq!(events(&body), expected, "{body}");
    }
    assert_eq!(events(&body[..body.len() / 2]), [StreamEvent::Truncated]);
    // Behind the pieces it repeats them.
    let whole =
        r#"data: {"type":"message","content":[{"type":"text","text":"Hello"}],"stop_reason":"end_turn"}"#;
    let body = [begin(), text_start(0), says(0, "Hel"), says(0, "lo"), stop(0), format!("{whole}\n\n")];
    assert_eq!(events(body.concat()), hello());
}

#[test]
fn what_the_providers_own_tools_do_parts_the_text() {
    let search = start(2, r#"{"type":"server_tool_use","id":"s","name":"web_search","input":{}}"#);
    let result =
        start(3, r#"{"type":"web_search_tool_result","tool_use_id":"s","content":[{"title":"no"}]}"#);
    let body = [
        begin(),
        // A sentence in two blocks, the second of them cited.
        text_start(0) + &says(0, "a") + &stop(0),
        start(1, r#"{"citations":[],"type":"text","text":"b"}"#) + &says(1, "c") + &stop(1),
        search + &input(2, r#"{\"query\":\"no\"}"#) + &stop(2) + &result + &says(3, "no") + &stop(3),
        text_start(4) + &says(4, "d") + &stop(4),
        ends("end_turn"),
    ];
    let expected = [text(0, "a"), text(0, "b"), text(0, "c"), text(1, "d"), finished(FinishReason::Stop)];
    assert_eq!(events(body.concat()), expected);
}

#[test]
fn every_stop_reason() {
    use FinishReason::{Length, Other, Refusal, Stop, ToolCalls};
    let reasons =
        [("end_turn", Stop), ("stop_sequence", Stop), ("max_tokens", Length), ("tool_use", ToolCalls)];
    let more = [("model_context_window_exceeded", Length), ("refusal", Refusal)];
    let open = [("pause_turn", Other), ("gave_up", Other)];
    for (word, reason) in reasons.into_iter().chain(more).chain(open) {
        let body = [begin(), text_start(0), says(0, "x"), stop(0), ends(word)].concat();
        assert_eq!(events(body), [text(0, "x"), finished(reason)], "{word}");
        // An answer need not have any block, as when the stop sequence is its first word.
        assert_eq!(events(begin() + &ends(word)), [finished(reason)], "{word}");
    }
    let silent = hello_stream().replace("\"end_turn\"", "null");
    assert_eq!(events(silent).pop(), Some(finished(Other)));
}
