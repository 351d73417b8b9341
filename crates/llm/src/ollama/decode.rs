use parlance_domain::{FinishReason, Usage};
use serde_json::Value;

use super::chunk::{self, Chunk, ToolCall};
use crate::chat_completions::think::{Segment, ThinkSplitter};
use crate::documents::{Documents, Piece, Style};
use crate::parts::Parts;
use crate::{ApiError, Decoder, ErrorKind, Frame, StreamEvent, error_body};

/// Lines come as [`Frame::Stray`]; some proxies make events of them, without names.
const STYLE: Style = Style {
    lines: true,
    is_known: |event| matches!(event, "" | "message" | "error"),
    is_error: chunk::is_error,
};

/// Reads one answer. `"done":true` is the terminal fact, and nothing follows it.
pub(super) struct OllamaDecoder {
    documents: Documents,
    parts: Parts,
    /// Models that the server has no template for leave their reasoning in the text.
    think: ThinkSplitter,
    usage: Option<Usage>,
    called: bool,
    /// A line of this wire was seen.
    started: bool,
    done: bool,
}

impl Default for OllamaDecoder {
    fn default() -> Self {
        Self {
            documents: Documents::new(STYLE),
            parts: Parts::default(),
            think: ThinkSplitter::default(),
            usage: None,
            called: false,
            started: false,
            done: false,
        }
    }
}

impl Decoder for OllamaDecoder {
    fn feed(&mut self, frame: Frame<'_>, out: &mut Vec<StreamEvent>) {
        if self.done {
            return;
        }
        for piece in self.documents.read(frame) {
            if self.done {
                return;
            }
            match piece {
                Piece::Document { event, value } => self.document(&event, &value, out),
                Piece::Done => self.finish(out),
                Piece::Corrupt => self.fail(
                    error_body::own(ErrorKind::Server, "The server sent data that cannot be read."),
                    out,
                ),
                Piece::ErrorText(text) => self.fail(error_body::from_text(&text, None), out),
            }
        }
    }

    fn finish(&mut self, out: &mut Vec<StreamEvent>) {
        if self.done {
            return;
        }
        self.flush(out);
        self.done = true;
        out.push(self.documents.end(self.started));
    }

    fn is_done(&self) -> bool {
        self.done
    }
}

impl OllamaDecoder {
    fn document(&mut self, event: &str, document: &Value, out: &mut Vec<StreamEvent>) {
        let chunk = chunk::chunk(document);
        let is_error = chunk::is_error(document) || event == "error" && chunk.is_none();
        if let Some(chunk) = chunk {
            self.started = true;
            let finish = chunk.finish.filter(|_| !is_error);
            self.chunk(chunk, out);
            if let Some(reason) = finish {
                return self.succeed(reason, out);
            }
        } else if !is_error {
            tracing::debug!("skipped a document of an unknown kind");
        }
        if is_error {
            self.fail(error_body::from_value(document, None), out);
        }
    }

    fn chunk(&mut self, chunk: Chunk<'_>, out: &mut Vec<StreamEvent>) {
        if let Some(thinking) = chunk.thinking {
            self.flush(out);
            self.think.saw_other_reasoning();
            self.parts.segment(Segment::Reasoning(thinking), out);
        }
        if let Some(content) = chunk.content {
            self.think.push(content, &mut |segment| self.parts.segment(segment, out));
        }
        for call in chunk.tool_calls {
            self.call(call, out);
        }
        if let Some(usage) = chunk.usage.filter(|usage| self.usage != Some(*usage)) {
            self.usage = Some(usage);
            out.push(StreamEvent::Usage(usage));
        }
    }

    fn call(&mut self, call: ToolCall<'_>, out: &mut Vec<StreamEvent>) {
        self.flush(out);
        self.called = true;
        let part = self.parts.fresh();
        out.push(StreamEvent::ToolCallStart {
            part,
            id: call.id.map(str::to_owned),
            name: call.name.to_owned(),
        });
        if !call.arguments.is_empty() {
            out.push(StreamEvent::ToolCallArguments { part, delta: call.arguments });
        }
        out.push(StreamEvent::ToolCallEnd { part });
    }

    /// Gives out text that was held back as the possible beginning of a tag.
    fn flush(&mut self, out: &mut Vec<StreamEvent>) {
        self.think.flush(&mut |segment| self.parts.segment(segment, out));
    }

    fn succeed(&mut self, reason: FinishReason, out: &mut Vec<StreamEvent>) {
        self.flush(out);
        // The wire has no reason of its own for calls.
        let reason = match reason {
            FinishReason::Stop | FinishReason::Other if self.called => FinishReason::ToolCalls,
            reason => reason,
        };
        self.done = true;
        out.push(StreamEvent::Finished { reason });
    }

    fn fail(&mut self, error: ApiError, out: &mut Vec<StreamEvent>) {
        self.flush(out);
        self.done = true;
        out.push(StreamEvent::Failed(error));
    }
}
