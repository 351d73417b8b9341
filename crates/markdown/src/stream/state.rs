use std::{
    collections::HashMap,
    hash::{DefaultHasher, Hash, Hasher},
    ops::Range,
    sync::Arc,
};

use pulldown_cmark::{CodeBlockKind, Event, Tag};

use super::{
    fence::{Code, Fence},
    heal, hold,
};
use crate::{
    definitions::{Definitions, Label},
    html::{self, Growing, Outline, code::Nested},
    math::{Formulas, Scanner, Written},
    parse::{Block, Input, Kind, Parsed, footnote_labels},
};

/// A last block of this size is shown anew only when it has grown by a part of itself, so that a giant list or table does not
/// cost its square.
const LARGE_TAIL_BYTES: usize = 16 * 1024;
const LARGE_TAIL_PARTS: usize = 128;

#[derive(Debug, Default)]
pub(super) struct State {
    /// Changes when everything is rendered anew.
    pub(super) epoch: u64,
    /// Committed blocks, then those of the tail.
    pub(super) blocks: Vec<Shown>,
    pub(super) committed: usize,
    /// Committed blocks that a late definition changed, in the order of the changes.
    pub(super) late: Vec<usize>,
    pub(super) parsed_bytes: u64,
    /// Offset where the tail begins: what was not committed.
    base: usize,
    /// Length of the text when it was last looked at, and whether it was finished.
    seen: (usize, bool),
    /// End of the complete lines that were last parsed.
    parsed_to: usize,
    definitions: Definitions,
    math: Scanner,
    /// Behind the committed blocks.
    outline: Outline,
    /// Committed blocks by the labels they looked up.
    users: HashMap<Label, Vec<usize>>,
    fence: Option<Fence>,
    nested: Vec<Nested>,
    written: Written,
    /// Fences opened so far.
    fences: u64,
}

#[derive(Debug)]
pub(super) struct Shown {
    pub(super) content: Content,
    /// Tells this content from any other; a code block keeps it while it grows.
    pub(super) stamp: u64,
    /// Where its source lies, once it is committed.
    source: Range<usize>,
    /// Before it.
    outline: Outline,
}

#[derive(Debug)]
pub(super) enum Content {
    Html(Arc<str>),
    Code(Code),
}

impl Shown {
    pub(super) fn html(&self) -> String {
        match &self.content {
            Content::Html(html) => html.as_ref().to_owned(),
            Content::Code(code) => code.html(),
        }
    }
}

impl State {
    /// An empty state that no cursor of `before` takes for its own.
    pub(super) fn after(before: &Self) -> Self {
        Self { epoch: before.epoch + 1, parsed_bytes: before.parsed_bytes, ..Self::default() }
    }

    pub(super) fn advance(&mut self, text: &str, finished: bool) {
        if self.seen == (text.len(), finished) || !finished && self.may_wait(text) {
            return;
        }
        self.seen = (text.len(), finished);
        // One that a panic loses is made anew from the text.
        let mut math = std::mem::take(&mut self.math);
        let searched = math.searched_bytes();
        math.advance(text, finished);
        self.parsed_bytes += math.searched_bytes() - searched;
        self.advance_blocks(text, &mut math, finished);
        self.math = math;
    }

    fn advance_blocks(&mut self, text: &str, math: &mut Scanner, finished: bool) {
        loop {
            if self.fence.is_some() && !self.read_fence(text, finished) {
                return;
            }
            self.commit(math, finished);
            if self.fence.is_none() {
                break;
            }
        }
        self.show_tail(text, math, finished);
    }

    fn may_wait(&self, text: &str) -> bool {
        let from = self.fence.as_ref().map_or(self.base, |fence| fence.at);
        let shown = self.seen.0.saturating_sub(from);
        shown > LARGE_TAIL_BYTES && text.len() - self.seen.0 < shown / LARGE_TAIL_PARTS
    }

    /// True when the open fence is closed.
    fn read_fence(&mut self, text: &str, finished: bool) -> bool {
        let (Some(fence), Some(Shown { content: Content::Code(code), source, .. })) =
            (self.fence.as_mut(), self.blocks.get_mut(self.committed))
        else {
            return true;
        };
        self.parsed_bytes += (text.len() - fence.at) as u64;
        if !fence.read(text, finished, code) {
            return false;
        }
        self.base = fence.at;
        self.parsed_to = fence.at;
        source.end = fence.at;
        self.committed += 1;
        self.fence = None;
        true
    }

