//! Providers as data: addresses of one's own, named models, files that describe a provider.

use std::fs;

use parlance_ipc::{
    AuthStyle, Availability, BaseUrlArgs, CustomProviderArgs, ErrorCode, HeaderArgs, HeaderValueArgs,
    ImportProviderArgs, KeyCheck, MessageState, ModelChoice, NamedModelsArgs, NoArgs, ProviderArgs,
    ProviderFilesArgs, ProviderModels, ProviderView, QueryParameter, SaveKeyArgs, SendArgs, WireFormat,
};
use parlance_testkit::{Response, Step, sse};

use crate::support::*;

async fn provider(scene: &Scene, id: &str) -> Option<ProviderView> {
    scene.app.list_providers(NoArgs {}).await.unwrap().into_iter().find(|view| view.id == id)
}

async fn models(scene: &Scene, id: &str) -> ProviderModels {
    scene.app.provider_models(id).await.unwrap()
}

async fn ask_of(scene: &Scene, provider: &str, model: &str) -> (MessageState, Option<String>) {
    scene.server.respond(Response::events(sse::answer(["Hi"])));
    let model = ModelChoice { provider: provider.into(), model: model.into() };
    let args = SendArgs { conversation: None, text: "Hello".into(), model, overflow: None };
    let started = scene.app.send_message(args).await.unwrap();
    let answer = answer_of(&scene.app, &started).await;
    (answer.state, answer.error.map(|error| error.message))
}

/// A file as a person writes it, on the scene's server.
fn described(scene: &Scene, lines: &str) -> String {
    format!("version = 1\nname = \"Lab\"\nbase_url = \"{}\"\n{lines}", scene.server.base_url())
}

fn lab(scene: &Scene) -> CustomProviderArgs {
    CustomProviderArgs {
        id: None,
        name: " Lab ".into(),
        base_url: scene.server.base_url().replace("/v1", "/deployments/{model}"),
        wire: WireFormat::OpenaiChat,
        auth: Some(AuthStyle::Query { name: "key".into() }),
        headers: vec![HeaderArgs { name: "X-Team".into(), value: Some("team-token-77".into()) }],
        query: vec![QueryParameter { name: " api-version ".into(), value: "2024-10-21".into() }],
        models: vec![" one ".into(), "two".into(), "one".into()],
        key: Some(KEY.into()),
    }
}

#[tokio::test]
async fn azure_is_asked_at_an_address_of_ones_own_and_nowhere_before() {
    let scene = Scene::new().await;
    let azure = provider(&scene, "azure").await.unwrap();
    assert_eq!((azure.base_url.as_str(), azure.default_base_url.as_deref()), ("", None));
    assert!(azure.base_url_example.unwrap().starts_with("https://your-resource."));
    assert!(azure.names_models);
    assert_eq!(models(&scene, "azure").await.availability, Availability::NeedsKey);

    let key = SaveKeyArgs { provider: "azure".into(), key: KEY.into() };
    let check = scene.app.save_key(key.clone()).await.unwrap();
    assert!(matches!(&check, KeyCheck::Unchecked { message } if message.contains("base URL")), "{check:?}");
    let unavailable = models(&scene, "azure").await.availability;
    assert!(matches!(unavailable, Availability::Unavailable { code: ErrorCode::Invalid, .. }));
    let (state, message) = ask_of(&scene, "azure", "mine").await;
    assert_eq!(state, MessageState::Failed);
    assert!(message.unwrap().contains("base URL"));
    assert_eq!(scene.server.requests(), []);

    let base_url = scene.server.base_url();
    scene.app.set_base_url(BaseUrlArgs { provider: "azure".into(), base_url }).await.unwrap();
    let unavailable = models(&scene, "azure").await.availability;
    assert!(matches!(&unavailable, Availability::Unavailable { message, .. } if message.contains("names")));
    let named = NamedModelsArgs { provider: "azure".into(), models: vec![" mine ".into(), String::new()] };
    scene.app.set_models(named).await.unwrap();
    let listed = models(&scene, "azure").await;
    assert_eq!(listed.models.iter().map(|model| model.name.as_str()).collect::<Vec<_>>(), ["mine"]);
    scene.server.route("/models", [Step::from(Response::models(["not-deployed"]))]);
    assert_eq!(scene.app.save_key(key).await.unwrap(), KeyCheck::Valid { models: 1 });
    // The first answer that was scripted above is still to be had.
    let (state, message) = ask_of(&scene, "azure", "mine").await;
    assert_eq!((state, message), (MessageState::Complete, None));
    for request in scene.server.requests() {
        assert_eq!((request.header("api-key"), request.bearer()), (Some(KEY), None), "{}", request.path);
    }
}

