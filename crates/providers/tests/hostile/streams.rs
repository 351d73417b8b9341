use std::iter;

use parlance_llm::Wire;
use parlance_testkit::{Dialect, Say, Writer};
use serde_json::{Value, json};

const CHUNK_BYTES: usize = 64 * 1024;
const MIB: usize = 1024 * 1024;

/// A beginning, and pieces without an end.
pub(crate) struct Hostile {
    pub(crate) wire: Wire,
    what: &'static str,
    beginning: String,
    piece: Box<dyn Fn(usize) -> Vec<u8>>,
    pub(crate) outcome: Outcome,
    /// Words that must have been given out before.
    pub(crate) kept_bytes: usize,
}

/// How it has to end.
#[derive(Clone, Copy)]
pub(crate) enum Outcome {
    EventTooLarge,
    AnswerTooLong,
    Unreadable,
    /// It says little, which nobody can refuse: the end is that of the connection, and nothing is kept.
    NoWords,
    /// The same, where single events are large.
    Unknown,
}

impl Outcome {
    pub(crate) fn is(self, end: &str) -> bool {
        match self {
            Outcome::EventTooLarge => end.contains("more than 16 MiB"),
            Outcome::AnswerTooLong => end.contains("longer than 8 MB"),
            Outcome::Unreadable => end.contains("cannot be read"),
            Outcome::NoWords | Outcome::Unknown => {
                ["empty answer", "truncated", "before its first word", "something else than an answer"]
                    .iter()
                    .any(|words| end.contains(words))
            }
        }
    }
}

impl Hostile {
    pub(crate) fn name(&self) -> String {
        format!("{}: {}", self.wire.name(), self.what)
    }

    pub(crate) fn is_refused(&self) -> bool {
        !matches!(self.outcome, Outcome::NoWords | Outcome::Unknown)
    }

    pub(crate) fn is_flat(&self) -> bool {
        matches!(self.outcome, Outcome::NoWords)
    }

    pub(crate) fn dialect(&self) -> Dialect {
        dialect(self.wire)
    }

    /// The body up to `bytes`, in chunks.
    pub(crate) fn chunks(&self, bytes: usize) -> impl Iterator<Item = Vec<u8>> {
        let mut sent = 0;
        let mut pieces = (0..).map(|at| (self.piece)(at));
        let beginning = iter::once(self.beginning.clone().into_bytes()).filter(|text| !text.is_empty());
        let rest = iter::from_fn(move || {
            let mut chunk = Vec::with_capacity(2 * CHUNK_BYTES);
            while chunk.len() < CHUNK_BYTES {
                chunk.extend(pieces.next()?);
            }
            Some(chunk)
        });
        beginning.chain(rest).take_while(move |chunk| {
            sent += chunk.len();
            sent < bytes
        })
    }
}

fn dialect(wire: Wire) -> Dialect {
    Dialect::ALL.into_iter().find(|dialect| dialect.name() == wire.name()).unwrap()
}

pub(crate) fn all() -> Vec<Hostile> {
    Wire::ALL.into_iter().flat_map(of_every_wire).chain(of_one_wire()).collect()
}

