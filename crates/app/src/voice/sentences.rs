//! A message in sentences, as they are asked for one by one.

use std::ops::Range;

use parlance_ipc::{SentenceView, SpokenNames};
use parlance_markdown::{Left, Passage, Spoken, spoken};
use unicode_segmentation::UnicodeSegmentation as _;

/// Longer sentences are cut where they breathe. Every provider takes this much; the shortest limit known is 200 characters.
const MAX_CHARS: usize = 200;
/// Behind these a point ends no sentence, in the languages of the window.
const ABBREVIATIONS: [&str; 26] = [
    "dr", "mr", "mrs", "ms", "prof", "st", "vs", "no", "fig", "vol", "approx", "cf", "al", "eg", "ie", "nr",
    "bzw", "ca", "vgl", "evtl", "ggf", "inkl", "usw", "abb", "bspw", "sog",
];

/// What is said of a Markdown text, with how it stands there.
pub(super) fn sentences(source: &str, names: &SpokenNames) -> Vec<SentenceView> {
    spoken(source).iter().flat_map(|passage| of_passage(passage, names)).collect()
}

/// A passage as it is said, and what is shown in the place of each piece.
struct Said {
    text: String,
    pieces: Vec<(Range<usize>, Option<String>)>,
}

fn of_passage(passage: &Passage, names: &SpokenNames) -> Vec<SentenceView> {
    let said = said(passage, names);
    let mut sentences = Vec::new();
    for whole in ends(&said.text) {
        for range in breaths(&said.text, whole) {
            let words = one_line(&said.text[range.clone()]);
            // A voice has nothing to say of signs alone, and some providers answer that with an error.
            if words.chars().any(char::is_alphanumeric) {
                sentences.push(SentenceView { said: words, shown: said.shown(&range) });
            }
        }
    }
    sentences
}

fn said(passage: &Passage, names: &SpokenNames) -> Said {
    let mut text = String::new();
    let mut pieces = Vec::new();
    for spoken in passage {
        let start = text.len();
        let shown = match spoken {
            Spoken::Words(words) => {
                text.push_str(words);
                None
            }
            Spoken::Heard(words) => {
                text.push_str(words);
                Some(String::new())
            }
            Spoken::Left { what, shown } => {
                text.push_str(match what {
                    Left::Code => &names.code,
                    Left::Formula => &names.formula,
                    Left::Table => &names.table,
                    Left::Address => &names.address,
                    Left::Markup => "",
                });
                Some(shown.clone())
            }
        };
        pieces.push((start..text.len(), shown));
    }
    Said { text, pieces }
}

impl Said {
    /// What is shown of a range of the text. What stands in the place of something else belongs to where that begins.
    fn shown(&self, range: &Range<usize>) -> String {
        let mut out = String::new();
        for (piece, shown) in &self.pieces {
            match shown {
                None => {
                    let (from, to) = (piece.start.max(range.start), piece.end.min(range.end));
                    out.push_str(self.text.get(from..to).unwrap_or_default());
                }
                Some(shown) if range.contains(&piece.start) => out.push_str(shown),
                Some(_) => {}
            }
        }
        one_line(&out)
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Where the sentences lie, all of the text in order.
fn ends(text: &str) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    for (start, piece) in text.split_sentence_bound_indices() {
        let end = start + piece.len();
        match out.last_mut() {
            Some(last) if goes_on(&text[last.clone()]) => last.end = end,
            _ => out.push(start..end),
        }
    }
    out
}

/// A sentence that only seems to end: behind "Dr.", "J." and "z.", and behind the "3." of a date.
fn goes_on(sentence: &str) -> bool {
    let Some(words) = sentence.trim_end().strip_suffix('.') else { return false };
    let last = words
        .rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '“' | '"' | '.'))
        .next()
        .unwrap_or_default();
    let short = last.chars().count();
    let is_number = last.chars().all(|c| c.is_ascii_digit());
    short > 0
        && (ABBREVIATIONS.contains(&last.to_lowercase().as_str())
            || (is_number && short <= 2)
            || (short == 1 && last != "I" && last.chars().all(|c| c.is_uppercase() || c.is_lowercase())))
}