#[tokio::test]
async fn only_a_provider_that_does_not_list_its_models_lets_them_be_named() {
    let scene = Scene::new().await;
    let sonar = provider(&scene, "perplexity").await.unwrap().models;
    let name = |provider: &str, models: &[String]| {
        scene.app.set_models(NamedModelsArgs { provider: provider.into(), models: models.to_vec() })
    };
    let mut more = sonar.clone();
    more.push("sonar-next".into());
    name("perplexity", &more).await.unwrap();
    assert_eq!(provider(&scene, "perplexity").await.unwrap().models, more);
    name("perplexity", &[]).await.unwrap();
    assert_eq!(provider(&scene, "perplexity").await.unwrap().models, sonar);
    assert_eq!(name("openai", &more).await.unwrap_err().code, ErrorCode::NotFound);
}

#[tokio::test]
async fn a_custom_provider_has_its_details_on_every_call() {
    let scene = Scene::new().await;
    let saved = scene.app.save_custom_provider(lab(&scene)).await.unwrap();
    assert_eq!(saved.name, "Lab");
    assert!(saved.base_url.ends_with("/deployments/{model}"), "{}", saved.base_url);
    assert_eq!(saved.auth, Some(AuthStyle::Query { name: "key".into() }));
    assert_eq!(saved.models, ["one", "two"]);
    assert_eq!((saved.header_names.as_slice(), saved.missing_headers.len()), (&["x-team".to_owned()][..], 0));
    assert_eq!(models(&scene, &saved.id).await.models.len(), 2);
    assert_eq!(ask_of(&scene, &saved.id, "o ne").await.0, MessageState::Complete);
    let request = scene.server.request(0).await;
    assert_eq!(
        request.path,
        format!("/deployments/o%20ne/chat/completions?api-version=2024-10-21&key={KEY}")
    );
    assert_eq!(request.header("x-team"), Some("team-token-77"));

    let base_url = scene.server.base_url();
    let moved = |base_url: &str| BaseUrlArgs { provider: saved.id.clone(), base_url: base_url.into() };
    scene.app.set_base_url(moved(&base_url)).await.unwrap();
    let after = provider(&scene, &saved.id).await.unwrap();
    assert_eq!(after, ProviderView { base_url, keys: after.keys.clone(), ..saved.clone() });
    assert_eq!(scene.app.set_base_url(moved("")).await.unwrap_err().code, ErrorCode::Invalid);

    for wrong in [
        CustomProviderArgs { auth: Some(AuthStyle::Header { name: "a b".into() }), ..lab(&scene) },
        CustomProviderArgs { auth: Some(AuthStyle::Query { name: " ".into() }), ..lab(&scene) },
        CustomProviderArgs {
            query: vec![QueryParameter { name: String::new(), value: "x".into() }],
            ..lab(&scene)
        },
    ] {
        assert_eq!(scene.app.save_custom_provider(wrong).await.unwrap_err().code, ErrorCode::Invalid);
    }
}

#[tokio::test]
async fn what_was_exported_is_imported_without_its_secrets() {
    let scene = Scene::new().await;
    let saved = scene.app.save_custom_provider(lab(&scene)).await.unwrap();
    let exported = scene.app.export_provider(ProviderArgs { provider: saved.id.clone() }).await.unwrap();
    assert!(exported.path.ends_with("Lab.parlance-provider.toml"), "{}", exported.path);
    assert_eq!(fs::read_to_string(&exported.path).unwrap(), exported.text);
    assert!(!exported.text.contains(KEY) && !exported.text.contains("team-token"), "{}", exported.text);
    // What was written is not taken for another provider.
    let files = scene.app.provider_files(ProviderFilesArgs { refresh: true }).await.unwrap();
    assert_eq!(files.broken, []);

    let other = Scene::new().await;
    let import = |text: &str| other.app.import_provider(ImportProviderArgs { text: text.into() });
    // What was exported before stays, whatever its name was made from.
    let second = scene.app.export_provider(ProviderArgs { provider: saved.id.clone() }).await.unwrap();
    assert!(second.path.ends_with("Lab-2.parlance-provider.toml"), "{}", second.path);

    let imported = import(&exported.text).await.unwrap();
    let (key, missing) = (parlance_ipc::KeyState::NotNeeded, vec!["x-team".to_owned()]);
    assert_eq!(imported, ProviderView { key, keys: Vec::new(), missing_headers: missing, ..saved });
    let again = import(&exported.text).await.unwrap();
    assert_ne!(again.id, imported.id);
    let value = HeaderValueArgs { provider: imported.id.clone(), name: "X-Team".into(), value: "v".into() };
    other.app.set_header_value(value.clone()).await.unwrap();
    assert_eq!(provider(&other, &imported.id).await.unwrap().missing_headers, [""; 0]);
    let unknown = HeaderValueArgs { name: "x-other".into(), ..value };
    assert_eq!(other.app.set_header_value(unknown).await.unwrap_err().code, ErrorCode::Invalid);

    for (text, word) in [
        (described(&other, "colour = 1"), "Line 4"),
        (described(&other, "id = \"openai\""), "brings along"),
        (described(&other, "id = \"guide\""), "brings along"),
        ("hello".into(), "Line 1"),
        ("#".repeat(70_000), "KiB"),
    ] {
        let error = import(&text).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::Invalid);
        assert!(error.message.contains(word), "{}", error.message);
    }
    let gone = other.app.export_provider(ProviderArgs { provider: "openai".into() }).await.unwrap_err();
    assert_eq!(gone.code, ErrorCode::NotFound);
}

