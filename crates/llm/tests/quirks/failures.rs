//! Answers that fail or break off.

use super::*;

#[test]
fn quirk_18_html_or_nothing_with_200() {
    let page = "<!doctype html>\n<html><head><title>Sign\n in</title>\n<style>\nbody {\n  color: red\n}\n</style></head>\n<body>{\"error\":1}</body></html>\n";
    let error = failure(events(page));
    assert_eq!(error.kind, ErrorKind::Other);
    assert!(error.message.contains("\"Sign in\""), "{}", error.message);
    for empty in ["", "\n\n", ": comment\n\n", DONE] {
        assert_eq!(failure(events(empty)).kind, ErrorKind::Server, "{empty:?}");
    }
    for other in ["Ollama is running", "{\"status\": \"ok\"}", "[INFO] started"] {
        assert!(failure(events(other)).message.contains(other), "{other}");
    }
}

#[test]
fn quirk_19_error_json_without_framing() {
    let error = "{\n  \"error\": {\n    \"code\": 429,\n    \"message\": \"Slow down.\",\n    \"status\": \"RESOURCE_EXHAUSTED\"\n  }\n}";
    for body in
        [error.to_owned(), format!("[{error}\n]"), error.replace('\n', ""), format!("data: {error}\n\n")]
    {
        let all = events(format!("{}{body}", content("Hel")));
        assert_eq!(all.first(), Some(&text(0, "Hel")));
        let found = failure(all);
        assert_eq!((found.kind, found.message.as_str()), (ErrorKind::RateLimit, "Slow down."), "{body}");
        assert_eq!(found.status, Some(429));
    }
    // It is reported at once, not when the connection ends.
    let mut reader = parlance_llm::AnswerReader::new(Wire::OpenaiChat.codec());
    let mut out = Vec::new();
    reader.push(format!("{error}\n").as_bytes(), &mut out);
    assert!(reader.is_done());
}

