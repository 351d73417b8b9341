//! What is unread: an answer that has ended where nobody looks.

use parlance_domain::ConversationId;
use parlance_ipc::{AppEvent, ListPlace, ListSort, LookArgs, NoArgs, PageArgs};

use tokio::sync::mpsc;

use crate::support::*;

async fn unread(app: &parlance_app::App) -> Vec<ConversationId> {
    let page = PageArgs { place: ListPlace::Loose, tag: None, sort: ListSort::Created, offset: 0, limit: 10 };
    let rows = app.conversation_page(page).await.unwrap();
    rows.into_iter().filter(|row| row.unread).map(|row| row.id).collect()
}

async fn look(app: &parlance_app::App, conversation: Option<ConversationId>) {
    app.look_at(LookArgs { conversation }).await.unwrap();
}

#[tokio::test]
async fn an_answer_is_unread_until_somebody_looks() {
    let scene = Scene::new().await;
    let untold = scene.talk("one", "an answer").await.conversation;
    assert_eq!(unread(&scene.app).await, [], "who asked in a terminal has read it there");
    look(&scene.app, Some(untold)).await;
    let other = scene.talk("other", "an answer").await.conversation;
    assert_eq!(unread(&scene.app).await, [other]);

    scene.app.shut_down().await;
    let again = app(&scene.home.parlance(), &scene.server.base_url());
    again.open_history().await;
    assert_eq!(unread(&again).await, [other], "the window that saw it end is gone");
    let (sender, mut events) = mpsc::unbounded_channel();
    again.watch(sender);
    look(&again, Some(other)).await;
    assert_eq!(unread(&again).await, []);
    assert_eq!(events.recv().await, Some(AppEvent::Conversations));
}

#[tokio::test]
async fn an_answer_that_somebody_watches_is_read() {
    let scene = Scene::new().await;
    look(&scene.app, None).await;
    let (started, exchange) = scene.in_the_middle(&["half"]).await;
    look(&scene.app, Some(started.conversation)).await;
    exchange.finish().await.unwrap();
    answer_of(&scene.app, &started).await;
    assert_eq!(unread(&scene.app).await, []);
}

#[tokio::test]
async fn a_temporary_chat_leaves_no_mark() {
    let scene = Scene::new().await;
    look(&scene.app, None).await;
    let chat = scene.app.begin_temporary(NoArgs {}).await.unwrap().id;
    look(&scene.app, Some(chat)).await;
    assert_eq!(unread(&scene.app).await, []);
}
