use crate::{ApiError, Decoder, ErrorKind, StreamEvent, error_body};

/// The most that one answer may hold: its words, the arguments of its calls, its signatures and its sources. That is more
/// than ten times what the longest answers have. A server that never ends one would otherwise fill the memory, here and
/// in whoever keeps it.
pub const MAX_ANSWER_BYTES: usize = 8 * 1024 * 1024;

/// What a part, a source or a call counts for beside its text: it is kept until the end, and searched for.
pub(crate) const ITEM_BYTES: usize = 4096;

/// What a picture counts for, however large it is: one event bounds its bytes.
const PICTURE_BYTES: usize = 16 * ITEM_BYTES;

/// Counts what one answer has said.
#[derive(Debug, Default)]
pub(crate) struct Bounds {
    said_bytes: usize,
    parts: usize,
}

impl Bounds {
    /// Counts `events`. `false`: with them, and with what `decoder` holds, the answer is too long.
    pub(crate) fn take(&mut self, events: &[StreamEvent], decoder: &dyn Decoder) -> bool {
        for event in events {
            self.said_bytes = self.said_bytes.saturating_add(self.bytes(event));
        }
        let parts_bytes = self.parts.saturating_mul(ITEM_BYTES);
        let all = self.said_bytes.saturating_add(parts_bytes).saturating_add(decoder.held_bytes());
        all <= MAX_ANSWER_BYTES
    }

    fn bytes(&mut self, event: &StreamEvent) -> usize {
        let (part, bytes) = match event {
            StreamEvent::TextDelta { part, text } | StreamEvent::ReasoningDelta { part, text } => {
                (part, text.len())
            }
            StreamEvent::ReasoningSignature { part, signature }
            | StreamEvent::ToolCallSignature { part, signature } => (part, signature.len()),
            StreamEvent::ToolCallStart { part, id, name } => {
                (part, name.len() + id.as_ref().map_or(0, String::len))
            }
            StreamEvent::ToolCallArguments { part, delta } => (part, delta.len()),
            StreamEvent::Citation(citation) => {
                let texts = [&citation.url, &citation.title, &citation.quote];
                return ITEM_BYTES + texts.into_iter().flatten().map(String::len).sum::<usize>();
            }
            // Handed on and not kept; but nobody draws hundreds in one answer.
            StreamEvent::Image { part, .. } => (part, PICTURE_BYTES),
            StreamEvent::ToolCallEnd { .. }
            | StreamEvent::Usage(_)
            | StreamEvent::Finished { .. }
            | StreamEvent::Failed(_)
            | StreamEvent::Truncated => return 0,
        };
        // Ids grow by one.
        self.parts = self.parts.max(part.0 as usize + 1);
        bytes
    }
}

pub(crate) fn too_long() -> ApiError {
    error_body::own(ErrorKind::Other, "The answer is longer than 8 MB. It was cut off there.")
}
