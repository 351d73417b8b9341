/// Appends `text` as the content of an element. The escapes are those of the HTML serialisation, so that parsing and
/// serialising our output again changes nothing.
pub(crate) fn text(out: &mut String, text: &str) {
    escape(out, text, false);
}

/// Appends `text` as the value of an attribute in double quotes.
pub(crate) fn attribute(out: &mut String, text: &str) {
    escape(out, text, true);
}

fn escape(out: &mut String, text: &str, attribute: bool) {
    let mut rest = 0;
    for (at, character) in text.char_indices() {
        let escaped = match character {
            '&' => "&amp;",
            '<' => "&lt;",
            '>' => "&gt;",
            '"' if attribute => "&quot;",
            '\u{a0}' => "&nbsp;",
            // A line feed or carriage return would be changed by the HTML parser's newline rules.
            '\r' => "&#13;",
            '\0' => "\u{fffd}",
            _ => continue,
        };
        out.push_str(&text[rest..at]);
        out.push_str(escaped);
        rest = at + character.len_utf8();
    }
    out.push_str(&text[rest..]);
}

#[cfg(test)]
mod tests {
    #[test]
    fn nothing_can_leave_text_or_attribute() {
        let mut out = String::new();
        super::text(&mut out, "a<b>&\"'\u{a0}\0é");
        assert_eq!(out, "a&lt;b&gt;&amp;\"'&nbsp;\u{fffd}é");
        out.clear();
        super::attribute(&mut out, "\" onclick='x'>");
        assert_eq!(out, "&quot; onclick='x'&gt;");
    }
}
