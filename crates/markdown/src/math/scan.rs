//! Finds the formulas of a text that grows. What is decided once stays: the masked text of a beginning is the beginning of the
//! masked text.

use super::{
    fence::Fence,
    heal,
    macros::Macros,
    mask::{Formula, mask},
    money,
    search::{Delimiter, End, Searches, line, may_begin_otherwise},
};
use crate::line::content;

/// Further back a word is not looked at.
const MAX_WORD_BYTES: usize = 256;
/// A longer formula is shown as its source until it is closed.
const MAX_HIDDEN_BYTES: usize = 2_000;
const MAX_HIDDEN_INLINE_BYTES: usize = 200;

#[derive(Debug, Default)]
pub(crate) struct Scanner {
    /// The text as far as it is decided, with its formulas masked.
    masked: String,
    formulas: Vec<Formula>,
    macros: Macros,
    place: Place,
    fence: Option<Fence>,
    line: Line,
    waits: Waits,
    searches: Searches,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Place {
    #[default]
    LineStart,
    Words,
    /// The rest of a line of code.
    Code,
}

/// The line that is read.
#[derive(Debug, Clone, Copy, Default)]
struct Line {
    /// Offset of what follows the marks of quotes and items.
    content: usize,
    quoted: bool,
    /// It looks like a row of a table.
    row: bool,
}

/// What the text behind the decided one waits for, and so how it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Waits {
    /// It is shown as it is.
    #[default]
    Words,
    /// The beginning of a delimiter: not shown.
    Mark,
    Formula(Delimiter),
}

impl Scanner {
    /// Reads on in `text`, of which what was read is the beginning. Whatever is open when it is `finished` is words.
    pub(crate) fn advance(&mut self, text: &str, finished: bool) {
        self.waits = Waits::Words;
        while self.masked.len() < text.len() {
            let decided = match self.place {
                Place::LineStart => self.line_start(text, finished),
                Place::Code => {
                    let end = text[self.masked.len()..].find('\n');
                    self.copy(text, end.map_or(text.len() - self.masked.len(), |end| end + 1));
                    if end.is_some() {
                        self.place = Place::LineStart;
                    }
                    true
                }
                Place::Words => self.words(text, finished),
            };
            if !decided {
                return;
            }
        }
    }

    /// The text as far as it is decided, with a word in place of each formula.
    pub(crate) fn masked(&self) -> &str {
        &self.masked
    }

    pub(crate) fn formulas(&self) -> &[Formula] {
        &self.formulas
    }

    /// Bytes that were read to find the ends of what was open.
    pub(crate) fn searched_bytes(&self) -> u64 {
        self.searches.bytes
    }

    /// Appends to `out` what is shown of the undecided end of `text`. A formula among it is added to the others until
    /// [`forget_shown`](Self::forget_shown).
    pub(crate) fn show_rest(&mut self, text: &str, from: usize, out: &mut String) {
        let at = self.masked.len().max(from);
        let rest = &text[at..];
        let delimiter = match self.waits {
            Waits::Formula(delimiter) if at == self.masked.len() => delimiter,
            Waits::Mark if at == self.masked.len() => return,
            _ => return out.push_str(rest),
        };
        let body = &rest[delimiter.open().len()..];
        match shown(delimiter, body) {
            Shown::Words => out.push_str(rest),
            Shown::Nothing => {}
            Shown::Formula(tex) => {
                let mut formula = Formula {
                    written: None,
                    at,
                    source: format!("{}{tex}{}", delimiter.open(), delimiter.close()),
                    delimiter: delimiter.open().len(),
                    display: delimiter.is_display(),
                    quoted: self.line.quoted,
                };
                // What it defines is decided when it is.
                formula.written = self.macros.clone().written(&formula.tex());
                mask(out, self.formulas.len(), formula.source.len());
                self.formulas.push(formula);
            }
        }
    }

    pub(crate) fn forget_shown(&mut self) {
        if self.formulas.last().is_some_and(|formula| formula.at >= self.masked.len()) {
            self.formulas.pop();
        }
    }

