//! A history of some size as an earlier version left it.

use std::path::{Path, PathBuf};

use parlance_store::{Store, copies, database_file};
use sqlx::sqlite::SqliteConnection;

use crate::fixture::lay_schema_10;
use crate::support::*;

/// The schema that a migrated history has.
pub(crate) const NEWEST: i64 = 16;

/// In each conversation, in a row.
pub(crate) const MESSAGES: usize = 10;

/// Of a schema 10, with so many conversations of [`MESSAGES`] beside what the fixture holds. Message 3 of each holds a word that
/// no other has, `rare00001` in the first one.
pub(crate) async fn lay_history(folder: &Path, conversations: usize) {
    lay_schema_10(folder).await;
    let sql = format!(
        "PRAGMA synchronous = OFF;
         BEGIN;
         WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {conversations})
         INSERT INTO conversation (pk, id, title, created_at, updated_at)
             SELECT 100 + i, randomblob(16), 'No. ' || i, 1790000000000 + i, 1790000000000 + i FROM n;
         WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {messages} - 1),
         said (i, text) AS (SELECT i, CASE i % {MESSAGES} WHEN 3 THEN printf('rare%05d ', 1 + i / {MESSAGES}) ELSE '' END || (
             WITH RECURSIVE w (j) AS (SELECT 0 UNION ALL SELECT j + 1 FROM w WHERE j < 39)
             SELECT group_concat('w' || ((n.i * 31 + j * j * 17) % 5000), ' ') FROM w) FROM n)
         INSERT INTO message (pk, id, conversation, parent, role, status, created_at, text, parts)
             SELECT 1000 + i, randomblob(16), 101 + i / {MESSAGES}, CASE i % {MESSAGES} WHEN 0 THEN NULL ELSE 999 + i END,
                 CASE i % 2 WHEN 0 THEN 'user' ELSE 'assistant' END, 'complete', 1790000000000 + i, text,
                 json_array(json_object('type', 'text', 'text', text))
             FROM said;
         UPDATE conversation SET leaf = (SELECT max(pk) FROM message m WHERE m.conversation = conversation.pk) WHERE pk > 100;
         COMMIT;",
        messages = conversations * MESSAGES,
    );
    run_sql(folder, &sql).await;
}

/// The size of the write-ahead log, in which a migration is written.
pub(crate) fn log_bytes(folder: &Path) -> u64 {
    let mut log = database_file(folder).into_os_string();
    log.push("-wal");
    std::fs::metadata(PathBuf::from(log)).map_or(0, |log| log.len())
}

/// How many migrations a database has been through. Nothing of the next one is in it.
pub(crate) async fn schema(database: &mut SqliteConnection) -> i64 {
    let schema: i64 = sqlx::query_scalar("SELECT max(version) FROM _sqlx_migrations")
        .fetch_one(&mut *database)
        .await
        .unwrap();
    for (table, since) in [("word", 11), ("unread_file", 12)] {
        let there: bool = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = ?)")
            .bind(table)
            .fetch_one(&mut *database)
            .await
            .unwrap();
        assert_eq!(there, schema >= since, "{table} in schema {schema}");
    }
    let found: Vec<String> =
        sqlx::query_scalar("PRAGMA integrity_check").fetch_all(&mut *database).await.unwrap();
    assert_eq!(found, ["ok"]);
    schema
}

/// Opens what [`lay_history`] made: everything is there, and is found.
pub(crate) async fn assert_whole(folder: &Path, conversations: usize) -> Store {
    let store = open(folder).await;
    let listed = store.conversations().await.unwrap();
    assert_eq!(listed.len(), conversations + 1);
    for n in [1, conversations / 2, conversations] {
        let hits = store.search(&format!("rare{n:05}"), 5).await.unwrap();
        let found = store.message(hits[0].message.unwrap()).await.unwrap();
        assert_eq!(hits.len(), 1);
        assert!(found.text().starts_with(&format!("rare{n:05} w")), "{:?}", found.parts);
        assert_eq!(store.messages(found.conversation).await.unwrap().len(), MESSAGES);
    }
    assert_sound(&store).await;
    for entry in std::fs::read_dir(folder.join("copies")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(!name.contains("unfinished"), "{name}");
    }
    assert!(!copies(folder).unwrap().is_empty());
    store
}
