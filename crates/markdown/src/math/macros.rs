//! Commands that a message defines in one formula and uses in that or a later one. They are written out before a formula is
//! parsed: so its limits hold for what it becomes, and a definition that grows without end is stopped here.

use std::collections::HashMap;

use super::{Fault, chemistry::group};

/// Of one formula.
const MAX_USES: usize = 500;
const MAX_BYTES: usize = 16 * 1024;
/// Of one message.
const MAX_MACROS: usize = 100;
const MAX_BODY_BYTES: usize = 1024;

const DEFINITIONS: [&str; 6] =
    ["DeclareMathOperator", "def", "gdef", "newcommand", "providecommand", "renewcommand"];

#[derive(Debug, Default, Clone)]
pub(super) struct Macros(HashMap<String, Macro>);

#[derive(Debug, Clone)]
struct Macro {
    parameters: usize,
    /// Of the first parameter, which is then an optional one.
    default: Option<String>,
    body: String,
}

impl Macros {
    /// `tex` without its definitions, which are kept, and with every defined command written out. `None` when that changes
    /// nothing or cannot be done.
    pub(super) fn written(&mut self, tex: &str) -> Option<String> {
        let is_used = |name: &str| DEFINITIONS.contains(&name) || self.0.contains_key(name);
        let is_plain = !tex.split('\\').skip(1).any(|behind| is_used(name(behind)));
        if is_plain || tex.len() > MAX_BYTES { None } else { self.write(tex).ok() }
    }

    fn write(&mut self, tex: &str) -> Result<String, Fault> {
        let mut out = String::with_capacity(tex.len());
        let mut text = tex.to_owned();
        let (mut at, mut uses) = (0, 0);
        while let Some(found) = text[at..].find('\\') {
            out.push_str(&text[at..at + found]);
            let behind = &text[at + found + 1..];
            let name = name(behind);
            let after = &behind[name.len()..];
            let after_at = text.len() - after.len();
            if DEFINITIONS.contains(&name) {
                at = text.len() - self.define(name, after)?.len();
            } else if let Some(known) = self.0.get(name) {
                uses += 1;
                let written = known.used(after, out.ends_with(['^', '_']))?;
                if uses > MAX_USES || out.len() + written.len() > MAX_BYTES {
                    return Err(Fault::Limit);
                }
                (text, at) = (written, 0);
            } else {
                out.push('\\');
                out.push_str(name);
                at = after_at;
            }
        }
        out.push_str(&text[at..]);
        Ok(out)
    }

    /// Takes up a definition; gives what stands behind it.
    fn define<'t>(&mut self, command: &str, text: &'t str) -> Result<&'t str, Fault> {
        let text = text.trim_start();
        let starred = text.strip_prefix('*');
        let (defined, mut text) = defined(starred.unwrap_or(text)).ok_or(Fault::Definition)?;
        let mut parameters = 0;
        let mut default = None;
        match command {
            "def" | "gdef" => {
                while let Some(behind) = text.strip_prefix('#') {
                    parameters += 1;
                    text =
                        behind.strip_prefix(char::from(b'0' + parameters as u8)).ok_or(Fault::Definition)?;
                }
            }
            "DeclareMathOperator" => {}
            _ => {
                if let Some((count, behind)) = bracketed(text) {
                    parameters =
                        count.trim().parse().ok().filter(|&count| count < 10).ok_or(Fault::Definition)?;
                    text = behind;
                }
                if let Some((first, behind)) = bracketed(text).filter(|_| parameters > 0) {
                    default = Some(first.to_owned());
                    text = behind;
                }
            }
        }
        let braced = text.trim_start().strip_prefix('{').ok_or(Fault::Definition)?;
        let (body, behind) = group(braced, '{', '}').ok_or(Fault::Unbalanced)?;
        let body = match (command, starred) {
            ("DeclareMathOperator", None) => format!("\\operatorname{{{body}}}"),
            ("DeclareMathOperator", Some(_)) => format!("\\operatorname*{{{body}}}"),
            _ => body.to_owned(),
        };
        let is_known = self.0.contains_key(defined);
        if body.len() > MAX_BODY_BYTES || self.0.len() == MAX_MACROS && !is_known {
            return Err(Fault::Limit);
        }
        if command != "providecommand" || !is_known {
            self.0.insert(defined.to_owned(), Macro { parameters, default, body });
        }
        Ok(behind)
    }
}

