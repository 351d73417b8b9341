//! What differs between the wires: where a question goes, what carries the key, and how the models are listed.

use parlance_domain::{Dropped, DroppedKind};
use parlance_llm::{Content, Wire};
use parlance_providers::{KeyVerdict, check_key, list_models};
use parlance_testkit::Response;
use serde_json::json;

use super::*;

fn over(server: &ScriptedServer, wire: Wire) -> Endpoint {
    let mut endpoint = endpoint(server);
    endpoint.spec.wire = wire;
    endpoint
}

fn asking(endpoint: Endpoint) -> HttpProvider {
    HttpProvider::new(HttpClient::new(patient()), endpoint).with_retry(at_once(0))
}

fn events(documents: &[serde_json::Value]) -> Response {
    let body: String = documents.iter().map(|document| format!("data: {document}\n\n")).collect();
    Response::events(body)
}

#[tokio::test]
async fn anthropic_is_asked_in_its_own_way() {
    let server = start().await;
    server.respond(events(&[
        json!({ "type": "message_start", "message": { "usage": { "input_tokens": 3 } } }),
        json!({ "type": "content_block_start", "index": 0, "content_block": { "type": "text", "text": "" } }),
        json!({ "type": "content_block_delta", "index": 0, "delta": { "type": "text_delta", "text": "Hello" } }),
        json!({ "type": "content_block_stop", "index": 0 }),
        json!({ "type": "message_delta", "delta": { "stop_reason": "end_turn" }, "usage": { "output_tokens": 1 } }),
        json!({ "type": "message_stop" }),
    ]));
    let outcome = ask(&asking(over(&server, Wire::AnthropicMessages))).await;
    assert!(outcome.text() == "Hello" && outcome.finished(), "{outcome:?}");
    let request = server.request(0).await;
    assert_eq!((request.path.as_str(), request.header("x-api-key")), ("/v1/messages", Some(KEY)));
    assert_eq!((request.bearer(), request.header("anthropic-version")), (None, Some("2023-06-01")));

    server.respond(Response::json(
        200,
        json!({ "data": [{ "type": "model", "id": "claude-x", "display_name": "Claude X", "max_input_tokens": 1000 }] }),
    ));
    let models =
        list_models(&HttpClient::new(patient()), &over(&server, Wire::AnthropicMessages)).await.unwrap();
    assert_eq!((models[0].name.as_str(), models[0].facts.context), ("Claude X", Some(1000)));
    let request = server.request(1).await;
    assert_eq!((request.path.as_str(), request.header("x-api-key")), ("/v1/models?limit=1000", Some(KEY)));
    assert_eq!(request.header("anthropic-version"), Some("2023-06-01"));
}

#[tokio::test]
async fn gemini_is_asked_in_its_own_way() {
    let server = start().await;
    server.respond(events(&[
        json!({ "candidates": [{ "content": { "parts": [{ "text": "Hello" }], "role": "model" }, "finishReason": "STOP" }] }),
    ]));
    let outcome = ask(&asking(over(&server, Wire::Gemini))).await;
    assert!(outcome.text() == "Hello" && outcome.finished(), "{outcome:?}");
    let request = server.request(0).await;
    assert_eq!(request.path, "/v1/models/m:streamGenerateContent?alt=sse");
    assert_eq!((request.bearer(), request.header("x-goog-api-key")), (None, Some(KEY)));

    server.respond(Response::json(
        200,
        json!({ "models": [
            { "name": "models/gemini-x", "displayName": "Gemini X", "inputTokenLimit": 1_048_576,
              "supportedGenerationMethods": ["generateContent", "countTokens"] },
            { "name": "models/embedder", "supportedGenerationMethods": ["embedContent"] },
        ] }),
    ));
    let models = list_models(&HttpClient::new(patient()), &over(&server, Wire::Gemini)).await.unwrap();
    assert_eq!(models.len(), 1);
    assert_eq!((models[0].id.as_str(), models[0].name.as_str()), ("gemini-x", "Gemini X"));
    assert_eq!(models[0].facts.context, Some(1_048_576));

    server.respond(Response::json(
        400,
        json!({ "error": { "code": 400, "message": "API key not valid. Please pass a valid API key.",
            "status": "INVALID_ARGUMENT", "details": [{ "reason": "API_KEY_INVALID" }] } }),
    ));
    let verdict = check_key(&HttpClient::new(patient()), &over(&server, Wire::Gemini)).await;
    assert!(matches!(verdict, KeyVerdict::Refused { .. }), "{verdict:?}");
}

#[tokio::test]
async fn ollama_is_asked_beside_its_compatible_base() {
    let server = start().await;
    server.respond(Response::status(200).header("content-type", "application/x-ndjson").body(
        "{\"message\":{\"role\":\"assistant\",\"content\":\"Hello\"},\"done\":false}\n\
         {\"message\":{\"role\":\"assistant\",\"content\":\"\"},\"done\":true,\"done_reason\":\"stop\"}\n",
    ));
    let outcome = ask(&asking(over(&server, Wire::OllamaChat))).await;
    assert!(outcome.text() == "Hello" && outcome.finished(), "{outcome:?}");
    assert_eq!(server.request(0).await.path, "/api/chat");
}

