//! What servers of this wire send that broke other clients, by the numbers of the design's list. Every stream is read
//! whole, cut once at every byte, and one byte at a time, and has to say the same each time.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking, in its helpers too")]

#[path = "quirks/failures.rs"]
mod failures;
mod support;
#[path = "quirks/tool_calls.rs"]
mod tool_calls;

use parlance_domain::FinishReason;
use parlance_llm::{ApiError, ErrorKind, StreamEvent, Wire};
use support::events::{arguments, call, call_end, finished, reasoning, same_however_cut, text, tokens};
use support::{byte_by_byte, read};

/// The events of `body`, the same for every cut.
fn events(body: impl AsRef<[u8]>) -> Vec<StreamEvent> {
    same_however_cut(Wire::OpenaiChat, body.as_ref())
}

/// One event with one choice, whose members after the index are `members`.
fn choice(members: &str) -> String {
    format!("data: {{\"choices\":[{{\"index\":0,{members}}}]}}\n\n")
}

fn content(text: &str) -> String {
    choice(&format!("\"delta\":{{\"content\":\"{text}\"}}"))
}

const STOP: &str = "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
const DONE: &str = "data: [DONE]\n\n";

fn hello() -> Vec<StreamEvent> {
    vec![text(0, "Hel"), text(0, "lo"), finished(FinishReason::Stop)]
}

/// The error that ends a stream, which must be its only terminal event.
fn failure(mut events: Vec<StreamEvent>) -> ApiError {
    let Some(StreamEvent::Failed(error)) = events.pop() else { panic!("no failure at the end") };
    let more = events.iter().any(|event| {
        matches!(event, StreamEvent::Failed(_) | StreamEvent::Finished { .. } | StreamEvent::Truncated)
    });
    assert!(!more, "two terminal events");
    error
}

#[test]
fn quirk_01_comment_keep_alives() {
    let body = format!(": PROCESSING\n\n:\n\n{}: ping\n{}:\n{STOP}{DONE}", content("Hel"), content("lo"));
    assert_eq!(events(body), hello());
}

#[test]
fn quirk_02_comments_as_data() {
    let body = format!("data: :keep-alive\n\n{}data::ping\n\n{}{STOP}{DONE}", content("Hel"), content("lo"));
    assert_eq!(events(body), hello());
    let inside = format!("data: :ping\n{}{}{STOP}{DONE}", content("Hel"), content("lo"));
    assert_eq!(events(inside), hello());
}

#[test]
fn quirk_03_utf8_split_over_chunks() {
    let body = format!("{}{}{STOP}{DONE}", content("Ünï"), content("😀漢"));
    assert_eq!(events(body), [text(0, "Ünï"), text(0, "😀漢"), finished(FinishReason::Stop)]);
}

#[test]
fn quirk_03_bytes_that_are_not_utf8_cost_one_character() {
    let body = [
        &b"data: {\"choices\":[{\"delta\":{\"content\":\"a\xFFb\"}}]}\n\n"[..],
        STOP.as_bytes(),
        DONE.as_bytes(),
    ];
    assert_eq!(events(body.concat()), [text(0, "a\u{fffd}b"), finished(FinishReason::Stop)]);
}

#[test]
fn quirk_03_a_surrogate_pair_split_over_deltas() {
    let body = format!("{}{}{STOP}{DONE}", content("a\\ud83d"), content("\\ude00b"));
    assert_eq!(events(body), [text(0, "a\u{fffd}"), text(0, "\u{fffd}b"), finished(FinishReason::Stop)]);
}

#[test]
fn quirk_04_every_line_end() {
    let body = format!("{}{}{STOP}{DONE}", content("Hel"), content("lo"));
    for line_end in ["\n", "\r\n", "\r"] {
        assert_eq!(events(body.replace('\n', line_end)), hello(), "{line_end:?}");
    }
    // Mixed: a CR closes the line, an LF alone the event.
    let mixed = format!("{}\r\n\n{}\r\r\n{STOP}{DONE}", content("Hel").trim_end(), content("lo").trim_end());
    assert_eq!(events(mixed), hello());
}

#[test]
fn quirk_05_no_space_after_the_colon() {
    let body = format!("{}{}{STOP}{DONE}", content("Hel"), content("lo")).replace("data: ", "data:");
    assert_eq!(events(body), hello());
}

#[test]
fn quirk_06_byte_order_mark() {
    let body = format!("\u{feff}{}{}{STOP}{DONE}", content("Hel"), content("lo"));
    assert_eq!(events(body), hello());
}

