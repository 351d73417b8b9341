//! Closes what is open at the end of text that grows, in a copy: `**bold` is shown bold and not as asterisks.

use crate::line::{after_item_marker, content};

/// Further back an unclosed bracket is just a bracket.
const MAX_OPEN_BRACKET_BYTES: usize = 1_000;

/// `text` as it is parsed for showing.
pub(super) fn healed(text: &str) -> String {
    let Some(start) = last_inline(text) else { return text.to_owned() };
    let mut out = text[..start].to_owned();
    close(&text[start..], &mut out);
    out
}

/// Start of the words that the end of `text` belongs to; `None` when it ends in code or in no words at all.
fn last_inline(text: &str) -> Option<usize> {
    if ends_in_code(text) {
        return None;
    }
    let mut start = text.len();
    let mut end = text.strip_suffix('\n').unwrap_or(text).len();
    loop {
        let line_start = text[..end].rfind('\n').map_or(0, |newline| newline + 1);
        let line = &text[line_start..end];
        let words = content(line);
        if words.is_empty() {
            break;
        }
        start = end - words.len();
        let marked = after_item_marker(line.trim_start_matches([' ', '\t', '>'])).is_some();
        if marked || words.starts_with(['#', '|']) || line_start == 0 {
            break;
        }
        end = line_start - 1;
    }
    (start < text.len()).then_some(start)
}

/// Whether the last line is code, of a fence in a list or quote, or indented.
fn ends_in_code(text: &str) -> bool {
    let mut fence: Option<(u8, usize)> = None;
    let mut indented = true;
    for line in text.split_inclusive('\n') {
        indented &= line.starts_with("    ") || line.starts_with('\t') || line.trim().is_empty();
        let words = content(line);
        let Some(mark) = words.bytes().next().filter(|byte| matches!(byte, b'`' | b'~')) else { continue };
        let length = run(words.as_bytes(), 0);
        let rest = words[length..].trim();
        fence = match fence {
            Some((open, least)) if open == mark && length >= least && rest.is_empty() => None,
            None if length >= 3 && !(mark == b'`' && rest.contains('`')) => Some((mark, length)),
            open => open,
        };
    }
    fence.is_some() || indented
}

/// Length of the run of equal bytes at `at`.
fn run(bytes: &[u8], at: usize) -> usize {
    bytes[at..].iter().take_while(|&&byte| byte == bytes[at]).count()
}

struct Emphasis {
    mark: u8,
    count: usize,
    /// Offset behind the marks.
    end: usize,
}

/// Where the words stop being shown as they are.
enum Stop {
    End,
    Code {
        at: usize,
        count: usize,
    },
    /// A link whose address is not complete: its bracket and what follows its text are not shown.
    Link {
        open: usize,
        close: usize,
    },
    /// An image, a footnote: not shown from here.
    Hidden {
        at: usize,
    },
}

fn close(words: &str, out: &mut String) {
    let mut emphases = Vec::new();
    let stop = scan(words, &mut emphases);
    let from = out.len();
    let shown_to = match stop {
        Stop::End => {
            out.push_str(words);
            words.len()
        }
        Stop::Code { at, count } => {
            let code = words[at + count..].trim_end().trim_end_matches('`').trim_end();
            if code.trim().is_empty() {
                out.push_str(&words[..at]);
                at
            } else {
                out.push_str(&words[..at + count + code.len()]);
                out.extend(std::iter::repeat_n('`', count));
                words.len()
            }
        }
        Stop::Link { open, close } => {
            out.push_str(&words[..open]);
            out.push_str(&words[open + 1..close]);
            close
        }
        Stop::Hidden { at } => {
            out.push_str(&words[..at]);
            at
        }
    };
    trim(out, from);
    for emphasis in emphases.iter().rev() {
        let marks = out.len() - from;
        if emphasis.end >= shown_to || words[emphasis.end..shown_to].trim().is_empty() {
            // Marks without words behind them are not shown.
            let bare = out[from..].trim_end_matches(char::from(emphasis.mark)).len();
            out.truncate(from + bare.max(marks.saturating_sub(emphasis.count)));
            trim(out, from);
        } else if !ends_in_marks(&out[from..], emphasis.mark) {
            out.extend(std::iter::repeat_n(char::from(emphasis.mark), emphasis.count));
        }
    }
}

/// Whether the last of several lines is marks only: with more of them it would become a rule or a fence.
fn ends_in_marks(words: &str, mark: u8) -> bool {
    words.rsplit_once('\n').is_some_and(|(_, last)| last.bytes().all(|byte| byte == mark || byte == b' '))
}

/// Marks after a space would not close anything.
fn trim(out: &mut String, from: usize) {
    let length = out[from..].trim_end().len();
    out.truncate(from + length);
}

