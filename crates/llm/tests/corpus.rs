//! The recorded streams and error bodies of real servers, where the folder is present.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking, in its helpers too")]

#[path = "corpus/answer.rs"]
mod answer;
#[path = "corpus/recordings.rs"]
mod recordings;
mod support;

use answer::{check_error, check_stream};
use parlance_llm::{Content, StreamEvent, Wire};
use recordings::{Mismatches, Recording, Suite, recordings};
use serde_json::{Value, json};
use support::conversation::{assistant, body, kept, request, results, sent, user};
use support::{byte_by_byte, read};

/// How many bytes the re-cuts of one recording may read in all.
const RECUT_BYTES: usize = 1024 * 1024;
const MIN_STRIDE_BYTES: usize = 8;

fn streams_decode_as_expected(suite: &Suite) {
    let mut mismatches = Mismatches::default();
    let recordings = recordings(suite, "body");
    for recording in &recordings {
        check_stream(recording, read(suite.wire, &recording.body, []), &mut mismatches);
    }
    mismatches.none(recordings.len());
}

fn streams_say_the_same_however_they_are_cut(suite: &Suite) {
    let mut mismatches = Mismatches::default();
    let recordings = recordings(suite, "body");
    for Recording { name, body, .. } in &recordings {
        let whole = read(suite.wire, body, []);
        let mut check = |how: &str, cut: Vec<StreamEvent>| {
            if cut != whole {
                let at = cut.iter().zip(&whole).position(|(cut, whole)| cut != whole);
                mismatches.0.push(format!("{name}: events: cut {how}, they differ from event {at:?} on"));
            }
        };
        check("at every byte", byte_by_byte(suite.wire, body));
        // Each byte is a cut of its own, with as much uncut around it as the time allows: the whole stream where that
        // is short, at least MIN_STRIDE_BYTES where it is long.
        let stride =
            (RECUT_BYTES / body.len().max(1)).clamp(MIN_STRIDE_BYTES, body.len().max(MIN_STRIDE_BYTES));
        for first in 1..=stride.min(body.len()) {
            check(
                &format!("every {stride} bytes from {first} on"),
                read(suite.wire, body, (first..body.len()).step_by(stride)),
            );
        }
    }
    mismatches.none(recordings.len());
}

fn streams_that_break_off_never_succeed_too_early(suite: &Suite) {
    let mut mismatches = Mismatches::default();
    let recordings = recordings(suite, "body");
    for recording in recordings.iter().filter(|recording| !recording.is_tagged("error-in-stream")) {
        let body = &recording.body;
        // Before this there is no finish reason and no end: whatever comes out is no success.
        let end = suite.end(body);
        for at in [end / 7, end / 3, end / 2, end * 4 / 5, end] {
            let last = read(suite.wire, &body[..at], []).pop();
            let empty = !String::from_utf8_lossy(&body[..at]).contains('{');
            let right = if empty {
                matches!(last, Some(StreamEvent::Failed(_)))
            } else {
                last == Some(StreamEvent::Truncated)
            };
            if !right {
                mismatches.0.push(format!("{}: end: cut off at {at}, it says {last:?}", recording.name));
            }
        }
    }
    mismatches.none(recordings.len());
}

