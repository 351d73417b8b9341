//! Histories that do not open: the start says which kind, and changes nothing.

use std::fs;
use std::path::Path;

use parlance_ipc::{ErrorCode, NoArgs, RestoreArgs, Startup, StartupProblem, StartupProblemKind};
use parlance_store::database_file;
use sqlx::{ConnectOptions, Connection};

use crate::support::*;

pub(crate) async fn sql(folder: &Path, statement: &'static str) {
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(database_file(folder));
    let mut connection = options.connect().await.unwrap();
    sqlx::raw_sql(statement).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

fn damage(folder: &Path) {
    let mut bytes = fs::read(database_file(folder)).unwrap();
    bytes[..64].fill(b'#');
    fs::write(database_file(folder), bytes).unwrap();
}

/// Opens it, which must fail and change no byte.
async fn refused(folder: &Path) -> StartupProblem {
    let before = files(folder);
    let app = app(folder, "http://127.0.0.1:9/v1");
    app.open_history().await;
    let problem = problem(&app).await;
    assert_eq!(problem.path, database_file(folder).display().to_string());
    assert!(!problem.detail.is_empty());
    assert_eq!(app.list_conversations(NoArgs {}).await.unwrap_err().code, ErrorCode::Database);
    assert_eq!(ask(&app, "Hello").await.unwrap_err().code, ErrorCode::Database);
    assert!(app.diagnostics(NoArgs {}).await.unwrap().contains("Failed"));
    app.shut_down().await;
    let after = files(folder);
    assert!(after == before, "{:?} became {:?}", before.keys(), after.keys());
    problem
}

#[tokio::test]
async fn a_newer_history_is_left_alone() {
    let home = furnished().await;
    sql(
        &home.parlance(),
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
                           VALUES (999, 'future', 1, x'00', 0)",
    )
    .await;
    assert_eq!(refused(&home.parlance()).await.kind, StartupProblemKind::Newer);
}

#[tokio::test]
async fn a_damaged_history_is_left_alone_and_a_kept_copy_takes_its_place() {
    let home = furnished().await;
    let folder = home.parlance();
    damage(&folder);
    let damaged = fs::read(database_file(&folder)).unwrap();
    let problem = refused(&folder).await;
    assert_eq!(problem.kind, StartupProblemKind::Corrupt);
    let [copy] = problem.copies.as_slice() else { panic!("{:?}", problem.copies) };

    let app = app(&folder, "http://127.0.0.1:9/v1");
    app.open_history().await;
    let unknown = RestoreArgs { copy: "../history.db".into() };
    app.restore_database(unknown).await.unwrap_err();
    let wanted = RestoreArgs { copy: copy.name.clone() };
    assert_eq!(app.restore_database(wanted.clone()).await.unwrap(), Startup::Ready);
    let conversations = app.list_conversations(NoArgs {}).await.unwrap();
    let view = view(&app, conversations[0].id).await;
    let words: Vec<_> = view.messages.iter().map(|message| message.source.as_str()).collect();
    assert_eq!(words, ["The question that was kept", "The answer that was kept"]);
    assert!(
        files(&folder.join("set-aside")).values().any(|bytes| *bytes == damaged),
        "the damaged file is gone"
    );
    assert_eq!(app.restore_database(wanted).await.unwrap_err().code, ErrorCode::Invalid);
}

#[tokio::test]
async fn a_history_that_vanished_is_not_replaced_by_an_empty_one() {
    let home = furnished().await;
    let folder = home.parlance();
    for file in ["history.db", "history.db-wal", "history.db-shm"] {
        let _ = fs::remove_file(folder.join(file));
    }
    let problem = refused(&folder).await;
    assert_eq!((problem.kind, problem.copies.len()), (StartupProblemKind::Corrupt, 1));
}
