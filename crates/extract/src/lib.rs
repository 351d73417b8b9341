//! What is in a file: its words, or a picture that fits. Bytes come in through `Read + Seek`; nothing is opened, written or asked
//! for. Whoever hands in a file hands in a stranger's: memory, work and depth are limited here, and a panic of a parser is to be
//! caught by the caller.

mod budget;
mod docx;
mod html;
mod kind;
mod office;
mod pdf;
mod pdf_content;
mod picture;
mod plain;
mod pptx;
mod words;
mod xlsx;

use std::io::{Read, Seek};

pub use kind::{HEAD_BYTES, Kind};
pub use picture::{Fit, Fitted, NoPicture, dimensions, fit};
pub use words::{MAX_TEXT_BYTES, Text};

/// Why there are no words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    #[error("the file has no words in it")]
    NoWords,
    #[error("the file is locked with a password")]
    Locked,
    #[error("the type of the file is not known")]
    UnknownType,
    #[error("the file is in the format of an old office program")]
    OldOffice,
    #[error("the file is damaged")]
    Damaged,
    #[error("the file unpacks to more than is read")]
    TooLarge,
}

/// The words of a file of this kind, at most [`MAX_TEXT_BYTES`] of them.
pub fn text(kind: Kind, source: impl Read + Seek) -> Result<Text, Unreadable> {
    let text = match kind {
        Kind::Picture | Kind::Unknown => return Err(Unreadable::UnknownType),
        Kind::OldOffice => return Err(Unreadable::OldOffice),
        Kind::Plain => plain::read(source),
        Kind::Html => html::read(source),
        Kind::Pdf => pdf::read(source),
        Kind::Docx => docx::read(source),
        Kind::Xlsx => xlsx::read(source),
        Kind::Pptx => pptx::read(source),
    }?;
    if text.text.trim().is_empty() { Err(Unreadable::NoWords) } else { Ok(text) }
}