#[tokio::test]
async fn responses_are_asked_again_without_encrypted_reasoning_where_it_is_refused() {
    let server = start().await;
    server.respond(Response::error(400, "", "Encrypted content is not supported with this model."));
    server.respond(events(&[
        json!({ "type": "response.output_text.delta", "item_id": "i", "output_index": 0, "content_index": 0, "delta": "Hello" }),
        json!({ "type": "response.completed", "response": { "status": "completed", "output": [] } }),
    ]));
    let request = ChatRequest { model: "gpt-6.1-sol".into(), ..question() };
    let provider = asking(over(&server, Wire::OpenaiResponses));
    let outcome = ask_with(&provider, request, CancellationToken::new()).await;
    assert!(outcome.text() == "Hello" && outcome.finished(), "{outcome:?}");
    assert_eq!(server.request(0).await.json()["include"], json!(["reasoning.encrypted_content"]));
    let again = server.request(1).await;
    assert_eq!((again.path.as_str(), again.json().get("include")), ("/v1/responses", None));
}

/// The base of `server` with another path.
fn below(server: &ScriptedServer, wire: Wire, path: &str) -> Endpoint {
    let mut endpoint = over(server, wire);
    endpoint.base_url.set_path(path);
    endpoint
}

#[tokio::test]
async fn a_base_without_its_version_is_understood() {
    let server = start().await;
    let client = HttpClient::new(patient());
    for (wire, path, listed) in [
        (Wire::AnthropicMessages, "/", "/v1/models?limit=1000"),
        (Wire::AnthropicMessages, "/anthropic", "/anthropic/v1/models?limit=1000"),
        (Wire::AnthropicMessages, "/v1", "/v1/models?limit=1000"),
        (Wire::OllamaChat, "/", "/v1/models"),
        (Wire::OllamaChat, "/api", "/v1/models"),
        (Wire::OllamaChat, "/ollama/v1", "/ollama/v1/models"),
        (Wire::Gemini, "/v1beta", "/v1beta/models?pageSize=1000"),
        (Wire::OpenaiResponses, "/v1", "/v1/models"),
    ] {
        server.respond(Response::models(["m"]));
        list_models(&client, &below(&server, wire, path)).await.unwrap();
        assert_eq!(server.requests().last().unwrap().path, listed, "{wire:?} {path}");
    }
    server.respond(Response::error(400, "", "stop here"));
    ask(&asking(below(&server, Wire::AnthropicMessages, "/anthropic"))).await;
    assert_eq!(server.requests().last().unwrap().path, "/anthropic/v1/messages");
}

#[tokio::test]
async fn a_server_that_refuses_so_much_output_is_asked_for_less() {
    let server = start().await;
    server.respond(Response::error(
        400,
        "invalid_request_error",
        "max_tokens: 32000 > 8192, which is the maximum",
    ));
    server.respond(Response::error(401, "", "stop here"));
    let request = ChatRequest { parameters: Parameters::default(), ..question() };
    let provider = asking(over(&server, Wire::AnthropicMessages));
    ask_with(&provider, request, CancellationToken::new()).await;
    let limits: Vec<_> =
        server.requests().iter().map(|request| request.json()["max_tokens"].clone()).collect();
    assert_eq!(limits, [32_000, 4096]);
}

#[tokio::test]
async fn reasoning_that_another_server_encrypted_is_left_out_once_it_is_refused() {
    let server = start().await;
    server.respond(Response::error(
        400,
        "invalid_encrypted_content",
        "The encrypted content gAAA could not be verified.",
    ));
    server.respond(Response::error(401, "", "stop here"));
    let thought = Content::Reasoning { text: String::new(), signature: Some("gAAA".into()) };
    let answer = ChatMessage { role: Role::Assistant, content: vec![thought, Content::Text("Four.".into())] };
    let messages =
        vec![ChatMessage::text(Role::User, "2 + 2?"), answer, ChatMessage::text(Role::User, "And 3 + 3?")];
    let request = ChatRequest { model: "gpt-6.1-sol".into(), messages, ..question() };
    let provider = asking(over(&server, Wire::OpenaiResponses));
    ask_with(&provider, request, CancellationToken::new()).await;
    let [first, second] = [0, 1].map(|at| server.requests()[at].json()["input"].to_string());
    assert!(first.contains("gAAA") && !second.contains("gAAA") && second.contains("Four."), "{second}");
}

#[tokio::test]
async fn what_the_wire_cannot_take_is_told_before_the_first_word() {
    let server = start().await;
    let done = r#"{"message":{"role":"assistant","content":"Hello"},"done":true,"done_reason":"stop"}"#;
    server.respond(Response::status(200).body(format!("{done}\n")));
    let document = Content::Document {
        media_type: "application/pdf".into(),
        name: "plan.pdf".into(),
        data: b"%PDF-".as_slice().into(),
    };
    let content = vec![document.clone(), Content::Text("Hi".into()), document];
    let request = ChatRequest { messages: vec![ChatMessage { role: Role::User, content }], ..question() };
    let outcome = ask_with(&asking(over(&server, Wire::OllamaChat)), request, CancellationToken::new()).await;
    let dropped = Dropped { kind: DroppedKind::Document, count: 2 };
    assert_eq!(outcome.events.first(), Some(&ProviderEvent::Dropped(vec![dropped])));
    assert_eq!(outcome.text(), "Hello");
}

