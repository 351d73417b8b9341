//! Renders text that grows. Whatever can no longer change is committed and never parsed again; only the last top-level block
//! is.
//!
//! The commit rule: of the complete lines, everything before the last top-level block is final, because a line that begins
//! a block decides at its end what it is.

mod fence;
mod growth;
mod heal;
mod hold;
mod state;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::{BlockOp, parse::visible};
use state::{Content, Shown, State};

/// Streaming renderer of one part of a message.
///
/// [`push`](Self::push) only keeps the text; the work is done when a watcher asks, once for however many deltas came between.
#[derive(Debug, Default)]
pub struct Renderer {
    source: String,
    /// The source as it is parsed: line ends are `\n`, no NUL.
    text: String,
    /// The source ends in a carriage return whose line feed may still come.
    after_return: bool,
    finished: bool,
    state: Mutex<State>,
}

/// What a watcher has been shown. The default has been shown nothing.
#[derive(Debug, Clone, Default)]
pub struct Cursor {
    epoch: u64,
    /// Number of blocks that were final when they were shown.
    committed: usize,
    /// The blocks shown behind them: their stamps, and their HTML unless it is that of an open code block.
    tail: Vec<(u64, Option<Arc<str>>)>,
    /// Late changes of final blocks that were seen.
    late: usize,
    /// The open code block: its place, bytes of its complete lines, its partial line.
    code: Option<(usize, usize, String)>,
}

/// How much was done, for tests that hold the cost linear.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stats {
    /// Bytes read by the parser or the highlighter of open code, each as often as it was read.
    pub parsed_bytes: u64,
    /// Blocks that only a late definition can still change.
    pub committed_blocks: usize,
}

impl Renderer {
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds text at the end. After [`finish`](Self::finish) it reopens the text: everything is rendered anew.
    pub fn push(&mut self, delta: &str) {
        if delta.is_empty() {
            return;
        }
        if std::mem::take(&mut self.finished) {
            let state = self.state.get_mut().unwrap_or_else(PoisonError::into_inner);
            *state = State::after(state);
        }
        self.source.push_str(delta);
        for character in delta.chars() {
            match character {
                '\n' if self.after_return => {}
                '\r' => self.text.push('\n'),
                character => self.text.push(visible(character)),
            }
            self.after_return = character == '\r';
        }
    }

    /// Says that no more text comes: nothing is held back or healed any longer.
    pub fn finish(&mut self) {
        self.finished = true;
    }

    /// Everything that was pushed.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Appends to `out` the changes that bring a watcher at `cursor` to the present state, and moves the cursor there. What was
    /// missed between is collapsed; the cost is that of what changed.
    pub fn ops_since(&self, cursor: &mut Cursor, out: &mut Vec<BlockOp>) {
        self.advanced().difference(cursor, out);
    }

    pub fn stats(&self) -> Stats {
        let state = self.advanced();
        Stats { parsed_bytes: state.parsed_bytes, committed_blocks: state.committed }
    }

    fn advanced(&self) -> MutexGuard<'_, State> {
        // The state is brought up to date from the text at each call, so one that a panic left behind is as good as any.
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.advance(&self.text, self.finished);
        state
    }
}

impl State {
    fn difference(&self, cursor: &mut Cursor, out: &mut Vec<BlockOp>) {
        if cursor.epoch != self.epoch {
            if cursor.committed + cursor.tail.len() > 0 {
                out.push(BlockOp::Truncate { block: 0 });
            }
            *cursor = Cursor { epoch: self.epoch, ..Cursor::default() };
        }
        let mut late: Vec<usize> =
            self.late[cursor.late..].iter().copied().filter(|&block| block < cursor.committed).collect();
        late.sort_unstable();
        late.dedup();
        for block in late {
            out.push(BlockOp::Replace { block: number(block), html: self.blocks[block].html() });
        }
        if cursor.committed + cursor.tail.len() > self.blocks.len() {
            cursor.tail.truncate(self.blocks.len() - cursor.committed);
            out.push(BlockOp::Truncate { block: number(self.blocks.len()) });
        }
        for (block, shown) in self.blocks.iter().enumerate().skip(cursor.committed) {
            match cursor.tail.get(block - cursor.committed) {
                None => out.push(BlockOp::Append { block: number(block), html: shown.html() }),
                Some((stamp, before)) if *stamp != shown.stamp => {
                    let grown = match (before, &shown.content) {
                        (Some(before), Content::Html(html)) => growth::growth(number(block), before, html),
                        _ => None,
                    };
                    let whole = || BlockOp::Replace { block: number(block), html: shown.html() };
                    out.push(grown.unwrap_or_else(whole));
                }
                Some(_) => shown.growth(block, cursor, out),
            }
            if let Content::Code(code) = &shown.content {
                cursor.code = Some((block, code.lines.len(), code.partial.clone()));
            }
        }
        cursor.committed = self.committed;
        cursor.tail.clear();
        cursor.tail.extend(self.blocks[self.committed..].iter().map(|shown| {
            let html = match &shown.content {
                Content::Html(html) => Some(Arc::clone(html)),
                Content::Code(_) => None,
            };
            (shown.stamp, html)
        }));
        cursor.late = self.late.len();
    }
}

impl Shown {
    /// What an open code block gained since the cursor saw it.
    fn growth(&self, block: usize, cursor: &Cursor, out: &mut Vec<BlockOp>) {
        let (Content::Code(code), Some((place, lines, partial))) = (&self.content, &cursor.code) else {
            return;
        };
        if *place != block {
            return;
        }
        if code.lines.len() > *lines {
            out.push(BlockOp::AppendLines { block: number(block), html: code.lines[*lines..].to_owned() });
        }
        if code.partial != *partial {
            out.push(BlockOp::PartialLine { block: number(block), text: code.partial.clone() });
        }
    }
}

fn number(block: usize) -> u32 {
    u32::try_from(block).unwrap_or(u32::MAX)
}
