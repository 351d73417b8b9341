//! Emphasis, code and links inside one line, written as soon as they are certain.
//!
//! A mark counts only when its partner stands on the same line within [`REACH_BYTES`]; otherwise it is shown as it was
//! written. So what was written to the terminal is never wrong later, and words are never held back for long.

use super::style::Style;

/// Longer emphasis is shown with its marks.
const REACH_BYTES: usize = 400;

/// Writes what is certain of `text`, the rest of a line that may still grow unless `complete`. `before` is the character in
/// front of it. Gives the number of bytes that were written.
pub(crate) fn write(
    text: &str,
    before: Option<char>,
    complete: bool,
    style: Style,
    out: &mut String,
) -> usize {
    let mut at = 0;
    let mut plain = 0;
    let mut before = before;
    while let Some(char) = text[at..].chars().next() {
        let found = match char {
            '\\' => escape(&text[at..], complete),
            '`' => code(&text[at..], complete),
            '*' | '_' | '~' => emphasis(&text[at..], char, before, complete),
            '[' => link(&text[at..], complete),
            _ => Found::Text(char.len_utf8()),
        };
        match found {
            Found::Unknown => break,
            Found::Text(bytes) => {
                before = text[at..at + bytes].chars().next_back();
                at += bytes;
            }
            Found::Span { bytes, span } => {
                style.paint(&text[plain..at], out);
                span.write(before, style, out);
                before = text[at..at + bytes].chars().next_back();
                at += bytes;
                plain = at;
            }
        }
    }
    style.paint(&text[plain..at], out);
    at
}

enum Found<'t> {
    /// More has to come before this can be told.
    Unknown,
    /// So many bytes that are shown as they stand.
    Text(usize),
    Span {
        bytes: usize,
        span: Span<'t>,
    },
}

enum Span<'t> {
    Literal(&'t str),
    Code(&'t str),
    Emphasis { mark: char, level: usize, inner: &'t str },
    Link { label: &'t str, address: &'t str },
}

impl Span<'_> {
    fn write(&self, before: Option<char>, style: Style, out: &mut String) {
        match *self {
            Self::Literal(text) => style.paint(text, out),
            Self::Code(text) => Style { colour: Style::CODE.colour, ..style }.paint(text, out),
            Self::Emphasis { mark, level, inner } => {
                let style = match (mark, level) {
                    ('~', _) => Style { strike: true, ..style },
                    (_, 1) => style.italic(),
                    (_, 2) => style.bold(),
                    _ => style.bold().italic(),
                };
                write(inner, before, true, style, out);
            }
            Self::Link { label, address } => {
                write(label, before, true, Style { underline: true, ..style }, out);
                // The real address is always shown: a label may say another one.
                if label != address {
                    Style { dim: true, ..style }.paint(&format!(" ({address})"), out);
                }
            }
        }
    }
}

/// A backslash before a mark. Before anything else it stays, as in a path or a formula.
fn escape(text: &str, complete: bool) -> Found<'_> {
    match text[1..].chars().next() {
        None if !complete => Found::Unknown,
        Some('*' | '_' | '`' | '~' | '#' | '>' | '|' | '-' | '+' | '.' | '!') => {
            Found::Span { bytes: 2, span: Span::Literal(&text[1..2]) }
        }
        _ => Found::Text(1),
    }
}

/// The length of the run of `mark` at the start of `text`.
fn run(text: &str, mark: char) -> usize {
    text.bytes().take_while(|byte| char::from(*byte) == mark).count()
}

/// What a search for the partner of a mark found.
fn none(text: &str, searched: usize, complete: bool, run: usize) -> Found<'_> {
    if complete || text.len() > searched { Found::Text(run) } else { Found::Unknown }
}

