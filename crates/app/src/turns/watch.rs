//! Shows a running turn to a watcher: the difference between what it has and what there is, paced and acknowledged.
//!
//! Nothing is queued for a watcher that is slow: when it is ready again it gets one difference to the newest state.

use std::panic::AssertUnwindSafe;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt;
use parlance_ipc::{MessageState, PartOp, TurnEvent};
use parlance_store::blob_file;
use tokio::time::Instant;

use super::live::{Live, LivePart, Turn, millis};
use crate::sink::{Closed, Sink};

/// At most one frame a display refresh.
const FRAME: Duration = Duration::from_millis(16);
/// Frames that may be on their way unacknowledged.
const WINDOW: u64 = 2;
/// A hidden window acknowledges four times a second; a reloaded one never does.
const GONE: Duration = Duration::from_secs(60);
/// The webview receives messages under 8,192 bytes directly; the rest of the room is for the envelope.
const PIECE_BYTES: usize = 6_500;

/// Shows `turn` to a window until it ends or the window is gone.
pub(crate) async fn frames(turn: Arc<Turn>, mut sink: impl Sink<TurnEvent>) {
    // Closed: nobody is left to be told.
    if AssertUnwindSafe(run(&turn, &mut sink)).catch_unwind().await.is_err() {
        // A message that cannot be drawn must not leave the window waiting, nor may it keep what it has for the whole:
        // the gap makes it watch again, and being told that the turn is over it reads the sealed message.
        turn.ended().await;
        let _ = sink.send(TurnEvent::FramePiece { seq: 0, piece: 1, of: 1, json: String::new() });
    }
}

async fn run(turn: &Turn, sink: &mut impl Sink<TurnEvent>) -> Result<(), Closed> {
    let watcher = turn.add_watcher();
    let mut changes = turn.changes();
    let mut shown = Shown::default();
    let mut seq = 0;
    let mut next_frame = Instant::now();
    sink.send(TurnEvent::Reset { watcher })?;
    loop {
        // The sender lives in `turn`, so this cannot fail.
        let _ = changes.changed().await;
        let paced = async {
            tokio::time::sleep_until(next_frame).await;
            room(turn, watcher, seq).await
        };
        tokio::select! {
            room = paced => room?,
            // The last words wait for nothing: none come behind them.
            _ = turn.has_all_words.wait() => {}
        }
        changes.mark_unchanged();

        // Looked at before the words are.
        let is_last = turn.has_all_words.get().is_some();
        let (ops, status, answering, ended) = {
            let live = turn.live();
            (shown.difference(&live), live.status.clone(), live.answering.clone(), live.ended.clone())
        };
        if let Some(answering) = answering.filter(|answering| shown.answering.as_ref() != Some(answering)) {
            sink.send(TurnEvent::Answering { answering: answering.clone() })?;
            shown.answering = Some(answering);
        }
        if !ops.is_empty() {
            seq += 1;
            next_frame = Instant::now() + FRAME;
            send_frame(sink, seq, ops)?;
        }
        if shown.status.as_ref() != Some(&status) && ended.is_none() {
            sink.send(TurnEvent::Status { status: status.clone() })?;
            shown.status = Some(status);
        }
        if is_last && ended.is_none() && !std::mem::replace(&mut shown.last, true) {
            sink.send(TurnEvent::LastFrame)?;
        }
        if let Some(ended) = ended {
            return sink.send(TurnEvent::Ended { state: ended.state, error: ended.error });
        }
    }
}

/// Waits until the watcher has acknowledged enough for one more frame. One that stays silent has gone.
async fn room(turn: &Turn, watcher: u64, seq: u64) -> Result<(), Closed> {
    loop {
        let acknowledged = turn.acknowledged.notified();
        tokio::pin!(acknowledged);
        // Registered before the look, so that no wake-up is missed.
        acknowledged.as_mut().enable();
        if seq.saturating_sub(turn.live().acknowledged(watcher)) < WINDOW {
            return Ok(());
        }
        tokio::time::timeout(GONE, acknowledged).await.map_err(|_| Closed)?;
    }
}

fn send_frame(sink: &mut impl Sink<TurnEvent>, seq: u64, ops: Vec<PartOp>) -> Result<(), Closed> {
    // The types hold nothing that JSON cannot say; were it so, the empty frame would show as a gap.
    let json = serde_json::to_string(&ops).unwrap_or_default();
    if json.len() <= PIECE_BYTES {
        return sink.send(TurnEvent::Frame { seq, ops });
    }
    let pieces = pieces(&json);
    let of = u32::try_from(pieces.len()).unwrap_or(u32::MAX);
    for (piece, json) in (0..of).zip(pieces) {
        sink.send(TurnEvent::FramePiece { seq, piece, of, json: json.to_owned() })?;
    }
    Ok(())
}

/// Cuts `json` so that each piece is within bounds also after its quotes and backslashes are escaped once more.
fn pieces(json: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let (mut start, mut room) = (0, PIECE_BYTES);
    for (at, char) in json.char_indices() {
        let cost = if matches!(char, '"' | '\\') { 2 } else { char.len_utf8() };
        if cost > room {
            pieces.push(&json[start..at]);
            (start, room) = (at, PIECE_BYTES);
        }
        room -= cost;
    }
    pieces.push(&json[start..]);
    pieces
}

