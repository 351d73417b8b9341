//! Finds the words of a query in a text, as the word index would: without regard to case and diacritics, from word to word. Also
//! as substrings, without regard to where words begin and end.

use std::ops::Range;

use super::candidates::Source;
use super::expression::is_without_spaces;
use super::folded::{Folded, fold};
use super::query::{Query, Term};

/// A text of which every second letter is a hit needs no more marks.
const MAX_MARKS: usize = 64;

fn is_word(c: char) -> bool {
    c.is_alphanumeric()
}

/// What a query looks for in one text.
pub(super) struct Matcher {
    terms: Vec<Needle>,
    without: Vec<Needle>,
}

struct Needle {
    /// Folded.
    whole: String,
    words: Vec<String>,
    prefix: bool,
}

impl Needle {
    fn new(term: &Term) -> Self {
        let whole = fold(&term.text);
        let words = whole.split(|c| !is_word(c)).filter(|word| !word.is_empty()).map(str::to_owned).collect();
        Self { whole, words, prefix: term.prefix }
    }

    fn words_in<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Range<usize>> + 'a {
        let first = self.words.first();
        first.into_iter().flat_map(move |first| {
            text.match_indices(first.as_str()).filter_map(move |(start, _)| {
                let starts = !text[..start].chars().next_back().is_some_and(is_word);
                let end = starts.then(|| self.rest_in(text, start + first.len())).flatten()?;
                Some(start..end)
            })
        })
    }

    /// Where the words after the first one end, if they follow from `at` on.
    fn rest_in(&self, text: &str, mut at: usize) -> Option<usize> {
        let ends = |at: usize| !text[at..].chars().next().is_some_and(is_word);
        for word in &self.words[1..] {
            if !ends(at) {
                return None;
            }
            let gap = text[at..].find(is_word)?;
            at += gap;
            at += text[at..].starts_with(word.as_str()).then_some(word.len())?;
        }
        if self.prefix {
            // The whole word is what was found. Scripts without spaces have no end of a word.
            let in_word = |c: char| is_word(c) && !is_without_spaces(c);
            return Some(text[at..].find(|c| !in_word(c)).map_or(text.len(), |length| at + length));
        }
        ends(at).then_some(at)
    }

    fn substrings_in<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Range<usize>> + 'a {
        text.match_indices(self.whole.as_str()).map(|(start, found)| start..start + found.len())
    }
}

impl Matcher {
    pub(super) fn new(query: &Query) -> Self {
        let needles = |terms: &[Term]| terms.iter().map(Needle::new).collect();
        Self { terms: needles(&query.terms), without: needles(&query.without) }
    }

    /// As what every term stands in the folded text and none of those that may not.
    pub(super) fn source(&self, text: &str) -> Option<Source> {
        let has_a_word = self.terms.is_empty() || self.terms.iter().any(|needle| !needle.words.is_empty());
        if has_a_word && self.has_words(text) {
            return Some(Source::Words);
        }
        self.has_substrings(text).then_some(Source::Grams)
    }

    /// Whether every term stands in the folded text as words and none of those that may not.
    fn has_words(&self, text: &str) -> bool {
        // A term without a word asks for nothing here.
        let has = |needle: &Needle| needle.words.is_empty() || needle.words_in(text).next().is_some();
        self.terms.iter().all(has) && !self.has_unwanted(text)
    }

    /// Whether every term stands somewhere in the folded text and none of those that may not.
    pub(super) fn has_substrings(&self, text: &str) -> bool {
        self.terms.iter().all(|needle| text.contains(&needle.whole)) && !self.has_unwanted(text)
    }

    fn has_unwanted(&self, text: &str) -> bool {
        self.without.iter().any(|needle| needle.words_in(text).next().is_some())
    }

    /// Every place of a term, in order: of its words, or as a substring where it has none.
    pub(super) fn marks(&self, text: &Folded) -> Vec<Range<usize>> {
        let mut marks: Vec<Range<usize>> = Vec::new();
        for needle in &self.terms {
            let before = marks.len();
            marks.extend(needle.words_in(text.text()).take(MAX_MARKS));
            if marks.len() == before {
                marks.extend(needle.substrings_in(text.text()).take(MAX_MARKS));
            }
        }
        marks.sort_by_key(|mark| mark.start);
        marks.into_iter().map(|mark| text.original(mark)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(query: &str, text: &str) -> Vec<String> {
        let marks = Matcher::new(&Query::parse(query)).marks(&Folded::new(text));
        marks.into_iter().map(|mark| text[mark].to_owned()).collect()
    }

    fn has_words(query: &str, text: &str) -> bool {
        Matcher::new(&Query::parse(query)).has_words(&fold(text))
    }

    #[test]
    fn words_are_found_without_case_and_diacritics() {
        assert_eq!(marked("cafe ely", "The CAFÉ by the Élysée"), ["CAFÉ", "Élysée"]);
        assert_eq!(marked("\"the cafe\"", "the, Cafe; the tea, cafe"), ["the, Cafe"]);
        assert!(has_words("caf", "Café") && !has_words("caf x", "Café") && !has_words("\"caf\"", "Café"));
        assert!(!has_words("cafe -tea", "cafe and tea") && has_words("cafe -te", "cafe and tea"));
        assert_eq!(marked("ΣΟΦΙΑ", "η σοφία"), ["σοφία"]);
    }

    #[test]
    fn substrings_are_found_where_no_word_is() {
        assert_eq!(marked("京タワ", "私は東京タワーに"), ["京タワ"]);
        assert_eq!(marked("lement", "getElementById, element"), ["lement", "lement"]);
        assert_eq!(marked("각", "가각"), ["각"]);
    }

    #[test]
    fn signs_alone_are_no_words() {
        let source = |query: &str, text: &str| Matcher::new(&Query::parse(query)).source(&fold(text));
        assert_eq!(source("++", "tea"), None);
        assert_eq!(source("++", "c++"), Some(Source::Grams));
        assert_eq!(source("tea ++", "tea"), Some(Source::Words));
        assert_eq!(source("-x", "tea"), Some(Source::Words));
    }

    #[test]
    fn a_match_that_began_in_vain_does_not_hide_the_next() {
        assert!(has_words("\"a b\"", "a a b"));
        assert!(has_words("\"tea\"", "teatime tea"));
    }
}
