//! Several keys of one provider: the one in use is asked with, and no other.

use parlance_app::App;
use parlance_ipc::{
    AddKeyArgs, ErrorCode, KeyArgs, KeyCheck, KeyState, KeyView, MessageState, ModelChoice, NoArgs,
    ProviderView, RenameKeyArgs, ReplaceKeyArgs, SaveKeyArgs, SendArgs,
};
use parlance_testkit::{Response, Step, TempHome, sse};

use crate::support::*;

const WORK: &str = "sk-of-work-00000001";
const PRIVATE: &str = "sk-private-00000002";
const NEXT: &str = "sk-rotated-00000003";

async fn scene() -> Scene {
    let scene = Scene::new().await;
    scene.server.route("/models", [Step::from(Response::models(["scripted"]))]);
    scene
}

async fn openai(app: &App) -> ProviderView {
    let listed = app.list_providers(NoArgs {}).await.unwrap();
    listed.into_iter().find(|provider| provider.id == "openai").unwrap()
}

async fn keys(app: &App) -> Vec<KeyView> {
    openai(app).await.keys
}

/// The names of the keys; the one in use has a star.
async fn names(app: &App) -> Vec<String> {
    let star = |key: KeyView| format!("{}{}", key.name, if key.in_use { "*" } else { "" });
    keys(app).await.into_iter().map(star).collect()
}

async fn key(app: &App, name: &str) -> KeyView {
    keys(app).await.into_iter().find(|key| key.name == name).unwrap()
}

async fn args(app: &App, name: &str) -> KeyArgs {
    KeyArgs { provider: "openai".into(), id: key(app, name).await.id }
}

async fn save(app: &App, key: &str) {
    let args = SaveKeyArgs { provider: "openai".into(), key: key.into() };
    assert_eq!(app.save_key(args).await.unwrap(), KeyCheck::Valid { models: 1 });
}

async fn add(app: &App, name: &str, key: &str) {
    let args = AddKeyArgs { provider: "openai".into(), name: name.into(), key: key.into() };
    assert_eq!(app.add_key(args).await.unwrap(), KeyCheck::Valid { models: 1 });
}

async fn choose(app: &App, name: &str) {
    app.use_key(args(app, name).await).await.unwrap();
}

/// The keys with which questions were asked, in their order.
fn asked_with(scene: &Scene) -> Vec<String> {
    let requests = scene.server.requests();
    let questions = requests.iter().filter(|request| request.method == "POST");
    questions.map(|request| request.bearer().unwrap_or_default().to_owned()).collect()
}

#[tokio::test]
async fn one_key_is_a_named_key_without_anybody_doing_anything() {
    let scene = scene().await;
    assert_eq!(names(&scene.app).await, ["OPENAI_API_KEY*"]);
    save(&scene.app, WORK).await;
    let listed = keys(&scene.app).await;
    assert_eq!((listed[0].name.as_str(), listed[0].in_use), ("", true));
    assert_eq!(listed[0].state, KeyState::Session { last4: "0001".into() });
    assert_eq!((listed[1].name.as_str(), listed[1].in_use), ("OPENAI_API_KEY", false));
    assert_eq!(openai(&scene.app).await.key, listed[0].state);

    let rename = RenameKeyArgs { provider: "openai".into(), id: listed[0].id.clone(), name: " Work ".into() };
    scene.app.rename_key(rename).await.unwrap();
    assert_eq!(names(&scene.app).await, ["Work*", "OPENAI_API_KEY"]);
}

#[tokio::test]
async fn a_conversation_goes_on_with_another_key() {
    let scene = scene().await;
    save(&scene.app, WORK).await;
    add(&scene.app, "Private", PRIVATE).await;
    assert_eq!(names(&scene.app).await, ["*", "Private", "OPENAI_API_KEY"], "what is in use stays in use");

    let started = scene.talk("First?", "First.").await;
    choose(&scene.app, "Private").await;
    let again = |text: &str| SendArgs {
        conversation: Some(started.conversation),
        text: text.into(),
        model: model(),
        overflow: None,
    };
    scene.server.respond(Response::events(sse::answer(["Second."])));
    let second = scene.app.send_message(again("Second?")).await.unwrap();
    assert_eq!(answer_of(&scene.app, &second).await.source, "Second.");
    choose(&scene.app, "OPENAI_API_KEY").await;
    scene.server.respond(Response::events(sse::answer(["Third."])));
    let third = scene.app.send_message(again("Third?")).await.unwrap();
    assert_eq!(answer_of(&scene.app, &third).await.source, "Third.");

    assert_eq!(asked_with(&scene), [WORK, PRIVATE, KEY]);
    assert_eq!(view(&scene.app, started.conversation).await.messages.len(), 6);
    assert!(keys(&scene.app).await.iter().all(|key| key.last_used_at.is_some() && key.last_error.is_none()));
}

