//! A disk that fills up under what changes a whole history: all of it is done, or nothing. Real ones, so they need the right to
//! mount; where there is none, the tests say so.
#![cfg(target_os = "linux")]

use std::fs::{self, File};
use std::path::Path;

use parlance_domain::Timestamp;
use parlance_store::{
    Change, ListPlace, ListSort, OpenErrorKind, Page, Store, StoreErrorKind, copies, database_file,
};
use parlance_testkit::Disk;
use sqlx::Connection as _;

use crate::long_ago::{NEWEST, assert_whole, lay_history, schema};
use crate::support::*;

/// Gives so much of a full disk back at a time.
const STEP_BYTES: u64 = 96 * 1024;

/// Whether there was still something to give back.
fn make_room(ballast: &Path) -> bool {
    let file = File::options().write(true).open(ballast).unwrap();
    let left = file.metadata().unwrap().len();
    file.set_len(left.saturating_sub(STEP_BYTES)).unwrap();
    left > 0
}

#[tokio::test]
async fn a_migration_without_room_changes_nothing() {
    const CONVERSATIONS: usize = 40;
    let (Some(disk), outside) = (Disk::small(), home()) else { return };
    lay_history(outside.path(), CONVERSATIONS).await;
    fs::copy(database_file(outside.path()), database_file(disk.path())).unwrap();
    let ballast = disk.fill().unwrap();
    let mut without_room = [0; 2];
    let store = loop {
        match Store::open(disk.path()).await {
            Ok(store) => break store,
            Err(error) => {
                assert_eq!(error.kind, OpenErrorKind::DiskFull, "{error}");
                assert!(make_room(&ballast), "there is all the room that there is");
                // The log says nothing of it: whoever closes the database last takes it away.
                let begun = error.to_string().contains("while executing migrations");
                let mut database = raw(disk.path()).await;
                let schema = schema(&mut database).await;
                database.close().await.unwrap();
                // Also what comes behind the migrations wants room. Until then the copy was made in vain, and goes.
                let migrated = schema == NEWEST;
                assert!(migrated || schema == 10, "half of the migrations are through: {schema}");
                assert_eq!(copies(disk.path()).unwrap().len(), usize::from(migrated));
                if !migrated {
                    without_room[usize::from(begun)] += 1;
                }
            }
        }
    };
    store.close().await;
    assert!(
        without_room.iter().all(|times| *times > 0),
        "not while it is copied, or not while it is migrated: {without_room:?}"
    );
    let store = assert_whole(disk.path(), CONVERSATIONS).await;
    assert_eq!(copies(disk.path()).unwrap().len(), 1, "one of before, however often it was tried");
    store.close().await;
}

async fn place(store: &Store, place: ListPlace) -> usize {
    let page = Page { place, tag: None, sort: ListSort::Updated, offset: 0, limit: u32::MAX };
    store.page_ids(page).await.unwrap().len()
}

#[tokio::test]
async fn many_are_deleted_whole_or_not_at_all_without_room() {
    const CONVERSATIONS: usize = 60;
    let Some(disk) = Disk::small() else { return };
    let store = open(disk.path()).await;
    let mut ids = Vec::new();
    for n in 0..CONVERSATIONS {
        ids.push(talk(&store, &format!("No. {n}"), "question", &format!("answer {n} ").repeat(60)).await.0);
    }
    let all = CONVERSATIONS;
    store.close().await;
    let mut refused = 0;
    for deleted in [false, true] {
        // Opened anew: a log that is there has room for what is written next.
        let store = open(disk.path()).await;
        let ballast = disk.fill().unwrap();
        loop {
            let done = match deleted {
                false => store.change(&ids, Change::Trashed(true), Timestamp::now()).await.map(drop),
                true => store.doom_trash().await.map(drop),
            };
            let Err(error) = done else { break };
            assert_eq!(error.kind, StoreErrorKind::DiskFull, "{error}");
            let (list, trash) =
                (place(&store, ListPlace::Loose).await, place(&store, ListPlace::Trash).await);
            assert_eq!((list, trash), if deleted { (0, all) } else { (all, 0) });
            refused += 1;
            assert!(make_room(&ballast));
        }
        let trash = place(&store, ListPlace::Trash).await;
        assert_eq!((place(&store, ListPlace::Loose).await, trash), if deleted { (0, 0) } else { (0, all) });
        fs::remove_file(ballast).unwrap();
        store.close().await;
    }
    let store = open(disk.path()).await;
    let ballast = disk.fill().unwrap();
    while let Err(error) = store.purge(Timestamp::now()).await {
        assert_eq!(error.kind, StoreErrorKind::DiskFull, "{error}");
        refused += 1;
        assert_eq!(store.conversations().await.unwrap().len(), 0, "what is doomed is not seen again");
        assert!(make_room(&ballast));
    }
    assert!(refused > 2, "there was room all the time");
    fs::remove_file(ballast).unwrap();
    assert_eq!(store.archivable().await.unwrap().len(), 0);
    assert_sound(&store).await;
}
