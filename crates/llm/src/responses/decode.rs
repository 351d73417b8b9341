use parlance_domain::{FinishReason, Usage};
use serde_json::Value;

use super::calls::Calls;
use super::event::{self, Outcome, Passage, Place};
use super::sections::{Kind, Parts, Sections, Unsaid};
use crate::citations::{self, Citations};
use crate::documents::{Documents, Piece, Style};
use crate::json::text;
use crate::{ApiError, Decoder, ErrorKind, Frame, StreamEvent, error_body};

const STYLE: Style = Style {
    lines: false,
    is_known: |event| matches!(event, "" | "message" | "error") || event.starts_with("response."),
    is_error: event::is_error,
};

/// Reads one answer. The event that carries the response's final status is terminal, and nothing follows it.
pub(super) struct ResponsesDecoder {
    documents: Documents,
    parts: Parts,
    sections: Sections,
    calls: Calls,
    citations: Citations,
    usage: Option<Usage>,
    refused: bool,
    /// A document of this wire was seen.
    started: bool,
    done: bool,
}

impl Default for ResponsesDecoder {
    fn default() -> Self {
        Self {
            documents: Documents::new(STYLE),
            parts: Parts::default(),
            sections: Sections::default(),
            calls: Calls::default(),
            citations: Citations::default(),
            usage: None,
            refused: false,
            started: false,
            done: false,
        }
    }
}

impl Decoder for ResponsesDecoder {
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
                // Not of this wire: a proxy's word that nothing follows.
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
        self.done = true;
        out.push(self.documents.end(self.started));
    }

    fn is_done(&self) -> bool {
        self.done
    }

    fn held_bytes(&self) -> usize {
        self.sections.held_bytes() + self.calls.held_bytes()
    }
}

impl ResponsesDecoder {
    fn document(&mut self, event: &str, document: &Value, out: &mut Vec<StreamEvent>) {
        let name = event::name(event, document);
        self.started |= name.starts_with("response.");
        match name {
            // Also where a proxy writes it into an event of another name.
            name if name != "response.failed" && event::is_error(document) => {
                self.fail(error_body::from_value(document, None), out);
            }
            "response.output_text.delta" => self.delta(document, Kind::Text, out),
            "response.refusal.delta" => {
                self.refused = true;
                self.delta(document, Kind::Text, out);
            }
            "response.reasoning_summary_text.delta" => self.delta(document, Kind::Summary, out),
            // The second name is OpenRouter's.
            "response.reasoning_text.delta" | "response.reasoning.delta" => {
                self.delta(document, Kind::Thought, out);
            }
            "response.output_text.done" => {
                self.whole(document, event::passage(document, Kind::Text, "text"), out);
            }
            "response.refusal.done" => {
                self.whole(document, event::passage(document, Kind::Text, "refusal"), out);
            }
            "response.reasoning_summary_text.done" => {
                self.whole(document, event::passage(document, Kind::Summary, "text"), out);
            }
            "response.reasoning_text.done" | "response.reasoning.done" => {
                self.whole(document, event::passage(document, Kind::Thought, "text"), out);
            }
            "response.content_part.done" | "response.reasoning_summary_part.done" => {
                self.whole(document, event::part_passage(document), out);
                self.cite(document.get("part"), out);
            }
            "response.output_text.annotation.added" => {
                if let Some(citation) = document.get("annotation").and_then(citations::annotation) {
                    self.citations.tell(citation, out);
                }
            }
            "response.function_call_arguments.delta" => {
                if let Some(delta) = text(document, "delta") {
                    self.calls.delta(event::place(document), delta, out);
                }
            }
            "response.function_call_arguments.done" => {
                let (name, arguments) = (text(document, "name"), event::arguments(document));
                self.calls.arguments(event::place(document), name, arguments, &mut self.parts, out);
            }
            "response.output_item.added" => {
                if let Some(call) = document.get("item").and_then(event::function_call) {
                    self.calls.item(event::place(document), call, false, &mut self.parts, out);
                }
            }
            "response.output_item.done" => {
                if let Some(item) = document.get("item") {
                    self.item(event::place(document), item, out);
                }
            }
            "response.completed"
            | "response.incomplete"
            | "response.failed"
            | "response.cancelled"
            | "response.done" => self.response(name, event::response(document), out),
            "error" => self.fail(error_body::from_value(document, None), out),
            _ if name.starts_with("response.") => self.count(event::response(document), out),
            _ if event::is_response(document) => {
                self.started = true;
                self.response("", document, out);
            }
            _ => tracing::debug!(event = name, "skipped a document of an unknown kind"),
        }
    }