#[tokio::test]
async fn a_key_is_rotated_in_the_middle_of_an_answer() {
    let scene = scene().await;
    save(&scene.app, WORK).await;
    add(&scene.app, "Private", PRIVATE).await;
    choose(&scene.app, "Private").await;
    let (started, mut exchange) = scene.in_the_middle(&["Half "]).await;
    let mut words = Words::of(&scene.app, &started);
    words.until("Half ").await;

    let KeyArgs { provider, id } = args(&scene.app, "Private").await;
    let rotated = ReplaceKeyArgs { provider, id, key: NEXT.into() };
    assert_eq!(scene.app.replace_key(rotated).await.unwrap(), KeyCheck::Valid { models: 1 });
    exchange.send(sse::text("whole")).await.unwrap();
    // The old key is revoked while it is still in use here.
    exchange.send(sse::error("invalid_api_key", "This key was revoked")).await.unwrap();
    let (state, error) = words.end().await;
    assert_eq!((state, error.unwrap().code), (MessageState::Interrupted, ErrorCode::Key));
    assert_eq!(words.text, "Half whole");
    let private = key(&scene.app, "Private").await;
    assert_eq!((private.in_use, private.last_error), (true, None), "that was said of the old one");

    scene.server.respond(Response::events(sse::answer(["more"])));
    let again = scene.app.continue_message(go_on_args(&started)).await.unwrap();
    assert_eq!(answer_of(&scene.app, &again).await.source, "Half wholemore");
    assert_eq!(asked_with(&scene), [PRIVATE, NEXT]);
    assert!(key(&scene.app, "Private").await.last_used_at.is_some());
}

#[tokio::test]
async fn a_wrong_key_is_told_and_no_other_takes_its_place() {
    for (refusal, code) in [
        (Response::error(401, "invalid_api_key", "Wrong"), ErrorCode::Key),
        (Response::error(403, "", "Not this project"), ErrorCode::Permission),
        (Response::error(429, "insufficient_quota", "No credit"), ErrorCode::Quota),
        (Response::error(402, "", "No credit"), ErrorCode::Quota),
    ] {
        let scene = scene().await;
        save(&scene.app, WORK).await;
        add(&scene.app, "Private", PRIVATE).await;
        scene.server.respond(refusal);
        let started = scene.ask("Hello?").await;
        let card = answer_of(&scene.app, &started).await.error.unwrap();
        assert_eq!(card.code, code);
        assert!(card.message.starts_with("The first key: "), "{card:?}");
        assert_eq!(asked_with(&scene), [WORK]);
        let listed = keys(&scene.app).await;
        assert_eq!(listed[0].last_error.unwrap().code, code);
        assert_eq!((listed[1].last_used_at, listed[1].last_error), (None, None));

        choose(&scene.app, "Private").await;
        scene.talk("And now?", "Yes.").await;
        assert_eq!(keys(&scene.app).await[0].last_error.unwrap().code, code, "its own fault stays told");
        choose(&scene.app, "").await;
        scene.talk("And now?", "Yes.").await;
        assert_eq!(keys(&scene.app).await[0].last_error, None);
        assert_eq!(asked_with(&scene), [WORK, PRIVATE, WORK]);
    }
}

#[tokio::test]
async fn a_limit_is_of_the_account_and_not_of_the_next_key() {
    let scene = scene().await;
    save(&scene.app, WORK).await;
    add(&scene.app, "Private", PRIVATE).await;
    let limit = Response::error(429, "rate_limit_exceeded", "Slow down").header("retry-after", "600");
    scene.server.respond(limit);
    for _ in 0..2 {
        let started = scene.ask("Hello?").await;
        assert_eq!(answer_of(&scene.app, &started).await.error.unwrap().code, ErrorCode::RateLimit);
    }
    assert_eq!(asked_with(&scene), [WORK], "the second was held up");
    assert_eq!(keys(&scene.app).await[0].last_error, None);
    choose(&scene.app, "Private").await;
    scene.talk("And now?", "Yes.").await;
    assert_eq!(asked_with(&scene), [WORK, PRIVATE]);
}

