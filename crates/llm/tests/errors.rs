//! Bodies of answers that are no 2xx, made up where no recording shows them.

use std::time::Duration;

use parlance_llm::{ApiError, ErrorKind, Wire};

fn error(status: u16, body: &str) -> ApiError {
    Wire::OpenaiChat.codec().error(status, &|_| None, body.as_bytes())
}

fn check(status: u16, body: &str, kind: ErrorKind, message: &str) {
    let found = error(status, body);
    assert_eq!((found.kind, found.message.as_str(), found.status), (kind, message, Some(status)), "{body}");
}

#[test]
fn every_shape_is_read() {
    use ErrorKind::{
        Auth, ContextLength, InvalidRequest, NotFound, Overloaded, Permission, Quota, RateLimit, Server,
    };
    check(
        401,
        r#"{"error":{"message":"No.","type":"invalid_request_error","param":null,"code":"invalid_api_key"}}"#,
        Auth,
        "No.",
    );
    check(
        429,
        r#"{"error":{"message":"No.","type":"insufficient_quota","code":"insufficient_quota"}}"#,
        Quota,
        "No.",
    );
    check(429, r#"{"error":{"message":"No.","code":429}}"#, RateLimit, "No.");
    check(
        400,
        r#"{"code":"DataInspectionFailed","message":"No.","request_id":"r"}"#,
        ErrorKind::ContentFilter,
        "No.",
    );
    check(400, r#"{"error":{"type":"ModelNotFoundError","message":"No."}}"#, NotFound, "No.");
    check(403, r#"{"Message":"No."}"#, Permission, "No.");
    check(
        529,
        r#"{"type":"error","error":{"type":"overloaded_error","message":"No."},"request_id":"r"}"#,
        Overloaded,
        "No.",
    );
    check(401, r#"{"message":"No.","request_id":"r"}"#, Auth, "No.");
    check(422, r#"{"detail":"No."}"#, InvalidRequest, "No.");
    check(404, r#"{"error":"No."}"#, NotFound, "No.");
    check(400, r#"{"error":{"message":{"message":"No.","code":400},"code":null}}"#, InvalidRequest, "No.");
    check(
        400,
        r#"[{"error":{"code":400,"message":"No.","status":"INVALID_ARGUMENT","details":[{"reason":"API_KEY_INVALID"}]}}]"#,
        Auth,
        "No.",
    );
    check(
        400,
        r#"{"error":{"code":400,"message":"No.","type":"exceed_context_size_error","n_ctx":4096}}"#,
        ContextLength,
        "No.",
    );
    check(400, "data: {\"error\":{\"message\":\"No.\"}}\n\n", InvalidRequest, "No.");
    check(500, "\u{feff} {\"error\":\"No.\"}\n", Server, "No.");
    check(403, "No.\n", Permission, "No.");
    check(
        422,
        r#"{"detail":[{"loc":["body","tools",0],"msg":"Field required"},{"msg":"Bad"}]}"#,
        InvalidRequest,
        "body.tools.0: Field required; Bad",
    );
}

#[test]
fn what_a_gateway_hides_is_added() {
    let upstream = r#"{"error":{"message":"Provider returned error","code":400,"metadata":{"raw":"{\"error\":{\"message\":\"maximum context length is 8192\"}}"}}}"#;
    check(
        400,
        upstream,
        ErrorKind::ContextLength,
        "Provider returned error (maximum context length is 8192)",
    );
    let param = r#"{"error":{"code":"400","message":"Param Incorrect","param":"Not supported model x"}}"#;
    check(400, param, ErrorKind::InvalidRequest, "Param Incorrect (Not supported model x)");
}

#[test]
fn pages_and_silence_have_a_sentence() {
    let page = error(502, "<!DOCTYPE html><html><head><TITLE>\n Bad gateway </TITLE></head></html>");
    assert_eq!(page.kind, ErrorKind::Server);
    assert_eq!(page.message, "The server answered with status 502 and a web page \"Bad gateway\".");
    assert_eq!(error(503, "").kind, ErrorKind::Overloaded);
    assert!(error(503, "").message.contains("503"));
    assert!(!error(500, "{}").message.is_empty());
    assert!(!error(500, "{\"error\":{\"message\":\"[object Object]\"}}").message.contains("object"));
}

#[test]
fn a_key_that_the_server_repeats_is_taken_out() {
    let key = "sk-proj-abcdefghijklmnopqrstuvwxyz0123456789";
    let body = format!(r#"{{"error":{{"message":"Incorrect API key provided: {key}. See the docs."}}}}"#);
    check(401, &body, ErrorKind::Auth, "Incorrect API key provided: [key]. See the docs.");
    check(401, &format!("bad key {key}"), ErrorKind::Auth, "bad key [key]");
    let code = error(401, &format!(r#"{{"error":{{"message":"No.","code":"{key}"}}}}"#));
    assert_eq!(code.code.as_deref(), Some("[key]"));
}

#[test]
fn a_dump_is_cut() {
    assert_eq!(error(400, &"é ".repeat(100_000)).message.chars().count(), 2000);
}

#[test]
fn the_provider_says_how_long_to_wait() {
    let wait = |headers: &[(&str, &str)], body: &str| {
        let header =
            |name: &str| headers.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
        Wire::OpenaiChat.codec().error(429, &header, body.as_bytes()).retry_after
    };
    assert_eq!(wait(&[("retry-after", "2")], "{}"), Some(Duration::from_secs(2)));
    assert_eq!(wait(&[("retry-after-ms", "150")], "{}"), Some(Duration::from_millis(150)));
    let date = [("retry-after", "Wed, 21 Oct 2026 07:28:30 GMT"), ("date", "Wed, 21 Oct 2026 07:28:00 GMT")];
    assert_eq!(wait(&date, "{}"), Some(Duration::from_secs(30)));
    let in_body =
        r#"{"error":{"message":"x","details":[{"@type":"…/google.rpc.RetryInfo","retryDelay":"34s"}]}}"#;
    assert_eq!(wait(&[], in_body), Some(Duration::from_secs(34)));
    assert_eq!(wait(&[], "{}"), None);
}