    fn delta(&mut self, document: &Value, kind: Kind, out: &mut Vec<StreamEvent>) {
        if let Some(passage) = event::passage(document, kind, "delta") {
            self.sections.delta(event::place(document), passage, &mut self.parts, out);
        }
    }

    fn whole(&mut self, document: &Value, passage: Option<Passage<'_>>, out: &mut Vec<StreamEvent>) {
        if let Some(passage) = passage {
            self.refused |= passage.refusal;
            self.sections.whole(event::place(document), passage, &mut self.parts, out);
        }
    }

    fn cite(&mut self, holder: Option<&Value>, out: &mut Vec<StreamEvent>) {
        for citation in holder.map(event::citations).unwrap_or_default() {
            self.citations.tell(citation, out);
        }
    }

    /// A whole item.
    fn item(&mut self, place: Place<'_>, item: &Value, out: &mut Vec<StreamEvent>) {
        for passage in event::passages(item) {
            self.refused |= passage.refusal;
            self.sections.whole(place, passage, &mut self.parts, out);
        }
        self.cite(Some(item), out);
        if let Some(signature) = event::encrypted_content(item) {
            self.sections.sign(place, signature, &mut self.parts, out);
        }
        if let Some(call) = event::function_call(item) {
            self.calls.item(place, call, true, &mut self.parts, out);
        }
    }

    /// A response at its end, or one that came instead of events.
    fn response(&mut self, event: &str, response: &Value, out: &mut Vec<StreamEvent>) {
        let outcome = event::outcome(event, response);
        if let Outcome::Finished(_) = outcome {
            self.output(response, out);
            self.calls.end(&mut self.parts, out);
        }
        self.count(response, out);
        match outcome {
            Outcome::Finished(reason) => self.succeed(reason, out),
            Outcome::Failed(error) => self.fail(error, out),
            Outcome::Open => {}
        }
    }

    /// Says what of the whole output was not said.
    fn output(&mut self, response: &Value, out: &mut Vec<StreamEvent>) {
        let mut unsaid = Unsaid::new(&self.sections, response);
        let signed = self.sections.is_signed();
        for (place, item) in event::output(response) {
            for passage in event::passages(item) {
                self.refused |= passage.refusal;
                if let Some(text) = unsaid.of(passage) {
                    self.sections.delta(place, Passage { text, ..passage }, &mut self.parts, out);
                }
            }
            self.cite(Some(item), out);
            if let Some(signature) = event::encrypted_content(item).filter(|_| !signed) {
                self.sections.sign(place, signature, &mut self.parts, out);
            }
            if let Some(call) = event::function_call(item) {
                self.calls.item(place, call, true, &mut self.parts, out);
            }
        }
    }

    fn count(&mut self, response: &Value, out: &mut Vec<StreamEvent>) {
        if let Some(usage) = event::usage(response).filter(|usage| self.usage != Some(*usage)) {
            self.usage = Some(usage);
            out.push(StreamEvent::Usage(usage));
        }
    }

    fn succeed(&mut self, reason: FinishReason, out: &mut Vec<StreamEvent>) {
        let reason = match reason {
            FinishReason::Stop if !self.calls.is_empty() => FinishReason::ToolCalls,
            FinishReason::Stop if self.refused => FinishReason::Refusal,
            reason => reason,
        };
        self.done = true;
        out.push(StreamEvent::Finished { reason });
    }

    fn fail(&mut self, error: ApiError, out: &mut Vec<StreamEvent>) {
        self.done = true;
        out.push(StreamEvent::Failed(error));
    }
}
