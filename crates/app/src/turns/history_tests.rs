use std::collections::HashSet;

use parlance_domain::{
    BlobId, ConversationId, MessageStatus, Picture, Timestamp, Timings, ToolContent, ToolResult,
};
use parlance_llm::{Target, Wire};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

fn target() -> Target {
    Target::new("https://x.test/v1".parse().unwrap())
}

fn model(name: &str) -> ModelRef {
    ModelRef { provider: "lab".into(), model: name.into() }
}

fn message(role: Role, by: Option<&str>, parts: Vec<Part>) -> Message {
    Message {
        id: MessageId::new(),
        conversation: ConversationId::new(),
        parent: None,
        role,
        status: MessageStatus::Complete,
        model: by.map(model),
        parts,
        finish: None,
        usage: None,
        timings: Timings::default(),
        route: None,
        omissions: Vec::new(),
        comparison: None,
        created_at: Timestamp(0),
    }
}

fn text(text: &str) -> Part {
    Part::Text { text: text.into() }
}

fn call(id: Option<&str>, name: &str, arguments: &str, signature: Option<&str>) -> Part {
    Part::ToolCall {
        id: id.map(str::to_owned),
        name: name.into(),
        arguments: arguments.into(),
        signature: signature.map(str::to_owned),
    }
}

fn result(call: Option<&str>, name: &str, words: &str, is_error: bool) -> Part {
    let content = vec![ToolContent::Text { text: words.into() }];
    Part::ToolResult(ToolResult { call: call.map(str::to_owned), name: name.into(), content, is_error })
}

/// A question, an answer that used tools, and another question.
fn conversation(parts: Vec<Part>) -> Question {
    let path = vec![
        message(Role::User, None, vec![text("Weather?")]),
        message(Role::Assistant, Some("old"), parts),
        message(Role::User, None, vec![text("And now?")]),
        message(Role::Assistant, Some("new"), Vec::new()),
    ];
    Question::new(path, Begins::Anew)
}

/// What goes over a wire, to the model that answered or to another one.
fn sent(wire: Wire, question: &Question, to: &str) -> Value {
    let answer = Message { model: Some(model(to)), ..question.path.last().unwrap().clone() };
    let request = question.request(&answer, Parameters::default(), Documents::AsText);
    serde_json::from_slice(&wire.codec().encode(&target(), &request).unwrap().body).unwrap()
}

