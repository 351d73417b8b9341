//! A real process, killed without warning while it deletes and brings back many conversations at once.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

use parlance_domain::Timestamp;
use parlance_store::{Change, ListPlace, ListSort, Page, Store};
use rand::RngExt;

use crate::support::*;

const FOLDER: &str = "PARLANCE_STORE_TEST_BULK_CHILD";
const ROUNDS: usize = 50;
const CONVERSATIONS: usize = 40;

fn page(place: ListPlace) -> Page {
    Page { place, tag: None, sort: ListSort::Updated, offset: 0, limit: u32::MAX }
}

/// Not a test by itself: the process that the test below starts and kills.
#[tokio::test]
async fn child() {
    let Ok(folder) = std::env::var(FOLDER) else { return };
    let store = open(folder.as_ref()).await;
    let mut out = std::io::stdout();
    loop {
        let ids = store.page_ids(page(ListPlace::Loose)).await.unwrap();
        let deleted = store.change(&ids, Change::Trashed(true), Timestamp::now()).await.unwrap();
        writeln!(out, "deleted").unwrap();
        store.take_back(&deleted).await.unwrap();
        store.change(&ids, Change::Trashed(true), Timestamp::now()).await.unwrap();
        store.doom_trash().await.unwrap();
        writeln!(out, "doomed").unwrap();
        store.purge(Timestamp::now()).await.unwrap();
        fill(&store).await;
    }
}

/// All at once: what is seen afterwards is all of them or none.
async fn fill(store: &Store) {
    for n in 0..CONVERSATIONS {
        let (id, _, _) = talk(store, &format!("{n}"), "question", "answer").await;
        store.change(&[id], Change::Trashed(true), Timestamp::now()).await.unwrap();
    }
    let ids = store.page_ids(page(ListPlace::Trash)).await.unwrap();
    store.change(&ids, Change::Trashed(false), Timestamp::now()).await.unwrap();
}

#[tokio::test]
async fn many_are_deleted_whole_or_not_at_all() {
    let home = home();
    let mut seen = [0; 3];
    for _ in 0..ROUNDS {
        let store = open(home.path()).await;
        if store.page_ids(page(ListPlace::Loose)).await.unwrap().is_empty() {
            store.doom_trash().await.unwrap();
            fill(&store).await;
        }
        store.close().await;
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "kill_bulk::child", "--nocapture"])
            .env(FOLDER, home.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let enough = rand::rng().random_range(1..4);
        let told = lines.map_while(Result::ok).filter(|line| line.ends_with("deleted") || line == "doomed");
        assert!(told.take(enough).count() > 0, "the child did nothing");
        child.kill().unwrap();
        assert!(!child.wait().unwrap().success());

        let store = open(home.path()).await;
        let loose = store.page_ids(page(ListPlace::Loose)).await.unwrap().len();
        let trash = store.page_ids(page(ListPlace::Trash)).await.unwrap().len();
        // While the child fills again, one after the other goes into the trash, and one is on its way there.
        let whole = (loose == CONVERSATIONS && trash == 0) || (loose <= 1 && trash <= CONVERSATIONS);
        assert!(whole, "{loose} are in the list and {trash} in the trash");
        seen[usize::from(trash > 0) + usize::from(loose == 0 && trash == 0) * 2] += 1;
        // What was doomed is gone for every reader, and the next start takes the rest of it.
        store.purge(Timestamp::now()).await.unwrap();
        assert_eq!(store.conversations().await.unwrap().len(), loose);
        assert_sound(&store).await;
        store.close().await;
    }
    assert!(
        seen.iter().filter(|times| **times > 0).count() > 1,
        "every kill came at the same moment: {seen:?}"
    );
}