    fn copy(&mut self, text: &str, bytes: usize) {
        let at = self.masked.len();
        self.masked.push_str(&text[at..at + bytes]);
    }

    fn wait(&mut self, waits: Waits) -> bool {
        self.waits = waits;
        false
    }

    fn line_start(&mut self, text: &str, finished: bool) -> bool {
        let at = self.masked.len();
        let (line, complete) = line(text, at, finished);
        let words = content(line);
        if let Some(fence) = &self.fence {
            match fence.keeps(line, complete) {
                None => return self.wait(Waits::Words),
                Some(false) => self.fence = None,
                Some(true) => {
                    let code = fence.code(line);
                    if !complete && fence.may_close(code) {
                        return self.wait(Waits::Words);
                    }
                    if fence.closes(code) {
                        self.fence = None;
                    }
                    self.place = Place::Code;
                    return true;
                }
            }
        }
        let opens = words.starts_with("```") || words.starts_with("~~~");
        if !complete && (opens || may_begin_otherwise(words)) {
            return self.wait(Waits::Words);
        }
        if opens && let Some(fence) = Fence::open(line, words) {
            self.fence = Some(fence);
            self.place = Place::Code;
            return true;
        }
        let lead = &line[..line.len() - words.len()];
        self.line =
            Line { content: at + lead.len(), quoted: lead.contains('>'), row: words.starts_with('|') };
        self.place = Place::Words;
        true
    }

    fn words(&mut self, text: &str, finished: bool) -> bool {
        let rest = &text[self.masked.len()..];
        let plain = rest.find(['\n', '\\', '`', '$']).unwrap_or(rest.len());
        self.copy(text, plain);
        let at = self.masked.len();
        let rest = &text[at..];
        match rest.as_bytes().first() {
            None => true,
            Some(b'\n') => {
                self.copy(text, 1);
                self.place = Place::LineStart;
                true
            }
            Some(b'\\') => match rest.as_bytes().get(1) {
                None if !finished => self.wait(Waits::Mark),
                Some(b'(') => self.formula(text, Delimiter::Paren, finished),
                Some(b'[') => self.formula(text, Delimiter::Bracket, finished),
                Some(escaped) => {
                    self.copy(text, if escaped.is_ascii_punctuation() { 2 } else { 1 });
                    true
                }
                None => {
                    self.copy(text, 1);
                    true
                }
            },
            Some(mark) => {
                let count = rest.bytes().take_while(|byte| byte == mark).count();
                if count == rest.len() && !finished {
                    return self.wait(if *mark == b'$' { Waits::Mark } else { Waits::Words });
                }
                match (mark, count) {
                    (b'$', 1) => self.formula(text, Delimiter::Dollar, finished),
                    (b'$', 2) => self.formula(text, Delimiter::Dollars, finished),
                    (b'$', _) => {
                        self.copy(text, count);
                        true
                    }
                    _ => match self.searches.code(text, at, count, finished) {
                        End::At(end) => {
                            self.copy(text, end - at);
                            true
                        }
                        End::Nowhere => {
                            self.copy(text, count);
                            true
                        }
                        End::Unknown => self.wait(Waits::Words),
                    },
                }
            }
        }
    }

    /// Takes the formula that begins here, or its delimiter as words.
    fn formula(&mut self, text: &str, delimiter: Delimiter, finished: bool) -> bool {
        let at = self.masked.len();
        let open = delimiter.open().len();
        let alone = at == self.line.content;
        let end = if self.in_address(delimiter) || !may_open(text, at, delimiter) {
            End::Nowhere
        } else {
            self.searches.formula(text, at, delimiter, alone && delimiter.is_display(), finished)
        };
        match end {
            End::Unknown => return self.wait(Waits::Formula(delimiter)),
            End::Nowhere => {}
            End::At(end) => {
                let behind = &text[end..];
                if !finished && behind.len() < 4 && needs_what_follows(delimiter, behind) {
                    return self.wait(Waits::Formula(delimiter));
                }
                let source = &text[at..end];
                let body = &source[open..source.len() - open];
                if is_formula(delimiter, body, behind, alone) && !(self.line.row && body.contains(" | ")) {
                    mask(&mut self.masked, self.formulas.len(), source.len());
                    let mut formula = Formula {
                        at,
                        source: source.to_owned(),
                        delimiter: open,
                        display: delimiter.is_display(),
                        quoted: self.line.quoted,
                        written: None,
                    };
                    formula.written = self.macros.written(&formula.tex());
                    self.formulas.push(formula);
                    return true;
                }
            }
        }
        self.copy(text, open);
        true
    }

