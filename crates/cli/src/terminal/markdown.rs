//! Markdown for a terminal, while it grows: what was written is never taken back.
//!
//! Words of a paragraph appear as they come. Held back are only the rest of a mark that may still become emphasis, and
//! lines whose kind shows at their end: headings, rules, code. Line breaks stay where the text has them; the terminal wraps.

use parlance_markdown::highlight::Highlighter;

use super::block::{self, Opening};
use super::inline;
use super::neutral::Neutral;
use super::style::Style;

/// A longer line of code is written as it comes, without colours.
const CODE_LINE_BYTES: usize = 2_000;
const RULE: &str = "────────────────────────────────────────";

#[derive(Default)]
pub(crate) struct Markdown {
    neutral: Neutral,
    /// What was not written yet: at most the rest of one line.
    pending: String,
    line: Line,
    /// Quote marks on this line so far.
    quotes: usize,
    fence: Option<Fence>,
    /// The last character of this line that was written.
    before: Option<char>,
    after_text: bool,
    in_list: bool,
}

/// How far the present line was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Line {
    #[default]
    Start,
    /// Behind a list or quote mark.
    Marked,
    Text,
    Verbatim,
}

struct Fence {
    mark: char,
    length: usize,
    indent: usize,
    quotes: usize,
    highlighter: Highlighter,
}

impl Markdown {
    /// Takes more text in and appends to `out` what can be shown.
    pub(crate) fn push(&mut self, text: &str, out: &mut String) {
        self.neutral.push(text, &mut self.pending);
        self.advance(false, out);
    }

    /// Nothing follows.
    pub(crate) fn finish(&mut self, out: &mut String) {
        self.neutral.finish(&mut self.pending);
        self.advance(true, out);
    }

    fn advance(&mut self, complete: bool, out: &mut String) {
        let pending = std::mem::take(&mut self.pending);
        let mut rest = pending.as_str();
        while !rest.is_empty() {
            let newline = rest.find('\n');
            let text = &rest[..newline.unwrap_or(rest.len())];
            let whole = newline.is_some() || complete;
            let before = self.line;
            let taken = self.take(text, whole, out);
            rest = &rest[taken..];
            if taken == text.len() && newline.is_some() {
                out.push('\n');
                rest = &rest[1..];
                (self.line, self.quotes, self.before) = (Line::Start, 0, None);
            } else if taken == 0 && self.line == before {
                break;
            }
        }
        self.pending = rest.to_owned();
    }

    /// Writes as much of the line as can be told. Gives the bytes that were taken; all of them when the line is `whole`, in
    /// one call or in several.
    fn take(&mut self, text: &str, whole: bool, out: &mut String) -> usize {
        match self.line {
            Line::Text => {
                let taken = inline::write(text, self.before, whole, Style::default(), out);
                self.before = text[..taken].chars().next_back().or(self.before);
                taken
            }
            Line::Verbatim => {
                out.push_str(text);
                text.len()
            }
            Line::Start if self.fence.is_some() => self.code(text, whole, out),
            Line::Start | Line::Marked => self.open(text, whole, out),
        }
    }

    fn open(&mut self, text: &str, whole: bool, out: &mut String) -> usize {
        let code = self.line == Line::Start && !self.after_text && !self.in_list;
        let opening = block::read(text, whole, code);
        let (after_text, in_list) = match opening {
            Opening::Blank => (false, self.in_list),
            Opening::IndentedCode => (false, false),
            Opening::Item { .. } | Opening::Number { .. } => (true, true),
            // Text below a list belongs to it while it is indented or follows without a blank line.
            Opening::Text => (true, self.in_list && (self.after_text || text.starts_with([' ', '\t']))),
            Opening::Fence { .. } => (true, self.in_list),
            Opening::Unknown => (self.after_text, self.in_list),
            _ => (true, false),
        };
        (self.after_text, self.in_list) = (after_text, in_list);
        match opening {
            Opening::Unknown => return 0,
            Opening::Blank => {}
            Opening::Text => {
                self.line = Line::Text;
                return 0;
            }
            Opening::IndentedCode => {
                self.line = Line::Verbatim;
                return 0;
            }
            Opening::Item { indent, mark, sign } => {
                out.push_str(&text[..indent]);
                out.push_str(sign);
                self.line = Line::Marked;
                return (indent + mark).min(text.len());
            }
            Opening::Number { bytes } => {
                out.push_str(&text[..bytes]);
                self.line = Line::Marked;
                return bytes;
            }
            Opening::Quote { bytes } => {
                self.bar(out);
                self.quotes += 1;
                self.line = Line::Marked;
                return bytes;
            }
            Opening::Heading { level, text } => {
                let style = Style { underline: level == 1, ..Style::BOLD };
                inline::write(text, None, true, style, out);
            }
            Opening::Rule => Style::DIM.paint(RULE, out),
            Opening::Fence { mark, length, indent, language } => {
                Style::DIM.paint(text, out);
                let highlighter = Highlighter::new(language);
                self.fence = Some(Fence { mark, length, indent, quotes: self.quotes, highlighter });
            }
        }
        text.len()
    }

    fn code(&mut self, text: &str, whole: bool, out: &mut String) -> usize {
        if !whole && text.len() <= CODE_LINE_BYTES {
            return 0;
        }
        let Some(mut fence) = self.fence.take() else { return 0 };
        let mut line = text;
        for _ in 0..fence.quotes {
            let Some(inner) = line.trim_start_matches(' ').strip_prefix('>') else {
                // The quote has ended, and the code in it.
                return self.open(text, whole, out);
            };
            line = inner.strip_prefix(' ').unwrap_or(inner);
        }
        (0..fence.quotes).for_each(|_| self.bar(out));
        if text.len() > CODE_LINE_BYTES {
            self.fence = Some(fence);
            self.line = Line::Verbatim;
            return text.len() - line.len();
        }
        if block::closes(line, fence.mark, fence.length, fence.indent) {
            Style::DIM.paint(line, out);
            return text.len();
        }
        for (class, piece) in fence.highlighter.line(line) {
            Style::of(class).paint(piece, out);
        }
        self.fence = Some(fence);
        text.len()
    }

    fn bar(&self, out: &mut String) {
        Style::DIM.paint("│ ", out);
    }
}

#[cfg(test)]
#[path = "markdown_tests.rs"]
mod tests;
