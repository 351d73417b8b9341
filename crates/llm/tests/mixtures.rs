//! Any mixture of contents is a request on every wire, with every word in it, and one that the provider's own rules take.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

mod support;

use std::collections::HashSet;

use parlance_domain::{DroppedKind, Role};
use parlance_llm::{ChatMessage, ChatRequest, Content, HttpRequest, Target, ToolChoice, ToolOutput, Wire};
use proptest::prelude::*;
use serde_json::Value;
use support::conversation::{body, image, pdf, target, verdict, weather};

/// Words that are found again: `w` and a number.
fn word() -> impl Strategy<Value = String> {
    (0..1000_u32).prop_map(|number| format!("w{number:03}."))
}

fn id() -> impl Strategy<Value = Option<String>> {
    let ids =
        vec![None, Some(""), Some("a"), Some("b"), Some("call00001"), Some("functions.f:0/?"), Some("é ö")];
    prop::sample::select(ids).prop_map(|id| id.map(str::to_owned))
}

fn name() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["f", "g"]).prop_map(str::to_owned)
}

fn signature() -> impl Strategy<Value = Option<String>> {
    let signatures = vec![None, Some("thinking:s"), Some("redacted_thinking:d"), Some("text:s"), Some("{")];
    prop::sample::select(signatures).prop_map(|signature| signature.map(str::to_owned))
}

fn outputs() -> impl Strategy<Value = Vec<ToolOutput>> {
    let image = ToolOutput::Image { media_type: "image/png".into(), data: [1].as_slice().into() };
    prop::collection::vec(prop_oneof![word().prop_map(ToolOutput::Text), Just(image)], 0..3)
}

fn content() -> impl Strategy<Value = Content> {
    let arguments = prop::sample::select(vec!["", "{}", " {\"a\": 1} ", "{\"a\":", "[1]", "null", "{} {}"]);
    prop_oneof![
        4 => word().prop_map(Content::Text),
        1 => prop::sample::select(vec!["", " ", "\n"]).prop_map(|text| Content::Text(text.to_owned())),
        1 => signature().prop_map(|signature| Content::Reasoning { text: "thought".into(), signature }),
        3 => (id(), name(), arguments, signature()).prop_map(|(id, name, arguments, signature)| {
            Content::ToolCall { id, name, arguments: arguments.to_owned(), signature }
        }),
        3 => (id(), name(), outputs(), any::<bool>()).prop_map(|(id, name, content, is_error)| {
            Content::ToolResult { id, name, content, is_error }
        }),
        1 => Just(image(&[1, 2])),
        1 => Just(Content::Image { media_type: "image/x-unknown".into(), data: [1].as_slice().into() }),
        1 => Just(pdf(&[3])),
    ]
}

fn any_request() -> impl Strategy<Value = ChatRequest> {
    let role = prop::sample::select(vec![Role::System, Role::User, Role::Assistant]);
    let message = (role, prop::collection::vec(content(), 0..6))
        .prop_map(|(role, content)| ChatMessage { role, content });
    let choice = prop::sample::select(vec![
        ToolChoice::Auto,
        ToolChoice::None,
        ToolChoice::Required,
        ToolChoice::Named("weather".into()),
    ]);
    let model = prop::sample::select(vec!["m-1", "gemini-4-argon", "gpt-6-astra"]);
    (prop::collection::vec(message, 0..6), choice, any::<bool>(), any::<bool>(), model).prop_map(
        |(messages, tool_choice, tools, output, model)| ChatRequest {
            model: model.to_owned(),
            messages,
            tools: if tools { vec![weather()] } else { Vec::new() },
            tool_choice,
            output: output.then(verdict),
            ..ChatRequest::default()
        },
    )
}

fn any_target() -> impl Strategy<Value = Target> {
    (any::<bool>(), any::<bool>(), any::<bool>()).prop_map(|(strict, encrypted_reasoning, files)| Target {
        encrypted_reasoning,
        images: files,
        documents: files,
        reasoning_content: strict,
        short_call_ids: strict,
        document_url: strict,
        ..target()
    })
}

/// Every word of the conversation, those of results too.
fn words(request: &ChatRequest) -> Vec<&str> {
    let contents = request.messages.iter().flat_map(|message| &message.content);
    let texts = contents.flat_map(|content| match content {
        Content::Text(text) => vec![text.as_str()],
        Content::ToolResult { content, .. } => {
            let texts = content.iter().filter_map(|output| match output {
                ToolOutput::Text(text) => Some(text.as_str()),
                ToolOutput::Image { .. } => None,
            });
            texts.collect()
        }
        _ => Vec::new(),
    });
    texts.map(str::trim).filter(|text| !text.is_empty()).collect()
}

/// The files of the request, and those that it says were left out.
fn files(request: &ChatRequest, sent: &HttpRequest) -> [(usize, usize); 2] {
    let contents = || request.messages.iter().flat_map(|message| &message.content);
    let images = contents().map(|content| match content {
        Content::Image { .. } => 1,
        Content::ToolResult { content, .. } => {
            content.iter().filter(|output| matches!(output, ToolOutput::Image { .. })).count()
        }
        _ => 0,
    });
    let documents = contents().filter(|content| matches!(content, Content::Document { .. })).count();
    let dropped = |kind| {
        let dropped = sent.dropped.iter().find(|dropped| dropped.kind == kind);
        dropped.map_or(0, |dropped| dropped.count as usize)
    };
    [(images.sum(), dropped(DroppedKind::Image)), (documents, dropped(DroppedKind::Document))]
}