    /// Whether the word before belongs to an address, whose dollar signs are its own.
    fn in_address(&self, delimiter: Delimiter) -> bool {
        if delimiter != Delimiter::Dollar {
            return false;
        }
        let from = self.masked.len().saturating_sub(MAX_WORD_BYTES);
        let from = (from..=self.masked.len()).find(|&from| self.masked.is_char_boundary(from));
        let near = &self.masked[from.unwrap_or(0)..];
        let word = near.rsplit(char::is_whitespace).next().unwrap_or_default();
        word.contains("://") || word.rsplit_once("](").is_some_and(|(_, address)| !address.contains(')'))
    }
}

fn may_open(text: &str, at: usize, delimiter: Delimiter) -> bool {
    if delimiter != Delimiter::Dollar {
        return true;
    }
    let before = text[..at].bytes().next_back();
    let behind = text[at + 1..].chars().next();
    !before.is_some_and(|before| before.is_ascii_alphanumeric())
        && behind.is_some_and(|behind| !behind.is_whitespace())
}

fn needs_what_follows(delimiter: Delimiter, behind: &str) -> bool {
    match delimiter {
        Delimiter::Dollar => behind.bytes().all(|byte| byte.is_ascii_alphanumeric()),
        Delimiter::Bracket => behind.is_empty(),
        Delimiter::Dollars | Delimiter::Paren => false,
    }
}

/// Whether what stands between two delimiters is a formula. `alone` is one that begins its line.
fn is_formula(delimiter: Delimiter, body: &str, behind: &str, alone: bool) -> bool {
    if !body.contains(char::is_alphanumeric) {
        return false;
    }
    match delimiter {
        Delimiter::Dollar => {
            let suffix = behind.bytes().take_while(u8::is_ascii_alphanumeric).count();
            !body.ends_with(char::is_whitespace)
                && matches!(&behind[..suffix], "" | "s" | "th" | "st" | "nd" | "rd")
                && !behind.starts_with('$')
                && !money::is_words(body)
        }
        Delimiter::Dollars => alone || !money::is_prose(body),
        // Escaped parentheses and brackets of prose.
        Delimiter::Paren => !money::is_prose(body),
        Delimiter::Bracket => {
            let number = body.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b',' | b' ' | b'-'));
            alone || !(number || behind.starts_with('(') || money::is_prose(body))
        }
    }
}

enum Shown {
    Words,
    Nothing,
    Formula(String),
}

/// How a formula is shown whose end is not known. `body` is what follows its opening delimiter.
fn shown(delimiter: Delimiter, body: &str) -> Shown {
    if delimiter == Delimiter::Dollar {
        let closed = body.find('$').map(|end| &body[..end]);
        return match closed {
            Some(tex) if tex.starts_with(|first: char| first.is_ascii_digit()) => Shown::Nothing,
            Some(tex) if is_formula(delimiter, tex, "", false) => Shown::Formula(tex.to_owned()),
            Some(_) => Shown::Words,
            None if body.len() <= MAX_HIDDEN_INLINE_BYTES && money::may_become_formula(body) => {
                Shown::Nothing
            }
            None => Shown::Words,
        };
    }
    if let Some((tex, _)) = body.split_once(delimiter.close()) {
        return Shown::Formula(tex.to_owned());
    }
    match heal::healed(body) {
        Some(tex) if delimiter.is_display() => Shown::Formula(tex),
        _ if body.len() > MAX_HIDDEN_BYTES || money::is_prose(body) => Shown::Words,
        _ => Shown::Nothing,
    }
}
