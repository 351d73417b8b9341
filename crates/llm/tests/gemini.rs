//! Google's wire: requests as they go out, and what its servers send that broke other clients, by the numbers of the
//! design's list. Every stream is read whole, cut once at every byte, and one byte at a time.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking, in its helpers too")]

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

const BASE: &str = "https://generativelanguage.googleapis.com/v1beta";

fn encode(base: &str, request: &ChatRequest) -> Result<HttpRequest, EncodeError> {
    let base_url = Url::parse(base).unwrap();
    let target = Target {
        base_url,
        max_completion_tokens: false,
        stream_usage: false,
        encrypted_reasoning: false,
        small_output: false,
    };
    Wire::Gemini.codec().encode(&target, request)
}

fn request(messages: Vec<ChatMessage>) -> ChatRequest {
    ChatRequest { model: "gemini-x".into(), messages, parameters: Parameters::default() }
}

fn hi() -> ChatRequest {
    request(vec![ChatMessage::text(Role::User, "Hi")])
}

fn body(request: &ChatRequest) -> String {
    String::from_utf8(encode(BASE, request).unwrap().body).unwrap()
}

fn thought(signature: Option<&str>) -> Content {
    Content::Reasoning { text: "hm".into(), signature: signature.map(str::to_owned) }
}

#[test]
fn the_smallest_request() {
    let sent = encode(BASE, &hi()).unwrap();
    assert_eq!(sent.method, HttpMethod::Post);
    assert_eq!(sent.url.as_str(), format!("{BASE}/models/gemini-x:streamGenerateContent?alt=sse"));
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
        r#"{"contents":[{"role":"user","parts":[{"text":"Hi"}]}]}"#
    );
}

#[test]
fn a_whole_conversation_with_every_parameter() {
    let mut request = request(vec![
        ChatMessage::text(Role::System, "Be \"brief\"."),
        ChatMessage::text(Role::System, ""),
        ChatMessage::text(Role::User, "2+2?\n"),
        ChatMessage {
            role: Role::Assistant,
            content: vec![thought(Some("c2ln")), Content::Text("It is ".into()), Content::Text("4.".into())],
        },
        ChatMessage { role: Role::Assistant, content: vec![thought(None), Content::Text(String::new())] },
        ChatMessage::text(Role::User, "Sure?"),
        ChatMessage::text(Role::System, "In French."),
        ChatMessage::text(Role::User, "😀"),
    ]);
    request.parameters =
        Parameters { temperature: Some(0.7), top_p: Some(0.95), max_output_tokens: Some(100) };
    assert_eq!(
        body(&request),
        concat!(
            r#"{"systemInstruction":{"parts":[{"text":"Be \"brief\"."},{"text":"In French."}]},"#,
            r#""contents":[{"role":"user","parts":[{"text":"2+2?\n"}]},"#,
            r#"{"role":"model","parts":[{"text":"It is "},{"text":"4."}]},"#,
            r#"{"role":"user","parts":[{"text":"Sure?"},{"text":"😀"}]}],"#,
            r#""generationConfig":{"temperature":0.7,"topP":0.95,"maxOutputTokens":100}}"#,
        )
    );
}

#[test]
fn a_number_that_json_does_not_have_is_left_out() {
    let mut request = hi();
    request.parameters =
        Parameters { temperature: Some(f32::NAN), top_p: Some(f32::INFINITY), max_output_tokens: None };
    assert!(!body(&request).contains("generationConfig"));
    request.parameters.top_p = Some(0.5);
    assert!(body(&request).ends_with(r#""generationConfig":{"topP":0.5}}"#));
}

#[test]
fn the_endpoint_lies_under_any_base_and_names_any_model() {
    let url = |base: &str, model: &str| {
        encode(base, &ChatRequest { model: model.to_owned(), ..hi() }).unwrap().url.to_string()
    };
    for base in [
        "https://x.test/v1beta",
        "https://x.test/v1beta/",
        "https://x.test/v1beta?alt=json#top",
        "https://x.test/v1beta/models/",
        "https://x.test/v1beta/models/old:generateContent",
        "https://x.test/v1beta/tunedModels/old:streamGenerateContent?alt=sse",
    ] {
        assert_eq!(
            url(base, "m-1.5"),
            "https://x.test/v1beta/models/m-1.5:streamGenerateContent?alt=sse",
            "{base}"
        );
    }
    assert_eq!(
        url("https://x.test/v1?project=a%26b", "m"),
        "https://x.test/v1/models/m:streamGenerateContent?project=a%26b&alt=sse"
    );
    for (model, path) in [
        ("models/m", "models/m"),
        ("tunedModels/m", "tunedModels/m"),
        ("a/b", "models/a%2Fb"),
        ("models/a/../b", "models/a%2F..%2Fb"),
        ("..", "models/.."),
        ("m?x=1#y z%", "models/m%3Fx=1%23y%20z%25"),
    ] {
        assert_eq!(
            url("https://x.test", model),
            format!("https://x.test/{path}:streamGenerateContent?alt=sse"),
            "{model}"
        );
    }
    assert!(matches!(encode("mailto:a@b.test", &hi()), Err(EncodeError::BaseUrl(_))));
}

#[test]
fn nothing_to_answer_is_an_error() {
    for messages in [
        vec![],
        vec![ChatMessage::text(Role::System, "Be brief.")],
        vec![ChatMessage::text(Role::User, "")],
        vec![ChatMessage { role: Role::Assistant, content: vec![thought(Some("c2ln"))] }],
    ] {
        assert!(matches!(encode(BASE, &request(messages.clone())), Err(EncodeError::Empty)), "{messages:?}");
    }
}

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

const CANCELLED: &str = "{\n  \"error\": {\n    \"code\": 503,\n    \"message\": \"Overloaded.\",\n    \"status\": \"UNAVAILABLE\"\n  }\n}\n";

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

#[test]
fn quirk_24_a_large_picture_is_skipped() {
    let data = "A".repeat(2 << 20);
    let picture = parts(&format!(r#"{{"inlineData":{{"mimeType":"image/png","data":"{data}"}}}}"#));
    let body = stream(&[says("Hel"), picture, says("lo"), stop()]);
    let expected = [text(0, "Hel"), text(1, "lo"), tokens(3, 2), finished(FinishReason::Stop)];
    assert_eq!(read(Wire::Gemini, body.as_bytes(), (0..body.len()).step_by(1000)), expected);
}

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
