//! The framing alone, and the whole reader under bytes that nobody planned.

#![allow(clippy::expect_used, reason = "a test fails by panicking, in its helpers too")]

mod support;

use parlance_llm::Frame;
use parlance_llm::StreamEvent;
use parlance_llm::framing::{MAX_EVENT_BYTES, SseFramer};
use proptest::prelude::*;
use support::{byte_by_byte, read};

/// Frames as `event|data` and `~stray`.
fn frames<'a>(chunks: impl IntoIterator<Item = &'a [u8]>) -> Vec<String> {
    let mut out = Vec::new();
    let mut on_frame = |frame: Frame<'_>| {
        out.push(match frame {
            Frame::Event { event, data } => format!("{}|{data}", event.unwrap_or("-")),
            Frame::Stray(text) => format!("~{text}"),
        });
    };
    let mut framer = SseFramer::new();
    for chunk in chunks {
        framer.push(chunk, &mut on_frame).expect("below the cap");
    }
    framer.finish(&mut on_frame).expect("below the cap");
    out
}

fn of(body: &str) -> Vec<String> {
    frames([body.as_bytes()])
}

#[test]
fn fields_follow_the_standard() {
    assert_eq!(of("event: add\ndata: a\ndata:b\ndata:  c\nid: 1\nretry: 5\n\n"), ["add|a\nb\n c"]);
    assert_eq!(of("data\n\ndata:\n\nevent: x\n\ndata: after\n\n"), ["-|after"]);
    assert_eq!(of("event:\ndata: a\n\n"), ["-|a"]);
    assert_eq!(of("data: a\n\ndata: \n\ndata: b"), ["-|a", "-|b"]);
}

#[test]
fn a_line_feed_after_a_carriage_return_is_no_blank_line() {
    let body = b"event: x\r\ndata: a\r\ndata: b\r\n\r\n";
    assert_eq!(frames([&body[..]]), ["x|a\nb"]);
    assert_eq!(frames(body.chunks(1)), ["x|a\nb"]);
}

#[test]
fn strays_come_out_line_by_line_and_in_order() {
    assert_eq!(of("<html>\n  body: x\n\n</html>"), ["~<html>", "~  body: x", "~</html>"]);
    assert_eq!(of("data: open\n{\"error\": 1}\ndata: next\n\n"), ["-|open", "~{\"error\": 1}", "-|next"]);
    assert_eq!(of("dat"), ["~dat"]);
}

#[test]
fn a_byte_order_mark_counts_at_the_start_alone() {
    assert_eq!(of("\u{feff}data: a\n\n\u{feff}data: b\n\n"), ["-|a", "~\u{feff}data: b"]);
    assert_eq!(frames([&b"\xEF"[..], b"\xBB", b"\xBF", b"data: a"]), ["-|a"]);
}

#[test]
fn a_carriage_return_dispatches_without_waiting_for_more() {
    let mut seen = 0;
    let mut framer = SseFramer::new();
    framer.push(b"data: a\r\r", &mut |_| seen += 1).unwrap();
    assert_eq!(seen, 1);
    framer.push(b"\ndata: b\r\n\r", &mut |_| seen += 1).unwrap();
    assert_eq!(seen, 2);
}

#[test]
fn the_cap_holds_for_lines_and_for_events() {
    let exact = format!("data: {}", "x".repeat(MAX_EVENT_BYTES - 6));
    assert_eq!(of(&exact).len(), 1);
    let mut framer = SseFramer::new();
    assert!(framer.push(exact.as_bytes(), &mut |_| ()).is_ok());
    assert!(framer.push(b"x", &mut |_| ()).is_err());
    let mut framer = SseFramer::new();
    framer.push(exact.as_bytes(), &mut |_| ()).unwrap();
    assert!(framer.push(b"\ndata: more than six bytes\n", &mut |_| ()).is_err());
    // What was dispatched no longer counts.
    let mut framer = SseFramer::new();
    for _ in 0..3 {
        framer.push(exact.as_bytes(), &mut |_| ()).unwrap();
        framer.push(b"\n\n", &mut |_| ()).unwrap();
    }
}

/// Adjacent deltas of one part joined.
fn coalesced(events: Vec<StreamEvent>) -> Vec<StreamEvent> {
    let mut out: Vec<StreamEvent> = Vec::new();
    for event in events {
        match (out.last_mut(), &event) {
            (
                Some(StreamEvent::TextDelta { part, text }),
                StreamEvent::TextDelta { part: next, text: more },
            )
            | (
                Some(StreamEvent::ReasoningDelta { part, text }),
                StreamEvent::ReasoningDelta { part: next, text: more },
            ) if part == next => text.push_str(more),
            _ => out.push(event),
        }
    }
    out
}

