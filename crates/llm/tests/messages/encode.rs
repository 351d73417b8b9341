//! Requests as they go over the wire.

use parlance_domain::Role;
use parlance_llm::{
    ChatMessage, ChatRequest, Content, EncodeError, HttpMethod, HttpRequest, Parameters, Target,
};
use proptest::prelude::*;
use serde_json::{Value, json};
use url::Url;

use super::*;

fn target(base_url: &str) -> Target {
    Target::new(Url::parse(base_url).unwrap())
}

fn request(messages: Vec<ChatMessage>) -> ChatRequest {
    ChatRequest { model: "m-1".into(), messages, ..ChatRequest::default() }
}

fn encode(base_url: &str, request: &ChatRequest) -> Result<HttpRequest, EncodeError> {
    WIRE.codec().encode(&target(base_url), request)
}

fn body(request: &ChatRequest) -> Value {
    serde_json::from_slice(&encode("https://x.test/v1", request).unwrap().body).unwrap()
}

fn sent(messages: Vec<ChatMessage>) -> Value {
    body(&request(messages))["messages"].take()
}

fn user(text: &str) -> ChatMessage {
    ChatMessage::text(Role::User, text)
}

fn assistant(content: Vec<Content>) -> ChatMessage {
    ChatMessage { role: Role::Assistant, content }
}

fn words(text: &str) -> Content {
    Content::Text(text.into())
}

fn thought(text: &str, signature: Option<&str>) -> Content {
    Content::Reasoning { text: text.into(), signature: signature.map(str::to_owned) }
}

fn block(text: &str) -> Value {
    json!({"type": "text", "text": text})
}

#[test]
fn the_smallest_request() {
    let sent = encode("https://api.anthropic.com/v1", &request(vec![user("Hi")])).unwrap();
    assert_eq!(sent.method, HttpMethod::Post);
    assert_eq!(sent.url.as_str(), "https://api.anthropic.com/v1/messages");
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
        r#"{"model":"m-1","max_tokens":32000,"messages":[{"role":"user","content":[{"type":"text","text":"Hi"}]}],"stream":true}"#
    );
}

#[test]
fn the_endpoint_lies_under_any_base() {
    let request = request(vec![user("Hi")]);
    for (base, endpoint) in [
        ("http://localhost:8080", "http://localhost:8080/v1/messages"),
        ("https://x.test/anthropic", "https://x.test/anthropic/v1/messages"),
        ("https://x.test/anthropic/v1/", "https://x.test/anthropic/v1/messages"),
        ("https://x.test/v1/messages", "https://x.test/v1/messages"),
        ("https://x.test/v1/messages/", "https://x.test/v1/messages"),
        ("https://x.test/v1?beta=true#top", "https://x.test/v1/messages?beta=true"),
    ] {
        assert_eq!(encode(base, &request).unwrap().url.as_str(), endpoint, "{base}");
    }
    assert!(matches!(encode("mailto:a@b.test", &request), Err(EncodeError::BaseUrl(_))));
}

#[test]
fn system_messages_stand_before_the_conversation() {
    let system = |text| ChatMessage::text(Role::System, text);
    let request =
        request(vec![system("Be brief."), user("Hi"), system(" \n"), system("Be\nkind.\n"), user("!")]);
    let body = body(&request);
    assert_eq!(body["system"], "Be brief.\n\nBe\nkind.\n");
    assert_eq!(body["messages"], json!([{"role": "user", "content": [block("Hi"), block("!")]}]));
}

