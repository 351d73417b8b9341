//! What a window receives of a long answer.

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use parlance_app::{App, Closed};
use parlance_domain::TurnId;
use parlance_ipc::{AckArgs, BlockOp, MessageState, PartOp, PartView, TurnEvent, TurnStarted};
use parlance_testkit::sse;
use tokio::sync::mpsc;

use crate::support::*;

#[path = "../../../markdown/tests/face/grow.rs"]
mod grow;

/// A window: it applies frames as the webview does, and holds the stream to its promises.
struct Window {
    app: App,
    turn: TurnId,
    watcher: u64,
    events: mpsc::UnboundedReceiver<TurnEvent>,
    acknowledged: Arc<AtomicU64>,
    seq: u64,
    pieces: String,
    blocks: Vec<String>,
    frames_with_more_than_one_piece: usize,
}

impl Window {
    fn open(app: &App, started: &TurnStarted) -> Self {
        let (sender, events) = mpsc::unbounded_channel();
        let acknowledged = Arc::new(AtomicU64::new(0));
        let known = acknowledged.clone();
        app.watch_turn(started.turn, move |event| {
            let bytes = serde_json::to_string(&event).unwrap().len();
            assert!(bytes < 7_000, "an event of {bytes} bytes");
            if let TurnEvent::Frame { seq, .. } | TurnEvent::FramePiece { seq, .. } = &event {
                let known = known.load(Ordering::SeqCst);
                assert!(seq - known <= 2, "frame {seq} while {known} is acknowledged");
            }
            sender.send(event).map_err(|_| Closed)
        })
        .unwrap();
        Self {
            app: app.clone(),
            turn: started.turn,
            watcher: u64::MAX,
            events,
            acknowledged,
            seq: 0,
            pieces: String::new(),
            blocks: Vec::new(),
            frames_with_more_than_one_piece: 0,
        }
    }

    async fn until(&mut self, words: &str) {
        while !self.blocks.iter().any(|block| block.contains(words)) {
            assert_eq!(self.next().await, None, "{words:?} did not come");
        }
    }

    async fn end(&mut self) -> MessageState {
        loop {
            if let Some(state) = self.next().await {
                assert_eq!(self.events.recv().await, None, "an event after the end");
                return state;
            }
        }
    }

    async fn next(&mut self) -> Option<MessageState> {
        match self.events.recv().await.unwrap() {
            TurnEvent::Reset { watcher } => self.watcher = watcher,
            TurnEvent::Frame { seq, ops } => self.frame(seq, ops).await,
            TurnEvent::FramePiece { seq, piece, of, json } => {
                assert!(piece < of);
                self.pieces += &json;
                if piece + 1 == of {
                    self.frames_with_more_than_one_piece += usize::from(of > 1);
                    let ops = serde_json::from_str(&std::mem::take(&mut self.pieces)).unwrap();
                    self.frame(seq, ops).await;
                }
            }
            TurnEvent::Status { .. } | TurnEvent::Answering { .. } | TurnEvent::LastFrame => {}
            TurnEvent::Ended { state, error } => {
                assert_eq!(error, None);
                return Some(state);
            }
        }
        None
    }

    async fn frame(&mut self, seq: u64, ops: Vec<PartOp>) {
        assert_eq!(seq, self.seq + 1, "a gap");
        self.seq = seq;
        for op in ops {
            let PartOp::Text { part: 0, op } = op else { panic!("{op:?}") };
            apply(&mut self.blocks, op);
        }
        self.acknowledged.store(seq, Ordering::SeqCst);
        let args = AckArgs { turn: self.turn, watcher: self.watcher, seq };
        self.app.ack_frame(args).await.unwrap();
    }
}

const PARTIAL: &str = "</span><span class=\"md-partial\">";

fn apply(blocks: &mut Vec<String>, op: BlockOp) {
    match op {
        BlockOp::Append { block, html } => {
            assert_eq!(block as usize, blocks.len());
            blocks.push(html);
        }
        BlockOp::Replace { block, html } => blocks[block as usize] = html,
        BlockOp::Grow { block, levels, cut } => {
            let levels: Vec<_> = levels.iter().map(|level| (level.drop, &*level.html)).collect();
            let block = &mut blocks[block as usize];
            *block = grow::grown(block, &levels, cut).unwrap();
        }
        BlockOp::AppendLines { block, html } => {
            let block = &mut blocks[block as usize];
            block.insert_str(block.rfind(PARTIAL).unwrap(), &html);
        }
        BlockOp::PartialLine { block, text } => {
            let block = &mut blocks[block as usize];
            let from = block.rfind(PARTIAL).unwrap() + PARTIAL.len();
            let to = block.rfind("</span></code>").unwrap();
            let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            block.replace_range(from..to, &text);
        }
        BlockOp::Truncate { block } => blocks.truncate(block as usize),
    }
}

