//! Google's wire: requests as they go out, and what its servers send that broke other clients, by the numbers of the
//! design's list. Every stream is read whole, cut once at every byte, and one byte at a time.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking, in its helpers too")]

#[path = "gemini/failures.rs"]
mod failures;
#[path = "gemini/pictures.rs"]
mod pictures;
#[path = "gemini/requests.rs"]
mod requests;
mod support;

use std::time::Duration;

use parlance_domain::{FinishReason, Role, Usage};
use parlance_llm::{
    AnswerReader, ApiError, ChatMessage, ChatRequest, Content, EncodeError, ErrorKind, HttpMethod,
    HttpRequest, Parameters, PartId, StreamEvent, Target, Wire,
};
use proptest::prelude::*;
use support::events::{finished, reasoning, same_however_cut, signature, text, tokens};
use support::{byte_by_byte, read};
use url::Url;

/// The events of `body`, the same for every cut.
fn events(body: impl AsRef<[u8]>) -> Vec<StreamEvent> {
    same_however_cut(Wire::Gemini, body.as_ref())
}

/// A whole call; `arguments` as JSON text.
fn call(part: u32, id: Option<&str>, name: &str, arguments: &str) -> [StreamEvent; 3] {
    let part = PartId(part);
    [
        StreamEvent::ToolCallStart { part, id: id.map(str::to_owned), name: name.into() },
        StreamEvent::ToolCallArguments { part, delta: arguments.into() },
        StreamEvent::ToolCallEnd { part },
    ]
}

fn event(document: &str) -> String {
    format!("data: {document}\r\n\r\n")
}

