//! Streams that fail or break off, and error bodies.

use std::time::Duration;

use parlance_llm::{ApiError, ErrorKind};
use proptest::prelude::*;

use super::*;

/// The error that ends a stream, which must be its only terminal event.
fn failure(mut events: Vec<StreamEvent>) -> ApiError {
    let Some(StreamEvent::Failed(error)) = events.pop() else { panic!("no failure at the end") };
    assert!(!events.iter().any(is_terminal), "two terminal events");
    error
}

fn is_terminal(event: &StreamEvent) -> bool {
    matches!(event, StreamEvent::Finished { .. } | StreamEvent::Failed(_) | StreamEvent::Truncated)
}

fn said() -> String {
    [begin(), text_start(0), says(0, "Hel")].concat()
}

const OVERLOADED: &str = r#"{"type":"error","error":{"details":null,"type":"overloaded_error","message":"Overloaded"},"request_id":"r"}"#;

#[test]
fn quirk_18_html_or_nothing_with_200() {
    let page =
        failure(events("<html><head><title>Sign in</title></head>\n<style>\na {\n b: c\n}\n</style></html>"));
    assert_eq!(page.kind, ErrorKind::Other);
    assert!(page.message.contains("\"Sign in\""), "{}", page.message);
    for empty in ["", "\n\n", ": comment\n\n", "data: [DONE]\n\n", "event: message_stop\ndata: {}\n\n"] {
        assert_eq!(failure(events(empty)).kind, ErrorKind::Server, "{empty:?}");
    }
    for other in ["Ollama is running", r#"{"code":500,"msg":"404 NOT_FOUND","success":false}"#] {
        assert!(failure(events(other)).message.contains(other), "{other}");
    }
}

#[test]
fn quirk_19_error_json_without_framing() {
    let pretty = OVERLOADED.replace('{', "{\n  ").replace(',', ",\n  ").replace('}', "\n}");
    for error in [OVERLOADED.to_owned(), format!("{OVERLOADED}\n"), pretty.clone(), format!("[{pretty}\n]")] {
        for before in [String::new(), said()] {
            let found = failure(events(format!("{before}{error}")));
            assert_eq!(
                (found.kind, found.message.as_str()),
                (ErrorKind::Overloaded, "Overloaded"),
                "{error}"
            );
        }
    }
    // It is reported at once, not when the connection ends.
    let mut reader = AnswerReader::new(WIRE.codec());
    let mut out = Vec::new();
    reader.push(format!("{pretty}\n").as_bytes(), &mut out);
    assert!(reader.is_done());
}

