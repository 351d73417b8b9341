use parlance_providers::{Header, KeyVerdict, check_key, list_models};
use parlance_testkit::{Response, Step, sse};

use super::*;

const TOKEN: &str = "gateway-token-abcdef";

fn with_header(server: &ScriptedServer) -> Endpoint {
    Endpoint { headers: vec![Header::new("X-Gateway", TOKEN).unwrap()], ..endpoint(server) }
}

fn assert_clean(text: &str) {
    assert!(!text.contains(KEY) && !text.contains(TOKEN), "{text}");
}

#[tokio::test]
async fn a_key_that_a_server_repeats_is_cut_out() {
    let echo = format!("Key {KEY} and token {TOKEN} are not welcome");
    for response in [
        Response::error(401, "invalid_api_key", &echo),
        Response::error(400, "invalid_request_error", &echo),
        // Asked again: the reason of that is shown too.
        Response::error(500, "server_error", &echo),
        Response::status(500).sized_body(echo.clone()),
        Response::html(403, &format!("<title>{echo}</title>")),
        Response::events(sse::error("server_error", &echo)),
        Response::events(format!("{}{}", sse::text("Hi"), sse::error("server_error", &echo))),
        Response::events(echo.clone()),
        Response::redirect(302, &format!("https://{KEY}.example/{TOKEN}")),
    ] {
        let server = start().await;
        server.route("/chat/completions", [Step::from(response)]);
        let provider =
            HttpProvider::new(HttpClient::new(patient()), with_header(&server)).with_retry(at_once(1));
        let outcome = ask(&provider).await;
        assert!(outcome.error.is_some());
        assert_clean(&format!("{outcome:?}"));
    }
}

#[tokio::test]
async fn a_list_or_a_check_that_repeats_the_key_is_clean() {
    let server = start().await;
    let client = HttpClient::new(patient());
    server
        .route("/models", [Step::from(Response::error(401, "invalid_api_key", &format!("Bad key: {KEY}")))]);
    let error = list_models(&client, &endpoint(&server)).await.unwrap_err();
    assert_clean(&format!("{error:?}"));
    let verdict = check_key(&client, &endpoint(&server)).await;
    assert!(matches!(verdict, KeyVerdict::Refused { .. }));
    assert_clean(&format!("{verdict:?}"));
}

#[tokio::test]
async fn nothing_that_holds_a_secret_shows_it() {
    let server = start().await;
    let endpoint = with_header(&server);
    assert_clean(&format!("{endpoint:?} {:?} {:?}", endpoint.key, endpoint.headers));
}

#[tokio::test]
async fn extra_headers_are_sent_and_go_before_ours() {
    let server = start().await;
    let headers =
        vec![Header::new("x-gateway", TOKEN).unwrap(), Header::new("Authorization", "Basic eA==").unwrap()];
    let endpoint = Endpoint { headers, ..endpoint(&server) };
    server.respond(Response::models(["m"]));
    list_models(&HttpClient::new(patient()), &endpoint).await.unwrap();
    let request = server.request(0).await;
    assert_eq!(request.header("x-gateway"), Some(TOKEN));
    let sent: Vec<_> = request.headers.iter().filter(|(name, _)| name == "authorization").collect();
    assert_eq!(sent, [&("authorization".to_owned(), "Basic eA==".to_owned())]);
}

#[test]
fn a_header_that_cannot_be_one_is_refused_without_its_value() {
    for (name, value) in
        [("bad name", TOKEN), ("", TOKEN), ("Host", TOKEN), ("x", "secret\nvalue"), ("content-length", "5")]
    {
        let error = Header::new(name, value).unwrap_err();
        assert!(!error.to_string().contains("secret") && !error.to_string().contains(TOKEN), "{error}");
    }
    assert_eq!(ApiKey::new("  \n"), None);
    assert_eq!(ApiKey::new(" k\n").unwrap().expose(), "k");
}

#[tokio::test]
async fn a_key_that_no_header_can_carry_is_a_clear_error() {
    let server = start().await;
    let endpoint = endpoint(&server).with_key(ApiKey::new("sk-schlüssel\u{1}x"));
    let error = list_models(&HttpClient::new(patient()), &endpoint).await.unwrap_err();
    assert!(error.message.contains("key") && !error.message.contains("schl"), "{error}");
    assert_eq!(server.requests(), []);
}
