//! A disk without room and one that may not be written. Real ones, so they need the right to mount; elsewhere the tests say
//! that they were left out.
#![cfg(target_os = "linux")]

use std::fs;

use parlance_ipc::{ErrorCode, MessageState, NoArgs, Startup, StartupProblemKind};
use parlance_testkit::{Disk, ScriptedServer, sse};

use crate::support::*;

#[tokio::test]
async fn words_that_find_no_room_wait_in_memory_and_are_sealed_when_there_is_room() {
    let Some(disk) = Disk::small() else { return };
    let server = ScriptedServer::start().await.unwrap();
    let app = app(disk.path(), &server.base_url());
    app.open_history().await;
    let started = ask(&app, "Write a lot").await.unwrap();
    let mut exchange = server.exchange().await.unwrap();
    exchange.respond(&parlance_testkit::Response::events("")).await.unwrap();
    let mut words = Words::of(&app, &started);
    exchange.send(sse::text("First words. ")).await.unwrap();
    words.until("First words.").await;

    let ballast = disk.fill().unwrap();
    let line = "words that need room ".repeat(200);
    // Until the app hangs up: it has noticed.
    while exchange.send(sse::text(&line)).await.is_ok() {}
    let (state, error) = words.end().await;
    let error = error.unwrap();
    assert_eq!((state, error.code), (MessageState::Interrupted, ErrorCode::DiskFull));
    assert!(error.message.contains("disk is full") && error.message.contains("this window"), "{error:?}");
    assert!(words.text.len() > line.len());

    // The turn still holds its words for whoever looks, and nothing new is taken on.
    let mut late = Words::of(&app, &started);
    assert_eq!(late.end().await, (state, Some(error.clone())));
    assert_eq!(late.text, words.text);
    assert_eq!(ask(&app, "And now?").await.unwrap_err().code, ErrorCode::DiskFull);
    assert_eq!(server.requests().len(), 1);

    fs::remove_file(ballast).unwrap();
    sealed(&app, &started).await;
    let answer = answer_of(&app, &started).await;
    assert!(answer.source == words.text, "{} of {} bytes", answer.source.len(), words.text.len());
    assert_eq!((answer.state, answer.error.unwrap().code), (MessageState::Interrupted, ErrorCode::DiskFull));
    let store = other_process(disk.path()).await;
    assert_eq!(store.integrity_check().await.unwrap(), Vec::<String>::new());
}

#[test]
fn quitting_on_a_full_disk_ends_and_keeps_what_was_written_before() {
    let Some(disk) = Disk::small() else {
        return;
    };
    let (ballast, said, message) = in_a_process(async {
        let server = ScriptedServer::start().await.unwrap();
        let app = app(disk.path(), &server.base_url());
        app.open_history().await;
        let started = ask(&app, "Write a lot").await.unwrap();
        let mut words = Words::of(&app, &started);
        let mut exchange = server.exchange().await.unwrap();
        exchange.respond(&parlance_testkit::Response::events("")).await.unwrap();
        // More than the journal holds back.
        exchange.send(sse::text(&"first words ".repeat(1_000))).await.unwrap();
        let message = message_args(&started).message;
        let store = other_process(disk.path()).await;
        while store.message(message).await.unwrap().text().is_empty() {
            tokio::task::yield_now().await;
        }
        store.close().await;
        let ballast = disk.fill().unwrap();
        while exchange.send(sse::text(&"more words ".repeat(400))).await.is_ok() {}
        assert_eq!(words.end().await.1.unwrap().code, ErrorCode::DiskFull);
        app.shut_down().await;
        (ballast, words.text, message)
    });
    fs::remove_file(ballast).unwrap();
    let kept = in_a_process(async { other_process(disk.path()).await.message(message).await.unwrap() });
    assert_eq!(kept.status, parlance_domain::MessageStatus::Interrupted);
    let kept = kept.text();
    assert!(kept.starts_with(&"first words ".repeat(1_000)) && said.starts_with(&kept), "{}", kept.len());
}

/// Waits until the turn has let go of its conversation.
async fn sealed(app: &parlance_app::App, started: &parlance_ipc::TurnStarted) {
    let (sender, mut events) = tokio::sync::mpsc::unbounded_channel();
    app.watch(sender);
    while view(app, started.conversation).await.messages[1].turn.is_some() {
        events.recv().await.unwrap();
    }
}

#[tokio::test]
async fn a_full_disk_at_start_is_told_and_nothing_is_lost() {
    let Some(disk) = Disk::small() else { return };
    let ballast = disk.fill().unwrap();
    let app = app(disk.path(), "http://127.0.0.1:9/v1");
    app.open_history().await;
    assert_eq!(problem(&app).await.kind, StartupProblemKind::DiskFull);
    fs::remove_file(ballast).unwrap();
    assert_eq!(app.retry_startup(NoArgs {}).await.unwrap(), Startup::Ready);
}

#[tokio::test]
async fn a_read_only_folder_is_told_and_left_alone() {
    let Some(disk) = Disk::small() else { return };
    let server = ScriptedServer::start().await.unwrap();
    server.respond(parlance_testkit::Response::events(sse::answer(["Kept."])));
    let app = app(disk.path(), &server.base_url());
    other_process(disk.path()).await.close().await;
    assert!(disk.set_writable(false));
    let before = files(disk.path());

    app.open_history().await;
    let problem = problem(&app).await;
    assert_eq!(problem.kind, StartupProblemKind::ReadOnly);
    assert!(problem.path.starts_with(&disk.path().display().to_string()) && !problem.detail.is_empty());
    assert_eq!(ask(&app, "Hello").await.unwrap_err().code, ErrorCode::Database);
    assert!(files(disk.path()) == before);

    assert!(disk.set_writable(true));
    assert_eq!(app.retry_startup(NoArgs {}).await.unwrap(), Startup::Ready);
    let started = ask(&app, "Hello").await.unwrap();
    assert_eq!(answer_of(&app, &started).await.source, "Kept.");
}
