//! Requests as they go over each wire, against files. `UPDATE_GOLDEN=1` writes the files anew; look at what changed.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

mod support;

use std::path::Path;
use std::{env, fs};

use parlance_domain::Role;
use parlance_llm::{ChatMessage, ChatRequest, Content, Parameters, Target, ToolChoice, ToolOutput, Wire};
use serde_json::{Value, json};
use support::conversation::{
    assistant, body, call, image, pdf, request, result, target, thought, user, verdict, weather, words,
};

/// A signature as the decoder of the wire gives it.
fn signature(wire: Wire) -> &'static str {
    match wire {
        Wire::AnthropicMessages => "thinking:c2ln",
        Wire::Gemini => "text:c2ln",
        Wire::OpenaiChat | Wire::OpenaiResponses | Wire::OllamaChat => "c2ln",
    }
}

/// Every kind of content, every kind of result, and everything that can be asked for.
fn everything(wire: Wire) -> ChatRequest {
    let signed = thought("It may rain.", Some(signature(wire)));
    let calls = vec![
        signed.clone(),
        words("I look it up."),
        Content::ToolCall {
            id: Some("call_A-1".into()),
            name: "weather".into(),
            arguments: r#"{"place":"Kiel","days":2}"#.into(),
            signature: Some("Y2FsbA==".into()),
        },
        call(Some("call_B-2"), "weather", ""),
    ];
    let results = vec![
        Content::ToolResult {
            id: Some("call_B-2".into()),
            name: "weather".into(),
            content: vec![ToolOutput::Text("no place".into())],
            is_error: true,
        },
        Content::ToolResult {
            id: Some("call_A-1".into()),
            name: "weather".into(),
            content: vec![
                ToolOutput::Text("Rain.".into()),
                ToolOutput::Image { media_type: "image/png".into(), data: [9, 9].as_slice().into() },
                ToolOutput::Text("All day.".into()),
            ],
            is_error: false,
        },
        words("Is it sure?"),
    ];
    let mut request = request(vec![
        ChatMessage::text(Role::System, "Be brief."),
        ChatMessage {
            role: Role::User,
            content: vec![
                words("The sky, "),
                words("and my plan:"),
                image(&[1, 2, 3]),
                pdf(b"%PDF-"),
                words("Umbrella?"),
            ],
        },
        assistant(calls),
        ChatMessage { role: Role::User, content: results },
        assistant(vec![signed, words("Yes, \"very\".")]),
        user("And tomorrow?"),
    ]);
    request.parameters =
        Parameters { temperature: Some(0.5), max_output_tokens: Some(100), ..Parameters::default() };
    request.tools = vec![weather()];
    request.tool_choice = ToolChoice::Named("weather".into());
    request.output = Some(verdict());
    request
}

/// What another wire left behind, or a turn that broke off: no ids, signatures of others, a picture that a model made, a
/// call that was cut off and one without a result, and a result without its call.
fn from_elsewhere() -> ChatRequest {
    let answer = vec![
        thought("hm", Some("{\"of\":\"another wire\"}")),
        call(None, "weather", r#"{"place":"Kiel"}"#),
        call(None, "weather", r#"{"place":"Bo"#),
        result(None, "weather", "Sun."),
        words("Sun in Kiel."),
        image(&[7]),
        call(Some("functions.weather:0/?"), "weather", r#"["Oslo"]"#),
    ];
    request(vec![
        ChatMessage { role: Role::User, content: vec![result(Some("gone"), "search", "found it")] },
        assistant(vec![words("Hello!")]),
        user("Weather?"),
        assistant(answer),
        user("Go on."),
    ])
}

fn check(name: &str, wire: Wire, target: &Target, request: &ChatRequest) {
    let sent = wire.codec().encode(target, request).unwrap();
    let dropped: Vec<Value> =
        sent.dropped.iter().map(|dropped| json!([format!("{:?}", dropped.kind), dropped.count])).collect();
    let found = json!({ "url": sent.url.as_str(), "body": body(&sent), "dropped": dropped });
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(format!("{name}.json"));
    if env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, format!("{found:#}\n")).unwrap();
    }
    let expected: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    assert_eq!(found, expected, "{name} has changed:\n{found:#}");
}

#[test]
fn a_conversation_of_everything() {
    for wire in Wire::ALL {
        check(&format!("everything.{}", wire.name()), wire, &target(), &everything(wire));
    }
}

#[test]
fn a_conversation_that_began_elsewhere() {
    for wire in Wire::ALL {
        let mut request = from_elsewhere();
        if wire == Wire::Gemini {
            request.model = "gemini-4-argon".into();
        }
        check(&format!("elsewhere.{}", wire.name()), wire, &target(), &request);
    }
}

#[test]
fn an_answer_in_one_piece() {
    for wire in Wire::ALL {
        let request = ChatRequest { whole: true, ..request(vec![user("Hi")]) };
        check(&format!("whole.{}", wire.name()), wire, &Target { stream_usage: true, ..target() }, &request);
        let accept = ("accept", "application/json".to_owned());
        assert!(wire.codec().encode(&target(), &request).unwrap().headers.contains(&accept));
    }
}

#[test]
fn what_deepseek_and_mistral_want() {
    let strict = Target { reasoning_content: true, short_call_ids: true, document_url: true, ..target() };
    let wire = Wire::OpenaiChat;
    let mut request = everything(wire);
    // No tool was called behind this question, and then no reasoning may go back.
    request.messages.push(assistant(vec![thought("Easy.", None), words("No.")]));
    request.messages.push(user("Thanks."));
    check("strict.openai-chat", wire, &strict, &request);
}

#[test]
fn a_user_does_not_speak_straight_behind_a_tool_where_that_is_refused() {
    let strict = Target { short_call_ids: true, ..target() };
    let wire = Wire::OpenaiChat;
    let request =
        request(vec![user("Weather?"), assistant(vec![call(None, "weather", "{}")]), user("Go on.")]);
    let roles = |target: &Target| {
        let body = body(&wire.codec().encode(target, &request).unwrap());
        let messages = body["messages"].as_array().unwrap().clone();
        messages.iter().map(|message| message["role"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(roles(&target()), ["user", "assistant", "tool", "user"]);
    assert_eq!(roles(&strict), ["user", "assistant", "tool", "assistant", "user"]);
}

#[test]
fn a_model_that_takes_words_alone_is_shown_what_it_is_asked_about() {
    let blind = Target { images: false, documents: false, ..target() };
    let wire = Wire::OpenaiChat;
    let mut request = everything(wire);
    check("blind.openai-chat", wire, &blind, &request);
    // What is asked about goes out, also when tools were called since.
    request.messages.truncate(4);
    request.messages[3].content.pop();
    let sent = wire.codec().encode(&blind, &request).unwrap();
    let body = String::from_utf8(sent.body).unwrap();
    assert_eq!((body.matches("data:image").count(), body.matches("data:application/pdf").count()), (1, 1));
    assert_eq!(sent.dropped.len(), 1);
    assert_eq!(sent.dropped[0].count, 1);
}

#[test]
fn schemas_keep_the_order_of_their_members() {
    for wire in Wire::ALL {
        let sent = wire.codec().encode(&target(), &everything(wire)).unwrap();
        let body = String::from_utf8(sent.body).unwrap();
        for schema in [weather().parameters, verdict().schema] {
            assert!(body.contains(schema.as_str()), "{}: {body}", wire.name());
        }
        assert!(
            body.contains(r#"\"place\":\"Kiel\",\"days\":2"#) || body.contains(r#""place":"Kiel","days":2"#)
        );
    }
}
