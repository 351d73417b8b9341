//! The recorded streams and error bodies of real servers, where the folder is present.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking, in its helpers too")]

mod support;

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

use parlance_domain::{Citation, FinishReason, Usage};
use parlance_llm::{ApiError, Content, ErrorKind, PartId, StreamEvent, Wire};
use serde_json::{Value, json};
use support::conversation::{assistant, body, kept, request, results, sent, user};
use support::{byte_by_byte, read};

/// `WIRE_CORPUS`, or the default place; both relative to the workspace. `None`, with a line on stderr, where the default
/// is absent; a folder that was named must be there.
fn corpus(wire_folder: &str) -> Option<PathBuf> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let named = env::var_os("WIRE_CORPUS");
    let folder =
        workspace.join(named.as_deref().unwrap_or("../shared/wire-corpus".as_ref())).join(wire_folder);
    if folder.is_dir() {
        return Some(folder);
    }
    assert!(named.is_none(), "WIRE_CORPUS has no folder {wire_folder}");
    say("SKIPPED: the wire corpus is absent (set WIRE_CORPUS to its folder)");
    None
}

/// Past the test harness, which keeps the output of a test that passes to itself.
fn say(line: &str) {
    std::io::stderr().write_all(format!("{line}\n").as_bytes()).unwrap();
}

struct Recording {
    name: String,
    body: Vec<u8>,
    sidecar: Value,
}

impl Recording {
    fn expect(&self, field: &str) -> Option<&Value> {
        self.sidecar["expect"].get(field)
    }

    fn is_tagged(&self, tag: &str) -> bool {
        self.sidecar["tags"].as_array().unwrap().iter().any(|item| item == tag)
    }
}

/// One wire's part of the corpus.
struct Suite {
    wire: Wire,
    folder: &'static str,
    /// Before the first of these there is no end and no reason for one: a body that is cut off there is no success.
    end_marks: &'static [&'static str],
}

fn recordings(suite: &Suite, extension: &str) -> Vec<Recording> {
    let Some(folder) = corpus(suite.folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = fs::read_dir(&folder)
        .unwrap()
        .flat_map(|provider| fs::read_dir(provider.unwrap().path()).unwrap())
        .map(|file| file.unwrap().path())
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .collect();
    assert!(!paths.is_empty(), "{} holds no .{extension}", folder.display());
    paths.sort();
    paths
        .into_iter()
        .map(|path| Recording {
            name: path.strip_prefix(&folder).unwrap().display().to_string(),
            body: fs::read(&path).unwrap(),
            sidecar: serde_json::from_slice(&fs::read(path.with_extension("json")).unwrap()).unwrap(),
        })
        .collect()
}

/// How many bytes the re-cuts of one recording may read in all.
const RECUT_BYTES: usize = 1024 * 1024;
const MIN_STRIDE_BYTES: usize = 8;

/// Every difference, as `file: field: …`.
#[derive(Default)]
struct Mismatches(Vec<String>);

impl Mismatches {
    fn check(&mut self, file: &str, field: &str, expected: &Value, found: &Value) {
        if expected != found {
            self.0.push(format!("{file}: {field}: expected {expected}, found {found}"));
        }
    }

    fn none(self, files: usize) {
        assert!(self.0.is_empty(), "{} mismatches:\n{}", self.0.len(), self.0.join("\n"));
        if files > 0 {
            say(&format!("{files} recordings agree"));
        }
    }
}

/// The events of one stream, put together.
#[derive(Default)]
struct Answer {
    text: String,
    reasoning: String,
    /// By part: id, name, arguments.
    tool_calls: BTreeMap<PartId, (Option<String>, String, String)>,
    ended_calls: usize,
    citations: Vec<Citation>,
    usage: Option<Usage>,
    end: Option<StreamEvent>,
}

fn answer(events: Vec<StreamEvent>) -> Answer {
    let mut answer = Answer::default();
    for event in events {
        assert!(answer.end.is_none(), "{event:?} after the terminal event");
        match event {
            StreamEvent::TextDelta { text, .. } => answer.text += &text,
            StreamEvent::ReasoningDelta { text, .. } => answer.reasoning += &text,
            StreamEvent::ToolCallStart { part, id, name } => {
                assert!(
                    answer.tool_calls.insert(part, (id, name, String::new())).is_none(),
                    "one part, two calls"
                );
            }
            StreamEvent::ToolCallArguments { part, delta } => {
                answer.tool_calls.get_mut(&part).expect("a call that has started").2 += &delta;
            }
            StreamEvent::ToolCallEnd { part } => {
                assert!(answer.tool_calls.contains_key(&part));
                answer.ended_calls += 1;
            }
            StreamEvent::ToolCallSignature { part, .. } => assert!(answer.tool_calls.contains_key(&part)),
            StreamEvent::ReasoningSignature { .. } => {}
            StreamEvent::Citation(citation) => answer.citations.push(citation),
            StreamEvent::Image { media_type, data, .. } => {
                assert!(media_type.starts_with("image/") && !data.is_empty());
            }
            StreamEvent::Usage(usage) => answer.usage = Some(usage),
            end => answer.end = Some(end),
        }
    }
    answer
}

fn kind_name(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::Auth => "auth",
        ErrorKind::RateLimit => "rate_limit",
        ErrorKind::Quota => "quota",
        ErrorKind::Overloaded => "overloaded",
        ErrorKind::ContextLength => "context_length",
        ErrorKind::InvalidRequest => "invalid_request",
        ErrorKind::NotFound => "not_found",
        ErrorKind::Permission => "permission",
        ErrorKind::ContentFilter => "content_filter",
        ErrorKind::Server => "server",
        ErrorKind::Other => "other",
    }
}