#[test]
fn quirk_21_in_band_errors_with_200() {
    let cases = [
        (r#"{"error":{"message":"Boom.","type":"invalid_request_error"}}"#, ErrorKind::InvalidRequest),
        (r#"{"error":"Boom."}"#, ErrorKind::Other),
        (r#"{"error":{"message":"Boom.","code":502},"user_id":"u"}"#, ErrorKind::Server),
        (r#"{"error":{"message":"Boom.","code":"401"}}"#, ErrorKind::Auth),
        (r#"{"error":{"message":"Boom.","http_status_code":422}}"#, ErrorKind::InvalidRequest),
        (r#"{"status_code":429,"error":{"message":"Boom."}}"#, ErrorKind::RateLimit),
        (
            r#"{"choices":[],"error":{"message":"Boom.","metadata":{"error_type":"provider_overloaded"}}}"#,
            ErrorKind::Overloaded,
        ),
        (
            r#"{"choices":[{"delta":{},"finish_reason":"error"}],"error":{"message":"Boom.","code":503}}"#,
            ErrorKind::Overloaded,
        ),
        (
            r#"{"choices":[{"delta":{},"finish_reason":"error","error":{"message":"Boom.","code":402}}]}"#,
            ErrorKind::Quota,
        ),
        (r#"{"object":"error","message":"Boom.","type":"server_error"}"#, ErrorKind::Server),
        (r#"{"detail":"Boom."}"#, ErrorKind::Other),
        (r#"{"x_groq":{"error":"Boom."},"choices":[]}"#, ErrorKind::Other),
    ];
    for (error, kind) in cases {
        let all = events(format!("{}data: {error}\n\n{}{STOP}{DONE}", content("Hel"), content("lo")));
        assert_eq!(all[0], text(0, "Hel"), "{error}");
        assert_eq!(all.len(), 2, "{error}");
        let found = failure(all);
        assert_eq!((found.kind, found.message.as_str()), (kind, "Boom."), "{error}");
    }
    let silent = failure(events(choice(r#""delta":{},"error":"[object Object]","finish_reason":"error""#)));
    assert!(!silent.message.contains("object"), "{}", silent.message);
    let reason_only = choice(r#""delta":{},"finish_reason":"error""#);
    failure(events(reason_only + DONE));
}

#[test]
fn quirk_21_null_errors_are_none() {
    let body =
        format!("{}{}{STOP}{DONE}", content("Hel"), content("lo")).replace("]}\n", "],\"error\":null}\n");
    assert_eq!(events(body), hello());
}

#[test]
fn quirk_22_error_injected_into_an_open_event() {
    let error = r#"{"error":{"message":"Boom.","code":503}}"#;
    let whole = content("Hel");
    let cut = "data: {\"choices\":[{\"delta\":{\"content\":\"lo";
    let bodies = [
        format!("{whole}{cut}{error}\n\n"),
        format!("{whole}{cut}\ndata: {error}\n\n"),
        format!("{whole}{cut}\n{error}\n\n"),
        format!("{whole}{cut}\n{}", error.replace('{', "{\n ").replace('}', "\n}")),
        format!("{whole}{cut}\n\nevent: error\ndata: {error}\n\n"),
        format!("{}\ndata: {error}\n\n", whole.trim_end()),
        format!("{}\n{error}\n\n", whole.trim_end()),
        format!("{}\nevent: error\ndata: {error}\n\n", whole.trim_end()),
    ];
    for body in bodies {
        let all = events(&body);
        assert_eq!(all.first(), Some(&text(0, "Hel")), "{body}");
        let found = failure(all);
        assert_eq!((found.kind, found.message.as_str()), (ErrorKind::Overloaded, "Boom."), "{body}");
    }
}

#[test]
fn quirk_22_an_injected_error_ends_the_stream_at_once() {
    let mut reader = parlance_llm::AnswerReader::new(Wire::OpenaiChat.codec());
    let mut out = Vec::new();
    reader.push(b"data: {\"choices\":[{\"delta\":{\"content\":\"lo\n{\"error\":\"Boom.\"}\n", &mut out);
    assert!(reader.is_done());
    assert_eq!(failure(out).message, "Boom.");
}

#[test]
fn quirk_22_a_broken_event_is_no_silence() {
    let cut = "data: {\"choices\":[{\"delta\":{\"content\":\"lo\n\n";
    let body = format!("{}{cut}{}{STOP}{DONE}", content("Hel"), content("!"));
    let all = events(body);
    assert_eq!(all.len(), 2);
    assert_eq!(failure(all).kind, ErrorKind::Server);
    // After the finish reason no word can be lost: counts and the end are still read.
    let counts = "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":2}}\n\n";
    let expected = [text(0, "Hel"), tokens(5, 2), finished(FinishReason::Stop)];
    assert_eq!(events(format!("{}{STOP}{cut}{counts}{DONE}", content("Hel"))), expected);
    assert_eq!(events(format!("{}{STOP}{counts}{cut}{DONE}", content("Hel"))), expected);
    // The same at the end of the body is a cut connection.
    assert_eq!(events(format!("{}{cut}", content("Hel"))), [text(0, "Hel"), StreamEvent::Truncated]);
    assert_eq!(failure(events("data: {\"choices\":[oops]}\n\n")).kind, ErrorKind::Server);
}

#[test]
fn quirk_24_an_event_over_the_cap_is_an_error() {
    let line = format!("data: {}\n", "x".repeat(1 << 20)).into_bytes();
    for ending in ["", "\n"] {
        let mut reader = parlance_llm::AnswerReader::new(Wire::OpenaiChat.codec());
        let mut out = Vec::new();
        let line = if ending.is_empty() { line.trim_ascii_end() } else { &line[..] };
        for _ in 0..18 {
            reader.push(line, &mut out);
        }
        assert!(reader.is_done());
        reader.finish(&mut out);
        assert_eq!(out.len(), 1);
        assert!(failure(out).message.contains("16 MiB"));
    }
}
