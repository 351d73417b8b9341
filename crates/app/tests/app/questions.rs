//! What a person says is kept before anyone is asked.

use parlance_domain::{MessageStatus, Role};
use parlance_ipc::{
    ArtifactKind, ConversationArgs, ErrorCode, MessageState, NoArgs, OpenArtifactArgs, RenderArgs, SearchArgs,
};
use parlance_testkit::{Response, sse};

use crate::support::*;

#[tokio::test]
async fn a_question_is_in_the_history_while_the_provider_still_thinks() {
    let scene = Scene::new().await;
    let asking = tokio::spawn({
        let app = scene.app.clone();
        async move { ask(&app, "Is it kept?").await.unwrap() }
    });
    let exchange = scene.server.exchange().await.unwrap();
    let store = other_process(&scene.home.parlance()).await;
    let conversation = store.conversations().await.unwrap().pop().unwrap();
    let messages = store.messages(conversation.id).await.unwrap();
    let kept: Vec<_> =
        messages.iter().map(|message| (message.role, message.status, message.text())).collect();
    assert_eq!(
        kept,
        [
            (Role::User, MessageStatus::Complete, "Is it kept?".to_owned()),
            (Role::Assistant, MessageStatus::Streaming, String::new()),
        ]
    );
    drop(exchange);
    asking.await.unwrap();
    scene.app.shut_down().await;
}

#[tokio::test]
async fn a_question_that_cannot_be_kept_is_not_asked() {
    use sqlx::{ConnectOptions, Connection};
    let scene = Scene::new().await;
    let file = parlance_store::database_file(&scene.home.parlance());
    let mut holder = sqlx::sqlite::SqliteConnectOptions::new().filename(file).connect().await.unwrap();
    sqlx::raw_sql("BEGIN IMMEDIATE").execute(&mut holder).await.unwrap();
    let refused = ask(&scene.app, "Not now").await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::Database);
    sqlx::raw_sql("ROLLBACK").execute(&mut holder).await.unwrap();
    holder.close().await.unwrap();
    scene.talk("Now", "yes").await;
    let bodies: Vec<_> = scene.server.requests().iter().map(|request| request.json()).collect();
    assert_eq!(bodies.len(), 1);
    assert_eq!(bodies[0]["messages"][0]["content"], "Now");
}

#[tokio::test]
async fn an_endpoint_that_nobody_serves_costs_the_answer_alone() {
    // Bound and not listening: nobody else gets the port, and it refuses.
    let nobody = tokio::net::TcpSocket::new_v4().unwrap();
    nobody.bind(([127, 0, 0, 1], 0).into()).unwrap();
    let scene = Scene::new().await;
    let app = app(&scene.home.parlance(), &format!("http://{}/v1", nobody.local_addr().unwrap()));
    app.open_history().await;
    let started = ask(&app, "Is anybody there?").await.unwrap();
    let answer = answer_of(&app, &started).await;
    assert_eq!(answer.state, MessageState::Failed);
    assert_eq!(answer.error.unwrap().code, ErrorCode::Network);
    let view = view(&app, started.conversation).await;
    assert_eq!(view.messages[0].source, "Is anybody there?");
    assert_eq!(view.messages[0].state, MessageState::Complete);
}

#[tokio::test]
async fn nothing_to_say_is_refused_and_leaves_no_row() {
    let scene = Scene::new().await;
    for text in ["", "   ", "\n\t \r\n", "\u{a0}\u{2003}"] {
        let refused = ask(&scene.app, text).await.unwrap_err();
        assert_eq!(refused.code, ErrorCode::Invalid, "{text:?}");
        assert_eq!(refused.message, "Write a message first.");
    }
    let refused = ask(&scene.app, &"x".repeat(8 * 1024 * 1024 + 1)).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::Invalid);
    assert!(refused.message.contains("8 MB"), "{refused}");
    assert!(scene.app.list_conversations(NoArgs {}).await.unwrap().is_empty());
    assert!(scene.server.requests().is_empty());
}

