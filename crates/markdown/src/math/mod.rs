//! Formulas: where they stand in a text, and what they look like. TeX becomes MathML of a fixed vocabulary, written from the
//! events of a parser as all other HTML is; a formula that cannot be read is shown as its source.

mod atoms;
mod chemistry;
mod fence;
mod font;
mod heal;
mod macros;
mod mask;
mod mathml;
mod money;
mod scan;
mod search;
mod table;
mod tex;

use std::{collections::HashMap, panic::catch_unwind};

pub(crate) use mask::{Formulas, Unmasked, is_mark, is_masked, source_and_written};
pub(crate) use scan::Scanner;

use crate::html::escape;

/// Why a formula is shown as its source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    Command,
    Environment,
    Unbalanced,
    Syntax,
    Definition,
    Limit,
}

impl Fault {
    /// For the face, which says it in the language of the person.
    fn code(self) -> &'static str {
        match self {
            Self::Command => "command",
            Self::Environment => "environment",
            Self::Unbalanced => "unbalanced",
            Self::Syntax => "syntax",
            Self::Definition => "definition",
            Self::Limit => "limit",
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::Command => "This formula has a command that is not known",
            Self::Environment => "This formula has an environment that is not known",
            Self::Unbalanced => "A bracket or an environment of this formula is not closed",
            Self::Syntax => "This formula is not complete or not in order",
            Self::Definition => "This formula defines a command in a way that is not known",
            Self::Limit => "This formula is too long or nested too deeply",
        }
    }
}

/// How a formula stands in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Place {
    /// Among words.
    Inline,
    /// On a line of its own within a paragraph.
    Display,
    /// A block of its own.
    Block,
}

/// Writes the formula of an event with its TeX in `data-tex`.
pub(crate) fn write(out: &mut String, tex: &str, place: Place) {
    let (open, close) = match place {
        Place::Inline => ("<span class=\"md-math\" dir=\"ltr\" data-tex=\"", "</span>"),
        Place::Display => ("<span class=\"md-math md-display\" dir=\"ltr\" data-tex=\"", "</span>"),
        Place::Block => ("<div class=\"md-math md-display\" dir=\"ltr\" data-tex=\"", "</div>"),
    };
    let (tex, written) = source_and_written(tex);
    let tex = tex.trim();
    out.push_str(open);
    escape::attribute(out, tex);
    out.push_str("\">");
    let from = out.len();
    if let Err(fault) = converted(out, written.trim(), place != Place::Inline) {
        out.truncate(from);
        out.push_str("<code class=\"md-math-error\" data-math-error=\"");
        out.push_str(fault.code());
        out.push_str("\" title=\"");
        out.push_str(fault.title());
        out.push_str("\">");
        escape::text(out, tex);
        out.push_str("</code>");
    }
    out.push_str(close);
}

/// More formulas of the last block are not kept.
const MAX_WRITTEN: usize = 4_096;

/// Formulas that are written again and again.
#[derive(Debug, Default)]
pub(crate) struct Written(HashMap<(String, Place), String>);

impl Written {
    pub(crate) fn write(&mut self, out: &mut String, tex: &str, place: Place) {
        if self.0.len() >= MAX_WRITTEN {
            self.0.clear();
        }
        let html = self.0.entry((tex.to_owned(), place)).or_insert_with(|| {
            let mut html = String::new();
            write(&mut html, tex, place);
            html
        });
        out.push_str(html);
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }
}

/// Whether `tex` can be shown as a formula.
fn is_readable(tex: &str) -> bool {
    converted(&mut String::new(), tex, true).is_ok()
}

fn converted(out: &mut String, tex: &str, display: bool) -> Result<(), Fault> {
    let tex = tex::prepared(&chemistry::written(tex)?)?;
    // The parser is not ours, and the answer around the formula must not be lost to it.
    let mathml = catch_unwind(|| mathml::mathml(&tex, display)).unwrap_or(Err(Fault::Syntax))?;
    out.push_str(&mathml);
    Ok(())
}