#[tokio::test]
async fn a_limit_of_the_key_before_does_not_hold_the_new_one_up() {
    let scene = scene().await;
    save(&scene.app, WORK).await;
    add(&scene.app, "Private", PRIVATE).await;
    let (started, mut exchange) = scene.in_the_middle(&["Half "]).await;
    let mut words = Words::of(&scene.app, &started);
    words.until("Half ").await;
    choose(&scene.app, "Private").await;
    exchange.send(sse::error("rate_limit_exceeded", "Slow down")).await.unwrap();
    assert_eq!(words.end().await.1.unwrap().code, ErrorCode::RateLimit);
    scene.talk("And now?", "Yes.").await;
    assert_eq!(asked_with(&scene), [WORK, PRIVATE]);
}

#[tokio::test]
async fn failures_of_others_are_not_the_keys() {
    let scene = scene().await;
    save(&scene.app, WORK).await;
    scene.server.respond(Response::error(404, "model_not_found", "No such model"));
    let started = scene.ask("Hello?").await;
    answer_of(&scene.app, &started).await;
    let first = keys(&scene.app).await.remove(0);
    assert_eq!((first.last_used_at, first.last_error), (None, None));
}

#[tokio::test]
async fn a_removed_key_hands_over_to_another_or_to_none() {
    let scene = scene().await;
    save(&scene.app, WORK).await;
    add(&scene.app, "Private", PRIVATE).await;
    add(&scene.app, "Team", NEXT).await;
    choose(&scene.app, "Private").await;
    let remove = async |name: &str| {
        let args = args(&scene.app, name).await;
        scene.app.remove_key(args).await.unwrap();
    };
    remove("Private").await;
    assert_eq!(names(&scene.app).await, ["*", "Team", "OPENAI_API_KEY"]);
    remove("").await;
    assert_eq!(names(&scene.app).await, ["Team*", "OPENAI_API_KEY"]);
    remove("Team").await;
    assert_eq!(names(&scene.app).await, ["OPENAI_API_KEY*"]);
    scene.talk("Who?", "The environment.").await;
    assert_eq!(asked_with(&scene), [KEY]);
    // What comes next is the first one again, and has nothing of the one before.
    save(&scene.app, PRIVATE).await;
    assert_eq!(names(&scene.app).await, ["*", "OPENAI_API_KEY"]);
}

#[tokio::test]
async fn a_key_that_is_gone_is_missed_and_not_replaced() {
    let home = TempHome::new().unwrap();
    let scene = Scene::in_home(home).await;
    scene.server.route("/models", [Step::from(Response::models(["scripted"]))]);
    scene.app.open_history().await;
    save(&scene.app, WORK).await;
    add(&scene.app, "Private", PRIVATE).await;
    choose(&scene.app, "Private").await;
    // The next start: without a keyring the secrets ended with the session.
    let app = app(&scene.home.parlance(), &scene.server.base_url());
    app.open_history().await;
    assert_eq!(names(&app).await, ["Private*", "OPENAI_API_KEY"]);
    assert_eq!(key(&app, "Private").await.state, KeyState::NotSet);
    let started = ask(&app, "Hello?").await.unwrap();
    let error = answer_of(&app, &started).await.error.unwrap();
    assert_eq!(error.code, ErrorCode::Key);
    assert!(error.message.contains("“Private” of OpenAI is not there any more"), "{}", error.message);
    assert_eq!(asked_with(&scene), Vec::<String>::new());

    // A further one is what is there, and so in use.
    add(&app, "Team", NEXT).await;
    assert_eq!(names(&app).await, ["Private", "Team*", "OPENAI_API_KEY"]);
    choose(&app, "Private").await;

    let KeyArgs { provider, id } = args(&app, "Private").await;
    let entered = ReplaceKeyArgs { provider, id, key: PRIVATE.into() };
    assert_eq!(app.replace_key(entered).await.unwrap(), KeyCheck::Valid { models: 1 });
    assert_eq!(key(&app, "Private").await.state, KeyState::Session { last4: "0002".into() });
    assert_eq!(names(&app).await, ["Private*", "Team", "OPENAI_API_KEY"], "it keeps its place");
}

