//! The pace of frames, on a clock of the test's own.

use parlance_domain::{ConversationId, MessageId};
use parlance_ipc::BlockOp;
use parlance_llm::{PartId, StreamEvent};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use super::*;
use crate::turns::live::Ended;

fn turn() -> Arc<Turn> {
    Arc::new(Turn::new(ConversationId::new(), MessageId::new(), &[]))
}

fn say(turn: &Turn, text: &str) {
    let delta = StreamEvent::TextDelta { part: PartId(0), text: text.to_owned() };
    turn.update(|live| live.apply(&delta));
}

fn end(turn: &Turn) {
    turn.finish_words();
    turn.update(|live| live.ended = Some(Ended { state: MessageState::Complete, error: None }));
}

/// Watches `turn`: each event with its time.
fn watch(turn: &Arc<Turn>) -> UnboundedReceiver<(Instant, TurnEvent)> {
    let (sender, receiver) = unbounded_channel();
    let sink = move |event| sender.send((Instant::now(), event)).map_err(|_| Closed);
    tokio::spawn(frames(turn.clone(), sink));
    receiver
}

/// Lets everything happen that can happen before the next timer.
async fn settle() {
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
}

/// Three words with time for a frame each, of which a watcher that acknowledges nothing is shown two.
async fn say_unheard(turn: &Turn) {
    for word in ["a ", "b ", "c "] {
        say(turn, word);
        tokio::time::sleep(FRAME * 2).await;
    }
}

fn frames_so_far(events: &mut UnboundedReceiver<(Instant, TurnEvent)>) -> Vec<(u64, Vec<PartOp>)> {
    let mut frames = Vec::new();
    while let Ok((_, event)) = events.try_recv() {
        if let TurnEvent::Frame { seq, ops } = event {
            frames.push((seq, ops));
        }
    }
    frames
}

/// The only block's HTML, where one operation makes it.
fn html(ops: &[PartOp]) -> &str {
    match ops {
        [PartOp::Text { op: BlockOp::Append { html, .. } | BlockOp::Replace { html, .. }, .. }] => html,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(start_paused = true)]
async fn there_is_at_most_one_frame_in_16_ms() {
    let turn = turn();
    let mut events = watch(&turn);
    let begun = Instant::now();
    let acknowledging = tokio::spawn({
        let turn = turn.clone();
        async move {
            let mut times = Vec::new();
            while let Some((at, event)) = events.recv().await {
                if let TurnEvent::Frame { seq, .. } = event {
                    times.push(at);
                    turn.acknowledge(0, seq);
                }
            }
            times
        }
    });
    for word in 0..1_000 {
        say(&turn, &format!("{word} "));
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    end(&turn);
    let times = acknowledging.await.unwrap();
    // The last one is that of the end, which waits for nothing.
    let paced = &times[..times.len() - 1];
    assert!(paced.windows(2).all(|pair| pair[1] - pair[0] >= FRAME), "{times:?}");
    // The clock of timers counts whole milliseconds, upwards.
    let expected = begun.elapsed().as_millis() / (FRAME.as_millis() + 1);
    assert!(times.len() as u128 >= expected, "{} of {expected} frames", times.len());
}

#[tokio::test(start_paused = true)]
async fn two_frames_go_out_unacknowledged_and_the_rest_is_one() {
    let turn = turn();
    let mut events = watch(&turn);
    for word in ["a ", "b ", "c ", "d ", "e "] {
        say(&turn, word);
        tokio::time::sleep(FRAME * 2).await;
    }
    let sent = frames_so_far(&mut events);
    assert_eq!(sent.iter().map(|(seq, _)| *seq).collect::<Vec<_>>(), [1, 2]);
    assert!(html(&sent[1].1).contains("a b"), "{sent:?}");

    turn.acknowledge(0, 1);
    settle().await;
    let sent = frames_so_far(&mut events);
    assert_eq!(sent.len(), 1, "one frame for three deltas: {sent:?}");
    assert_eq!(sent[0].0, 3);
    assert!(html(&sent[0].1).contains("a b c d e"), "{sent:?}");

    say(&turn, "f");
    tokio::time::sleep(FRAME * 2).await;
    assert_eq!(frames_so_far(&mut events), [], "2 and 3 are unacknowledged");
    turn.acknowledge(0, 3);
    settle().await;
    assert_eq!(frames_so_far(&mut events).len(), 1);
}

#[tokio::test(start_paused = true)]
async fn the_last_words_wait_for_nothing() {
    let turn = turn();
    let mut events = watch(&turn);
    say_unheard(&turn).await;
    assert_eq!(frames_so_far(&mut events).len(), 2, "neither is acknowledged");
    say(&turn, "d");
    let finished = Instant::now();
    turn.finish_words();
    settle().await;
    let (at, last) = events.try_recv().unwrap();
    let TurnEvent::Frame { seq: 3, ops } = last else { panic!("{last:?}") };
    assert!(html(&ops).contains("a b c d"), "{ops:?}");
    assert_eq!(at, finished);
    assert!(matches!(events.try_recv(), Ok((_, TurnEvent::LastFrame))));
    assert!(events.try_recv().is_err(), "it has not ended yet");

    end(&turn);
    settle().await;
    assert!(matches!(events.try_recv(), Ok((_, TurnEvent::Ended { .. }))));
}

#[tokio::test(start_paused = true)]
async fn a_foreign_or_old_acknowledgement_opens_nothing() {
    let turn = turn();
    let mut events = watch(&turn);
    say_unheard(&turn).await;
    turn.acknowledge(7, 2);
    turn.acknowledge(0, 0);
    settle().await;
    assert_eq!(frames_so_far(&mut events).len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_watcher_that_stays_silent_is_let_go() {
    let turn = turn();
    let mut events = watch(&turn);
    say_unheard(&turn).await;
    let mut last = None;
    while let Some((_, event)) = events.recv().await {
        last = Some(event);
    }
    assert!(matches!(last, Some(TurnEvent::Frame { seq: 2, .. })), "{last:?}");
    assert!(turn.live().ended.is_none());
}

#[tokio::test(start_paused = true)]
async fn a_drawing_that_panics_ends_in_a_gap() {
    let turn = turn();
    let (sender, mut events) = unbounded_channel();
    let sink = move |event: TurnEvent| {
        assert!(!matches!(event, TurnEvent::Frame { .. }), "a panic of this test");
        sender.send(event).map_err(|_| Closed)
    };
    tokio::spawn(frames(turn.clone(), sink));
    say(&turn, "a");
    settle().await;
    end(&turn);
    let mut last = None;
    while let Some(event) = events.recv().await {
        last = Some(event);
    }
    assert!(matches!(last, Some(TurnEvent::FramePiece { piece: 1, of: 1, .. })), "{last:?}");
}

proptest::proptest! {
    #[test]
    fn pieces_join_and_fit(json in "[a-z\"\\\\é漢😀]{0,9000}") {
        let pieces = pieces(&json);
        proptest::prop_assert_eq!(pieces.concat(), json.as_str());
        for piece in pieces {
            let event = TurnEvent::FramePiece { seq: u64::MAX, piece: u32::MAX, of: u32::MAX, json: piece.to_owned() };
            proptest::prop_assert!(serde_json::to_string(&event).unwrap().len() < 7_000);
        }
    }
}
