//! A full disk and a read-only one. Real ones, so they need the right to mount; where there is none, the tests say so.
#![cfg(target_os = "linux")]

use std::fs;

use parlance_domain::MessageStatus;
use parlance_store::{OpenErrorKind, Store, StoreErrorKind, copies, restore_copy};

use parlance_testkit::Disk;

use crate::support::*;

#[tokio::test]
async fn a_full_disk_loses_nothing_that_was_acknowledged() {
    let Some(disk) = Disk::small() else { return };
    let store = open(disk.path()).await;
    let (_, _, id) = ask_new(&store, "t", "q").await;
    let ballast = disk.fill().unwrap();

    let words = "words ".repeat(2000);
    let mut acknowledged = 0;
    let error = loop {
        match store.journal(id, &[entry(0, &words)]).await {
            Ok(()) => acknowledged += 1,
            Err(error) => break error,
        }
    };
    assert_eq!(error.kind, StoreErrorKind::DiskFull, "{error:?}");
    assert_eq!(store.message(id).await.unwrap().text(), words.repeat(acknowledged));
    let error = store.seal(&seal(id, &words.repeat(100))).await.unwrap_err();
    assert_eq!(error.kind, StoreErrorKind::DiskFull, "{error:?}");
    store.close().await;
    drop(store);

    // Opening on the full disk either works or says what is wrong.
    match Store::open(disk.path()).await {
        Ok(store) => store.close().await,
        Err(error) => assert_eq!(error.kind, OpenErrorKind::DiskFull, "{error}"),
    }
    fs::remove_file(ballast).unwrap();
    let store = open(disk.path()).await;
    let message = store.message(id).await.unwrap();
    assert_eq!(message.status, MessageStatus::Interrupted);
    assert_eq!(message.text(), words.repeat(acknowledged));
    assert_sound(&store).await;
}

#[tokio::test]
async fn a_store_goes_on_when_the_disk_has_room_again() {
    let Some(disk) = Disk::small() else { return };
    let store = open(disk.path()).await;
    let (_, _, id) = ask_new(&store, "t", "q").await;
    let ballast = disk.fill().unwrap();
    let words = "words ".repeat(2000);
    while store.journal(id, &[entry(0, &words)]).await.is_ok() {}
    fs::remove_file(ballast).unwrap();
    store.journal(id, &[entry(0, "the end")]).await.unwrap();
    assert!(store.message(id).await.unwrap().text().ends_with("the end"));
    store.seal(&seal(id, "short")).await.unwrap();
    assert_sound(&store).await;
}

#[tokio::test]
async fn a_copy_that_does_not_fit_replaces_nothing() {
    let Some(disk) = Disk::small() else { return };
    let store = open(disk.path()).await;
    talk(&store, "t", "q", &"words ".repeat(50_000)).await;
    let kept = store.keep_copy(parlance_domain::Timestamp(1)).await.unwrap().unwrap();
    let ballast = disk.fill().unwrap();
    let error = store.keep_copy(parlance_domain::Timestamp::now()).await.unwrap_err();
    assert_eq!(error.kind, OpenErrorKind::DiskFull, "{error}");
    assert_eq!(copies(disk.path()).unwrap(), std::slice::from_ref(&kept));
    store.close().await;
    drop(store);
    assert_eq!(restore_copy(disk.path(), &kept.name).await.unwrap_err().kind, OpenErrorKind::DiskFull);
    fs::remove_file(ballast).unwrap();
    assert_eq!(open(disk.path()).await.conversations().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_read_only_disk_is_told() {
    let Some(disk) = Disk::small() else { return };
    let store = open(disk.path()).await;
    talk(&store, "t", "q", "a").await;
    store.close().await;
    drop(store);
    assert!(disk.set_writable(false));
    let error = Store::open(disk.path()).await.unwrap_err();
    assert_eq!((error.kind, error.path.as_path()), (OpenErrorKind::ReadOnly, disk.path()));
    let error = Store::open(&disk.path().join("new")).await.unwrap_err();
    assert_eq!(error.kind, OpenErrorKind::ReadOnly);
    assert!(disk.set_writable(true));
    assert_eq!(open(disk.path()).await.conversations().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_folder_without_the_right_to_write_is_told() {
    use std::os::unix::fs::PermissionsExt;
    let home = home();
    open(home.path()).await.close().await;
    let rights = |mode| fs::set_permissions(home.path(), fs::Permissions::from_mode(mode)).unwrap();
    rights(0o500);
    if fs::write(home.path().join("probe"), "").is_ok() {
        eprintln!("SKIPPED a_folder_without_the_right_to_write_is_told: this user may write everywhere");
        return;
    }
    fs::remove_file(home.path().join("open.lock")).unwrap_err();
    let error = Store::open(&home.path().join("new")).await.unwrap_err();
    rights(0o700);
    assert_eq!(error.kind, OpenErrorKind::ReadOnly);
}