fn error_bodies_are_read(suite: &Suite) {
    let mut mismatches = Mismatches::default();
    let recordings = recordings(suite, "error");
    for recording in &recordings {
        let sidecar = &recording.sidecar;
        let status = u16::try_from(sidecar["status"].as_u64().unwrap()).unwrap();
        let header = |name: &str| sidecar["headers"].get(name)?.as_str().map(str::to_owned);
        let error = suite.wire.codec().error(status, &header, &recording.body);
        let expected = recording.expect("error").cloned().unwrap_or_else(|| json!({}));
        check_error(&recording.name, &expected, Some(&error), &mut mismatches);
        mismatches.check(&recording.name, "status", &json!(status), &json!(error.status));
        let found = error.retry_after.map(|wait| wait.as_secs_f64());
        let seconds = |value: String| value.trim().parse::<f64>().ok().filter(|seconds| *seconds >= 0.0);
        let millis = header("retry-after-ms").and_then(seconds).map(|millis| millis / 1000.0);
        let wait = millis.or_else(|| header("retry-after").and_then(seconds));
        // A date counts from another header, which the sidecar has not; Google says it in the body.
        let elsewhere = header("retry-after").is_some()
            || String::from_utf8_lossy(&recording.body).contains("\"retryDelay\"");
        let same = |wait: f64| found.is_some_and(|found| (found - wait).abs() < 0.001);
        if !wait.map_or(elsewhere || found.is_none(), same) {
            mismatches.check(&recording.name, "retry-after", &json!(wait), &json!(found));
        }
    }
    mismatches.none(recordings.len());
}

/// What a real server said is history that every other server has to take.
fn answers_can_be_sent_over_every_wire(suite: &Suite) {
    let recordings = recordings(suite, "body");
    for recording in &recordings {
        let answer = kept(&read(suite.wire, &recording.body, []));
        let results = results(&answer);
        let request = request(vec![user("First."), assistant(answer.clone()), results, user("Last.")]);
        for wire in Wire::ALL {
            let sent = sent(wire, &request);
            assert_eq!(sent.dropped, [], "{} over {}", recording.name, wire.name());
            let body = body(&sent);
            let strings = strings(&body);
            let holds = |text: &str| strings.iter().any(|string| string.contains(text));
            for content in &answer {
                let there = match content {
                    Content::Text(text) => text.trim().is_empty() || holds(text),
                    Content::ToolCall { name, .. } => {
                        // As every wire takes it.
                        let fits = |char: char| char.is_ascii_alphanumeric() || matches!(char, '_' | '-');
                        let name: String =
                            name.chars().take(64).map(|char| if fits(char) { char } else { '_' }).collect();
                        holds(&name)
                    }
                    _ => true,
                };
                assert!(there, "{} over {}: {content:?} is not in {body}", recording.name, wire.name());
            }
        }
    }
    Mismatches::default().none(recordings.len());
}

fn strings(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(items) => items.iter().flat_map(strings).collect(),
        Value::Object(members) => members.values().flat_map(strings).collect(),
        _ => Vec::new(),
    }
}

macro_rules! suites {
    ($($name:ident: $wire:ident in $folder:literal, ends with $marks:expr;)*) => {
        $(mod $name {
            const SUITE: super::Suite =
                super::Suite { wire: super::Wire::$wire, folder: $folder, end_marks: $marks };

            #[test]
            fn corpus_streams_decode_as_expected() {
                super::streams_decode_as_expected(&SUITE);
            }

            #[test]
            fn corpus_streams_say_the_same_however_they_are_cut() {
                super::streams_say_the_same_however_they_are_cut(&SUITE);
            }

            #[test]
            fn corpus_streams_that_break_off_never_succeed_too_early() {
                super::streams_that_break_off_never_succeed_too_early(&SUITE);
            }

            #[test]
            fn corpus_answers_can_be_sent_over_every_wire() {
                super::answers_can_be_sent_over_every_wire(&SUITE);
            }

            #[test]
            fn corpus_error_bodies_are_read() {
                super::error_bodies_are_read(&SUITE);
            }
        })*
    };
}

suites! {
    openai_chat: OpenaiChat in "openai-chat", ends with &["\"finish_reason\":\"", "[DONE]"];
    gemini: Gemini in "gemini", ends with &["\"finishReason\"", "\"blockReason\""];
    anthropic_messages: AnthropicMessages in "anthropic-messages", ends with &["\"stop_reason\":\"", "message_stop"];
    openai_responses: OpenaiResponses in "openai-responses", ends with &["response.completed", "response.incomplete", "response.done", "response.cancelled"];
    ollama_chat: OllamaChat in "ollama-chat", ends with &["\"done\":true"];
}
