//! Requests as they go out.

use super::*;

const BASE: &str = "https://generativelanguage.googleapis.com/v1beta";

fn encode(base: &str, request: &ChatRequest) -> Result<HttpRequest, EncodeError> {
    let base_url = Url::parse(base).unwrap();
    let target = Target::new(base_url);
    Wire::Gemini.codec().encode(&target, request)
}

fn request(messages: Vec<ChatMessage>) -> ChatRequest {
    ChatRequest { model: "gemini-x".into(), messages, ..ChatRequest::default() }
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
    request.parameters = Parameters {
        temperature: Some(0.7),
        top_p: Some(0.95),
        max_output_tokens: Some(100),
        ..Parameters::default()
    };
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
        Parameters { temperature: Some(f32::NAN), top_p: Some(f32::INFINITY), ..Parameters::default() };
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
