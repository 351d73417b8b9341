//! Ollama's own wire: its requests, and what its servers and the proxies before them send. The numbers are those of the
//! design's list. Every stream is read whole, cut once at every byte, and one byte at a time.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking, in its helpers too")]

#[path = "ollama/requests.rs"]
mod requests;
mod support;

use parlance_domain::{FinishReason, Role, Usage};
use parlance_llm::{
    AnswerReader, ApiError, ChatMessage, ChatRequest, Content, EncodeError, ErrorKind, HttpRequest,
    Parameters, PartId, StreamEvent, Target, Wire,
};
use proptest::prelude::*;
use support::events::{finished, reasoning, same_however_cut, text, tokens};
use support::{byte_by_byte, read};
use url::Url;

const WIRE: Wire = Wire::OllamaChat;

/// The events of `body`, the same for every cut.
fn events(body: impl AsRef<[u8]>) -> Vec<StreamEvent> {
    same_however_cut(WIRE, body.as_ref())
}

fn call(part: u32, id: Option<&str>, name: &str, arguments: &str) -> Vec<StreamEvent> {
    let part = PartId(part);
    vec![
        StreamEvent::ToolCallStart { part, id: id.map(str::to_owned), name: name.into() },
        StreamEvent::ToolCallArguments { part, delta: arguments.into() },
        StreamEvent::ToolCallEnd { part },
    ]
}

/// A line whose message has `members`.
fn message(members: &str) -> String {
    format!(
        "{{\"model\":\"m\",\"created_at\":\"t\",\"message\":{{\"role\":\"assistant\",{members}}},\"done\":false}}\n"
    )
}

fn content(text: &str) -> String {
    message(&format!("\"content\":\"{text}\""))
}

fn end(reason: &str) -> String {
    format!(
        "{{\"model\":\"m\",\"message\":{{\"role\":\"assistant\",\"content\":\"\"}},\"done_reason\":\"{reason}\",\"done\":true,\"prompt_eval_count\":5,\"eval_count\":2}}\n"
    )
}

fn body() -> String {
    content("Hel") + &content("lo") + &end("stop")
}

fn hello() -> Vec<StreamEvent> {
    vec![text(0, "Hel"), text(0, "lo"), tokens(5, 2), finished(FinishReason::Stop)]
}

fn failure(mut events: Vec<StreamEvent>) -> ApiError {
    let Some(StreamEvent::Failed(error)) = events.pop() else { panic!("no failure at the end") };
    error
}

#[test]
fn text_reasoning_and_counts() {
    assert_eq!(events(body()), hello());
    let thinking = message("\"content\":\"\",\"thinking\":\"h\"") + &message("\"thinking\":\"m\"");
    let expected = [
        reasoning(0, "h"),
        reasoning(0, "m"),
        text(1, "</think> is a tag"),
        tokens(5, 2),
        finished(FinishReason::Length),
    ];
    assert_eq!(events(thinking + &content("</think> is a tag") + &end("length")), expected);
}

#[test]
fn quirk_03_utf8_split_over_reads() {
    let body = content("Ünï") + &content("😀漢") + &end("stop");
    assert_eq!(events(body)[..2], [text(0, "Ünï"), text(0, "😀漢")]);
}

#[test]
fn quirk_04_every_line_end_and_06_a_byte_order_mark_and_37_blank_lines() {
    for line_end in ["\n", "\r\n", "\r", "\n\n", "\n \r\n"] {
        assert_eq!(events(body().replace('\n', line_end)), hello(), "{line_end:?}");
    }
    assert_eq!(events(format!("\u{feff}\n\n{}", body())), hello());
    assert_eq!(events(body().trim_end()), hello());
}

#[test]
fn quirk_07_the_socket_held_open_and_08_bytes_after_the_end() {
    let mut reader = AnswerReader::new(WIRE.codec());
    let mut out = Vec::new();
    reader.push(body().as_bytes(), &mut out);
    assert!(reader.is_done());
    assert_eq!(out, hello());
    assert_eq!(events(body() + &content("!") + "{\"error\":\"x\"}\n<html>"), hello());
}

#[test]
fn quirk_09_and_30_the_end_without_the_end() {
    let whole = body();
    let end = whole.trim_end().len();
    for at in 1..end {
        let mut all = events(&whole.as_bytes()[..at]);
        assert_eq!(all.pop(), Some(StreamEvent::Truncated), "cut off at {at}");
        assert_eq!(all, hello()[..all.len()], "cut off at {at}");
    }
    assert_eq!(events(content("Hel") + "[DONE]\n"), [text(0, "Hel"), StreamEvent::Truncated]);
}

