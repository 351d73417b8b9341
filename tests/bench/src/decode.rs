//! How fast streams are decoded, against `serde_json` alone on the same JSON.

use std::hint::black_box;
use std::time::Instant;

use parlance_llm::{AnswerReader, StreamEvent, Wire};
use parlance_testkit::sse;
use serde_json::{Value, json};

use crate::distribution::Distribution;
use crate::run::Result;

const WORDS: usize = 5_000;
const ROUNDS: usize = 15;
/// What a socket gives at once.
const READ_BYTES: usize = 16 * 1024;

/// One wire's speed, medians of rounds in turns.
pub(crate) struct Decoding {
    pub(crate) wire: Wire,
    pub(crate) mb_per_second: f64,
    pub(crate) events_per_second: f64,
    /// Of the speed at which `serde_json` makes values of the same JSON, already cut into events.
    pub(crate) share: f64,
}

/// A long answer as each wire has it.
struct Stream {
    wire: Wire,
    bytes: Vec<u8>,
    /// The JSON of its events.
    json: Vec<String>,
}

pub(crate) fn measure() -> Result<Vec<Decoding>> {
    Wire::ALL.into_iter().map(|wire| measure_one(&Stream::new(wire))).collect()
}

fn measure_one(stream: &Stream) -> Result<Decoding> {
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let began = Instant::now();
        let words = decode(stream);
        ours.push(began.elapsed().as_secs_f64());
        if words != WORDS {
            return Err(format!("{}: {words} words of {WORDS}", stream.wire.name()).into());
        }
        let began = Instant::now();
        for json in &stream.json {
            black_box(serde_json::from_str::<Value>(black_box(json))?);
        }
        theirs.push(began.elapsed().as_secs_f64());
    }
    let (ours, theirs) = (Distribution::new(ours).median(), Distribution::new(theirs).median());
    #[expect(clippy::cast_precision_loss, reason = "some megabytes")]
    Ok(Decoding {
        wire: stream.wire,
        mb_per_second: stream.bytes.len() as f64 / 1e6 / ours,
        events_per_second: stream.json.len() as f64 / ours,
        share: theirs / ours,
    })
}

/// Gives the number of text deltas.
fn decode(stream: &Stream) -> usize {
    let mut reader = AnswerReader::new(stream.wire.codec());
    let mut events = Vec::new();
    let mut words = 0;
    for bytes in black_box(&stream.bytes).chunks(READ_BYTES) {
        reader.push(bytes, &mut events);
        words += events.drain(..).filter(|event| matches!(event, StreamEvent::TextDelta { .. })).count();
    }
    reader.finish(&mut events);
    words + events.drain(..).filter(|event| matches!(event, StreamEvent::TextDelta { .. })).count()
}

impl Stream {
    fn new(wire: Wire) -> Self {
        let words = (0..WORDS).map(|word| format!("word{word} "));
        let json: Vec<Value> = match wire {
            Wire::OpenaiChat => {
                let chunk = |delta: Value, finish: Value| {
                    json!({ "id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1_700_000_000, "model": "m",
                            "choices": [{ "index": 0, "delta": delta, "finish_reason": finish }] })
                };
                let end = chunk(json!({}), json!("stop"));
                words.map(|text| chunk(json!({ "content": text }), Value::Null)).chain([end]).collect()
            }
            Wire::OpenaiResponses => {
                let item = json!({ "type": "message", "id": "msg_1", "role": "assistant", "content": [] });
                let begin = json!({ "type": "response.output_item.added", "output_index": 0, "item": item });
                let delta = |text| {
                    json!({ "type": "response.output_text.delta", "sequence_number": 4, "item_id": "msg_1", "output_index": 0,
                            "content_index": 0, "delta": text, "logprobs": [] })
                };
                let end = json!({ "type": "response.completed", "response": { "status": "completed", "output": [] } });
                [begin].into_iter().chain(words.map(delta)).chain([end]).collect()
            }
            Wire::AnthropicMessages => {
                let begin = [
                    json!({ "type": "message_start", "message": { "usage": { "input_tokens": 9, "output_tokens": 1 } } }),
                    json!({ "type": "content_block_start", "index": 0, "content_block": { "type": "text", "text": "" } }),
                ];
                let delta = |text| json!({ "type": "content_block_delta", "index": 0, "delta": { "type": "text_delta", "text": text } });
                let end = [
                    json!({ "type": "content_block_stop", "index": 0 }),
                    json!({ "type": "message_delta", "delta": { "stop_reason": "end_turn" }, "usage": { "output_tokens": 5 } }),
                    json!({ "type": "message_stop" }),
                ];
                begin.into_iter().chain(words.map(delta)).chain(end).collect()
            }
            Wire::Gemini => {
                let part = |text: &str, finish: Value| {
                    json!({ "candidates": [{ "content": { "parts": [{ "text": text }], "role": "model" }, "finishReason": finish,
                            "index": 0 }], "modelVersion": "m", "responseId": "r" })
                };
                let last = words.clone().next_back().unwrap_or_default();
                let before = words.take(WORDS - 1).map(|text| part(&text, Value::Null));
                before.chain([part(&last, json!("STOP"))]).collect()
            }
            Wire::OllamaChat => {
                let line = |text: &str, done: bool| {
                    json!({ "model": "m", "created_at": "2026-11-21T10:00:00.000000000Z",
                            "message": { "role": "assistant", "content": text }, "done": done, "done_reason": done.then_some("stop") })
                };
                let end = line("", true);
                words.map(|text| line(&text, false)).chain([end]).collect()
            }
        };
        let bytes = match wire {
            Wire::OllamaChat => json.iter().map(|line| format!("{line}\n")).collect::<String>(),
            Wire::OpenaiChat => json.iter().map(sse::event).chain([sse::DONE.to_owned()]).collect(),
            Wire::Gemini => json.iter().map(sse::event).collect(),
            Wire::OpenaiResponses | Wire::AnthropicMessages => json
                .iter()
                .map(|event| {
                    format!("event: {}\n{}", event["type"].as_str().unwrap_or_default(), sse::event(event))
                })
                .collect(),
        };
        Self { wire, bytes: bytes.into_bytes(), json: json.iter().map(Value::to_string).collect() }
    }
}