fn code(text: &str, complete: bool) -> Found<'_> {
    let length = run(text, '`');
    if length == text.len() && !complete {
        return Found::Unknown;
    }
    let reach = length + REACH_BYTES;
    let mut at = length;
    while at < text.len().min(reach) {
        let Some(next) = text[at..].find('`').map(|next| at + next).filter(|next| *next < reach) else {
            break;
        };
        let found = run(&text[next..], '`');
        let end = next + found;
        if end == text.len() && !complete {
            return Found::Unknown;
        }
        if found == length {
            let inner = &text[length..next];
            // As in CommonMark, one space inside each end belongs to the marks.
            let bare = inner.strip_prefix(' ').and_then(|inner| inner.strip_suffix(' '));
            let span = Span::Code(bare.filter(|bare| !bare.trim().is_empty()).unwrap_or(inner));
            return Found::Span { bytes: end, span };
        }
        at = end;
    }
    none(text, reach, complete, length)
}

fn emphasis(text: &str, mark: char, before: Option<char>, complete: bool) -> Found<'_> {
    let length = run(text, mark);
    let Some(next) = text[length..].chars().next() else {
        return if complete { Found::Text(length) } else { Found::Unknown };
    };
    let may_open = !next.is_whitespace()
        && match mark {
            '*' => length <= 3,
            '_' => length <= 3 && !before.is_some_and(char::is_alphanumeric),
            _ => length == 2,
        };
    if !may_open {
        return Found::Text(length);
    }
    let reach = length + REACH_BYTES;
    let mut at = length;
    let mut previous = next;
    while let Some(char) = text[at..].chars().next().filter(|_| at < reach) {
        let skip = match char {
            '\\' => 1 + text[at + 1..].chars().next().map_or(0, char::len_utf8),
            '`' => match code(&text[at..], complete) {
                Found::Unknown => return Found::Unknown,
                Found::Text(bytes) | Found::Span { bytes, .. } => bytes,
            },
            char if char == mark => {
                let found = run(&text[at..], mark);
                let after = text[at + found..].chars().next();
                if after.is_none() && !complete {
                    return Found::Unknown;
                }
                let closes =
                    !previous.is_whitespace() && (mark != '_' || !after.is_some_and(char::is_alphanumeric));
                if found == length && closes && at > length {
                    let span = Span::Emphasis { mark, level: length, inner: &text[length..at] };
                    return Found::Span { bytes: at + found, span };
                }
                found
            }
            char => char.len_utf8(),
        };
        previous = text[at..at + skip].chars().next_back().unwrap_or(char);
        at += skip;
    }
    none(text, at.max(reach), complete, length)
}

/// `[label](address)`. Everything else in brackets is text.
fn link(text: &str, complete: bool) -> Found<'_> {
    let reach = REACH_BYTES.min(text.len());
    let mut depth = 0_usize;
    let label = text.bytes().take(reach).position(|byte| {
        match byte {
            b'[' => depth += 1,
            b']' => depth -= 1,
            _ => {}
        }
        depth == 0
    });
    let Some(label) = label else { return none(text, REACH_BYTES, complete, 1) };
    match text.as_bytes().get(label + 1) {
        Some(b'(') => {}
        None if !complete => return Found::Unknown,
        _ => return Found::Text(1),
    }
    let start = label + 2;
    let mut depth = 1_usize;
    let mut address = None;
    for (at, byte) in text.bytes().enumerate().skip(start).take(REACH_BYTES) {
        match byte {
            b'(' => depth += 1,
            b')' => depth -= 1,
            // A title after the address; too rare to be worth its rules.
            b' ' | b'\t' => return Found::Text(1),
            _ => {}
        }
        if depth == 0 {
            address = Some(at);
            break;
        }
    }
    match address {
        Some(end) if end > start && label > 1 => Found::Span {
            bytes: end + 1,
            span: Span::Link { label: &text[1..label], address: &text[start..end] },
        },
        Some(_) => Found::Text(1),
        None => none(text, start + REACH_BYTES, complete, 1),
    }
}
