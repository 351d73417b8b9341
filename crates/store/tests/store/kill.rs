//! A real process, killed without warning while it journals.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

use parlance_domain::{MessageId, MessageStatus};
use rand::RngExt;

use crate::support::*;

const FOLDER: &str = "PARLANCE_STORE_TEST_CHILD";
const ROUNDS: usize = 10;
/// A turn is sealed after so many journal writes, and the next one begun.
const WRITES_PER_TURN: usize = 20;

/// Not a test by itself: the process that `nothing_acknowledged_is_lost_to_a_kill` starts and kills.
#[tokio::test]
async fn child() {
    let Ok(folder) = std::env::var(FOLDER) else { return };
    let store = open(folder.as_ref()).await;
    let mut out = std::io::stdout();
    loop {
        let (_, _, id) = ask_new(&store, "t", "q").await;
        writeln!(out, "begun {id}").unwrap();
        let mut said = String::new();
        for n in 0..WRITES_PER_TURN {
            let words = format!("word-{n} ");
            store.journal(id, &[entry(0, &words)]).await.unwrap();
            said.push_str(&words);
            writeln!(out, "said {id} {n}").unwrap();
        }
        store.seal(&seal(id, &said)).await.unwrap();
        writeln!(out, "sealed {id}").unwrap();
    }
}

#[derive(Debug)]
struct Acknowledged {
    id: MessageId,
    words: usize,
    sealed: bool,
}

/// What one line of the child promises. libtest may put its own words before the first one.
fn acknowledge(line: &str, turns: &mut Vec<Acknowledged>) {
    let words: Vec<_> = line.split_whitespace().collect();
    match words.as_slice() {
        [.., "begun", id] => turns.push(Acknowledged { id: id.parse().unwrap(), words: 0, sealed: false }),
        ["said", _, n] => turns.last_mut().unwrap().words = n.parse::<usize>().unwrap() + 1,
        ["sealed", _] => turns.last_mut().unwrap().sealed = true,
        _ => {}
    }
}

#[tokio::test]
async fn nothing_acknowledged_is_lost_to_a_kill() {
    let home = home();
    let mut turns = Vec::new();
    for _ in 0..ROUNDS {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "kill::child", "--nocapture"])
            .env(FOLDER, home.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let from = turns.len();
        let enough = rand::rng().random_range(1..3 * WRITES_PER_TURN);
        for line in lines.by_ref().take(enough + 3) {
            acknowledge(&line.unwrap(), &mut turns);
        }
        child.kill().unwrap();
        // What it wrote before it died counts; a last line without its end does not.
        for line in lines.map_while(Result::ok) {
            acknowledge_if_whole(&line, &mut turns);
        }
        assert!(!child.wait().unwrap().success());
        assert!(turns.len() > from, "the child began no turn");

        let store = open(home.path()).await;
        for turn in &turns {
            let message = store.message(turn.id).await.unwrap();
            let kept = message.text().split_whitespace().count();
            assert!(kept >= turn.words, "{turn:?} kept {kept}");
            let expected: String = (0..kept).map(|n| format!("word-{n} ")).collect();
            assert_eq!(message.text(), expected);
            assert_ne!(message.status, MessageStatus::Streaming);
            if turn.sealed {
                assert_eq!(message.status, MessageStatus::Complete);
            }
        }
        assert_sound(&store).await;
        store.close().await;
    }
    let interrupted = turns.iter().filter(|turn| !turn.sealed).count();
    assert!(interrupted > 0, "every kill came after a seal: {turns:?}");
}

fn acknowledge_if_whole(line: &str, turns: &mut Vec<Acknowledged>) {
    let whole = match line.split_whitespace().collect::<Vec<_>>().as_slice() {
        [.., "begun" | "sealed", id] | [.., "said", id, _] => id.parse::<MessageId>().is_ok(),
        _ => false,
    };
    if whole {
        acknowledge(line, turns);
    }
}
