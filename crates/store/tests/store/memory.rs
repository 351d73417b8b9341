//! A history in memory beside the one on disk.

use std::sync::Arc;

use parlance_domain::{Timestamp, Usage};
use parlance_store::{Store, StoreErrorKind, UsageRow};

use crate::support::*;

fn files(folder: &std::path::Path) -> usize {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| if path.is_dir() { files(&path) } else { 1 }).sum()
}

#[tokio::test]
async fn it_has_the_schema_and_the_rules_and_leaves_nothing() {
    let home = home();
    let beside = Arc::new(open(home.path()).await);
    let before = files(home.path());
    let store = Store::in_memory(beside.clone()).await.unwrap();
    let (id, question, answer) = talk(&store, "t", "apples", "pears").await;
    assert_eq!(store.search("apples", 9).await.unwrap().len(), 1);
    store.trash_branch(id, answer, Timestamp(5)).await.unwrap();
    store.restore_branch(id, answer).await.unwrap();
    let picture = store.put_blob(vec![1, 2, 3].into(), "image/png", Timestamp(5)).await.unwrap();
    assert_eq!(store.blob(picture).await.unwrap(), [1, 2, 3]);
    assert!(store.has_blob(picture).await.unwrap() && !beside.has_blob(picture).await.unwrap());
    assert!(store.incoming().await.is_err());
    assert_sound(&store).await;

    assert_eq!(files(home.path()), before);
    assert!(!std::path::Path::new("blobs").exists() && !std::path::Path::new("instances").exists());
    assert_eq!(beside.message(question).await.unwrap_err().kind, StoreErrorKind::NotFound);
    // Another one knows nothing of it.
    let other = Store::in_memory(beside).await.unwrap();
    assert_eq!(other.conversation(id).await.unwrap_err().kind, StoreErrorKind::NotFound);
}

#[tokio::test]
async fn many_write_and_read_it_at_once() {
    let home = home();
    let store = Arc::new(Store::in_memory(Arc::new(open(home.path()).await)).await.unwrap());
    let work = (0..20).map(|n| {
        let store = store.clone();
        tokio::spawn(async move {
            let (id, ..) = talk(&store, &format!("t{n}"), "apples", "pears").await;
            store.messages(id).await.unwrap().len() + store.search("apples", 1).await.unwrap().len()
        })
    });
    for done in work.collect::<Vec<_>>() {
        assert_eq!(done.await.unwrap(), 3);
    }
    assert_eq!(store.conversations().await.unwrap().len(), 20);
}

#[tokio::test]
async fn its_calls_count_where_limits_are_kept_and_follow_their_messages() {
    let home = home();
    let beside = Arc::new(open(home.path()).await);
    let store = Store::in_memory(beside.clone()).await.unwrap();
    let (id, _, answer) = talk(&store, "t", "apples", "pears").await;
    let usage = Usage { input_tokens: Some(3), output_tokens: Some(4), ..Usage::default() };
    let at = Timestamp::now();
    let call = UsageRow { model: model(), usage, cost: None, timings: Default::default(), at };
    let before = beside.spent(Timestamp(0), None).await.unwrap();
    store.record_call(answer, &call).await.unwrap();
    let spent = beside.spent(Timestamp(0), None).await.unwrap();
    assert_eq!((spent.calls - before.calls, spent.tokens - before.tokens), (1, 7));

    let kept = store.archive(id).await.unwrap();
    beside.merge(&[kept], Default::default()).await.unwrap();
    assert_eq!(beside.calls(answer).await.unwrap(), []);
    beside.claim_calls(&store.calls_of(id).await.unwrap()).await.unwrap();
    assert!(beside.calls(answer).await.unwrap().contains(&call));
    assert_eq!(beside.spent(Timestamp(0), None).await.unwrap(), spent, "nothing counts twice");
}