fn used_tools() -> Vec<Part> {
    vec![
        text("I look."),
        call(Some("a"), "weather", r#"{"place":"Kiel"}"#, Some("c2ln")),
        call(Some("b"), "clock", "", None),
        result(Some("b"), "clock", "No clock.", true),
        result(Some("a"), "weather", "Rain.", false),
        text("It rains."),
    ]
}

#[test]
fn calls_and_results_go_over_every_wire_in_their_place() {
    let question = conversation(used_tools());
    let to = |wire| sent(wire, &question, "new");

    let chat = to(Wire::OpenaiChat);
    let function = |name: &str, arguments: &str| json!({ "name": name, "arguments": arguments });
    let calls = json!([
        { "type": "function", "id": "a", "function": function("weather", r#"{"place":"Kiel"}"#) },
        { "type": "function", "id": "b", "function": function("clock", "{}") },
    ]);
    assert_eq!(
        chat["messages"][1],
        json!({ "role": "assistant", "content": "I look.", "tool_calls": calls })
    );
    assert_eq!(chat["messages"][2], json!({ "role": "tool", "tool_call_id": "a", "content": "Rain." }));
    let failed = json!({ "role": "tool", "tool_call_id": "b", "content": "Error: No clock." });
    assert_eq!(chat["messages"][3], failed);
    assert_eq!(chat["messages"][4]["content"], "It rains.");

    let items = to(Wire::OpenaiResponses)["input"].clone();
    let kinds: Vec<_> = items.as_array().unwrap().iter().map(|item| item["type"].as_str().unwrap()).collect();
    let pair = ["function_call", "function_call", "function_call_output", "function_call_output"];
    assert_eq!(kinds, [&["message", "message"][..], &pair, &["message", "message"]].concat());
    assert_eq!((&items[4]["call_id"], &items[4]["output"]), (&json!("a"), &json!("Rain.")));

    let messages = to(Wire::AnthropicMessages)["messages"].clone();
    assert_eq!(messages[1]["content"][1]["input"], json!({ "place": "Kiel" }));
    let given = &messages[2]["content"];
    assert_eq!((&given[0]["tool_use_id"], &given[0]["is_error"]), (&json!("a"), &json!(false)));
    assert_eq!((&given[1]["tool_use_id"], &given[1]["is_error"]), (&json!("b"), &json!(true)));
    assert_eq!(messages[3]["content"][0]["text"], "It rains.");

    let contents = to(Wire::Gemini)["contents"].clone();
    let function = json!({ "id": "a", "name": "weather", "args": { "place": "Kiel" } });
    assert_eq!(contents[1]["parts"][1], json!({ "functionCall": function }));
    let response = json!({ "id": "b", "name": "clock", "response": { "error": "No clock." } });
    assert_eq!(contents[2]["parts"][1], json!({ "functionResponse": response }));

    let messages = to(Wire::OllamaChat)["messages"].clone();
    assert_eq!(messages[1]["tool_calls"][0]["function"]["arguments"], json!({ "place": "Kiel" }));
    assert_eq!((&messages[2]["tool_name"], &messages[2]["content"]), (&json!("weather"), &json!("Rain.")));
}

#[test]
fn the_signature_of_a_call_goes_to_its_own_model_alone() {
    let question = conversation(used_tools());
    let part = |to| sent(Wire::Gemini, &question, to)["contents"][1]["parts"][1].clone();
    assert_eq!(part("old")["thoughtSignature"], "c2ln");
    assert_eq!(part("new").get("thoughtSignature"), None);
}

#[test]
fn a_picture_that_a_tool_gave_goes_along_while_it_is_there() {
    let picture = |byte: u8| Picture {
        blob: BlobId([byte; 32]),
        media_type: "image/png".into(),
        width: None,
        height: None,
        alt: String::new(),
    };
    let content = vec![ToolContent::Image(picture(1)), ToolContent::Image(picture(2))];
    let shown = ToolResult { call: Some("a".into()), name: "camera".into(), content, is_error: false };
    let mut question =
        conversation(vec![call(Some("a"), "camera", "{}", None), Part::ToolResult(shown), text("A fox.")]);
    let bytes = ("image/png".to_owned(), [7_u8].as_slice().into());
    question.pictures.bytes.insert(BlobId([1; 32]), bytes);
    for wire in Wire::ALL {
        let body = sent(wire, &question, "new").to_string();
        assert_eq!(body.matches("Bw==").count(), 1, "{body}");
        assert!(!body.contains("What was drawn"), "{body}");
    }
}

#[test]
fn a_call_that_nobody_ran_is_answered_where_the_conversation_goes_on() {
    let mut question = conversation(vec![call(Some("a"), "weather", r#"{"pla"#, None)]);
    question.begins = Begins::GoesOn { by: None, broke: true };
    question.path.last_mut().unwrap().parts = vec![call(None, "clock", "", None)];
    for wire in Wire::ALL {
        let body = sent(wire, &question, "new").to_string();
        assert_eq!(body.matches("The tool was not run.").count(), 2, "{body}");
    }
}

/// Words that are found again.
fn word() -> impl Strategy<Value = String> {
    (0..1000_u32).prop_map(|number| format!("w{number:03}."))
}

fn part() -> impl Strategy<Value = Part> {
    let id = prop::sample::select(vec![None, Some(""), Some("a"), Some("b"), Some("f:0/?")]);
    let name = prop::sample::select(vec!["f", "g", "", "mcp.tool/é"]);
    let arguments = prop::sample::select(vec!["", "{}", "{\"a\":", "[1]"]);
    prop_oneof![
        2 => word().prop_map(|word| text(&word)),
        1 => word().prop_map(|text| Part::Reasoning { text, duration_ms: None, signature: None }),
        3 => (id.clone(), name.clone(), arguments).prop_map(|(id, name, arguments)| call(id, name, arguments, None)),
        3 => (id, name, word(), any::<bool>())
            .prop_map(|(id, name, word, is_error)| result(id, name, &word, is_error)),
    ]
}

/// The ids of calls, or of results, wherever they stand.
fn ids(value: &Value, key: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => members.iter().for_each(|(name, value)| match value {
            Value::String(id) if name == key => found.push(id.clone()),
            value => ids(value, key, found),
        }),
        Value::Array(items) => items.iter().for_each(|item| ids(item, key, found)),
        _ => {}
    }
}

proptest! {
    #[test]
    fn any_stored_conversation_is_a_request_on_every_wire(answers in prop::collection::vec(prop::collection::vec(part(), 0..6), 1..4)) {
        let mut path = vec![message(Role::User, None, vec![text("Weather?")])];
        for parts in &answers {
            path.push(message(Role::Assistant, Some("old"), parts.clone()));
            path.push(message(Role::User, None, vec![text("And now?")]));
        }
        path.push(message(Role::Assistant, Some("new"), Vec::new()));
        let question = Question::new(path, Begins::Anew);
        let calls = answers.iter().flatten().filter(|part| matches!(part, Part::ToolCall { .. })).count();
        for wire in Wire::ALL {
            let body = sent(wire, &question, "new");
            for part in answers.iter().flatten() {
                if let Part::Text { text } = part {
                    prop_assert!(body.to_string().contains(text), "{}: no {} in {}", wire.name(), text, body);
                }
                if let Part::ToolResult(result) = part {
                    let ToolContent::Text { text } = &result.content[0] else { continue };
                    prop_assert!(body.to_string().contains(text), "{}: no {} in {}", wire.name(), text, body);
                }
            }
            let (of_call, of_result) = match wire {
                Wire::OpenaiChat => ("id", "tool_call_id"),
                Wire::AnthropicMessages => ("id", "tool_use_id"),
                Wire::OpenaiResponses => ("call_id", "call_id"),
                // They go by names and order.
                Wire::Gemini | Wire::OllamaChat => continue,
            };
            let (mut called, mut given) = (Vec::new(), Vec::new());
            ids(&body, of_call, &mut called);
            ids(&body, of_result, &mut given);
            let times = if wire == Wire::OpenaiResponses { 2 } else { 1 };
            prop_assert_eq!((called.len(), given.len()), (calls * times, calls * times), "{}", body);
            let distinct: HashSet<_> = called.iter().collect();
            prop_assert_eq!(distinct.len(), calls);
            prop_assert_eq!(distinct, given.iter().collect::<HashSet<_>>());
        }
    }
}
