//! The real program against a real server, as a person or a script runs it.
#![expect(clippy::unwrap_used, reason = "clippy's exception for tests ends at the functions they share")]

mod ask;
mod data;
mod lists;
mod overflow;
mod prompts;
mod shell;
#[cfg(unix)]
mod signals;
#[cfg(unix)]
mod terminal;
