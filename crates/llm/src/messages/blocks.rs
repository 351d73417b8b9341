use super::event::{Block, Delta};
use super::thinking::Proof;
use crate::bounds::ITEM_BYTES;
use crate::citations::Citations;
use crate::{PartId, StreamEvent};

/// Turns content blocks into parts.
///
/// Text blocks that follow each other are one part: the API cuts a sentence into blocks where it cites a source.
/// Thinking blocks stay apart, for each has a signature of its own.
#[derive(Debug, Default)]
pub(super) struct Blocks {
    open: Vec<Open>,
    next_part: u32,
    /// The text part that a text block goes on with, if it comes next.
    last_text: Option<PartId>,
    has_tool_calls: bool,
    citations: Citations,
}

#[derive(Debug)]
struct Open {
    index: Option<u64>,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    /// The part begins with the first word.
    Text(Option<PartId>),
    Thinking(Option<PartId>),
    ToolUse(ToolUse),
    /// What the provider's own tools do, or something newer than this code.
    Skipped,
}

#[derive(Debug)]
struct ToolUse {
    part: PartId,
    /// The input that stood in the block's beginning, for when none comes in pieces.
    input: String,
    in_pieces: bool,
}

impl Blocks {
    /// Nothing of the answer was seen.
    pub(super) fn is_empty(&self) -> bool {
        self.next_part == 0
    }

    pub(super) fn has_tool_calls(&self) -> bool {
        self.has_tool_calls
    }

    /// Of the blocks that nobody has closed.
    pub(super) fn held_bytes(&self) -> usize {
        let held = |open: &Open| match &open.kind {
            Kind::ToolUse(call) => ITEM_BYTES + call.input.len(),
            Kind::Text(_) | Kind::Thinking(_) | Kind::Skipped => ITEM_BYTES,
        };
        self.open.iter().map(held).sum()
    }

    pub(super) fn start(&mut self, index: Option<u64>, block: Block<'_>, out: &mut Vec<StreamEvent>) {
        if !matches!(block, Block::Text { .. }) {
            self.last_text = None;
        }
        match block {
            Block::Text { text, citations } => {
                self.open.push(Open { index, kind: Kind::Text(None) });
                self.delta(index, Delta::Text(text), out);
                for citation in citations {
                    self.citations.tell(citation, out);
                }
            }
            Block::Thinking { text, proof } => {
                self.open.push(Open { index, kind: Kind::Thinking(None) });
                self.delta(index, Delta::Thinking(text), out);
                self.prove(index, proof, out);
            }
            Block::ToolUse { id, name, input } => {
                self.has_tool_calls = true;
                let part = self.fresh();
                out.push(StreamEvent::ToolCallStart {
                    part,
                    id: id.map(str::to_owned),
                    name: name.to_owned(),
                });
                let input = input.into_owned();
                self.open
                    .push(Open { index, kind: Kind::ToolUse(ToolUse { part, input, in_pieces: false }) });
            }
            Block::Other(kind) => {
                tracing::debug!(kind, "skipped a content block");
                self.open.push(Open { index, kind: Kind::Skipped });
            }
        }
    }

