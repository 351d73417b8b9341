//! The only place that writes to the standard streams.

use std::io::{self, IsTerminal as _, Write as _};

use serde::Serialize;

use crate::terminal::neutral;

/// What standard output is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target {
    /// A terminal that takes escape sequences.
    Styled,
    /// A terminal that takes none, or is asked to be given none.
    Bare,
    /// A pipe or a file: it gets the text to the letter.
    Data,
}

impl Target {
    pub(crate) fn of_stdout() -> Self {
        if !io::stdout().is_terminal() {
            Self::Data
        } else if crate::terminal::is_styled() {
            Self::Styled
        } else {
            Self::Bare
        }
    }
}

/// Writes `text` to standard output and shows it at once.
pub(crate) fn write(text: &str) -> io::Result<()> {
    if text.is_empty() {
        return Ok(());
    }
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// One line of JSON on standard output.
pub(crate) fn json(value: &impl Serialize) -> io::Result<()> {
    let mut line = serde_json::to_string(value).map_err(io::Error::other)?;
    line.push('\n');
    write(&line)
}

/// A line for the person, on standard error. Whoever closed that wants none.
pub(crate) fn note(text: &str) {
    let mut text = text.lines().map(neutral::line).collect::<Vec<_>>().join("\n");
    text.push('\n');
    let _ = io::stderr().lock().write_all(text.as_bytes());
}