#[tokio::test]
async fn files_of_earlier_messages_are_left_out_once_the_model_refuses_them() {
    let server = start().await;
    let no_files =
        "Input tag 'file' found using 'type' does not match any of the expected tags: 'text', 'image_url'";
    server.respond(Response::error(422, "invalid_request_error", no_files));
    server.respond(Response::error(404, "", "No endpoints found that support image input"));
    server.respond(Response::events(parlance_testkit::sse::answer(["Hello"])));
    let image = Content::Image { media_type: "image/png".into(), data: [1].as_slice().into() };
    let (media_type, name) = ("application/pdf".into(), "plan.pdf".into());
    let document = Content::Document { media_type, name, data: b"%PDF-".as_slice().into() };
    let first = ChatMessage { role: Role::User, content: vec![image.clone(), document, image.clone()] };
    let answer = ChatMessage::text(Role::Assistant, "I see.");
    let messages = vec![first.clone(), answer, ChatMessage::text(Role::User, "Hi")];
    let provider = asking(endpoint(&server));
    let request = ChatRequest { messages, ..question() };
    let outcome = ask_with(&provider, request, CancellationToken::new()).await;
    assert_eq!(outcome.text(), "Hello");
    let told: Vec<_> = outcome
        .events
        .iter()
        .filter_map(|event| match event {
            ProviderEvent::Dropped(dropped) => Some(dropped.clone()),
            _ => None,
        })
        .collect();
    let dropped = |kind, count| Dropped { kind, count };
    let documents = dropped(DroppedKind::Document, 1);
    assert_eq!(told, [vec![documents], vec![dropped(DroppedKind::Image, 2), documents]]);

    // What is asked about is not, and one that is too large is no reason.
    for (messages, refusal) in [
        (vec![first.clone()], "No endpoints found that support image input"),
        (vec![first, ChatMessage::text(Role::User, "Hi")], "image exceeds 5 MB maximum"),
    ] {
        server.respond(Response::error(400, "", refusal));
        let request = ChatRequest { messages, ..question() };
        let outcome = ask_with(&provider, request, CancellationToken::new()).await;
        assert_eq!(outcome.error.unwrap().message, refusal);
    }
    assert_eq!(server.requests().len(), 5);
}

/// A question, the call of a tool that answered it, and the result.
fn with_a_call() -> ChatRequest {
    let call = Content::ToolCall {
        id: Some("call_1234567890".into()),
        name: "weather".into(),
        arguments: "{}".into(),
        signature: None,
    };
    let thought = Content::Reasoning { text: "hm".into(), signature: None };
    let result = Content::ToolResult {
        id: Some("call_1234567890".into()),
        name: "weather".into(),
        content: Vec::new(),
        is_error: false,
    };
    let messages = vec![
        ChatMessage::text(Role::User, "Weather?"),
        ChatMessage { role: Role::Assistant, content: vec![thought, call, result] },
    ];
    ChatRequest { messages, ..question() }
}

#[tokio::test]
async fn what_a_server_wants_of_calls_is_learnt_from_its_refusal() {
    let server = start().await;
    let no_reasoning = "The `reasoning_content` in the thinking mode must be passed back to the API.";
    server.respond(Response::error(400, "invalid_request_error", no_reasoning));
    let long_id = "Tool call id was call_1234567890 but must be a-z, A-Z, 0-9, with a length of 9.";
    server.respond(Response::error(400, "invalid_request_error", long_id));
    server.respond(Response::error(401, "", "stop here"));
    let provider = asking(endpoint(&server));
    ask_with(&provider, with_a_call(), CancellationToken::new()).await;
    let sent: Vec<_> =
        server.requests().iter().map(|request| request.json()["messages"][1].clone()).collect();
    let of = |key: &str| sent.iter().map(|message| message[key].clone()).collect::<Vec<_>>();
    assert_eq!(of("reasoning_content"), [json!(null), json!("hm"), json!("hm")]);
    let ids: Vec<_> = of("tool_calls").iter().map(|calls| calls[0]["id"].clone()).collect();
    assert_eq!(ids, ["call_1234567890", "call_1234567890", "call00001"]);
}

#[tokio::test]
async fn another_host_is_spoken_to_in_the_wire_that_everybody_knows() {
    let server = start().await;
    server.respond(Response::events(parlance_testkit::sse::answer(["Hello"])));
    let openai = parlance_providers::Directory::bundled().get("openai").unwrap().clone();
    let outcome = ask(&asking(Endpoint { spec: openai, ..endpoint(&server) })).await;
    assert_eq!(outcome.text(), "Hello");
    assert_eq!(server.request(0).await.path, "/v1/chat/completions");
}
