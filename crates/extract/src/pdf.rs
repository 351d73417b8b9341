//! PDF (ISO 32000-1), the words in the order in which they are drawn.

use std::collections::BTreeMap;
use std::io::Read;

use lopdf::content::Content;
use lopdf::{DecompressError, Document, Encoding, Error, LoadOptions, Object};

use crate::Unreadable;
use crate::words::{Text, Words};

/// A PDF is in memory as a whole, and its objects once more.
const MAX_FILE_BYTES: u64 = 64 * 1024 * 1024;
/// What one of its streams may unpack to.
const MAX_STREAM_BYTES: usize = 8 * 1024 * 1024;
/// What all streams of objects, which are unpacked as it is opened, may unpack to.
const MAX_OBJECTS_BYTES: usize = 256 * 1024 * 1024;
/// Nobody asks about more at once, and each takes its time.
const MAX_PAGES: usize = 5_000;
/// A gap between letters from which on they are two words, in thousandths of the font's size.
const WORD_GAP: f32 = -180.0;

pub(crate) fn read(source: impl Read) -> Result<Text, Unreadable> {
    let mut bytes = Vec::new();
    source.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes).map_err(|_| Unreadable::Damaged)?;
    if bytes.len() as u64 > MAX_FILE_BYTES {
        return Err(Unreadable::TooLarge);
    }
    let packed = bytes.windows(7).filter(|window| window == b"/ObjStm").count();
    if packed.saturating_mul(MAX_STREAM_BYTES) > MAX_OBJECTS_BYTES && packed * 64 * 1024 > bytes.len() {
        // So many so small ones are made to unpack to more than they look.
        return Err(Unreadable::TooLarge);
    }
    let options = LoadOptions { max_decompressed_size: Some(MAX_STREAM_BYTES), ..LoadOptions::default() };
    let document = Document::load_mem_with_options(&bytes, options).map_err(|error| unreadable(&error))?;
    drop(bytes);
    if document.is_encrypted() {
        return Err(Unreadable::Locked);
    }
    let mut words = Words::default();
    let mut failed = None;
    for page in document.page_iter().take(MAX_PAGES) {
        words.paragraph();
        if let Err(failure) = read_page(&document, page, &mut words) {
            failed = Some(failure);
        }
        if words.is_full() {
            break;
        }
    }
    let text = words.finish();
    match failed {
        // One broken page leaves the others.
        Some(failure) if text.text.trim().is_empty() => Err(failure),
        _ => Ok(text),
    }
}

fn read_page(document: &Document, page: lopdf::ObjectId, words: &mut Words) -> Result<(), Unreadable> {
    let fonts = document.get_page_fonts(page).map_err(|error| unreadable(&error))?;
    let encodings: BTreeMap<_, _> = fonts
        .into_iter()
        .filter_map(|(name, font)| {
            Some((name, font.get_font_encoding_with_limit(document, MAX_STREAM_BYTES).ok()?))
        })
        .collect();
    let content = document
        .get_page_content_with_limit(page, MAX_STREAM_BYTES)
        .and_then(|content| Content::decode(&content))
        .map_err(|error| unreadable(&error))?;
    let mut font = None;
    let mut height = None;
    for operation in &content.operations {
        let operands = operation.operands.as_slice();
        match operation.operator.as_str() {
            "Tf" => font = operands.first().and_then(|name| encodings.get(name.as_name().ok()?)),
            "Tj" | "TJ" => show(operands, font, words),
            "'" | "\"" => {
                words.line();
                show(operands.last().map(std::slice::from_ref).unwrap_or_default(), font, words);
            }
            "T*" => words.line(),
            "Td" | "TD" => match number(operands.get(1)) {
                Some(down) if down != 0.0 => words.line(),
                _ => words.space(),
            },
            "Tm" => {
                let at = number(operands.get(5));
                if at == height {
                    words.space();
                } else {
                    words.line();
                }
                height = at;
            }
            "ET" => words.line(),
            _ => {}
        }
        if words.is_full() {
            break;
        }
    }
    Ok(())
}

fn show(operands: &[Object], font: Option<&Encoding<'_>>, words: &mut Words) {
    for operand in operands {
        match operand {
            Object::String(bytes, _) => {
                // Without an encoding the letters are the font's own, as in the standard ones.
                let text = match font {
                    Some(font) => font.bytes_to_string(bytes).unwrap_or_default(),
                    None => Encoding::SimpleEncoding(b"WinAnsiEncoding")
                        .bytes_to_string(bytes)
                        .unwrap_or_default(),
                };
                words.push(&text.replace(|letter: char| letter.is_control() && letter != '\n', ""));
            }
            Object::Array(pieces) => {
                for piece in pieces {
                    match piece {
                        Object::String(..) => show(std::slice::from_ref(piece), font, words),
                        gap if number(Some(gap)).is_some_and(|gap| gap < WORD_GAP) => words.space(),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
}

fn number(object: Option<&Object>) -> Option<f32> {
    object?.as_float().ok()
}

fn unreadable(error: &Error) -> Unreadable {
    match error {
        Error::InvalidPassword | Error::Decryption(_) => Unreadable::Locked,
        Error::Decompress(DecompressError::MemoryLimitExceeded { .. }) => Unreadable::TooLarge,
        _ => Unreadable::Damaged,
    }
}
