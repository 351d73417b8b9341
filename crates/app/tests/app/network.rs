//! The user's own way to the network: kept, checked, and its password nowhere but where keys are.

use std::sync::Arc;

use parlance_app::{App, Home, Parts};
use parlance_ipc::{
    ErrorCode, NetworkSettings, NoArgs, ProviderArgs, ProviderBudget, ProviderPatience, ProxyKind, WireFormat,
};
use parlance_providers::Timeouts;
use parlance_secrets::MockKeyring;
use parlance_testkit::{Response, sse};

use crate::support::*;

/// An authority that signs nothing, valid for a hundred years.
const AUTHORITY: &str = "\
-----BEGIN CERTIFICATE-----
MIIBkjCCATmgAwIBAgIUM7TJ/HEyaADXFmHHyDI/vv7vCiswCgYIKoZIzj0EAwIw
HjEcMBoGA1UEAwwTQSBjb21wYW55IG9mIGEgdGVzdDAgFw0yNjExMjExNTE5NDRa
GA8yMTI2MTAyODE1MTk0NFowHjEcMBoGA1UEAwwTQSBjb21wYW55IG9mIGEgdGVz
dDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABFAyjbGqw8PNc8mXqA6nAQtM1q8n
g3EH5BgpBQ3MHkp7aOv3acPbC4A56n/I3gn80tl7HnwcwBveN5DLY/PnX0OjUzBR
MB0GA1UdDgQWBBQX527id/5l3PwCrYie/ru2W8TGBjAfBgNVHSMEGDAWgBQX527i
d/5l3PwCrYie/ru2W8TGBjAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0cA
MEQCIDnG2AIGtjbLOHQW4qOq/83IPElY/kiA4Ttsaro3a3fWAiBvbVcXQ6Tet2ru
6vgZSxAo4dmEieLSy5R5FJ3offQOGw==
-----END CERTIFICATE-----
";

fn own(url: &str) -> NetworkSettings {
    NetworkSettings { proxy: ProxyKind::Own, proxy_url: Some(url.to_owned()), ..NetworkSettings::default() }
}

#[tokio::test]
async fn a_proxy_is_kept_and_its_password_with_the_keys() {
    let scene = Scene::new().await;
    let saved = scene.app.save_network(own("http://anna:open-sesame@proxy.example:3128")).await.unwrap();
    assert!(saved.proxy_password);
    assert_eq!(saved.settings.proxy_url.as_deref(), Some("http://anna@proxy.example:3128/"));
    assert_eq!(scene.app.network(NoArgs {}).await.unwrap(), saved);
    // Saved as it is shown, it keeps its password; another proxy does not get it.
    let again = scene.app.save_network(saved.settings.clone()).await.unwrap();
    assert!(again.proxy_password);
    let other = scene.app.save_network(own("socks5://127.0.0.1:1080")).await.unwrap();
    assert!(!other.proxy_password);
    let database = std::fs::read(scene.home.parlance().join("history.db")).unwrap();
    let log = std::fs::read(scene.home.parlance().join("history.db-wal")).unwrap_or_default();
    for bytes in [database, log] {
        assert!(!bytes.windows(11).any(|found| found == b"open-sesame"), "the password is in the database");
    }
}

#[tokio::test]
async fn what_cannot_be_used_is_refused_and_changes_nothing() {
    let scene = Scene::new().await;
    let folder = scene.home.parlance();
    let empty = folder.join("empty.pem");
    std::fs::write(&empty, "no certificate").unwrap();
    let broken = folder.join("broken.pem");
    std::fs::write(&broken, "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n").unwrap();
    let file = |path: &std::path::Path| NetworkSettings {
        certificate_file: Some(path.display().to_string()),
        ..NetworkSettings::default()
    };
    let patience = ProviderPatience { provider: "groq".into(), first_byte_s: Some(0), idle_s: None };
    for (settings, words) in [
        (own("ftp://proxy.example"), "not by ftp"),
        (own("not an address"), "no address of a proxy"),
        (NetworkSettings { proxy: ProxyKind::Own, ..NetworkSettings::default() }, "no address of a proxy"),
        (file(&folder.join("gone.pem")), "cannot be read"),
        (file(&empty), "no certificate"),
        (file(&broken), "cannot be read"),
        (NetworkSettings { patience: vec![patience], ..NetworkSettings::default() }, "above zero"),
    ] {
        let error = scene.app.save_network(settings).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::Invalid);
        assert!(error.message.contains(words), "{}", error.message);
    }
    assert_eq!(scene.app.network(NoArgs {}).await.unwrap().settings, NetworkSettings::default());
}

#[tokio::test]
async fn it_holds_after_a_restart_and_a_file_that_has_gone_is_told() {
    let scene = Scene::new().await;
    let proxy = parlance_testkit::ScriptedServer::start().await.unwrap();
    proxy.respond(Response::events(sse::answer(["Through the proxy."])));
    scene.app.save_network(own(&proxy.base_url())).await.unwrap();

    // Without the key of the first run, which was in memory alone; OpenAI's comes from the environment.
    let restarted = app(&scene.home.parlance(), "http://models.far.example/v1");
    restarted.open_history().await;
    let started = ask(&restarted, "question").await.unwrap();
    let answer = answer_of(&restarted, &started).await;
    assert_eq!(answer.source, "Through the proxy.");

    let pem = scene.home.parlance().join("company.pem");
    std::fs::write(&pem, AUTHORITY).unwrap();
    let settings =
        NetworkSettings { certificate_file: Some(pem.display().to_string()), ..NetworkSettings::default() };
    restarted.save_network(settings).await.unwrap();
    std::fs::remove_file(&pem).unwrap();
    let problem = restarted.network(NoArgs {}).await.unwrap().problem.unwrap();
    assert!(problem.contains("company.pem"), "{problem}");
}