#[test]
fn quirk_12_counts_of_nothing_are_none() {
    let zeros = end("stop").replace(":5,", ":0,").replace(":2}", ":0}");
    assert_eq!(events(zeros), [finished(FinishReason::Stop)]);
    // The prompt was cached: old servers leave its count out.
    let cached = end("stop").replace("\"prompt_eval_count\":5,", "");
    let counts = Usage { output_tokens: Some(2), ..Usage::default() };
    assert_eq!(events(cached), [StreamEvent::Usage(counts), finished(FinishReason::Stop)]);
}

#[test]
fn quirk_15_think_tags_in_the_text() {
    let body = content("\\u003cthi") + &content("nk\\u003ehm</think") + &content(">\\n\\nYes") + &end("stop");
    let expected = [reasoning(0, "hm"), text(1, "\n\nYes"), tokens(5, 2), finished(FinishReason::Stop)];
    assert_eq!(events(body), expected);
    // What was held back is not lost.
    assert_eq!(events(content("<thi")), [text(0, "<thi"), StreamEvent::Truncated]);
    assert_eq!(events(content("<thi") + "{\"error\":\"Boom.\"}\n")[0], text(0, "<thi"));
}

#[test]
fn quirk_18_pages_and_nothing_with_200() {
    let page =
        "<!doctype html>\n<html><head><title>Sign in</title>\n<style>\nbody {\n}\n</style>\n{}\n</html>\n";
    let error = failure(events(page));
    assert_eq!(error.kind, ErrorKind::Other);
    assert!(error.message.contains("\"Sign in\""), "{}", error.message);
    for empty in ["", "\n\n", ": comment\n\n"] {
        assert_eq!(failure(events(empty)).kind, ErrorKind::Server, "{empty:?}");
    }
    for other in ["Ollama is running", "{\"status\":\"ok\"}", "[INFO] started"] {
        assert!(failure(events(other)).message.contains(other), "{other}");
    }
}

#[test]
fn quirk_19_and_21_errors_with_200() {
    let cases = [
        ("{\"error\":\"Boom.\"}\n", ErrorKind::Other),
        ("{\"error\":{\"message\":\"Boom.\",\"code\":503}}\n", ErrorKind::Overloaded),
        ("{\n  \"error\": {\n    \"message\": \"Boom.\",\n    \"code\": 429\n  }\n}\n", ErrorKind::RateLimit),
        ("{\"detail\":\"Boom.\"}", ErrorKind::Other),
        ("{\"model\":\"m\",\"done\":true,\"error\":\"Boom.\"}\n", ErrorKind::Other),
        ("event: error\ndata: Boom.\n\n", ErrorKind::Other),
    ];
    for (error, kind) in cases {
        let all = events(format!("{}{error}{}", content("Hel"), end("stop")));
        assert_eq!(all[0], text(0, "Hel"), "{error}");
        assert_eq!(all.len(), 2, "{error}");
        let found = failure(all);
        assert_eq!((found.kind, found.message.as_str()), (kind, "Boom."), "{error}");
    }
    let null = body().replace("\"done\"", "\"error\":null,\"done\"");
    assert_eq!(events(null), hello());
}

#[test]
fn quirk_22_an_error_inside_an_open_line_and_a_line_that_never_ends() {
    let cut = "{\"model\":\"m\",\"message\":{\"content\":\"lo";
    for error in ["{\"error\":\"Boom.\"}\n", "\n{\"error\":\"Boom.\"}\n", "\n{\n\"error\":\"Boom.\"}\n"] {
        let all = events(format!("{}{cut}{error}", content("Hel")));
        assert_eq!(all[0], text(0, "Hel"), "{error}");
        assert_eq!(failure(all).message, "Boom.", "{error}");
    }
    // No word is lost in silence.
    for broken in [format!("{cut}\n"), "{\"message\":oops}\n".to_owned()] {
        let all = events(format!("{}{broken}{}{}", content("Hel"), content("!"), end("stop")));
        assert_eq!(all.len(), 2, "{broken}");
        assert_eq!(failure(all).kind, ErrorKind::Server, "{broken}");
    }
}

#[test]
fn quirk_24_a_line_over_one_mebibyte() {
    let long = "x".repeat(1_200_000);
    let body = (content(&long) + &end("stop")).into_bytes();
    let expected = [text(0, &long), tokens(5, 2), finished(FinishReason::Stop)];
    assert_eq!(read(WIRE, &body, []), expected);
    assert_eq!(byte_by_byte(WIRE, &body), expected);
}

#[test]
fn quirk_28_several_lines_in_one_read_and_documents_without_a_line_end() {
    assert_eq!(read(WIRE, body().as_bytes(), []), hello());
    assert_eq!(events(body().replace('\n', "")), hello());
}

