use super::event::{FunctionCall, Place};
use super::sections::{Parts, Spot};
use crate::bounds::ITEM_BYTES;
use crate::{PartId, StreamEvent};

/// Puts the pieces of function calls together, which come like texts: in deltas, and whole.
#[derive(Debug, Default)]
pub(super) struct Calls {
    calls: Vec<Call>,
}

#[derive(Debug, Default)]
struct Call {
    spot: Spot,
    call_id: Option<String>,
    /// Set once the call was announced, which needs its name.
    part: Option<PartId>,
    /// What was said of them, or is held until the name comes.
    arguments: String,
    ended: bool,
}

impl Calls {
    pub(super) fn is_empty(&self) -> bool {
        self.calls.is_empty()
    }

    pub(super) fn held_bytes(&self) -> usize {
        let held = |call: &Call| {
            // What was said of them was given out as well.
            let unsaid = if call.part.is_none() { call.arguments.len() } else { 0 };
            ITEM_BYTES + unsaid + call.spot.bytes() + call.call_id.as_ref().map_or(0, String::len)
        };
        self.calls.iter().map(held).sum()
    }

    /// A call's item: at its beginning, with no arguments yet, or whole.
    pub(super) fn item(
        &mut self,
        place: Place<'_>,
        item: FunctionCall<'_>,
        whole: bool,
        parts: &mut Parts,
        out: &mut Vec<StreamEvent>,
    ) {
        let at = self.find_item(place, item.call_id).unwrap_or_else(|| self.add(place));
        let Some(call) = self.calls.get_mut(at) else { return };
        if call.call_id.is_none() {
            call.call_id = item.call_id.map(str::to_owned);
        }
        if let Some(name) = item.name {
            call.start(name, parts, out);
        }
        call.whole(item.arguments, out);
        if whole {
            call.end(out);
        }
    }

    pub(super) fn delta(&mut self, place: Place<'_>, delta: &str, out: &mut Vec<StreamEvent>) {
        let at = self.find(place).unwrap_or_else(|| self.add(place));
        if let Some(call) = self.calls.get_mut(at) {
            call.say(delta, out);
        }
    }

    /// The arguments came whole.
    pub(super) fn arguments(
        &mut self,
        place: Place<'_>,
        name: Option<&str>,
        arguments: Option<String>,
        parts: &mut Parts,
        out: &mut Vec<StreamEvent>,
    ) {
        let at = self.find(place).unwrap_or_else(|| self.add(place));
        let Some(call) = self.calls.get_mut(at) else { return };
        if let Some(name) = name {
            call.start(name, parts, out);
        }
        call.whole(arguments, out);
    }

    /// The answer is complete, and so are its calls.
    pub(super) fn end(&mut self, parts: &mut Parts, out: &mut Vec<StreamEvent>) {
        for call in &mut self.calls {
            if !call.arguments.is_empty() {
                // Nameless: whoever runs the calls has to say that there is no such tool.
                call.start("", parts, out);
            }
            call.end(out);
        }
    }

    fn add(&mut self, place: Place<'_>) -> usize {
        self.calls.push(Call { spot: Spot::new(place), ..Call::default() });
        self.calls.len() - 1
    }

    /// The call that an event about arguments belongs to.
    fn find(&self, place: Place<'_>) -> Option<usize> {
        if place.item_id.is_none() && place.output_index.is_none() {
            return self.calls.len().checked_sub(1);
        }
        self.find_at(place, |_| true)
    }

    fn find_item(&self, place: Place<'_>, call_id: Option<&str>) -> Option<usize> {
        let by_call_id =
            self.calls.iter().rposition(|call| call_id.is_some() && call.call_id.as_deref() == call_id);
        // Another id is another call, whatever its place.
        by_call_id.or_else(|| self.find_at(place, |call| call.call_id.is_none() || call_id.is_none()))
    }

    /// By the item's id, which some servers change from event to event, or by its index, which others give to all.
    fn find_at(&self, place: Place<'_>, may_be: impl Fn(&Call) -> bool) -> Option<usize> {
        let by_id = self.calls.iter().rposition(|call| may_be(call) && call.spot.has_id_of(place));
        by_id.or_else(|| self.calls.iter().rposition(|call| may_be(call) && call.spot.has_index_of(place)))
    }
}

impl Call {
    fn start(&mut self, name: &str, parts: &mut Parts, out: &mut Vec<StreamEvent>) {
        if self.part.is_some() {
            return;
        }
        let part = parts.fresh();
        self.part = Some(part);
        out.push(StreamEvent::ToolCallStart { part, id: self.call_id.clone(), name: name.to_owned() });
        if !self.arguments.is_empty() {
            out.push(StreamEvent::ToolCallArguments { part, delta: self.arguments.clone() });
        }
    }

    fn say(&mut self, delta: &str, out: &mut Vec<StreamEvent>) {
        if self.ended || delta.is_empty() {
            return;
        }
        self.arguments.push_str(delta);
        if let Some(part) = self.part {
            out.push(StreamEvent::ToolCallArguments { part, delta: delta.to_owned() });
        }
    }

    fn whole(&mut self, arguments: Option<String>, out: &mut Vec<StreamEvent>) {
        let Some(arguments) = arguments else { return };
        match arguments.strip_prefix(self.arguments.as_str()) {
            Some(rest) => self.say(rest, out),
            None => tracing::debug!("finished arguments are not their deltas joined"),
        }
    }

    fn end(&mut self, out: &mut Vec<StreamEvent>) {
        if let Some(part) = self.part
            && !self.ended
        {
            self.ended = true;
            out.push(StreamEvent::ToolCallEnd { part });
        }
    }
}
