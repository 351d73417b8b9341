//! A real process, killed without warning in the middle of an answer.

use std::io::Write as _;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use parlance_app::TextEvent;
use parlance_domain::{MessageId, MessageStatus};
use parlance_ipc::{DraftArgs, MessageState, NoArgs};
use parlance_testkit::{AutoModel, AutoProvider, Ending, ScriptedServer, TempHome};
use rand::RngExt as _;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::Command;
use tokio::sync::mpsc;
use tokio::time::{Instant, MissedTickBehavior, interval};

use crate::support::*;

const FOLDER: &str = "PARLANCE_APP_TEST_FOLDER";
const PROVIDER: &str = "PARLANCE_APP_TEST_PROVIDER";
const ROUNDS: usize = 50;
/// What was shown longer ago than this is on the disk.
const PROMISE: Duration = Duration::from_millis(150);

/// Not a test by itself: the process that `fifty_deaths_lose_nothing_that_was_promised` starts and kills.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn child() {
    let (Ok(folder), Ok(provider)) = (std::env::var(FOLDER), std::env::var(PROVIDER)) else { return };
    let app = app(folder.as_ref(), &provider);
    app.open_history().await;
    let started = ask(&app, "Count").await.unwrap();
    let mut out = std::io::stdout();
    writeln!(out, "\nbegun {} .", message_args(&started).message).unwrap();

    let begun = Instant::now();
    let slowest = Arc::new(AtomicU64::new(0));
    tokio::spawn(measure(app.clone(), slowest.clone()));
    let (sender, mut events) = mpsc::unbounded_channel();
    app.watch_text(started.turn, sender).unwrap();
    let mut bytes = 0;
    while let Some(event) = events.recv().await {
        if let TextEvent::Text { delta } = event {
            bytes += delta.len();
            let slowest = slowest.load(Ordering::Relaxed);
            writeln!(out, "shown {} {bytes} {slowest} .", begun.elapsed().as_micros()).unwrap();
        }
    }
}

/// How long a small write takes on this machine now, at worst, in microseconds.
async fn measure(app: parlance_app::App, slowest: Arc<AtomicU64>) {
    let mut ticks = interval(Duration::from_millis(40));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let due = ticks.tick().await;
        app.save_draft(DraftArgs { conversation: None, text: "draft".into() }).await.unwrap();
        let took = u64::try_from(due.elapsed().as_micros()).unwrap();
        slowest.fetch_max(took, Ordering::Relaxed);
    }
}

/// What the child showed, by its own clock.
#[derive(Debug, Clone, Copy)]
struct Shown {
    at: Duration,
    bytes: usize,
    slowest: Duration,
}

#[derive(Default)]
struct Death {
    message: Option<MessageId>,
    shown: Vec<Shown>,
}

impl Death {
    fn note(&mut self, line: &str) {
        let words: Vec<_> = line.split_whitespace().collect();
        let micros = |word: &str| Duration::from_micros(word.parse().unwrap());
        match words.as_slice() {
            ["begun", id, "."] => self.message = Some(id.parse().unwrap()),
            ["shown", at, bytes, slowest, "."] => self.shown.push(Shown {
                at: micros(at),
                bytes: bytes.parse().unwrap(),
                slowest: micros(slowest),
            }),
            _ => {}
        }
    }

    /// The bytes that must be on the disk. The child lived when it showed its last words, so what it had shown by the
    /// promised time before that was written; where the machine itself stalled, by as much longer.
    fn promised(&self) -> usize {
        let Some(last) = self.shown.last() else { return 0 };
        let early = |shown: &&Shown| shown.at + PROMISE + last.slowest <= last.at;
        self.shown.iter().rev().find(early).map_or(0, |shown| shown.bytes)
    }
}

/// Starts a child and kills it when it has shown words so many times.
async fn die(home: &TempHome, server: &ScriptedServer, after: usize) -> Death {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "kill::child", "--nocapture"])
        .env(FOLDER, home.parlance())
        .env(PROVIDER, server.base_url())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut death = Death::default();
    while death.shown.len() < after {
        death.note(&lines.next_line().await.unwrap().unwrap());
    }
    child.kill().await.unwrap();
    // What it showed before it died counts.
    while let Ok(Some(line)) = lines.next_line().await {
        death.note(&line);
    }
    death
}

fn numbers() -> Vec<String> {
    (0..3_000).map(|number| format!("number-{number} ")).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_deaths_lose_nothing_that_was_promised() {
    let said = numbers().concat();
    let counting = AutoModel {
        interval: Duration::from_millis(3),
        ending: Ending::Stall,
        ..AutoModel::new("scripted", numbers().iter().map(String::as_str))
    };
    let provider = AutoProvider { models: vec![counting], key: Some(KEY.into()) };
    let (server, home) = (ScriptedServer::auto(provider).await.unwrap(), TempHome::new().unwrap());
    let mut strict = 0;
    for round in 0..ROUNDS {
        // Over the first intervals of the journal.
        let after = rand::rng().random_range(1..180);
        let death = die(&home, &server, after).await;
        let store = other_process(&home.parlance()).await;
        assert_eq!(store.integrity_check().await.unwrap(), Vec::<String>::new(), "round {round}");
        let message = store.message(death.message.unwrap()).await.unwrap();
        store.close().await;
        assert_eq!(message.status, MessageStatus::Interrupted, "round {round}");
        let (kept, promised) = (message.text(), death.promised());
        assert!(said.starts_with(&kept), "round {round}: other words than were said");
        assert!(kept.len() >= promised, "round {round}: {} of {promised} bytes are there", kept.len());
        strict += usize::from(promised > 0);
    }
    assert!(strict > ROUNDS / 4, "only {strict} deaths came late enough to prove anything");

    let app = app(&home.parlance(), &server.base_url());
    app.open_history().await;
    let conversations = app.list_conversations(NoArgs {}).await.unwrap();
    assert_eq!(conversations.len(), ROUNDS);
    let newest = view(&app, conversations[0].id).await.messages.pop().unwrap();
    assert_eq!((newest.state, newest.turn), (MessageState::Interrupted, None));
}