#[tokio::test]
async fn a_folder_of_files_is_read_and_a_broken_one_leaves_the_others_alone() {
    let scene = Scene::new().await;
    let folder = scene.app.home().providers();
    let refresh = || scene.app.provider_files(ProviderFilesArgs { refresh: true });
    assert_eq!(refresh().await.unwrap().broken, []);
    fs::create_dir_all(&folder).unwrap();
    let lines = "auth = \"header:x-key\"\nheaders = [\"x-team\"]\nmodels = [\"m\"]";
    fs::write(folder.join("lab.parlance-provider.toml"), described(&scene, lines)).unwrap();
    fs::write(folder.join("bad.toml"), described(&scene, "wire = \"soap\"")).unwrap();
    fs::write(folder.join("custom-lab.toml"), described(&scene, "")).unwrap();
    // Read at start; later when asked to.
    assert_eq!(provider(&scene, "lab").await, None);
    let files = refresh().await.unwrap();
    assert_eq!(files.folder, folder.display().to_string());
    assert_eq!(files.broken.len(), 1);
    assert!(files.broken[0].file == "bad.toml" && files.broken[0].message.contains("Line 4"));

    let view = provider(&scene, "lab").await.unwrap();
    assert_eq!(view.file.as_deref(), Some("lab.parlance-provider.toml"));
    assert_eq!(view.missing_headers, ["x-team"]);
    let value = HeaderValueArgs { provider: "lab".into(), name: "x-team".into(), value: "blue".into() };
    scene.app.set_header_value(value).await.unwrap();
    scene.server.route("/models", [Step::from(Response::models(["m"]))]);
    scene.app.save_key(SaveKeyArgs { provider: "lab".into(), key: KEY.into() }).await.unwrap();
    assert_eq!(ask_of(&scene, "lab", "m").await, (MessageState::Complete, None));
    // The check of the key, and the question.
    for request in scene.server.requests() {
        let sent = (request.header("x-key"), request.header("x-team"), request.bearer());
        assert_eq!(sent, (Some(KEY), Some("blue"), None), "{}", request.path);
    }
    assert_eq!(scene.server.requests().len(), 2);
    let remove = scene.app.remove_custom_provider(ProviderArgs { provider: "lab".into() }).await;
    assert_eq!(remove.unwrap_err().code, ErrorCode::NotFound);

    // The id that a form would make of the name is taken, so it makes another.
    let saved = scene.app.save_custom_provider(lab(&scene)).await.unwrap();
    assert_ne!(saved.id, "custom-lab");
    let text = described(&scene, "id = \"lab\"");
    assert_ne!(scene.app.import_provider(ImportProviderArgs { text }).await.unwrap().id, "lab");
    // Nor does another server get the key that a file's provider left behind.
    fs::remove_file(folder.join("lab.parlance-provider.toml")).unwrap();
    assert_eq!(refresh().await.unwrap().broken.len(), 1);
    let text = described(&scene, "id = \"lab\"");
    let imported = scene.app.import_provider(ImportProviderArgs { text }).await.unwrap();
    assert!(imported.id != "lab" && imported.key == parlance_ipc::KeyState::NotNeeded, "{imported:?}");
    // A file that comes later gives way to what is in the history.
    fs::write(folder.join("late.toml"), described(&scene, &format!("id = \"{}\"", saved.id))).unwrap();
    let broken = refresh().await.unwrap().broken;
    assert!(broken[1].file == "late.toml" && broken[1].message.contains("already"), "{broken:?}");
    assert_eq!(provider(&scene, &saved.id).await.unwrap().file, None);
}