/// A person's app over a keyring, on a folder whose settings name `proxy`.
async fn restarted(scene: &Scene, keyring: &MockKeyring) -> App {
    let app = App::from_parts(Parts {
        home: Home::new(scene.home.parlance()),
        secrets: keyring.backend(scene.home.parlance().join("keys.json")),
        environment: Arc::new(|name| match name {
            "OPENAI_BASE_URL" => Some("http://models.far.example/v1".to_owned()),
            "OPENAI_API_KEY" => Some(KEY.to_owned()),
            _ => None,
        }),
        timeouts: Timeouts::default(),
    });
    app.open_history().await;
    app
}

#[tokio::test]
async fn a_password_behind_a_locked_keyring_is_told_and_taken_up_when_it_opens() {
    let scene = Scene::new().await;
    let proxy = parlance_testkit::ScriptedServer::start().await.unwrap();
    let keyring = MockKeyring::new().unwrap();
    let with_password = proxy.base_url().replace("http://", "http://anna:open-sesame@");
    restarted(&scene, &keyring).await.save_network(own(&with_password)).await.unwrap();

    keyring.lock(true);
    let app = restarted(&scene, &keyring).await;
    for _ in 0..2 {
        let answer = answer_of(&app, &ask(&app, "question").await.unwrap()).await;
        let error = answer.error.unwrap();
        assert_eq!(error.code, ErrorCode::Keyring);
        assert!(
            error.message.starts_with("The password of your proxy is in the system keyring"),
            "{error:?}"
        );
        assert!(error.message.contains("no answer") && !error.message.contains("sesame"), "{error:?}");
    }
    let shown = app.network(NoArgs {}).await.unwrap();
    assert!(shown.proxy_password && shown.problem.unwrap().contains("password of your proxy"));
    assert_eq!(proxy.requests(), [], "something left around the proxy or without its password");

    keyring.lock(false);
    app.retry_keyring(NoArgs {}).await.unwrap();
    proxy.respond(Response::events(sse::answer(["Through the proxy."])));
    let answer = answer_of(&app, &ask(&app, "question").await.unwrap()).await;
    assert_eq!(answer.source, "Through the proxy.");
    let authorization = proxy.requests().pop().unwrap();
    assert_eq!(authorization.header("proxy-authorization"), Some("Basic YW5uYTpvcGVuLXNlc2FtZQ=="));
    assert_eq!(app.network(NoArgs {}).await.unwrap().problem, None);
}

#[tokio::test]
async fn a_keyring_that_opens_by_itself_gives_the_password_with_the_next_question() {
    let scene = Scene::new().await;
    let proxy = parlance_testkit::ScriptedServer::start().await.unwrap();
    let keyring = MockKeyring::new().unwrap();
    let with_password = proxy.base_url().replace("http://", "http://anna:open-sesame@");
    restarted(&scene, &keyring).await.save_network(own(&with_password)).await.unwrap();
    keyring.lock(true);
    let app = restarted(&scene, &keyring).await;
    assert_ne!(app.keyring_status(NoArgs {}).await.unwrap(), parlance_ipc::KeyringStatus::Ready);
    keyring.lock(false);
    proxy.respond(Response::events(sse::answer(["Through the proxy."])));
    let answer = answer_of(&app, &ask(&app, "question").await.unwrap()).await;
    assert_eq!(answer.source, "Through the proxy.");
}

#[tokio::test]
async fn what_is_no_file_is_not_read_as_one() {
    let scene = Scene::new().await;
    let mut paths = vec![scene.home.parlance()];
    if cfg!(unix) {
        // Never ends.
        paths.push("/dev/zero".into());
    }
    for path in paths {
        let certificate_file = Some(path.to_str().unwrap().to_owned());
        let settings = NetworkSettings { certificate_file, ..NetworkSettings::default() };
        let error = scene.app.save_network(settings).await.unwrap_err();
        assert_eq!((error.code, error.message.contains("is not a file")), (ErrorCode::Invalid, true));
    }
}

#[tokio::test]
async fn what_was_settled_for_a_provider_goes_with_it() {
    let scene = Scene::new().await;
    let args = custom(&scene.server, "Lab", WireFormat::OpenaiChat);
    let provider = scene.app.save_custom_provider(args).await.unwrap().id;
    let patience = vec![ProviderPatience { provider: provider.clone(), first_byte_s: Some(9), idle_s: None }];
    scene.app.save_network(NetworkSettings { patience, ..NetworkSettings::default() }).await.unwrap();
    let mut routing = scene.app.routing(NoArgs {}).await.unwrap();
    routing.budgets = vec![ProviderBudget { provider: provider.clone(), ..ProviderBudget::default() }];
    scene.app.save_routing(routing).await.unwrap();

    scene.app.remove_custom_provider(ProviderArgs { provider }).await.unwrap();
    assert_eq!(scene.app.network(NoArgs {}).await.unwrap().settings, NetworkSettings::default());
    assert_eq!(scene.app.routing(NoArgs {}).await.unwrap().budgets, []);
}
