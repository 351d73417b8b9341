//! Where the key goes, and what else goes with every call.

use std::collections::BTreeMap;

use parlance_llm::Wire;
use parlance_providers::{Auth, Directory, KeyVerdict, check_key, list_models, names_model};
use parlance_testkit::{RecordedRequest, Response, Step, sse};

use super::*;

/// A key whose characters a query has to encode.
const ODD_KEY: &str = "sk/odd+key=0123456789";

fn endpoint_with(server: &ScriptedServer, change: impl FnOnce(&mut ProviderSpec)) -> Endpoint {
    let mut endpoint = endpoint(server).with_key(ApiKey::new(ODD_KEY));
    change(&mut endpoint.spec);
    endpoint
}

/// The requests of a chat, a list of models and a check of the key.
async fn calls(server: &ScriptedServer, endpoint: &Endpoint) -> Vec<RecordedRequest> {
    let client = HttpClient::new(patient());
    server.route("/models", [Step::from(Response::models(["m"]))]);
    server.respond(Response::events(sse::answer(["Hi"])));
    assert!(ask(&HttpProvider::new(client.clone(), endpoint.clone())).await.finished());
    list_models(&client, endpoint).await.unwrap();
    assert!(matches!(check_key(&client, endpoint).await, KeyVerdict::Valid { .. }));
    server.requests()
}

fn pairs(request: &RecordedRequest) -> BTreeMap<String, String> {
    url::Url::parse(&format!("http://h{}", request.path)).unwrap().query_pairs().into_owned().collect()
}

#[tokio::test]
async fn every_call_carries_the_key_where_the_style_says() {
    for auth in [Auth::Bearer, Auth::header("X-Own-Key").unwrap(), Auth::query("key").unwrap(), Auth::None] {
        let server = start().await;
        let endpoint = endpoint_with(&server, |spec| spec.auth = Some(auth.clone()));
        for request in calls(&server, &endpoint).await {
            let own = request.header("x-own-key");
            let found = (request.bearer(), own, pairs(&request).remove("key"));
            let expected = match &auth {
                Auth::Bearer => (Some(ODD_KEY), None, None),
                Auth::Header(_) => (None, Some(ODD_KEY), None),
                Auth::Query(_) => (None, None, Some(ODD_KEY.to_owned())),
                Auth::None => (None, None, None),
            };
            assert_eq!(found, expected, "{auth} {}", request.path);
        }
    }
}

#[tokio::test]
async fn query_parameters_go_with_every_call_and_leave_the_wires_own_alone() {
    let server = start().await;
    let endpoint = endpoint_with(&server, |spec| {
        spec.query =
            BTreeMap::from([("api-version".into(), "2024-10-21&x".into()), ("key".into(), "plain".into())]);
        spec.auth = Some(Auth::Query("key".into()));
    });
    for request in calls(&server, &endpoint).await {
        let expected = [("api-version", "2024-10-21&x"), ("key", ODD_KEY)]
            .map(|(name, value)| (name.into(), value.into()));
        assert_eq!(pairs(&request), BTreeMap::from(expected), "{}", request.path);
    }
    let gemini = endpoint_with(&server, |spec| {
        spec.wire = Wire::Gemini;
        spec.query = BTreeMap::from([("region".into(), "eu".into())]);
    });
    list_models(&HttpClient::new(patient()), &gemini).await.unwrap();
    let last = server.requests().pop().unwrap();
    assert_eq!(
        (last.path.as_str(), last.header("x-goog-api-key")),
        ("/v1/models?pageSize=1000&region=eu", Some(ODD_KEY))
    );
}

#[tokio::test]
async fn a_key_in_the_query_is_shown_nowhere() {
    let encoded = "sk%2Fodd%2Bkey%3D0123456789";
    for response in [
        Response::error(401, "invalid_api_key", &format!("No such key: {ODD_KEY}")),
        Response::html(404, &format!("<title>Not found: /v1/chat/completions?key={encoded}</title>")),
        Response::redirect(302, &format!("https://other.example/?key={encoded}")),
        Response::redirect(302, &format!("https://{encoded}.example/")),
    ] {
        let server = start().await;
        server.route("/chat/completions", [Step::from(response)]);
        let endpoint = endpoint_with(&server, |spec| spec.auth = Some(Auth::Query("key".into())));
        let outcome =
            ask(&HttpProvider::new(HttpClient::new(patient()), endpoint).with_retry(at_once(0))).await;
        let text = format!("{outcome:?}");
        assert!(!text.contains(ODD_KEY) && !text.contains(encoded) && !text.contains("0123456789"), "{text}");
        assert_eq!(server.requests().len(), 1);
    }
    let (_held, nobody) = refusing();
    let base_url = normalise_base_url(&format!("http://{nobody}/v1")).unwrap();
    let mut spec = ProviderSpec::custom("nobody", "Nobody", base_url);
    spec.auth = Some(Auth::Query("key".into()));
    let endpoint = Endpoint::new(spec).with_key(ApiKey::new(ODD_KEY));
    let error = list_models(&HttpClient::new(patient()), &endpoint).await.unwrap_err();
    assert!(!format!("{error:?}").contains("0123456789"), "{error:?}");
}

