//! Where the words of a conversation and the keys may lie: the words in the history alone, the keys nowhere on the disk.
//!
//! A program of its own, because logs are of the process.

#![expect(clippy::unwrap_used, reason = "the functions that tests share are not known as tests to clippy")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parlance_app::{App, Home, Parts, logs};
use parlance_ipc::{
    AddKeyArgs, AuthStyle, BaseUrlArgs, CustomProviderArgs, DraftArgs, HeaderArgs, KeyArgs, KeyCheck,
    ModelChoice, NoArgs, ProviderArgs, ReplaceKeyArgs, SaveKeyArgs, SearchArgs, SendArgs, WireFormat,
};
use parlance_providers::Timeouts;
use parlance_secrets::Backend;
use parlance_testkit::{Response, ScriptedServer, Step, TempHome, sse};

const KEY: &str = "sk-typed-in-key-7261";
const SECOND: &str = "sk-second-of-two-3386";
const ROTATED: &str = "sk-rotated-in-8804";
const TOKEN: &str = "gateway-token-5518";
/// One that a query has to encode.
const QUERY_KEY: &str = "sk/in+the=query-4410";
const QUERY_KEY_ENCODED: &str = "sk%2Fin%2Bthe%3Dquery-4410";
const VARIABLE: &str = "sk-from-the-environment-9937";
const SENTENCE: &str = "Überaus geheime Pläne für den Stachelbeerkuchen";

fn app(home: Home, base_url: String) -> App {
    App::from_parts(Parts {
        home,
        secrets: Backend::memory(),
        environment: Arc::new(move |name| match name {
            "OPENAI_BASE_URL" => Some(base_url.clone()),
            "GROQ_API_KEY" => Some(VARIABLE.to_owned()),
            _ => None,
        }),
        timeouts: Timeouts::default(),
    })
}

async fn ask(app: &App, provider: &str, text: &str) {
    let model = ModelChoice { provider: provider.into(), model: "scripted".into() };
    let started = app
        .send_message(SendArgs { conversation: None, text: text.into(), model, overflow: None })
        .await
        .unwrap();
    let (sender, mut events) = tokio::sync::mpsc::unbounded_channel();
    if app.watch_text(started.turn, sender).is_ok() {
        while events.recv().await.is_some() {}
    }
}

/// What servers do that could end in a log: they repeat what they were told.
fn answers(secrets: &[&str]) -> Vec<Response> {
    let key = secrets[0];
    let echo = format!("{} {SENTENCE}", secrets.join(" "));
    vec![
        Response::events(sse::answer([SENTENCE])),
        Response::error(401, "invalid_api_key", &echo),
        Response::error(400, "invalid_request_error", &echo),
        Response::html(404, &format!("<title>{echo}</title>")),
        Response::redirect(302, &format!("https://{key}.example/{echo}")),
        Response::events(format!("{}data: {{\"unknown\":\"{echo}\"}}\n\n", sse::text(SENTENCE))),
        Response::events(format!("{}data: {echo}\n\nevent: {echo}\n\n{echo}", sse::text(SENTENCE))),
        Response::events(format!("{}{}", sse::text("a"), sse::error("server_error", &echo))),
    ]
}

async fn live(app: &App, server: &ScriptedServer) {
    let saved = app.save_key(SaveKeyArgs { provider: "openai".into(), key: KEY.into() }).await.unwrap();
    assert_eq!(saved, KeyCheck::Valid { models: 1 });
    let second = AddKeyArgs { provider: "openai".into(), name: "Second".into(), key: SECOND.into() };
    app.add_key(second).await.unwrap();
    let groq = BaseUrlArgs { provider: "groq".into(), base_url: server.base_url() };
    app.set_base_url(groq).await.unwrap();
    let custom = CustomProviderArgs {
        id: None,
        name: "Gateway".into(),
        base_url: server.base_url(),
        wire: WireFormat::OpenaiChat,
        auth: None,
        query: Vec::new(),
        models: Vec::new(),
        headers: vec![HeaderArgs { name: "x-token".into(), value: Some(TOKEN.into()) }],
        key: Some(KEY.into()),
    };
    let custom = app.save_custom_provider(custom).await.unwrap().id;
    let in_query = CustomProviderArgs {
        id: None,
        name: "Query".into(),
        base_url: server.base_url(),
        wire: WireFormat::OpenaiChat,
        auth: Some(AuthStyle::Query { name: "key".into() }),
        query: Vec::new(),
        models: vec!["scripted".into()],
        headers: Vec::new(),
        key: Some(QUERY_KEY.into()),
    };
    let in_query = app.save_custom_provider(in_query).await.unwrap().id;
    for provider in [&custom, &in_query] {
        app.export_provider(ProviderArgs { provider: provider.clone() }).await.unwrap();
    }
    for (provider, secrets) in [
        ("openai", &[KEY][..]),
        ("groq", &[VARIABLE]),
        (custom.as_str(), &[KEY, TOKEN]),
        (in_query.as_str(), &[QUERY_KEY, QUERY_KEY_ENCODED]),
    ] {
        for answer in answers(secrets) {
            server.respond(answer);
            ask(app, provider, SENTENCE).await;
        }
    }
    use_the_second(app, server).await;
    app.save_draft(DraftArgs { conversation: None, text: SENTENCE.into() }).await.unwrap();
    assert!(!app.search(SearchArgs { query: SENTENCE.into() }).await.unwrap().is_empty());
    app.list_models(parlance_ipc::ListModelsArgs { refresh: true }).await.unwrap();
    // A panic over a text quotes it.
    let panics = std::thread::spawn(|| SENTENCE.split_at(1).0.len());
    assert!(panics.join().is_err());
    app.shut_down().await;
}

