use std::fs;
use std::path::Path;
use std::sync::Arc;

use parlance_domain::{ConversationId, Timestamp};
use parlance_ipc::{
    AppEvent, ChangeArgs, CleanUp, CleanUpArgs, ConversationChange, ErrorCode, MergeCounts, NoArgs,
    RenameArgs, Startup,
};
use parlance_store::{Store, database_file};
use tokio::sync::mpsc;

use crate::support::*;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

fn damage(folder: &Path) {
    let file = database_file(folder);
    let mut bytes = fs::read(&file).unwrap();
    bytes[..4096].fill(0x55);
    fs::write(&file, bytes).unwrap();
    for end in ["-wal", "-shm"] {
        let mut companion = file.clone().into_os_string();
        companion.push(end);
        let _ = fs::remove_file(companion);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_takes_the_place_of_a_damaged_history() {
    let (own, other) = (home(), home());
    let blob = fill(own.path()).await;
    let before = contents(own.path()).await;
    let folder = other.path().join("backups");
    let app = app(own.path()).await;
    app.save_backups(settings(&folder)).await.unwrap();
    let view = app.back_up_now(NoArgs {}).await.unwrap();
    let [backup] = view.backups.as_slice() else { panic!("{view:?}") };
    assert!(backup.own && !backup.sealed && view.problem.is_none());
    let open = app.replace_history(restore(&backup.path)).await.unwrap_err();
    assert_eq!(open.code, ErrorCode::Invalid, "a history that is open is not replaced");
    drop(app);

    damage(own.path());
    fs::remove_dir_all(own.path().join("blobs")).unwrap();
    let app = crate::support::app(own.path()).await;
    assert!(matches!(app.startup(NoArgs {}).await.unwrap(), Startup::Failed(_)));
    let offered = app.backups(NoArgs {}).await.unwrap().backups;
    assert_eq!(offered, view.backups);
    assert_eq!(app.replace_history(restore(&offered[0].path)).await.unwrap(), Startup::Ready);
    assert_eq!(contents(own.path()).await, before);
    assert_eq!(fs::read(parlance_store::blob_file(own.path(), blob)).unwrap(), b"bytes of a picture");
    assert!(own.path().join("set-aside").is_dir(), "the damaged file is still there");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sealed_backup_takes_the_place_too() {
    let (own, other) = (home(), home());
    fill(own.path()).await;
    let before = contents(own.path()).await;
    let mut wish = settings(&other.path().join("backups"));
    wish.settings.sealed = true;
    let app = app(own.path()).await;
    let missing = app.save_backups(wish.clone()).await.unwrap_err();
    assert_eq!(missing.code, ErrorCode::Invalid);
    wish.passphrase = Some("correct horse".into());
    app.save_backups(wish).await.unwrap();
    let made = app.back_up_now(NoArgs {}).await.unwrap().backups;
    assert!(made.len() == 1 && made[0].sealed, "{made:?}");
    drop(app);
    damage(own.path());
    // Another process knows no passphrase: there is no keyring here.
    let app = crate::support::app(own.path()).await;
    let asked = app.replace_history(restore(&made[0].path)).await.unwrap_err();
    assert!(asked.message.contains("passphrase"), "{asked:?}");
    let mut args = restore(&made[0].path);
    args.passphrase = Some("correct horse".into());
    assert_eq!(app.replace_history(args).await.unwrap(), Startup::Ready);
    assert_eq!(contents(own.path()).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restore_brings_back_what_is_gone_and_leaves_what_is_newer() {
    let (own, other) = (home(), home());
    fill(own.path()).await;
    let app = app(own.path()).await;
    app.save_backups(settings(&other.path().join("backups"))).await.unwrap();
    let backup = app.back_up_now(NoArgs {}).await.unwrap().backups[0].path.clone();
    let first = ConversationId(id(100));
    app.rename_conversation(RenameArgs { conversation: first, title: "Named later".into() }).await.unwrap();
    let trashed =
        |set| ChangeArgs { conversations: vec![first], change: ConversationChange::Trashed { set } };
    app.change_conversations(trashed(true)).await.unwrap();
    let report = app.restore_backup(restore(&backup)).await.unwrap();
    assert_eq!(report, merged(MergeCounts { in_trash: 2, ..MergeCounts::default() }));
    app.change_conversations(trashed(false)).await.unwrap();
    assert_eq!(contents(own.path()).await.0[0].title, "Named later");

    // Into an empty history, from the same file.
    let empty = home();
    let fresh = crate::support::app(empty.path()).await;
    let report = fresh.restore_backup(restore(&backup)).await.unwrap();
    assert_eq!((report.merged.new, report.merged.messages, report.missing_blobs), (2, 6, 0));
    let (conversations, organisation, usage) = contents(empty.path()).await;
    assert_eq!(conversations[0].title, "First");
    assert_eq!((organisation.folders.len(), usage.len()), (1, 1));
    assert!(!empty.path().join("restoring").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn backups_are_made_when_they_are_due_and_the_oldest_go() {
    let (own, other) = (home(), home());
    fill(own.path()).await;
    let app = app(own.path()).await;
    let now = Timestamp::now();
    assert!(!app.back_up_if_due(now).await, "no folder is settled");
    let folder = other.path().join("backups");
    app.save_backups(settings(&folder)).await.unwrap();
    assert!(app.back_up_if_due(now).await);
    assert!(!app.back_up_if_due(Timestamp::now()).await, "a second one on the same day");
    let stranger = folder.join("parlance-1-ffffffff.db");
    fs::write(&stranger, b"of another history").unwrap();
    for days in 1..4 {
        assert!(app.back_up_if_due(Timestamp(Timestamp::now().0 + days * DAY_MS)).await);
    }
    let left = app.backups(NoArgs {}).await.unwrap().backups;
    assert_eq!(left.iter().filter(|backup| backup.own).count(), 2, "{left:?}");
    assert!(stranger.exists(), "what another history keeps stays");
    assert_eq!(left.iter().filter(|backup| !backup.own).count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_drive_that_is_missing_is_told_once_and_nothing_is_written_in_its_place() {
    let (own, other) = (home(), home());
    fill(own.path()).await;
    let app = app(own.path()).await;
    let folder = other.path().join("drive");
    app.save_backups(settings(&folder)).await.unwrap();
    let (sender, mut events) = mpsc::unbounded_channel();
    app.watch(sender);
    // As a mount point is without its drive.
    fs::remove_dir_all(&folder).unwrap();
    fs::create_dir(&folder).unwrap();
    for _ in 0..3 {
        assert!(!app.back_up_if_due(Timestamp::now()).await);
    }
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
    let problem = app.backups(NoArgs {}).await.unwrap().problem.unwrap();
    assert!(problem.contains("Connect its drive") && problem.contains("drive"), "{problem}");
    app.cancel_data_job(NoArgs {}).await.unwrap();
    app.rename_conversation(RenameArgs { conversation: ConversationId(id(100)), title: "Last".into() })
        .await
        .unwrap();
    let mut told = 0;
    while let Some(event) = events.recv().await {
        match event {
            AppEvent::BackupFailed => told += 1,
            AppEvent::Conversation { .. } => break,
            _ => {}
        }
    }
    assert_eq!(told, 1);
    let inside = app.save_backups(settings(&own.path().join("backups"))).await.unwrap_err();
    assert_eq!(inside.code, ErrorCode::Invalid);
    let nowhere = app.save_backups(settings(&other.path().join("no/such"))).await.unwrap_err();
    assert!(nowhere.message.contains("Check its path"), "{nowhere:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_takes_room_is_measured_and_given_back() {
    let own = home();
    let blob = fill(own.path()).await;
    let app = app(own.path()).await;
    let view = app.storage(NoArgs {}).await.unwrap();
    assert_eq!((view.blobs, view.blob_count), (18, 1));
    assert_eq!(view.conversations.len(), 2);
    assert!(view.conversations[0].bytes >= view.conversations[1].bytes);
    assert!(view.messages > 0 && view.trash > 0 && view.index > 0 && view.disk_free > 0);
    assert!(view.database >= view.messages + view.trash + view.index);

    let store = Store::open(own.path()).await.unwrap();
    // One comes by itself after the start, at its own time.
    let mut days = 0;
    while parlance_store::copies(own.path()).unwrap().len() < 3 {
        days += 1;
        store.keep_copy(Timestamp(Timestamp::now().0 + days * DAY_MS)).await.unwrap();
    }
    let cleaned = app.clean_up(CleanUpArgs { what: CleanUp::OldCopies }).await.unwrap();
    assert!(cleaned.after < cleaned.before && cleaned.after > 0, "{cleaned:?}");

    // What was put and never named. The look after the start, which comes once, may take it or keep a copy that names it.
    let old = Timestamp(Timestamp::now().0 - 3 * DAY_MS);
    let mut figures = Vec::new();
    let orphan = loop {
        let orphan = store.put_blob(Arc::from(&b"orphan"[..]), "text/plain", old).await.unwrap();
        fs::remove_dir_all(own.path().join("copies")).unwrap();
        fs::create_dir(own.path().join("copies")).unwrap();
        let cleaned = app.clean_up(CleanUpArgs { what: CleanUp::Orphans }).await.unwrap();
        figures.push((cleaned.before, cleaned.after));
        assert!(figures.len() < 4, "{figures:?}");
        if figures.ends_with(&[(24, 18)]) {
            break orphan;
        }
    };
    store.close().await;
    assert!(!parlance_store::blob_file(own.path(), orphan).exists());
    assert!(parlance_store::blob_file(own.path(), blob).exists());
    let cleaned = app.clean_up(CleanUpArgs { what: CleanUp::Compact }).await.unwrap();
    assert!(cleaned.after <= cleaned.before, "{cleaned:?}");
    assert!(is_ready(&app).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn verify_finds_what_is_damaged() {
    let own = home();
    let blob = fill(own.path()).await;
    let app = app(own.path()).await;
    let found = app.verify().await.unwrap();
    assert_eq!((found.conversations, found.messages, found.blobs), (2, 6, 1));
    assert_eq!(found.problems, Vec::<String>::new());
    fs::write(parlance_store::blob_file(own.path(), blob), b"bytes of a pictures").unwrap();
    let problems = app.verify().await.unwrap().problems;
    assert_eq!(problems, [format!("the file {blob} holds other bytes")]);
    fs::remove_file(parlance_store::blob_file(own.path(), blob)).unwrap();
    assert_eq!(app.verify().await.unwrap().problems, [format!("the file {blob} cannot be read")]);
}
