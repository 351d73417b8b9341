//! What a formula is made of: letters, numbers, operators, brackets, words.

use pulldown_latex::{
    Event,
    event::{Content, DelimiterSize, DelimiterType, Font, Grouping},
};

use super::{
    font,
    mathml::{Atom, Writer, base},
    tex,
};
use crate::html::escape;

impl Writer<'_> {
    pub(super) fn content(&mut self, content: Content<'_>, negated: bool) {
        match content {
            Content::Text(text) => self.text(text),
            Content::Number(number) => self.number(number),
            Content::Function(name) => self.function(name),
            Content::Ordinary { content, stretchy: true } => {
                self.operator("<mo stretchy=\"true\">", content, negated);
                self.before = Atom::Ordinary;
            }
            Content::Ordinary { content, stretchy: false } if is_letter(content) => {
                self.letter(content, negated);
            }
            // As wide as what they stand above, and so close to it.
            Content::Ordinary { content: accent @ ('‾' | '^' | '~' | '→' | '←' | '↔'), .. } => {
                self.operator("<mo stretchy=\"true\">", if accent == '~' { '˜' } else { accent }, negated);
                self.before = Atom::Ordinary;
            }
            Content::Ordinary { content, stretchy: false } => {
                self.operator("<mo stretchy=\"false\" lspace=\"0\" rspace=\"0\">", content, negated);
                self.before = Atom::Ordinary;
            }
            Content::LargeOp { content, small } => {
                let open = if small {
                    "<mo largeop=\"false\" movablelimits=\"false\">"
                } else {
                    "<mo movablelimits=\"false\">"
                };
                self.operator(open, content, negated);
                self.before = Atom::Operator;
            }
            Content::BinaryOp { content, .. } => {
                // At the start, and behind anything but an operand, it is a sign and stands close.
                if matches!(self.before, Atom::Ordinary | Atom::Close) {
                    self.operator("<mo>", content, negated);
                    self.before = Atom::Binary;
                } else {
                    self.operator("<mo lspace=\"0\" rspace=\"0\">", content, negated);
                    self.before = Atom::Ordinary;
                }
            }
            Content::Relation { content, .. } => {
                let mut bytes = [0; 8];
                let relation = content.encode_utf8_to_buf(&mut bytes);
                self.out.push_str("<mo>");
                escape::text(&mut self.out, &String::from_utf8_lossy(relation));
                self.negate(negated);
                self.out.push_str("</mo>");
                self.before = Atom::Relation;
            }
            Content::Delimiter { content, size, ty } => self.delimiter(content, size, ty, negated),
            Content::Punctuation(content) => {
                self.operator("<mo separator=\"true\">", content, negated);
                self.before = Atom::Punctuation;
            }
        }
    }

    pub(super) fn fence(&mut self, fence: Option<char>, form: &str) {
        if let Some(fence) = fence {
            self.operator(&format!("<mo form=\"{form}\" stretchy=\"true\">"), fence, false);
        }
    }

    /// One upright word.
    pub(super) fn word_element(&mut self, word: &str) {
        self.out.push_str(if word.chars().nth(1).is_some() { "<mi>" } else { "<mi mathvariant=\"normal\">" });
        escape::text(&mut self.out, word);
        self.out.push_str("</mi>");
    }

    fn operator(&mut self, open: &str, operator: char, negated: bool) {
        self.out.push_str(open);
        self.character(operator);
        self.negate(negated);
        self.out.push_str("</mo>");
    }

    fn character(&mut self, character: char) {
        escape::text(&mut self.out, character.encode_utf8(&mut [0; 4]));
    }

    fn negate(&mut self, negated: bool) {
        if negated {
            self.out.push('\u{338}');
        }
    }

    fn letter(&mut self, letter: char, negated: bool) {
        // TeX slants letters and small Greek ones; a single letter is slanted unless it says otherwise.
        let upright = match self.font {
            None => letter.is_uppercase() && !letter.is_ascii() || letter == '∇',
            Some(font) => font == Font::UpRight,
        };
        self.out.push_str(if upright { "<mi mathvariant=\"normal\">" } else { "<mi>" });
        // The sign of a thousandth part is not the letter.
        let letter = if letter == 'µ' { 'μ' } else { letter };
        self.character(self.font.map_or(letter, |font| font::styled(font, letter)));
        self.negate(negated);
        self.out.push_str("</mi>");
        self.before = Atom::Ordinary;
    }

    /// The parser takes `1,2` for one number; it is one when three digits follow each comma.
    fn number(&mut self, number: &str) {
        let one =
            number.split(',').skip(1).all(|group| group.split('.').next().is_some_and(|g| g.len() == 3));
        if one {
            self.digits(number);
        } else {
            self.out.push_str("<mrow>");
            for (place, number) in number.split(',').enumerate() {
                if place > 0 {
                    self.operator("<mo separator=\"true\">", ',', false);
                }
                if !number.is_empty() {
                    self.digits(number);
                }
            }
            self.out.push_str("</mrow>");
        }
        self.before = Atom::Ordinary;
    }

    fn digits(&mut self, number: &str) {
        self.out.push_str("<mn>");
        for digit in number.chars() {
            self.character(self.font.map_or(digit, |font| font::styled(font, digit)));
        }
        self.out.push_str("</mn>");
    }

    fn text(&mut self, text: &str) {
        let (space, text) = match text.strip_prefix(tex::MARK) {
            Some(tag) => ("<mspace width=\"2em\"></mspace>", tag.trim_start_matches(tex::TAG)),
            None => ("", text),
        };
        self.out.push_str(space);
        self.out.push_str("<mtext>");
        // Spaces at the ends of an element are not drawn.
        let words = text.trim();
        let (before, behind) = (text.starts_with(char::is_whitespace), text.ends_with(char::is_whitespace));
        if before {
            self.character('\u{a0}');
        }
        for character in words.chars() {
            self.character(self.font.map_or(character, |font| font::styled(font, character)));
        }
        if behind && !(before && words.is_empty()) {
            self.character('\u{a0}');
        }
        self.out.push_str("</mtext>");
        self.before = Atom::Ordinary;
    }

    /// The parser gives the name of an operator as it was written: with the commands in it.
    fn function(&mut self, name: &str) {
        let mut word = String::new();
        let mut rest = name;
        while let Some(character) = rest.chars().next() {
            rest = &rest[character.len_utf8()..];
            match character {
                '\\' => {
                    let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
                    if letters == 0 && rest.starts_with([',', ' ', ';', ':']) {
                        word.push('\u{2009}');
                        rest = &rest[1..];
                    }
                    rest = &rest[letters..];
                }
                '{' | '}' => {}
                other => word.push(other),
            }
        }
        self.word_element(word.trim());
        self.before = Atom::Operator;
    }

    fn delimiter(
        &mut self,
        delimiter: char,
        size: Option<DelimiterSize>,
        kind: DelimiterType,
        negated: bool,
    ) {
        let (form, atom) = match kind {
            DelimiterType::Open => (" form=\"prefix\"", Atom::Open),
            DelimiterType::Fence => ("", Atom::Ordinary),
            DelimiterType::Close => (" form=\"postfix\"", Atom::Close),
        };
        let stretch = match size {
            // What stands in the middle of brackets grows with them.
            Some(DelimiterSize::Big) if kind == DelimiterType::Fence => {
                " stretchy=\"true\" lspace=\"0.2em\" rspace=\"0.2em\""
            }
            None => " stretchy=\"false\"",
            Some(DelimiterSize::Big) => " stretchy=\"true\" minsize=\"1.2em\" maxsize=\"1.2em\"",
            Some(DelimiterSize::BIG) => " stretchy=\"true\" minsize=\"1.8em\" maxsize=\"1.8em\"",
            Some(DelimiterSize::Bigg) => " stretchy=\"true\" minsize=\"2.4em\" maxsize=\"2.4em\"",
            Some(DelimiterSize::BIGG) => " stretchy=\"true\" minsize=\"3em\" maxsize=\"3em\"",
        };
        self.operator(&format!("<mo{form}{stretch}>"), delimiter, negated);
        self.before = atom;
    }

    /// Whether a function is followed by what it needs a space before: not by brackets, nor by what has its own.
    pub(super) fn takes_operand(&self) -> bool {
        match base(&self.events[self.at..]) {
            None | Some(Event::End | Event::EnvironmentFlow(_) | Event::Space { .. }) => false,
            Some(Event::Begin(grouping)) => !matches!(grouping, Grouping::LeftRight(..)),
            Some(Event::Content(content)) => matches!(
                content,
                Content::Ordinary { .. }
                    | Content::Number(_)
                    | Content::Text(_)
                    | Content::LargeOp { .. }
                    | Content::Function(_)
            ),
            Some(_) => true,
        }
    }
}

/// Signs that stand above a letter and belong to it.
pub(super) fn is_accent(character: char) -> bool {
    matches!(
        character,
        '^' | '~'
            | '‾'
            | '¯'
            | '→'
            | '←'
            | '↔'
            | '˙'
            | '¨'
            | 'ˇ'
            | '˘'
            | '´'
            | '`'
            | '˚'
            | 'ˆ'
            | '˜'
            | '⃗'
    )
}

/// What is drawn as a variable; brackets, bars, accents and other signs are operators.
fn is_letter(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '∂' | '∇' | '∞' | '∅' | '⌀' | '°' | 'ℏ' | '∀' | '∃')
}
