//! Numbers of atoms, charges, isotopes: what is raised or lowered.

use super::{After, Reaction};
use crate::math::Fault;

impl Reaction<'_, '_> {
    /// What is raised or lowered behind its `mark`.
    pub(super) fn script(&mut self, mark: char) -> Result<(), Fault> {
        // Before an element, as of an isotope, or of nothing.
        if matches!(self.after, After::Start | After::Number) {
            self.molecules();
            self.out.push_str("{}");
            self.after = After::Script;
        }
        self.take(1);
        if self.rest.starts_with('{') {
            let inside = self.enclosed('{', '}')?;
            self.push_script(mark, inside);
        } else {
            let digits = self.digits();
            let signs = self.rest[digits..].bytes().take_while(|byte| matches!(byte, b'+' | b'-')).count();
            let isotope = self.after != After::Atom;
            let mut length = if isotope && digits > 0 { digits } else { digits + signs };
            if length == 0 {
                length = self.rest.chars().next().map_or(0, char::len_utf8);
                let sign = self.rest[length..].starts_with(['+', '-']);
                length += usize::from(sign && !self.rest.starts_with('\\'));
            }
            if self.rest.starts_with('\\') {
                let name = self.rest[1..].bytes().take_while(u8::is_ascii_alphabetic).count();
                length = 1 + name.max(1);
            }
            let script = self.rest.get(..length).unwrap_or_default();
            self.rest = self.rest.get(length..).unwrap_or_default();
            self.push_script(mark, script);
        }
        Ok(())
    }

    /// A letter is a variable; a sign stands close to its number.
    pub(super) fn push_script(&mut self, mark: char, script: &str) {
        let after = self.after;
        self.out.push(mark);
        self.out.push('{');
        let mut characters = script.chars().peekable();
        let is_variable = |character: char| character.is_ascii_lowercase();
        let words = script.bytes().filter(u8::is_ascii_alphabetic).count() > 1 || script.contains('\\');
        while let Some(character) = characters.next() {
            match character {
                '+' | '-' => {
                    self.out.push('{');
                    self.out.push(character);
                    self.out.push('}');
                }
                '.' | '•' => self.out.push_str("\\bullet "),
                '\\' => {
                    self.out.push('\\');
                    self.out.extend(characters.next());
                }
                variable if is_variable(variable) && !words => {
                    self.out.push_str("\\mathit{");
                    self.out.push(variable);
                    self.out.push('}');
                }
                other => self.out.push(other),
            }
        }
        self.out.push('}');
        self.after = after;
    }
}
