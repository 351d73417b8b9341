//! TeX as the parser of formulas takes it: within limits, with what it does not know written in what it does. Commands that
//! a message defines were written out before.

use super::Fault;

/// A longer formula is shown as its source.
const MAX_BYTES: usize = 8 * 1024;
/// The parser calls itself for each command that is the argument of another: `\sqrt\sqrt\sqrt…`. Without this limit and
/// that of the groups its stack would overflow, which nothing can catch.
const MAX_COMMANDS_IN_A_ROW: usize = 64;
const MAX_GROUPS: usize = 48;

/// Begins the text that marks a group as one of ours. It is a noncharacter, which no text of a message has.
pub(super) const MARK: char = '\u{fdd0}';
pub(super) const BOXED: char = 'b';
pub(super) const PHANTOM: char = 'p';
pub(super) const TAG: char = 't';

/// Commands by what stands for them.
const ALIASES: &[(&str, &str)] = &[
    ("bm", "\\boldsymbol"),
    ("bcancel", "\\cancel"),
    ("displaylimits", ""),
    ("hdots", "\\ldots"),
    ("longleftharpoonup", "\\leftharpoonup"),
    ("mathds", "\\mathbb"),
    ("mathscr", "\\mathcal"),
    ("nonumber", ""),
    ("notag", ""),
    ("relax", ""),
    ("varliminf", "\\liminf"),
    ("varlimsup", "\\limsup"),
    ("xcancel", "\\cancel"),
];

/// Commands of one argument by what stands before and behind it.
const WRAPPERS: &[(&str, &str, &str)] = &[
    ("abs", "{\\lvert ", "\\rvert}"),
    ("bra", "{\\langle ", "\\vert}"),
    ("braket", "{\\langle ", "\\rangle}"),
    ("ket", "{\\vert ", "\\rangle}"),
    ("llap", "{", "}"),
    ("mathclap", "{", "}"),
    ("mathllap", "{", "}"),
    ("mathrlap", "{", "}"),
    ("norm", "{\\lVert ", "\\rVert}"),
    ("rlap", "{", "}"),
    ("smash", "{", "}"),
    ("xRightarrow", "\\overset{", "}{\\Longrightarrow}"),
    ("xLeftarrow", "\\overset{", "}{\\Longleftarrow}"),
    ("xmapsto", "\\overset{", "}{\\longmapsto}"),
    ("xrightleftharpoons", "\\overset{", "}{\\rightleftharpoons}"),
];

/// With these a formula of a few bytes could grow to any size: one that is left could not be written out.
const DEFINITIONS: &[&str] = &[
    "DeclareMathOperator",
    "def",
    "edef",
    "futurelet",
    "gdef",
    "global",
    "let",
    "long",
    "newcommand",
    "outer",
    "providecommand",
    "renewcommand",
    "xdef",
];

pub(super) fn prepared(tex: &str) -> Result<String, Fault> {
    if tex.len() > MAX_BYTES {
        return Err(Fault::Limit);
    }
    let mut out = String::with_capacity(tex.len() + 16);
    // What is written where the open groups close.
    let mut closings: Vec<&'static str> = Vec::new();
    // For each open group, and for the whole.
    let mut in_a_row = vec![0];
    let mut rest = tex;
    while let Some(character) = rest.chars().next() {
        match character {
            '\\' => {
                let name = command(rest);
                rest = &rest[1 + name.len()..];
                if let Some(count) = in_a_row.last_mut() {
                    *count += 1;
                    if *count > MAX_COMMANDS_IN_A_ROW {
                        return Err(Fault::Limit);
                    }
                }
                rest = rewritten(name, rest, &mut out, &mut closings)?;
            }
            '{' => {
                closings.push("}");
                out.push('{');
                rest = &rest[1..];
            }
            '}' => {
                out.push_str(closings.pop().unwrap_or("}"));
                rest = &rest[1..];
            }
            '%' => {
                out.push(' ');
                rest = rest.find('\n').map_or("", |end| &rest[end..]);
            }
            other => {
                if !other.is_whitespace()
                    && let Some(count) = in_a_row.last_mut()
                {
                    *count = 0;
                }
                out.push(other);
                rest = &rest[other.len_utf8()..];
            }
        }
        if closings.len() > MAX_GROUPS {
            return Err(Fault::Limit);
        }
        in_a_row.resize(closings.len() + 1, 0);
    }
    Ok(out)
}

