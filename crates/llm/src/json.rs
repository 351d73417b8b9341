//! JSON as model servers really send it: cut off, glued together, with an error written into the middle.

use serde_json::Value;

/// What the structure of one piece of text may cost in memory. A value of two bytes costs thirty-two, and an object of
/// eight bytes several hundred: what fits into an event would not fit into the memory.
const MAX_STRUCTURE_BYTES: usize = 16 * 1024 * 1024;
/// The node of the tree in which an object keeps its first eleven members.
const OBJECT_BYTES: usize = 640;
/// The key's own allocation, and the member's share of further nodes.
pub(crate) const MEMBER_BYTES: usize = 128;
/// Arrays grow to twice what they hold.
const ITEM_BYTES: usize = 2 * size_of::<Value>();

/// What one piece of text held.
#[derive(Debug, PartialEq)]
pub(crate) struct Reading {
    /// The documents that could be read, in order.
    pub documents: Vec<Value>,
    pub rest: Rest,
}

/// What followed the last document that could be read.
#[derive(Debug, PartialEq)]
pub(crate) enum Rest {
    Nothing,
    /// The terminal word of the OpenAI wires, glued to what came before it.
    Done,
    /// A document that has not been closed: the rest may still come, or it was cut off.
    Open(String),
    /// Closed, and not JSON.
    Corrupt,
}

/// Reads every document in `text`. Where a document breaks off and an error object follows it in the same text, which
/// is how proxies report a failure inside an event that is being written, the error is what counts.
pub(crate) fn read(text: &str) -> Reading {
    if costs_too_much(text) {
        return Reading { documents: Vec::new(), rest: Rest::Corrupt };
    }
    if let Some(value) = parse_cheap(text) {
        return Reading { documents: vec![value], rest: Rest::Nothing };
    }
    let mut stream = serde_json::Deserializer::from_str(text).into_iter::<Value>();
    let mut documents: Vec<Value> = stream.by_ref().map_while(Result::ok).collect();
    let rest = text.get(stream.byte_offset()..).unwrap_or_default().trim();
    let rest = match rest {
        "" => Rest::Nothing,
        "[DONE]" => Rest::Done,
        _ => match injected_error(rest) {
            Some(error) => {
                documents.push(error);
                Rest::Nothing
            }
            None if OpenDocument::new(rest).is_open() => Rest::Open(rest.to_owned()),
            None => Rest::Corrupt,
        },
    };
    Reading { documents, rest }
}

/// One whole document. A lone surrogate escape, which a server sends when it cuts an emoji into two deltas, is U+FFFD.
pub(crate) fn parse(text: &str) -> Option<Value> {
    if costs_too_much(text) { None } else { parse_cheap(text) }
}

fn parse_cheap(text: &str) -> Option<Value> {
    serde_json::from_str(text).ok().or_else(|| serde_json::from_str(&without_lone_surrogates(text)?).ok())
}

/// The tree that `text` becomes, its strings aside, costs more than [`MAX_STRUCTURE_BYTES`]. Linear, without an allocation.
fn costs_too_much(text: &str) -> bool {
    // The most that a byte can cost.
    if text.len() <= MAX_STRUCTURE_BYTES / OBJECT_BYTES {
        return false;
    }
    let mut cost_bytes = 0;
    let mut in_string = false;
    let mut escaped = false;
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            _ if in_string => {}
            b'{' => cost_bytes += OBJECT_BYTES,
            b':' => cost_bytes += MEMBER_BYTES,
            b'[' | b',' => cost_bytes += ITEM_BYTES,
            _ => {}
        }
    }
    cost_bytes > MAX_STRUCTURE_BYTES
}

/// What `value` costs in memory, about.
pub(crate) fn tree_bytes(value: &Value) -> usize {
    match value {
        Value::String(text) => ITEM_BYTES + text.len(),
        Value::Array(items) => ITEM_BYTES + items.iter().map(tree_bytes).sum::<usize>(),
        Value::Object(members) => {
            let member = |(key, value): (&String, &Value)| MEMBER_BYTES + key.len() + tree_bytes(value);
            OBJECT_BYTES + members.iter().map(member).sum::<usize>()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => ITEM_BYTES,
    }
}

fn injected_error(text: &str) -> Option<Value> {
    error_member(text).or_else(|| error_type(text))
}

/// `{"error":…}`
fn error_member(text: &str) -> Option<Value> {
    let key = text.find("\"error\"")?;
    let start = text.get(..key)?.trim_end().strip_suffix('{')?.len();
    let document =
        serde_json::Deserializer::from_str(text.get(start..)?).into_iter::<Value>().next()?.ok()?;
    // `"error":null` is a member that is always there, of an object inside the open one.
    document.get("error").is_some_and(|error| !error.is_null()).then_some(document)
}

/// `{"type":"error",…}`, which is Anthropic's. In a string of an answer the quotes would be escaped.
fn error_type(text: &str) -> Option<Value> {
    text.match_indices("\"error\"").find_map(|(at, _)| {
        let key = text.get(..at)?.trim_end().strip_suffix(':')?.trim_end();
        let start = key.strip_suffix("\"type\"")?.trim_end().strip_suffix('{')?.len();
        serde_json::Deserializer::from_str(text.get(start..)?).into_iter::<Value>().next()?.ok()
    })
}

/// `None` where there is nothing to replace.
fn without_lone_surrogates(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut changed = false;
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        out.push_str(before);
        let (taken, replacement) = match (code_unit(escape), code_unit(escape.get(6..).unwrap_or_default())) {
            (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => (12, None),
            (Some(0xD800..=0xDFFF), _) => (6, Some("\\ufffd")),
            _ => (1 + escape.chars().nth(1).map_or(0, char::len_utf8), None),
        };
        let (escape, after) = escape.split_at(taken);
        changed |= replacement.is_some();
        out.push_str(replacement.unwrap_or(escape));
        rest = after;
    }
    out.push_str(rest);
    changed.then_some(out)
}

/// The value of the `\uXXXX` at the start of `text`.
fn code_unit(text: &str) -> Option<u32> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    u32::from_str_radix(digits, 16).ok()
}