#[test]
fn quirk_31_unknown_lines_and_events() {
    let noise = "{\"status\":\"pulling\"}\nnull\n7\n[]\nkeep-alive\n: comment\n[GIN] 200\n[ open\n";
    let body = format!("{noise}{}{noise}{}{noise}{}", content("Hel"), content("lo"), end("stop"));
    assert_eq!(events(body), hello());
}

#[test]
fn quirk_32_and_34_members_of_unexpected_types() {
    let body = format!(
        "{}{}{}",
        content("Hel").replace("\"m\"", "null").replace("\"t\"", "17.5"),
        content("lo").replace("\"lo\"", "\"lo\",\"thinking\":null,\"tool_calls\":null,\"images\":7"),
        end("stop").replace(":5,", ":\"5\",").replace(":2}", ":2.0}"),
    );
    assert_eq!(events(body), hello());
    assert_eq!(
        events(content("x").replace("\"x\"", "[1]") + "{\"done\":true}\n"),
        [finished(FinishReason::Other)]
    );
}

#[test]
fn quirk_35_tool_calls_are_whole() {
    let body = message(
        r#""content":"","tool_calls":[{"function":{"name":"f","arguments":{"x":[1,"two"]}}},{"id":"b","function":{"index":1,"name":"g","arguments":"{}"}},{"id":"c"},{}]"#,
    ) + &end("stop");
    let expected = [
        call(0, None, "f", r#"{"x":[1,"two"]}"#),
        call(1, Some("b"), "g", "{}"),
        vec![tokens(5, 2), finished(FinishReason::ToolCalls)],
    ];
    assert_eq!(events(body), expected.concat());
}

#[test]
fn quirk_39_non_streaming_answers() {
    let whole = r#"{"model":"m","message":{"role":"assistant","thinking":"hm","content":"Hello","tool_calls":[{"function":{"name":"f","arguments":{}}}]},"done":true,"done_reason":"stop","prompt_eval_count":5,"eval_count":2}"#;
    let expected = [
        vec![reasoning(0, "hm"), text(1, "Hello")],
        call(2, None, "f", "{}"),
        vec![tokens(5, 2), finished(FinishReason::ToolCalls)],
    ]
    .concat();
    let pretty = whole
        .replace("\"tool_calls\":[", "\"tool_calls\": [\n    ")
        .replace("}],", "}\n  ],")
        .replacen("{", "{\n  ", 1)
        .replace("}]}", "}\n  ]\n}");
    for body in [whole.to_owned(), pretty, format!("[{whole}]"), format!("data: {whole}\n\ndata: [DONE]\n\n")]
    {
        assert_eq!(events(&body), expected, "{body}");
    }
    assert_eq!(events(&whole[..whole.len() / 2]), [StreamEvent::Truncated]);
}

#[test]
fn lines_that_a_proxy_made_events_of() {
    let wrapped: String = body().lines().map(|line| format!("data: {line}\n\n")).collect();
    assert_eq!(events(&wrapped), hello());
    assert_eq!(events(wrapped.replace("data: ", "event: message\r\ndata:")), hello());
    assert_eq!(
        events(wrapped.replace("\"done\":true", "\"done\":false") + "data: [DONE]\n\n").last(),
        Some(&StreamEvent::Truncated)
    );
}

#[test]
fn reasons_to_stop() {
    use FinishReason::{Length, Other, Stop};
    for (word, reason) in
        [("stop", Stop), ("length", Length), ("load", Other), ("unload", Other), ("", Other)]
    {
        assert_eq!(events(content("x") + &end(word)).last(), Some(&finished(reason)), "{word}");
    }
}

fn is_terminal(event: &StreamEvent) -> bool {
    matches!(event, StreamEvent::Finished { .. } | StreamEvent::Failed(_) | StreamEvent::Truncated)
}

/// Pieces that mean something to a reader, in an order that means nothing.
fn scraps() -> impl Strategy<Value = Vec<u8>> {
    let scrap = prop::sample::select(vec![
        content("a"),
        content("<think>b"),
        content("</think>c"),
        content("\\ud83d"),
        message("\"thinking\":\"r\""),
        message("\"tool_calls\":[{\"function\":{\"name\":\"f\",\"arguments\":{}}}]"),
        end("stop"),
        "data: {\"message\":{\"content\":\"d\"}}\n\n".to_owned(),
        "{\"message\":{\"content\":\"".to_owned(),
        "{\"error\":\"m\"}\n".to_owned(),
        "{\"error\":".to_owned(),
        "data: [DONE]\n\n".to_owned(),
        "event: error\n".to_owned(),
        "<html>".to_owned(),
        "data: ".to_owned(),
        "\n".to_owned(),
        "\r".to_owned(),
        "{".to_owned(),
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
}
