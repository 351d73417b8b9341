//! Which section answers a question: BM25 (Robertson and Zaragoza, 2009) over the sections of one language.

use std::collections::HashMap;

use super::pages::{Language, Section, sections};
use super::words::{function_words, stems};

/// How soon repetitions of a word stop to count.
const K1: f64 = 1.2;
/// How much a long section is held back; little, since all are short.
const B: f64 = 0.4;
/// A word of a heading counts as this many of the text.
const HEADING: f64 = 3.0;
const ALSO: f64 = 2.0;
const TITLE: f64 = 1.5;
/// What a word is worth that is only like the one that was asked for.
const SIMILAR: f64 = 0.6;
/// What a section gains whose heading asks for nothing but what was asked.
const SAME_QUESTION: f64 = 0.5;
/// The part of a question's weight that a section must know. Below it, the question is about something else.
const ENOUGH: f64 = 0.4;

pub(super) struct Index {
    pub(super) language: Language,
    pub(super) sections: Vec<Section>,
    /// For each stem, the sections that have it and how often, headings weighed in.
    postings: HashMap<String, Vec<(usize, f64)>>,
    /// The stems of each section's heading.
    headings: Vec<Vec<String>>,
    lengths: Vec<f64>,
    mean_length: f64,
}

/// A section that may answer the question. Better ones have a higher score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Hit {
    pub(super) section: usize,
    pub(super) score: f64,
}

impl Index {
    pub(super) fn new(language: Language) -> Self {
        let sections = sections(language);
        let mut postings: HashMap<String, Vec<(usize, f64)>> = HashMap::new();
        let mut lengths = Vec::with_capacity(sections.len());
        for (number, section) in sections.iter().enumerate() {
            let mut counts: HashMap<String, f64> = HashMap::new();
            for (text, weight) in [
                (section.page_title, TITLE),
                (section.heading, HEADING),
                (section.also.as_str(), ALSO),
                (section.body.as_str(), 1.0),
            ] {
                for stem in stems(text, language) {
                    *counts.entry(stem).or_default() += weight;
                }
            }
            lengths.push(counts.values().sum());
            for (stem, count) in counts {
                postings.entry(stem).or_default().push((number, count));
            }
        }
        let mean_length = lengths.iter().sum::<f64>() / (lengths.len().max(1) as f64);
        let headings = sections.iter().map(|section| stems(section.heading, language)).collect();
        Self { language, sections, postings, headings, lengths, mean_length }
    }

    /// How many words of the question these pages know, in part counted as such.
    pub(super) fn familiarity(&self, question: &str) -> f64 {
        let known = asked(question, self.language).into_iter().map(|stem| {
            let (postings, likeness) = self.find(&stem);
            if postings.is_empty() { 0.0 } else { likeness }
        });
        known.sum::<f64>() + function_words(question, self.language) as f64
    }

    /// The sections that know enough of the question, best first.
    pub(super) fn search(&self, question: &str) -> Vec<Hit> {
        let mut scores = vec![0.0; self.sections.len()];
        let mut known = vec![0.0; self.sections.len()];
        let mut weight = 0.0;
        let asked = asked(question, self.language);
        for stem in &asked {
            let (postings, likeness) = self.find(stem);
            let rarity = self.rarity(postings.len());
            weight += rarity;
            for (section, count) in postings {
                let room = K1 * (1.0 - B + B * self.lengths[section] / self.mean_length);
                scores[section] += likeness * rarity * count * (K1 + 1.0) / (count + room);
                known[section] += likeness * rarity;
            }
        }
        let mut hits: Vec<_> = (0..scores.len())
            .filter(|&section| known[section] > 0.0 && known[section] >= ENOUGH * weight)
            .map(|section| Hit { section, score: scores[section] * self.heading_bonus(section, &asked) })
            .collect();
        hits.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.section.cmp(&b.section)));
        hits
    }

    /// From 1.0 to 1.0 + [`SAME_QUESTION`].
    fn heading_bonus(&self, section: usize, asked: &[String]) -> f64 {
        let heading = &self.headings[section];
        let shared = heading.iter().filter(|stem| asked.contains(stem)).count();
        1.0 + SAME_QUESTION * shared as f64 / heading.len().max(1) as f64
    }

    /// Where the stem stands, or else where words like it stand: parts of a compound, a slip of the finger.
    fn find(&self, stem: &str) -> (Vec<(usize, f64)>, f64) {
        if let Some(postings) = self.postings.get(stem) {
            return (postings.clone(), 1.0);
        }
        let mut counts: HashMap<usize, f64> = HashMap::new();
        for (_, postings) in self.postings.iter().filter(|(word, _)| is_similar(word, stem)) {
            for (section, count) in postings {
                *counts.entry(*section).or_default() += count;
            }
        }
        let mut postings: Vec<_> = counts.into_iter().collect();
        postings.sort_by_key(|(section, _)| *section);
        (postings, SIMILAR)
    }

    /// The inverse document frequency of a word that stands in `sections` sections.
    fn rarity(&self, sections: usize) -> f64 {
        let (all, with) = (self.sections.len() as f64, sections as f64);
        (1.0 + (all - with + 0.5) / (with + 0.5)).ln()
    }
}

/// The question's stems, each once.
fn asked(question: &str, language: Language) -> Vec<String> {
    let mut asked = stems(question, language);
    asked.sort();
    asked.dedup();
    asked
}

/// One is a part of the other, or they differ by one letter. Short words are like too many others.
fn is_similar(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    short.chars().count() >= 5 && (long.contains(short) || is_one_slip_apart(short, long))
}

/// Whether one insertion, deletion, replacement or exchange of neighbours makes `long` of `short`.
fn is_one_slip_apart(short: &str, long: &str) -> bool {
    let (short, long): (Vec<char>, Vec<char>) = (short.chars().collect(), long.chars().collect());
    let same = short.iter().zip(&long).take_while(|(a, b)| a == b).count();
    let (short, long) = (&short[same..], &long[same..]);
    match (short, long) {
        ([a, b, short @ ..], [c, d, long @ ..]) if a == d && b == c && short == long => true,
        ([_, short @ ..], [_, long @ ..]) if short == long => true,
        (short, [_, long @ ..]) if short == long => true,
        ([_, short @ ..], long) => short == long,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_of_the_finger_are_seen_through() {
        for (short, long) in
            [("olama", "ollama"), ("shortcut", "shortcuts"), ("keybaord", "keyboard"), ("serber", "server")]
        {
            assert!(is_similar(short, long), "{short} {long}");
            assert!(is_similar(long, short), "{long} {short}");
        }
        for (a, b) in [("weather", "together"), ("key", "keys"), ("server", "serious"), ("drafts", "shafts")]
        {
            assert!(!is_similar(a, b), "{a} {b}");
        }
    }

    #[test]
    fn a_part_of_a_compound_finds_it() {
        let index = Index::new(Language::German);
        let hit = index.search("Kürzel")[0];
        assert_eq!(index.sections[hit.section].page, "shortcuts");
    }

    #[test]
    fn every_heading_finds_its_own_section() {
        for language in [Language::English, Language::German] {
            let index = Index::new(language);
            for (number, section) in index.sections.iter().enumerate().filter(|(_, s)| s.is_question()) {
                let best = index.search(section.heading).first().map(|hit| hit.section);
                assert_eq!(best, Some(number), "{}", section.heading);
            }
        }
    }
}
