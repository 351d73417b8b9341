//! Text and reasoning, told in deltas and repeated whole: when the text, its part, its item and the response are done.

use serde_json::Value;

use super::event::{self, Passage, Place};
use crate::bounds::{ITEM_BYTES, MAX_ANSWER_BYTES};
use crate::{PartId, StreamEvent};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    /// A summary of the reasoning.
    Summary,
    /// The reasoning itself, which open models show.
    Thought,
}

/// Gives out part ids.
#[derive(Debug, Default)]
pub(super) struct Parts {
    next: u32,
}

impl Parts {
    pub(super) fn fresh(&mut self) -> PartId {
        let part = PartId(self.next);
        self.next += 1;
        part
    }
}

/// An owned [`Place`].
#[derive(Debug, Default)]
pub(super) struct Spot {
    output_index: Option<u64>,
    item_id: Option<String>,
}

impl Spot {
    pub(super) fn new(place: Place<'_>) -> Self {
        Self { output_index: place.output_index, item_id: place.item_id.map(str::to_owned) }
    }

    pub(super) fn has_id_of(&self, place: Place<'_>) -> bool {
        place.item_id.is_some() && self.item_id.as_deref() == place.item_id
    }

    pub(super) fn has_index_of(&self, place: Place<'_>) -> bool {
        place.output_index.is_some() && self.output_index == place.output_index
    }

    pub(super) fn bytes(&self) -> usize {
        self.item_id.as_ref().map_or(0, String::len)
    }

    fn is_at(&self, place: Place<'_>) -> bool {
        self.has_id_of(place) || self.has_index_of(place)
    }
}

/// Everything that was said, in the order of its beginnings.
#[derive(Debug, Default)]
pub(super) struct Sections {
    all: Vec<Section>,
    signed: bool,
}

/// A text in a message, or a piece of a reasoning item; all pieces of one item are one part.
#[derive(Debug)]
struct Section {
    spot: Spot,
    kind: Kind,
    index: u64,
    part: PartId,
    said: String,
    /// It came whole as well.
    closed: bool,
}

impl Sections {
    /// Beside what was said, which was given out as well.
    pub(super) fn held_bytes(&self) -> usize {
        self.all.iter().map(|section| ITEM_BYTES + section.spot.bytes()).sum()
    }

    pub(super) fn delta(
        &mut self,
        place: Place<'_>,
        passage: Passage<'_>,
        parts: &mut Parts,
        out: &mut Vec<StreamEvent>,
    ) {
        if self.is_other_view(place, passage.kind) {
            return tracing::debug!("skipped a second view of the reasoning");
        }
        let at = self.find(place, passage).unwrap_or_else(|| self.add(place, passage, parts));
        self.say(at, passage.text, out);
    }

    /// Says what no delta said.
    pub(super) fn whole(
        &mut self,
        place: Place<'_>,
        passage: Passage<'_>,
        parts: &mut Parts,
        out: &mut Vec<StreamEvent>,
    ) {
        if self.is_other_view(place, passage.kind) {
            return;
        }
        let at = match self.find(place, passage).or_else(|| self.find_open(passage)) {
            Some(at) => at,
            // The same, under another place.
            None if self.has_said(passage) => return,
            None => self.add(place, passage, parts),
        };
        let Some(section) = self.all.get_mut(at) else { return };
        section.closed = true;
        match passage.text.strip_prefix(section.said.as_str()) {
            Some(rest) => self.say(at, rest, out),
            None => tracing::debug!("a finished text is not its deltas joined"),
        }
    }

    /// The encrypted form of a reasoning item, which can be all that there is of it.
    pub(super) fn sign(
        &mut self,
        place: Place<'_>,
        signature: &str,
        parts: &mut Parts,
        out: &mut Vec<StreamEvent>,
    ) {
        self.signed = true;
        let part = self.reasoning_part(place).unwrap_or_else(|| {
            let part = parts.fresh();
            let (spot, said) = (Spot::new(place), String::new());
            self.all.push(Section { spot, kind: Kind::Summary, index: 0, part, said, closed: true });
            part
        });
        out.push(StreamEvent::ReasoningSignature { part, signature: signature.to_owned() });
    }

    pub(super) fn is_signed(&self) -> bool {
        self.signed
    }

    fn find(&self, place: Place<'_>, passage: Passage<'_>) -> Option<usize> {
        let same = |section: &Section| section.kind == passage.kind && section.index == passage.index;
        if place.item_id.is_none() && place.output_index.is_none() {
            return self.all.len().checked_sub(1).filter(|last| self.all.get(*last).is_some_and(same));
        }
        self.all.iter().rposition(|section| same(section) && section.spot.is_at(place))
    }

