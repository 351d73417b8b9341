use std::collections::{HashMap, HashSet};

use unicase::UniCase;

/// A label as it is compared: Unicode case folding, white space collapsed (CommonMark, "Matches").
pub(crate) fn fold(label: &str) -> String {
    let mut collapsed = String::with_capacity(label.len());
    for word in label.split_ascii_whitespace() {
        if !collapsed.is_empty() {
            collapsed.push(' ');
        }
        collapsed.push_str(word);
    }
    UniCase::new(collapsed).to_folded_case()
}

/// What a block of text defines, in the order of the text.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// Folded label, address, byte offset.
    pub(crate) links: Vec<(String, String, usize)>,
    /// Folded label, byte offset.
    pub(crate) footnotes: Vec<(String, usize)>,
}

/// Names what a block's rendering depended on.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Label {
    Link(String),
    Footnote(String),
}

/// The link and footnote definitions of a message. The first definition of a label counts. What lies in committed text is
/// kept for good, what lies in the tail is replaced at each parse.
#[derive(Debug, Default)]
pub(crate) struct Definitions {
    committed: Layer,
    tail: Layer,
}

#[derive(Debug, Default)]
struct Layer {
    links: HashMap<String, String>,
    /// Label to its place among the footnotes of this layer, from 0.
    footnotes: HashMap<String, usize>,
}

impl Definitions {
    pub(crate) fn link(&self, folded: &str) -> Option<&str> {
        self.committed.links.get(folded).or_else(|| self.tail.links.get(folded)).map(String::as_str)
    }

    /// Number of a footnote, from 1, in the order of the definitions: a later definition never changes it.
    pub(crate) fn footnote(&self, folded: &str) -> Option<usize> {
        let committed = &self.committed.footnotes;
        committed
            .get(folded)
            .copied()
            .or_else(|| self.tail.footnotes.get(folded).map(|place| place + committed.len()))
            .map(|place| place + 1)
    }

    pub(crate) fn has_footnotes(&self) -> bool {
        !(self.committed.footnotes.is_empty() && self.tail.footnotes.is_empty())
    }

    /// The number that the next new footnote gets.
    pub(crate) fn next_footnote(&self) -> usize {
        self.committed.footnotes.len() + self.tail.footnotes.len() + 1
    }

    /// Takes what a parse of the tail found. What begins before the offset `committed` is kept for good. Gives the labels
    /// whose meaning changed.
    pub(crate) fn update(&mut self, found: Found, committed: usize) -> Vec<Label> {
        let links: HashSet<String> = found
            .links
            .iter()
            .map(|(label, ..)| label.clone())
            .chain(self.tail.links.keys().cloned())
            .collect();
        let footnotes: HashSet<String> = found
            .footnotes
            .iter()
            .map(|(label, _)| label.clone())
            .chain(self.tail.footnotes.keys().cloned())
            .collect();
        let links_before: Vec<_> = links.into_iter().map(|l| (self.link(&l).map(str::to_owned), l)).collect();
        let footnotes_before: Vec<_> = footnotes.into_iter().map(|l| (self.footnote(&l), l)).collect();
        self.tail = Layer::default();
        for (label, address, at) in found.links {
            let layer = if at < committed { &mut self.committed } else { &mut self.tail };
            layer.links.entry(label).or_insert(address);
        }
        for (label, at) in found.footnotes {
            if self.committed.footnotes.contains_key(&label) {
                continue;
            }
            let layer = if at < committed { &mut self.committed } else { &mut self.tail };
            let next = layer.footnotes.len();
            layer.footnotes.entry(label).or_insert(next);
        }
        let links = links_before
            .into_iter()
            .filter(|(before, label)| self.link(label) != before.as_deref())
            .map(|(_, label)| Label::Link(label));
        let footnotes = footnotes_before
            .into_iter()
            .filter(|(before, label)| self.footnote(label) != *before)
            .map(|(_, label)| Label::Footnote(label));
        links.chain(footnotes).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(links: &[(&str, &str, usize)], footnotes: &[(&str, usize)]) -> Found {
        Found {
            links: links.iter().map(|(l, a, at)| ((*l).to_owned(), (*a).to_owned(), *at)).collect(),
            footnotes: footnotes.iter().map(|(l, at)| ((*l).to_owned(), *at)).collect(),
        }
    }

    #[test]
    fn the_first_definition_counts_for_good() {
        let mut definitions = Definitions::default();
        let changed = definitions.update(found(&[("a", "/1", 0)], &[("n", 4)]), 0);
        assert_eq!(changed.len(), 2);
        assert!(definitions.update(found(&[("a", "/1", 0)], &[("n", 4)]), 8).is_empty());
        assert!(definitions.update(found(&[("a", "/2", 9)], &[]), 8).is_empty());
        assert_eq!(definitions.link("a"), Some("/1"));
        assert_eq!((definitions.footnote("n"), definitions.next_footnote()), (Some(1), 2));
    }

    #[test]
    fn a_definition_that_goes_away_is_a_change() {
        let mut definitions = Definitions::default();
        definitions.update(found(&[("a", "/1", 5)], &[]), 0);
        assert_eq!(definitions.update(Found::default(), 0), [Label::Link("a".to_owned())]);
        assert_eq!(definitions.link("a"), None);
    }

    #[test]
    fn labels_match_over_case_and_white_space() {
        assert_eq!(fold("  Über \n\t das "), fold("ÜBER das"));
        assert_eq!(fold("ẞ"), fold("SS"));
    }
}
