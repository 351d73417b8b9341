//! What is not yet shown of text that grows, because the next characters may turn it into something else.

use crate::line::content;

/// A longer line is shown: it is no marker.
const MAX_HELD_CHARS: usize = 500;

/// `tail` up to what is held back.
pub(super) fn shown(tail: &str) -> &str {
    let mut end = tail.len();
    let last = &tail[line_start(tail, end)..];
    if last.len() <= MAX_HELD_CHARS && is_ambiguous(last) {
        end -= last.len();
    }
    &tail[..table_header(&tail[..end]).unwrap_or(end)]
}

fn line_start(text: &str, end: usize) -> usize {
    text[..end].rfind('\n').map_or(0, |newline| newline + 1)
}

fn is_ambiguous(line: &str) -> bool {
    let content = content(line);
    is_marker(line.trim()) || is_marker(content.trim()) || opens_fence(content) || defines_link(content)
}

/// A rule, an underline of a heading, a bullet, the number of an item, a delimiter row; or emphasis without its words.
fn is_marker(text: &str) -> bool {
    if text.is_empty() {
        return false;
    }
    let digits = text.trim_end_matches(['.', ')']);
    let number = digits.len() <= 9
        && text.len() <= digits.len() + 1
        && digits.bytes().all(|byte| byte.is_ascii_digit());
    number
        || text.bytes().all(|byte| {
            matches!(byte, b'-' | b'=' | b'|' | b'#' | b'*' | b'_' | b'+' | b'~' | b'`' | b'>' | b':' | b' ')
        })
}

fn opens_fence(content: &str) -> bool {
    content.starts_with("~~~")
        || content.strip_prefix("```").is_some_and(|info| !info.trim_start_matches('`').contains('`'))
}

fn defines_link(content: &str) -> bool {
    content.starts_with('[') && !content.starts_with("[^") && content.contains("]:")
}

/// Start of the last line when it looks like the header of a table whose delimiter row has not come.
fn table_header(text: &str) -> Option<usize> {
    let complete = text.strip_suffix('\n').unwrap_or(text);
    let start = line_start(complete, complete.len());
    let line = &complete[start..];
    if line.len() > MAX_HELD_CHARS || !content(line).starts_with('|') {
        return None;
    }
    let before = start.checked_sub(1).map_or("", |end| &text[line_start(text, end)..end]);
    (!content(before).starts_with('|')).then_some(start)
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn what_may_become_something_else_is_held() {
        for (tail, expected) in [
            ("text\n-", "text\n"),
            ("text\n===", "text\n"),
            ("text\n\n12.", "text\n\n"),
            ("## ", ""),
            ("- a\n-", "- a\n"),
            ("> text\n> ```ru", "> text\n"),
            ("```rust", ""),
            ("~~", ""),
            ("[label]: https://exa", ""),
            ("text\n\n| a | b", "text\n\n"),
            ("| a | b |\n", ""),
            ("| a | b |\n|--", ""),
        ] {
            assert_eq!(shown(tail), expected, "{tail:?}");
        }
    }

    #[test]
    fn everything_else_is_shown() {
        for tail in [
            "text",
            "text\n- item",
            "| a | b |\n|---|---|\n",
            "| a | b |\n|---|---|\n| c",
            "| a |\n\n",
            "[^1]: a note",
            "``` a`b",
            "1234567890",
            "a 42",
            "",
        ] {
            assert_eq!(shown(tail), tail);
        }
    }
}