    /// The last section, where `passage` can be what it becomes.
    fn find_open(&self, passage: Passage<'_>) -> Option<usize> {
        let last = self.all.last()?;
        let open = !last.closed && last.kind == passage.kind && passage.text.starts_with(&last.said);
        open.then(|| self.all.len() - 1)
    }

    fn add(&mut self, place: Place<'_>, passage: Passage<'_>, parts: &mut Parts) -> usize {
        let part = match passage.kind {
            Kind::Text => parts.fresh(),
            Kind::Summary | Kind::Thought => self.reasoning_part(place).unwrap_or_else(|| parts.fresh()),
        };
        self.all.push(Section {
            spot: Spot::new(place),
            kind: passage.kind,
            index: passage.index,
            part,
            said: String::new(),
            closed: false,
        });
        self.all.len() - 1
    }

    fn reasoning_part(&self, place: Place<'_>) -> Option<PartId> {
        let reasoning = self.all.iter().filter(|section| section.kind != Kind::Text);
        reasoning.rev().find(|section| section.spot.is_at(place)).map(|section| section.part)
    }

    /// A reasoning item is told by its summary or by its content; a server that sends both says one thing twice.
    fn is_other_view(&self, place: Place<'_>, kind: Kind) -> bool {
        kind != Kind::Text
            && self.all.iter().any(|section| {
                section.kind != Kind::Text
                    && section.kind != kind
                    && !section.said.is_empty()
                    && section.spot.is_at(place)
            })
    }

    /// The bytes of all texts, or of all reasonings, in order.
    fn said(&self, kind: Kind) -> impl DoubleEndedIterator<Item = u8> {
        let text = kind == Kind::Text;
        let same = self.all.iter().filter(move |section| (section.kind == Kind::Text) == text);
        same.flat_map(|section| section.said.bytes())
    }

    /// `passage` is what was said last.
    fn has_said(&self, passage: Passage<'_>) -> bool {
        let mut said = self.said(passage.kind).rev();
        passage.text.bytes().rev().all(|byte| said.next() == Some(byte))
    }

    fn say(&mut self, at: usize, text: &str, out: &mut Vec<StreamEvent>) {
        if text.is_empty() {
            return;
        }
        let Some((part, kind, first)) =
            self.all.get(at).map(|section| (section.part, section.kind, section.said.is_empty()))
        else {
            return;
        };
        let follows = first && self.all.iter().any(|other| other.part == part && !other.said.is_empty());
        out.push(match kind {
            Kind::Text => StreamEvent::TextDelta { part, text: text.to_owned() },
            Kind::Summary | Kind::Thought => StreamEvent::ReasoningDelta {
                part,
                // Each piece of a summary is a paragraph with a headline of its own.
                text: if follows { format!("\n\n{text}") } else { text.to_owned() },
            },
        });
        // A longer answer ends with this very piece.
        if let Some(section) = self.all.get_mut(at).filter(|_| text.len() <= MAX_ANSWER_BYTES) {
            section.said.push_str(text);
        }
    }
}

/// What a whole response adds to what was said. Its places are not always those of the events before it, so the texts
/// of all its items count as one, and so do their reasonings.
#[derive(Debug)]
pub(super) struct Unsaid {
    text: Option<usize>,
    reasoning: Option<usize>,
}

impl Unsaid {
    pub(super) fn new(sections: &Sections, response: &Value) -> Self {
        let passages: Vec<Passage<'_>> =
            event::output(response).flat_map(|(_, item)| event::passages(item)).collect();
        // The bytes that were said, if the response begins with them; else it cannot be told what they lack.
        let said_bytes = |kind: Kind| {
            let same = passages.iter().filter(|passage| (passage.kind == Kind::Text) == (kind == Kind::Text));
            let mut whole = same.flat_map(|passage| passage.text.bytes());
            let mut said_bytes = 0;
            let begins = sections.said(kind).all(|byte| {
                said_bytes += 1;
                whole.next() == Some(byte)
            });
            begins.then_some(said_bytes)
        };
        Self { text: said_bytes(Kind::Text), reasoning: said_bytes(Kind::Thought) }
    }

    /// The end of `passage` that was not said. Every passage is asked for once, in order.
    pub(super) fn of<'v>(&mut self, passage: Passage<'v>) -> Option<&'v str> {
        let counter = if passage.kind == Kind::Text { &mut self.text } else { &mut self.reasoning };
        let said_bytes = counter.as_mut()?;
        let here = passage.text.len().min(*said_bytes);
        *said_bytes -= here;
        passage.text.get(here..).filter(|rest| !rest.is_empty())
    }
}
