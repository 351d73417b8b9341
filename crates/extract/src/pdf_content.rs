//! What a page of a PDF draws: its own content, and the forms (ISO 32000-1, 8.10) that it draws within it.

use std::collections::BTreeMap;

use lopdf::content::Content;
use lopdf::{Dictionary, Document, Encoding, Object, ObjectId, Result};

use crate::words::Words;

/// What one of its streams may unpack to.
pub(crate) const MAX_STREAM_BYTES: usize = 8 * 1024 * 1024;
/// What the contents of all pages may unpack to, forms as often as they are drawn.
const MAX_CONTENT_BYTES: usize = 128 * 1024 * 1024;
/// Forms within forms. Programs draw three or four.
const MAX_DEPTH: usize = 8;
/// Each may draw others many times: what they draw would grow without end.
const MAX_FORMS: usize = 20_000;
/// The map from a font's letters to ours, unpacked. Those of fonts for Chinese have half of it.
const MAX_MAP_BYTES: usize = 1024 * 1024;
/// Maps of so many fonts are in memory, and so many are read of one document.
const FONTS_AT_ONCE: usize = 32;
const MAX_FONTS: usize = 20_000;
/// A gap between letters from which on they are two words, in thousandths of the font's size.
const WORD_GAP: f32 = -180.0;

/// Reads the words of one page after the other.
pub(crate) struct Contents<'a> {
    document: &'a Document,
    words: Words,
    /// By the address of the font. `None` where it does not say how its letters are numbered.
    encodings: BTreeMap<usize, Option<Encoding<'a>>>,
    bytes_left: usize,
    forms_left: usize,
    fonts_left: usize,
}

/// What names in a content mean, the nearest first.
struct Resources<'a>(Vec<&'a Dictionary>);

impl<'a> Resources<'a> {
    fn of_page(document: &'a Document, page: ObjectId) -> Result<Self> {
        let (own, referred) = document.get_page_resources(page)?;
        let referred = referred.into_iter().filter_map(|id| document.get_dictionary(id).ok());
        Ok(Self(own.into_iter().chain(referred).collect()))
    }

    /// A form without resources has those of its page, in old files.
    fn of_form(document: &'a Document, form: &'a Dictionary) -> Option<Self> {
        Some(Self(vec![document.get_dict_in_dict(form, b"Resources").ok()?]))
    }

    fn find(&self, document: &'a Document, kind: &[u8], name: &[u8]) -> Option<&'a Object> {
        self.0.iter().find_map(|resources| {
            let named = document.get_dict_in_dict(resources, kind).ok()?.get(name).ok()?;
            Some(document.dereference(named).ok()?.1)
        })
    }
}

impl<'a> Contents<'a> {
    pub(crate) fn new(document: &'a Document) -> Self {
        let words = Words::default();
        Self {
            document,
            words,
            encodings: BTreeMap::new(),
            bytes_left: MAX_CONTENT_BYTES,
            forms_left: MAX_FORMS,
            fonts_left: MAX_FONTS,
        }
    }

    /// # Errors
    /// The page is broken, or unpacks to too much; what it drew before stays.
    pub(crate) fn page(&mut self, page: ObjectId) -> Result<()> {
        self.words.paragraph();
        let content = self.document.get_page_content_with_limit(page, self.room())?;
        let resources = Resources::of_page(self.document, page)?;
        self.draw(&content, &resources, 0)
    }

    /// Whether nothing more is taken.
    pub(crate) fn is_full(&self) -> bool {
        self.words.is_full() || self.bytes_left == 0
    }

    pub(crate) fn into_words(self) -> Words {
        self.words
    }

    fn room(&self) -> usize {
        self.bytes_left.min(MAX_STREAM_BYTES)
    }

