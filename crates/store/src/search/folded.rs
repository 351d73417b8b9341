//! Texts without case and diacritics.

use std::ops::Range;

use unicode_normalization::char::{decompose_canonical, is_combining_mark};

/// A folded text that knows where everything in it stood.
pub(super) struct Folded {
    text: String,
    /// For each byte of `text` and its end the place in the original; `None` where they are the same.
    places: Option<Vec<u32>>,
}

impl Folded {
    pub(super) fn new(text: &str) -> Self {
        if text.is_ascii() {
            return Self { text: text.to_ascii_lowercase(), places: None };
        }
        let mut folded = String::with_capacity(text.len());
        let mut places = Vec::with_capacity(text.len() + 1);
        for (at, c) in text.char_indices() {
            push(c, &mut folded);
            // Texts are at most a few MB.
            places.resize(folded.len(), u32::try_from(at).unwrap_or(u32::MAX));
        }
        places.push(u32::try_from(text.len()).unwrap_or(u32::MAX));
        Self { text: folded, places: Some(places) }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn original(&self, range: Range<usize>) -> Range<usize> {
        match &self.places {
            None => range,
            Some(places) => {
                let place = |at: usize| places.get(at).copied().unwrap_or_default() as usize;
                place(range.start)..place(range.end)
            }
        }
    }
}

/// The text without case and diacritics, as the search compares it.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        push(c, &mut folded);
    }
    folded
}

fn push(c: char, folded: &mut String) {
    match c {
        _ if c.is_ascii() => folded.push(c.to_ascii_lowercase()),
        // Kana and Han characters stay as they are. Taken apart, a voiced syllable would be two words, and a Hangul syllable would be
        // found by its first letter.
        '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' => folded.push(c),
        _ => decompose_canonical(c, |part| {
            if !is_diacritic(part) {
                folded.extend(part.to_lowercase());
            }
        }),
    }
}

/// Those of the Latin, Greek and Cyrillic scripts, which the word index leaves out as well.
fn is_diacritic(c: char) -> bool {
    is_combining_mark(c) && matches!(c, '\u{300}'..='\u{36f}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_normalization::UnicodeNormalization;

    use super::*;

    proptest! {
        #[test]
        fn both_fold_alike_and_every_place_is_one(text in "\\PC{0,40}|[각힣豈舘ÄäΩЙがｶ一]{0,20}") {
            let folded = Folded::new(&text);
            prop_assert_eq!(folded.text(), fold(&text));
            for (at, c) in folded.text().char_indices() {
                let original = folded.original(at..at + c.len_utf8());
                prop_assert!(text.is_char_boundary(original.start) && text.is_char_boundary(original.end));
            }
            prop_assert_eq!(folded.original(folded.text().len()..folded.text().len()), text.len()..text.len());
        }

        #[test]
        fn what_is_composed_folds_like_what_is_not(text in "[ÄäéñΩάЙйőǘ a-z]{0,20}") {
            prop_assert_eq!(fold(&text), fold(&text.nfd().collect::<String>()));
        }
    }
}
