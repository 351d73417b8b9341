//! Ways to break a stream.

use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value, json};

/// One thing that goes wrong. Places are fractions, so that they fit bodies of every length.
#[derive(Debug, Clone)]
pub(crate) enum Mutation {
    FlipBits(Index, u8),
    DeleteBytes(Index, Index),
    RepeatBytes(Index, Index),
    InsertBytes(Index, Vec<u8>),
    InsertToken(Index, &'static str),
    Truncate(Index),
    DeleteLine(Index),
    RepeatLine(Index),
    SwapLines(Index, Index),
    /// The rest is that of another stream.
    Splice(Index, Index),
    /// A value somewhere in the JSON of a line is another.
    SetValue(Index, Index, Strange),
    DeleteMember(Index, Index),
    /// The member is that of another place.
    CopyValue(Index, Index, Index),
}

/// A value that nobody expects.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Strange {
    Null,
    EmptyText,
    Number,
    Huge,
    Text,
    Array,
    Object,
    True,
    Think,
}

const TOKENS: &[&str] = &[
    "data: ",
    "data:",
    "event: error\n",
    "event: message_stop\n",
    "\n\n",
    "\r",
    "\r\n\r\n",
    ": comment\n",
    "\u{feff}",
    "[DONE]",
    "data: [DONE]\n\n",
    "{\"error\":{\"message\":\"m\",\"code\":429}}",
    "{\"type\":\"error\",\"error\":{\"message\":\"m\"}}",
    "<html>",
    "<think>",
    "</think>",
    "\\ud83d",
    "\"",
    "{",
    "}",
    "[",
    "]",
    ",",
    "null",
    "\\",
];

impl Arbitrary for Mutation {
    type Parameters = ();
    type Strategy = BoxedStrategy<Self>;

    fn arbitrary_with((): ()) -> BoxedStrategy<Self> {
        let at = any::<Index>;
        let strange = prop::sample::select(vec![
            Strange::Null,
            Strange::EmptyText,
            Strange::Number,
            Strange::Huge,
            Strange::Text,
            Strange::Array,
            Strange::Object,
            Strange::True,
            Strange::Think,
        ]);
        let bytes = prop::collection::vec(any::<u8>(), 1..12);
        prop_oneof![
            1 => (at(), 1u8..).prop_map(|(place, bits)| Self::FlipBits(place, bits)),
            1 => (at(), at()).prop_map(|(from, to)| Self::DeleteBytes(from, to)),
            1 => (at(), at()).prop_map(|(from, to)| Self::RepeatBytes(from, to)),
            1 => (at(), bytes).prop_map(|(place, bytes)| Self::InsertBytes(place, bytes)),
            1 => (at(), prop::sample::select(TOKENS)).prop_map(|(place, token)| Self::InsertToken(place, token)),
            1 => at().prop_map(Self::Truncate),
            1 => at().prop_map(Self::DeleteLine),
            1 => at().prop_map(Self::RepeatLine),
            1 => (at(), at()).prop_map(|(one, other)| Self::SwapLines(one, other)),
            1 => (at(), at()).prop_map(|(here, there)| Self::Splice(here, there)),
            3 => (at(), at(), strange).prop_map(|(line, value, strange)| Self::SetValue(line, value, strange)),
            2 => (at(), at()).prop_map(|(line, member)| Self::DeleteMember(line, member)),
            2 => (at(), at(), at()).prop_map(|(line, from, to)| Self::CopyValue(line, from, to)),
        ]
        .boxed()
    }
}

/// `seed` after all of them, one upon the other.
pub(crate) fn mutated(seed: &[u8], other: &[u8], mutations: &[Mutation]) -> Vec<u8> {
    mutations.iter().fold(seed.to_vec(), |body, mutation| mutation.apply(body, other))
}