#[test]
fn quirk_20_and_21_errors_in_the_stream() {
    let typed = [
        ("overloaded_error", ErrorKind::Overloaded),
        ("api_error", ErrorKind::Server),
        ("timeout_error", ErrorKind::Server),
        ("rate_limit_error", ErrorKind::RateLimit),
        ("authentication_error", ErrorKind::Auth),
        ("permission_error", ErrorKind::Permission),
        ("billing_error", ErrorKind::Quota),
        ("not_found_error", ErrorKind::NotFound),
        ("invalid_request_error", ErrorKind::InvalidRequest),
        ("future_error", ErrorKind::Other),
    ];
    for (word, kind) in typed {
        for error in [
            format!(r#"{{"type":"error","error":{{"type":"{word}","message":"Boom."}}}}"#),
            format!(r#"{{"error":{{"type":"{word}","message":"Boom."}}}}"#),
            format!(r#"{{"type":"gateway","error":{{"type":"{word}","message":"Boom."}}}}"#),
            format!(r#"{{"type":"{word}","message":"Boom."}}"#),
        ] {
            for name in ["event: error\n", "event: message\n", ""] {
                let all = events(format!("{}{name}data: {error}\n\n{}", said(), ends("end_turn")));
                assert_eq!(all[0], text(0, "Hel"), "{error}");
                let found = failure(all);
                assert_eq!((found.kind, found.message.as_str()), (kind, "Boom."), "{error}");
                assert_eq!(found.code.as_deref(), Some(word));
            }
        }
    }
    assert_eq!(failure(events(format!("{}event: error\ndata: Boom.\n\n", said()))).message, "Boom.");
    assert!(
        !failure(events("event: error\ndata: {\"type\":\"error\",\"error\":null}\n\n")).message.is_empty()
    );
}

#[test]
fn quirk_22_error_injected_into_an_open_event() {
    let cut = r#"data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"lo"#;
    let bodies = [
        format!("{}{cut}{OVERLOADED}\n\n", said()),
        format!("{}{cut}\ndata: {OVERLOADED}\n\n", said()),
        format!("{}{cut}\n{OVERLOADED}\n\n", said()),
        format!("{}{cut}\n\nevent: error\ndata: {OVERLOADED}\n\n", said()),
        format!("{}{cut}\n{}", said(), OVERLOADED.replace('{', "{\n ").replace('}', "\n}")),
        format!("{}\nevent: error\ndata: {OVERLOADED}\n\n", said().trim_end()),
        format!("{}\n{OVERLOADED}\n\n", said().trim_end()),
    ];
    for body in bodies {
        let all = events(&body);
        assert_eq!(all.first(), Some(&text(0, "Hel")), "{body}");
        assert_eq!(failure(all).kind, ErrorKind::Overloaded, "{body}");
    }
    // An answer may quote one.
    let quoted = OVERLOADED.replace('"', "\\\"");
    let body = [begin(), text_start(0), says(0, &quoted), ends("end_turn")].concat();
    assert_eq!(events(body), [text(0, OVERLOADED), finished(FinishReason::Stop)]);
}

#[test]
fn quirk_22_a_broken_event_is_no_silence() {
    let cut = "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"del\n\n";
    let all = events(format!("{}{cut}{}", said(), ends("end_turn")));
    assert_eq!(all.len(), 2);
    assert_eq!(failure(all).kind, ErrorKind::Server);
    assert_eq!(events(format!("{}{cut}", said())), [text(0, "Hel"), StreamEvent::Truncated]);
    for corrupt in ["data: {oops}\n\n", "event: content_block_delta\ndata: {oops}\n\n"] {
        assert_eq!(failure(events(said() + corrupt)).kind, ErrorKind::Server);
    }
    // After the stop reason no word can be lost.
    let body =
        said() + &ends("end_turn").replace("event: message_stop", &format!("{cut}event: message_stop"));
    assert_eq!(events(body), [text(0, "Hel"), finished(FinishReason::Stop)]);
}

#[test]
fn quirk_30_connection_reset_mid_stream() {
    let body = hello_stream();
    let stop_reason = body.find("\n\nevent: message_stop").unwrap();
    for at in 1..body.len() {
        let mut all = read(WIRE, &body.as_bytes()[..at], []);
        let end = all.pop();
        let shown = all.len();
        assert_eq!(all, hello()[..shown], "cut off at {at}");
        if at < stop_reason {
            let nothing = shown == 0 && matches!(&end, Some(StreamEvent::Failed(_)));
            assert!(nothing || end == Some(StreamEvent::Truncated), "cut off at {at}: {end:?}");
        } else {
            assert_eq!(end, Some(finished(FinishReason::Stop)), "cut off at {at}");
        }
    }
    // A call that was cut off has no end.
    let body = [begin(), tool_start(0, "{}"), input(0, "{")].concat();
    assert_eq!(events(body), [call(0, Some("t0"), "f"), arguments(0, "{"), StreamEvent::Truncated]);
}

#[test]
fn error_bodies_are_read() {
    let error = |status: u16, word: &str, message: &str| {
        let body = format!(
            r#"{{"type":"error","error":{{"type":"{word}","message":"{message}"}},"request_id":"req_1"}}"#
        );
        let found = WIRE.codec().error(status, &|_| None, body.as_bytes());
        assert_eq!((found.message.as_str(), found.status), (message, Some(status)));
        assert_eq!(found.code.as_deref(), Some(word));
        found.kind
    };
    let invalid = "invalid_request_error";
    assert_eq!(error(529, "overloaded_error", "Overloaded"), ErrorKind::Overloaded);
    assert_eq!(error(500, "api_error", "Internal server error"), ErrorKind::Server);
    assert_eq!(error(504, "timeout_error", "Timed out"), ErrorKind::Server);
    assert_eq!(error(413, "request_too_large", "Too many bytes"), ErrorKind::InvalidRequest);
    assert_eq!(error(402, "billing_error", "Pay"), ErrorKind::Quota);
    assert_eq!(error(400, invalid, "messages.0.content: Field required"), ErrorKind::InvalidRequest);
    let sentence = "prompt is too long: 210000 tokens > 200000 maximum";
    assert_eq!(error(400, invalid, sentence), ErrorKind::ContextLength);
    let sentence = "input length and `max_tokens` exceed context limit: 190000 + 20000 > 200000";
    assert_eq!(error(400, invalid, sentence), ErrorKind::ContextLength);
    let sentence = "Your credit balance is too low to access the Anthropic API.";
    assert_eq!(error(400, invalid, sentence), ErrorKind::Quota);
    let sentence = "You have reached your specified API usage limits. You will regain access on 2026-12-01.";
    assert_eq!(error(400, invalid, sentence), ErrorKind::Quota);
}

#[test]
fn the_wait_is_what_retry_after_says() {
    let headers = [
        ("retry-after", "12"),
        ("anthropic-ratelimit-requests-limit", "50"),
        ("anthropic-ratelimit-requests-remaining", "0"),
        ("anthropic-ratelimit-requests-reset", "2026-07-04T20:12:30Z"),
    ];
    let wait = |skip: usize| {
        let headers = &headers[skip..];
        let header =
            |name: &str| headers.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
        let body = r#"{"type":"error","error":{"type":"rate_limit_error","message":"Too many."}}"#;
        let error = WIRE.codec().error(429, &header, body.as_bytes());
        assert_eq!(error.kind, ErrorKind::RateLimit);
        error.retry_after
    };
    assert_eq!(wait(0), Some(Duration::from_secs(12)));
    assert_eq!(wait(1), None);
}

/// Pieces that mean something to a reader, in an order that means nothing.
fn scraps() -> impl Strategy<Value = String> {
    let events = [
        begin(),
        text_start(0),
        text_start(1),
        says(0, "a\\ud83d"),
        says(1, "b"),
        tool_start(1, "{\"x\":1}"),
        input(1, "{"),
        start(0, r#"{"type":"thinking","thinking":"t","signature":"s"}"#),
        start(1, r#"{"type":"redacted_thinking","data":"d"}"#),
        delta(0, r#"{"type":"thinking_delta","thinking":"u"}"#),
        delta(0, r#"{"type":"signature_delta","signature":"v"}"#),
        delta(0, r#"{"type":"input_json_delta","partial_json":"}"}"#)
            .replace("\"index\":0", "\"index\":null"),
        start(0, r#"{"type":"server_tool_use"}"#),
        stop(0),
        stop(1),
        ends("end_turn"),
        r#"{"type":"message","content":[{"type":"text","text":"w"}],"stop_reason":"end_turn"}"#.to_owned(),
        OVERLOADED.to_owned(),
    ];
    let noise =
        ["data: ", "event: error\n", "event: ping\n", "\n", "\n\n", "\r", "<html>", "{", "}", "]", "\"", "é"];
    let all: Vec<String> = events.into_iter().chain(noise.map(str::to_owned)).collect();
    prop::collection::vec(prop::sample::select(all), 0..30).prop_map(|scraps| scraps.concat())
}

proptest! {
    #[test]
    fn scraps_end_once_and_say_the_same_however_they_are_cut(
        body in scraps(),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..12),
    ) {
        let events = read(WIRE, body.as_bytes(), []);
        prop_assert_eq!(events.iter().filter(|event| is_terminal(event)).count(), 1);
        prop_assert!(events.last().is_some_and(is_terminal));
        let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.index(body.len() + 1)).collect();
        cuts.sort_unstable();
        prop_assert_eq!(&read(WIRE, body.as_bytes(), cuts), &events);
        prop_assert_eq!(&byte_by_byte(WIRE, body.as_bytes()), &events);
        // Parts begin in the order of their ids, and a call's pieces lie between its start and its end.
        let mut open = std::collections::BTreeSet::new();
        let mut parts = 0;
        for event in events {
            let part = match event {
                StreamEvent::ToolCallStart { part, .. } => {
                    prop_assert!(part.0 == parts && open.insert(part));
                    part
                }
                StreamEvent::ToolCallArguments { part, .. } => {
                    prop_assert!(open.contains(&part));
                    part
                }
                StreamEvent::ToolCallEnd { part } => {
                    prop_assert!(open.remove(&part));
                    part
                }
                StreamEvent::TextDelta { part, .. }
                | StreamEvent::ReasoningDelta { part, .. }
                | StreamEvent::ReasoningSignature { part, .. } => part,
                _ => continue,
            };
            prop_assert!(part.0 <= parts);
            parts = parts.max(part.0 + 1);
        }
    }
}
