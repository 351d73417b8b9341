//! The server, seen by a bare socket.

#![expect(clippy::unwrap_used, reason = "the functions that tests share are not known as tests to clippy")]

use std::io::Read as _;

use parlance_testkit::{
    AutoModel, AutoProvider, Ending, Response, ScriptedServer, Step, TempHome, chunk, gzip, sse,
};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

async fn send(server: &ScriptedServer, request: &str) -> TcpStream {
    let mut stream = TcpStream::connect(server.address()).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    stream
}

async fn read(mut stream: TcpStream) -> String {
    let mut text = String::new();
    stream.read_to_string(&mut text).await.unwrap();
    text
}

fn get(path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer k\r\n\r\n")
}

fn post(body: &str) -> String {
    format!(
        "POST /v1/chat/completions HTTP/1.1\r\nContent-Length: {}\r\nAuthorization: Bearer k\r\n\r\n{body}",
        body.len()
    )
}

#[tokio::test]
async fn requests_are_recorded_whole_and_in_order() {
    let server = ScriptedServer::start().await.unwrap();
    server.respond(Response::models(["a"]));
    server.respond(Response::status(204));
    let listed = read(send(&server, &get("/v1/models?limit=1")).await).await;
    assert!(listed.starts_with("HTTP/1.1 200 ") && listed.contains(r#""id":"a""#), "{listed}");

    let body = r#"{"model":"m"}"#;
    let (head, tail) = {
        let text = post(body);
        let cut = text.len() - 5;
        (text[..cut].to_owned(), text[cut..].to_owned())
    };
    let mut stream = send(&server, &head).await;
    stream.write_all(tail.as_bytes()).await.unwrap();
    let second = server.request(1).await;
    assert_eq!(
        (second.method.as_str(), second.json()["model"].as_str(), second.bearer()),
        ("POST", Some("m"), Some("k"))
    );
    assert_eq!(server.request(0).await.path, "/v1/models?limit=1");
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn an_exchange_goes_at_the_pace_of_the_test() {
    let server = ScriptedServer::start().await.unwrap();
    let mut stream = send(&server, &get("/v1/models")).await;
    let mut exchange = server.exchange().await.unwrap();
    let mut piece = [0; 2];
    for text in ["ab", "cd"] {
        exchange.send(text).await.unwrap();
        stream.read_exact(&mut piece).await.unwrap();
        assert_eq!(piece, text.as_bytes());
    }
    exchange.finish().await.unwrap();
    assert_eq!(stream.read(&mut piece).await.unwrap(), 0);
}

#[tokio::test]
async fn a_reset_is_one() {
    let server = ScriptedServer::start().await.unwrap();
    server.enqueue([Step::Reset]);
    let mut stream = send(&server, &get("/")).await;
    let error = stream.read(&mut [0; 1]).await.unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset);
}

#[tokio::test]
async fn a_route_goes_before_the_queue_and_stays() {
    let server = ScriptedServer::start().await.unwrap();
    server.route("/models", [Step::from(Response::status(201))]);
    server.respond(Response::status(202));
    for (path, status) in [("/v1/models", "201"), ("/x/models?a", "201"), ("/other", "202")] {
        let text = read(send(&server, &get(path)).await).await;
        assert!(text.contains(status), "{path}: {text}");
    }
}

#[tokio::test]
async fn the_automatic_provider_answers_by_itself() {
    let models = vec![
        AutoModel::new("a", ["x ", "{now_us}"]),
        AutoModel { ending: Ending::Truncate, ..AutoModel::new("b", ["x"]) },
    ];
    let server = ScriptedServer::auto(AutoProvider { models, key: Some("k".into()) }).await.unwrap();
    let whole = read(send(&server, &post(r#"{"model":"a"}"#)).await).await;
    assert!(whole.ends_with(sse::DONE) && !whole.contains("now_us"), "{whole}");
    let cut = read(send(&server, &post(r#"{"model":"b"}"#)).await).await;
    assert!(cut.contains("\"x\"") && !cut.contains("finish_reason\":\"stop"), "{cut}");
    let unknown = read(send(&server, &post(r#"{"model":"c"}"#)).await).await;
    assert!(unknown.starts_with("HTTP/1.1 404 "), "{unknown}");
    let refused = read(send(&server, "GET /v1/models HTTP/1.1\r\n\r\n").await).await;
    assert!(refused.starts_with("HTTP/1.1 401 "), "{refused}");
}

#[test]
fn encodings_are_what_they_say() {
    assert_eq!(chunk("0123456789abcdef!"), b"11\r\n0123456789abcdef!\r\n");
    assert_eq!(chunk(""), b"0\r\n\r\n");
    let mut text = String::new();
    flate2::read::GzDecoder::new(gzip("hello").as_slice()).read_to_string(&mut text).unwrap();
    assert_eq!(text, "hello");
}

#[test]
fn a_home_is_whole_private_and_gone_afterwards() {
    let home = TempHome::new().unwrap();
    let root = home.path().to_owned();
    let env = home.env();
    assert!(env.iter().any(|(name, path)| *name == "PARLANCE_HOME" && *path == home.parlance()));
    assert!(env.iter().all(|(_, path)| path.is_dir() && path.starts_with(&root)));
    drop(home);
    assert!(!root.exists());
}
