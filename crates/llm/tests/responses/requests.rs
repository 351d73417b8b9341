//! Requests as they go out.

use super::*;

fn encode(base: &str, request: &ChatRequest) -> Result<HttpRequest, EncodeError> {
    let target = Target::new(Url::parse(base).unwrap());
    WIRE.codec().encode(&target, request)
}

fn sent(request: &ChatRequest) -> Value {
    serde_json::from_slice(&encode("https://x.test/v1", request).unwrap().body).unwrap()
}

fn request(model: &str, messages: Vec<ChatMessage>) -> ChatRequest {
    ChatRequest { model: model.into(), messages, ..ChatRequest::default() }
}

fn thought(text: &str, signature: Option<&str>) -> Content {
    Content::Reasoning { text: text.into(), signature: signature.map(str::to_owned) }
}

#[test]
fn the_smallest_request() {
    let request = request("m-1", vec![ChatMessage::text(Role::User, "Hi")]);
    let sent = encode("https://api.openai.com/v1", &request).unwrap();
    assert_eq!(sent.url.as_str(), "https://api.openai.com/v1/responses");
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
        r#"{"model":"m-1","input":[{"type":"message","role":"user","content":[{"type":"input_text","text":"Hi"}]}],"stream":true,"store":false}"#
    );
}

#[test]
fn a_whole_conversation_with_every_parameter() {
    let mut request = request(
        "gpt-5-mini",
        vec![
            ChatMessage::text(Role::System, "Be \"brief\"."),
            ChatMessage::text(Role::System, "Be kind."),
            ChatMessage::text(Role::User, "2+2?"),
            ChatMessage {
                role: Role::Assistant,
                content: vec![
                    thought("unsigned", None),
                    thought("**Adding**", Some("gAAA=")),
                    Content::Text("It is ".into()),
                    Content::Text("4.".into()),
                    thought("", Some("gBBB=")),
                    Content::Text("Yes.".into()),
                ],
            },
            ChatMessage { role: Role::Assistant, content: vec![thought("stopped here", Some("gCCC="))] },
            ChatMessage::text(Role::User, "Sure? 😀"),
        ],
    );
    request.parameters = Parameters {
        temperature: Some(0.5),
        top_p: Some(f32::NAN),
        max_output_tokens: Some(100),
        ..Parameters::default()
    };
    let user = |text: &str| json!({"type": "message", "role": "user", "content": [{"type": "input_text", "text": text}]});
    let answer = |text: &str| json!({"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": text}]});
    assert_eq!(
        sent(&request),
        json!({
            "model": "gpt-5-mini",
            "instructions": "Be \"brief\".\n\nBe kind.",
            "input": [
                user("2+2?"),
                {"type": "reasoning", "summary": [{"type": "summary_text", "text": "**Adding**"}], "encrypted_content": "gAAA="},
                answer("It is 4."),
                {"type": "reasoning", "summary": [], "encrypted_content": "gBBB="},
                answer("Yes."),
                user("Sure? 😀"),
            ],
            "stream": true,
            "store": false,
            "include": ["reasoning.encrypted_content"],
            "temperature": 0.5,
            "max_output_tokens": 100,
        })
    );
}

#[test]
fn encrypted_reasoning_is_asked_of_models_that_have_it() {
    for (model, asked) in [
        ("gpt-5", true),
        ("gpt-5.6-sol", true),
        ("gpt-6-astra", true),
        ("openai/gpt-5-nano", true),
        ("o1", true),
        ("o4-mini", true),
        ("gpt-5-chat-latest", false),
        ("gpt-4o", false),
        ("gpt-4.1-nano", false),
        ("chatgpt-4o-latest", false),
        ("openai/gpt-oss-120b", false),
        ("olmo-3", false),
        ("grok-4.7", false),
        ("", false),
    ] {
        let request = request(model, vec![ChatMessage::text(Role::User, "Hi")]);
        assert_eq!(sent(&request).get("include").is_some(), asked, "{model}");
    }
}

#[test]
fn the_endpoint_lies_under_any_base() {
    let request = request("m", vec![ChatMessage::text(Role::User, "Hi")]);
    for (base, endpoint) in [
        ("http://localhost:8080", "http://localhost:8080/responses"),
        ("https://api.x.ai/v1/", "https://api.x.ai/v1/responses"),
        ("https://x.test/v1/responses/", "https://x.test/v1/responses"),
        ("https://x.test/openai?api-version=1#top", "https://x.test/openai/responses?api-version=1"),
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
        vec![ChatMessage { role: Role::Assistant, content: vec![thought("hm", Some("g"))] }],
    ] {
        let result = encode("https://x.test", &request("m", messages.clone()));
        assert!(matches!(result, Err(EncodeError::Empty)), "{messages:?}");
    }
}

#[test]
fn what_comes_signed_goes_back_as_it_came() {
    let item = json!({"type": "reasoning", "id": "rs_1", "encrypted_content": "gAAA=",
                      "summary": [{"type": "summary_text", "text": "hm"}]});
    let body =
        item_done(0, item.clone()) + &item_done(1, message("Hi")) + &completed(json!([item, message("Hi")]));
    let all = events(body);
    assert_eq!(all[..3], [reasoning(0, "hm"), signature(0, "gAAA="), text(1, "Hi")]);
    let content = all
        .iter()
        .filter_map(|event| match event {
            StreamEvent::ReasoningSignature { signature, .. } => Some(thought("hm", Some(signature))),
            StreamEvent::TextDelta { text, .. } => Some(Content::Text(text.clone())),
            _ => None,
        })
        .collect();
    let request = request("gpt-5", vec![ChatMessage { role: Role::Assistant, content }]);
    let mut expected = item;
    expected.as_object_mut().unwrap().remove("id");
    assert_eq!(sent(&request)["input"][0], expected);
}
