//! Answers that fail or break off.

use super::*;

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
