//! Presentations (ECMA-376, PresentationML).

use std::io::{Read, Seek};

use crate::Unreadable;
use crate::office::{Package, Piece};
use crate::words::{Text, Words};

pub(crate) fn read(source: impl Read + Seek) -> Result<Text, Unreadable> {
    let mut package = Package::open(source)?;
    let mut words = Words::default();
    for (at, slide) in package.numbered("ppt/slides/slide").iter().enumerate() {
        words.paragraph();
        words.push(&format!("# {}\n", at + 1));
        let notes = slide.replace("ppt/slides/slide", "ppt/notesSlides/notesSlide");
        for part in [slide.as_str(), &notes] {
            lines(&mut package, part, &mut words)?;
        }
    }
    let text = words.finish();
    // The numbers of slides alone are no words.
    let said = text.text.lines().any(|line| !line.trim().is_empty() && !line.starts_with("# "));
    if said { Ok(text) } else { Err(Unreadable::NoWords) }
}

fn lines(package: &mut Package<impl Read + Seek>, part: &str, words: &mut Words) -> Result<(), Unreadable> {
    let mut in_text = false;
    package.each(part, |piece| {
        match piece {
            Piece::Start(tag) => match tag.local_name().as_ref() {
                "t" => in_text = true,
                "br" => words.line(),
                _ => {}
            },
            Piece::End(name) => match name {
                "t" => in_text = false,
                "p" => words.line(),
                "tc" => words.push("\t"),
                _ => {}
            },
            Piece::Text(text) if in_text => words.push(text),
            Piece::Text(_) => {}
        }
        !words.is_full()
    })
}
