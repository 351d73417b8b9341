//! Events in short. Every test file uses a part of these.

#![allow(dead_code, reason = "each test file is a program of its own and uses a part of them")]

use parlance_domain::{FinishReason, Usage};
use parlance_llm::{PartId, StreamEvent, Wire};

use super::{byte_by_byte, read};

/// The events of `body`, which must be the same whole, cut once at every byte, and one byte at a time.
pub(crate) fn same_however_cut(wire: Wire, body: &[u8]) -> Vec<StreamEvent> {
    let whole = read(wire, body, []);
    for cut in 1..body.len() {
        assert_eq!(read(wire, body, [cut]), whole, "cut at byte {cut}");
    }
    assert_eq!(byte_by_byte(wire, body), whole, "cut at every byte");
    whole
}

pub(crate) fn text(part: u32, text: &str) -> StreamEvent {
    StreamEvent::TextDelta { part: PartId(part), text: text.into() }
}

pub(crate) fn reasoning(part: u32, text: &str) -> StreamEvent {
    StreamEvent::ReasoningDelta { part: PartId(part), text: text.into() }
}

pub(crate) fn signature(part: u32, signature: &str) -> StreamEvent {
    StreamEvent::ReasoningSignature { part: PartId(part), signature: signature.into() }
}

pub(crate) fn call(part: u32, id: Option<&str>, name: &str) -> StreamEvent {
    StreamEvent::ToolCallStart { part: PartId(part), id: id.map(str::to_owned), name: name.into() }
}

pub(crate) fn arguments(part: u32, delta: &str) -> StreamEvent {
    StreamEvent::ToolCallArguments { part: PartId(part), delta: delta.into() }
}

pub(crate) fn call_end(part: u32) -> StreamEvent {
    StreamEvent::ToolCallEnd { part: PartId(part) }
}

pub(crate) fn finished(reason: FinishReason) -> StreamEvent {
    StreamEvent::Finished { reason }
}

pub(crate) fn tokens(input: u64, output: u64) -> StreamEvent {
    StreamEvent::Usage(Usage { input_tokens: Some(input), output_tokens: Some(output), ..Usage::default() })
}
