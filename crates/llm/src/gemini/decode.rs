use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use parlance_domain::{FinishReason, Usage};
use serde_json::Value;

use super::objects::Objects;
use super::response::{self, Candidate, Finish, Part};
use super::signature;
use crate::citations::Citations;
use crate::json::{self, Rest};
use crate::parts::{Kind, Parts};
use crate::{ApiError, Decoder, ErrorKind, Frame, StreamEvent, error_body};

/// As much text outside of the framing as an error message can use.
const MAX_STRAY_BYTES: usize = 4096;
const MAX_OPEN_BYTES: usize = crate::framing::MAX_EVENT_BYTES;

/// Reads one answer. The finish reason is the terminal fact, but some servers put one into every document: so
/// [`StreamEvent::Finished`] comes with the end of the body.
#[derive(Default)]
pub(super) struct GeminiDecoder {
    parts: Parts,
    citations: Citations,
    /// The newest of those on parts that are neither thoughts nor calls.
    text_signature: Option<String>,
    called: bool,
    usage: Option<Usage>,
    finish: Option<FinishReason>,
    /// The finish reason was the last word, as far as one can tell.
    settled: bool,
    /// A document of this wire was seen.
    started: bool,
    /// Documents outside of events, and one that an event did not close.
    objects: Objects,
    /// The open document began inside an event.
    in_event: bool,
    /// The beginning of what stands outside of the framing and is no JSON.
    stray: String,
    done: bool,
}

impl Decoder for GeminiDecoder {
    fn feed(&mut self, frame: Frame<'_>, out: &mut Vec<StreamEvent>) {
        if self.done {
            return;
        }
        match frame {
            Frame::Event { event, data } => self.event(event.unwrap_or_default(), data.trim(), out),
            Frame::Stray(line) => self.stray(line, out),
        }
    }

    fn finish(&mut self, out: &mut Vec<StreamEvent>) {
        if self.done {
            return;
        }
        let open = self.objects.take();
        // An error of several lines may have been written into a document that never ended.
        let injected = open.as_ref().and_then(|text| json::read(text).documents.pop());
        if let Some(error) = injected.filter(error_body::is_error) {
            return self.fail(error_body::from_value(&error, None), out);
        }
        let lost_words = open.is_some() && !self.settled;
        if self.finish.is_some() && !lost_words {
            self.succeed(out);
        } else if self.started || open.is_some() {
            self.done = true;
            out.push(StreamEvent::Truncated);
        } else if self.stray.is_empty() {
            self.fail(error_body::own(ErrorKind::Server, "The server sent an empty answer."), out);
        } else {
            let mut error = error_body::from_text(self.stray.trim(), None);
            if !error_body::is_html(&self.stray) {
                error.message = format!("The server sent something else than an answer: {}", error.message);
            }
            self.fail(error, out);
        }
    }

    fn is_done(&self) -> bool {
        self.done
    }

    fn is_settled(&self) -> bool {
        self.done || self.settled
    }
}

impl GeminiDecoder {
    fn event(&mut self, name: &str, data: &str, out: &mut Vec<StreamEvent>) {
        if !data.starts_with(['{', '[']) {
            if name == "error" {
                return self.fail(error_body::from_text(data, None), out);
            }
            tracing::warn!(event = name, bytes = data.len(), "skipped an event that is no JSON");
            return;
        }
        let reading = json::read(data);
        // This wire has no event names: one with a name of its own is an extension that can be lost.
        let known = matches!(name, "" | "message" | "error");
        let broken = self.objects.take().is_some() && self.in_event;
        if broken && !reading.documents.iter().any(error_body::is_error) {
            self.corrupt(out);
        }
        for document in &reading.documents {
            if name == "error" && !response::is_response(document) && !self.done {
                return self.fail(error_body::from_value(document, None), out);
            }
            let read = self.document(document, out);
            self.started |= read || known;
        }
        if self.done {
            return;
        }
        match reading.rest {
            // `[DONE]` is of other wires. A gateway may add it, and then it says nothing about how the answer ended.
            Rest::Nothing | Rest::Done => {}
            Rest::Open(text) => {
                self.in_event = known;
                self.lines(&text, out);
            }
            Rest::Corrupt if known => self.corrupt(out),
            Rest::Corrupt => tracing::warn!(event = name, "skipped an unknown event that cannot be read"),
        }
    }

    /// A line outside of the framing: of a JSON array, of a bare document, the continuation of an open one, or words.
    fn stray(&mut self, line: &str, out: &mut Vec<StreamEvent>) {
        if let Some(error) = json::parse(line).filter(error_body::is_error) {
            // Also inside a document that is open: its end will not come.
            return self.fail(error_body::from_value(&error, None), out);
        }
        if !self.objects.is_open() {
            self.in_event = false;
            // Braces in a page's styles and scripts are no JSON.
            if error_body::is_html(&self.stray) {
                return self.keep_stray(line);
            }
        }
        self.lines(line, out);
    }

    /// Text in which documents close, open or go on.
    fn lines(&mut self, text: &str, out: &mut Vec<StreamEvent>) {
        if self.objects.text.len() + text.len() > MAX_OPEN_BYTES {
            self.objects.take();
            return self.corrupt(out);
        }
        let mut closed = Vec::new();
        let is_json = self.objects.push(text, &mut closed);
        let none_closed = closed.is_empty();
        for text in closed {
            let reading = json::read(&text);
            let mut read = false;
            for document in &reading.documents {
                read |= self.document(document, out);
            }
            self.started |= read;
            if self.done {
                return;
            }
            if reading.documents.is_empty() && (self.in_event || self.started) {
                return self.corrupt(out);
            }
            if !self.started {
                self.keep_stray(&text);
            }
        }
        if !is_json && self.in_event {
            self.corrupt(out);
        } else if !is_json && none_closed {
            self.keep_stray(text);
        }
    }

