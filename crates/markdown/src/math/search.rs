//! The ends of formulas and of code, found without reading anything twice.

use crate::line::content;

/// A longer formula among words is none.
pub(super) const MAX_INLINE_BYTES: usize = 1_000;
const MAX_PAREN_BYTES: usize = 2_000;
const MAX_DISPLAY_BYTES: usize = 8 * 1024;
const MAX_CODE_BYTES: usize = 4 * 1024;

/// What begins and ends a formula.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Delimiter {
    Dollar,
    Dollars,
    Paren,
    Bracket,
}

impl Delimiter {
    pub(super) fn open(self) -> &'static str {
        match self {
            Self::Dollar => "$",
            Self::Dollars => "$$",
            Self::Paren => "\\(",
            Self::Bracket => "\\[",
        }
    }

    pub(super) fn close(self) -> &'static str {
        match self {
            Self::Dollar => "$",
            Self::Dollars => "$$",
            Self::Paren => "\\)",
            Self::Bracket => "\\]",
        }
    }

    pub(super) fn is_display(self) -> bool {
        matches!(self, Self::Dollars | Self::Bracket)
    }

    fn max_bytes(self) -> usize {
        match self {
            Self::Dollar => MAX_INLINE_BYTES,
            Self::Paren => MAX_PAREN_BYTES,
            Self::Dollars | Self::Bracket => MAX_DISPLAY_BYTES,
        }
    }
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum End {
    /// Offset behind it.
    At(usize),
    Nowhere,
    /// The text that decides has not come.
    Unknown,
}

/// What earlier searches have seen.
#[derive(Debug, Default)]
pub(super) struct Searches {
    /// The opener that is searched for and where its search goes on.
    open: (usize, usize),
    /// By delimiter, and by whether blank lines are allowed: there is no end before the offset, and with `true` none for
    /// anything that begins before it.
    barren: [[(usize, bool); 2]; 4],
    pub(super) bytes: u64,
}

impl Searches {
    /// The end of the formula that begins at `from`, on one line or over several.
    pub(super) fn formula(
        &mut self,
        text: &str,
        from: usize,
        delimiter: Delimiter,
        blank_lines: bool,
        finished: bool,
    ) -> End {
        let slot = (delimiter as usize, usize::from(blank_lines));
        let (barren, for_all) = self.barren[slot.0][slot.1];
        let mut at = from + delimiter.open().len();
        if from < barren {
            if for_all {
                return End::Nowhere;
            }
            at = at.max(barren);
        }
        if self.open.0 == from {
            at = at.max(self.open.1);
        }
        let bytes = text.as_bytes();
        let limit = from + delimiter.max_bytes();
        let start = at;
        let found = loop {
            let Some(next) = bytes[at.min(bytes.len())..]
                .iter()
                .position(|byte| matches!(byte, b'\\' | b'\n' | b'$' | b'`'))
                .map(|next| at + next)
            else {
                at = bytes.len();
                break (at >= limit || finished).then_some(false);
            };
            at = next;
            if at >= limit {
                break Some(false);
            }
            match (bytes[at], delimiter) {
                (b'\\', _) => match bytes.get(at + 1) {
                    None => break finished.then_some(false),
                    Some(b')') if delimiter == Delimiter::Paren => break Some(true),
                    Some(b']') if delimiter == Delimiter::Bracket => break Some(true),
                    Some(b'\n') => at += 1,
                    Some(_) => at += 2,
                },
                (b'\n' | b'`', Delimiter::Dollar) => break Some(false),
                (b'$', Delimiter::Dollar) => break Some(true),
                (b'$', Delimiter::Dollars) => match bytes.get(at + 1) {
                    None => break finished.then_some(false),
                    Some(b'$') => break Some(true),
                    Some(_) => at += 1,
                },
                (b'\n', _) => match goes_on(text, at + 1, blank_lines, finished) {
                    None => break None,
                    Some(true) => at += 1,
                    Some(false) => {
                        self.barren[slot.0][slot.1] = (at, true);
                        self.bytes += (at - start.min(at)) as u64;
                        return End::Nowhere;
                    }
                },
                _ => at += 1,
            }
        };
        self.bytes += (at - start.min(at)) as u64;
        match found {
            Some(true) => End::At(at + delimiter.close().len()),
            Some(false) => {
                if delimiter != Delimiter::Dollar {
                    self.barren[slot.0][slot.1] = (at, false);
                }
                End::Nowhere
            }
            None => {
                self.open = (from, at);
                End::Unknown
            }
        }
    }

    /// The end of the code that `count` backticks at `from` open.
    pub(super) fn code(&mut self, text: &str, from: usize, count: usize, finished: bool) -> End {
        let bytes = text.as_bytes();
        let mut at = from + count;
        if self.open.0 == from {
            at = at.max(self.open.1);
        }
        let start = at;
        let end = loop {
            let Some(next) =
                bytes[at.min(bytes.len())..].iter().position(|byte| matches!(byte, b'`' | b'\n'))
            else {
                at = bytes.len();
                break if finished || at > from + MAX_CODE_BYTES { End::Nowhere } else { End::Unknown };
            };
            at += next;
            if at > from + MAX_CODE_BYTES {
                break End::Nowhere;
            }
            if bytes[at] == b'\n' {
                match goes_on(text, at + 1, false, finished) {
                    None => break End::Unknown,
                    Some(true) => at += 1,
                    Some(false) => break End::Nowhere,
                }
                continue;
            }
            let run = bytes[at..].iter().take_while(|&&byte| byte == b'`').count();
            if at + run == bytes.len() && !finished {
                break End::Unknown;
            }
            if run == count {
                break End::At(at + run);
            }
            at += run;
        };
        self.bytes += (at - start.min(at)) as u64;
        if end == End::Unknown {
            self.open = (from, at);
        }
        end
    }
}

/// Whether a formula or code may go on over the line that begins at `at`; `None` when that cannot be told yet.
fn goes_on(text: &str, at: usize, blank_lines: bool, finished: bool) -> Option<bool> {
    let (line, complete) = line(text, at, finished);
    let words = content(line);
    let heading = words.trim_start_matches('#');
    let hashes = words.len() - heading.len();
    if words.starts_with("```") || words.starts_with("~~~") {
        return Some(false);
    }
    if !complete && (may_begin_otherwise(words) || heading.is_empty()) {
        return None;
    }
    if (1..=6).contains(&hashes) && (heading.is_empty() || heading.starts_with(' ')) {
        return Some(false);
    }
    let blank = line.bytes().all(|byte| matches!(byte, b' ' | b'\t' | b'>'));
    Some(blank_lines || !blank)
}

/// The line at `at` without its end, and whether it is complete.
pub(super) fn line(text: &str, at: usize, finished: bool) -> (&str, bool) {
    match text[at..].find('\n') {
        Some(length) => (&text[at..at + length], true),
        None => (&text[at..], finished),
    }
}

/// Whether the line whose content so far is `words` can still become one that begins a block.
pub(super) fn may_begin_otherwise(words: &str) -> bool {
    words.len() <= 16
        && words.bytes().all(|byte| {
            matches!(byte, b' ' | b'\t' | b'`' | b'~' | b'-' | b'+' | b'*' | b'>' | b'.' | b')' | b'0'..=b'9')
        })
}
