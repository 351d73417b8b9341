use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use parlance_domain::{BlobId, Part, Picture, Timestamp};
use parlance_store::{JournalEntry, Seal, Store, blob_file, copies};

use crate::support::*;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

fn at(days: i64) -> Timestamp {
    Timestamp(Timestamp::now().0 + days * DAY_MS)
}

async fn put(store: &Store, bytes: &[u8]) -> BlobId {
    store.put_blob(Arc::from(bytes), "image/png", Timestamp::now()).await.unwrap()
}

fn picture(blob: BlobId) -> Picture {
    Picture { blob, media_type: "image/png".into(), width: None, height: None, alt: String::new() }
}

fn is_there(home: &Path, id: BlobId) -> bool {
    blob_file(home, id).exists()
}

/// A file without a row, as a process leaves it that dies between the two.
fn left_behind(home: &Path, id: BlobId, days_ago: u64) {
    let path = blob_file(home, id);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, b"left behind").unwrap();
    age(&path, days_ago);
}

fn age(path: &Path, days: u64) {
    let file = std::fs::File::options().write(true).open(path).unwrap();
    file.set_modified(SystemTime::now() - Duration::from_secs(days * 24 * 60 * 60)).unwrap();
}

#[tokio::test]
async fn what_no_message_names_goes_after_a_day() {
    let home = home();
    let store = open(home.path()).await;
    let (_, _, answer) = ask_new(&store, "t", "q").await;
    let (kept, orphan) = (put(&store, b"kept").await, put(&store, b"orphan").await);
    let parts = vec![Part::Image(picture(kept))];
    store.seal(&Seal { parts, ..seal(answer, "") }).await.unwrap();
    assert_eq!(store.remove_orphans(at(0)).await.unwrap(), 0, "it is young");
    assert_eq!(store.remove_orphans(at(2)).await.unwrap(), 1);
    assert_eq!((is_there(home.path(), kept), is_there(home.path(), orphan)), (true, false));
    assert!(store.has_blob(kept).await.unwrap());
    assert!(!store.has_blob(orphan).await.unwrap());
    assert_eq!(store.remove_orphans(at(2)).await.unwrap(), 0);
    assert_sound(&store).await;
}

#[tokio::test]
async fn a_turn_that_runs_loses_nothing_however_long_it_takes() {
    let home = home();
    let store = open(home.path()).await;
    let (_, _, answer) = ask_new(&store, "t", "q").await;
    let id = put(&store, b"drawn").await;
    store.journal(answer, &[JournalEntry::picture(0, &picture(id)).unwrap()]).await.unwrap();
    let terminal = open(home.path()).await;
    assert_eq!(terminal.remove_orphans(at(9)).await.unwrap(), 0);
    store.seal(&Seal { parts: vec![Part::Image(picture(id))], ..seal(answer, "") }).await.unwrap();
    assert_eq!(terminal.remove_orphans(at(9)).await.unwrap(), 0);
    assert_eq!(store.blob(id).await.unwrap(), b"drawn");
}

#[tokio::test]
async fn what_is_put_again_is_young_again() {
    let home = home();
    let store = open(home.path()).await;
    let id = put(&store, b"again").await;
    store.put_blob(Arc::from(b"again".as_slice()), "image/png", at(5)).await.unwrap();
    assert_eq!(store.remove_orphans(at(5)).await.unwrap(), 0);
    assert_eq!(store.remove_orphans(at(7)).await.unwrap(), 1);
    assert!(!is_there(home.path(), id));
    assert_eq!(put(&store, b"again").await, id);
    assert_eq!(store.blob(id).await.unwrap(), b"again");
}

