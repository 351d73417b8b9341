use std::borrow::Cow;
use std::mem;
use std::str::Utf8Chunk;

use crate::Frame;

/// The most that one event, or one line outside of the framing, may hold. A server that never ends a line would
/// otherwise fill the memory.
pub const MAX_EVENT_BYTES: usize = 16 * 1024 * 1024;

/// An event or a line grew beyond [`MAX_EVENT_BYTES`]. The stream cannot be read on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the server sent an event of more than 16 MiB")]
pub struct EventTooLarge;

/// Longer names are none of any wire. Each document of an event gets a copy of its name.
const MAX_NAME_BYTES: usize = 256;

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Server-sent events (WHATWG HTML, "Server-sent events"), from byte chunks that are cut anywhere.
///
/// Where it differs from that text: `data: :comment` is a comment, the last event counts without its blank line, and a
/// line that is no field at all comes out as [`Frame::Stray`] instead of being dropped. An event that is open when a
/// stray line comes is dispatched first, so frames keep the order of the bytes. Bytes that are not UTF-8 become U+FFFD.
#[derive(Debug, Default)]
pub struct SseFramer {
    /// The line that no line end has closed yet.
    line: Vec<u8>,
    event: String,
    data: Option<String>,
    /// A CR ended the last line: an LF that follows belongs to it, even in the next chunk.
    after_cr: bool,
    /// The first line was read, so a byte order mark is no longer one.
    started: bool,
}

impl SseFramer {
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads one chunk. After an error the framer is of no further use.
    pub fn push(
        &mut self,
        mut bytes: &[u8],
        on_frame: &mut dyn FnMut(Frame<'_>),
    ) -> Result<(), EventTooLarge> {
        while let Some((first, rest)) = bytes.split_first() {
            if mem::take(&mut self.after_cr) && *first == b'\n' {
                bytes = rest;
                continue;
            }
            let Some(end) = bytes.iter().position(|byte| matches!(byte, b'\n' | b'\r')) else {
                return self.hold(bytes);
            };
            let (line, rest) = bytes.split_at(end);
            self.after_cr = rest.first() == Some(&b'\r');
            bytes = rest.get(1..).unwrap_or_default();
            if self.line.is_empty() {
                self.read_line(line, on_frame)?;
            } else {
                self.hold(line)?;
                let line = mem::take(&mut self.line);
                self.read_line(&line, on_frame)?;
            }
        }
        Ok(())
    }

    /// The body ended: whatever is open counts.
    pub fn finish(&mut self, on_frame: &mut dyn FnMut(Frame<'_>)) -> Result<(), EventTooLarge> {
        let line = mem::take(&mut self.line);
        if !line.is_empty() {
            self.read_line(&line, on_frame)?;
        }
        self.dispatch(on_frame);
        Ok(())
    }

    fn hold(&mut self, bytes: &[u8]) -> Result<(), EventTooLarge> {
        let len = self.line.len() + bytes.len();
        self.check(len)?;
        if len > self.line.capacity() {
            // Doubled, but never beyond what a line may hold.
            let capacity = (2 * len).min(MAX_EVENT_BYTES);
            self.line.reserve_exact(capacity - self.line.len());
        }
        self.line.extend_from_slice(bytes);
        Ok(())
    }

    fn check(&self, more_bytes: usize) -> Result<(), EventTooLarge> {
        let held = self.data.as_ref().map_or(0, String::len);
        if held + more_bytes > MAX_EVENT_BYTES { Err(EventTooLarge) } else { Ok(()) }
    }

    fn read_line(&mut self, line: &[u8], on_frame: &mut dyn FnMut(Frame<'_>)) -> Result<(), EventTooLarge> {
        self.check(line.len())?;
        let first = !mem::replace(&mut self.started, true);
        let line = if first { line.strip_prefix(BYTE_ORDER_MARK).unwrap_or(line) } else { line };
        if line.is_empty() {
            self.dispatch(on_frame);
            return Ok(());
        }
        let line = match str::from_utf8(line) {
            Ok(line) => Cow::Borrowed(line),
            Err(_) => {
                // What is not UTF-8 grows when it is replaced.
                self.check(line.utf8_chunks().map(replaced_bytes).sum())?;
                String::from_utf8_lossy(line)
            }
        };
        let (field, value) = line.split_once(':').unwrap_or((&line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "data" if value.starts_with(':') => {}
            "data" => match &mut self.data {
                Some(data) => {
                    let len = data.len() + 1 + value.len();
                    if len > data.capacity() {
                        data.reserve_exact((2 * len).min(MAX_EVENT_BYTES + 1).max(len) - data.len());
                    }
                    data.push('\n');
                    data.push_str(value);
                }
                None => self.data = Some(value.to_owned()),
            },
            "event" if value.len() > MAX_NAME_BYTES => "unknown".clone_into(&mut self.event),
            "event" => value.clone_into(&mut self.event),
            "" | "id" | "retry" => {}
            _ if line.trim().is_empty() => {}
            _ => {
                self.dispatch(on_frame);
                on_frame(Frame::Stray(&line));
            }
        }
        Ok(())
    }

    fn dispatch(&mut self, on_frame: &mut dyn FnMut(Frame<'_>)) {
        let event = mem::take(&mut self.event);
        if let Some(data) = self.data.take().filter(|data| !data.is_empty()) {
            on_frame(Frame::Event {
                event: Some(event.as_str()).filter(|name| !name.is_empty()),
                data: &data,
            });
        }
    }
}

fn replaced_bytes(chunk: Utf8Chunk<'_>) -> usize {
    let replaced = if chunk.invalid().is_empty() { 0 } else { char::REPLACEMENT_CHARACTER.len_utf8() };
    chunk.valid().len() + replaced
}
