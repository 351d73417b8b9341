use parlance_llm::ErrorKind;
use parlance_providers::{Directory, FailureKind, KeyVerdict, check_key, detect_local, list_models};
use parlance_testkit::{AutoModel, AutoProvider, Response, Step};
use serde_json::json;

use super::*;

fn client() -> HttpClient {
    HttpClient::new(patient())
}

fn checked_at(server: &ScriptedServer, id: &str) -> Endpoint {
    let spec = Directory::bundled().get(id).unwrap().clone();
    Endpoint { spec, ..endpoint(server) }
}

#[tokio::test]
async fn a_list_is_read_below_the_base_url() {
    let server = start().await;
    server.respond(Response::json(200, json!({ "data": [{ "id": "m", "context_window": 8192 }] })));
    let models = list_models(&client(), &endpoint(&server)).await.unwrap();
    assert_eq!((models[0].id.as_str(), models[0].facts.context), ("m", Some(8192)));
    let request = server.request(0).await;
    assert_eq!(
        (request.method.as_str(), request.path.as_str(), request.bearer()),
        ("GET", "/v1/models", Some(KEY))
    );
}

#[tokio::test]
async fn what_is_no_list_is_an_error_that_says_what_to_look_at() {
    let server = start().await;
    for response in [
        Response::html(200, "<html>hello</html>"),
        Response::json(200, "{}"),
        Response::status(200).sized_body(""),
    ] {
        server.respond(response);
        let error = list_models(&client(), &endpoint(&server)).await.unwrap_err();
        assert!(error.message.contains("base URL"), "{error:?}");
    }
    server.respond(Response::status(200).header("content-length", "99").body("{\"data\":["));
    let error = list_models(&client(), &endpoint(&server)).await.unwrap_err();
    assert_eq!(error.kind, FailureKind::Network);
}

#[tokio::test]
async fn a_list_that_does_not_come_ends_at_its_limit() {
    let server = start().await;
    server.enqueue([Step::Stall]);
    let timeouts = Timeouts { whole: Duration::from_millis(60), ..patient() };
    let error = list_models(&HttpClient::new(timeouts), &endpoint(&server)).await.unwrap_err();
    assert_eq!(error.kind, FailureKind::Timeout);
}

#[tokio::test]
async fn a_key_is_judged_by_the_list() {
    let server = start().await;
    let verdict = async |response: Response| {
        server.respond(response);
        check_key(&client(), &endpoint(&server)).await
    };
    let valid = verdict(Response::models(["a", "b"])).await;
    assert!(matches!(&valid, KeyVerdict::Valid { models } if models.len() == 2), "{valid:?}");
    let refused = verdict(Response::error(401, "invalid_api_key", "Incorrect API key provided")).await;
    assert!(
        matches!(&refused, KeyVerdict::Refused { message } if message.contains("Incorrect")),
        "{refused:?}"
    );
    let xai = Response::json(
        400,
        json!({ "code": "Client specified an invalid argument", "error": "Incorrect API key provided" }),
    );
    let refused = verdict(xai).await;
    assert!(matches!(refused, KeyVerdict::Refused { .. }), "{refused:?}");
    let scopes = "You have insufficient permissions for this operation. Missing scopes: api.model.read.";
    for status in [401, 403] {
        let restricted = verdict(Response::error(status, "", scopes)).await;
        assert_eq!(restricted, KeyVerdict::Restricted);
    }
    let down = verdict(Response::error(500, "server_error", "Down")).await;
    assert!(
        matches!(&down, KeyVerdict::Unreachable { error } if error.kind == FailureKind::Api(ErrorKind::Server))
    );
    let page = verdict(Response::html(200, "<html>A router's page</html>")).await;
    assert!(matches!(page, KeyVerdict::Unreachable { .. }), "{page:?}");
}

#[tokio::test]
async fn a_public_list_proves_nothing_about_a_key() {
    let server = start().await;
    server.route("/models", [Step::from(Response::models(["a"]))]);
    server.respond(Response::error(401, "", "No auth credentials found"));
    let verdict = check_key(&client(), &checked_at(&server, "openrouter")).await;
    assert!(matches!(verdict, KeyVerdict::Refused { .. }), "{verdict:?}");
    assert_eq!(server.request(0).await.path, "/v1/key");

    server.respond(Response::json(200, json!({ "data": { "label": "sk-or-v1-…" } })));
    let verdict = check_key(&client(), &checked_at(&server, "openrouter")).await;
    assert!(matches!(&verdict, KeyVerdict::Valid { models } if models.len() == 1), "{verdict:?}");
}

#[tokio::test]
async fn a_blocked_key_is_refused_although_it_is_known() {
    let server = start().await;
    server.route("/models", [Step::from(Response::models(["a"]))]);
    server.respond(Response::json(200, json!({ "api_key_blocked": false, "team_blocked": true })));
    let verdict = check_key(&client(), &checked_at(&server, "xai")).await;
    assert!(
        matches!(&verdict, KeyVerdict::Refused { message } if message.contains("team blocked")),
        "{verdict:?}"
    );
    server.respond(Response::json(200, json!({ "api_key_blocked": false, "team_blocked": false })));
    let verdict = check_key(&client(), &checked_at(&server, "xai")).await;
    assert!(matches!(verdict, KeyVerdict::Valid { .. }), "{verdict:?}");
}

fn local(id: &str, port: u16) -> String {
    format!(
        "[[provider]]\nid = \"{id}\"\nname = \"X\"\nkind = \"local\"\nwire = \"openai-chat\"\n\
         base_url = \"http://127.0.0.1:{port}/v1\"\nports = [{port}]\n\
         max_completion_tokens = false\nstream_usage = true\n"
    )
}

#[tokio::test]
async fn detection_finds_servers_that_list_models_and_nothing_else() {
    let models = vec![AutoModel::new("m", ["Hi"])];
    let found = ScriptedServer::auto(AutoProvider { models: models.clone(), key: None }).await.unwrap();
    let locked = ScriptedServer::auto(AutoProvider { models, key: Some("k".into()) }).await.unwrap();
    let page = start().await;
    page.route("", [Step::from(Response::html(200, "<html>Jenkins</html>"))]);
    let (_held, nobody) = refusing();
    let ports = [
        ("page", page.address().port()),
        ("nobody", nobody.port()),
        ("found", found.address().port()),
        ("locked", locked.address().port()),
    ];
    let text: String = ports.iter().map(|(id, port)| local(id, *port)).collect();
    let servers = detect_local(&Directory::parse(&text).unwrap()).await;
    assert_eq!(servers.len(), 1, "{servers:?}");
    assert_eq!((servers[0].provider.as_str(), servers[0].models[0].id.as_str()), ("found", "m"));
    assert_eq!(servers[0].base_url.as_str(), found.base_url());
}
