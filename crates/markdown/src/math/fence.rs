//! Fences of code, in which no formula begins.

use crate::line::after_item_marker;

/// A fence of code, as far as it concerns formulas.
#[derive(Debug)]
pub(super) struct Fence {
    mark: u8,
    length: usize,
    quoted: bool,
    /// It may stand in a list or quote.
    contained: bool,
    /// Columns of the item that it stands in, which a line with fewer leaves.
    indent: usize,
}

impl Fence {
    /// `words` is what the line has behind its lead and begins with three marks at least.
    pub(super) fn open(line: &str, words: &str) -> Option<Self> {
        let mark = *words.as_bytes().first()?;
        let length = words.bytes().take_while(|byte| *byte == mark).count();
        if mark == b'`' && words[length..].contains('`') {
            return None;
        }
        let lead = &line[..line.len() - words.len()];
        let item = after_item_marker(lead.trim_start_matches([' ', '\t', '>'])).is_some();
        Some(Self {
            mark,
            length,
            quoted: lead.contains('>'),
            contained: lead.trim_start_matches(' ').len() + lead.len() / 4 > 0,
            indent: if item && !lead.contains('>') { lead.len() } else { 0 },
        })
    }

    /// Whether the line is still in what the fence stands in.
    pub(super) fn keeps(&self, line: &str, complete: bool) -> Option<bool> {
        let bare = line.trim_start_matches([' ', '\t']);
        if bare.is_empty() {
            return if complete { Some(!self.quoted) } else { None };
        }
        let indent = line.len() - bare.len();
        Some((!self.quoted || bare.starts_with('>')) && (indent >= self.indent || line.starts_with('\t')))
    }

    /// A line without what it stands in. What is indented by four is no end of a fence that stands in nothing.
    pub(super) fn code<'l>(&self, line: &'l str) -> &'l str {
        let bare = line.trim_start_matches(' ');
        match line.len() - bare.len() {
            _ if self.contained => line.trim_start_matches([' ', '\t', '>']),
            0..4 => bare,
            _ => line,
        }
    }

    pub(super) fn closes(&self, code: &str) -> bool {
        let run = code.bytes().take_while(|byte| *byte == self.mark).count();
        run >= self.length && code[run..].trim().is_empty()
    }

    pub(super) fn may_close(&self, code: &str) -> bool {
        code.trim_start_matches(char::from(self.mark)).trim().is_empty()
    }
}
