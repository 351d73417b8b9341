//! Damage that does not keep the history from opening.

use std::fs;
use std::path::Path;

use parlance_domain::Timestamp;
use parlance_ipc::{AppEvent, ErrorCode, MessageState, NoArgs, RestoreArgs, Startup, StartupProblem};
use parlance_testkit::{Response, sse};
use sqlx::{ConnectOptions, Connection};

use crate::support::*;

/// Makes an index of one conversation's messages empty, though its definition says that they are in it.
const UNINDEX: &str = "PRAGMA writable_schema = ON; \
    UPDATE sqlite_schema SET sql = replace(sql, '(conversation, parent)', '(conversation, parent) WHERE 0') \
    WHERE name = 'message_parent'; PRAGMA writable_schema = RESET; REINDEX message_parent; \
    PRAGMA writable_schema = ON; \
    UPDATE sqlite_schema SET sql = replace(sql, ' WHERE 0', '') WHERE name = 'message_parent'; \
    PRAGMA writable_schema = RESET";

async fn damage(folder: &Path) {
    let file = parlance_store::database_file(folder);
    let mut connection = sqlx::sqlite::SqliteConnectOptions::new().filename(file).connect().await.unwrap();
    sqlx::raw_sql(UNINDEX).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

/// A history with a kept copy, damaged since, whose last check was then.
async fn damaged(last_check: Timestamp) -> Scene {
    let home = furnished().await;
    let folder = home.parlance();
    damage(&folder).await;
    // Old, so that a new one is due.
    let copies = folder.join("copies");
    for copy in files(&copies).keys().filter(|file| file.extension().is_some_and(|end| end == "db")) {
        fs::rename(copy, copies.join("history-1-daily.db")).unwrap();
    }
    fs::write(folder.join("last-check"), last_check.0.to_string()).unwrap();
    Scene::in_home(home).await
}

/// Opens the history and waits until the check has told what it found.
async fn told(scene: &Scene) -> StartupProblem {
    scene.app.open_history().await;
    found(scene).await
}

/// Waits until the check of the open history has told what it found.
async fn found(scene: &Scene) -> StartupProblem {
    let (sender, mut events) = tokio::sync::mpsc::unbounded_channel();
    scene.app.watch(sender);
    loop {
        if let Startup::Damaged(problem) = scene.app.startup(NoArgs {}).await.unwrap() {
            return problem;
        }
        while events.recv().await.unwrap() != AppEvent::Startup {}
    }
}

#[tokio::test]
async fn damage_is_found_after_a_week_and_the_history_stays_open() {
    let scene = damaged(Timestamp(Timestamp::now().0 - 8 * 86_400_000)).await;
    let copies = files(&scene.home.parlance().join("copies"));
    let problem = told(&scene).await;
    assert!(problem.detail.contains("message_parent"), "{problem:?}");
    assert_eq!(problem.copies.len(), 1);
    assert!(scene.app.diagnostics(NoArgs {}).await.unwrap().contains("Damaged"));
    assert_eq!(scene.app.list_conversations(NoArgs {}).await.unwrap().len(), 1);
    assert!(matches!(scene.app.retry_startup(NoArgs {}).await.unwrap(), Startup::Damaged(_)));
    scene.server.respond(Response::events(sse::answer(["still here"])));
    let started = scene.ask("Are you there?").await;
    assert_eq!(answer_of(&scene.app, &started).await.source, "still here");
    assert!(files(&scene.home.parlance().join("copies")) == copies, "a copy was made of what is damaged");
}

#[tokio::test]
async fn a_copy_replaces_it_while_a_model_speaks() {
    let scene = damaged(Timestamp(0)).await;
    let problem = told(&scene).await;
    let (started, mut exchange) = scene.in_the_middle(&["half"]).await;
    let mut words = Words::of(&scene.app, &started);
    words.until("half").await;
    let unknown = RestoreArgs { copy: "no-such-copy".into() };
    scene.app.restore_database(unknown).await.unwrap_err();
    assert_eq!(words.end().await, (MessageState::Interrupted, None));
    exchange.closed().await;
    assert_eq!(scene.app.list_conversations(NoArgs {}).await.unwrap().len(), 2);

    // It is open again: opened a second time it would be in use by two.
    found(&scene).await;
    let wanted = RestoreArgs { copy: problem.copies[0].name.clone() };
    assert_eq!(scene.app.restore_database(wanted.clone()).await.unwrap(), Startup::Ready);
    assert_eq!(scene.app.list_conversations(NoArgs {}).await.unwrap().len(), 1);
    assert_eq!(scene.app.restore_database(wanted).await.unwrap_err().code, ErrorCode::Invalid);
    assert!(files(&scene.home.parlance().join("set-aside")).keys().any(|path| path.ends_with("history.db")));
}