fn of_every_wire(wire: Wire) -> Vec<Hostile> {
    let lines = wire == Wire::OllamaChat;
    // Of an event, or of a line that is one.
    let prefix = if lines { "" } else { "data: " };
    let long = |what, beginning: String, piece: &'static [u8], outcome| Hostile {
        wire,
        what,
        beginning,
        piece: Box::new(move |_| piece.repeat(1024)),
        outcome,
        kept_bytes: 0,
    };
    // What a piece of an answer looks like behind its beginning.
    let piece_of = move |first: &Say, next: &Say| {
        let mut writer = Writer::new(dialect(wire));
        let beginning = writer.write(first);
        (beginning, writer.write(next).into_bytes())
    };
    let said = |what, say: Say, kept_bytes| {
        let (beginning, piece) = piece_of(&say, &say);
        let piece = Box::new(move |_| piece.clone());
        Hostile { wire, what, beginning, piece, outcome: Outcome::AnswerTooLong, kept_bytes }
    };
    let changing = |what, say: fn(usize) -> Say| Hostile {
        wire,
        what,
        beginning: piece_of(&say(0), &say(1)).0,
        piece: Box::new(move |at| piece_of(&say(at), &say(at + 1)).1),
        outcome: Outcome::AnswerTooLong,
        kept_bytes: 0,
    };
    let (open, close) = one_delta(wire);
    let value_bomb = |what, value: &'static str| Hostile {
        wire,
        what,
        beginning: format!("{prefix}{open}\"{close}").replace("\"\"", "\"a\""),
        piece: Box::new(move |at| match at {
            0 => format!("\n\n{prefix}{{\"a\":[").into_bytes(),
            // Closed below the cap of an event, so that it is read.
            15 => b"0]}\n\n".to_vec(),
            _ => value.repeat(MIB / value.len()).into_bytes(),
        }),
        outcome: Outcome::Unreadable,
        kept_bytes: 0,
    };
    vec![
        long("an event without an end", format!("{prefix}{open}"), b"a", Outcome::EventTooLarge),
        long(
            "one string over many lines",
            format!("{prefix}{open}"),
            b"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n",
            Outcome::Unreadable,
        ),
        long("a line of no field", String::new(), b"abcdefgh", Outcome::EventTooLarge),
        long("bytes that are not UTF-8", format!("{prefix}{open}"), b"\xff", Outcome::EventTooLarge),
        long(
            "an object that is opened for ever",
            format!("{prefix}{open}\"{close}\n\n"),
            b"{\"a name that is as long as a line of a document\":\n",
            Outcome::Unreadable,
        ),
        long("keep-alives", String::new(), b": ping\n\n", Outcome::NoWords),
        long("blank lines", String::new(), b"\r\n", Outcome::NoWords),
        long(
            "events that say nothing",
            String::new(),
            if lines { b"{}\n" } else { b"data: {}\n\n" },
            Outcome::NoWords,
        ),
        said("words without an end", Say::text(&"word after word ".repeat(16)), 7 * MIB),
        said("thoughts without an end", Say::reasoning(&"thought after thought ".repeat(16)), 7 * MIB),
        Hostile { outcome: Outcome::NoWords, ..said("millions of small events", Say::text("a"), 10_000) },
        changing("calls without an end", |at| Say::call(&format!("call_{at}"), "f", json!({ "a": at }))),
        // One item has one of the two.
        Hostile {
            outcome: match wire {
                Wire::OpenaiResponses => Outcome::NoWords,
                _ => Outcome::AnswerTooLong,
            },
            ..changing("words and thoughts in turns", |at| match at % 2 {
                0 => Say::text("a"),
                _ => Say::reasoning("b"),
            })
        },
        value_bomb("numbers without an end", "0,"),
        value_bomb("objects without an end", "{\"a\":0},"),
        one_large_delta(wire),
    ]
}