    fn keep_stray(&mut self, line: &str) {
        if self.stray.len() < MAX_STRAY_BYTES {
            let end = line.char_indices().nth(MAX_STRAY_BYTES).map_or(line.len(), |(at, _)| at);
            self.stray.push_str(line.get(..end).unwrap_or(line));
            self.stray.push('\n');
        }
    }

    /// Returns whether the document is of this wire.
    fn document(&mut self, document: &Value, out: &mut Vec<StreamEvent>) -> bool {
        if let Value::Array(items) = document {
            return items
                .iter()
                .filter(|item| item.is_object())
                .fold(false, |read, item| self.document(item, out) | read);
        }
        if self.done {
            return false;
        }
        let usage = response::usage(document);
        let mut failure = response::block(document);
        for candidate in response::candidates(document) {
            failure = self.candidate(candidate, usage.is_some(), out).or(failure);
        }
        if let Some(usage) = usage.filter(|usage| self.usage != Some(*usage)) {
            self.usage = Some(usage);
            out.push(StreamEvent::Usage(usage));
        }
        if error_body::is_error(document) {
            failure = Some(error_body::from_value(document, None));
        }
        let known = response::is_response(document);
        if let Some(failure) = failure {
            self.fail(failure, out);
        } else if !known {
            tracing::debug!("skipped a document of an unknown kind");
        }
        known
    }

    /// Returns an error that ends the answer. `counted`: the token counts stand beside the candidate.
    fn candidate(
        &mut self,
        candidate: Candidate<'_>,
        counted: bool,
        out: &mut Vec<StreamEvent>,
    ) -> Option<ApiError> {
        let silent = candidate.parts.is_empty();
        for part in candidate.parts {
            if let Err(error) = self.part(part, out) {
                return Some(error);
            }
        }
        for source in candidate.sources {
            self.citations.tell(source, out);
        }
        match candidate.finish {
            Some(Finish::Reason(reason)) => {
                self.finish = Some(reason);
                // Servers that give a reason with every piece of text count at the end only.
                self.settled = silent || counted;
            }
            Some(Finish::Failed(error)) => return Some(error),
            None => self.settled &= silent,
        }
        None
    }

    fn part(&mut self, part: Part<'_>, out: &mut Vec<StreamEvent>) -> Result<(), ApiError> {
        match part {
            Part::Text { text, signature } => {
                if let Some(signature) = signature {
                    self.text_signature = Some(signature.to_owned());
                }
                if !text.is_empty() {
                    let part = self.parts.of(Kind::Text);
                    out.push(StreamEvent::TextDelta { part, text: text.to_owned() });
                }
            }
            Part::Thought { text: "", signature: None } => {}
            Part::Thought { text, signature } => {
                let part = self.parts.of(Kind::Reasoning);
                if !text.is_empty() {
                    out.push(StreamEvent::ReasoningDelta { part, text: text.to_owned() });
                }
                out.extend(signature.map(|signature| StreamEvent::ReasoningSignature {
                    part,
                    signature: signature.to_owned(),
                }));
            }
            Part::Call { id, name, arguments, signature } => {
                self.called = true;
                // Without a name, whoever runs the calls has to say that there is no such tool.
                let part = self.parts.fresh();
                out.push(StreamEvent::ToolCallStart {
                    part,
                    id: id.map(str::to_owned),
                    name: name.to_owned(),
                });
                out.extend(arguments.map(|delta| StreamEvent::ToolCallArguments { part, delta }));
                let signature = signature.map(str::to_owned);
                out.extend(signature.map(|signature| StreamEvent::ToolCallSignature { part, signature }));
                out.push(StreamEvent::ToolCallEnd { part });
            }
            // Its signature is of no use: pictures do not go back as the model's own.
            Part::Image { media_type, data } => {
                let data = STANDARD.decode(data).map_err(|_| {
                    error_body::own(ErrorKind::Server, "The server sent a picture that cannot be read.")
                })?;
                let (part, media_type) = (self.parts.fresh(), media_type.to_owned());
                out.push(StreamEvent::Image { part, media_type, data: data.into() });
            }
            Part::Other => {
                // What comes after it is not the same paragraph.
                self.parts.close();
                tracing::debug!("skipped a part that is no text");
            }
        }
        Ok(())
    }

    fn succeed(&mut self, out: &mut Vec<StreamEvent>) {
        let reason = match self.finish {
            // This wire has no reason of its own for tool calls.
            Some(FinishReason::Stop) if self.called => FinishReason::ToolCalls,
            Some(reason) => reason,
            None => FinishReason::Other,
        };
        // Beside calls it is those whose signatures count.
        if let Some(signature) = self.text_signature.take().filter(|_| !self.called) {
            let (part, signature) = (self.parts.fresh(), signature::of_text(&signature));
            out.push(StreamEvent::ReasoningSignature { part, signature });
        }
        self.done = true;
        out.push(StreamEvent::Finished { reason });
    }

    /// A document that cannot be read. After the last word of the answer nothing can have been lost in it.
    fn corrupt(&mut self, out: &mut Vec<StreamEvent>) {
        if self.settled {
            tracing::warn!("skipped a document that cannot be read, after the finish reason");
            return;
        }
        self.fail(error_body::own(ErrorKind::Server, "The server sent data that cannot be read."), out);
    }

    fn fail(&mut self, error: ApiError, out: &mut Vec<StreamEvent>) {
        self.done = true;
        out.push(StreamEvent::Failed(error));
    }
}