#[test]
fn turns_alternate_and_the_user_is_first() {
    let answer = |text| assistant(vec![words(text)]);
    let turns =
        sent(vec![user("a"), user("b"), answer("c"), answer(" \n"), answer("d"), user(""), user("e\n")]);
    let expected = json!([
        {"role": "user", "content": [block("a"), block("b")]},
        {"role": "assistant", "content": [block("c"), block("d")]},
        {"role": "user", "content": [block("e\n")]},
    ]);
    assert_eq!(turns, expected);
    // Nothing of a conversation is left out because the assistant began it.
    let turns = sent(vec![answer("Welcome!"), user("Hi")]);
    let expected = json!([
        {"role": "user", "content": [block("…")]},
        {"role": "assistant", "content": [block("Welcome!")]},
        {"role": "user", "content": [block("Hi")]},
    ]);
    assert_eq!(turns, expected);
}

#[test]
fn text_is_sent_as_it_is_and_never_empty() {
    let turns = sent(vec![user("a"), assistant(vec![words("b "), words(" \n"), words("c \n")])]);
    // What the model goes on with must not end with whitespace.
    assert_eq!(turns[1]["content"], json!([block("b  \nc")]));
    // Nor does it go with thinking, as long as the request does not ask for any.
    let turns = sent(vec![user("a"), assistant(vec![thought("t", Some("thinking:s")), words("b")])]);
    assert_eq!(turns[1]["content"], json!([block("b")]));
    let turns = sent(vec![user("a"), assistant(vec![words("b \n")]), user(" c ")]);
    assert_eq!(turns[1]["content"], json!([block("b \n")]));
    assert_eq!(turns[2]["content"], json!([block(" c ")]));
}

#[test]
fn only_signed_thinking_goes_back() {
    let content = vec![
        thought("signed ", Some("thinking:Sig==")),
        thought("", Some("redacted_thinking:Enc==")),
        thought("", Some("thinking:Withheld==")),
        thought("unsigned", None),
        thought("of another wire", Some("{\"id\":1}")),
        words("b"),
        thought("cut off", Some("thinking:Late==")),
    ];
    let mut questions = user("a");
    questions.content.push(thought("not the user's", Some("thinking:Sig==")));
    let stopped = assistant(vec![thought("stopped", Some("thinking:Sig=="))]);
    let turns = sent(vec![questions, assistant(content), user("c"), stopped, user("d")]);
    let expected = json!([
        {"role": "user", "content": [block("a")]},
        {"role": "assistant", "content": [
            {"type": "thinking", "thinking": "signed ", "signature": "Sig=="},
            {"type": "redacted_thinking", "data": "Enc=="},
            {"type": "thinking", "thinking": "", "signature": "Withheld=="},
            block("b"),
        ]},
        {"role": "user", "content": [block("c"), block("d")]},
    ]);
    assert_eq!(turns, expected);
}

#[test]
fn what_was_decoded_is_encoded_unmodified() {
    let blocks = [
        json!({"type": "thinking", "thinking": " so,\n\"é\" ", "signature": "EqQB+/redacted_thinking:=="}),
        json!({"type": "redacted_thinking", "data": "thinking:EmwK+/=="}),
        json!({"type": "thinking", "thinking": "", "signature": "Withheld=="}),
        json!({"type": "text", "text": "Yes."}),
    ];
    let stream: String = (0..)
        .zip(&blocks)
        .map(|(index, block)| {
            let empty = match block["type"].as_str().unwrap() {
                "thinking" => r#"{"type":"thinking","thinking":"","signature":""}"#.to_owned(),
                _ => block.to_string(),
            };
            let pieces =
                [("thinking", "thinking_delta"), ("signature", "signature_delta")].map(|(member, kind)| {
                    let piece =
                        block.get(member).map(|piece| json!({"type": kind, member: piece}).to_string());
                    piece.map(|piece| delta(index, &piece)).unwrap_or_default()
                });
            start(index, &empty) + &pieces.concat() + &stop(index)
        })
        .collect();
    // By part, as whoever keeps an answer does it.
    let mut content: Vec<Content> = Vec::new();
    for event in events(begin() + &stream + &ends("end_turn")) {
        let (part, piece, kept) = match event {
            StreamEvent::TextDelta { part, text } => (part, Content::Text(text), None),
            StreamEvent::ReasoningDelta { part, text } => (part, thought(&text, None), None),
            StreamEvent::ReasoningSignature { part, signature } => (part, thought("", None), Some(signature)),
            _ => continue,
        };
        if content.len() == part.0 as usize {
            content.push(piece);
        }
        if let (Some(kept), Some(Content::Reasoning { signature, .. })) = (kept, content.last_mut()) {
            *signature = Some(kept);
        }
    }
    assert_eq!(sent(vec![user("a"), assistant(content), user("b")])[1]["content"], json!(blocks));
}