#[tokio::test]
async fn a_key_in_the_query_follows_to_the_same_server_alone() {
    let (server, other) = (start().await, start().await);
    let endpoint = endpoint_with(&server, |spec| spec.auth = Some(Auth::Query("key".into())));
    let provider = HttpProvider::new(HttpClient::new(patient()), endpoint).with_retry(at_once(0));
    server.respond(Response::redirect(307, "/v2/chat/completions"));
    server.respond(Response::events(sse::answer(["Hi"])));
    assert!(ask(&provider).await.finished());
    assert_eq!(pairs(&server.request(1).await).remove("key").as_deref(), Some(ODD_KEY));
    server.respond(Response::redirect(307, &format!("{}/chat/completions", other.base_url())));
    assert!(ask(&provider).await.error.is_some());
    assert_eq!(other.requests(), []);
}

#[tokio::test]
async fn azures_classic_form_is_a_model_in_the_path() {
    let server = start().await;
    let mut endpoint = endpoint_with(&server, |spec| {
        spec.auth = Some(Auth::header("api-key").unwrap());
        spec.query = BTreeMap::from([("api-version".into(), "2024-10-21".into())]);
    });
    let base = server.base_url().replace("/v1", "/openai/deployments/{model}/chat/completions");
    endpoint.base_url = normalise_base_url(&base).unwrap();
    assert!(names_model(&endpoint.base_url));
    server.respond(Response::events(sse::answer(["Hi"])));
    let client = HttpClient::new(patient());
    let request = ChatRequest { model: "my gpt/6".into(), ..question() };
    let outcome =
        ask_with(&HttpProvider::new(client.clone(), endpoint.clone()), request, CancellationToken::new())
            .await;
    assert!(outcome.finished());
    let request = server.request(0).await;
    assert_eq!(
        (request.path.as_str(), request.header("api-key"), request.bearer()),
        ("/openai/deployments/my%20gpt%2F6/chat/completions?api-version=2024-10-21", Some(ODD_KEY), None)
    );
    // There is no address to ask for a list or about a key.
    endpoint.spec.models = vec!["my gpt/6".into()];
    assert_eq!(list_models(&client, &endpoint).await.unwrap()[0].id, "my gpt/6");
    assert!(matches!(check_key(&client, &endpoint).await, KeyVerdict::Unreachable { .. }));
    assert_eq!(server.requests().len(), 1);
}

fn known(server: &ScriptedServer, id: &str) -> Endpoint {
    Endpoint { spec: Directory::bundled().get(id).unwrap().clone(), ..endpoint(server) }
}

#[tokio::test]
async fn azures_row_sends_its_own_header_and_takes_the_list_for_a_check_alone() {
    let server = start().await;
    server.route("/models", [Step::from(Response::models(["gpt-6", "not-deployed"]))]);
    let client = HttpClient::new(patient());
    let mut azure = known(&server, "azure");
    assert_eq!(list_models(&client, &azure).await.unwrap(), []);
    azure.spec.models = vec!["my-deployment".into()];
    let verdict = check_key(&client, &azure).await;
    assert!(
        matches!(&verdict, KeyVerdict::Valid { models } if models.len() == 1 && models[0].id == "my-deployment"),
        "{verdict:?}"
    );
    let requests = server.requests();
    assert_eq!(requests.len(), 1);
    assert_eq!((requests[0].header("api-key"), requests[0].bearer()), (Some(KEY), None));
}

#[tokio::test]
async fn a_provider_without_a_list_has_its_own_and_a_public_list_proves_no_key() {
    let server = start().await;
    let client = HttpClient::new(patient());
    let sonar = list_models(&client, &known(&server, "perplexity")).await.unwrap();
    assert!(sonar.iter().any(|model| model.id == "sonar-pro"));
    assert_eq!(server.requests(), []);
    server.respond(Response::error(401, "", "Unauthorized"));
    assert!(matches!(check_key(&client, &known(&server, "perplexity")).await, KeyVerdict::Refused { .. }));

    server.respond(Response::models(["meta/llama-4", "nvidia/nv-embed-v1"]));
    let verdict = check_key(&client, &known(&server, "nvidia")).await;
    assert!(matches!(verdict, KeyVerdict::Unreachable { .. }), "{verdict:?}");
    server.respond(Response::error(401, "", "Unauthorized"));
    assert!(matches!(check_key(&client, &known(&server, "nvidia")).await, KeyVerdict::Refused { .. }));
    server.respond(Response::models(["meta/llama-4", "nvidia/nv-embed-v1"]));
    assert_eq!(list_models(&client, &known(&server, "nvidia")).await.unwrap().len(), 1);
}