/// Every call has one result, behind it, and no result stands alone. Returns the calls.
fn check_pairs(calls_and_results: &[(bool, String)]) -> Result<usize, TestCaseError> {
    let mut open = HashSet::new();
    let mut seen = HashSet::new();
    for (is_call, id) in calls_and_results {
        if *is_call {
            prop_assert!(seen.insert(id), "the id {id} twice");
            open.insert(id);
        } else {
            prop_assert!(open.remove(id), "a result for {id} without an open call");
        }
    }
    prop_assert!(open.is_empty(), "calls without results: {open:?}");
    Ok(seen.len())
}

/// The calls and results of a body in their order, by id, on the wires that have ids.
fn calls_and_results(wire: Wire, body: &Value) -> Vec<(bool, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let items = |value: &Value| value.as_array().cloned().unwrap_or_default();
    match wire {
        Wire::OpenaiChat => items(&body["messages"])
            .iter()
            .flat_map(|message| {
                let calls = items(&message["tool_calls"]);
                let calls: Vec<_> = calls.iter().map(|call| (true, text(&call["id"]))).collect();
                let result = message.get("tool_call_id").map(|id| (false, text(id)));
                calls.into_iter().chain(result)
            })
            .collect(),
        Wire::OpenaiResponses => items(&body["input"])
            .iter()
            .filter_map(|item| match item["type"].as_str().unwrap() {
                "function_call" => Some((true, text(&item["call_id"]))),
                "function_call_output" => Some((false, text(&item["call_id"]))),
                _ => None,
            })
            .collect(),
        Wire::AnthropicMessages => items(&body["messages"])
            .iter()
            .flat_map(|message| items(&message["content"]))
            .filter_map(|block| match block["type"].as_str().unwrap() {
                "tool_use" => Some((true, text(&block["id"]))),
                "tool_result" => Some((false, text(&block["tool_use_id"]))),
                _ => None,
            })
            .collect(),
        Wire::Gemini | Wire::OllamaChat => Vec::new(),
    }
}

/// How many of them there are, on the wires that match them by their order.
fn calls_and_results_by_order(wire: Wire, body: &Value) -> Vec<(usize, usize)> {
    let count = |value: &Value| value.as_array().map_or(0, Vec::len);
    match wire {
        Wire::Gemini => body["contents"]
            .as_array()
            .unwrap()
            .iter()
            .map(|content| {
                let parts = content["parts"].as_array().unwrap();
                let of = |key: &str| parts.iter().filter(|part| part.get(key).is_some()).count();
                (of("functionCall"), of("functionResponse"))
            })
            .collect(),
        Wire::OllamaChat => body["messages"]
            .as_array()
            .unwrap()
            .iter()
            .map(|message| (count(&message["tool_calls"]), usize::from(message["role"] == "tool")))
            .collect(),
        Wire::OpenaiChat | Wire::OpenaiResponses | Wire::AnthropicMessages => Vec::new(),
    }
}

proptest! {
    #[test]
    fn any_mixture_is_a_request_with_every_word(request in any_request(), target in any_target()) {
        for wire in Wire::ALL {
            let Ok(sent) = wire.codec().encode(&target, &request) else { continue };
            let text = String::from_utf8(sent.body.clone()).unwrap();
            for word in words(&request) {
                prop_assert!(text.contains(word), "{}: no {word} in {text}", wire.name());
            }
            let body = body(&sent);
            let calls = request.messages.iter().flat_map(|message| &message.content);
            let calls = calls.filter(|content| matches!(content, Content::ToolCall { .. })).count();
            match wire {
                Wire::Gemini | Wire::OllamaChat => {
                    let pairs = calls_and_results_by_order(wire, &body);
                    let mut open = 0;
                    for (calls, results) in &pairs {
                        prop_assert!(*results <= open, "{}: results without calls: {body}", wire.name());
                        open = open - results + calls;
                    }
                    prop_assert_eq!(open, 0, "{}: calls without results", wire.name());
                    prop_assert_eq!(pairs.iter().map(|(calls, _)| calls).sum::<usize>(), calls);
                }
                _ => prop_assert_eq!(check_pairs(&calls_and_results(wire, &body))?, calls, "{}", wire.name()),
            }
            // A file is there, or its loss is told.
            let in_body = |what: &str| text.matches(what).count();
            let [(images, images_dropped), (documents, documents_dropped)] = files(&request, &sent);
            prop_assert!(images_dropped <= images && documents_dropped <= documents);
            if wire != Wire::OllamaChat {
                prop_assert_eq!(in_body("image/"), images - images_dropped, "{}: {}", wire.name(), text);
                prop_assert_eq!(in_body("application/pdf"), documents - documents_dropped);
            } else {
                prop_assert_eq!(documents_dropped, documents);
            }
        }
    }

    #[test]
    fn turns_alternate_where_they_must(request in any_request(), target in any_target()) {
        for (wire, list) in [(Wire::AnthropicMessages, "messages"), (Wire::Gemini, "contents")] {
            let Ok(sent) = wire.codec().encode(&target, &request) else { continue };
            let body = body(&sent);
            let turns = body[list].as_array().unwrap();
            for pair in turns.windows(2) {
                prop_assert_ne!(&pair[0]["role"], &pair[1]["role"], "{}", body);
            }
        }
    }
}