    /// Reads a piece of the block with this index, or of the last one. Words count even where no block was begun for
    /// them, or one of another kind.
    pub(super) fn delta(&mut self, index: Option<u64>, delta: Delta<'_>, out: &mut Vec<StreamEvent>) {
        let newest = self.at(index).next();
        if matches!(newest, Some(Kind::Skipped)) {
            return;
        }
        let in_thinking = matches!(newest, Some(Kind::Thinking(_)));
        match delta {
            Delta::Text("") | Delta::Thinking("") | Delta::Signature("") => {}
            Delta::Text(text) => {
                let part = self.text_part(index);
                out.push(StreamEvent::TextDelta { part, text: text.to_owned() });
            }
            Delta::Thinking(text) => {
                let part = self.thinking_part(index);
                out.push(StreamEvent::ReasoningDelta { part, text: text.to_owned() });
            }
            Delta::Signature(signature) if in_thinking => {
                self.prove(index, Some(Proof::Signature(signature)), out);
            }
            Delta::Citation(citation) => {
                if let Some(citation) = citation {
                    self.citations.tell(citation, out);
                }
            }
            Delta::Signature(_) => tracing::debug!("skipped the signature of something else than thinking"),
            Delta::Input(piece) if piece.is_empty() => {}
            Delta::Input(piece) => {
                let call = self.at(index).find_map(|kind| match kind {
                    Kind::ToolUse(call) => Some(call),
                    _ => None,
                });
                let Some(call) = call else {
                    return tracing::warn!("skipped a piece of a tool's input that belongs to no tool");
                };
                call.in_pieces = true;
                out.push(StreamEvent::ToolCallArguments { part: call.part, delta: piece.into_owned() });
            }
            Delta::Other(kind) => tracing::debug!(kind, "skipped a delta"),
        }
    }

    /// The block with this index, or the last one, is complete.
    pub(super) fn stop(&mut self, index: Option<u64>, out: &mut Vec<StreamEvent>) {
        if index.is_some() {
            return self.close(|open| open.index == index, true, out);
        }
        if let Some(last) = self.open.pop() {
            last.close(true, out);
        }
    }

    /// The answer is complete, and so is what was never closed.
    pub(super) fn end(&mut self, out: &mut Vec<StreamEvent>) {
        self.close(|_| true, false, out);
    }

    fn close(&mut self, which: impl Fn(&Open) -> bool, complete: bool, out: &mut Vec<StreamEvent>) {
        for open in self.open.extract_if(.., |open| which(open)) {
            open.close(complete, out);
        }
    }

    fn prove(&mut self, index: Option<u64>, proof: Option<Proof<'_>>, out: &mut Vec<StreamEvent>) {
        if let Some(proof) = proof {
            let part = self.thinking_part(index);
            out.push(StreamEvent::ReasoningSignature { part, signature: proof.to_opaque() });
        }
    }

    /// The open blocks with this index, or all where the server gives none, the newest first.
    fn at(&mut self, index: Option<u64>) -> impl Iterator<Item = &mut Kind> {
        let here = move |open: &&mut Open| index.is_none() || open.index == index;
        self.open.iter_mut().rev().filter(here).map(|open| &mut open.kind)
    }

    fn text_part(&mut self, index: Option<u64>) -> PartId {
        if let Some(Kind::Text(Some(part))) = self.at(index).next() {
            return *part;
        }
        let part = self.last_text.unwrap_or_else(|| self.fresh());
        self.last_text = Some(part);
        if let Some(Kind::Text(unknown)) = self.at(index).next() {
            *unknown = Some(part);
        } else {
            self.open.push(Open { index, kind: Kind::Text(Some(part)) });
        }
        part
    }

    fn thinking_part(&mut self, index: Option<u64>) -> PartId {
        if let Some(Kind::Thinking(Some(part))) = self.at(index).next() {
            return *part;
        }
        self.last_text = None;
        let part = self.fresh();
        if let Some(Kind::Thinking(unknown)) = self.at(index).next() {
            *unknown = Some(part);
        } else {
            self.open.push(Open { index, kind: Kind::Thinking(Some(part)) });
        }
        part
    }

    fn fresh(&mut self) -> PartId {
        let part = PartId(self.next_part);
        self.next_part += 1;
        part
    }
}

impl Open {
    /// `complete` says that the server closed the block, and not what came after it.
    fn close(self, complete: bool, out: &mut Vec<StreamEvent>) {
        let Kind::ToolUse(call) = self.kind else { return };
        // Without a word about them the arguments of a complete call are an empty object.
        let delta = if call.input.is_empty() && complete { "{}".to_owned() } else { call.input };
        if !call.in_pieces && !delta.is_empty() {
            out.push(StreamEvent::ToolCallArguments { part: call.part, delta });
        }
        out.push(StreamEvent::ToolCallEnd { part: call.part });
    }
}