/// A document with one candidate with these parts.
fn parts(parts: &str) -> String {
    format!(r#"{{"candidates":[{{"content":{{"parts":[{parts}],"role":"model"}},"index":0}}]}}"#)
}

fn says(text: &str) -> String {
    parts(&format!(r#"{{"text":"{text}"}}"#))
}

/// A document that ends the answer; `more` are members of the candidate.
fn end(reason: &str, more: &str) -> String {
    format!(
        r#"{{"candidates":[{{"finishReason":"{reason}"{more}}}],"usageMetadata":{{"promptTokenCount":3,"candidatesTokenCount":2}}}}"#
    )
}

fn stop() -> String {
    end("STOP", "")
}

fn stream(documents: &[String]) -> String {
    documents.iter().map(|document| event(document)).collect()
}

fn hello() -> Vec<StreamEvent> {
    vec![text(0, "Hel"), text(0, "lo"), tokens(3, 2), finished(FinishReason::Stop)]
}

fn hello_documents() -> [String; 3] {
    [says("Hel"), says("lo"), stop()]
}

/// The error that ends a stream, and what came before it.
fn failure(mut events: Vec<StreamEvent>) -> (Vec<StreamEvent>, ApiError) {
    let Some(StreamEvent::Failed(error)) = events.pop() else { panic!("no failure at the end") };
    (events, error)
}

#[test]
fn quirk_03_utf8_split_over_chunks_and_a_surrogate_over_documents() {
    let body = stream(&[says("Ü😀"), says("a\\ud83d"), stop()]);
    let expected = [text(0, "Ü😀"), text(0, "a\u{fffd}"), tokens(3, 2), finished(FinishReason::Stop)];
    assert_eq!(events(body), expected);
}

#[test]
fn quirk_04_every_line_end() {
    let body = stream(&hello_documents());
    for line_end in ["\r\n", "\n", "\r"] {
        assert_eq!(events(body.replace("\r\n", line_end)), hello(), "{line_end:?}");
    }
    // The last event without its blank line counts.
    assert_eq!(events(body.trim_end()), hello());
}

#[test]
fn quirk_07_nothing_closes_the_stream() {
    let mut reader = AnswerReader::new(Wire::Gemini.codec());
    let mut out = Vec::new();
    reader.push(stream(&[says("Hel"), says("lo")]).as_bytes(), &mut out);
    assert!(!reader.is_settled());
    reader.push(event(&stop()).as_bytes(), &mut out);
    assert!(reader.is_settled() && !reader.is_done());
    reader.finish(&mut out);
    assert_eq!(out, hello());
    // What a gateway adds by habit.
    assert_eq!(events(stream(&hello_documents()) + "data: [DONE]\n\n"), hello());
    assert_eq!(events(event(&says("Hel")) + "data: [DONE]\n\n"), [text(0, "Hel"), StreamEvent::Truncated]);
}

#[test]
fn quirk_09_silence_mid_stream_is_a_truncation() {
    assert_eq!(events(event(&says("Hel"))), [text(0, "Hel"), StreamEvent::Truncated]);
    let cut = stream(&hello_documents());
    let cut = &cut[..cut.find("finishReason").unwrap()];
    assert_eq!(events(cut), [text(0, "Hel"), text(0, "lo"), StreamEvent::Truncated]);
}

#[test]
fn quirk_11_a_finish_reason_in_every_document() {
    let piece = |text: &str| says(text).replace(r#""index":0"#, r#""index":0,"finishReason":"STOP""#);
    let body = stream(&[piece("Hel"), piece("lo")]);
    assert_eq!(events(&body), [text(0, "Hel"), text(0, "lo"), finished(FinishReason::Stop)]);
    // It says nothing yet, so a pause is no end, and a cut inside of a document is one.
    let mut reader = AnswerReader::new(Wire::Gemini.codec());
    reader.push(event(&piece("Hel")).as_bytes(), &mut Vec::new());
    assert!(!reader.is_settled());
    assert_eq!(events(&body[..body.len() - 20]), [text(0, "Hel"), StreamEvent::Truncated]);
    let corrupt = event(&piece("Hel")) + "data: {oops}\n\n";
    assert_eq!(failure(events(corrupt)).1.kind, ErrorKind::Server);
    // The last one counts, and no reason is none.
    let documents = [piece("Hel"), end("MAX_TOKENS", "")];
    assert_eq!(events(stream(&documents)).pop(), Some(finished(FinishReason::Length)));
    assert_eq!(events(event(&end("FINISH_REASON_UNSPECIFIED", ""))).pop(), Some(StreamEvent::Truncated));
}

#[test]
fn quirk_12_usage_in_every_document() {
    let usage = |counts: &str| event(&format!(r#"{{"usageMetadata":{{{counts}}}}}"#));
    let all = r#""promptTokenCount":10,"toolUsePromptTokenCount":5,"candidatesTokenCount":4,"thoughtsTokenCount":3,"cachedContentTokenCount":2,"totalTokenCount":22"#;
    let body = [
        usage(r#""promptTokenCount":10"#),
        usage(r#""promptTokenCount":10"#),
        usage(all),
        usage(""),
        usage(r#""candidatesTokenCount":"4""#),
        stop(),
    ];
    let full = Usage {
        input_tokens: Some(15),
        output_tokens: Some(7),
        cached_tokens: Some(2),
        reasoning_tokens: Some(3),
        cost: None,
    };
    let expected = [
        tokens(10, 0),
        StreamEvent::Usage(full),
        StreamEvent::Usage(Usage { output_tokens: Some(4), ..Usage::default() }),
        tokens(3, 2),
        finished(FinishReason::Stop),
    ];
    assert_eq!(events(body.concat()), expected);
}

#[test]
fn quirk_16_thoughts_and_their_signatures() {
    let body = stream(&[
        parts(r#"{"text":"hm","thought":true}"#),
        parts(
            r#"{"text":"so","thought":true,"thoughtSignature":"c2ln"},{"text":"Hi","thoughtSignature":"eA=="}"#,
        ),
        parts(r#"{"thought":true,"thoughtSignature":"bmV3"}"#),
        parts(
            r#"{"text":"","thoughtSignature":"eQ=="},{"thoughtSignature":"eg=="},{"text":"","thought":true}"#,
        ),
        parts(r#"{"text":"!","thought":false}"#),
        stop(),
    ]);
    let expected = [
        reasoning(0, "hm"),
        reasoning(0, "so"),
        signature(0, "c2ln"),
        text(1, "Hi"),
        signature(2, "bmV3"),
        text(3, "!"),
        tokens(3, 2),
        signature(4, "text:eg=="),
        finished(FinishReason::Stop),
    ];
    assert_eq!(events(body), expected);
}

#[test]
fn quirk_17_a_stop_with_no_parts_is_an_empty_answer() {
    for candidate in ["", r#","content":{}"#, r#","content":{"role":"model"}"#, r#","content":{"parts":[]}"#]
    {
        let body = event(&end("STOP", candidate));
        assert_eq!(events(body), [tokens(3, 2), finished(FinishReason::Stop)], "{candidate}");
    }
}

#[test]
fn every_finish_reason() {
    use FinishReason::{ContentFilter, Length, Other, Stop};
    for (word, reason) in [
        ("STOP", Stop),
        ("MAX_TOKENS", Length),
        ("SAFETY", ContentFilter),
        ("RECITATION", ContentFilter),
        ("BLOCKLIST", ContentFilter),
        ("PROHIBITED_CONTENT", ContentFilter),
        ("SPII", ContentFilter),
        ("MODEL_ARMOR", ContentFilter),
        ("IMAGE_SAFETY", ContentFilter),
        ("IMAGE_RECITATION", ContentFilter),
        ("IMAGE_PROHIBITED_CONTENT", ContentFilter),
        ("LANGUAGE", Other),
        ("OTHER", Other),
        ("NEVER_SEEN", Other),
    ] {
        assert_eq!(events(event(&end(word, ""))), [tokens(3, 2), finished(reason)], "{word}");
    }
}

const CANCELLED: &str = "{\n  \"error\": {\n    \"code\": 503,\n    \"message\": \"Overloaded.\",\n    \"status\": \"UNAVAILABLE\"\n  }\n}\n";

#[test]
fn quirk_28_a_json_array_comes_out_element_by_element() {
    let elements = hello_documents().map(|document| {
        let value: serde_json::Value = serde_json::from_str(&document).unwrap();
        serde_json::to_string_pretty(&value).unwrap()
    });
    let array = format!("[{}\n]\n", elements.join("\n,\n"));
    assert_eq!(events(&array), hello());
    assert_eq!(events(array.replace('\n', "\r\n")), hello());
    assert_eq!(events(format!("[{}]", elements.join(","))), hello());
    assert_eq!(events(format!("[{}]", hello_documents().join(","))), hello());
    assert_eq!(events(hello_documents().join("\n")), hello());
    // No waiting for the end, and no success before it.
    let cut = &array[..array.find(",\n{").unwrap()];
    assert_eq!(events(cut), [text(0, "Hel"), StreamEvent::Truncated]);
    let mut reader = AnswerReader::new(Wire::Gemini.codec());
    let mut out = Vec::new();
    reader.push(cut.as_bytes(), &mut out);
    assert_eq!(out, [text(0, "Hel")]);
    // An error as an element, and an element that is no JSON.
    let (_, error) = failure(events(format!("{cut},\n{CANCELLED}]")));
    assert_eq!(error.kind, ErrorKind::Overloaded);
    let (_, error) = failure(events(format!("{cut},\n{{\"a\": oops}}\n,\n{}]", stop())));
    assert_eq!(error.message, "The server sent data that cannot be read.");
}

#[test]
fn quirk_31_unknown_members_parts_and_events() {
    let body = [
        event(r#"{"modelVersion":"x","newMember":[1]}"#),
        "event: ping\ndata: {\"time\":1}\n\n".to_owned(),
        "event: ping\ndata: {oops}\n\n".to_owned(),
        event(
            r#"{"candidates":[{"content":{"missing-parts":true}},{"index":1,"content":{"parts":[{"text":"no"}]}}]}"#,
        ),
        event(r#"{"candidates":{"content":"x"},"usageMetadata":"none","promptFeedback":null}"#),
        event(&parts(r#"{"text":"Hel"},{"text":7},{},null,"x",{"executableCode":{"code":"1"}}"#)),
        event(&parts(r#"{"codeExecutionResult":{"output":"1"}},{"newKind":{}},{"text":"lo"}"#)),
        event(&stop()),
    ];
    let expected = [text(0, "Hel"), text(1, "lo"), tokens(3, 2), finished(FinishReason::Stop)];
    assert_eq!(events(body.concat()), expected);
}

#[test]
fn quirk_32_numbers_as_strings() {
    let body = r#"{"candidates":[{"index":"0","content":{"parts":[{"text":"Hi"}]},"finishReason":"STOP"},{"index":"1","content":{"parts":[{"text":"no"}]}}],"usageMetadata":{"promptTokenCount":"3","candidatesTokenCount":2.0}}"#;
    assert_eq!(events(event(body)), [text(0, "Hi"), tokens(3, 2), finished(FinishReason::Stop)]);
}

#[test]
fn quirk_34_and_35_calls_come_whole() {
    let body = stream(&[
        parts(
            r#"{"text":"Look: "},{"functionCall":{"name":"f","args":{"x":[1,"a"]}},"thoughtSignature":"c2ln"},{"functionCall":{"id":"b","name":"g","args":{}}}"#,
        ),
        parts(r#"{"functionCall":{"id":null,"name":"h","args":"{}"}},{"text":"\n"}"#),
        parts(r#"{"functionCall":{"args":{}}}"#),
        stop(),
    ]);
    let mut expected = vec![text(0, "Look: ")];
    expected.extend(call(1, None, "f", r#"{"x":[1,"a"]}"#));
    let signed = StreamEvent::ToolCallSignature { part: PartId(1), signature: "c2ln".into() };
    expected.insert(expected.len() - 1, signed);
    expected.extend(call(2, Some("b"), "g", "{}"));
    expected.extend(call(3, None, "h", "{}"));
    expected.push(text(4, "\n"));
    expected.extend(call(5, None, "", "{}"));
    expected.extend([tokens(3, 2), finished(FinishReason::ToolCalls)]);
    assert_eq!(events(body), expected);
    // Without arguments; and a reason that is not a stop stays.
    let bare = parts(r#"{"functionCall":{"name":"f"}}"#);
    let [start, _, call_end] = call(0, None, "f", "");
    let expected = [start, call_end, tokens(3, 2), finished(FinishReason::Length)];
    assert_eq!(events(stream(&[bare, end("MAX_TOKENS", "")])), expected);
}

#[test]
fn quirk_39_a_whole_answer_without_a_stream() {
    let document = r#"{"candidates":[{"content":{"parts":[{"text":"Hi"}]},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":3,"candidatesTokenCount":2}}"#;
    let value: serde_json::Value = serde_json::from_str(document).unwrap();
    for body in [document.to_owned(), serde_json::to_string_pretty(&value).unwrap()] {
        assert_eq!(events(body), [text(0, "Hi"), tokens(3, 2), finished(FinishReason::Stop)]);
    }
}

/// Pieces that mean something to the reader, in an order that means nothing.
fn scraps() -> impl Strategy<Value = Vec<u8>> {
    let scrap = prop::sample::select(vec![
        &b"data: "[..],
        b"event: error\n",
        b"event: ping\n",
        b"\n",
        b"\r\n\r\n",
        b"\xFF\xC3",
        b"[DONE]",
        br#"{"candidates":[{"content":{"parts":[{"text":"a"},{"inlineData":{}}]}}]}"#,
        br#"{"candidates":[{"content":{"parts":[{"text":"t","thought":true}]},"finishReason":"STOP"}]}"#,
        br#"{"candidates":[{"content":{"parts":[{"functionCall":{"name":"f"}}]}}]}"#,
        br#"{"candidates":[{"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":1}}"#,
        br#"{"promptFeedback":{"blockReason":"SAFETY"}}"#,
        br#"{"error":{"message":"m","code":429}}"#,
        b"{\"error\":",
        b"{\"candidates\":[{\"content\":",
        b"words",
        b"<html>",
        b",",
        b"}",
        b"]",
        b"[",
        b"{",
        b"\"",
        b"\\",
    ]);
    prop::collection::vec(scrap, 0..40).prop_map(|scraps| scraps.concat())
}

proptest! {
    #[test]
    fn scraps_end_with_one_terminal_event_however_they_are_cut(body in scraps()) {
        let whole = read(Wire::Gemini, &body, []);
        let is_terminal = |event: &StreamEvent| {
            matches!(event, StreamEvent::Finished { .. } | StreamEvent::Failed(_) | StreamEvent::Truncated)
        };
        prop_assert_eq!(whole.iter().filter(|event| is_terminal(event)).count(), 1);
        prop_assert!(whole.last().is_some_and(is_terminal));
        prop_assert_eq!(byte_by_byte(Wire::Gemini, &body), whole);
    }
}
