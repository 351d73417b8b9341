//! A top-level code fence that is still open: the parser is not asked again until it closes, so that a new line costs its own
//! length only.

use crate::{
    highlight::Highlighter,
    html::{code, escape, info::Info},
    line::dedented,
};

/// What is shown of the block.
#[derive(Debug)]
pub(super) struct Code {
    pub(super) head: String,
    /// HTML of the complete lines; only ever grows.
    pub(super) lines: String,
    /// The last, incomplete line as it is shown.
    pub(super) partial: String,
}

impl Code {
    pub(super) fn html(&self) -> String {
        let mut html = String::with_capacity(self.head.len() + self.lines.len() + self.partial.len() + 64);
        html.push_str(&self.head);
        html.push_str(&self.lines);
        html.push_str(code::BEFORE_PARTIAL);
        escape::text(&mut html, &self.partial);
        html.push_str(code::AFTER_PARTIAL);
        html.push_str(code::TAIL);
        html
    }
}

/// The fence and where it was read to.
#[derive(Debug)]
pub(super) struct Fence {
    mark: u8,
    length: usize,
    indent: usize,
    highlighter: Highlighter,
    /// Offset of the first line that is not complete.
    pub(super) at: usize,
}

impl Fence {
    /// `line` is the opening line from its start, `at` the offset behind it.
    pub(super) fn open(line: &str, info: &str, at: usize) -> (Self, Code) {
        let bare = line.trim_start_matches(' ');
        let mark = bare.as_bytes().first().copied().unwrap_or(b'`');
        let info = Info::parse(info);
        let fence = Self {
            mark,
            length: run(bare, mark),
            indent: line.len() - bare.len(),
            highlighter: Highlighter::new(&info.language),
            at,
        };
        (fence, Code { head: code::head(&info), lines: String::new(), partial: String::new() })
    }

    /// Reads on in `text`. True when the fence is closed, by its closing line or because the text is `finished`.
    pub(super) fn read(&mut self, text: &str, finished: bool, code: &mut Code) -> bool {
        while let Some(length) = text[self.at..].find('\n') {
            let line = &text[self.at..=self.at + length];
            self.at += line.len();
            if self.closes(line) {
                code.partial.clear();
                return true;
            }
            self.append(line, code);
        }
        let rest = &text[self.at..];
        if finished {
            self.at = text.len();
            // The parser takes an end of text within the indentation of a closing fence for one.
            let blank = rest.len() < 4 && rest.bytes().all(|byte| byte == b' ');
            if !blank && !self.closes(rest) {
                self.append(rest, code);
            }
            code.partial.clear();
            return true;
        }
        code.partial.clear();
        if !self.may_close(rest) {
            let (spaces, content) = dedented(rest, self.indent);
            code.partial.push_str(spaces);
            code.partial.push_str(code::partial(content));
        }
        false
    }

    fn append(&mut self, line: &str, code: &mut Code) {
        let (spaces, content) = dedented(line, self.indent);
        if spaces.is_empty() {
            code::line(&mut code.lines, &mut self.highlighter, content);
        } else {
            code::line(&mut code.lines, &mut self.highlighter, &format!("{spaces}{content}"));
        }
    }

    /// CommonMark, "Closing code fence".
    fn closes(&self, line: &str) -> bool {
        let bare = line.trim_start_matches(' ');
        let length = run(bare, self.mark);
        line.len() - bare.len() < 4
            && length >= self.length
            && matches!(bare[length..].trim_start_matches(' '), "" | "\n")
    }

    fn may_close(&self, partial: &str) -> bool {
        let bare = partial.trim_start_matches(' ');
        let length = run(bare, self.mark);
        let rest = &bare[length..];
        partial.len() - bare.len() < 4
            && (rest.is_empty() || length >= self.length && rest.bytes().all(|byte| byte == b' '))
            && !partial.is_empty()
    }
}

fn run(text: &str, mark: u8) -> usize {
    text.bytes().take_while(|&byte| byte == mark).count()
}
