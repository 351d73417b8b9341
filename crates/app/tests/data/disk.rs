//! A disk without room. A real one, so it needs the right to mount; elsewhere the tests say that they were left out.
#![cfg(target_os = "linux")]

use std::fs::{self, File};
use std::path::Path;

use parlance_domain::{ArchivedMessage, MessageId, Timestamp};
use parlance_ipc::{ErrorCode, ExportAllArgs, NoArgs, Startup};
use parlance_store::{Deleted, Store, database_file};
use parlance_testkit::Disk;

use crate::support::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_without_room_says_so_and_leaves_what_was_there() {
    let Some(disk) = Disk::small() else { return };
    let own = home();
    fill(own.path()).await;
    let app = app(own.path()).await;
    let folder = disk.path().join("backups");
    app.save_backups(settings(&folder)).await.unwrap();
    let kept = app.back_up_now(NoArgs {}).await.unwrap().backups;
    let ballast = disk.fill().unwrap();
    let error = app.back_up_now(NoArgs {}).await.unwrap_err();
    assert!(error.code == ErrorCode::DiskFull && error.message.contains("room"), "{error:?}");
    let view = app.backups(NoArgs {}).await.unwrap();
    assert_eq!((view.backups, view.problem), (kept, Some(error.message)));
    let export = ExportAllArgs { folder: None, passphrase: None };
    let error = app.export_everything(export, disk.path().into()).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::DiskFull);
    assert!(!disk.path().join("parlance-history.zip").exists(), "half a file would be taken for a whole one");
    fs::remove_file(ballast).unwrap();
    let view = app.back_up_now(NoArgs {}).await.unwrap();
    assert_eq!((view.backups.len(), view.problem), (2, None));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restore_without_room_keeps_what_is_there() {
    let Some(disk) = Disk::small() else { return };
    let (from, kept) = (home(), home());
    fill(from.path()).await;
    let source = app(from.path()).await;
    source.save_backups(settings(&kept.path().join("backups"))).await.unwrap();
    let backup = source.back_up_now(NoArgs {}).await.unwrap().backups[0].path.clone();
    let to = disk.path().join("home");
    let app = app(&to).await;
    assert!(is_ready(&app).await);
    let ballast = disk.fill().unwrap();
    let error = app.restore_backup(restore(&backup)).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::DiskFull, "{error:?}");
    fs::remove_file(ballast).unwrap();
    assert_eq!(app.restore_backup(restore(&backup)).await.unwrap().merged.new, 2);
    drop(app);
    assert_eq!(contents(&to).await, contents(from.path()).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replacement_without_room_leaves_nothing_and_is_made_with_room() {
    let Some(disk) = Disk::small() else { return };
    let (from, kept) = (home(), home());
    fill_long(from.path()).await;
    let whole = contents(from.path()).await;
    let everything = ExportAllArgs { folder: None, passphrase: None };
    let source = app(from.path()).await;
    let archive = source.export_everything(everything, kept.path().into()).await.unwrap().path;
    let to = disk.path().join("home");
    fs::create_dir(&to).unwrap();
    fs::write(database_file(&to), "no history").unwrap();
    let app = app(&to).await;
    let ballast = disk.fill().unwrap();
    File::options().write(true).open(&ballast).unwrap().set_len(6 * 1024 * 1024).unwrap();
    let error = app.replace_history(restore(&archive)).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::DiskFull, "{error:?}");
    assert!(!to.join("restored").exists(), "half of a history takes the room");
    assert_eq!(fs::read(database_file(&to)).unwrap(), b"no history");
    fs::remove_file(ballast).unwrap();
    assert_eq!(app.replace_history(restore(&archive)).await.unwrap(), Startup::Ready);
    drop(app);
    assert_eq!(contents(&to).await, whole);
}

/// With each try there is so much more room.
const STEP_BYTES: u64 = 128 * 1024;
const CONVERSATIONS: u128 = 30;
/// In a row in each conversation, beside the three of every one: a restore takes three transactions.
const MESSAGES: u128 = 100;

/// Conversations of some length, every tenth with a picture.
async fn fill_long(folder: &Path) {
    let store = Store::open(folder).await.unwrap();
    for n in (1..=CONVERSATIONS).map(|n| n * 1000) {
        let mut said = vec![text("an answer")];
        if n % 10_000 == 0 {
            let bytes = format!("picture {n}").into_bytes();
            said.push(picture(store.put_blob(bytes.into(), "image/png", Timestamp(1)).await.unwrap()));
        }
        let mut long = conversation(n, &format!("No. {n}"), said);
        for next in n + 4..n + 4 + MESSAGES {
            let above = if next == n + 4 { n + 2 } else { next - 1 };
            let said = message(long.id, next, Some(above), vec![text(&format!("words of {next}"))]);
            long.messages.push(ArchivedMessage { message: said, trashed_at: None });
            long.leaf = Some(MessageId(id(next)));
        }
        store.merge(&[long], Deleted::StaysDeleted).await.unwrap();
    }
    store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restore_that_runs_out_of_room_leaves_whole_conversations_and_goes_on() {
    let Some(disk) = Disk::small() else { return };
    let (from, kept) = (home(), home());
    fill_long(from.path()).await;
    let whole = contents(from.path()).await;
    let source = app(from.path()).await;
    source.save_backups(settings(&kept.path().join("backups"))).await.unwrap();
    let backup = source.back_up_now(NoArgs {}).await.unwrap().backups[0].path.clone();
    let to = disk.path().join("home");
    let app = app(&to).await;
    assert!(is_ready(&app).await);
    let (mut here, mut partly) = (0, 0);
    for room in 0.. {
        let ballast = disk.fill().unwrap();
        let ballast_bytes = fs::metadata(&ballast).unwrap().len();
        assert!(room * STEP_BYTES < ballast_bytes, "there is all the room that there is");
        File::options()
            .write(true)
            .open(&ballast)
            .unwrap()
            .set_len(ballast_bytes - room * STEP_BYTES)
            .unwrap();
        let restored = app.restore_backup(restore(&backup)).await;
        // To look at it takes room as well.
        fs::remove_file(ballast).unwrap();
        assert!(!to.join("restoring").exists(), "a copy of the backup takes the room");
        let Err(error) = restored else { break };
        assert_eq!(error.code, ErrorCode::DiskFull, "{error:?}");
        let found = contents(&to).await.0;
        for conversation in &found {
            assert!(whole.0.contains(conversation), "half of {} is there", conversation.id);
        }
        assert!(found.len() >= here, "what was restored is gone again");
        here = found.len();
        partly += usize::from(here > 0 && here < whole.0.len());
    }
    assert!(partly > 0, "there was no room for any, or for all at once");
    drop(app);
    assert_eq!(contents(&to).await, whole);
}