#[test]
fn quirk_07_missing_done() {
    let body = format!("{}{}{STOP}", content("Hel"), content("lo"));
    assert_eq!(events(&body), hello());
    // The last event without its blank line counts.
    assert_eq!(events(body.trim_end()), hello());
}

#[test]
fn quirk_07_a_held_socket_is_settled_after_the_finish_reason() {
    let mut reader = parlance_llm::AnswerReader::new(Wire::OpenaiChat.codec());
    let mut out = Vec::new();
    reader.push(content("Hi").as_bytes(), &mut out);
    assert!(!reader.is_settled());
    reader.push(STOP.as_bytes(), &mut out);
    assert!(reader.is_settled() && !reader.is_done());
    assert_eq!(out, [text(0, "Hi")]);
    reader.finish(&mut out);
    assert_eq!(out.pop(), Some(finished(FinishReason::Stop)));
    assert!(reader.is_done());
}

#[test]
fn quirk_08_bytes_after_done() {
    let body =
        format!("{}{}{STOP}{DONE}{}<html>{{\"error\":\"x\"}}", content("Hel"), content("lo"), content("!"));
    assert_eq!(events(body), hello());
}

#[test]
fn quirk_09_silence_mid_stream_is_a_truncation() {
    // What the transport does after its idle time-out: it ends the body.
    assert_eq!(events(content("Hel")), [text(0, "Hel"), StreamEvent::Truncated]);
}

#[test]
fn quirk_11_finish_reason_empty_or_twice() {
    let empty = choice("\"delta\":{\"content\":\"Hel\"},\"finish_reason\":\"\"");
    let body = format!("{empty}{}{STOP}{STOP}{DONE}", content("lo"));
    assert_eq!(events(body), hello());
    assert_eq!(events(&empty), [text(0, "Hel"), StreamEvent::Truncated]);
    let twice = format!("{}{}{STOP}", content("x"), choice("\"delta\":{},\"finish_reason\":\"length\""));
    assert_eq!(events(twice), [text(0, "x"), finished(FinishReason::Stop)]);
}

#[test]
fn reasoning_that_is_counted_beside_the_completion_is_output_too() {
    let usage = |total: u64| {
        let body = format!(
            "{}{STOP}data: {{\"choices\":[],\"usage\":{{\"prompt_tokens\":10,\"completion_tokens\":4,\"total_tokens\":{total},\
             \"completion_tokens_details\":{{\"reasoning_tokens\":3}}}}}}\n\n{DONE}",
            content("a")
        );
        events(body).into_iter().find_map(|event| match event {
            StreamEvent::Usage(usage) => usage.output_tokens,
            _ => None,
        })
    };
    assert_eq!((usage(17), usage(14)), (Some(7), Some(4)));
}

#[test]
fn quirk_12_usage_in_all_its_places() {
    let beside = |usage: &str, delta: &str| {
        format!("data: {{\"choices\":[{{\"delta\":{delta}}}],\"usage\":{usage}}}\n\n")
    };
    let body = [
        beside("{}", "{\"content\":\"a\"}"),
        beside("{\"prompt_tokens\":5,\"completion_tokens\":1}", "{\"content\":\"b\"}"),
        beside("{\"prompt_tokens\":5,\"completion_tokens\":1}", "{\"content\":\"c\"}"),
        beside("null", "{\"content\":\"d\"}"),
        STOP.to_owned(),
        "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":4}}\n\n".to_owned(),
        "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":0,\"completion_tokens\":0}}\n\n".to_owned(),
        DONE.to_owned(),
    ];
    let expected = [
        text(0, "a"),
        text(0, "b"),
        tokens(5, 1),
        text(0, "c"),
        text(0, "d"),
        tokens(5, 4),
        finished(FinishReason::Stop),
    ];
    assert_eq!(events(body.concat()), expected);
    let groq = format!(
        "{}data: {{\"choices\":[],\"x_groq\":{{\"usage\":{{\"prompt_tokens\":3,\"completion_tokens\":2}}}}}}\n\n{STOP}",
        content("a")
    );
    assert_eq!(events(groq), [text(0, "a"), tokens(3, 2), finished(FinishReason::Stop)]);
}

#[test]
fn quirk_13_empty_first_choices_and_a_choice_without_delta() {
    let body = [
        "data: {\"id\":\"\",\"choices\":[],\"prompt_filter_results\":[{\"prompt_index\":0}]}\n\n".to_owned(),
        choice("\"finish_reason\":null"),
        choice("\"delta\":null"),
        content("Hel"),
        "data: {\"choices\":null}\n\ndata: {\"id\":\"x\"}\n\n".to_owned(),
        content("lo"),
        choice("\"finish_reason\":\"stop\""),
        DONE.to_owned(),
    ];
    assert_eq!(events(body.concat()), hello());
}