#[tokio::test]
async fn a_file_without_a_row_goes_and_foreign_files_stay() {
    let home = home();
    let store = open(home.path()).await;
    let (old, young) = (BlobId([1; 32]), BlobId([2; 32]));
    left_behind(home.path(), old, 3);
    left_behind(home.path(), young, 0);
    let blobs = home.path().join("blobs");
    let foreign = [blobs.join("README"), blobs.join("01/notes.txt"), blobs.join("02").join(old.to_string())];
    for path in &foreign {
        std::fs::write(path, b"somebody else's").unwrap();
        age(path, 3);
    }
    assert_eq!(store.remove_orphans(at(0)).await.unwrap(), 1);
    assert_eq!((is_there(home.path(), old), is_there(home.path(), young)), (false, true));
    assert!(foreign.iter().all(|path| path.exists()));
}

#[tokio::test]
async fn a_row_without_a_file_goes_as_well() {
    let home = home();
    let store = open(home.path()).await;
    let id = put(&store, b"gone").await;
    std::fs::remove_file(blob_file(home.path(), id)).unwrap();
    assert_eq!(store.remove_orphans(at(2)).await.unwrap(), 1);
    let rows: i64 =
        sqlx::query_scalar("SELECT count(*) FROM blob").fetch_one(&mut raw(home.path()).await).await.unwrap();
    assert_eq!(rows, 0);
}

#[tokio::test]
async fn what_a_kept_copy_names_stays_until_the_copy_goes() {
    let home = home();
    let store = open(home.path()).await;
    ask_new(&store, "t", "q").await;
    let id = put(&store, b"of yesterday").await;
    let copy = store.keep_copy(at(0)).await.unwrap().unwrap();
    assert_eq!(store.remove_orphans(at(9)).await.unwrap(), 0);
    let path = home.path().join("copies").join(&copy.name);
    std::fs::write(&path, b"not a database").unwrap();
    store.remove_orphans(at(9)).await.unwrap_err();
    assert!(is_there(home.path(), id), "a copy that cannot be read may name it");
    std::fs::remove_file(path).unwrap();
    assert_eq!(copies(home.path()).unwrap(), []);
    assert_eq!(store.remove_orphans(at(9)).await.unwrap(), 1);
}

#[tokio::test]
async fn a_damaged_history_that_is_set_aside_keeps_its_files() {
    let home = home();
    let store = open(home.path()).await;
    let id = BlobId([3; 32]);
    left_behind(home.path(), id, 30);
    std::fs::create_dir(home.path().join("set-aside")).unwrap();
    assert_eq!(store.remove_orphans(at(0)).await.unwrap(), 0);
    assert!(is_there(home.path(), id));
}

#[tokio::test]
async fn what_another_table_names_stays() {
    let home = home();
    let store = open(home.path()).await;
    let id = put(&store, b"attached").await;
    let mut outside = raw(home.path()).await;
    sqlx::raw_sql(
        "CREATE TABLE later (blob BLOB REFERENCES blob (hash)); INSERT INTO later SELECT hash FROM blob",
    )
    .execute(&mut outside)
    .await
    .unwrap();
    assert_eq!(store.remove_orphans(at(2)).await.unwrap(), 0);
    assert!(is_there(home.path(), id));
}

/// Another process removes the file between the moment in which it is written and that in which its row is.
#[tokio::test]
async fn a_row_promises_a_file_whatever_was_removed_before() {
    let home = home();
    let store = Arc::new(open(home.path()).await);
    let id = put(&store, b"twice").await;
    store.remove_orphans(at(2)).await.unwrap();
    let mut remover = raw(home.path()).await;
    sqlx::raw_sql("BEGIN IMMEDIATE").execute(&mut remover).await.unwrap();
    let putting = tokio::spawn({
        let store = store.clone();
        async move { put(&store, b"twice").await }
    });
    while !is_there(home.path(), id) {
        tokio::task::yield_now().await;
    }
    std::fs::remove_file(blob_file(home.path(), id)).unwrap();
    sqlx::raw_sql("COMMIT").execute(&mut remover).await.unwrap();
    assert_eq!(putting.await.unwrap(), id);
    assert_eq!(store.blob(id).await.unwrap(), b"twice");
}
