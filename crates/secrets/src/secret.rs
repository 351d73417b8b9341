use std::fmt;

use zeroize::{Zeroize, Zeroizing};

/// A key or another credential. Wiped from memory when dropped; `Debug` shows nothing of it and there is no `Display`.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

/// Why a text cannot be a secret. None of these repeats the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidSecret {
    #[error("The key is empty.")]
    Empty,
    #[error("The key has a space or a line break inside. Copy it again, as one piece.")]
    Whitespace,
    #[error("The key has an invisible control character inside. Copy it again.")]
    Control,
    #[error(
        "The key has a character that no key can have, such as an accented letter or a long dash. Copy it again."
    )]
    NotAscii,
}

/// Characters that come along when text is copied from a page or a chat and that nobody sees.
fn is_padding(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2060}')
}

impl Secret {
    /// A key as it was typed or pasted: white space around it is dropped, inside it is refused. What remains is visible
    /// ASCII, since it travels in an HTTP header (RFC 9110, section 5.5).
    pub fn key(text: impl Into<String>) -> Result<Self, InvalidSecret> {
        Self::parse(text.into(), false)
    }

    /// The value of a header, such as `Bearer abc`: like a key, but spaces inside are kept.
    pub fn header_value(text: impl Into<String>) -> Result<Self, InvalidSecret> {
        Self::parse(text.into(), true)
    }

    /// A passphrase as it was typed: every character counts, but none may be a control character.
    pub fn passphrase(text: impl Into<String>) -> Result<Self, InvalidSecret> {
        let text = Zeroizing::new(text.into());
        match (text.is_empty(), text.contains(char::is_control)) {
            (true, _) => Err(InvalidSecret::Empty),
            (_, true) => Err(InvalidSecret::Control),
            (false, false) => Ok(Self(text)),
        }
    }

    fn parse(text: String, inner_spaces: bool) -> Result<Self, InvalidSecret> {
        let text = Zeroizing::new(text);
        let trimmed = text.trim_matches(is_padding);
        if trimmed.is_empty() {
            return Err(InvalidSecret::Empty);
        }
        for c in trimmed.chars() {
            match c {
                ' ' if inner_spaces => {}
                c if c.is_whitespace() => return Err(InvalidSecret::Whitespace),
                c if c.is_control() => return Err(InvalidSecret::Control),
                c if !c.is_ascii() => return Err(InvalidSecret::NotAscii),
                _ => {}
            }
        }
        Ok(Self(Zeroizing::new(trimmed.to_owned())))
    }

    /// Takes what the keyring returned; `None` when it is not text.
    pub(crate) fn from_bytes(bytes: Vec<u8>) -> Option<Self> {
        match String::from_utf8(bytes) {
            Ok(text) => Some(Self(Zeroizing::new(text))),
            Err(error) => {
                error.into_bytes().zeroize();
                None
            }
        }
    }

    /// The secret itself, for the one place that sends it.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The last four characters, so that a person can tell two keys apart; `••••` for a secret of under 12 characters,
    /// of which four would be too much.
    pub fn last4(&self) -> String {
        let chars = self.0.chars().count();
        if chars < 12 { "••••".to_owned() } else { self.0.chars().skip(chars - 4).collect() }
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_comes_along_when_copying_is_dropped() {
        let secret = Secret::key(" \u{feff}\tsk-abcdefgh1234\u{200b}\r\n").unwrap();
        assert_eq!(secret.expose(), "sk-abcdefgh1234");
        assert_eq!(secret.last4(), "1234");
    }

    #[test]
    fn a_text_that_cannot_be_a_key_is_refused() {
        assert_eq!(Secret::key(" \n "), Err(InvalidSecret::Empty));
        assert_eq!(Secret::key("sk-one sk-two"), Err(InvalidSecret::Whitespace));
        assert_eq!(Secret::key("sk-one\nsk-two"), Err(InvalidSecret::Whitespace));
        assert_eq!(Secret::key("sk-\u{7}abc"), Err(InvalidSecret::Control));
        assert_eq!(Secret::key("sk–abc"), Err(InvalidSecret::NotAscii));
    }

    #[test]
    fn a_header_value_may_have_spaces_but_no_line_break() {
        assert_eq!(Secret::header_value(" Bearer abc ").unwrap().expose(), "Bearer abc");
        assert_eq!(Secret::header_value("Bearer abc\r\nX-Evil: 1"), Err(InvalidSecret::Whitespace));
    }

    #[test]
    fn a_short_key_shows_nothing() {
        assert_eq!(Secret::key("12345678901").unwrap().last4(), "••••");
        assert_eq!(Secret::key("123456789012").unwrap().last4(), "9012");
    }

    #[test]
    fn bytes_that_are_not_text_are_no_secret() {
        assert_eq!(Secret::from_bytes(vec![0xff, 0xfe]), None);
    }

    proptest! {
        #[test]
        fn any_text_is_a_clean_secret_or_refused(text in any::<String>()) {
            if let Ok(secret) = Secret::key(text.clone()) {
                prop_assert!(secret.expose().chars().all(|c| c.is_ascii_graphic()));
                prop_assert!(text.contains(secret.expose()));
            }
            if let Ok(secret) = Secret::header_value(text) {
                prop_assert!(secret.expose().chars().all(|c| c.is_ascii_graphic() || c == ' '));
            }
        }

        #[test]
        fn debug_is_the_same_for_every_key(text in "[!-~]{12,60}") {
            let secret = Secret::key(text).unwrap();
            prop_assert_eq!(format!("{:?}", secret), "Secret(…)");
        }
    }
}
