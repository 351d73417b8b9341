//! The lines under a hit.

/// Around a hit in what FTS5 gives back. Noncharacters, which no text is meant to hold; one that does is shown without them.
pub(super) const OPEN: char = '\u{fdd0}';
pub(super) const CLOSE: char = '\u{fdd1}';

/// Characters shown before the first hit, and in all. A "word" of a script without spaces may be a whole page.
const BEFORE: usize = 60;
const LONGEST: usize = 240;

/// A piece of a snippet; with `hit` it is what was searched for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SnippetPiece {
    pub text: String,
    pub hit: bool,
}

/// Cuts a text that FTS5 has marked.
pub(super) fn parse(marked: &str) -> Vec<SnippetPiece> {
    let mut pieces = Pieces::default();
    let mut hit = false;
    for c in marked.chars() {
        match c {
            OPEN => hit = true,
            CLOSE => hit = false,
            _ => pieces.push(c, hit),
        }
    }
    pieces.list
}

/// Marks every occurrence of a term, without regard to the case of ASCII letters, as LIKE compares.
pub(super) fn mark(text: &str, terms: &[String]) -> Vec<SnippetPiece> {
    let folded = text.to_ascii_lowercase();
    let terms: Vec<_> = terms.iter().map(|term| term.to_ascii_lowercase()).collect();
    let mut pieces = Pieces::default();
    let mut hit_until = 0;
    for (at, c) in text.char_indices() {
        let longest =
            terms.iter().filter(|term| folded[at..].starts_with(term.as_str())).map(String::len).max();
        if let Some(length) = longest {
            hit_until = hit_until.max(at + length);
        }
        pieces.push(c, at < hit_until);
    }
    pieces.list
}

/// Cuts a snippet to its length, around the first hit.
pub(super) fn trim(pieces: Vec<SnippetPiece>) -> Vec<SnippetPiece> {
    let chars = || pieces.iter().flat_map(|piece| piece.text.chars().map(|c| (c, piece.hit)));
    let first_hit = chars().position(|(_, hit)| hit).unwrap_or(0);
    let start = first_hit.saturating_sub(BEFORE);
    let mut trimmed = Pieces::default();
    if start > 0 {
        trimmed.push('…', false);
    }
    for (c, hit) in chars().skip(start).take(LONGEST) {
        trimmed.push(c, hit);
    }
    if chars().nth(start + LONGEST).is_some() {
        trimmed.push('…', false);
    }
    trimmed.list
}

#[derive(Default)]
struct Pieces {
    list: Vec<SnippetPiece>,
}

impl Pieces {
    fn push(&mut self, c: char, hit: bool) {
        match self.list.last_mut() {
            Some(last) if last.hit == hit => last.text.push(c),
            _ => self.list.push(SnippetPiece { text: c.into(), hit }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(pieces: &[SnippetPiece]) -> String {
        pieces
            .iter()
            .map(|piece| if piece.hit { format!("[{}]", piece.text) } else { piece.text.clone() })
            .collect()
    }

    #[test]
    fn marks_become_pieces_and_vanish() {
        assert_eq!(show(&parse("a \u{fdd0}b\u{fdd1} c")), "a [b] c");
        assert_eq!(show(&parse("\u{fdd1}a \u{fdd0}b")), "a [b]");
        assert_eq!(show(&parse("")), "");
    }

    #[test]
    fn terms_are_marked_where_they_stand() {
        assert_eq!(show(&mark("私は東京にいる、東京", &["東京".into()])), "私は[東京]にいる、[東京]");
        assert_eq!(show(&mark("aBcAB", &["ab".into(), "bc".into()])), "[aBcAB]");
    }

    #[test]
    fn a_long_text_is_cut_around_its_first_hit() {
        let text = format!("{}\u{fdd0}hit\u{fdd1}{}", "a".repeat(5000), "b".repeat(5000));
        let trimmed = trim(parse(&text));
        let shown = show(&trimmed);
        assert!(shown.starts_with("…aaa") && shown.contains("a[hit]b") && shown.ends_with("b…"), "{shown}");
        assert_eq!(trimmed.iter().map(|piece| piece.text.chars().count()).sum::<usize>(), LONGEST + 2);
    }

    #[test]
    fn a_short_text_is_kept_whole() {
        assert_eq!(show(&trim(parse("\u{fdd0}hit\u{fdd1} and more"))), "[hit] and more");
    }
}
