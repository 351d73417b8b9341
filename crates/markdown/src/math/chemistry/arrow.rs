//! The arrows of reactions and what stands above and below them.

use super::{After, Reaction};
use crate::math::Fault;

/// By what stands for them. The longer ones come before their beginnings.
const ARROWS: &[(&str, &str)] = &[
    ("<=>>", "\\rightleftharpoons "),
    ("<<=>", "\\rightleftharpoons "),
    ("<-->", "\\rightleftarrows "),
    ("<=>", "\\rightleftharpoons "),
    ("<->", "\\longleftrightarrow "),
    ("<-", "\\longleftarrow "),
    ("-->", "\\longrightarrow "),
    ("->", "\\longrightarrow "),
    ("⇌", "\\rightleftharpoons "),
    ("↔", "\\longleftrightarrow "),
    ("⟶", "\\longrightarrow "),
    ("→", "\\longrightarrow "),
];

impl Reaction<'_, '_> {
    /// What stands above or below an arrow, which reaches over it at both ends.
    fn beside(&mut self, words: &str) -> Result<(), Fault> {
        self.out.push_str("{\\;\\;");
        self.inner(words)?;
        self.out.push_str("\\;\\;}");
        Ok(())
    }

    /// Writes the arrow that stands here, if one does.
    pub(super) fn arrow(&mut self) -> Result<bool, Fault> {
        let Some((mark, arrow)) = ARROWS.iter().find(|(mark, _)| self.rest.starts_with(mark)) else {
            return Ok(false);
        };
        self.take(mark.len());
        let above = if self.rest.starts_with('[') { Some(self.enclosed('[', ']')?) } else { None };
        let below = if self.rest.starts_with('[') { Some(self.enclosed('[', ']')?) } else { None };
        // These two grow with what stands above them.
        let grows = match *mark {
            "->" | "-->" | "→" | "⟶" => Some("\\xrightarrow"),
            "<-" => Some("\\xleftarrow"),
            _ => None,
        };
        match (above, grows) {
            (None, _) => self.out.push_str(arrow),
            (Some(above), Some(grows)) => {
                self.out.push_str(grows);
                if let Some(below) = below {
                    self.out.push('[');
                    self.beside(below)?;
                    self.out.push(']');
                }
                self.beside(above)?;
            }
            (Some(above), None) => {
                if let Some(below) = below {
                    self.out.push_str("\\underset");
                    self.beside(below)?;
                    self.out.push('{');
                }
                self.out.push_str("\\overset");
                self.beside(above)?;
                self.out.push('{');
                self.out.push_str(arrow);
                self.out.push_str(if below.is_some() { "}}" } else { "}" });
            }
        }
        self.after = After::Start;
        Ok(true)
    }
}