    fn draw(&mut self, content: &[u8], resources: &Resources<'a>, depth: usize) -> Result<()> {
        self.bytes_left = self.bytes_left.saturating_sub(content.len());
        let mut font = None;
        let mut height = None;
        let mut broken = Ok(());
        // One operation at a time: as a tree they have fifty times their size.
        for operation in Content::decode_iter(content) {
            let operation = operation?;
            let operands = operation.operands.as_slice();
            match operation.operator.as_str() {
                "Tf" => font = name(operands).and_then(|name| self.font(resources, name)),
                "Tj" | "TJ" => self.show(operands, font),
                "'" | "\"" => {
                    self.words.line();
                    self.show(operands.last().map(std::slice::from_ref).unwrap_or_default(), font);
                }
                "T*" | "ET" => self.words.line(),
                "Td" | "TD" => match number(operands.get(1)) {
                    Some(down) if down != 0.0 => self.words.line(),
                    _ => self.words.space(),
                },
                "Tm" => {
                    let at = number(operands.get(5));
                    if at == height {
                        self.words.space();
                    } else {
                        self.words.line();
                    }
                    height = at;
                }
                "Do" => {
                    // One broken form leaves the others.
                    if let Some(name) = name(operands)
                        && let Err(failure) = self.form(name, resources, depth)
                    {
                        broken = Err(failure);
                    }
                }
                _ => {}
            }
            if self.is_full() {
                break;
            }
        }
        broken
    }

    /// Draws a form within what is drawn. What else has a name there is a picture.
    fn form(&mut self, name: &[u8], resources: &Resources<'a>, depth: usize) -> Result<()> {
        let Some(Object::Stream(form)) = resources.find(self.document, b"XObject", name) else {
            return Ok(());
        };
        if !matches!(form.dict.get(b"Subtype").and_then(Object::as_name), Ok(b"Form")) {
            return Ok(());
        }
        if depth == MAX_DEPTH || self.forms_left == 0 {
            return Ok(());
        }
        self.forms_left -= 1;
        let content = form.get_plain_content_with_limit(self.room())?;
        self.words.line();
        match Resources::of_form(self.document, &form.dict) {
            Some(own) => self.draw(&content, &own, depth + 1)?,
            None => self.draw(&content, resources, depth + 1)?,
        }
        self.words.line();
        Ok(())
    }

    /// Its key in `encodings`.
    fn font(&mut self, resources: &Resources<'a>, name: &[u8]) -> Option<usize> {
        let font = resources.find(self.document, b"Font", name)?.as_dict().ok()?;
        let key = std::ptr::from_ref(font).addr();
        if !self.encodings.contains_key(&key) {
            self.fonts_left = self.fonts_left.checked_sub(1)?;
            if self.encodings.len() == FONTS_AT_ONCE {
                self.encodings.clear();
            }
            let encoding = font.get_font_encoding_with_limit(self.document, MAX_MAP_BYTES).ok();
            self.encodings.insert(key, encoding);
        }
        Some(key)
    }

    fn show(&mut self, operands: &[Object], font: Option<usize>) {
        let encoding = font.and_then(|font| self.encodings.get(&font)?.as_ref());
        for operand in operands {
            match operand {
                Object::Array(pieces) => pieces.iter().for_each(|piece| match piece {
                    Object::String(bytes, _) => letters(bytes, encoding, &mut self.words),
                    gap if number(Some(gap)).is_some_and(|gap| gap < WORD_GAP) => self.words.space(),
                    _ => {}
                }),
                Object::String(bytes, _) => letters(bytes, encoding, &mut self.words),
                _ => {}
            }
        }
    }
}

fn letters(bytes: &[u8], encoding: Option<&Encoding<'_>>, words: &mut Words) {
    // Without an encoding the letters are the font's own, as in the standard ones.
    let standard = Encoding::SimpleEncoding(b"WinAnsiEncoding");
    let text = encoding.unwrap_or(&standard).bytes_to_string(bytes).unwrap_or_default();
    words.push(&text.replace(|letter: char| letter.is_control() && letter != '\n', ""));
}

fn name(operands: &[Object]) -> Option<&[u8]> {
    operands.first()?.as_name().ok()
}

fn number(object: Option<&Object>) -> Option<f32> {
    object?.as_float().ok()
}
