use crate::chat_completions::think::Segment;
use crate::{PartId, StreamEvent};

/// Gives out part ids: a new one whenever the kind changes.
#[derive(Default)]
pub(crate) struct Parts {
    next: u32,
    open: Option<(Kind, PartId)>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Reasoning,
}

impl Parts {
    /// A part of its own, which nothing joins.
    pub(crate) fn fresh(&mut self) -> PartId {
        let part = PartId(self.next);
        self.next += 1;
        self.open = None;
        part
    }

    pub(crate) fn of(&mut self, kind: Kind) -> PartId {
        match self.open {
            Some((open, part)) if open == kind => part,
            _ => {
                let part = self.fresh();
                self.open = Some((kind, part));
                part
            }
        }
    }

    /// What comes next begins a new part.
    pub(crate) fn close(&mut self) {
        self.open = None;
    }

    /// Anything was said at all.
    pub(crate) fn any(&self) -> bool {
        self.next > 0
    }

    pub(crate) fn segment(&mut self, segment: Segment<'_>, out: &mut Vec<StreamEvent>) {
        match segment {
            Segment::Text(text) => {
                out.push(StreamEvent::TextDelta { part: self.of(Kind::Text), text: text.to_owned() });
            }
            Segment::Reasoning(text) => {
                let part = self.of(Kind::Reasoning);
                out.push(StreamEvent::ReasoningDelta { part, text: text.to_owned() });
            }
            Segment::Break => self.close(),
        }
    }
}
