//! Images of the web: whose are shown without being asked for, and what is never asked for.

use parlance_domain::ConversationId;
use parlance_ipc::{ConversationArgs, ErrorCode, ImageHostArgs, NoArgs, SaveImageArgs};

use crate::support::*;

async fn set(app: &parlance_app::App, conversation: ConversationId, host: &str, shown: bool) -> Vec<String> {
    let args = ImageHostArgs { conversation, host: host.into(), shown };
    app.set_image_host(args).await.unwrap()
}

async fn hosts(app: &parlance_app::App, conversation: ConversationId) -> Vec<String> {
    app.image_hosts(ConversationArgs { conversation }).await.unwrap()
}

#[tokio::test]
async fn a_host_is_shown_in_its_conversation_alone_until_it_is_taken_back() {
    let scene = Scene::new().await;
    let (one, other) = (
        scene.talk("one", "an answer").await.conversation,
        scene.talk("other", "an answer").await.conversation,
    );
    assert_eq!(hosts(&scene.app, one).await, [""; 0]);
    set(&scene.app, one, "b.example", true).await;
    set(&scene.app, one, "b.example", true).await;
    assert_eq!(set(&scene.app, one, "a.example", true).await, ["a.example", "b.example"]);
    assert_eq!(hosts(&scene.app, other).await, [""; 0]);
    assert_eq!(set(&scene.app, one, "b.example", false).await, ["a.example"]);

    scene.app.shut_down().await;
    let again = app(&scene.home.parlance(), &scene.server.base_url());
    again.open_history().await;
    assert_eq!(hosts(&again, one).await, ["a.example"]);

    let gone = ImageHostArgs { conversation: ConversationId::new(), host: "a.example".into(), shown: true };
    assert_eq!(again.set_image_host(gone).await.unwrap_err().code, ErrorCode::NotFound);
    let nameless = ImageHostArgs { conversation: other, host: String::new(), shown: true };
    assert_eq!(again.set_image_host(nameless).await.unwrap_err().code, ErrorCode::Invalid);
}

#[tokio::test]
async fn a_temporary_chat_keeps_it_for_itself() {
    let scene = Scene::new().await;
    let chat = scene.app.begin_temporary(NoArgs {}).await.unwrap().id;
    assert_eq!(set(&scene.app, chat, "a.example", true).await, ["a.example"]);
    assert_eq!(hosts(&scene.app, chat).await, ["a.example"]);
}

#[tokio::test]
async fn an_image_that_may_not_be_loaded_is_not_saved_either() {
    let scene = Scene::new().await;
    let folder = scene.home.parlance().join("exports");
    let before = scene.server.requests().len();
    for url in [format!("{}/a.png", scene.server.base_url()), "file:///etc/passwd".to_owned()] {
        let args = SaveImageArgs { url, name: "x".into() };
        assert_eq!(scene.app.save_image(args, folder.clone()).await.unwrap_err().code, ErrorCode::Network);
    }
    assert!(!folder.exists());
    assert_eq!(scene.server.requests().len(), before);
}