fn check_error(file: &str, expected: &Value, found: Option<&ApiError>, mismatches: &mut Mismatches) {
    let Some(error) = found else {
        return mismatches.check(file, "error", expected, &Value::Null);
    };
    if expected.is_null() {
        return mismatches.check(file, "error", expected, &json!(error.message));
    }
    let kind = json!(kind_name(error.kind));
    if let Some(expected) = expected.get("kind") {
        mismatches.check(file, "error.kind", expected, &kind);
    }
    if let Some(sound) = expected.get("kind_any")
        && !sound.as_array().unwrap().contains(&kind)
    {
        mismatches.check(file, "error.kind_any", sound, &kind);
    }
    if let Some(message) = expected.get("message")
        && !error.message.contains(message.as_str().unwrap())
    {
        mismatches.check(file, "error.message", message, &json!(error.message));
    }
    if error.message.trim().is_empty() {
        mismatches.check(file, "error.message", &json!("a sentence"), &json!(error.message));
    }
}

/// Text and reasoning as the sidecar tells them, with tags in the text split out.
fn expected_texts(recording: &Recording) -> (Option<String>, Option<String>) {
    let field = |name| recording.expect(name).map(|value| value.as_str().unwrap_or_default().to_owned());
    let (text, reasoning) = (field("text"), field("reasoning"));
    match text.as_deref().and_then(|text| text.strip_prefix("<think>")) {
        Some(inside) => {
            let (thought, answer) = inside.split_once("</think>").unwrap_or((inside, ""));
            (Some(answer.to_owned()), reasoning.map(|reasoning| reasoning + thought))
        }
        // A closing tag alone, at the start of a line, is no text either.
        None => (text.map(|text| text.replacen("\n</think>", "\n", 1)), reasoning),
    }
}

