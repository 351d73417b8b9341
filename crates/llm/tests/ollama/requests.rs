//! Requests as they go out.

use super::*;

fn encode(base: &str, request: &ChatRequest) -> Result<HttpRequest, EncodeError> {
    let target = Target::new(Url::parse(base).unwrap());
    WIRE.codec().encode(&target, request)
}

fn request(messages: Vec<ChatMessage>) -> ChatRequest {
    ChatRequest { model: "m:1b".into(), messages, ..ChatRequest::default() }
}

#[test]
fn the_smallest_request() {
    let sent = encode("http://127.0.0.1:11434", &request(vec![ChatMessage::text(Role::User, "Hi")])).unwrap();
    assert_eq!(sent.url.as_str(), "http://127.0.0.1:11434/api/chat");
    assert_eq!(
        sent.headers,
        [
            ("content-type", "application/json".to_owned()),
            ("accept", "application/x-ndjson".to_owned()),
            ("accept-encoding", "identity".to_owned()),
        ]
    );
    assert_eq!(
        String::from_utf8(sent.body).unwrap(),
        r#"{"model":"m:1b","messages":[{"role":"user","content":"Hi"}],"stream":true}"#
    );
}

#[test]
fn a_whole_conversation_with_every_parameter() {
    let reasoning = Content::Reasoning { text: "hm".into(), signature: Some("s".into()) };
    let mut request = request(vec![
        ChatMessage::text(Role::System, "Be brief."),
        ChatMessage::text(Role::User, "2+2?"),
        ChatMessage {
            role: Role::Assistant,
            content: vec![reasoning.clone(), Content::Text("It is ".into()), Content::Text("4.".into())],
        },
        ChatMessage { role: Role::Assistant, content: vec![reasoning] },
        ChatMessage::text(Role::User, "Sure? 😀"),
    ]);
    request.parameters = Parameters {
        temperature: Some(0.7),
        top_p: Some(f32::NAN),
        max_output_tokens: Some(100),
        ..Parameters::default()
    };
    let sent = String::from_utf8(encode("http://x.test", &request).unwrap().body).unwrap();
    let expected = r#"{"model":"m:1b","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"2+2?"},{"role":"assistant","content":"It is 4."},{"role":"user","content":"Sure? 😀"}],"stream":true,"options":{"temperature":0.7,"num_predict":100}}"#;
    assert_eq!(sent, expected);
    request.parameters = Parameters { top_p: Some(0.9), ..Parameters::default() };
    let sent = String::from_utf8(encode("http://x.test", &request).unwrap().body).unwrap();
    assert!(sent.ends_with(r#","stream":true,"options":{"top_p":0.9}}"#), "{sent}");
}

#[test]
fn the_endpoint_lies_beside_any_base() {
    let request = request(vec![ChatMessage::text(Role::User, "Hi")]);
    for (base, endpoint) in [
        ("http://localhost:11434/", "http://localhost:11434/api/chat"),
        ("http://localhost:11434/v1", "http://localhost:11434/api/chat"),
        ("http://localhost:11434/v1/", "http://localhost:11434/api/chat"),
        ("http://localhost:11434/v1/chat/completions", "http://localhost:11434/api/chat"),
        ("http://localhost:11434/api", "http://localhost:11434/api/chat"),
        ("http://localhost:11434/api/chat/", "http://localhost:11434/api/chat"),
        ("https://x.test/ollama/v1?key=1#top", "https://x.test/ollama/api/chat?key=1"),
        ("https://x.test/my%20api", "https://x.test/my%20api/api/chat"),
        ("https://x.test/myapi", "https://x.test/myapi/api/chat"),
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
    ] {
        assert!(matches!(encode("http://x.test", &request(messages)), Err(EncodeError::Empty)));
    }
}
