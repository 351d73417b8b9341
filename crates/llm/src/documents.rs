//! The JSON documents of an answer, whether they come as server-sent events, as lines, or over several lines.

use serde_json::Value;

use crate::json::{self, OpenDocument, Rest};
use crate::{ErrorKind, Frame, StreamEvent, error_body};

/// As much text outside of the framing as an error message can use.
const MAX_STRAY_BYTES: usize = 4096;
const MAX_OPEN_BYTES: usize = crate::framing::MAX_EVENT_BYTES;

/// What a frame held.
#[derive(Debug, PartialEq)]
pub(crate) enum Piece {
    /// An object, and the name of its event; the name is empty where there is none.
    Document { event: String, value: Value },
    /// `[DONE]`
    Done,
    /// Something that cannot be read, in which words of the answer may have been.
    Corrupt,
    /// An `error` event whose data is no JSON.
    ErrorText(String),
}

/// How a wire writes its documents.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Style {
    /// A document a line: one that cannot be read is a loss, and not only a stranger among events.
    pub lines: bool,
    /// Whether events of this name can hold words of the answer. Others may be unreadable without harm.
    pub is_known: fn(&str) -> bool,
    pub is_error: fn(&Value) -> bool,
}

/// Puts documents together that are cut or interrupted.
#[derive(Debug)]
pub(crate) struct Documents {
    style: Style,
    open: Option<Open>,
    /// The beginning of what stood outside of events.
    stray: String,
}

/// A document whose end has not come yet.
#[derive(Debug)]
struct Open {
    document: OpenDocument,
    /// Losing it is losing words.
    telling: bool,
}

impl Documents {
    pub(crate) fn new(style: Style) -> Self {
        Self { style, open: None, stray: String::new() }
    }

    pub(crate) fn read(&mut self, frame: Frame<'_>) -> Vec<Piece> {
        let mut pieces = Vec::new();
        match frame {
            Frame::Event { event, data } => {
                self.event(event.unwrap_or_default(), data.trim(), &mut pieces);
            }
            Frame::Stray(line) => self.line(line, &mut pieces),
        }
        pieces
    }

    /// What a body says that ends here, without its terminal event. `started`: a document of the wire was seen.
    pub(crate) fn end(&mut self, started: bool) -> StreamEvent {
        let open = self.open.take();
        // Several lines of an error may have been written into a document that never ended.
        let injected = open.as_ref().and_then(|open| json::read(&open.document.text).documents.pop());
        if let Some(error) = injected.filter(self.style.is_error) {
            return StreamEvent::Failed(error_body::from_value(&error, None));
        }
        if started || open.is_some() {
            return StreamEvent::Truncated;
        }
        let stray = self.stray.trim();
        if stray.is_empty() {
            return StreamEvent::Failed(error_body::own(
                ErrorKind::Server,
                "The server sent an empty answer.",
            ));
        }
        let mut error = error_body::from_text(stray, None);
        if !error_body::is_html(stray) {
            error.message = format!("The server sent something else than an answer: {}", error.message);
        }
        StreamEvent::Failed(error)
    }

    fn event(&mut self, name: &str, data: &str, pieces: &mut Vec<Piece>) {
        if data != "[DONE]" && !data.starts_with(['{', '[']) {
            if name == "error" {
                pieces.push(Piece::ErrorText(data.to_owned()));
            } else {
                tracing::warn!(event = name, bytes = data.len(), "skipped an event that is no JSON");
            }
            return;
        }
        let reading = json::read(data);
        let broken = self.open.take().is_some_and(|open| open.telling);
        if broken && !reading.documents.iter().any(self.style.is_error) {
            pieces.push(Piece::Corrupt);
        }
        give(name, reading.documents, pieces);
        let telling = (self.style.is_known)(name);
        match reading.rest {
            Rest::Nothing => {}
            Rest::Done => pieces.push(Piece::Done),
            Rest::Open(text) => self.open = Some(Open { document: OpenDocument::new(&text), telling }),
            Rest::Corrupt if telling => pieces.push(Piece::Corrupt),
            Rest::Corrupt => tracing::warn!(event = name, "skipped an unknown event that cannot be read"),
        }
    }

    /// A line outside of events: a document, the continuation of an open one, or words.
    fn line(&mut self, line: &str, pieces: &mut Vec<Piece>) {
        // Braces in a page's styles and scripts are no JSON.
        let page = error_body::is_html(&self.stray);
        match json::parse(line) {
            Some(error) if (self.style.is_error)(&error) => {
                // Also inside a document that is open: its end will not come.
                self.open = None;
                return give("", vec![error], pieces);
            }
            // A document that starts a line is none of those inside a document that was written over several lines.
            Some(document) if !page && (self.open.is_none() || self.style.lines && line.starts_with('{')) => {
                if self.open.take().is_some_and(|open| open.document.text.contains('{')) {
                    return pieces.push(Piece::Corrupt);
                }
                self.keep_stray(line);
                return give("", vec![document], pieces);
            }
            _ => {}
        }
        let mut open = match self.open.take() {
            Some(open) if open.document.text.len() + line.len() > MAX_OPEN_BYTES => {
                return pieces.push(Piece::Corrupt);
            }
            Some(mut open) => {
                open.document.push("\n");
                open.document.push(line);
                open
            }
            None if line.trim_start().starts_with(['{', '[']) && !page => {
                let telling = self.style.lines && line.starts_with('{');
                Open { document: OpenDocument::new(line), telling }
            }
            None => return self.keep_stray(line),
        };
        if open.document.is_open() {
            self.open = Some(open);
            return;
        }
        let text = std::mem::take(&mut open.document.text);
        self.keep_stray(&text);
        let reading = json::read(&text);
        let corrupt = open.telling && (reading.documents.is_empty() || reading.rest == Rest::Corrupt);
        give("", reading.documents, pieces);
        if corrupt {
            pieces.push(Piece::Corrupt);
        }
        match reading.rest {
            Rest::Done => pieces.push(Piece::Done),
            Rest::Open(text) => {
                self.open = Some(Open { document: OpenDocument::new(&text), telling: open.telling });
            }
            Rest::Nothing | Rest::Corrupt => {}
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

/// Objects, also those in an array; anything else is no document of any wire.
fn give(event: &str, documents: Vec<Value>, pieces: &mut Vec<Piece>) {
    for document in documents {
        match document {
            Value::Array(items) => {
                give(event, items.into_iter().filter(Value::is_object).collect(), pieces);
            }
            Value::Object(_) => pieces.push(Piece::Document { event: event.to_owned(), value: document }),
            _ => tracing::debug!("skipped a JSON value that is no object"),
        }
    }
}