impl Macro {
    /// The command written out before what stands behind its arguments. As a script it is one thing.
    fn used(&self, text: &str, is_script: bool) -> Result<String, Fault> {
        let mut arguments = Vec::with_capacity(self.parameters);
        let mut rest = text;
        if let Some(default) = &self.default {
            let given = bracketed(rest);
            arguments.push(given.map_or(default.as_str(), |(given, _)| given));
            rest = given.map_or(rest, |(_, behind)| behind);
        }
        while arguments.len() < self.parameters {
            let (argument, behind) = argument(rest.trim_start())?;
            arguments.push(argument);
            rest = behind;
        }
        let mut out = String::from(if is_script { "{" } else { "" });
        let mut body = self.body.as_str();
        while let Some((before, behind)) = body.split_once('#') {
            out.push_str(before);
            let number = behind.bytes().next().ok_or(Fault::Definition)?.wrapping_sub(b'1');
            let argument = arguments.get(usize::from(number)).ok_or(Fault::Definition)?;
            // Else it would lengthen the name of a command.
            if out.ends_with(|last: char| last.is_ascii_alphabetic()) {
                out.push(' ');
            }
            out.push_str(argument);
            body = &behind[1..];
            if out.len() > MAX_BYTES {
                return Err(Fault::Limit);
            }
        }
        out.push_str(body);
        if is_script {
            out.push('}');
        } else if rest.starts_with(|next: char| next.is_ascii_alphabetic()) {
            out.push(' ');
        }
        out.push_str(rest);
        Ok(out)
    }
}

/// The name of a command behind its backslash.
fn name(text: &str) -> &str {
    let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let length = if letters > 0 { letters } else { text.chars().next().map_or(0, char::len_utf8) };
    &text[..length]
}

/// `\name` or `{\name}`: the name and what stands behind.
fn defined(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start();
    if let Some(braced) = text.strip_prefix('{') {
        let (inside, behind) = group(braced, '{', '}')?;
        let inside = inside.trim().strip_prefix('\\')?;
        return (name(inside) == inside).then_some((inside, behind));
    }
    let behind = text.strip_prefix('\\')?;
    let name = name(behind);
    (!name.is_empty()).then(|| (name, &behind[name.len()..]))
}

fn bracketed(text: &str) -> Option<(&str, &str)> {
    group(text.trim_start().strip_prefix('[')?, '[', ']')
}

fn argument(text: &str) -> Result<(&str, &str), Fault> {
    if let Some(braced) = text.strip_prefix('{') {
        return group(braced, '{', '}').ok_or(Fault::Unbalanced);
    }
    let length = match text.strip_prefix('\\') {
        Some(command) => 1 + name(command).len(),
        None => text.chars().next().map_or(0, char::len_utf8),
    };
    if length == 0 { Err(Fault::Syntax) } else { Ok(text.split_at(length)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(formulas: &[&str]) -> Option<String> {
        let mut macros = Macros::default();
        formulas.iter().map(|tex| macros.written(tex)).last()?
    }

    #[test]
    fn what_is_defined_is_written_out() {
        for (formulas, expected) in [
            (&["\\newcommand{\\R}{\\mathbb{R}}", "x \\in \\R^n"][..], "x \\in \\mathbb{R}^n"),
            (&["\\newcommand*\\v[1]{\\mathbf#1} \\v{x}\\v y"], " \\mathbf x\\mathbf y"),
            (&["\\newcommand{\\n}[2][p]{\\|#2\\|_#1}", "\\n{x} \\n[2]{y}"], "\\|x\\|_p \\|y\\|_2"),
            (&["\\def\\d#1#2{\\frac{#1}{#2}}", "\\d ab"], "\\frac{a}{b}"),
            (&["\\DeclareMathOperator*{\\am}{arg\\,max}", "\\am_x"], "\\operatorname*{arg\\,max}_x"),
            (&["\\def\\T{\\top}", "A^\\T B"], "A^{\\top} B"),
            (&["\\def\\a{\\b}", "\\def\\b{c}", "\\a"], "c"),
            (&["\\def\\a{b}", "\\renewcommand{\\a}{c}", "\\providecommand{\\a}{d}", "\\a"], "c"),
        ] {
            assert_eq!(written(formulas).as_deref(), Some(expected), "{formulas:?}");
        }
    }

    #[test]
    fn what_has_no_end_is_stopped() {
        for formulas in [
            &["\\def\\a{\\a}", "\\a"][..],
            &["\\def\\a{x\\a\\a}", "\\a"],
            &["\\def\\a#1{#1#1#1#1}", "\\a{\\a{\\a{\\a{\\a{\\a{\\a{\\a{\\a{xx}}}}}}}}}"],
            &[
                "\\def\\a{\\b\\b\\b\\b\\b}\\def\\b{\\c\\c\\c\\c\\c}\\def\\c{\\d\\d\\d\\d\\d}\\def\\d{\\e\\e\\e\\e\\e}\\def\\e{}",
                "\\a",
            ],
            &["\\def\\a#2{x}", "\\a"],
            &["\\newcommand{\\a}[1]{#2}", "\\a x"],
            &["x"],
        ] {
            assert_eq!(written(formulas), None, "{formulas:?}");
        }
    }
}
