//! Text that a terminal may be given. What a model, a provider or a title says must not move the cursor, rename the window,
//! write to the clipboard or hide what comes after it.

use std::borrow::Cow;

/// Makes text harmless piece by piece. A line ending may be cut in two between pieces.
#[derive(Debug, Default)]
pub(crate) struct Neutral {
    carriage_return: bool,
}

impl Neutral {
    /// Appends `text` to `out` with every control character but newline and tab replaced by a visible sign; `\r\n` becomes
    /// `\n`.
    pub(crate) fn push(&mut self, text: &str, out: &mut String) {
        for char in text.chars() {
            if std::mem::take(&mut self.carriage_return) && char != '\n' {
                out.push(picture('\r'));
            }
            match char {
                '\r' => self.carriage_return = true,
                '\n' | '\t' => out.push(char),
                char if is_harmful(char) => out.push(picture(char)),
                char => out.push(char),
            }
        }
    }

    /// Nothing follows.
    pub(crate) fn finish(&mut self, out: &mut String) {
        if std::mem::take(&mut self.carriage_return) {
            out.push(picture('\r'));
        }
    }
}

/// One harmless line: line ends and tabs become spaces.
pub(crate) fn line(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_harmful) {
        return Cow::Borrowed(text);
    }
    let sign = |char| match char {
        '\n' | '\r' | '\t' => ' ',
        char if is_harmful(char) => picture(char),
        char => char,
    };
    Cow::Owned(text.chars().map(sign).collect())
}

/// The C0 and C1 controls, and the marks that make a terminal draw text in another order than it is written.
fn is_harmful(char: char) -> bool {
    char.is_control() || matches!(char, '\u{202a}'..='\u{202e}')
}

/// The picture of a control character from the block U+2400, or the replacement character.
fn picture(char: char) -> char {
    match char {
        '\u{7f}' => '␡',
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(char)).unwrap_or(char::REPLACEMENT_CHARACTER),
        _ => char::REPLACEMENT_CHARACTER,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn neutral(pieces: &[&str]) -> String {
        let (mut neutral, mut out) = (Neutral::default(), String::new());
        pieces.iter().for_each(|piece| neutral.push(piece, &mut out));
        neutral.finish(&mut out);
        out
    }

    #[test]
    fn escape_sequences_become_visible_text() {
        assert_eq!(neutral(&["\x1b]0;title\x07 \x1b[2J \u{9b}31m \u{7f}"]), "␛]0;title␇ ␛[2J \u{fffd}31m ␡");
        assert_eq!(neutral(&["a\u{202e}b"]), "a\u{fffd}b");
        assert_eq!(line("two\nlines\x1b[31m"), "two lines␛[31m");
    }

    #[test]
    fn a_line_ending_in_two_pieces_is_one() {
        assert_eq!(neutral(&["a\r", "\nb\r", "c\r"]), "a\nb␍c␍");
    }

    proptest! {
        #[test]
        fn no_control_character_passes(text in any::<String>()) {
            prop_assert!(!neutral(&[&text]).chars().any(|char| char.is_control() && !matches!(char, '\n' | '\t')));
            prop_assert!(!line(&text).chars().any(char::is_control));
        }
    }
}