#[test]
fn quirk_14_content_as_an_array() {
    let body = [
        choice(r#""delta":{"content":[{"type":"thinking","thinking":[{"type":"text","text":"hm"}]}]}"#),
        choice(
            r#""delta":{"content":[{"type":"text","text":"Hel"},{"type":"reference","reference_ids":[1]},"lo"]}"#,
        ),
        choice(r#""delta":{"content":[]}"#),
        STOP.to_owned(),
    ];
    let expected = [reasoning(0, "hm"), text(1, "Hel"), text(1, "lo"), finished(FinishReason::Stop)];
    assert_eq!(events(body.concat()), expected);
}

#[test]
fn quirk_15_think_tags_split_over_deltas() {
    let body = [
        content("<th"),
        content("ink>h"),
        content("m</"),
        content("think"),
        content(">\\n\\nYes"),
        STOP.to_owned(),
    ];
    let expected = [reasoning(0, "h"), reasoning(0, "m"), text(1, "\n\nYes"), finished(FinishReason::Stop)];
    assert_eq!(events(body.concat()), expected);
}

#[test]
fn quirk_15_orphan_think_end() {
    let body = [content("hm\\n</thi"), content("nk>\\n\\nYes"), STOP.to_owned()];
    assert_eq!(events(body.concat()), [text(0, "hm\n"), text(1, "\n\nYes"), finished(FinishReason::Stop)]);
}

#[test]
fn quirk_15_held_text_comes_out_before_whatever_ends_the_stream() {
    let held = content("a\\n</thin");
    let half = [text(0, "a\n"), text(0, "</thin")];
    assert_eq!(events(&held), [&half[..], &[StreamEvent::Truncated]].concat());
    assert_eq!(events(format!("{held}{DONE}")), [&half[..], &[finished(FinishReason::Other)]].concat());
    assert_eq!(events(format!("{held}{STOP}")), [&half[..], &[finished(FinishReason::Stop)]].concat());
    let failed = events(format!("{held}data: {{\"error\":{{\"message\":\"boom\"}}}}\n\n"));
    assert_eq!(failed[..2], half);
}

#[test]
fn quirk_16_reasoning_is_counted_once() {
    let body = [
        choice(
            r#""delta":{"reasoning_content":"a","reasoning":"a","reasoning_details":[{"type":"reasoning.text","text":"a"}]}"#,
        ),
        choice(r#""delta":{"reasoning":"b","content":""}"#),
        choice(r#""delta":{"reasoning_details":[{"type":"reasoning.text","text":"ab"}]}"#),
        content("</think> c"),
        STOP.to_owned(),
    ];
    let expected =
        [reasoning(0, "a"), reasoning(0, "b"), text(1, "</think> c"), finished(FinishReason::Stop)];
    assert_eq!(events(body.concat()), expected);
    let details = choice(
        r#""delta":{"reasoning_details":[{"type":"reasoning.summary","summary":"s"},{"type":"reasoning.encrypted","data":"x"}]}"#,
    );
    assert_eq!(events(details + STOP), [reasoning(0, "s"), finished(FinishReason::Stop)]);
}

#[test]
fn quirk_24_an_event_over_one_mebibyte() {
    let long = "x".repeat(1_200_000);
    let body = format!("{}{STOP}{DONE}", content(&long)).into_bytes();
    let expected = [text(0, &long), finished(FinishReason::Stop)];
    assert_eq!(read(Wire::OpenaiChat, &body, []), expected);
    // Every byte of it would be quadratic in the test itself: the edges, and a stride over the rest.
    assert_eq!(
        read(
            Wire::OpenaiChat,
            &body,
            (0..64).chain((64..body.len() - 64).step_by(4099)).chain(body.len() - 64..body.len())
        ),
        expected
    );
    assert_eq!(byte_by_byte(Wire::OpenaiChat, &body), expected);
}

#[test]
fn quirk_28_one_event_over_reads_and_several_in_one() {
    let body = format!("{}{}{STOP}{DONE}", content("Hel"), content("lo"));
    assert_eq!(events(&body), hello());
    // Without the blank lines between them.
    assert_eq!(events(body.replace("\n\n", "\n")), hello());
    // One document over two data lines.
    let halved = body.replace("\"delta\":", "\n\"delta\":").replace(",\n", ",\ndata: ");
    assert_ne!(halved, body);
    assert_eq!(events(halved), hello());
}

#[test]
fn quirk_30_connection_reset_mid_stream() {
    let body = format!("{}{}{STOP}{DONE}", content("Hel"), content("lo"));
    let stop = body.find(STOP).unwrap() + STOP.trim_end().len();
    for at in 1..body.len() {
        let mut all = events(&body.as_bytes()[..at]);
        let end = all.pop();
        let shown = all.len();
        assert_eq!(all, hello()[..shown], "cut off at {at}");
        if at < stop {
            let nothing = shown == 0 && matches!(&end, Some(StreamEvent::Failed(_)));
            assert!(nothing || end == Some(StreamEvent::Truncated), "cut off at {at}: {end:?}");
        } else {
            assert_eq!(end, Some(finished(FinishReason::Stop)), "cut off at {at}");
        }
    }
}

#[test]
fn quirk_31_unknown_events() {
    let body = format!(
        "event: ping\ndata: {{\"type\":\"ping\"}}\n\nevent: metrics\ndata: {{oops\n\nid: 7\nretry: 10\n{}event: chunk\n{}data: keep-alive\n\nevent: ping\ndata:\n\ndata: 7\n\ndata: null\n\n{STOP}{DONE}",
        content("Hel"),
        content("lo"),
    );
    assert_eq!(events(body), hello());
}

#[test]
fn quirk_32_numbers_as_strings() {
    let body = format!(
        "data: {{\"created\":\"17\",\"choices\":[{{\"index\":\"0\",\"delta\":{{\"content\":\"a\"}}}},{{\"index\":\"1\",\"delta\":{{\"content\":\"no\"}}}}]}}\n\n{STOP}data: {{\"choices\":[],\"usage\":{{\"prompt_tokens\":\"5\",\"completion_tokens\":\"2.0\"}}}}\n\n"
    );
    assert_eq!(events(body), [text(0, "a"), tokens(5, 2), finished(FinishReason::Stop)]);
}

#[test]
fn quirk_33_created_as_float() {
    let body = format!("{}{}{STOP}{DONE}", content("Hel"), content("lo"))
        .replace("{\"choices\"", "{\"created\":1765575876.6220074,\"choices\"");
    assert_eq!(events(body), hello());
}

#[test]
fn quirk_37_keep_alive_newlines_before_the_first_event() {
    let body = format!("\n\n\r\n \n\n{}{}{STOP}{DONE}", content("Hel"), content("lo"));
    assert_eq!(events(body), hello());
}

#[test]
fn quirk_39_non_streaming_json_answer() {
    let body = r#"{"id":"x","object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant","reasoning_content":"hm","content":"Hello","tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}}]},"finish_reason":"tool_calls"}],"usage":{"prompt_tokens":5,"completion_tokens":2}}"#;
    let expected = [
        reasoning(0, "hm"),
        text(1, "Hello"),
        call(2, Some("a"), "f"),
        arguments(2, "{}"),
        tokens(5, 2),
        call_end(2),
        finished(FinishReason::ToolCalls),
    ];
    let pretty = body.replace("\"choices\"", "\n\n  \"choices\"").replace("}]", "}\n]");
    for body in [body.to_owned(), pretty, format!("data: {body}\n\n{DONE}")] {
        assert_eq!(events(&body), expected, "{body}");
    }
    assert_eq!(events(&body[..body.len() / 2]), [StreamEvent::Truncated]);
}

#[test]
fn quirk_39_a_whole_message_after_its_deltas_is_not_said_twice() {
    let whole = choice("\"message\":{\"content\":\"Hello\"},\"finish_reason\":\"stop\"");
    assert_eq!(events(format!("{}{}{whole}{DONE}", content("Hel"), content("lo"))), hello());
}

#[test]
fn a_refusal_is_text_with_its_own_reason() {
    let body = choice(r#""delta":{"content":null,"refusal":"I can't."}"#) + STOP;
    assert_eq!(events(body), [text(0, "I can't."), finished(FinishReason::Refusal)]);
}

#[test]
fn finish_reasons_of_all_servers() {
    use FinishReason::{ContentFilter, Length, Other, Stop, ToolCalls};
    let reasons = [("stop", Stop), ("eos", Stop), ("STOP", Stop), ("length", Length), ("max_tokens", Length)];
    let more = [("content_filter", ContentFilter), ("function_call", ToolCalls), ("gave_up", Other)];
    for (word, reason) in reasons.into_iter().chain(more) {
        let body = choice(&format!("\"delta\":{{\"content\":\"x\"}},\"finish_reason\":\"{word}\""));
        assert_eq!(events(body), [text(0, "x"), finished(reason)], "{word}");
    }
}