#[tokio::test]
async fn a_key_that_is_refused_or_has_no_name_of_its_own_changes_nothing() {
    let scene = Scene::new().await;
    let add = async |name: &str, key: &str| {
        scene.app.add_key(AddKeyArgs { provider: "openai".into(), name: name.into(), key: key.into() }).await
    };
    let list = || scene.server.respond(Response::models(["scripted"]));
    list();
    assert_eq!(add("Work", WORK).await.unwrap(), KeyCheck::Valid { models: 1 });
    scene.server.respond(Response::error(401, "invalid_api_key", "Incorrect API key provided"));
    assert!(matches!(add("Private", PRIVATE).await.unwrap(), KeyCheck::Refused { .. }));
    let asked = scene.server.requests().len();
    for name in ["", "  ", "work", "openai_api_key", &"n".repeat(41), "a\nb"] {
        assert_eq!(add(name, PRIVATE).await.unwrap_err().code, ErrorCode::Invalid, "{name:?}");
    }
    assert_eq!(add("Private", "two words").await.unwrap_err().code, ErrorCode::Invalid);
    let work = args(&scene.app, "Work").await;
    let replaced = ReplaceKeyArgs { provider: "openai".into(), id: work.id.clone(), key: NEXT.into() };
    scene.server.respond(Response::error(401, "invalid_api_key", "Incorrect API key provided"));
    assert!(matches!(scene.app.replace_key(replaced).await.unwrap(), KeyCheck::Refused { .. }));
    assert_eq!(scene.server.requests().len(), asked + 1, "a wrong name asks nobody");
    assert_eq!(names(&scene.app).await, ["Work*", "OPENAI_API_KEY"]);
    assert_eq!(key(&scene.app, "Work").await.state, KeyState::Session { last4: "0001".into() });

    let environment = args(&scene.app, "OPENAI_API_KEY").await;
    assert_eq!(scene.app.remove_key(environment).await.unwrap_err().code, ErrorCode::Invalid);
    let nobody = KeyArgs { provider: "openai".into(), id: "nobody".into() };
    assert_eq!(scene.app.use_key(nobody.clone()).await.unwrap_err().code, ErrorCode::NotFound);
    assert_eq!(scene.app.remove_key(nobody).await.unwrap_err().code, ErrorCode::NotFound);
}

#[tokio::test]
async fn an_entered_key_takes_over_from_the_environment_that_was_chosen() {
    let scene = scene().await;
    save(&scene.app, WORK).await;
    choose(&scene.app, "OPENAI_API_KEY").await;
    assert_eq!(names(&scene.app).await, ["", "OPENAI_API_KEY*"]);
    add(&scene.app, "Private", PRIVATE).await;
    assert_eq!(names(&scene.app).await, ["", "Private", "OPENAI_API_KEY*"]);
    save(&scene.app, NEXT).await;
    assert_eq!(names(&scene.app).await, ["*", "Private", "OPENAI_API_KEY"]);
    assert_eq!(keys(&scene.app).await[0].state, KeyState::Session { last4: "0003".into() });
}

#[tokio::test]
async fn nothing_is_kept_of_the_key_of_an_endpoint_for_one_run() {
    let scene = Scene::new().await;
    let endpoint = scene.app.add_endpoint(&scene.server.base_url(), Some("OPENAI_API_KEY".into())).unwrap();
    scene.server.respond(Response::events(sse::answer(["Yes."])));
    let model = ModelChoice { provider: endpoint, model: "scripted".into() };
    let asked = SendArgs { conversation: None, text: "Hello?".into(), model, overflow: None };
    let started = scene.app.send_message(asked).await.unwrap();
    assert_eq!(answer_of(&scene.app, &started).await.state, MessageState::Complete);
    assert_eq!(asked_with(&scene), [KEY]);
    assert_eq!(other_process(&scene.home.parlance()).await.providers().await.unwrap().keys, []);
}

#[tokio::test]
async fn a_temporary_conversation_is_asked_with_the_key_in_use() {
    let scene = scene().await;
    save(&scene.app, WORK).await;
    add(&scene.app, "Private", PRIVATE).await;
    choose(&scene.app, "Private").await;
    let folder = TempHome::new().unwrap();
    let temporary = scene.app.temporary(parlance_app::Home::new(folder.parlance())).await.unwrap().app;
    scene.server.respond(Response::events(sse::answer(["Yes."])));
    let started = ask(&temporary, "Hello?").await.unwrap();
    assert_eq!(answer_of(&temporary, &started).await.state, MessageState::Complete);
    assert_eq!(asked_with(&scene), [PRIVATE]);
}
