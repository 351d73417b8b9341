use parlance_domain::FinishReason;
use serde_json::Value;

use super::blocks::Blocks;
use super::event::{self, Event};
use super::usage::Counts;
use crate::documents::{Documents, Piece, Style};
use crate::{ApiError, Decoder, ErrorKind, Frame, StreamEvent, error_body};

const STYLE: Style = Style { lines: false, is_known: carries_words, is_error: event::is_error };

pub(super) struct MessagesDecoder {
    documents: Documents,
    answer: Answer,
}

impl Default for MessagesDecoder {
    fn default() -> Self {
        Self { documents: Documents::new(STYLE), answer: Answer::default() }
    }
}

/// An event without one of these names is an extension, or a keep-alive, that can be lost.
fn carries_words(name: &str) -> bool {
    name.starts_with("message") || name.starts_with("content_block") || matches!(name, "" | "error")
}

/// What the documents of one stream say. [`StreamEvent::Finished`] comes with `message_stop`, or with the end of the
/// body where a stop reason was given.
#[derive(Default)]
struct Answer {
    blocks: Blocks,
    counts: Counts,
    stop: Option<FinishReason>,
    /// A document of this wire was seen.
    started: bool,
    done: bool,
}

impl Decoder for MessagesDecoder {
    fn feed(&mut self, frame: Frame<'_>, out: &mut Vec<StreamEvent>) {
        if self.answer.done {
            return;
        }
        for piece in self.documents.read(frame) {
            self.answer.piece(piece, out);
        }
    }

    fn finish(&mut self, out: &mut Vec<StreamEvent>) {
        let answer = &mut self.answer;
        if answer.done {
            return;
        }
        match self.documents.end(answer.started) {
            StreamEvent::Failed(error) => answer.fail(error, out),
            _ if answer.stop.is_some() => answer.succeed(out),
            end => {
                answer.done = true;
                out.push(end);
            }
        }
    }

    fn is_done(&self) -> bool {
        self.answer.done
    }

    fn is_settled(&self) -> bool {
        self.answer.done || self.answer.stop.is_some()
    }

    fn held_bytes(&self) -> usize {
        self.answer.blocks.held_bytes()
    }
}

impl Answer {
    fn piece(&mut self, piece: Piece, out: &mut Vec<StreamEvent>) {
        match piece {
            _ if self.done => {}
            Piece::Document { event, value } => self.document(&value, &event, out),
            // Not of this wire: a proxy's word that nothing follows.
            Piece::Done => {}
            Piece::ErrorText(text) => self.fail(error_body::from_text(&text, None), out),
            // After the stop reason no word of the answer can have been in it.
            Piece::Corrupt if self.stop.is_some() => {
                tracing::warn!("skipped an event that cannot be read, after the stop reason");
            }
            Piece::Corrupt => {
                let message = "The server sent data that cannot be read.";
                self.fail(error_body::own(ErrorKind::Server, message), out);
            }
        }
    }

    fn document(&mut self, document: &Value, name: &str, out: &mut Vec<StreamEvent>) {
        if self.done {
            return;
        }
        let event = event::read(document, name);
        self.started |= !matches!(event, Event::Error | Event::Unknown);
        match event {
            Event::MessageStart { usage } => self.usage(usage, out),
            Event::BlockStart { index, block: Some(block) } => self.blocks.start(index, block, out),
            Event::BlockStart { block: None, .. } => {
                tracing::debug!("skipped the start of a block of no kind");
            }
            Event::BlockDelta { index, delta } => self.blocks.delta(index, delta, out),
            Event::BlockStop { index } => self.blocks.stop(index, out),
            Event::MessageDelta { stop, usage } => {
                self.stop = stop.or(self.stop);
                self.usage(usage, out);
            }
            Event::MessageStop => self.end(out),
            Event::Ping => {}
            Event::Message { blocks, stop, usage } => {
                // Behind its own pieces it only repeats them.
                let blocks = if self.blocks.is_empty() { blocks } else { Vec::new() };
                for block in blocks {
                    self.blocks.start(None, block, out);
                    self.blocks.stop(None, out);
                }
                self.stop = stop.or(self.stop);
                self.usage(usage, out);
            }
            Event::Error => self.fail(error_body::from_value(document, None), out),
            Event::Unknown => tracing::debug!(event = name, "skipped a document of an unknown kind"),
        }
    }

    fn usage(&mut self, usage: Option<&Value>, out: &mut Vec<StreamEvent>) {
        out.extend(usage.and_then(|usage| self.counts.update(usage)).map(StreamEvent::Usage));
    }

    /// `message_stop` came.
    fn end(&mut self, out: &mut Vec<StreamEvent>) {
        if self.stop.is_none() && self.blocks.is_empty() {
            return self.fail(empty_answer(), out);
        }
        self.succeed(out);
    }

    fn succeed(&mut self, out: &mut Vec<StreamEvent>) {
        self.blocks.end(out);
        let reason = match self.stop {
            Some(FinishReason::Stop) | None if self.blocks.has_tool_calls() => FinishReason::ToolCalls,
            Some(reason) => reason,
            // The server said that it is done and not why.
            None => FinishReason::Other,
        };
        self.done = true;
        out.push(StreamEvent::Finished { reason });
    }

    fn fail(&mut self, error: ApiError, out: &mut Vec<StreamEvent>) {
        self.done = true;
        out.push(StreamEvent::Failed(error));
    }
}

fn empty_answer() -> ApiError {
    error_body::own(ErrorKind::Server, "The server sent an empty answer.")
}