/// What a watcher has been shown.
#[derive(Default)]
struct Shown {
    parts: Vec<ShownPart>,
    status: Option<parlance_ipc::TurnStatus>,
    answering: Option<parlance_ipc::Answering>,
    last: bool,
}

#[derive(Default)]
struct ShownPart {
    cursor: parlance_markdown::Cursor,
    /// Bytes of a tool call's arguments, plus one once its name was shown.
    arguments: usize,
    reasoning_ended: bool,
    /// What comes whole was shown.
    whole: bool,
}

impl Shown {
    fn difference(&mut self, live: &Live) -> Vec<PartOp> {
        let mut ops = Vec::new();
        self.parts.resize_with(live.parts.len().max(self.parts.len()), ShownPart::default);
        for (part, (shown, live)) in (0_u32..).zip(self.parts.iter_mut().zip(&live.parts)) {
            match live {
                LivePart::Text(renderer) => {
                    ops.extend(shown.blocks(renderer).map(|op| PartOp::Text { part, op }));
                }
                LivePart::Reasoning { renderer, duration, .. } => {
                    ops.extend(shown.blocks(renderer).map(|op| PartOp::Reasoning { part, op }));
                    // A call that failed without a word made room for another.
                    shown.reasoning_ended &= duration.is_some();
                    if let (Some(duration), false) = (duration, shown.reasoning_ended) {
                        shown.reasoning_ended = true;
                        let duration_ms = millis(*duration);
                        ops.push(PartOp::ReasoningEnded { part, duration_ms });
                    }
                }
                LivePart::ToolCall { name, arguments, .. } => {
                    if shown.arguments != arguments.len() + 1 {
                        shown.arguments = arguments.len() + 1;
                        ops.push(PartOp::ToolCall { part, name: name.clone(), arguments: arguments.clone() });
                    }
                }
                LivePart::ToolResult(result) => {
                    if !std::mem::replace(&mut shown.whole, true) {
                        let result = crate::view::tool_result(result.clone());
                        ops.push(PartOp::ToolResult { part, result });
                    }
                }
                LivePart::Image(picture) => {
                    if !std::mem::replace(&mut shown.whole, true) {
                        ops.push(PartOp::Image { part, picture: crate::view::picture(picture.clone()) });
                    }
                }
            }
        }
        ops
    }
}

impl ShownPart {
    fn blocks(
        &mut self,
        renderer: &parlance_markdown::Renderer,
    ) -> impl Iterator<Item = parlance_ipc::BlockOp> + use<> {
        let mut ops = Vec::new();
        renderer.ops_since(&mut self.cursor, &mut ops);
        ops.into_iter().map(crate::view::block_op)
    }
}

/// What a terminal or a script sees of a turn: the words as they were written.
#[derive(Debug, Clone, PartialEq)]
pub enum TextEvent {
    Text {
        delta: String,
    },
    Reasoning {
        delta: String,
    },
    /// A picture, as the file that holds it.
    Picture {
        alt: String,
        file: PathBuf,
    },
    Status {
        status: parlance_ipc::TurnStatus,
    },
    Ended {
        state: MessageState,
        error: Option<parlance_ipc::MessageError>,
    },
}

/// Shows the source text of `turn` until it ends or nobody reads.
pub(crate) async fn text(turn: Arc<Turn>, folder: PathBuf, mut sink: impl Sink<TextEvent>) {
    let mut changes = turn.changes();
    // Bytes shown of each part; of a picture, whether.
    let mut shown: Vec<usize> = Vec::new();
    let mut shown_status = None;
    loop {
        let _ = changes.changed().await;
        changes.mark_unchanged();
        let mut events = Vec::new();
        {
            let live = turn.live();
            shown.resize(live.parts.len().max(shown.len()), 0);
            for (shown, part) in shown.iter_mut().zip(&live.parts) {
                let (renderer, text) = match part {
                    LivePart::Text(renderer) => (renderer, true),
                    LivePart::Reasoning { renderer, .. } => (renderer, false),
                    LivePart::ToolCall { .. } | LivePart::ToolResult(_) => continue,
                    LivePart::Image(picture) => {
                        if std::mem::replace(shown, 1) == 0 {
                            let file = blob_file(&folder, picture.blob);
                            events.push(TextEvent::Picture { alt: picture.alt.clone(), file });
                        }
                        continue;
                    }
                };
                let Some(delta) = renderer.source().get(*shown..).filter(|delta| !delta.is_empty()) else {
                    continue;
                };
                *shown += delta.len();
                let delta = delta.to_owned();
                events.push(if text { TextEvent::Text { delta } } else { TextEvent::Reasoning { delta } });
            }
            match &live.ended {
                Some(ended) => {
                    events.push(TextEvent::Ended { state: ended.state, error: ended.error.clone() });
                }
                None if shown_status.as_ref() != Some(&live.status) => {
                    shown_status = Some(live.status.clone());
                    events.push(TextEvent::Status { status: live.status.clone() });
                }
                None => {}
            }
        }
        for event in events {
            let last = matches!(event, TextEvent::Ended { .. });
            if sink.send(event).is_err() || last {
                return;
            }
        }
    }
}

#[cfg(test)]
#[path = "watch_tests.rs"]
mod tests;
