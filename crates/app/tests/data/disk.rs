//! A disk without room. A real one, so it needs the right to mount; elsewhere the tests say that they were left out.
#![cfg(target_os = "linux")]

use std::fs;

use parlance_ipc::{ErrorCode, ExportAllArgs, NoArgs};
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