impl Mutation {
    fn apply(&self, mut body: Vec<u8>, other: &[u8]) -> Vec<u8> {
        let place = |at: &Index, body: &[u8]| at.index(body.len() + 1);
        match self {
            Self::FlipBits(at, bits) => {
                if !body.is_empty() {
                    let at = at.index(body.len());
                    body[at] ^= bits;
                }
            }
            Self::DeleteBytes(from, to) => {
                let (from, to) = (place(from, &body), place(to, &body));
                body.drain(from.min(to)..from.max(to));
            }
            Self::RepeatBytes(from, to) => {
                let (from, to) = (place(from, &body), place(to, &body));
                let (from, to) = (from.min(to), from.max(to));
                let piece = body[from..to].to_vec();
                body.splice(to..to, piece);
            }
            Self::InsertBytes(at, bytes) => {
                let at = place(at, &body);
                body.splice(at..at, bytes.iter().copied());
            }
            Self::InsertToken(at, token) => {
                let at = place(at, &body);
                body.splice(at..at, token.bytes());
            }
            Self::Truncate(at) => {
                let at = place(at, &body);
                body.truncate(at);
            }
            Self::Splice(here, there) => {
                let (here, there) = (place(here, &body), place(there, other));
                body.truncate(here);
                body.extend_from_slice(&other[there..]);
            }
            Self::DeleteLine(at) => {
                return in_lines(&body, |lines| {
                    let at = at.index(lines.len());
                    lines.remove(at);
                });
            }
            Self::RepeatLine(at) => {
                return in_lines(&body, |lines| {
                    let at = at.index(lines.len());
                    lines.insert(at, lines[at].clone());
                });
            }
            Self::SwapLines(one, another) => {
                return in_lines(&body, |lines| {
                    let (one, another) = (one.index(lines.len()), another.index(lines.len()));
                    lines.swap(one, another);
                });
            }
            Self::SetValue(line, value, strange) => {
                return in_json(&body, line, |document| {
                    *nth(document, value.index(count(document))) = strange.value();
                });
            }
            Self::CopyValue(line, from, to) => {
                return in_json(&body, line, |document| {
                    let copy = nth(document, from.index(count(document))).clone();
                    *nth(document, to.index(count(document))) = copy;
                });
            }
            Self::DeleteMember(line, member) => {
                return in_json(&body, line, |document| match nth(document, member.index(count(document))) {
                    Value::Object(members) => {
                        let key = members.keys().next().cloned();
                        key.and_then(|key| members.remove(&key));
                    }
                    Value::Array(items) => drop(items.pop()),
                    other => *other = Value::Null,
                });
            }
        }
        body
    }
}

impl Strange {
    fn value(self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::EmptyText => json!(""),
            Self::Number => json!(-1),
            Self::Huge => json!(1e300),
            Self::Text => json!("text"),
            Self::Array => json!([null, {}, "a"]),
            Self::Object => json!({ "": {}, "type": "text", "text": 1, "error": {} }),
            Self::True => json!(true),
            Self::Think => json!("\n<think>a</think>b\n</think>"),
        }
    }
}

fn in_lines(body: &[u8], change: impl FnOnce(&mut Vec<Vec<u8>>)) -> Vec<u8> {
    let mut lines: Vec<Vec<u8>> = body.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
    if !lines.is_empty() {
        change(&mut lines);
    }
    lines.concat()
}

/// Changes the JSON of one line, where a line holds any.
fn in_json(body: &[u8], line: &Index, change: impl FnOnce(&mut Value)) -> Vec<u8> {
    in_lines(body, |lines| {
        let with_json: Vec<(usize, usize, Value)> = lines
            .iter()
            .enumerate()
            .filter_map(|(at, line)| {
                let start = line.iter().position(|byte| matches!(byte, b'{' | b'['))?;
                Some((at, start, serde_json::from_slice(&line[start..]).ok()?))
            })
            .collect();
        if with_json.is_empty() {
            return;
        }
        let (at, start, mut document) = line.get(with_json.as_slice()).clone();
        change(&mut document);
        lines[at].truncate(start);
        lines[at].extend(document.to_string().bytes().chain(*b"\n"));
    })
}

/// All values in `value`, itself included.
fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(count).sum(),
        Value::Object(members) => members.values().map(count).sum(),
        _ => 0,
    }
}

/// The value of that number, from above; the last container where there are fewer.
fn nth(value: &mut Value, mut number: usize) -> &mut Value {
    if number == 0 {
        return value;
    }
    number -= 1;
    let children: Vec<&mut Value> = match value {
        Value::Array(items) => items.iter_mut().collect(),
        Value::Object(members) => members.values_mut().collect(),
        _ => unreachable!("a number is below the count"),
    };
    for child in children {
        let inside = count(child);
        if number < inside {
            return nth(child, number);
        }
        number -= inside;
    }
    unreachable!("a number is below the count")
}
