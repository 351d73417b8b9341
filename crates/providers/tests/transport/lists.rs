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

/// What a provider of the directory says to a key with this answer to everything.
async fn judged(id: &str, answer: Response) -> (KeyVerdict, Vec<String>) {
    let server = start().await;
    server.route("", [Step::from(answer)]);
    let verdict = check_key(&client(), &checked_at(&server, id)).await;
    (verdict, server.requests().into_iter().map(|request| request.path).collect())
}

#[tokio::test]
async fn a_key_is_proven_by_as_little_as_the_provider_gives() {
    let list = || Response::models(["a", "b"]);
    for (id, answer, path) in [
        ("openai", list(), "/v1/models"),
        ("anthropic", list(), "/v1/models?limit=1"),
        ("gemini", list(), "/v1/models?pageSize=1"),
        ("groq", list(), "/v1/models"),
        ("xai", Response::json(200, json!({ "api_key_blocked": false })), "/v1/api-key"),
        ("openrouter", Response::json(200, json!({ "data": { "limit_remaining": 74.5 } })), "/v1/key"),
        ("mistral", list(), "/v1/models"),
        ("deepseek", list(), "/v1/models"),
        ("together", list(), "/v1/models"),
        ("fireworks", list(), "/v1/models"),
        ("cerebras", list(), "/v1/models"),
        ("perplexity", Response::json(200, json!({ "requests": [] })), "/v1/async/chat/completions"),
        ("azure", list(), "/v1/models"),
        ("llamacpp", list(), "/v1/models"),
    ] {
        let (verdict, paths) = judged(id, answer).await;
        assert!(matches!(verdict, KeyVerdict::Valid { .. }), "{id}: {verdict:?}");
        assert_eq!(paths[0], path, "{id}");
    }
    let (unlimited, _) =
        judged("openrouter", Response::json(200, json!({ "data": { "limit_remaining": null } }))).await;
    assert!(matches!(unlimited, KeyVerdict::Valid { .. }), "{unlimited:?}");
    for id in ["anthropic", "gemini"] {
        let (verdict, paths) = judged(id, list()).await;
        assert!(matches!(&verdict, KeyVerdict::Valid { models } if models.len() == 2), "{id}: {verdict:?}");
        assert_eq!(paths.len(), 2, "{id}");
    }
    let (nvidia, _) = judged("nvidia", list()).await;
    assert!(matches!(nvidia, KeyVerdict::Unreachable { .. }), "its list is public: {nvidia:?}");
}

#[tokio::test]
async fn a_page_proves_no_key() {
    for id in ["openai", "anthropic", "gemini", "xai", "openrouter", "perplexity", "azure"] {
        let (verdict, _) = judged(id, Response::html(200, "<html>Log in to the network</html>")).await;
        assert!(matches!(verdict, KeyVerdict::Unreachable { .. }), "{id}: {verdict:?}");
    }
}

#[tokio::test]
async fn a_proven_key_is_good_whatever_becomes_of_the_list() {
    let server = start().await;
    server.respond(Response::models(["a"]));
    server.respond(Response::error(500, "api_error", "Down"));
    let verdict = check_key(&client(), &checked_at(&server, "anthropic")).await;
    assert_eq!(verdict, KeyVerdict::Valid { models: Vec::new() });
}

#[tokio::test]
async fn a_restricted_or_a_barred_key_is_no_wrong_key() {
    let api = |status: u16, message: &str| Response::error(status, "", message);
    let google = |status: u16, word: &str, message: &str| {
        Response::json(status, json!({ "error": { "code": status, "message": message, "status": word } }))
    };
    let anthropic = |status: u16, kind: &str, message: &str| {
        Response::json(status, json!({ "type": "error", "error": { "type": kind, "message": message } }))
    };
    for (id, answer) in [
        ("openai", api(401, "You have insufficient permissions for this operation.")),
        ("openai", api(403, "You have insufficient permissions. Missing scopes: api.model.read.")),
        (
            "anthropic",
            anthropic(403, "permission_error", "Your API key does not have permission to use the resource."),
        ),
        ("gemini", google(403, "PERMISSION_DENIED", "The caller does not have permission")),
    ] {
        let (verdict, _) = judged(id, answer).await;
        assert_eq!(verdict, KeyVerdict::Restricted, "{id}");
    }
    let country = "Country, region, or territory not supported";
    for (id, answer, reason) in [
        ("openai", Response::error(403, "unsupported_country_region_territory", country), country),
        (
            "openai",
            Response::error(401, "ip_not_authorized", "Your IP address is not allowed."),
            "IP address",
        ),
        ("openai", api(401, "You must be a member of an organization to use the API"), "organization"),
        ("openai", Response::error(429, "insufficient_quota", "You exceeded your quota"), "quota"),
        ("anthropic", anthropic(403, "forbidden", "Request not allowed"), "not allowed"),
        ("gemini", google(400, "FAILED_PRECONDITION", "User location is not supported."), "location"),
        (
            "groq",
            Response::error(403, "organization_restricted", "Organization has been restricted."),
            "restricted",
        ),
        ("groq", api(403, "Access denied. Please check your network settings."), "network"),
        ("openrouter", Response::json(200, json!({ "data": { "limit_remaining": 0 } })), "limit is used up"),
        ("deepseek", api(402, "Insufficient Balance"), "Balance"),
        ("xai", api(403, "Your team has no credits left."), "credits"),
    ] {
        let (verdict, _) = judged(id, answer).await;
        let told = matches!(&verdict, KeyVerdict::Barred { message } if message.contains(reason));
        assert!(told, "{id}, {reason}: {verdict:?}");
    }
}

#[tokio::test]
async fn a_wrong_key_is_refused_in_every_providers_words() {
    let google = |status: u16, word: &str, message: &str| {
        Response::json(status, json!({ "error": { "code": status, "message": message, "status": word } }))
    };
    for (id, answer) in [
        ("openai", Response::error(401, "invalid_api_key", "Incorrect API key provided: sk-…")),
        ("anthropic", Response::error(401, "authentication_error", "invalid x-api-key")),
        ("gemini", google(400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.")),
        ("gemini", google(403, "PERMISSION_DENIED", "Your API key was reported as leaked. Use another.")),
        ("xai", Response::json(400, json!({ "code": "x", "error": "Incorrect API key provided: xa…" }))),
        ("xai", Response::error(403, "", "The API key is disabled.")),
        ("xai", Response::json(200, json!({ "api_key_disabled": true }))),
        ("openrouter", Response::error(401, "", "User not found.")),
        ("openrouter", Response::json(200, json!({ "data": { "is_provisioning_key": true } }))),
        ("perplexity", Response::html(401, "<html><title>401 Authorization Required</title></html>")),
        (
            "azure",
            Response::error(
                401,
                "401",
                "Access denied due to invalid subscription key. Use a correct regional endpoint.",
            ),
        ),
    ] {
        let (verdict, _) = judged(id, answer).await;
        assert!(matches!(verdict, KeyVerdict::Refused { .. }), "{id}: {verdict:?}");
    }
    // Nothing about the key at all.
    for answer in [Response::error(429, "rate_limit_exceeded", "Slow down"), Response::error(503, "", "Busy")]
    {
        let (verdict, _) = judged("openai", answer).await;
        assert!(matches!(verdict, KeyVerdict::Unreachable { .. }), "{verdict:?}");
    }
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