/// A sentence in pieces of at most [`MAX_CHARS`]: behind the last comma that fits, else between words, else within one.
fn breaths(text: &str, sentence: Range<usize>) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = sentence.start;
    while let Some(limit) = text[start..sentence.end].char_indices().nth(MAX_CHARS).map(|(at, _)| start + at)
    {
        let head = &text[start..limit];
        let late = |at: &usize| *at > head.len() / 3;
        let comma = head
            .char_indices()
            .rev()
            .find(|(_, c)| matches!(c, ',' | ';' | ':' | '–' | '—' | '，' | '；' | '、' | '：'));
        let comma = comma.map(|(at, c)| at + c.len_utf8()).filter(late);
        let space = || head.rfind(char::is_whitespace).filter(|at| *at > 0);
        let grapheme = || {
            let bounds = text[start..sentence.end].grapheme_indices(true).map(|(at, _)| at);
            bounds.take_while(|at| *at <= head.len()).last().filter(|at| *at > 0)
        };
        let cut = start + comma.or_else(space).or_else(grapheme).unwrap_or(head.len());
        out.push(start..cut);
        start = cut;
    }
    out.push(start..sentence.end);
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn names() -> SpokenNames {
        SpokenNames {
            code: "code".into(),
            formula: "formula".into(),
            table: String::new(),
            address: "link".into(),
        }
    }

    fn said_of(source: &str) -> Vec<String> {
        sentences(source, &names()).into_iter().map(|sentence| sentence.said).collect()
    }

    #[test]
    fn sentences_end_where_a_reader_stops() {
        for (source, expected) in [
            ("One. Two! Three?", vec!["One.", "Two!", "Three?"]),
            (
                "Dr. Smith met J. Doe, e.g. in Berlin. Then he left.",
                vec!["Dr. Smith met J. Doe, e.g. in Berlin.", "Then he left."],
            ),
            (
                "Am 3. Oktober ist frei, z. B. in Bonn. Gut.",
                vec!["Am 3. Oktober ist frei, z. B. in Bonn.", "Gut."],
            ),
            ("It is 3.14 or so. Use foo.bar() then.", vec!["It is 3.14 or so.", "Use foo.bar() then."]),
            (
                "今日は晴れです。明日は雨でしょう！本当？",
                vec!["今日は晴れです。", "明日は雨でしょう！", "本当？"],
            ),
            ("# Title\n\nText\n\n- one\n- two", vec!["Title", "Text", "one", "two"]),
            (
                "Look:\n\n```rust\nfn a() {}\n```\n\n| a |\n|---|\n| 1 |\n\nDone.",
                vec!["Look:", "code", "Done."],
            ),
            ("👍 …\n\n---\n\nok", vec!["ok"]),
            ("هذه جملة. وهذه أخرى؟ نعم.", vec!["هذه جملة.", "وهذه أخرى؟", "نعم."]),
            ("", vec![]),
        ] {
            assert_eq!(said_of(source), expected, "{source:?}");
        }
    }

    #[test]
    fn what_is_shown_is_told_apart_from_what_is_said() {
        let shown = |source: &str| {
            sentences(source, &names()).into_iter().map(|s| (s.said, s.shown)).collect::<Vec<_>>()
        };
        assert_eq!(
            shown("See https://example.org/x. The *sum* $\\sum_i x_i$ is <i>here</i>."),
            [
                ("See link.".to_owned(), "See https://example.org/x.".to_owned()),
                ("The sum formula is here.".to_owned(), "The sum is <i>here</i>.".to_owned()),
            ]
        );
    }

    #[test]
    fn long_sentences_are_cut_where_they_breathe() {
        let clause = "a clause of some thirty letters, ";
        let text = clause.repeat(20);
        let cut = said_of(&text);
        assert!(cut.len() > 2);
        assert!(cut[..cut.len() - 1].iter().all(|piece| piece.ends_with(',')), "{cut:?}");
        let one_word = "あ".repeat(500);
        assert_eq!(
            said_of(&one_word).iter().map(|piece| piece.chars().count()).collect::<Vec<_>>(),
            [200, 200, 100]
        );
    }

    fn letters(text: &str) -> String {
        text.chars().filter(|c| c.is_alphanumeric()).collect()
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_nothing_is_long(words in proptest::collection::vec(
            "[a-zA-Zäß0-9]{1,12}|Dr\\.|[.!?,;:]|。|こんにちは|[A-Z]\\.|\u{1F469}\u{200D}\u{1F680}|مرحبا|[0-9]{1,3}\\.", 0..200,
        )) {
            let text = words.join(" ");
            let pieces: Vec<Range<usize>> = ends(&text).into_iter().flat_map(|whole| breaths(&text, whole)).collect();
            let joined: String = pieces.iter().map(|range| &text[range.clone()]).collect();
            prop_assert_eq!(&joined, &text);
            for range in &pieces {
                prop_assert!(text[range.clone()].chars().count() <= MAX_CHARS);
                prop_assert!(!range.is_empty());
            }
        }

        #[test]
        fn any_text_is_said_in_short_sentences_with_something_in_them(source in "(?s).{0,400}") {
            for SentenceView { said, .. } in sentences(&source, &names()) {
                prop_assert!(said.chars().count() <= MAX_CHARS, "{said}");
                prop_assert!(said.chars().any(char::is_alphanumeric), "{said}");
            }
        }

        #[test]
        fn plain_words_are_said_as_they_are_shown(source in "[a-zA-Z,.?! あ字]{0,300}") {
            let all = sentences(&source, &names());
            let said: String = all.iter().map(|sentence| letters(&sentence.said)).collect();
            let shown: String = all.iter().map(|sentence| letters(&sentence.shown)).collect();
            prop_assert_eq!(&said, &letters(&source));
            prop_assert_eq!(said, shown);
        }
    }
}
