use super::chunk::ToolPiece;
use crate::bounds::ITEM_BYTES;
use crate::json::Nesting;
use crate::{PartId, StreamEvent};

/// Puts the pieces of tool calls together.
///
/// A call is told by its `index`. Servers leave it out, set it to -1 or give it to every call alike, so a piece with a
/// name and a new id starts a call of its own.
#[derive(Debug, Default)]
pub(super) struct ToolCalls {
    calls: Vec<Call>,
}

#[derive(Debug, Default)]
struct Call {
    index: Option<u64>,
    id: Option<String>,
    /// Set once the call was announced, which needs its name.
    part: Option<PartId>,
    /// Arguments that came before the name.
    held: String,
    /// Of all arguments so far.
    nesting: Nesting,
}

impl ToolCalls {
    pub(super) fn is_empty(&self) -> bool {
        self.calls.is_empty()
    }

    pub(super) fn held_bytes(&self) -> usize {
        let held = |call: &Call| ITEM_BYTES + call.held.len() + call.id.as_ref().map_or(0, String::len);
        self.calls.iter().map(held).sum()
    }

    /// `new_part` gives the id of a part that begins.
    pub(super) fn push(
        &mut self,
        piece: ToolPiece<'_>,
        new_part: &mut dyn FnMut() -> PartId,
        out: &mut Vec<StreamEvent>,
    ) {
        if piece.id.is_none() && piece.name.is_none() && piece.arguments.is_none() {
            return;
        }
        let at = self.find(&piece).unwrap_or_else(|| {
            self.calls.push(Call { index: piece.index, ..Call::default() });
            self.calls.len() - 1
        });
        let Some(call) = self.calls.get_mut(at) else { return };
        if call.id.is_none() {
            call.id = piece.id.map(str::to_owned);
        }
        call.nesting.see(piece.arguments.as_deref().unwrap_or_default());
        match (call.part, piece.name) {
            (Some(part), _) => {
                if let Some(delta) = piece.arguments {
                    out.push(StreamEvent::ToolCallArguments { part, delta });
                }
            }
            (None, name) => {
                call.held.push_str(&piece.arguments.unwrap_or_default());
                if let Some(name) = name {
                    call.start(name, new_part(), out);
                }
            }
        }
    }

    /// The answer is complete, and so are its calls.
    pub(super) fn end(&mut self, new_part: &mut dyn FnMut() -> PartId, out: &mut Vec<StreamEvent>) {
        for mut call in self.calls.drain(..) {
            if call.part.is_none() && !call.held.is_empty() {
                // Nameless: whoever runs the calls has to say that there is no such tool.
                call.start("", new_part(), out);
            }
            out.extend(call.part.map(|part| StreamEvent::ToolCallEnd { part }));
        }
    }

    /// The call that a piece belongs to; `None` starts one.
    fn find(&self, piece: &ToolPiece<'_>) -> Option<usize> {
        let last = self.calls.len().checked_sub(1)?;
        if piece.index.is_some()
            && let Some(at) = self.calls.iter().rposition(|call| call.index == piece.index)
        {
            return (!self.calls.get(at)?.is_followed_by(piece)).then_some(at);
        }
        let last_call = self.calls.get(last)?;
        if piece.index.is_some() && last_call.index.is_some() {
            return None;
        }
        // Either side has no index.
        if let Some(at) =
            self.calls.iter().rposition(|call| piece.id.is_some() && call.id.as_deref() == piece.id)
        {
            return Some(at);
        }
        (piece.name.is_none() || last_call.part.is_none()).then_some(last)
    }
}

impl Call {
    /// The piece has this call's index and is another call all the same.
    fn is_followed_by(&self, piece: &ToolPiece<'_>) -> bool {
        let another_id = self.id.is_some() && piece.id.is_some() && self.id.as_deref() != piece.id;
        // Nobody has ids, and what comes is whole once more.
        let begins_anew = self.id.is_none()
            && piece.id.is_none()
            && self.nesting.is_closed()
            && piece.arguments.as_ref().is_some_and(|more| more.trim_start().starts_with('{'));
        self.part.is_some() && piece.name.is_some() && (another_id || begins_anew)
    }

    fn start(&mut self, name: &str, part: PartId, out: &mut Vec<StreamEvent>) {
        self.part = Some(part);
        out.push(StreamEvent::ToolCallStart { part, id: self.id.clone(), name: name.to_owned() });
        if !self.held.is_empty() {
            out.push(StreamEvent::ToolCallArguments { part, delta: std::mem::take(&mut self.held) });
        }
    }
}
