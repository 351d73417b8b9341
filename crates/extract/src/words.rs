//! A text that grows up to a limit.

/// More than any model takes in one question, in bytes of UTF-8.
pub const MAX_TEXT_BYTES: usize = 4 * 1024 * 1024;

/// The words of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    pub text: String,
    /// The file has more.
    pub cut: bool,
}

#[derive(Debug, Default)]
pub(crate) struct Words {
    text: String,
    cut: bool,
}

impl Words {
    pub(crate) fn push(&mut self, more: &str) {
        if self.cut {
            return;
        }
        let room = MAX_TEXT_BYTES.saturating_sub(self.text.len());
        let end = (0..=room.min(more.len())).rev().find(|end| more.is_char_boundary(*end)).unwrap_or(0);
        self.text.push_str(more.get(..end).unwrap_or_default());
        self.cut = end < more.len();
    }

    /// Ends a line, unless it has just been ended.
    pub(crate) fn line(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.push("\n");
        }
    }

    /// Leaves a line free.
    pub(crate) fn paragraph(&mut self) {
        self.line();
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.push("\n");
        }
    }

    /// A blank between words, unless there is one.
    pub(crate) fn space(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with(char::is_whitespace) {
            self.push(" ");
        }
    }

    /// Begins a cell of a row.
    pub(crate) fn column(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with(['\n', '\t']) {
            self.push("\t");
        }
    }

    /// Whether nothing more is taken.
    pub(crate) fn is_full(&self) -> bool {
        self.cut
    }

    pub(crate) fn finish(self) -> Text {
        let text = self.text.trim_end();
        Text { text: text.to_owned(), cut: self.cut }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_is_too_long_is_cut_at_a_character_and_says_so() {
        let mut words = Words::default();
        words.push("x");
        words.push(&"ü".repeat(MAX_TEXT_BYTES / 2));
        assert!(words.is_full());
        words.push("more");
        let text = words.finish();
        assert!(text.cut && text.text.len() == MAX_TEXT_BYTES - 1 && text.text.ends_with('ü'));

        let mut words = Words::default();
        words.push(&"x".repeat(MAX_TEXT_BYTES));
        assert!(!words.finish().cut);
    }

    #[test]
    fn lines_and_blanks_are_not_doubled() {
        let mut words = Words::default();
        words.line();
        words.push("a");
        words.space();
        words.space();
        words.push("b");
        words.line();
        words.line();
        words.paragraph();
        words.paragraph();
        words.push("c");
        assert_eq!(words.finish().text, "a b\n\nc");
    }
}
