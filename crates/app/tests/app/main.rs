//! The use cases over a real history and real files, against a real server that misbehaves on demand.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "the functions that tests share are not known as tests to clippy"
)]

mod artifacts;
mod attachments;
mod branches;
mod broken;
mod catalogue;
mod check;
mod context;
mod dictation;
mod directory;
mod disk;
mod ending;
mod failures;
mod find;
mod frames;
mod images;
mod import;
mod import_again;
mod imported_files;
mod journal;
mod keys;
mod kill;
mod limits;
mod looking;
mod network;
mod organise;
mod pair;
mod parameters;
mod pictures;
mod prompts;
mod questions;
mod routing;
mod served;
mod support;
mod taken;
mod temporary_chat;
mod usage;
mod voice;
mod wires;
mod writing;
