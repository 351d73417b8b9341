use super::{escape, info::Info};
use crate::highlight::{Class, Highlighter};

/// A longer line comes in runs, of which a browser lays out only those in view.
const MAX_LINE_BYTES: usize = 4_000;
const RUN_BYTES: usize = 1_000;

/// What follows the last line of a code block.
pub(crate) const TAIL: &str = "</code></pre></div>";
/// Between the complete lines and the partial one.
pub(crate) const BEFORE_PARTIAL: &str = "</span><span class=\"md-partial\">";
pub(crate) const AFTER_PARTIAL: &str = "</span>";

/// Opens a code block up to the container of its complete lines.
pub(crate) fn head(info: &Info) -> String {
    let mut out = String::from("<div class=\"md-code\" data-lang=\"");
    escape::attribute(&mut out, &info.language);
    if !info.file.is_empty() {
        out.push_str("\" data-file=\"");
        escape::attribute(&mut out, &info.file);
    }
    out.push_str("\"><div class=\"md-code-bar\"><span class=\"md-code-lang\">");
    escape::text(&mut out, &info.language);
    out.push_str("</span>");
    if !info.file.is_empty() {
        out.push_str("<span class=\"md-code-file\">");
        escape::text(&mut out, &info.file);
        out.push_str("</span>");
    }
    out.push_str("<button type=\"button\" class=\"md-copy\" data-copy=\"\"></button></div>");
    out.push_str("<pre tabindex=\"0\" dir=\"ltr\"><code><span class=\"md-lines\">");
    out
}

/// Appends one line of code, with its newline when it has one.
pub(crate) fn line(out: &mut String, highlighter: &mut Highlighter, line: &str) {
    let pieces = highlighter.line(line);
    out.push_str(match pieces.first() {
        Some((Class::Inserted, _)) => "<span class=\"line added\">",
        Some((Class::Deleted, _)) => "<span class=\"line removed\">",
        _ => "<span class=\"line\">",
    });
    for (class, text) in pieces {
        let Some(css) = class.css() else {
            plain(out, text);
            continue;
        };
        out.push_str("<span class=\"");
        out.push_str(css);
        out.push_str("\">");
        escape::text(out, text);
        out.push_str("</span>");
    }
    // Within the line, so that lines can be boxes of their own without an empty one between them.
    if line.ends_with('\n') {
        out.push('\n');
    }
    out.push_str("</span>");
}

fn plain(out: &mut String, mut text: &str) {
    if text.len() > MAX_LINE_BYTES {
        while text.len() > RUN_BYTES {
            let (run, rest) = text.split_at(text.floor_char_boundary(RUN_BYTES));
            out.push_str("<span class=\"run\">");
            escape::text(out, run);
            out.push_str("</span>");
            text = rest;
        }
    }
    escape::text(out, text);
}

/// What is shown of a line that is not complete: of a long one its beginning, which would be told anew with each letter.
pub(crate) fn partial(line: &str) -> &str {
    &line[..line.floor_char_boundary(MAX_LINE_BYTES)]
}

/// A code block that is parsed again and again while it grows inside a list or a quote: what was highlighted is kept, so that
/// only new lines cost.
#[derive(Debug)]
pub(crate) struct Nested {
    info: Info,
    source: String,
    html: String,
    highlighter: Highlighter,
}

impl Nested {
    pub(crate) fn new(info: Info) -> Self {
        Self {
            html: String::new(),
            source: String::new(),
            highlighter: Highlighter::new(&info.language),
            info,
        }
    }

    /// Whether `code` continues what was highlighted.
    pub(crate) fn continues(&self, info: &Info, code: &str) -> bool {
        self.info == *info && code.starts_with(&self.source)
    }

    /// Writes the whole block; an incomplete last line stays plain when the text is still `growing`.
    pub(crate) fn write(&mut self, out: &mut String, code: &str, growing: bool) {
        let complete = if growing { code.rfind('\n').map_or(0, |at| at + 1) } else { code.len() };
        let from = self.source.len().min(complete);
        for new in code[from..complete].split_inclusive('\n') {
            line(&mut self.html, &mut self.highlighter, new);
        }
        self.source.push_str(&code[from..complete]);
        out.push_str(&head(&self.info));
        out.push_str(&self.html);
        out.push_str(BEFORE_PARTIAL);
        escape::text(out, partial(&code[complete..]));
        out.push_str(AFTER_PARTIAL);
        out.push_str(TAIL);
    }
}
