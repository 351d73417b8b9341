use parlance_providers::{Directory, FailureKind, served_model};
use parlance_testkit::{Response, Step};
use serde_json::json;

use super::*;

fn client() -> HttpClient {
    HttpClient::new(patient())
}

fn at(server: &ScriptedServer, id: &str) -> Endpoint {
    let spec = Directory::bundled().get(id).unwrap().clone();
    Endpoint { spec, ..endpoint(server) }
}

fn answer(server: &ScriptedServer, path: &str, response: Response) {
    server.route(path, [Step::from(response)]);
}

#[tokio::test]
async fn ollama_is_asked_beside_its_compatible_interface() {
    let server = start().await;
    let info = json!({ "general.architecture": "llama", "llama.context_length": 131_072 });
    let shown = json!({ "model_info": info, "capabilities": ["completion", "tools"] });
    answer(&server, "/api/show", Response::json(200, shown));
    answer(&server, "/api/ps", Response::error(404, "", "not found"));
    let served = served_model(&client(), &at(&server, "ollama"), "llama3.3").await.unwrap().unwrap();
    assert_eq!((served.facts.context, served.facts.tools, served.loaded), (Some(131_072), Some(true), false));
    let request = server.request(0).await;
    assert_eq!((request.method.as_str(), request.path.as_str()), ("POST", "/api/show"));
    assert_eq!(request.json(), json!({ "model": "llama3.3" }));
    assert_eq!(request.bearer(), Some(KEY));
    assert_eq!(server.request(1).await.path, "/api/ps");
}

#[tokio::test]
async fn an_older_lm_studio_is_asked_as_it_was_before() {
    let server = start().await;
    answer(&server, "/api/v1/models", Response::json(200, json!({ "error": "Unexpected endpoint" })));
    let model = json!({ "type": "vlm", "state": "loaded", "loaded_context_length": 4096 });
    answer(&server, "/api/v0/models/qwen/vl", Response::json(200, model));
    let served = served_model(&client(), &at(&server, "lmstudio"), "qwen/vl").await.unwrap().unwrap();
    assert_eq!((served.facts.context, served.facts.input.image), (Some(4096), Some(true)));
}

#[tokio::test]
async fn llama_cpp_is_not_made_to_load_a_model() {
    let server = start().await;
    let props = json!({ "default_generation_settings": { "n_ctx": 8192 } });
    answer(&server, "/props", Response::json(200, props));
    let served = served_model(&client(), &at(&server, "llamacpp"), "a b").await.unwrap().unwrap();
    assert_eq!(served.facts.context, Some(8192));
    assert_eq!(server.request(0).await.path, "/props?model=a+b&autoload=false");
}

#[tokio::test]
async fn others_are_not_asked() {
    let server = start().await;
    assert_eq!(served_model(&client(), &at(&server, "vllm"), "m").await, Ok(None));
    assert_eq!(served_model(&client(), &at(&server, "openai"), "m").await, Ok(None));
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn who_does_not_know_the_model_or_says_nothing_is_an_error() {
    let server = start().await;
    server.respond(Response::error(404, "", "model 'm' not found"));
    let error = served_model(&client(), &at(&server, "ollama"), "m").await.unwrap_err();
    assert_eq!(error.status, Some(404));
    server.enqueue([Step::Stall]);
    let hasty = HttpClient::new(Timeouts { whole: Duration::from_millis(60), ..patient() });
    let error = served_model(&hasty, &at(&server, "ollama"), "m").await.unwrap_err();
    assert_eq!(error.kind, FailureKind::Timeout);
}
