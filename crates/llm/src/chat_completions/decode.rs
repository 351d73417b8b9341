use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use parlance_domain::{FinishReason, Usage};
use serde_json::Value;

use super::chunk::{self, Choice, Content, Delta, Finish, Picture};
use super::reasoning_details::ReasoningDetails;
use super::think::{Segment, ThinkSplitter};
use super::tool_calls::ToolCalls;
use crate::citations::Citations;
use crate::json::{self, OpenDocument, Rest};
use crate::parts::{Kind, Parts};
use crate::{ApiError, Decoder, ErrorKind, Frame, PartId, StreamEvent, error_body};

/// As much text outside of the framing as an error message can use.
const MAX_STRAY_BYTES: usize = 4096;
const MAX_OPEN_BYTES: usize = crate::framing::MAX_EVENT_BYTES;

/// Reads one answer. The finish reason is the terminal fact, but counts and even a second reason may follow it: so
/// [`StreamEvent::Finished`] comes with `[DONE]` or with the end of the body.
#[derive(Default)]
pub(super) struct ChatCompletionsDecoder {
    parts: Parts,
    think: ThinkSplitter,
    tools: ToolCalls,
    citations: Citations,
    usage: Option<Usage>,
    finish: Option<FinishReason>,
    refused: bool,
    /// The server sends `reasoning` or `reasoning_content`, so `reasoning_details` only repeat it.
    plain_reasoning: bool,
    details: ReasoningDetails,
    /// The last part of reasoning, which takes what is signed.
    reasoning_part: Option<PartId>,
    /// A document of this wire was seen.
    started: bool,
    open: Option<Open>,
    /// The beginning of what stands outside of the framing and is no JSON.
    stray: String,
    done: bool,
}

/// A JSON document whose end has not come yet.
struct Open {
    document: OpenDocument,
    /// It began inside an event, so losing it is losing words.
    in_event: bool,
}

impl Decoder for ChatCompletionsDecoder {
    fn feed(&mut self, frame: Frame<'_>, out: &mut Vec<StreamEvent>) {
        if self.done {
            return;
        }
        match frame {
            Frame::Event { event, data } => self.event(event.unwrap_or_default(), data.trim(), out),
            Frame::Stray(text) => self.stray(text, out),
        }
    }

    fn finish(&mut self, out: &mut Vec<StreamEvent>) {
        if self.done {
            return;
        }
        // Several lines of an error may have been written into a document that never ended.
        let injected = self.open.as_ref().and_then(|open| json::read(&open.document.text).documents.pop());
        if let Some(error) = injected.filter(error_body::is_error) {
            return self.document(&error, false, out);
        }
        if self.finish.is_some() {
            self.succeed(out);
        } else if self.started || self.open.is_some() {
            self.flush(out);
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
        self.done || self.finish.is_some()
    }

    fn held_bytes(&self) -> usize {
        self.tools.held_bytes() + self.details.held_bytes()
    }
}

impl ChatCompletionsDecoder {
    fn event(&mut self, name: &str, data: &str, out: &mut Vec<StreamEvent>) {
        if data == "[DONE]" {
            return self.end(out);
        }
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
        let broken = self.open.take().is_some_and(|open| open.in_event);
        if broken && !reading.documents.iter().any(error_body::is_error) {
            self.corrupt(out);
        }
        for document in &reading.documents {
            self.document(document, name == "error", out);
        }
        if self.done {
            return;
        }
        match reading.rest {
            Rest::Nothing => {}
            Rest::Done => self.end(out),
            Rest::Open(text) => {
                self.open = Some(Open { document: OpenDocument::new(&text), in_event: known });
            }
            Rest::Corrupt if known => self.corrupt(out),
            Rest::Corrupt => tracing::warn!(event = name, "skipped an unknown event that cannot be read"),
        }
    }

    /// A line outside of the framing: the continuation of an open document, a bare document, or words.
    fn stray(&mut self, line: &str, out: &mut Vec<StreamEvent>) {
        if let Some(error) = json::parse(line).filter(error_body::is_error) {
            // Also inside a document that is open: its end will not come.
            return self.document(&error, false, out);
        }
        let mut open = match self.open.take() {
            Some(open) if open.document.text.len() + line.len() > MAX_OPEN_BYTES => return self.corrupt(out),
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
            self.open = Some(open);
            return;
        }
        let text = std::mem::take(&mut open.document.text);
        let reading = json::read(&text);
        if reading.documents.is_empty() {
            if open.in_event {
                return self.corrupt(out);
            }
            return self.keep_stray(&text);
        }
        for document in &reading.documents {
            self.document(document, false, out);
        }
        if !self.started && !self.done {
            self.keep_stray(&text);
        }
    }

    fn keep_stray(&mut self, line: &str) {
        if self.stray.len() < MAX_STRAY_BYTES {
            let end = line.char_indices().nth(MAX_STRAY_BYTES).map_or(line.len(), |(at, _)| at);
            self.stray.push_str(line.get(..end).unwrap_or(line));
            self.stray.push('\n');
        }
    }

