//! What the beginning of a line says about it.

/// A line whose kind shows only at its end is held back; a longer one is a paragraph, whatever it looks like.
const HELD_BYTES: usize = 1_000;

/// The kind of a line, or of what follows a list or quote mark on it.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Opening<'t> {
    /// More has to come before this can be told.
    Unknown,
    Blank,
    /// A paragraph or a row of a table.
    Text,
    /// `indent` and `mark` are bytes.
    Item {
        indent: usize,
        mark: usize,
        sign: &'static str,
    },
    Number {
        bytes: usize,
    },
    Quote {
        bytes: usize,
    },
    Heading {
        level: usize,
        text: &'t str,
    },
    Rule,
    Fence {
        mark: char,
        length: usize,
        indent: usize,
        language: &'t str,
    },
    IndentedCode,
}

/// Reads the beginning of `text`, a line that may still grow unless it is `whole`. `code` says whether an indentation of
/// four would make it code here.
pub(super) fn read(text: &str, whole: bool, code: bool) -> Opening<'_> {
    let opening = read_any_length(text, whole, code);
    let held =
        matches!(opening, Opening::Unknown | Opening::Heading { .. } | Opening::Rule | Opening::Fence { .. });
    match opening {
        _ if held && text.len() > HELD_BYTES => Opening::Text,
        Opening::Heading { .. } | Opening::Fence { .. } if !whole => Opening::Unknown,
        opening => opening,
    }
}

fn read_any_length(text: &str, whole: bool, code: bool) -> Opening<'_> {
    let rest = text.trim_start_matches([' ', '\t']);
    let indent = text.len() - rest.len();
    let Some(first) = rest.chars().next() else {
        return if whole { Opening::Blank } else { Opening::Unknown };
    };
    if code && (text.starts_with("    ") || text[..indent].contains('\t')) {
        return Opening::IndentedCode;
    }
    match first {
        '`' | '~' => fence(rest, indent, first, whole),
        '#' => heading(rest, whole),
        '-' | '*' | '+' | '_' => rule_or_item(rest, indent, first, whole),
        '0'..='9' => number(rest, indent, whole),
        '>' => match rest[1..].chars().next() {
            None if !whole => Opening::Unknown,
            Some(' ') => Opening::Quote { bytes: indent + 2 },
            _ => Opening::Quote { bytes: indent + 1 },
        },
        _ => Opening::Text,
    }
}

fn fence(rest: &str, indent: usize, mark: char, whole: bool) -> Opening<'_> {
    let info = rest.trim_start_matches(mark);
    let length = rest.len() - info.len();
    if info.is_empty() && !whole {
        return Opening::Unknown;
    }
    // Backticks behind backticks are code in a line of text.
    if length < 3 || (mark == '`' && info.contains('`')) {
        return Opening::Text;
    }
    let language = info.trim().split([' ', '\t', ',', '{']).next().unwrap_or_default();
    Opening::Fence { mark, length, indent, language }
}

/// Whether `line` ends a code block that `length` times `mark` began at `indent`.
pub(super) fn closes(line: &str, mark: char, length: usize, indent: usize) -> bool {
    let rest = line.trim_start_matches([' ', '\t']);
    let after = rest.trim_start_matches(mark);
    line.len() - rest.len() <= indent + 3 && rest.len() - after.len() >= length && after.trim().is_empty()
}

fn heading(rest: &str, whole: bool) -> Opening<'_> {
    let text = rest.trim_start_matches('#');
    let level = rest.len() - text.len();
    match text.chars().next() {
        _ if level > 6 => Opening::Text,
        None if !whole => Opening::Unknown,
        None | Some(' ' | '\t') => {
            let text = text.trim();
            let bare = text.trim_end_matches('#');
            // Closing marks belong to the heading only behind a space: "C#" keeps its own.
            let text = if bare.is_empty() || bare.ends_with([' ', '\t']) { bare.trim_end() } else { text };
            Opening::Heading { level, text }
        }
        Some(_) => Opening::Text,
    }
}

fn rule_or_item(rest: &str, indent: usize, mark: char, whole: bool) -> Opening<'_> {
    if mark != '+' && rest.chars().all(|char| char == mark || matches!(char, ' ' | '\t')) {
        if !whole {
            return Opening::Unknown;
        }
        if rest.matches(mark).count() >= 3 {
            return Opening::Rule;
        }
    }
    let after = &rest[1..];
    match after.chars().next() {
        _ if mark == '_' => Opening::Text,
        None if !whole => Opening::Unknown,
        None | Some(' ' | '\t') => item(after.get(1..).unwrap_or_default(), indent, whole),
        Some(_) => Opening::Text,
    }
}

fn item(content: &str, indent: usize, whole: bool) -> Opening<'_> {
    const TASKS: [(&str, &str); 3] = [("[ ] ", "☐ "), ("[x] ", "☑ "), ("[X] ", "☑ ")];
    for (task, sign) in TASKS {
        if content.starts_with(task) {
            return Opening::Item { indent, mark: 2 + task.len(), sign };
        }
        if !whole && task.starts_with(content) {
            return Opening::Unknown;
        }
    }
    Opening::Item { indent, mark: 2, sign: "• " }
}

fn number(rest: &str, indent: usize, whole: bool) -> Opening<'_> {
    let after = rest.trim_start_matches(|char: char| char.is_ascii_digit());
    let digits = rest.len() - after.len();
    let mut after = after.chars();
    match (after.next(), after.next()) {
        _ if digits > 9 => Opening::Text,
        (None, _) | (Some('.' | ')'), None) if !whole => Opening::Unknown,
        (Some('.' | ')'), Some(' ')) => Opening::Number { bytes: indent + digits + 2 },
        _ => Opening::Text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(text: &str) -> Opening<'_> {
        read(text, true, true)
    }

    #[test]
    fn lines_are_told_apart() {
        assert_eq!(whole("   "), Opening::Blank);
        assert_eq!(whole("| a | b |"), Opening::Text);
        assert_eq!(whole("- a"), Opening::Item { indent: 0, mark: 2, sign: "• " });
        assert_eq!(whole("  * [x] a"), Opening::Item { indent: 2, mark: 6, sign: "☑ " });
        assert_eq!(whole("12. a"), Opening::Number { bytes: 4 });
        assert_eq!(whole("3.14 is"), Opening::Text);
        assert_eq!(whole(">a"), Opening::Quote { bytes: 1 });
        assert_eq!(whole("## C# ##"), Opening::Heading { level: 2, text: "C#" });
        assert_eq!(whole("#tag"), Opening::Text);
        assert_eq!(whole("- - -"), Opening::Rule);
        assert_eq!(whole("**bold** text"), Opening::Text);
        assert_eq!(whole("-5 degrees"), Opening::Text);
        assert_eq!(whole("    __init__"), Opening::IndentedCode);
        let fence = Opening::Fence { mark: '`', length: 3, indent: 2, language: "rust" };
        assert_eq!(whole("  ```rust,ignore x"), fence);
        assert_eq!(whole("```a``` is code"), Opening::Text);
    }

    #[test]
    fn nothing_is_decided_too_early() {
        for text in
            ["", "  ", "-", "- ", "--", "**", "- [", "- [x]", "#", "# Head", "1", "12.", ">", "`", "```ru"]
        {
            assert_eq!(read(text, false, true), Opening::Unknown, "{text:?}");
        }
        for text in ["a", "- a", "- [a", "**b", "#t", "1a", "> ", "``a"] {
            assert_ne!(read(text, false, true), Opening::Unknown, "{text:?}");
        }
    }
}
