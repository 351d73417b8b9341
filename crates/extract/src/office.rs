//! What the formats of office programs have in common: XML in a ZIP.

use std::io::{self, BufReader, Read, Seek, SeekFrom};

use quick_xml::Reader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use zip::ZipArchive;
use zip::result::ZipError;

use crate::Unreadable;
use crate::budget::{Budget, MAX_UNPACKED_BYTES};

/// Programs write dozens. Each is a row in memory.
const MAX_ENTRIES: usize = 20_000;
/// The end of a ZIP and the longest comment behind it.
const TAIL_BYTES: u64 = 22 + 65_535;

/// A file of an office program.
pub(crate) struct Package<S> {
    zip: ZipArchive<S>,
    left: u64,
}

impl<S: Read + Seek> Package<S> {
    pub(crate) fn open(mut source: S) -> Result<Self, Unreadable> {
        check_entries(&mut source)?;
        let zip = ZipArchive::new(source).map_err(|error| unreadable(&error))?;
        if zip.len() > MAX_ENTRIES {
            return Err(Unreadable::TooLarge);
        }
        Ok(Self { zip, left: MAX_UNPACKED_BYTES })
    }

    /// The names of its parts that begin so, by the number in them.
    pub(crate) fn numbered(&self, beginning: &str) -> Vec<String> {
        let names = self.zip.file_names().filter_map(Result::ok);
        let mut found: Vec<(u64, String)> = names
            .filter_map(|name| {
                let number = name.strip_prefix(beginning)?.strip_suffix(".xml")?.parse().ok()?;
                Some((number, name.into_owned()))
            })
            .collect();
        found.sort();
        found.into_iter().map(|(_, name)| name).collect()
    }

    /// Reads the XML of a part, if there is one. `take` says whether it wants more.
    pub(crate) fn each(
        &mut self,
        part: &str,
        mut take: impl FnMut(Piece<'_>) -> bool,
    ) -> Result<(), Unreadable> {
        let entry = match self.zip.by_name(part) {
            Ok(entry) => entry,
            Err(ZipError::FileNotFound) => return Ok(()),
            Err(error) => return Err(unreadable(&error)),
        };
        let mut xml = Reader::from_reader(Budget::new(BufReader::new(entry), &mut self.left));
        // What a document lacks at its end is no reason to read nothing of it.
        xml.config_mut().check_end_names = false;
        xml.config_mut().allow_unmatched_ends = true;
        xml.config_mut().allow_dangling_amp = true;
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            xml.get_mut().next_event();
            let wanted = match xml.read_event_into(&mut buffer) {
                Ok(Event::Eof) => return Ok(()),
                Ok(Event::Start(tag)) => take(Piece::Start(&tag)),
                Ok(Event::Empty(tag)) => {
                    take(Piece::Start(&tag)) && take(Piece::End(tag.local_name().as_ref()))
                }
                Ok(Event::End(tag)) => take(Piece::End(tag.local_name().as_ref())),
                Ok(Event::Text(text)) => take(Piece::Text(&text.xml10_content())),
                Ok(Event::CData(text)) => take(Piece::Text(&text.xml10_content())),
                Ok(Event::GeneralRef(entity)) => take(Piece::Text(&resolved(&entity))),
                Ok(_) => true,
                Err(_) if xml.get_ref().is_exceeded() => return Err(Unreadable::TooLarge),
                Err(_) => return Err(Unreadable::Damaged),
            };
            if !wanted {
                return Ok(());
            }
        }
    }
}

/// A piece of a part's XML. Names are without their namespace.
pub(crate) enum Piece<'a> {
    Start(&'a BytesStart<'a>),
    End(&'a str),
    Text(&'a str),
}

/// The value of an attribute, by its name without its namespace.
pub(crate) fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.attributes().flatten().find(|attribute| attribute.key.local_name().as_ref() == name)?;
    Some(found.value.into_owned())
}

fn resolved(entity: &BytesRef<'_>) -> String {
    match entity.resolve_char_ref() {
        Ok(Some(letter)) => letter.to_string(),
        // Entities of the document's own would let it grow without end: they are not followed.
        _ => resolve_xml_entity(entity).unwrap_or_default().to_owned(),
    }
}

/// The number of entries is in the ZIP's last record. One that says "more than fits here" is none of an office program.
fn check_entries(source: &mut (impl Read + Seek)) -> Result<(), Unreadable> {
    let damaged = |_: io::Error| Unreadable::Damaged;
    let size = source.seek(SeekFrom::End(0)).map_err(damaged)?;
    source.seek(SeekFrom::Start(size.saturating_sub(TAIL_BYTES))).map_err(damaged)?;
    let mut tail = Vec::new();
    source.take(TAIL_BYTES).read_to_end(&mut tail).map_err(damaged)?;
    source.seek(SeekFrom::Start(0)).map_err(damaged)?;
    let end = tail.windows(4).rposition(|window| window == b"PK\x05\x06").ok_or(Unreadable::Damaged)?;
    let count = tail.get(end + 10..end + 12).ok_or(Unreadable::Damaged)?;
    match count {
        [low, high] if usize::from(u16::from_le_bytes([*low, *high])) <= MAX_ENTRIES => Ok(()),
        _ => Err(Unreadable::TooLarge),
    }
}

fn unreadable(error: &ZipError) -> Unreadable {
    match error {
        ZipError::UnsupportedArchive(why) if why.contains("assword") => Unreadable::Locked,
        _ => Unreadable::Damaged,
    }
}