/// A JSON object or array that arrives in pieces: its text is kept.
#[derive(Debug, Default)]
pub(crate) struct OpenDocument {
    pub text: String,
    nesting: Nesting,
}

/// Follows brackets and strings only, so it takes linear time and says when a parse is worth the try.
#[derive(Debug, Default)]
pub(crate) struct Nesting {
    depth: usize,
    in_string: bool,
    escaped: bool,
    closed: bool,
}

impl OpenDocument {
    pub(crate) fn new(text: &str) -> Self {
        let mut document = Self::default();
        document.push(text);
        document
    }

    pub(crate) fn push(&mut self, piece: &str) {
        self.text.push_str(piece);
        self.nesting.see(piece);
    }

    /// A bracket is open, and none was the last to close.
    pub(crate) fn is_open(&self) -> bool {
        self.nesting.depth > 0 && !self.nesting.closed
    }
}

impl Nesting {
    pub(crate) fn see(&mut self, piece: &str) {
        for byte in piece.bytes() {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' if self.in_string => self.escaped = true,
                b'"' => self.in_string = !self.in_string,
                _ if self.in_string => {}
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' => {
                    self.depth = self.depth.saturating_sub(1);
                    self.closed |= self.depth == 0;
                }
                _ => {}
            }
        }
    }

    /// The last bracket has closed.
    pub(crate) fn is_closed(&self) -> bool {
        self.closed
    }
}

/// The member `key` where it holds a string that is not empty.
pub(crate) fn text<'v>(value: &'v Value, key: &str) -> Option<&'v str> {
    value.get(key)?.as_str().filter(|text| !text.is_empty())
}

/// A count, as a number, as a float, or as a number in a string.
pub(crate) fn count(value: &Value) -> Option<u64> {
    match value {
        Value::Number(number) => number.as_u64().or_else(|| whole(number.as_f64()?)),
        Value::String(text) => text.trim().parse().ok().or_else(|| whole(text.trim().parse().ok()?)),
        _ => None,
    }
}

fn whole(number: f64) -> Option<u64> {
    // The cast saturates; fractions of a token do not exist.
    (number.is_finite() && number >= 0.0).then_some(number as u64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_lone_surrogate_is_replaced_and_a_pair_is_kept() {
        assert_eq!(parse(r#"{"a":"x\ud83dy"}"#), Some(json!({"a": "x\u{fffd}y"})));
        assert_eq!(parse(r#"{"a":"\uDE00"}"#), Some(json!({"a": "\u{fffd}"})));
        assert_eq!(parse(r#"["\ud83d\ude00","\ud83d"]"#), Some(json!(["😀", "\u{fffd}"])));
        assert_eq!(parse(r#"["\\ud83d","\ud83d"]"#), Some(json!(["\\ud83d", "\u{fffd}"])));
        assert_eq!(parse(r#"["\ud83d"#), None);
    }

    #[test]
    fn what_would_not_fit_into_the_memory_is_not_read() {
        let many = |item: &str| format!("[{}0]", format!("{item},").repeat(400_000));
        for item in ["0", "{}", "{\"a\":0}", "[]"] {
            assert_eq!(read(&many(item)).rest, Rest::Corrupt, "{item}");
            assert_eq!(parse(&many(item)), None, "{item}");
        }
        let words = json!({ "a": many("{}") }).to_string();
        assert!(parse(&words).is_some());
        assert!(parse(&format!("[{}0]", "{},".repeat(20_000))).is_some());
    }

    #[test]
    fn documents_that_are_glued_together_are_all_read() {
        let reading = read("{\"a\":1}{\"b\":2}\n[DONE]");
        assert_eq!(reading, Reading { documents: vec![json!({"a":1}), json!({"b":2})], rest: Rest::Done });
    }

    #[test]
    fn an_error_counts_that_was_written_into_an_open_document() {
        let reading = read(r#"{"choices":[{"delta":{"content":"Hel{"error":{"message":"boom"}}"#);
        assert_eq!(reading.documents, [json!({"error": {"message": "boom"}})]);
        assert_eq!(reading.rest, Rest::Nothing);
    }

    #[test]
    fn an_error_that_is_null_is_none() {
        assert!(matches!(read(r#"{"response":{"error":null,"status":"completed"}"#).rest, Rest::Open(_)));
    }

    #[test]
    fn what_is_open_is_told_from_what_is_corrupt() {
        assert_eq!(read(r#"{"a":[1,"}"#).rest, Rest::Open(r#"{"a":[1,"}"#.into()));
        assert_eq!(read(r#"{"a":oops}"#).rest, Rest::Corrupt);
        assert_eq!(read("{\"a\":1} trailing").rest, Rest::Corrupt);
        assert_eq!(read("[DO").rest, Rest::Open("[DO".into()));
    }

    #[test]
    fn counts_are_read_from_what_servers_write() {
        assert_eq!(count(&json!(7)), Some(7));
        assert_eq!(count(&json!("7")), Some(7));
        assert_eq!(count(&json!(7.0)), Some(7));
        assert_eq!(count(&json!("7.0")), Some(7));
        assert_eq!(count(&json!(-1)), None);
        assert_eq!(count(&json!("many")), None);
    }
}
