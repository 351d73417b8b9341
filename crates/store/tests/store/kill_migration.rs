//! A real process, killed without warning while it brings a history of an earlier version up to date.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use parlance_store::database_file;
use rand::RngExt;
use sqlx::Connection as _;

use crate::long_ago::{NEWEST, assert_whole, lay_history, log_bytes, schema};
use crate::support::*;

const FOLDER: &str = "PARLANCE_STORE_TEST_MIGRATION_CHILD";
const ROUNDS: usize = 50;
const CONVERSATIONS: usize = 200;

/// Not a test by itself: the process that the test below starts and kills.
#[tokio::test]
async fn child() {
    let Ok(folder) = std::env::var(FOLDER) else { return };
    open(folder.as_ref()).await;
}

fn start(folder: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "kill_migration::child", "--nocapture"])
        .env(FOLDER, folder)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

fn copies_begun(folder: &Path) -> usize {
    fs::read_dir(folder.join("copies")).map_or(0, Iterator::count)
}

/// Waits for a moment of the process, or for its end: then it is `false`.
fn reaches(child: &mut Child, moment: impl Fn() -> bool) -> bool {
    loop {
        if moment() {
            return true;
        }
        if child.try_wait().unwrap().is_some() {
            return false;
        }
        std::thread::yield_now();
    }
}

#[tokio::test]
async fn a_migration_that_is_killed_is_done_or_not_begun() {
    let template = home();
    lay_history(template.path(), CONVERSATIONS).await;
    let lay = || {
        let home = home();
        fs::copy(database_file(template.path()), database_file(home.path())).unwrap();
        home
    };
    // How far the log grows when nobody disturbs it.
    let home = lay();
    let mut child = start(home.path());
    let longest = std::cell::Cell::new(0);
    reaches(&mut child, || {
        longest.set(longest.get().max(log_bytes(home.path())));
        false
    });
    assert!(child.wait().unwrap().success() && longest.get() > 0);

    let (mut while_copying, mut while_migrating, mut after) = (0, 0, 0);
    for round in 0..ROUNDS {
        let home = lay();
        let mut child = start(home.path());
        let until = rand::rng().random_range(1..=longest.get());
        let met = match round % 5 {
            0 => reaches(&mut child, || copies_begun(home.path()) > 1),
            _ => reaches(&mut child, || log_bytes(home.path()) >= until),
        };
        child.kill().unwrap();
        child.wait().unwrap();

        // Every other time the store is the first to see what is left.
        if round % 2 == 0 {
            let mut database = raw(home.path()).await;
            let schema = schema(&mut database).await;
            database.close().await.unwrap();
            match (schema, round % 5) {
                (10, 0) => while_copying += 1,
                (10, _) => while_migrating += 1,
                (NEWEST, _) => after += 1,
                _ => panic!("half of the migrations are through: {schema}"),
            }
            assert!(met || schema == NEWEST, "it ended by itself and has not migrated");
        }
        let store = assert_whole(home.path(), CONVERSATIONS).await;
        store.close().await;
        assert_eq!(schema(&mut raw(home.path()).await).await, NEWEST);
    }
    assert!(
        while_copying > 0 && while_migrating > ROUNDS / 10,
        "killed too late: {while_copying} while copying, {while_migrating} while migrating, {after} after"
    );
}