/// The name of the command at the start of `text`: letters, or one other character.
fn command(text: &str) -> &str {
    let text = &text[1..];
    let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let length = if letters > 0 { letters } else { text.chars().next().map_or(0, char::len_utf8) };
    &text[..length]
}

/// Writes the command `name`, behind which `rest` stands; gives what is left of it.
fn rewritten<'t>(
    name: &str,
    rest: &'t str,
    out: &mut String,
    closings: &mut Vec<&'static str>,
) -> Result<&'t str, Fault> {
    if DEFINITIONS.contains(&name) {
        return Err(Fault::Definition);
    }
    if let Some((_, alias)) = ALIASES.iter().find(|(alias, _)| *alias == name) {
        out.push_str(alias);
        out.push(' ');
        return Ok(rest);
    }
    let argument = rest.trim_start().strip_prefix('{');
    match (name, argument) {
        ("operatorname", None) if rest.starts_with('*') => {
            out.push_str("\\mathop ");
            Ok(&rest[1..])
        }
        ("label", Some(argument)) => Ok(argument.find('}').map_or("", |end| &argument[end + 1..])),
        ("tag", Some(argument)) => {
            let end = argument.find('}').ok_or(Fault::Unbalanced)?;
            let label = argument[..end].replace(['{', '\\', '$'], "");
            out.push_str(&format!("\\text{{{MARK}{TAG}({label})}}"));
            Ok(&argument[end + 1..])
        }
        ("boxed" | "fbox", Some(argument)) => Ok(marked(BOXED, argument, out, closings)),
        ("phantom" | "hphantom" | "vphantom", Some(argument)) => Ok(marked(PHANTOM, argument, out, closings)),
        (_, Some(argument)) if WRAPPERS.iter().any(|(wrapper, ..)| *wrapper == name) => {
            for (_, before, behind) in WRAPPERS.iter().filter(|(wrapper, ..)| *wrapper == name) {
                out.push_str(before);
                closings.push(behind);
            }
            Ok(argument)
        }
        _ => {
            out.push('\\');
            out.push_str(name);
            Ok(rest)
        }
    }
}

fn marked<'t>(kind: char, argument: &'t str, out: &mut String, closings: &mut Vec<&'static str>) -> &'t str {
    out.push_str(&format!("{{\\text{{{MARK}{kind}}}"));
    closings.push("}");
    argument
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_parser_does_not_know_is_written_in_what_it_does() {
        for (tex, expected) in [
            ("a % a note\n b", "a  \n b"),
            ("\\% \\{", "\\% \\{"),
            ("\\bra{x}", "{\\langle x\\vert}"),
            ("\\boxed {\\frac{1}{2}}", "{\\text{\u{fdd0}b}\\frac{1}{2}}"),
            ("\\label{eq:a}x\\nonumber", "x "),
            ("\\operatorname*{argmax}", "\\mathop {argmax}"),
            ("\\operatorname{Var}", "\\operatorname{Var}"),
        ] {
            assert_eq!(prepared(tex).as_deref(), Ok(expected), "{tex}");
        }
    }

    #[test]
    fn nothing_is_defined_and_nothing_is_too_deep() {
        assert_eq!(prepared("\\def\\a{\\b\\b}\\a"), Err(Fault::Definition));
        assert_eq!(prepared(&"\\sqrt".repeat(200)), Err(Fault::Limit));
        assert_eq!(prepared(&"\\overset{a}".repeat(200)), Err(Fault::Limit));
        assert_eq!(prepared(&"{".repeat(200)), Err(Fault::Limit));
        assert_eq!(prepared(&"x".repeat(MAX_BYTES + 1)), Err(Fault::Limit));
        assert!(prepared(&"\\alpha x ".repeat(200)).is_ok());
    }
}