fn is_terminal(event: &StreamEvent) -> bool {
    matches!(event, StreamEvent::Finished { .. } | StreamEvent::Failed(_) | StreamEvent::Truncated)
}

fn cut_points(body: &[u8], cuts: Vec<prop::sample::Index>) -> Vec<usize> {
    let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.index(body.len() + 1)).collect();
    cuts.sort_unstable();
    cuts
}

/// Pieces that mean something to a reader, in an order that means nothing.
fn scraps() -> impl Strategy<Value = Vec<u8>> {
    let scrap = prop::sample::select(vec![
        &b"data: "[..],
        b"data:",
        b"event: error\n",
        b"event: ping\n",
        b"\n",
        b"\n\n",
        b"\r",
        b"\r\n",
        b": comment\n",
        b"\xEF\xBB\xBF",
        b"\xFF\xC3",
        b"[DONE]",
        b"{\"choices\":[{\"delta\":{\"content\":\"<think>a\"}}]}",
        b"{\"choices\":[{\"delta\":{\"content\":\"</think>b\"}}]}",
        b"{\"choices\":[{\"delta\":{\"content\":\"\\ud83d\"}}]}",
        b"{\"choices\":[{\"delta\":{\"reasoning\":\"r\"},\"finish_reason\":\"\"}]}",
        b"{\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":-1,\"function\":{\"name\":\"f\"}}]}}]}",
        b"{\"choices\":[{\"delta\":{\"tool_calls\":[{\"function\":{\"arguments\":{}}}]}}]}",
        b"{\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":1}}",
        b"{\"error\":{\"message\":\"m\",\"code\":429}}",
        b"{\"error\":",
        b"{\"choices\":[{\"delta\":{\"content\":\"",
        b"<html>",
        b"}",
        b"]",
        b"\"",
        b"{",
    ]);
    prop::collection::vec(scrap, 0..40).prop_map(|scraps| scraps.concat())
}

proptest! {
    #[test]
    fn random_bytes_end_with_one_terminal_event(body in prop::collection::vec(any::<u8>(), 0..600)) {
        let events = read(parlance_llm::Wire::OpenaiChat, &body, []);
        prop_assert_eq!(events.iter().filter(|event| is_terminal(event)).count(), 1);
        prop_assert!(events.last().is_some_and(is_terminal));
        prop_assert_eq!(byte_by_byte(parlance_llm::Wire::OpenaiChat, &body), events);
    }

    #[test]
    fn scraps_say_the_same_however_they_are_cut(
        body in scraps(),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..12),
    ) {
        let events = read(parlance_llm::Wire::OpenaiChat, &body, []);
        prop_assert_eq!(events.iter().filter(|event| is_terminal(event)).count(), 1);
        prop_assert!(events.last().is_some_and(is_terminal));
        let cuts = cut_points(&body, cuts);
        prop_assert_eq!(coalesced(read(parlance_llm::Wire::OpenaiChat, &body, cuts)), coalesced(events));
    }

    #[test]
    fn text_arrives_whole_however_it_is_cut_into_deltas(
        text in "[a-z<>/`\\n é😀\\\\\"]{0,80}",
        delta_chars in 1usize..9,
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..12),
    ) {
        let chars: Vec<char> = text.chars().collect();
        let mut body: String = chars
            .chunks(delta_chars)
            .map(|delta| {
                let content: String = delta.iter().collect();
                format!("data: {}\n\n", serde_json::json!({"choices": [{"delta": {"content": content}}]}))
            })
            .collect();
        body += "data: {\"choices\":[{\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";
        let cuts = cut_points(body.as_bytes(), cuts);
        let joined: String = read(parlance_llm::Wire::OpenaiChat, body.as_bytes(), cuts)
            .iter()
            .filter_map(|event| match event {
                StreamEvent::TextDelta { text, .. } => Some(text.as_str()),
                _ => None,
            })
            .collect();
        prop_assert_eq!(joined, text);
    }

    #[test]
    fn error_bodies_of_random_bytes_have_a_sentence(
        body in prop_oneof![prop::collection::vec(any::<u8>(), 0..300), scraps()],
        status in 300u16..600,
    ) {
        let error = parlance_llm::Wire::OpenaiChat.codec().error(status, &|_| None, &body);
        prop_assert!(!error.message.trim().is_empty());
        prop_assert_eq!(error.status, Some(status));
    }
}
