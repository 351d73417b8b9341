//! Reading a body in pieces.

pub(crate) mod conversation;
pub(crate) mod events;

use parlance_llm::{AnswerReader, StreamEvent, Wire};

/// What comes out of `body`, cut at `cuts` (byte offsets, ascending).
pub(crate) fn read(wire: Wire, body: &[u8], cuts: impl IntoIterator<Item = usize>) -> Vec<StreamEvent> {
    let mut reader = AnswerReader::new(wire.codec());
    let mut out = Vec::new();
    let mut start = 0;
    for cut in cuts {
        reader.push(&body[start..cut], &mut out);
        start = cut;
    }
    reader.push(&body[start..], &mut out);
    reader.finish(&mut out);
    assert!(reader.is_done(), "no terminal event came out");
    assert!(reader.is_settled(), "done, and not settled");
    out
}

pub(crate) fn byte_by_byte(wire: Wire, body: &[u8]) -> Vec<StreamEvent> {
    read(wire, body, 1..body.len().max(1))
}
