//! Documents of word processors (ECMA-376, WordprocessingML).

use std::io::{Read, Seek};

use crate::Unreadable;
use crate::office::{Package, Piece};
use crate::words::{Text, Words};

pub(crate) fn read(source: impl Read + Seek) -> Result<Text, Unreadable> {
    let mut package = Package::open(source)?;
    let mut words = Words::default();
    for part in ["word/document.xml", "word/footnotes.xml", "word/endnotes.xml", "word/comments.xml"] {
        words.paragraph();
        paragraphs(&mut package, part, &mut words)?;
    }
    Ok(words.finish())
}

fn paragraphs(
    package: &mut Package<impl Read + Seek>,
    part: &str,
    words: &mut Words,
) -> Result<(), Unreadable> {
    let mut in_text = false;
    // What was struck out by somebody's revision is no part of the text.
    let mut struck = 0_u32;
    package.each(part, |piece| {
        match piece {
            Piece::Start(tag) => match tag.local_name().as_ref() {
                "t" => in_text = true,
                "tab" => words.push("\t"),
                "br" | "cr" => words.line(),
                "del" | "moveFrom" => struck = struck.saturating_add(1),
                _ => {}
            },
            Piece::End(name) => match name {
                "t" => in_text = false,
                "p" | "tr" => words.line(),
                "tc" => words.push("\t"),
                "del" | "moveFrom" => struck = struck.saturating_sub(1),
                _ => {}
            },
            Piece::Text(text) if in_text && struck == 0 => words.push(text),
            Piece::Text(_) => {}
        }
        !words.is_full()
    })
}