    /// Commits what can no longer change, and opens a fence when the last block is one.
    fn commit(&mut self, math: &Scanner, finished: bool) {
        let masked = math.masked();
        let decided = masked.get(self.base..).unwrap_or_default();
        let end = if finished {
            masked.len()
        } else {
            decided.rfind('\n').map_or(self.base, |newline| self.base + newline + 1)
        };
        if end <= self.parsed_to && !finished || end == self.base {
            return;
        }
        self.parsed_to = end;
        let base = self.base;
        let slice = &masked[base..end];
        self.parsed_bytes += slice.len() as u64;
        let input = Input::new(slice, Formulas::new(math.formulas(), base), &self.definitions);
        let again;
        let Parsed { mut blocks, found } = input.parse(&self.definitions);
        let tail = if finished { None } else { blocks.pop() };
        let boundary = match &tail {
            None if finished => slice.len(),
            None => 0,
            Some(tail) if tail.follows_definition => 0,
            Some(tail) => tail.range.start,
        };
        let changed = self.definitions.update(found, boundary);
        self.render_users(math, &changed);
        // The parse knew the definitions of the one before, of which a longer text may have made words.
        if !changed.is_empty() && !blocks.is_empty() {
            again = Input::new(slice, Formulas::new(math.formulas(), base), &self.definitions);
            blocks = again.parse(&self.definitions).blocks;
            if !finished {
                blocks.pop();
            }
        }
        if boundary == 0 && !finished {
            blocks.clear();
        }
        for (place, block) in blocks.iter().enumerate() {
            let next = blocks.get(place + 1).map_or(boundary, |next| next.range.start);
            self.commit_block(block, base, slice, next);
        }
        if boundary > 0 {
            self.written.clear();
        }
        self.base += boundary;
        if let Some(tail) = tail
            && tail.kind == Kind::Fence
            && self.base == base + tail.range.start
        {
            self.open_fence(&tail, slice);
        }
    }

    fn commit_block(&mut self, block: &Block<'_>, base: usize, slice: &str, next: usize) {
        let source = block.range.start..next;
        let before = self.outline;
        let html = html::write(&block.events, source.len(), &self.definitions, &mut self.outline, None);
        let index = self.committed;
        let labels =
            footnote_labels(&slice[source.clone()]).into_iter().map(|(_, folded)| Label::Footnote(folded));
        for label in block.labels.iter().cloned().chain(labels) {
            let users = self.users.entry(label).or_default();
            if users.last() != Some(&index) {
                users.push(index);
            }
        }
        self.show(index, html);
        self.blocks[index].outline = before;
        self.blocks[index].source = base + source.start..base + source.end;
        self.committed += 1;
    }

    /// Renders the committed blocks anew that used a label whose meaning changed.
    fn render_users(&mut self, math: &Scanner, changed: &[Label]) {
        let mut blocks: Vec<usize> =
            changed.iter().filter_map(|label| self.users.get(label)).flatten().copied().collect();
        blocks.sort_unstable();
        blocks.dedup();
        for index in blocks {
            let source = self.blocks[index].source.clone();
            let formulas = Formulas::new(math.formulas(), source.start);
            let slice = &math.masked()[source];
            self.parsed_bytes += slice.len() as u64;
            let input = Input::new(slice, formulas, &self.definitions);
            let parsed = input.parse(&self.definitions);
            let mut outline = self.blocks[index].outline;
            let html: String = parsed
                .blocks
                .iter()
                .map(|block| html::write(&block.events, slice.len(), &self.definitions, &mut outline, None))
                .collect();
            let before = self.blocks[index].stamp;
            self.show(index, html);
            if self.blocks[index].stamp != before {
                self.late.push(index);
            }
        }
    }

    fn open_fence(&mut self, block: &Block<'_>, slice: &str) {
        let Some(Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info)))) = block.events.first() else {
            return;
        };
        let line = slice[block.range.start..].split_inclusive('\n').next().unwrap_or_default();
        let (fence, code) = Fence::open(line, info, self.base + line.len());
        self.fence = Some(fence);
        self.fences += 1;
        self.blocks.truncate(self.committed);
        self.blocks.push(Shown {
            content: Content::Code(code),
            stamp: self.fences,
            source: self.base..self.base,
            outline: self.outline,
        });
    }

    fn show_tail(&mut self, text: &str, math: &mut Scanner, finished: bool) {
        let mut shown = self.committed;
        let mut outline = self.outline;
        if !finished && self.base < text.len() {
            let mut tail = math.masked().get(self.base..).unwrap_or_default().to_owned();
            math.show_rest(text, self.base, &mut tail);
            let copy = heal::healed(hold::shown(&tail));
            self.parsed_bytes += copy.len() as u64;
            let input = Input::new(&copy, Formulas::new(math.formulas(), self.base), &self.definitions);
            for block in input.parse(&self.definitions).blocks {
                let growing = Some(Growing { nested: &mut self.nested, formulas: &mut self.written });
                let html =
                    html::write(&block.events, block.range.len(), &self.definitions, &mut outline, growing);
                self.show(shown, html);
                shown += 1;
            }
            math.forget_shown();
        }
        self.blocks.truncate(shown);
    }

    fn show(&mut self, index: usize, html: String) {
        let mut hasher = DefaultHasher::new();
        html.hash(&mut hasher);
        let stamp = hasher.finish();
        let content = Content::Html(html.into());
        match self.blocks.get_mut(index) {
            Some(before) => {
                before.content = content;
                before.stamp = stamp;
            }
            None => self.blocks.push(Shown { content, stamp, source: 0..0, outline: self.outline }),
        }
    }
}
