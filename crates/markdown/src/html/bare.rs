use std::ops::Range;

/// Finds bare web addresses in text as GitHub does (GFM, "Autolinks (extended)"): `http://`, `https://` and `www.`.
pub(super) fn addresses(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(start) = next_start(text, from) {
        let end = start + end_of(&text[start..]);
        let prefix = if text[start..].starts_with("www.") {
            4
        } else {
            text[start..].find("//").map_or(0, |at| at + 2)
        };
        if end > start + prefix && has_host(&text[start + prefix..end]) {
            found.push(start..end);
            from = end;
        } else {
            from = start + prefix.max(1);
        }
    }
    found
}

fn next_start(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = from;
    while at < bytes.len() {
        let lead = bytes[at];
        if (lead == b'h' && (text[at..].starts_with("http://") || text[at..].starts_with("https://"))
            || lead == b'w' && text[at..].starts_with("www."))
            && may_precede(&text[..at])
        {
            return Some(at);
        }
        at += 1;
        while !text.is_char_boundary(at) {
            at += 1;
        }
    }
    None
}

fn may_precede(before: &str) -> bool {
    before
        .chars()
        .next_back()
        .is_none_or(|last| !last.is_ascii_alphanumeric() && !matches!(last, '/' | '@' | '.' | '-' | '_'))
}

fn has_host(rest: &str) -> bool {
    let host = rest.split(['/', '?', '#', ':']).next().unwrap_or_default();
    host == "localhost" || host.starts_with(|first: char| first.is_alphanumeric()) && host.contains('.')
}

/// Length of the address at the start of `text`: up to white space or `<`, without trailing punctuation and without closing
/// brackets that it did not open.
fn end_of(text: &str) -> usize {
    let stop = |character: char| {
        character.is_whitespace() || character.is_control() || matches!(character, '<' | '>' | '"' | '`')
    };
    let mut end = text.find(stop).unwrap_or(text.len());
    // Counted once: a bracket that is cut off below is subtracted, so that a run of brackets costs linear time.
    let mut open = text[..end].matches('(').count();
    let mut close = text[..end].matches(')').count();
    while let Some(last) = text[..end].chars().next_back() {
        match last {
            ')' if close > open => close -= 1,
            '?' | '!' | '.' | ',' | ':' | ';' | '*' | '_' | '~' | '\'' | '|' | '。' | '，' | '、' | '）'
            | '」' => {}
            ']' | '}' => {}
            '(' => open -= 1,
            _ => break,
        }
        end -= last.len_utf8();
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        addresses(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn addresses_end_where_a_reader_would_end_them() {
        assert_eq!(found("see https://example.org/a_b?c=d&e=f."), ["https://example.org/a_b?c=d&e=f"]);
        assert_eq!(found("(https://en.example.org/wiki/A_(b))"), ["https://en.example.org/wiki/A_(b)"]);
        assert_eq!(
            found("www.example.org, http://localhost:3000/x"),
            ["www.example.org", "http://localhost:3000/x"]
        );
        assert_eq!(found("见https://example.org。"), ["https://example.org"]);
        assert_eq!(found("xhttp://a.b http:// https://x www. user@www.a.b"), [""; 0]);
    }
}