/// About 100 KB of everything that a model writes.
fn document() -> String {
    let mut text = String::new();
    for section in 0..60 {
        write!(text, "## Section {section}\n\nSome *words* with `code`, \"quotes\", a \\ and é漢😀: [a link][home].\n\n")
            .unwrap();
        text += "| name | size |\n|:-----|-----:|\n";
        for row in 0..12 {
            writeln!(text, "| **row {row}** of {section} | `{}` |", row * section).unwrap();
        }
        text += "\n```rust\n";
        for line in 0..14 {
            writeln!(text, "    let value_{line} = \"<tag> & {section}\"; // the line {line} of the block")
                .unwrap();
        }
        text += "```\n\n1. one\n2. two\n   - inner\n\n> quoted\n\n";
    }
    text += "```typescript\n";
    for line in 0..400 {
        writeln!(text, "export const value{line}: string = `template ${{{line}}} <b>`;").unwrap();
    }
    text += "```\n\n[home]: https://home.example/ \"late\"\n\nThe very end.\n";
    text
}

/// In pieces of a few dozen characters, as models send them.
fn pieces(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    chars.chunks(37).map(|piece| piece.iter().collect()).collect()
}

fn shown(parts: &[PartView]) -> &[String] {
    match parts {
        [PartView::Text { blocks }] => blocks,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_long_answer_arrives_in_small_frames_and_is_what_the_history_shows() {
    let text = document();
    assert!(text.len() > 100_000, "{}", text.len());
    let scene = Scene::new().await;
    let started = scene.ask("Write a lot").await;
    let mut first = Window::open(&scene.app, &started);
    let mut exchange = scene.begin(&[]).await;
    let pieces = pieces(&text);
    let (before, after) = pieces.split_at(pieces.len() / 2);
    for piece in before {
        exchange.send(sse::text(piece)).await.unwrap();
    }
    first.until("Section 25").await;

    // It joins in the middle and is shown all of it.
    let mut second = Window::open(&scene.app, &started);
    second.until("Section 25").await;
    assert!(second.blocks[0].contains("Section 0"));
    assert!(second.frames_with_more_than_one_piece > 0, "half the answer fits one message?");
    assert_ne!(first.watcher, second.watcher);

    let rest: String = after.iter().map(|piece| sse::text(piece)).collect();
    let (sent, first_end, second_end) = tokio::join!(
        exchange.send(format!("{rest}{}{}", sse::finish("stop"), sse::DONE)),
        first.end(),
        second.end(),
    );
    sent.unwrap();
    assert_eq!((first_end, second_end), (MessageState::Complete, MessageState::Complete));

    let answer = answer_of(&scene.app, &started).await;
    assert!(answer.source == text, "the history holds something else");
    let kept = shown(&answer.parts);
    for blocks in [&first.blocks, &second.blocks] {
        assert_eq!(blocks.len(), kept.len());
        for (shown, kept) in blocks.iter().zip(kept) {
            assert_eq!(shown, kept);
        }
    }
    assert!(kept.iter().any(|block| block.contains("https://home.example/")), "the late definition");
}

#[tokio::test]
async fn a_window_that_comes_too_late_is_sent_to_the_history() {
    let scene = Scene::new().await;
    let started = scene.talk("question", "The answer.").await;
    let (sender, _events) = mpsc::unbounded_channel::<TurnEvent>();
    let refused = scene.app.watch_turn(started.turn, sender).unwrap_err();
    assert_eq!(refused.code, parlance_ipc::ErrorCode::NotFound);
    assert_eq!(scene.view(&started).await.messages[1].turn, None);
}

#[tokio::test]
async fn a_window_that_goes_away_does_not_stop_the_answer() {
    let scene = Scene::new().await;
    let (started, mut exchange) = scene.in_the_middle(&["one "]).await;
    let mut window = Window::open(&scene.app, &started);
    window.until("one").await;
    drop(window);
    let mut words = Words::of(&scene.app, &started);
    exchange.send(sse::answer(["two"])).await.unwrap();
    assert_eq!(words.end().await, (MessageState::Complete, None));
    assert_eq!(answer_of(&scene.app, &started).await.source, "one two");
}
