//! Conversations as files: for people (Markdown, HTML), for programs (JSON), and the ZIP that holds everything.
//!
//! Readers and writers come in and go out; what they belong to, and the history, are the caller's. The formats are described
//! in `docs/export-format.md`.

mod date;
mod html;
mod json;
mod manifest;
mod markdown;
mod name;
mod pack;
mod seal;
mod shown;
mod unpack;
mod words;

pub use html::html;
pub use json::{NotAConversation, from_json, to_json};
pub use manifest::{Counts, FileRecord, Manifest};
pub use markdown::markdown;
pub use name::file_name;
pub use pack::{BlobRecord, PackError, Packer};
pub use seal::{SealError, is_sealed, open_sealed, seal};
pub use unpack::{Archive, ArchiveError};
pub use words::Words;
