use std::fs;

use parlance_domain::Timestamp;
use parlance_store::{OpenErrorKind, Store, copies, restore_copy};

use crate::support::*;

const DAY_MS: i64 = 86_400_000;

#[tokio::test]
async fn a_copy_is_kept_once_a_day_and_three_stay() {
    let home = home();
    let store = open(home.path()).await;
    assert_eq!(store.keep_copy(Timestamp(1)).await.unwrap(), None, "an empty history needs no copy");
    talk(&store, "t", "q", "a").await;

    let first = store.keep_copy(Timestamp(1)).await.unwrap().unwrap();
    assert!(first.size_bytes > 0);
    assert_eq!(store.keep_copy(Timestamp(DAY_MS)).await.unwrap(), None);
    for day in 1..5 {
        assert!(store.keep_copy(Timestamp(1 + day * DAY_MS)).await.unwrap().is_some());
    }
    let kept: Vec<_> = copies(home.path()).unwrap().into_iter().map(|copy| copy.made_at.0).collect();
    assert_eq!(kept, [1 + 4 * DAY_MS, 1 + 3 * DAY_MS, 1 + 2 * DAY_MS]);
}

#[tokio::test]
async fn a_copy_is_made_while_a_turn_is_written() {
    let home = home();
    let store = open(home.path()).await;
    let (_, _, id) = ask_new(&store, "t", "q").await;
    let copying = store.keep_copy(Timestamp(1));
    let writing = async {
        for _ in 0..50 {
            store.journal(id, &[entry(0, "word ")]).await.unwrap();
        }
    };
    let (copied, ()) = tokio::join!(copying, writing);
    assert!(copied.unwrap().is_some());
    assert_eq!(store.message(id).await.unwrap().text(), "word ".repeat(50));
}

#[tokio::test]
async fn a_damaged_database_is_set_aside_for_a_copy() {
    let home = home();
    let store = open(home.path()).await;
    let (kept, _, answer) = talk(&store, "kept", "q", "the kept answer").await;
    let copy = store.keep_copy(Timestamp::now()).await.unwrap().unwrap();
    talk(&store, "later", "q", "a").await;
    store.close().await;
    drop(store);
    let database = parlance_store::database_file(home.path());
    let damaged = b"this is not a database".repeat(1000);
    fs::write(&database, &damaged).unwrap();

    let error = Store::open(home.path()).await.unwrap_err();
    assert_eq!((error.kind, &error.path), (OpenErrorKind::Corrupt, &database));
    let aside = restore_copy(home.path(), &copy.name).await.unwrap().unwrap();
    assert_eq!(fs::read(aside.join("history.db")).unwrap(), damaged);

    let store = open(home.path()).await;
    assert_eq!(store.conversations().await.unwrap().len(), 1);
    assert_eq!(store.conversation(kept).await.unwrap().leaf, Some(answer));
    assert_eq!(store.search("kept answer", 5).await.unwrap().len(), 1);
    assert_sound(&store).await;
    assert_eq!(copies(home.path()).unwrap(), [copy], "the copy stays kept");
}

#[tokio::test]
async fn a_missing_database_is_not_taken_for_an_empty_history() {
    let home = home();
    let store = open(home.path()).await;
    talk(&store, "t", "q", "a").await;
    let copy = store.keep_copy(Timestamp::now()).await.unwrap().unwrap();
    store.close().await;
    drop(store);
    let database = parlance_store::database_file(home.path());
    fs::remove_file(&database).unwrap();
    assert_eq!(Store::open(home.path()).await.unwrap_err().kind, OpenErrorKind::Corrupt);
    fs::write(&database, "").unwrap();
    assert_eq!(Store::open(home.path()).await.unwrap_err().kind, OpenErrorKind::Corrupt);
    restore_copy(home.path(), &copy.name).await.unwrap();
    assert_eq!(open(home.path()).await.conversations().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_restore_is_refused_where_it_would_do_harm() {
    let home = home();
    let store = open(home.path()).await;
    talk(&store, "t", "q", "a").await;
    let copy = store.keep_copy(Timestamp::now()).await.unwrap().unwrap();
    let kind = async |name: &str| restore_copy(home.path(), name).await.unwrap_err().kind;
    assert_eq!(kind(&copy.name).await, OpenErrorKind::Locked, "the history is open");
    drop(store);

    assert_eq!(kind("../history.db").await, OpenErrorKind::Other);
    let file = home.path().join("copies").join(&copy.name);
    let mut bytes = fs::read(&file).unwrap();
    bytes.truncate(bytes.len() / 2);
    fs::write(&file, bytes).unwrap();
    assert_eq!(kind(&copy.name).await, OpenErrorKind::Corrupt);
    assert_eq!(open(home.path()).await.conversations().await.unwrap().len(), 1, "nothing was replaced");
}
