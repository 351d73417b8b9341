//! `\ce{…}`, the notation of the package mhchem, as TeX: what models write of it, which is formulas with charges and isotopes,
//! reactions, bonds and states.

mod arrow;
mod script;

use super::Fault;

/// Text above arrows and groups, in each other.
const MAX_DEPTH: usize = 4;
const COMMAND: &str = "\\ce";

/// `tex` with its chemistry written out.
pub(super) fn written(tex: &str) -> Result<String, Fault> {
    let mut out = String::with_capacity(tex.len());
    let mut rest = tex;
    while let Some((before, behind)) = rest.split_once(COMMAND) {
        out.push_str(before);
        match behind.trim_start().strip_prefix('{') {
            Some(argument) if !before.ends_with('\\') => {
                let (inside, behind) = group(argument, '{', '}').ok_or(Fault::Unbalanced)?;
                out.push_str("{\\mathrm{");
                Reaction { out: &mut out, depth: 0, rest: inside, after: After::Start }.write()?;
                out.push_str("}}");
                rest = behind;
            }
            _ => {
                out.push_str(COMMAND);
                rest = behind;
            }
        }
    }
    out.push_str(rest);
    Ok(out)
}

/// What lies before the bracket that closes an open one, and behind it.
pub(super) fn group(text: &str, open: char, close: char) -> Option<(&str, &str)> {
    let mut depth = 0_usize;
    let mut escaped = false;
    for (at, character) in text.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if character == close => match depth.checked_sub(1) {
                Some(outer) => depth = outer,
                None => return Some((&text[..at], &text[at + close.len_utf8()..])),
            },
            _ if character == open => depth += 1,
            _ => {}
        }
    }
    None
}

/// What stands before the next character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum After {
    /// Nothing, an operator, a space: a number is one of molecules.
    Start,
    Number,
    /// What is written before an element.
    Script,
    /// A letter or a bracket: a number is one of atoms.
    Atom,
}

struct Reaction<'t, 'o> {
    rest: &'t str,
    out: &'o mut String,
    after: After,
    depth: usize,
}