fn scan(words: &str, emphases: &mut Vec<Emphasis>) -> Stop {
    let bytes = words.as_bytes();
    let mut brackets: Vec<usize> = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 2,
            b'`' => {
                let count = run(bytes, at);
                match code_end(bytes, at + count, count) {
                    Some(end) => at = end,
                    None => return Stop::Code { at, count },
                }
            }
            b'<' => at = tag_end(bytes, at),
            b'*' | b'_' | b'~' => {
                let count = run(bytes, at);
                emphasis(words, at, count, emphases);
                at += count;
            }
            b'[' => {
                brackets.push(at);
                at += 1;
            }
            b']' => {
                let open = brackets.pop();
                at = match (open, bytes.get(at + 1)) {
                    (Some(open), Some(b'(' | b'[') | None) => match target_end(bytes, at + 1) {
                        Some(end) => end,
                        None if is_task(&words[open..=at]) || words[open..].starts_with("[^") => at + 1,
                        None if is_image(bytes, open) => return Stop::Hidden { at: open - 1 },
                        None => return Stop::Link { open, close: at },
                    },
                    _ => at + 1,
                };
            }
            _ => at += 1,
        }
    }
    match brackets.into_iter().find(|open| bytes.len() - open <= MAX_OPEN_BRACKET_BYTES) {
        Some(open) if is_image(bytes, open) => Stop::Hidden { at: open - 1 },
        Some(open) if words[open..].starts_with("[^") => Stop::Hidden { at: open },
        Some(open) => Stop::Link { open, close: bytes.len() },
        None => Stop::End,
    }
}

fn is_image(bytes: &[u8], open: usize) -> bool {
    open > 0 && bytes[open - 1] == b'!'
}

fn is_task(text: &str) -> bool {
    matches!(text, "[ ]" | "[x]" | "[X]")
}

/// End of the code span that `count` backticks opened.
fn code_end(bytes: &[u8], from: usize, count: usize) -> Option<usize> {
    let mut at = from;
    while at < bytes.len() {
        if bytes[at] != b'`' {
            at += 1;
            continue;
        }
        let length = run(bytes, at);
        at += length;
        if length == count {
            return Some(at);
        }
    }
    None
}

/// End of an autolink or tag, or the next byte when it is none.
fn tag_end(bytes: &[u8], open: usize) -> usize {
    for (offset, byte) in bytes[open + 1..].iter().enumerate() {
        match byte {
            b'>' => return open + offset + 2,
            b'<' | b' ' | b'\n' => break,
            _ => {}
        }
    }
    open + 1
}

/// End of `(address)` or `[label]` at `at`; `None` when it is not complete.
fn target_end(bytes: &[u8], at: usize) -> Option<usize> {
    let (open, close) = if *bytes.get(at)? == b'(' { (b'(', b')') } else { (b'[', b']') };
    let mut depth = 0;
    let mut escaped = false;
    for (offset, &byte) in bytes[at..].iter().enumerate() {
        if escaped {
            escaped = false;
        } else if byte == b'\\' {
            escaped = true;
        } else if byte == open {
            depth += 1;
        } else if byte == close {
            depth -= 1;
            if depth == 0 {
                return Some(at + offset + 1);
            }
        }
    }
    None
}

/// Opens or closes emphasis, by a simpler form of CommonMark's flanking rules.
fn emphasis(words: &str, at: usize, count: usize, emphases: &mut Vec<Emphasis>) {
    let mark = words.as_bytes()[at];
    let before = words[..at].chars().next_back();
    let after = words[at + count..].chars().next();
    let inside_word = before.is_some_and(char::is_alphanumeric) && after.is_some_and(char::is_alphanumeric);
    if inside_word && (mark == b'_' || count == 1) || mark == b'~' && count > 2 {
        return;
    }
    let mut left = count;
    if before.is_some_and(|before| !before.is_whitespace()) {
        while left > 0
            && let Some(place) = emphases.iter().rposition(|open| open.mark == mark)
        {
            emphases.truncate(place + 1);
            let open = &mut emphases[place];
            let closed = open.count.min(left);
            open.count -= closed;
            left -= closed;
            if open.count == 0 {
                emphases.pop();
            }
        }
    }
    let opens = after.is_none_or(|after| !after.is_whitespace());
    if left > 0 && opens {
        emphases.push(Emphasis { mark, count: left, end: at + count });
    }
}

#[cfg(test)]
mod tests {
    use super::healed;

    #[test]
    fn what_is_open_is_closed() {
        for (text, expected) in [
            ("a **bold", "a **bold**"),
            ("a **bold ", "a **bold**"),
            ("a **bold*", "a **bold**"),
            ("a *b **c", "a *b **c***"),
            ("~~gone", "~~gone~~"),
            ("call `code", "call `code`"),
            ("call ``a`b", "call ``a`b``"),
            ("a **", "a"),
            ("a `", "a "),
            ("see [the page](https://exa", "see the page"),
            ("see [the pa", "see the pa"),
            ("see ![a picture](https://exa", "see"),
            ("note[^1", "note"),
            ("- one\n- **two", "- one\n- **two**"),
            ("**one\ntwo", "**one\ntwo**"),
            ("~~one\n~  ", "~~one\n~"),
            ("| a | b |\n|---|---|\n| **c", "| a | b |\n|---|---|\n| **c**"),
        ] {
            assert_eq!(healed(text).trim_end(), expected.trim_end(), "{text:?}");
        }
    }

    #[test]
    fn what_is_not_open_stays() {
        for text in [
            "a **b** c",
            "2 * 3 = 6",
            "snake_case_name",
            "2*3",
            "`**`",
            "\\*a",
            "[ ] task",
            "[a](https://example.org) b",
            "note[^1] b",
            "**one**\n\ntext",
            "1. step\n\n   ```sh\n   echo **",
            "    **code",
            "costs $5-$10 and",
        ] {
            assert_eq!(healed(text), text);
        }
    }
}
