use super::escape;
use crate::highlight::Highlighter;

/// A longer word after a fence names no language.
const MAX_LANGUAGE_CHARS: usize = 40;

/// What follows the last line of a code block.
pub(crate) const TAIL: &str = "</code></pre></div>";
/// Between the complete lines and the partial one.
pub(crate) const BEFORE_PARTIAL: &str = "</span><span class=\"md-partial\">";
pub(crate) const AFTER_PARTIAL: &str = "</span>";

/// The language in a fence's info string: its first word.
pub(crate) fn language(info: &str) -> String {
    let info = info.trim_start();
    let word = info
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | '{' | ':' | ';'))
        .next()
        .unwrap_or_default();
    if word.chars().count() > MAX_LANGUAGE_CHARS { String::new() } else { word.to_owned() }
}

/// Opens a code block up to the container of its complete lines.
pub(crate) fn head(language: &str) -> String {
    let mut out = String::from("<div class=\"md-code\" data-lang=\"");
    escape::attribute(&mut out, language);
    out.push_str("\"><div class=\"md-code-bar\"><span class=\"md-code-lang\">");
    escape::text(&mut out, language);
    out.push_str("</span><button type=\"button\" class=\"md-copy\" data-copy=\"\"></button></div>");
    out.push_str("<pre tabindex=\"0\" dir=\"ltr\"><code><span class=\"md-lines\">");
    out
}

/// Appends one line of code, with its newline when it has one.
pub(crate) fn line(out: &mut String, highlighter: &mut Highlighter, line: &str) {
    out.push_str("<span class=\"line\">");
    for (class, text) in highlighter.line(line) {
        match class.css() {
            Some(css) => {
                out.push_str("<span class=\"");
                out.push_str(css);
                out.push_str("\">");
                escape::text(out, text);
                out.push_str("</span>");
            }
            None => escape::text(out, text),
        }
    }
    out.push_str("</span>");
    if line.ends_with('\n') {
        out.push('\n');
    }
}

/// A code block that is parsed again and again while it grows inside a list or a quote: what was highlighted is kept, so that
/// only new lines cost.
#[derive(Debug)]
pub(crate) struct Nested {
    language: String,
    source: String,
    html: String,
    highlighter: Highlighter,
}

impl Nested {
    pub(crate) fn new(language: String) -> Self {
        Self {
            html: String::new(),
            source: String::new(),
            highlighter: Highlighter::new(&language),
            language,
        }
    }

    /// Whether `code` continues what was highlighted.
    pub(crate) fn continues(&self, language: &str, code: &str) -> bool {
        self.language == language && code.starts_with(&self.source)
    }

    /// Writes the whole block; an incomplete last line stays plain when the text is still `growing`.
    pub(crate) fn write(&mut self, out: &mut String, code: &str, growing: bool) {
        let complete = if growing { code.rfind('\n').map_or(0, |at| at + 1) } else { code.len() };
        let from = self.source.len().min(complete);
        for new in code[from..complete].split_inclusive('\n') {
            line(&mut self.html, &mut self.highlighter, new);
        }
        self.source.push_str(&code[from..complete]);
        out.push_str(&head(&self.language));
        out.push_str(&self.html);
        out.push_str(BEFORE_PARTIAL);
        escape::text(out, &code[complete..]);
        out.push_str(AFTER_PARTIAL);
        out.push_str(TAIL);
    }
}