impl<'t> Reaction<'t, '_> {
    fn write(&mut self) -> Result<(), Fault> {
        while let Some(first) = self.rest.chars().next() {
            if self.arrow()? {
                continue;
            }
            match first {
                ' ' | '\t' | '\n' => self.space(),
                '0'..='9' => self.number(),
                '^' | '_' => self.script(first)?,
                '+' | '-' => self.sign(first),
                '=' | '#' => {
                    self.take(1);
                    self.out.push_str(if first == '=' { "\\text{=}" } else { "\\text{≡}" });
                    self.after = After::Atom;
                }
                '*' | '.' | '·' | '•' => {
                    self.take(first.len_utf8());
                    self.out.push_str("\\cdot ");
                    self.after = After::Start;
                }
                '\\' => self.command()?,
                '{' => {
                    let inside = self.enclosed('{', '}')?;
                    self.inner(inside)?;
                    self.after = After::Atom;
                }
                '$' => {
                    let (inside, behind) = self.rest[1..].split_once('$').ok_or(Fault::Unbalanced)?;
                    self.rest = behind;
                    self.out.push_str("{\\mathit{");
                    self.out.push_str(inside);
                    self.out.push_str("}}");
                    self.after = After::Atom;
                }
                other => {
                    self.molecules();
                    self.take(other.len_utf8());
                    self.out.push(other);
                    self.after =
                        if matches!(other, '(' | '[' | ',' | '/') { After::Start } else { After::Atom };
                }
            }
        }
        Ok(())
    }

    fn take(&mut self, bytes: usize) -> &'t str {
        let (taken, rest) = self.rest.split_at(bytes);
        self.rest = rest;
        taken
    }

    fn digits(&self) -> usize {
        self.rest.bytes().take_while(u8::is_ascii_digit).count()
    }

    /// What a bracket here encloses.
    fn enclosed(&mut self, open: char, close: char) -> Result<&'t str, Fault> {
        let (inside, behind) = group(&self.rest[1..], open, close).ok_or(Fault::Unbalanced)?;
        self.rest = behind;
        Ok(inside)
    }

    fn inner(&mut self, inside: &str) -> Result<(), Fault> {
        if self.depth == MAX_DEPTH {
            return Err(Fault::Limit);
        }
        self.out.push('{');
        Reaction { rest: inside, out: self.out, after: After::Start, depth: self.depth + 1 }.write()?;
        self.out.push('}');
        Ok(())
    }

    /// Between molecules, or before and behind a sign or arrow that brings its own.
    fn space(&mut self) {
        self.rest = self.rest.trim_start();
        let mut characters = self.rest.chars();
        let (next, behind) = (characters.next(), characters.next());
        let alone = behind.is_none_or(|behind| behind == ' ');
        match next {
            // What falls, what rises.
            Some('v') if alone => {
                self.take(1);
                self.out.push_str("\\,\\text{↓}");
            }
            Some('^') if alone => {
                self.take(1);
                self.out.push_str("\\,\\text{↑}");
            }
            Some('+' | '-' | '=') if alone => {
                let sign = self.take(1);
                self.out.push_str(sign);
            }
            Some(next) if self.after == After::Atom && (next.is_alphanumeric() || next == '(') => {
                self.out.push_str("\\;");
            }
            _ => {}
        }
        if self.after == After::Atom {
            self.after = After::Start;
        }
    }

    fn number(&mut self) {
        let digits = self.digits();
        if self.after == After::Atom {
            let number = self.take(digits);
            self.push_script('_', number);
            return;
        }
        let number = self.take(digits);
        let denominator =
            self.rest.strip_prefix('/').map_or(0, |rest| rest.bytes().take_while(u8::is_ascii_digit).count());
        if denominator > 0 {
            self.take(1);
            let denominator = self.take(denominator);
            self.out.push_str(&format!("\\tfrac{{{number}}}{{{denominator}}}"));
        } else {
            self.out.push_str(number);
            // A fraction of ten.
            if self
                .rest
                .strip_prefix('.')
                .is_some_and(|rest| rest.starts_with(|next: char| next.is_ascii_digit()))
            {
                self.take(1);
                let digits = self.digits();
                let fraction = self.take(digits);
                self.out.push('.');
                self.out.push_str(fraction);
            }
        }
        self.after = After::Number;
    }

    /// The space behind a number of molecules.
    fn molecules(&mut self) {
        if self.after == After::Number {
            self.out.push_str("\\,");
        }
    }

    /// A charge, a bond, or one between molecules.
    fn sign(&mut self, sign: char) {
        let run = self.rest.chars().take_while(|next| *next == sign).count();
        let behind = self.rest[run..].chars().next();
        let is_charge = behind.is_none_or(|behind| " ()[]{},;^_\\.*·".contains(behind));
        match self.after {
            After::Atom if is_charge => {
                let signs = self.take(run);
                self.push_script('^', signs);
            }
            After::Atom if sign == '-' => {
                self.take(1);
                self.out.push_str("{-}");
            }
            _ => {
                self.take(1);
                self.out.push(sign);
                self.after = After::Start;
            }
        }
    }

    /// A command of TeX with its arguments.
    fn command(&mut self) -> Result<(), Fault> {
        self.molecules();
        let letters = self.rest[1..].bytes().take_while(u8::is_ascii_alphabetic).count();
        let length =
            if letters > 0 { letters } else { self.rest[1..].chars().next().map_or(0, char::len_utf8) };
        let command = self.take(1 + length);
        if command == "\\bond" && self.rest.starts_with('{') {
            let bond = self.enclosed('{', '}')?;
            self.out.push_str(match bond {
                "=" | "2" => "\\text{=}",
                "#" | "3" => "\\text{≡}",
                "..." | "...." => "\\text{⋯}",
                "->" => "\\rightarrow ",
                "<-" => "\\leftarrow ",
                _ => "{-}",
            });
        } else {
            self.out.push_str(command);
            let mut has_argument = false;
            while letters > 0 && self.rest.starts_with('{') {
                let inside = self.enclosed('{', '}')?;
                self.out.push_str(&format!("{{{inside}}}"));
                has_argument = true;
            }
            if letters > 0 && !has_argument {
                self.out.push(' ');
            }
        }
        self.after = After::Atom;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chemistry_is_written_as_tex() {
        for (source, expected) in [
            ("H2O", "H_{2}O"),
            ("Sb2O3", "Sb_{2}O_{3}"),
            ("[Fe(CN)6]^4-", "[Fe(CN)_{6}]^{4{-}}"),
            ("SO4^{2-}", "SO_{4}^{2{-}}"),
            ("NH4+ + OH-", "NH_{4}^{{+}}+OH^{{-}}"),
            ("2 H2 + O2 -> 2H2O", "2\\,H_{2}+O_{2}\\longrightarrow 2\\,H_{2}O"),
            ("1/2O2", "\\tfrac{1}{2}\\,O_{2}"),
            ("^{227}_{90}Th+", "{}^{227}_{90}Th^{{+}}"),
            ("^14_6C", "{}^{14}_{6}C"),
            ("A ->[H2SO4] B", "A\\xrightarrow{\\;\\;{H_{2}SO_{4}}\\;\\;}B"),
            ("A ->[\\Delta][-H2O] B", "A\\xrightarrow[{\\;\\;{-H_{2}O}\\;\\;}]{\\;\\;{\\Delta }\\;\\;}B"),
            (
                "N2 <=>[a][b] B",
                "N_{2}\\underset{\\;\\;{b}\\;\\;}{\\overset{\\;\\;{a}\\;\\;}{\\rightleftharpoons }}B",
            ),
            ("NaCl(s) -> Na+(aq) + Cl^-(aq)", "NaCl(s)\\longrightarrow Na^{{+}}(aq)+Cl^{{-}}(aq)"),
            ("CaCO3 v", "CaCO_{3}\\,\\text{↓}"),
            ("CO2 ^", "CO_{2}\\,\\text{↑}"),
            ("CuSO4*5H2O", "CuSO_{4}\\cdot 5\\,H_{2}O"),
            ("CH3-CH=CH2", "CH_{3}{-}CH\\text{=}CH_{2}"),
            ("(C6H10O5)_n", "(C_{6}H_{10}O_{5})_{\\mathit{n}}"),
            ("Fe^{III}", "Fe^{III}"),
            ("\\alpha-glucose", "\\alpha {-}glucose"),
            ("H2O (l)", "H_{2}O\\;(l)"),
        ] {
            let expected = format!("{{\\mathrm{{{expected}}}}}");
            assert_eq!(written(&format!("\\ce{{{source}}}")).as_deref(), Ok(expected.as_str()), "{source}");
        }
    }

    #[test]
    fn what_is_no_chemistry_stays() {
        assert_eq!(written("a\\cedilla \\ce b").as_deref(), Ok("a\\cedilla \\ce b"));
        assert_eq!(written("\\ce{a"), Err(Fault::Unbalanced));
        assert_eq!(written("\\ce{{{{{{a}}}}}}"), Err(Fault::Limit));
    }
}