    fn document(&mut self, document: &Value, named_error: bool, out: &mut Vec<StreamEvent>) {
        if let Value::Array(items) = document {
            return items
                .iter()
                .filter(|item| item.is_object())
                .for_each(|item| self.document(item, named_error, out));
        }
        if self.done {
            return;
        }
        for choice in chunk::choices(document) {
            self.choice(choice, out);
            if self.done {
                return;
            }
        }
        for citation in chunk::citations(document) {
            self.citations.tell(citation, out);
        }
        let usage = chunk::usage(document).filter(|usage| self.usage != Some(*usage));
        if let Some(usage) = usage {
            self.usage = Some(usage);
            out.push(StreamEvent::Usage(usage));
        }
        let groq_error = document.get("x_groq").filter(|extra| error_body::is_error(extra));
        let chunk = document.get("choices").is_some();
        if error_body::is_error(document) || named_error && !chunk {
            self.fail(error_body::from_value(document, None), out);
        } else if let Some(extra) = groq_error {
            self.fail(error_body::from_value(extra, None), out);
        } else if chunk || usage.is_some() {
            self.started = true;
        } else {
            tracing::debug!("skipped a document of an unknown kind");
        }
    }

    fn choice(&mut self, choice: Choice<'_>, out: &mut Vec<StreamEvent>) {
        let whole = choice.message.filter(|_| !self.parts.any());
        if let Some(delta) = choice.delta.or(whole) {
            self.delta(delta, out);
        }
        if self.done {
            return;
        }
        match choice.finish {
            Some(Finish::Reason(reason)) => self.finish = Some(reason),
            // What went wrong stands in the choice or beside the choices, if anywhere: both are read after this.
            Some(Finish::Error) => self.finish = Some(FinishReason::Error),
            None => {}
        }
        if let Some(error) = choice.error {
            self.fail(error_body::from_value(error, None), out);
        }
    }

    fn delta(&mut self, delta: Delta<'_>, out: &mut Vec<StreamEvent>) {
        if let Some(reasoning) = delta.reasoning {
            self.plain_reasoning = true;
            self.reasoning(reasoning, out);
        } else if !self.plain_reasoning {
            for detail in delta.reasoning_details {
                self.reasoning(detail, out);
            }
        }
        for detail in delta.details {
            self.details.push(detail);
        }
        for content in delta.content {
            match content {
                Content::Text(text) => self.think.push(text, &mut |segment| self.parts.segment(segment, out)),
                Content::Reasoning(text) => self.reasoning(text, out),
            }
        }
        if let Some(refusal) = delta.refusal {
            self.refused = true;
            self.think.push(refusal, &mut |segment| self.parts.segment(segment, out));
        }
        for piece in delta.tool_calls {
            self.flush(out);
            self.tools.push(piece, &mut || self.parts.fresh(), out);
        }
        for citation in delta.citations {
            self.citations.tell(citation, out);
        }
        // The last, since one that cannot be read ends the answer.
        for picture in delta.pictures {
            self.picture(picture, out);
        }
    }

    fn picture(&mut self, picture: Picture<'_>, out: &mut Vec<StreamEvent>) {
        if self.done {
            return;
        }
        let Ok(data) = STANDARD.decode(picture.data) else {
            let message = "The server sent a picture that cannot be read.";
            return self.fail(error_body::own(ErrorKind::Server, message), out);
        };
        self.flush(out);
        let (part, media_type) = (self.parts.fresh(), picture.media_type.to_owned());
        out.push(StreamEvent::Image { part, media_type, data: data.into() });
    }

    fn reasoning(&mut self, text: &str, out: &mut Vec<StreamEvent>) {
        self.flush(out);
        self.think.saw_other_reasoning();
        self.parts.segment(Segment::Reasoning(text), out);
        self.reasoning_part = Some(self.parts.of(Kind::Reasoning));
    }

    /// Gives out text that was held back as the possible beginning of a tag.
    fn flush(&mut self, out: &mut Vec<StreamEvent>) {
        self.think.flush(&mut |segment| self.parts.segment(segment, out));
    }

    /// `[DONE]` came.
    fn end(&mut self, out: &mut Vec<StreamEvent>) {
        if self.open.as_ref().is_some_and(|open| open.in_event) {
            self.corrupt(out);
        }
        if self.done {
            return;
        }
        self.flush(out);
        if self.finish.is_none() && !self.parts.any() {
            return self.fail(error_body::own(ErrorKind::Server, "The server sent an empty answer."), out);
        }
        self.succeed(out);
    }

    fn succeed(&mut self, out: &mut Vec<StreamEvent>) {
        self.flush(out);
        let reason = match self.finish {
            Some(FinishReason::Error) => {
                return self.fail(error_body::from_text("", None), out);
            }
            Some(FinishReason::Stop) | None if !self.tools.is_empty() => FinishReason::ToolCalls,
            Some(FinishReason::Stop) if self.refused => FinishReason::Refusal,
            Some(reason) => reason,
            // The server said that it is done and not why.
            None => FinishReason::Other,
        };
        // Only with calls does a provider want it back.
        if let Some(signature) = self.details.take_signed().filter(|_| !self.tools.is_empty()) {
            let part = self.reasoning_part.unwrap_or_else(|| self.parts.fresh());
            out.push(StreamEvent::ReasoningSignature { part, signature });
        }
        self.tools.end(&mut || self.parts.fresh(), out);
        self.done = true;
        out.push(StreamEvent::Finished { reason });
    }

    /// An event that cannot be read. After the finish reason no word of the answer can have been in it.
    fn corrupt(&mut self, out: &mut Vec<StreamEvent>) {
        if self.finish.is_some() {
            tracing::warn!("skipped an event that cannot be read, after the finish reason");
            return;
        }
        self.fail(error_body::own(ErrorKind::Server, "The server sent data that cannot be read."), out);
    }

    fn fail(&mut self, error: ApiError, out: &mut Vec<StreamEvent>) {
        self.flush(out);
        self.done = true;
        out.push(StreamEvent::Failed(error));
    }
}
