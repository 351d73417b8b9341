//! What begins a line, as far as it can be told without what stands before it.

/// A line without the markers of quotes and list items before it.
pub(crate) fn content(line: &str) -> &str {
    let mut rest = line;
    loop {
        rest = rest.trim_start_matches([' ', '\t']);
        let inner = rest.strip_prefix('>').or_else(|| after_item_marker(rest));
        match inner {
            Some(inner) => rest = inner,
            None => return rest,
        }
    }
}

/// What follows a bullet or an item's number with its space.
pub(crate) fn after_item_marker(text: &str) -> Option<&str> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let marks: &[char] = if digits == 0 { &['-', '*', '+'] } else { &['.', ')'] };
    let rest = text[digits..].strip_prefix(marks).filter(|_| digits <= 9)?;
    rest.starts_with([' ', '\t']).then_some(rest)
}

/// A line of a fence that is indented by `indent` spaces, without that indentation. A tab that is only partly indentation
/// leaves spaces.
pub(crate) fn dedented(line: &str, indent: usize) -> (&'static str, &str) {
    let spaces = line.bytes().take(indent).take_while(|&byte| byte == b' ').count();
    let left = indent - spaces;
    if left > 0
        && let Some(content) = line[spaces..].strip_prefix('\t')
    {
        // A tab reaches to column 4 and a fence is indented by 3 at most.
        let kept = (4 - spaces).saturating_sub(left);
        return (&"   "[..kept.min(3)], content);
    }
    ("", &line[spaces..])
}
