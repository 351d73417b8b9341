//! Answers that fail or break off, and error bodies.

use super::*;

#[test]
fn quirk_17_a_call_that_the_model_got_wrong() {
    let more = r#","finishMessage":"Malformed function call: print(x""#;
    let (before, error) = failure(events(stream(&[says("Hel"), end("MALFORMED_FUNCTION_CALL", more)])));
    assert_eq!(before, [text(0, "Hel"), tokens(3, 2)]);
    assert_eq!(error.kind, ErrorKind::Server);
    assert_eq!(error.code.as_deref(), Some("malformed_function_call"));
    assert_eq!(
        error.message,
        "The model made a tool call that cannot be used (MALFORMED_FUNCTION_CALL). Malformed function call: print(x"
    );
    for word in ["UNEXPECTED_TOOL_CALL", "TOO_MANY_TOOL_CALLS", "MALFORMED_RESPONSE"] {
        let (_, error) = failure(events(event(&end(word, ""))));
        assert!(error.message.contains(word) && error.kind == ErrorKind::Server, "{word}");
    }
}

#[test]
fn quirk_17_a_blocked_prompt() {
    let (before, error) = failure(events(event(
        r#"{"promptFeedback":{"blockReason":"PROHIBITED_CONTENT","safetyRatings":[]},"usageMetadata":{"promptTokenCount":3}}"#,
    )));
    assert_eq!(before, [tokens(3, 0)]);
    assert_eq!(error.kind, ErrorKind::ContentFilter);
    assert_eq!(error.message, "The provider's filter blocked the prompt (PROHIBITED_CONTENT).");
    // After some text, with words of its own.
    let body = stream(&[
        says("Hel"),
        r#"{"promptFeedback":{"blockReason":"SAFETY","blockReasonMessage":"Reasons."}}"#.to_owned(),
    ]);
    let (before, error) = failure(events(body));
    assert_eq!(before, [text(0, "Hel")]);
    assert_eq!(error.message, "The provider's filter blocked the prompt (SAFETY). Reasons.");
    // Feedback that blocks nothing.
    let feedback = r#"{"promptFeedback":{"blockReason":"BLOCK_REASON_UNSPECIFIED"}}"#.to_owned();
    assert_eq!(events(stream(&[feedback, says("Hel"), says("lo"), stop()])), hello());
}

#[test]
fn quirk_18_empty_and_html() {
    for body in ["", "\r\n\r\n", "[\n]\n"] {
        let (before, error) = failure(events(body));
        assert!(before.is_empty() && error.message.contains("empty"), "{body:?}: {error}");
    }
    let page =
        "<!DOCTYPE html>\n<html><head><title>Sign in</title>\n<style>{\"a\": {}}\n{\n</style></head></html>";
    let (_, error) = failure(events(page));
    assert_eq!(
        error.message,
        "The server answered with a web page \"Sign in\" instead of a model's answer. Check the base URL."
    );
    let (_, error) = failure(events("Service is starting\n"));
    assert_eq!(error.message, "The server sent something else than an answer: Service is starting");
    let (_, error) = failure(events("{\n \"status\": \"ok\"\n}\n"));
    assert!(error.message.contains("\"status\": \"ok\""), "{error}");
}

#[test]
fn quirk_19_a_bare_error_among_events() {
    let one_line = CANCELLED.replace(['\n', ' '], "");
    for error in [CANCELLED, &one_line, &event(&one_line), &format!("event: error\n{}", event(&one_line))] {
        for before in [event(&says("Hel")), stream(&[says("Hel"), end("STOP", "")])] {
            let (before, failed) = failure(events(before + error));
            assert_eq!(before[0], text(0, "Hel"));
            assert_eq!((failed.kind, failed.status), (ErrorKind::Overloaded, Some(503)), "{error}");
            assert_eq!(failed.message, "Overloaded.");
        }
    }
}

#[test]
fn quirk_20_and_21_the_first_thing_is_an_error() {
    for body in
        [CANCELLED.to_owned(), format!("[{}]\n", CANCELLED.trim_end()), event("{\"error\":\"Overloaded.\"}")]
    {
        let (before, error) = failure(events(body));
        assert!(before.is_empty());
        assert_eq!(error.message, "Overloaded.");
    }
    let (_, error) = failure(events("event: error\ndata: Out of memory\n\n"));
    assert_eq!(error.message, "Out of memory");
}

#[test]
fn quirk_22_an_error_inside_an_open_event() {
    let open = r#"data: {"candidates":[{"content":{"parts":[{"text":"Hel"#;
    let body = format!("{}{open}\n{CANCELLED}", event(&says("Hel")));
    let (before, error) = failure(events(body));
    assert_eq!(before, [text(0, "Hel")]);
    assert_eq!(error.kind, ErrorKind::Overloaded);
    let one_line = CANCELLED.replace(['\n', ' '], "");
    for body in [
        format!("{open}{one_line}\n\n"),
        format!("{open}\n{one_line}\n"),
        format!("{open}\n\n{}", event(&one_line)),
    ] {
        assert_eq!(failure(events(body)).1.kind, ErrorKind::Overloaded);
    }
    // Without an error in it, the next event shows that words were lost.
    let (_, error) = failure(events(format!("{open}\n\n{}", event(&says("lo")))));
    assert_eq!(error.message, "The server sent data that cannot be read.");
}

fn error(status: u16, body: &str) -> ApiError {
    Wire::Gemini.codec().error(status, &|_| None, body.as_bytes())
}

#[test]
fn error_bodies_bare_and_in_an_array() {
    let key = r#"{"error":{"code":400,"message":"API key expired.","status":"INVALID_ARGUMENT","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"API_KEY_INVALID","domain":"googleapis.com"}]}}"#;
    let long = r#"{"error":{"code":400,"message":"The input token count (1500000) exceeds the maximum number of tokens allowed (1048576).","status":"INVALID_ARGUMENT"}}"#;
    for (body, status, kind) in [(key, 400, ErrorKind::Auth), (long, 400, ErrorKind::ContextLength)] {
        assert_eq!(error(status, body).kind, kind);
        assert_eq!(error(status, &format!("[{body}\n]\n")).kind, kind);
    }
}

#[test]
fn a_limit_says_how_long_and_whether_it_is_the_days() {
    let limited = |quota: &str| {
        format!(
            r#"{{"error":{{"code":429,"message":"You exceeded your current quota.","status":"RESOURCE_EXHAUSTED","details":[{{"@type":"type.googleapis.com/google.rpc.QuotaFailure","violations":[{{"quotaMetric":"m"}},{{"quotaId":"{quota}"}}]}},{{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"34.5s"}}]}}}}"#
        )
    };
    let minute = limited("GenerateRequestsPerMinutePerProjectPerModel");
    let day = limited("GenerateRequestsPerDayPerProjectPerModel-FreeTier");
    for body in [&minute, &format!("[{minute}]")] {
        let error = error(429, body);
        assert_eq!(
            (error.kind, error.retry_after),
            (ErrorKind::RateLimit, Some(Duration::from_millis(34_500)))
        );
        assert_eq!(error.message, "You exceeded your current quota.");
    }
    for body in [&day, &format!("[{day}]")] {
        assert_eq!(
            error(429, body).message,
            "You exceeded your current quota. (GenerateRequestsPerDayPerProjectPerModel-FreeTier)"
        );
    }
    assert_eq!(error(429, "Slow down.").message, "Slow down.");
    assert_eq!(
        error(400, &day.replace("429", "400").replace("RESOURCE_EXHAUSTED", "x")).kind,
        ErrorKind::InvalidRequest
    );
}