/// A delta's event around its words, with the quotation mark before them.
fn one_delta(wire: Wire) -> (&'static str, &'static str) {
    match wire {
        Wire::OpenaiChat => (r#"{"choices":[{"delta":{"content":""#, r#"}}]}"#),
        Wire::OpenaiResponses => (r#"{"type":"response.output_text.delta","output_index":0,"delta":""#, "}"),
        Wire::AnthropicMessages => {
            (r#"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":""#, "}}")
        }
        Wire::Gemini => (r#"{"candidates":[{"content":{"parts":[{"text":""#, "}]}}]}"),
        Wire::OllamaChat => (r#"{"done":false,"message":{"role":"assistant","content":""#, "}}"),
    }
}

/// As much in one delta as an event may hold.
fn one_large_delta(wire: Wire) -> Hostile {
    let (open, close) = one_delta(wire);
    let prefix = if wire == Wire::OllamaChat { "" } else { "data: " };
    Hostile {
        wire,
        what: "one delta as large as an event may be",
        beginning: format!("{prefix}{open}"),
        piece: Box::new(move |at| match at {
            0..=14 => vec![b'a'; MIB],
            15 => vec![b'a'; MIB - 1024],
            _ => format!("\"{close}\n\n").into_bytes(),
        }),
        outcome: Outcome::AnswerTooLong,
        kept_bytes: 0,
    }
}

fn events(wire: Wire, what: &'static str, piece: impl Fn(usize) -> Value + 'static) -> Hostile {
    Hostile {
        wire,
        what,
        beginning: String::new(),
        piece: Box::new(move |at| format!("data: {}\n\n", piece(at)).into_bytes()),
        outcome: Outcome::AnswerTooLong,
        kept_bytes: 0,
    }
}

/// What a decoder keeps to itself.
fn of_one_wire() -> Vec<Hostile> {
    let chat = |delta: Value| json!({ "choices": [{ "delta": delta }] });
    let padding = "x".repeat(1000);
    let [p1, p2, p3, p4] = [(); 4].map(|()| padding.clone());
    vec![
        events(Wire::OpenaiChat, "arguments of a call without a name", move |_| {
            chat(json!({ "tool_calls": [{ "index": 0, "function": { "arguments": p1 } }] }))
        }),
        Hostile {
            kept_bytes: 7 * MIB,
            ..events(Wire::OpenaiChat, "arguments without an end", move |at| {
                let name = if at == 0 { json!("f") } else { Value::Null };
                chat(json!({ "tool_calls": [{ "index": 0, "function": { "name": name, "arguments": p2 } }] }))
            })
        },
        events(Wire::OpenaiChat, "calls that only have an id", move |at| {
            chat(json!({ "tool_calls": [{ "index": at, "id": format!("call_{at}") }] }))
        }),
        events(Wire::OpenaiChat, "reasoning that is only signed", move |at| {
            chat(
                json!({ "reasoning_details": [{ "type": "reasoning.encrypted", "data": "x", "index": at }] }),
            )
        }),
        events(Wire::OpenaiChat, "one detail with ever more members", move |at| {
            chat(json!({ "reasoning_details": [{ "type": "t", "index": 0, format!("key_{at}"): [{}, {}] }] }))
        }),
        events(Wire::OpenaiChat, "sources without an end", move |at| {
            let citation = json!({ "url": format!("https://a.test/{at}") });
            chat(
                json!({ "content": "", "annotations": [{ "type": "url_citation", "url_citation": citation }] }),
            )
        }),
        events(
            Wire::OpenaiResponses,
            "a text in each of many items",
            move |at| json!({ "type": "response.output_text.delta", "item_id": format!("{at}{p3}"), "delta": "a" }),
        ),
        events(
            Wire::OpenaiResponses,
            "arguments of items that nobody named",
            move |at| json!({ "type": "response.function_call_arguments.delta", "item_id": format!("{at}"), "delta": p4 }),
        ),
        events(Wire::OpenaiResponses, "sources without an end", |at| {
            let annotation = json!({ "type": "url_citation", "url": format!("https://a.test/{at}") });
            json!({ "type": "response.output_text.annotation.added", "annotation": annotation })
        }),
        events(
            Wire::AnthropicMessages,
            "blocks that nobody closes",
            |at| json!({ "type": "content_block_start", "index": at, "content_block": { "type": "new" } }),
        ),
        events(Wire::Gemini, "sources without an end", |at| {
            let chunks = json!([{ "web": { "uri": format!("https://a.test/{at}") } }]);
            json!({ "candidates": [{ "groundingMetadata": { "groundingChunks": chunks } }] })
        }),
        Hostile {
            wire: Wire::OpenaiResponses,
            what: "a long name for many documents",
            beginning: String::new(),
            piece: Box::new(|_| {
                let name = "n".repeat(2 * MIB);
                format!("event: {name}\ndata: [{}0]\n\n", r#"{"type":"x"},"#.repeat(15_000)).into_bytes()
            }),
            outcome: Outcome::Unknown,
            kept_bytes: 0,
        },
    ]
}