#[test]
fn parameters_are_what_the_wire_takes() {
    let with = |temperature, top_p, max_output_tokens| {
        let mut request = request(vec![user("Hi")]);
        request.parameters = Parameters { temperature, top_p, max_output_tokens, ..Parameters::default() };
        let body = body(&request);
        [body.get("temperature").cloned(), body.get("top_p").cloned(), body.get("max_tokens").cloned()]
    };
    let default = Some(json!(32000));
    assert_eq!(with(Some(0.5), None, Some(100)), [Some(json!(0.5)), None, Some(json!(100))]);
    assert_eq!(with(None, Some(0.25), None), [None, Some(json!(0.25)), default.clone()]);
    assert_eq!(with(Some(0.5), Some(0.25), None), [Some(json!(0.5)), None, default.clone()]);
    assert_eq!(with(Some(1.7), None, None), [Some(json!(1.0)), None, default.clone()]);
    assert_eq!(with(Some(f32::NAN), Some(f32::INFINITY), None), [None, None, default]);
}

#[test]
fn nothing_to_answer_is_an_error() {
    let empty = [
        vec![],
        vec![ChatMessage::text(Role::System, "Be brief.")],
        vec![ChatMessage { role: Role::User, content: vec![] }],
        vec![user(" \n\t")],
        vec![assistant(vec![thought("hm", Some("thinking:Sig=="))])],
    ];
    for messages in empty {
        let result = encode("https://x.test/v1", &request(messages.clone()));
        assert!(matches!(result, Err(EncodeError::Empty)), "{messages:?}");
    }
}

fn any_message() -> impl Strategy<Value = ChatMessage> {
    let content = prop::sample::select(vec![
        words("a"),
        words(" b \n"),
        words(" \n"),
        words(""),
        thought("t", None),
        thought("t", Some("thinking:s")),
        thought("", Some("redacted_thinking:d")),
    ]);
    let role = prop::sample::select(vec![Role::System, Role::User, Role::Assistant]);
    (role, prop::collection::vec(content, 0..4)).prop_map(|(role, content)| ChatMessage { role, content })
}

proptest! {
    #[test]
    fn the_api_would_take_it(messages in prop::collection::vec(any_message(), 0..10)) {
        let request = request(messages);
        let Ok(sent) = encode("https://x.test/v1", &request) else { return Ok(()) };
        let body: Value = serde_json::from_slice(&sent.body).unwrap();
        let turns = body["messages"].as_array().unwrap();
        for (at, turn) in turns.iter().enumerate() {
            prop_assert_eq!(&turn["role"], if at % 2 == 0 { "user" } else { "assistant" });
            let blocks = turn["content"].as_array().unwrap();
            prop_assert_eq!(&blocks.last().unwrap()["type"], "text");
            for block in blocks {
                let wordless = block["text"].as_str().is_some_and(|text| text.trim().is_empty());
                prop_assert!(!wordless);
                prop_assert!(turn["role"] == "assistant" || block["type"] == "text");
            }
        }
        if turns.len().is_multiple_of(2) {
            let last = turns.last().unwrap()["content"].as_array().unwrap().last().unwrap()["text"].clone();
            prop_assert_eq!(last.as_str().unwrap().trim_end(), last.as_str().unwrap());
        }
    }
}
