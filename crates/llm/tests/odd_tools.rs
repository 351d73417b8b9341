//! Calls and results that a provider would refuse as they are kept.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

mod support;

use parlance_domain::Reasoning;
use parlance_llm::{ChatRequest, Content, Parameters, ToolOutput, Wire};
use serde_json::{Value, json};
use support::conversation::{assistant, body, call, request, result, sent, thought, user, words};

/// Every string under this name, wherever it stands.
fn members(value: &Value, key: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(object) => object.iter().for_each(|(name, value)| match value.as_str() {
            Some(text) if name == key => found.push(text.to_owned()),
            _ => members(value, key, found),
        }),
        Value::Array(items) => items.iter().for_each(|item| members(item, key, found)),
        _ => {}
    }
}

#[test]
fn names_that_no_provider_takes_are_replaced() {
    let answer = vec![
        call(Some("a"), "functions.search/é", "{}"),
        call(Some("b"), "", "{}"),
        result(Some("a"), "functions.search/é", "found"),
        words("Found."),
    ];
    let request = request(vec![user("Search."), assistant(answer), user("And?")]);
    for wire in Wire::ALL {
        let body = body(&sent(wire, &request));
        let mut names = Vec::new();
        members(&body, "name", &mut names);
        members(&body, "tool_name", &mut names);
        names.sort();
        names.dedup();
        assert_eq!(names, ["functions_search__", "unknown"], "{body}");
    }
}

#[test]
fn a_failure_without_a_word_is_told_with_one() {
    let failed =
        |content| Content::ToolResult { id: Some("a".into()), name: "f".into(), content, is_error: true };
    for content in [Vec::new(), vec![ToolOutput::Text(" ".into())]] {
        let answer = vec![call(Some("a"), "f", "{}"), failed(content), words("It failed.")];
        let request = request(vec![user("Do it."), assistant(answer), user("And?")]);
        let body = body(&sent(Wire::AnthropicMessages, &request));
        let told = &body["messages"][2]["content"][0];
        assert_eq!(told["content"], json!([{ "type": "text", "text": "The tool failed." }]), "{body}");
    }
}

#[test]
fn an_answer_without_a_thought_has_ended_before_one_with_a_budget_begins() {
    let roles = |reasoning, signature: Option<&str>| {
        let answer = vec![thought("hm", signature), call(Some("a"), "f", "{}")];
        let messages = vec![user("Do it."), assistant(answer), user("And?")];
        let parameters = Parameters { reasoning, ..Parameters::default() };
        let request = ChatRequest { parameters, ..request(messages) };
        let messages = body(&sent(Wire::AnthropicMessages, &request))["messages"].clone();
        messages.as_array().unwrap().iter().map(|message| message["role"].clone()).collect::<Vec<_>>()
    };
    let budget = Some(Reasoning::BudgetTokens(2048));
    assert_eq!(roles(budget, None), ["user", "assistant", "user", "assistant", "user"]);
    assert_eq!(roles(budget, Some("thinking:s")), ["user", "assistant", "user"]);
    assert_eq!(roles(None, None), ["user", "assistant", "user"]);
}

#[test]
fn a_call_stands_behind_somebodys_words() {
    let answer = vec![call(None, "f", "{}"), result(None, "f", "done"), words("Done.")];
    let request = request(vec![assistant(answer), user("And?")]);
    let contents = body(&sent(Wire::Gemini, &request))["contents"].clone();
    let roles: Vec<_> = contents.as_array().unwrap().iter().map(|content| content["role"].clone()).collect();
    assert_eq!(roles, ["user", "model", "user", "model", "user"]);
    assert_eq!(contents[0]["parts"], json!([{ "text": "…" }]));
}