fn check_stream(recording: &Recording, events: Vec<StreamEvent>, mismatches: &mut Mismatches) {
    let file = recording.name.as_str();
    let answer = answer(events);
    let (text, reasoning) = expected_texts(recording);
    if let Some(text) = text {
        mismatches.check(file, "text", &json!(text), &json!(answer.text));
    }
    if let Some(reasoning) = reasoning {
        mismatches.check(file, "reasoning", &json!(reasoning), &json!(answer.reasoning));
    }
    if let Some(expected) = recording.expect("tool_calls") {
        let found: Vec<Value> = answer
            .tool_calls
            .values()
            .map(|(id, name, arguments)| {
                let arguments = if arguments.is_empty() { "{}" } else { arguments };
                let arguments = serde_json::from_str(arguments).unwrap_or_else(|_| json!(arguments));
                json!({"id": id, "name": name, "arguments": arguments})
            })
            .collect();
        mismatches.check(file, "tool_calls", expected, &json!(found));
    }
    if let Some(expected) = recording.expect("usage") {
        let found = answer.usage.map(|usage| {
            json!({"input": usage.input_tokens, "output": usage.output_tokens,
                   "reasoning": usage.reasoning_tokens, "cached": usage.cached_tokens})
        });
        match (expected, found) {
            (Value::Object(expected), Some(found)) => {
                for (count, value) in expected {
                    mismatches.check(file, &format!("usage.{count}"), value, &found[count]);
                }
            }
            (expected, found) => mismatches.check(file, "usage", expected, &json!(found)),
        }
    }
    let finish = match &answer.end {
        Some(StreamEvent::Finished { reason }) => serde_json::to_value(reason).unwrap(),
        // A blocked prompt can be told either way, and then the sidecar leaves the error open.
        Some(StreamEvent::Failed(error))
            if error.kind == ErrorKind::ContentFilter && recording.expect("error").is_none() =>
        {
            serde_json::to_value(FinishReason::ContentFilter).unwrap()
        }
        Some(StreamEvent::Failed(_)) => serde_json::to_value(FinishReason::Error).unwrap(),
        _ => json!("truncated"),
    };
    if let Some(expected) = recording.expect("finish") {
        mismatches.check(file, "finish", expected, &finish);
    }
    if let Some(expected) = recording.expect("error") {
        let found = match &answer.end {
            Some(StreamEvent::Failed(error)) => Some(error),
            _ => None,
        };
        if !(expected.is_null() && found.is_none()) {
            check_error(file, expected, found, mismatches);
        }
    }
    let sources = recording.is_tagged("citations") || recording.is_tagged("grounding");
    if sources == answer.citations.is_empty() {
        mismatches.check(file, "citations", &json!(sources), &json!(answer.citations));
    }
    if matches!(answer.end, Some(StreamEvent::Finished { .. }))
        && answer.ended_calls != answer.tool_calls.len()
    {
        mismatches.check(file, "ended calls", &json!(answer.tool_calls.len()), &json!(answer.ended_calls));
    }
}

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
        let body_text = String::from_utf8_lossy(body);
        let end = suite.end_marks.iter().filter_map(|mark| body_text.find(mark)).min().unwrap_or(body.len());
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
        check_error(&recording.name, recording.expect("error").unwrap(), Some(&error), &mut mismatches);
        mismatches.check(&recording.name, "status", &json!(status), &json!(error.status));
        let wait = header("retry-after").map(|seconds| seconds.parse::<f64>().unwrap());
        let found = error.retry_after.map(|wait| wait.as_secs_f64());
        // The sidecar holds headers only; Google says it in the body.
        if wait.is_some() || !String::from_utf8_lossy(&recording.body).contains("\"retryDelay\"") {
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
                    Content::ToolCall { name, .. } => holds(name),
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
    openai_chat: OpenaiChat in "openai-chat", ends with &["\"finish_reason\":\"", "\"finish_reason\": \"", "[DONE]"];
    gemini: Gemini in "gemini", ends with &["\"finishReason\"", "\"blockReason\""];
    anthropic_messages: AnthropicMessages in "anthropic-messages", ends with &["\"stop_reason\":\"", "\"message_stop\""];
    openai_responses: OpenaiResponses in "openai-responses", ends with &["\"type\":\"response.completed\"", "\"type\":\"response.incomplete\""];
    ollama_chat: OllamaChat in "ollama-chat", ends with &["\"done\":true"];
}
