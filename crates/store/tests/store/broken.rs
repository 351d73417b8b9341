//! Databases that cannot be used: each says what and where, and none is changed.

use std::fs;
use std::path::Path;

use parlance_store::{OpenError, OpenErrorKind, Store, StoreErrorKind, database_file};
use sqlx::Connection;

use crate::support::*;

async fn with_one_conversation(home: &Path) {
    let store = open(home).await;
    talk(&store, "t", "q", "a").await;
    store.close().await;
}

async fn refused(home: &Path) -> OpenError {
    let database = database_file(home);
    let before = fs::read(&database).unwrap();
    let error = Store::open(home).await.unwrap_err();
    assert_eq!(error.path, database);
    assert!(!error.detail.is_empty());
    assert!(fs::read(&database).unwrap() == before, "the file was changed");
    error
}

#[tokio::test]
async fn a_newer_database_is_left_alone() {
    let home = home();
    with_one_conversation(home.path()).await;
    run_sql(
        home.path(),
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (999, 'future', 1, x'00', 0)",
    )
    .await;
    assert_eq!(refused(home.path()).await.kind, OpenErrorKind::Newer);
}

#[tokio::test]
async fn a_schema_that_was_never_released_is_left_alone() {
    let home = home();
    with_one_conversation(home.path()).await;
    run_sql(home.path(), "UPDATE _sqlx_migrations SET checksum = x'00'").await;
    assert_eq!(refused(home.path()).await.kind, OpenErrorKind::Corrupt);
}

#[tokio::test]
async fn the_database_of_another_program_is_left_alone() {
    let home = home();
    fs::write(database_file(home.path()), "").unwrap();
    run_sql(home.path(), "CREATE TABLE recipe (name TEXT)").await;
    assert_eq!(refused(home.path()).await.kind, OpenErrorKind::Corrupt);
}

#[tokio::test]
async fn a_corrupt_header_is_told() {
    let home = home();
    with_one_conversation(home.path()).await;
    let database = database_file(home.path());
    let mut bytes = fs::read(&database).unwrap();
    bytes[..16].fill(b'#');
    fs::write(&database, bytes).unwrap();
    assert_eq!(refused(home.path()).await.kind, OpenErrorKind::Corrupt);
}

#[tokio::test]
async fn a_truncated_file_is_told() {
    let home = home();
    with_one_conversation(home.path()).await;
    let database = database_file(home.path());
    let bytes = fs::read(&database).unwrap();
    for length in [bytes.len() / 2, 4096, 1000, 50] {
        fs::write(&database, &bytes[..length]).unwrap();
        assert_eq!(
            refused(home.path()).await.kind,
            OpenErrorKind::Corrupt,
            "{length} of {} bytes",
            bytes.len()
        );
    }
}

#[tokio::test]
async fn damage_in_the_middle_is_found_by_the_checks() {
    let home = home();
    with_one_conversation(home.path()).await;
    run_sql(home.path(), "INSERT INTO message_words (rowid, text) VALUES (77, 'a word of no message')").await;
    let store = open(home.path()).await;
    assert!(!store.integrity_check().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_database_that_another_program_holds_is_told() {
    let home = home();
    with_one_conversation(home.path()).await;
    let mut other = raw(home.path()).await;
    sqlx::raw_sql("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE").execute(&mut other).await.unwrap();
    assert_eq!(refused(home.path()).await.kind, OpenErrorKind::Locked);
    other.close().await.unwrap();
    open(home.path()).await;
}

#[tokio::test]
async fn an_error_never_quotes_a_conversation() {
    let home = home();
    let store = open(home.path()).await;
    let (id, _, answer) = talk(&store, "t", "q", "a").await;
    run_sql(
        home.path(),
        r#"UPDATE message SET parts = '[{"type":"text","text":{"secret":"hush"}},{"type":"hush"}]'"#,
    )
    .await;
    for error in [store.messages(id).await.unwrap_err(), store.message(answer).await.unwrap_err()] {
        assert_eq!(error.kind, StoreErrorKind::Corrupt);
        assert!(!format!("{error} {error:?}").contains("hush"), "{error:?}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn what_is_written_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let home = home();
    let folder = home.path().join("new").join("folder");
    let store = open(&folder).await;
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    talk(&store, "t", "q", "a").await;
    store.keep_copy(parlance_domain::Timestamp(1)).await.unwrap();
    assert_eq!(mode(&folder), 0o700);
    for file in ["history.db", "history.db-wal", "copies/history-1-daily.db"] {
        assert_eq!(mode(&folder.join(file)), 0o600, "{file}");
    }
}

#[tokio::test]
async fn a_folder_that_is_a_file_is_told() {
    let home = home();
    let file = home.path().join("file");
    fs::write(&file, "x").unwrap();
    let error = Store::open(&file).await.unwrap_err();
    assert_eq!((error.kind, error.path), (OpenErrorKind::Other, file));
}

#[tokio::test]
async fn a_closed_store_refuses() {
    let home = home();
    let store = open(home.path()).await;
    store.close().await;
    store.close().await;
    store.save_draft(None, "x", parlance_domain::Timestamp(1)).await.unwrap_err();
    store.conversations().await.unwrap_err();
}
