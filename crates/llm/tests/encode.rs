//! Requests as they go over the wire.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

use parlance_domain::Role;
use parlance_llm::{
    ChatMessage, ChatRequest, Content, EncodeError, HttpMethod, HttpRequest, Parameters, Target, Wire,
};
use url::Url;

fn target(base_url: &str) -> Target {
    Target { encrypted_reasoning: false, ..Target::new(Url::parse(base_url).unwrap()) }
}

fn request(messages: Vec<ChatMessage>) -> ChatRequest {
    ChatRequest { model: "m-1".into(), messages, ..ChatRequest::default() }
}

fn encode(target: &Target, request: &ChatRequest) -> Result<HttpRequest, EncodeError> {
    Wire::OpenaiChat.codec().encode(target, request)
}

fn body(target: &Target, request: &ChatRequest) -> String {
    String::from_utf8(encode(target, request).unwrap().body).unwrap()
}

fn reasoning(text: &str) -> Content {
    Content::Reasoning { text: text.to_owned(), signature: None }
}

#[test]
fn the_smallest_request() {
    let sent =
        encode(&target("https://api.example.com/v1"), &request(vec![ChatMessage::text(Role::User, "Hi")]));
    let sent = sent.unwrap();
    assert_eq!(sent.method, HttpMethod::Post);
    assert_eq!(sent.url.as_str(), "https://api.example.com/v1/chat/completions");
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
        r#"{"model":"m-1","messages":[{"role":"user","content":"Hi"}],"stream":true}"#
    );
}

#[test]
fn a_whole_conversation_with_every_parameter() {
    let mut request = request(vec![
        ChatMessage::text(Role::System, "Be \"brief\"."),
        ChatMessage::text(Role::User, "2+2?\n"),
        ChatMessage {
            role: Role::Assistant,
            content: vec![reasoning("hm"), Content::Text("It is ".into()), Content::Text("4.".into())],
        },
        ChatMessage { role: Role::Assistant, content: vec![reasoning("stopped here")] },
        ChatMessage::text(Role::User, "Sure? 😀"),
    ]);
    request.parameters = Parameters {
        temperature: Some(0.7),
        top_p: Some(0.95),
        max_output_tokens: Some(100),
        ..Parameters::default()
    };
    let mut target = target("https://api.example.com/v1");
    target.stream_usage = true;
    let rest = r#","temperature":0.7,"top_p":0.95,"#;
    let messages = r#"{"model":"m-1","messages":[{"role":"system","content":"Be \"brief\"."},{"role":"user","content":"2+2?\n"},{"role":"assistant","content":"It is 4."},{"role":"user","content":"Sure? 😀"}],"stream":true,"stream_options":{"include_usage":true}"#;
    assert_eq!(body(&target, &request), format!("{messages}{rest}\"max_tokens\":100}}"));
    target.max_completion_tokens = true;
    assert_eq!(body(&target, &request), format!("{messages}{rest}\"max_completion_tokens\":100}}"));
}

#[test]
fn the_endpoint_lies_under_any_base() {
    let request = request(vec![ChatMessage::text(Role::User, "Hi")]);
    for (base, endpoint) in [
        ("http://localhost:8080", "http://localhost:8080/chat/completions"),
        ("http://localhost:8080/", "http://localhost:8080/chat/completions"),
        ("https://api.groq.com/openai/v1/", "https://api.groq.com/openai/v1/chat/completions"),
        ("https://x.test/v1/chat/completions", "https://x.test/v1/chat/completions"),
        ("https://x.test/v1/chat/completions/", "https://x.test/v1/chat/completions"),
        ("https://x.test/d/gpt?api-version=1#top", "https://x.test/d/gpt/chat/completions?api-version=1"),
    ] {
        assert_eq!(encode(&target(base), &request).unwrap().url.as_str(), endpoint, "{base}");
    }
    assert!(matches!(encode(&target("mailto:a@b.test"), &request), Err(EncodeError::BaseUrl(_))));
}

#[test]
fn nothing_to_answer_is_an_error() {
    let empty = [
        vec![],
        vec![ChatMessage::text(Role::System, "Be brief.")],
        vec![ChatMessage { role: Role::User, content: vec![] }],
        vec![ChatMessage { role: Role::Assistant, content: vec![reasoning("hm")] }],
    ];
    for messages in empty {
        let result = encode(&target("https://x.test/v1"), &request(messages.clone()));
        assert!(matches!(result, Err(EncodeError::Empty)), "{messages:?}");
    }
}

#[test]
fn a_number_that_json_does_not_have_is_left_out() {
    let mut request = request(vec![ChatMessage::text(Role::User, "Hi")]);
    request.parameters =
        Parameters { temperature: Some(f32::NAN), top_p: Some(f32::INFINITY), ..Parameters::default() };
    assert!(!body(&target("https://x.test"), &request).contains("null"));
}