#[tokio::test]
async fn a_message_of_two_megabytes_arrives_and_is_found_whole() {
    let scene = Scene::new().await;
    let mut text = "Zeile mit Umlauten äöü und \"Zeichen\" \\ 漢字\n".repeat(2 * 1024 * 1024 / 40);
    text += "Stachelbeerkuchen am Ende";
    assert!(text.len() > 2 * 1024 * 1024);
    let started = scene.talk(&text, "Received.").await;

    let sent = scene.server.request(0).await.json();
    assert!(sent["messages"][0]["content"] == text.as_str(), "the provider got something else");
    let view = scene.view(&started).await;
    assert!(view.messages[0].source == text, "the history holds something else");
    let hits = scene.app.search(SearchArgs { query: "Stachelbeerkuchen".into() }).await.unwrap();
    assert_eq!(hits.len(), 1);
    assert_eq!((hits[0].conversation, hits[0].message), (started.conversation, Some(view.messages[0].id)));
}

#[tokio::test]
async fn a_conversation_is_asked_one_thing_at_a_time() {
    let scene = Scene::new().await;
    let (started, mut exchange) = scene.in_the_middle(&["one "]).await;
    let busy = scene.app.continue_message(go_on_args(&started)).await.unwrap_err();
    assert_eq!(busy.code, ErrorCode::Busy);
    let again = parlance_ipc::SendArgs {
        conversation: Some(started.conversation),
        text: "And?".into(),
        model: model(),
        overflow: None,
    };
    assert_eq!(scene.app.send_message(again.clone()).await.unwrap_err().code, ErrorCode::Busy);
    let mut words = Words::of(&scene.app, &started);
    exchange.send(format!("{}{}{}", sse::text("answer"), sse::finish("stop"), sse::DONE)).await.unwrap();
    words.end().await;

    // Whoever hears of the end may ask at once.
    scene.server.respond(Response::events(sse::answer(["two"])));
    let next = scene.app.send_message(again).await.unwrap();
    let answer = answer_of(&scene.app, &next).await;
    assert_eq!(answer.source, "two");
    assert_eq!(scene.view(&started).await.messages.len(), 4);
}

#[tokio::test]
async fn the_outline_has_each_question_of_the_path_on_one_line() {
    let scene = Scene::new().await;
    let first = scene.talk("First\n\n  words ", "yes").await;
    let conversation = first.conversation;
    let questions = scene.app.questions(ConversationArgs { conversation }).await.unwrap();
    let texts: Vec<_> = questions.iter().map(|question| question.text.as_str()).collect();
    assert_eq!(texts, ["First words"]);
    let shown = view(&scene.app, conversation).await;
    assert_eq!(questions[0].message, shown.messages[0].id);
}

#[tokio::test]
async fn an_artifact_is_written_under_its_name_and_a_document_is_drawn() {
    let scene = Scene::new().await;
    let args = |kind, name: &str| OpenArtifactArgs { kind, name: name.into(), source: "<p>hi".into() };
    let page = scene.app.write_artifact(args(ArtifactKind::Html, "../My page")).await.unwrap();
    let exports = scene.app.home().exports();
    assert_eq!(std::path::Path::new(&page.path).parent(), Some(exports.as_path()));
    assert!(page.path.ends_with("page.html"), "{}", page.path);
    assert_eq!(std::fs::read_to_string(&page.path).unwrap(), "<p>hi");
    let nameless = scene.app.write_artifact(args(ArtifactKind::Svg, "")).await.unwrap();
    assert!(nameless.path.ends_with("artifact.svg"), "{}", nameless.path);
    let blocks = scene.app.render_markdown(RenderArgs { source: "# Hi\n\n<script>x</script>".into() }).await;
    let html = blocks.unwrap().concat();
    assert!(html.contains("Hi") && !html.contains("<script"), "{html}");
}