/// A further key in use, with a refusal that repeats it, and another secret in its place.
async fn use_the_second(app: &App, server: &ScriptedServer) {
    let listed = app.list_providers(NoArgs {}).await.unwrap();
    let openai = listed.into_iter().find(|provider| provider.id == "openai").unwrap();
    let id = openai.keys.into_iter().find(|key| key.name == "Second").unwrap().id;
    app.use_key(KeyArgs { provider: "openai".into(), id: id.clone() }).await.unwrap();
    server.respond(Response::error(401, "invalid_api_key", &format!("{SECOND} {SENTENCE}")));
    ask(app, "openai", SENTENCE).await;
    let rotated = ReplaceKeyArgs { provider: "openai".into(), id, key: ROTATED.into() };
    app.replace_key(rotated).await.unwrap();
    for answer in answers(&[ROTATED]) {
        server.respond(answer);
        ask(app, "openai", SENTENCE).await;
    }
    let shown = format!("{:?}", app.list_providers(NoArgs {}).await.unwrap());
    for secret in [KEY, SECOND, ROTATED, TOKEN, VARIABLE] {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
}

fn files(folder: &Path, found: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.insert(path.clone(), std::fs::read(&path).unwrap());
        }
    }
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

#[tokio::test]
async fn words_are_in_the_history_alone_and_keys_nowhere() {
    let home = TempHome::new().unwrap();
    let server = ScriptedServer::start().await.unwrap();
    server.route("/models", [Step::from(Response::models(["scripted"]))]);
    let guard = logs::start(&Home::new(home.parlance()));
    let app = app(Home::new(home.parlance()), server.base_url());
    app.open_history().await;
    live(&app, &server).await;
    let requests = server.requests();
    for secret in [KEY, SECOND, ROTATED, VARIABLE] {
        assert!(requests.iter().any(|request| request.bearer() == Some(secret)), "{secret} was not used");
    }
    assert!(requests.iter().any(|request| request.header("x-token") == Some(TOKEN)));
    assert!(requests.iter().any(|request| request.path.contains(QUERY_KEY_ENCODED)));

    drop(guard);
    let diagnostics = app.diagnostics(NoArgs {}).await.unwrap();
    assert!(diagnostics.contains("Last crash") && diagnostics.contains("panicked"), "{diagnostics}");
    let mut found = BTreeMap::new();
    files(home.path(), &mut found);
    let logs = found
        .iter()
        .filter(|(path, bytes)| path.starts_with(home.parlance().join("logs")) && !bytes.is_empty());
    assert_eq!(logs.count(), 2, "a log and a crash report");
    found.insert("diagnostics".into(), diagnostics.into_bytes());
    let (history, others): (BTreeMap<_, _>, BTreeMap<_, _>) = found.into_iter().partition(|(path, _)| {
        path.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.starts_with("history"))
    });
    assert!(history.values().any(|bytes| holds(bytes, SENTENCE)), "the search finds nothing at all");
    for (path, bytes) in &others {
        for word in SENTENCE.split(' ').filter(|word| word.len() > 4) {
            assert!(!holds(bytes, word), "{word:?} in {}", path.display());
        }
    }
    for (path, bytes) in history.iter().chain(&others) {
        for secret in [KEY, SECOND, ROTATED, TOKEN, VARIABLE, QUERY_KEY, QUERY_KEY_ENCODED] {
            assert!(!holds(bytes, secret), "{secret} in {}", path.display());
        }
    }
}
