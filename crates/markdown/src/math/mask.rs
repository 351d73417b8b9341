//! Formulas are kept from the Markdown parser: each is replaced by a word of the same length on one line, so that no character
//! of it is markup, and put back into what the parser gives.

use std::borrow::Cow;

use crate::line::dedented;

/// Stands for the first three bytes of a formula. Noncharacters of Unicode, which normalised text does not have; the one that
/// is taken says which of the formulas nearby it is.
const FIRST_MARK: u32 = 0xfdd0;
const MARKS: usize = 32;
const MARK_BYTES: usize = 3;
const FILLER: u8 = b'x';

/// A formula of the text.
#[derive(Debug)]
pub(crate) struct Formula {
    /// Offset in the text.
    pub(super) at: usize,
    /// With its delimiters.
    pub(super) source: String,
    /// Bytes of each delimiter.
    pub(super) delimiter: usize,
    pub(super) display: bool,
    /// It stands in a quote, whose marks begin its lines.
    pub(super) quoted: bool,
    /// Its TeX with the commands written out that the message defines.
    pub(super) written: Option<String>,
}

/// Behind the TeX of an event and before what it was written out as. No text of a message has it.
const WRITTEN: char = '\u{fdd0}';

/// The TeX of an event as the message has it, and as it is drawn.
pub(crate) fn source_and_written(tex: &str) -> (&str, &str) {
    tex.split_once(WRITTEN).unwrap_or((tex, tex))
}

impl Formula {
    fn event(&self) -> String {
        let mut tex = self.tex().into_owned();
        if let Some(written) = &self.written {
            tex.push(WRITTEN);
            tex.push_str(written);
        }
        tex
    }

    pub(super) fn tex(&self) -> Cow<'_, str> {
        let tex = &self.source[self.delimiter..self.source.len() - self.delimiter];
        if !self.quoted || !tex.contains('\n') {
            return Cow::Borrowed(tex);
        }
        let lines = tex.split('\n').enumerate();
        let bare =
            lines.map(|(row, line)| if row == 0 { line } else { line.trim_start_matches([' ', '\t', '>']) });
        Cow::Owned(bare.collect::<Vec<_>>().join("\n"))
    }
}

/// Replaces a text's characters that the parser must not see.
pub(crate) fn is_mark(character: char) -> bool {
    matches!(character, '\u{fdd0}'..='\u{fdef}')
}

/// Writes what stands for formula number `index` of `bytes` bytes.
pub(super) fn mask(out: &mut String, index: usize, bytes: usize) {
    let mark = char::from_u32(FIRST_MARK + (index % MARKS) as u32).unwrap_or(char::REPLACEMENT_CHARACTER);
    out.push(mark);
    out.extend(std::iter::repeat_n(char::from(FILLER), bytes - MARK_BYTES));
}

/// The formulas of a text that begins at the offset `base` of theirs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Formulas<'f> {
    list: &'f [Formula],
    base: usize,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Unmasked<'t> {
    Text(&'t str),
    Inline(String),
    Display(String),
}

impl<'f> Formulas<'f> {
    pub(crate) fn new(list: &'f [Formula], base: usize) -> Self {
        Self { list, base }
    }

    /// Cuts `text`, which comes from the offset `at` on, at its formulas.
    pub(crate) fn unmasked<'t>(self, text: &'t str, at: usize) -> Vec<Unmasked<'t>> {
        let mut pieces = Vec::new();
        self.each(text, at, |piece| {
            pieces.push(match piece {
                Ok(text) => Unmasked::Text(text),
                Err(formula) if formula.display => Unmasked::Display(formula.event()),
                Err(formula) => Unmasked::Inline(formula.event()),
            });
        });
        pieces
    }

    /// `text`, which comes from the offset `at` on, as it was written; without the indentation that the lines of a fence
    /// lose.
    pub(crate) fn restored(self, text: &str, at: usize, indent: usize) -> String {
        let mut restored = String::with_capacity(text.len());
        self.each(text, at, |piece| match piece {
            Ok(text) => restored.push_str(text),
            Err(formula) => {
                for (row, line) in formula.source.split_inclusive('\n').enumerate() {
                    let (spaces, line) = dedented(line, if row == 0 { 0 } else { indent });
                    restored.push_str(spaces);
                    restored.push_str(line);
                }
            }
        });
        restored
    }

    fn each<'t>(self, text: &'t str, at: usize, mut piece: impl FnMut(Result<&'t str, &'f Formula>)) {
        let mut next = self.list.partition_point(|formula| formula.at < self.base + at);
        let mut rest = text;
        while let Some(found) = rest.find(is_mark) {
            let mark = rest[found..].chars().next().map_or(0, u32::from) - FIRST_MARK;
            let Some(index) = (next..self.list.len()).find(|index| index % MARKS == mark as usize) else {
                break;
            };
            let formula = &self.list[index];
            if found > 0 {
                piece(Ok(&rest[..found]));
            }
            piece(Err(formula));
            let behind = &rest[found + MARK_BYTES..];
            let filler = behind.bytes().take(formula.source.len() - MARK_BYTES);
            rest = &behind[filler.take_while(|&byte| byte == FILLER).count()..];
            next = index + 1;
        }
        if !rest.is_empty() {
            piece(Ok(rest));
        }
    }
}

/// Whether `text` has a formula in it.
pub(crate) fn is_masked(text: &str) -> bool {
    text.contains(is_mark)
}
