//! Real processes, killed without warning while they back up and restore.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;

use parlance_ipc::NoArgs;
use parlance_store::{Deleted, Store};
use rand::RngExt as _;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::Command;

use crate::support::*;

const FOLDER: &str = "PARLANCE_DATA_TEST_FOLDER";
const BACKUP: &str = "PARLANCE_DATA_TEST_BACKUP";
/// Of each of the two.
const ROUNDS: usize = 50;
const CONVERSATIONS: u128 = 60;
/// What the process says when it begins to restore, and when it has.
const BEGUN: &str = "begun";
const RESTORED: &str = "restored";

async fn fill_many(folder: &Path) {
    let store = Store::open(folder).await.unwrap();
    for n in 1..=CONVERSATIONS {
        let bytes = format!("picture {n} ").repeat(2000);
        let blob = store
            .put_blob(bytes.into_bytes().into(), "image/png", parlance_domain::Timestamp::now())
            .await
            .unwrap();
        let said = vec![text(&"words ".repeat(500)), picture(blob)];
        store.merge(&[conversation(n * 10, &format!("No. {n}"), said)], Deleted::StaysDeleted).await.unwrap();
    }
    store.settle().await.unwrap();
    store.close().await;
}

/// Not a test by itself: the process that is started and killed. Restores and backs up, again and again.
#[tokio::test(flavor = "multi_thread")]
async fn child() {
    let (Ok(folder), Ok(backup)) = (std::env::var(FOLDER), std::env::var(BACKUP)) else { return };
    let app = app(folder.as_ref()).await;
    writeln!(std::io::stdout(), "\n{BEGUN}").unwrap();
    app.restore_backup(restore(&backup)).await.unwrap();
    writeln!(std::io::stdout(), "\n{RESTORED}").unwrap();
    loop {
        app.back_up_now(NoArgs {}).await.unwrap();
    }
}

/// Backups that are being written, or were.
fn unfinished(folder: &Path) -> usize {
    let is_one = |entry: &fs::DirEntry| entry.file_name().to_string_lossy().ends_with(".unfinished");
    fs::read_dir(folder).map_or(0, |entries| entries.filter(|entry| entry.as_ref().is_ok_and(is_one)).count())
}

/// Kills the process behind the line `moment`, again and again: what is there after each death are whole conversations and whole
/// backups, and the next process goes on. Gives how often a restore was cut off, and how often a backup.
async fn deaths_behind(moment: &str) -> (usize, usize) {
    let (from, kept) = (home(), home());
    fill_many(from.path()).await;
    let whole = contents(from.path()).await.0;
    let folder = kept.path().join("backups");
    let source = app(from.path()).await;
    source.save_backups(settings(&folder)).await.unwrap();
    let backup = source.back_up_now(NoArgs {}).await.unwrap().backups[0].path.clone();
    drop(source);
    let (mut in_restore, mut in_backup) = (0, 0);
    for round in 0..ROUNDS {
        let to = home();
        let made = kept.path().join(format!("round-{round}"));
        closed_app(to.path()).save_backups(settings(&made)).await.unwrap();
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "kill::child", "--nocapture"])
            .env(FOLDER, to.path())
            .env(BACKUP, &backup)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        while lines.next_line().await.unwrap().unwrap() != moment {}
        // Every second one dies in a backup that has begun, however fast the disk is and whoever else works here.
        let aimed = moment == RESTORED && round % 2 == 0;
        while aimed && unfinished(&made) == 0 {
            tokio::task::yield_now().await;
        }
        // A random number of looks at the folder: a moment that nobody chose.
        let looks = if aimed { 0..40 } else { 0..400 };
        for _ in 0..rand::rng().random_range(looks) {
            let _ = fs::read_dir(&made).unwrap().count();
            tokio::task::yield_now().await;
        }
        child.kill().await.unwrap();

        let found = contents(to.path()).await.0;
        for conversation in &found {
            assert!(whole.contains(conversation), "half of {} is there", conversation.id);
        }
        in_restore += usize::from(found.len() < whole.len());
        in_backup += usize::from(unfinished(&made) > 0);
        for backup in parlance_store::backups(&made).unwrap() {
            parlance_store::check_backup(&backup.path).await.unwrap();
        }
        // And whoever comes next goes on.
        let app = app(to.path()).await;
        app.restore_backup(restore(&backup)).await.unwrap();
        app.back_up_now(NoArgs {}).await.unwrap();
        assert_eq!(unfinished(&made), 0);
        drop(app);
        assert_eq!(contents(to.path()).await.0, whole);
        fs::remove_dir_all(&made).unwrap();
    }
    (in_restore, in_backup)
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_deaths_while_restoring_leave_whole_conversations() {
    let (in_restore, _) = deaths_behind(BEGUN).await;
    assert!(in_restore > ROUNDS / 10, "killed too late: {in_restore} of {ROUNDS}");
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_deaths_while_backing_up_leave_what_was_acknowledged_and_whole_backups() {
    let (in_restore, in_backup) = deaths_behind(RESTORED).await;
    assert_eq!(in_restore, 0, "what was acknowledged is there");
    assert!(in_backup > ROUNDS / 10, "killed too late: {in_backup} of {ROUNDS}");
}
