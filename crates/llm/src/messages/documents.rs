//! From frames to documents, through what gateways do to a stream: events that break off, errors written into the
//! middle, JSON or a web page without any framing.

use serde_json::Value;

use super::event::is_error;
use crate::json::{self, OpenDocument, Reading, Rest};
use crate::{Frame, error_body};

/// As much text outside of the framing as an error message can use.
const MAX_STRAY_BYTES: usize = 4096;
const MAX_OPEN_BYTES: usize = crate::framing::MAX_EVENT_BYTES;

pub(super) enum Item<'a> {
    /// `event` is the event's name, empty where there is none.
    Document { event: &'a str, document: &'a Value },
    /// An error that is a sentence instead of a document.
    ErrorText(&'a str),
    /// An event that can have held words of the answer, and cannot be read.
    Lost,
}

#[derive(Default)]
pub(super) struct Documents {
    open: Option<Open>,
    /// The beginning of what stands outside of the framing.
    stray: String,
}

/// A JSON document whose end has not come yet.
struct Open {
    document: OpenDocument,
    /// It began inside an event, so losing it is losing words.
    in_event: bool,
}

impl Documents {
    pub(super) fn read(&mut self, frame: Frame<'_>, give: &mut dyn FnMut(Item<'_>)) {
        match frame {
            Frame::Event { event, data } => self.event(event.unwrap_or_default(), data.trim(), give),
            Frame::Stray(line) => self.line(line, give),
        }
    }

    /// A document began that has not been closed.
    pub(super) fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// An error that was written over several lines into a document that never ended.
    pub(super) fn injected_error(&self) -> Option<Value> {
        read(&self.open.as_ref()?.document.text).documents.pop().filter(is_error)
    }

    pub(super) fn stray(&self) -> &str {
        &self.stray
    }

    fn event(&mut self, name: &str, data: &str, give: &mut dyn FnMut(Item<'_>)) {
        if !data.starts_with(['{', '[']) {
            if name == "error" {
                return give(Item::ErrorText(data));
            }
            tracing::warn!(event = name, bytes = data.len(), "skipped an event that is no JSON");
            return;
        }
        let reading = read(data);
        let broken = self.open.take().is_some_and(|open| open.in_event);
        if broken && !reading.documents.iter().any(is_error) {
            give(Item::Lost);
        }
        for document in &reading.documents {
            give(Item::Document { event: name, document });
        }
        match reading.rest {
            Rest::Nothing | Rest::Done => {}
            Rest::Open(text) => {
                let in_event = carries_words(name);
                self.open = Some(Open { document: OpenDocument::new(&text), in_event });
            }
            Rest::Corrupt if carries_words(name) => give(Item::Lost),
            Rest::Corrupt => tracing::warn!(event = name, "skipped an unknown event that cannot be read"),
        }
    }

    /// A line outside of the framing: the continuation of an open document, a bare document, or words.
    fn line(&mut self, line: &str, give: &mut dyn FnMut(Item<'_>)) {
        if let Some(error) = json::parse(line).filter(is_error) {
            // Also inside a document that is open: its end will not come.
            return give(Item::Document { event: "", document: &error });
        }
        let mut open = match self.open.take() {
            Some(mut open) => {
                open.document.push("\n");
                open.document.push(line);
                open
            }
            // Braces in a page's styles and scripts are no JSON.
            None if line.trim_start().starts_with(['{', '[']) && !error_body::is_html(&self.stray) => {
                Open { document: OpenDocument::new(line), in_event: false }
            }
            None => return self.keep_stray(line),
        };
        if open.document.is_open() {
            if open.document.text.len() > MAX_OPEN_BYTES {
                return give(Item::Lost);
            }
            self.open = Some(open);
            return;
        }
        let text = std::mem::take(&mut open.document.text);
        let reading = read(&text);
        if reading.documents.is_empty() && open.in_event {
            return give(Item::Lost);
        }
        self.keep_stray(&text);
        for document in &reading.documents {
            give(Item::Document { event: "", document });
        }
    }

    fn keep_stray(&mut self, line: &str) {
        if self.stray.len() < MAX_STRAY_BYTES {
            let end = line.char_indices().nth(MAX_STRAY_BYTES).map_or(line.len(), |(at, _)| at);
            self.stray.push_str(line.get(..end).unwrap_or(line));
            self.stray.push('\n');
        }
    }
}

/// An event without one of these names is an extension, or a keep-alive, that can be lost.
fn carries_words(name: &str) -> bool {
    name.starts_with("message") || name.starts_with("content_block") || matches!(name, "" | "error")
}

/// Every document in `text`; this wire's wrapped error counts too where a document breaks off before it.
fn read(text: &str) -> Reading {
    let mut reading = json::read(text);
    if matches!(reading.rest, Rest::Open(_) | Rest::Corrupt)
        && let Some(error) = wrapped_error(text)
    {
        reading.documents.push(error);
        reading.rest = Rest::Nothing;
    }
    reading
}

/// Finds `{"type":"error",…}`. In a string of an answer the quotes would be escaped.
fn wrapped_error(text: &str) -> Option<Value> {
    text.match_indices("\"error\"").find_map(|(at, _)| {
        let key = text.get(..at)?.trim_end().strip_suffix(':')?.trim_end();
        let start = key.strip_suffix("\"type\"")?.trim_end().strip_suffix('{')?.len();
        serde_json::Deserializer::from_str(text.get(start..)?).into_iter::<Value>().next()?.ok()
    })
}
