//! The lines under a hit.

use std::ops::Range;

/// Characters shown before the first hit, and in all. A "word" of a script without spaces may be a whole page.
const BEFORE: usize = 60;
const LONGEST: usize = 240;
/// Bytes in which hits are wanted close together.
const CLOSE: usize = 160;

/// A piece of a snippet; with `hit` it is what was searched for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SnippetPiece {
    pub text: String,
    pub hit: bool,
}

/// The passage of the text with the most of `marks`, which are in order.
pub(super) fn cut(text: &str, marks: &[Range<usize>]) -> Vec<SnippetPiece> {
    let together = |mark: &&Range<usize>| {
        let near = marks.iter().filter(|other| (mark.start..mark.start + CLOSE).contains(&other.start));
        // Of several passages the first one.
        (near.count(), std::cmp::Reverse(mark.start))
    };
    let best = marks.iter().max_by_key(together).map_or(0, |mark| mark.start);
    let start = text[..best].char_indices().rev().take(BEFORE).last().map_or(best, |(at, _)| at);
    let end = text[start..].char_indices().nth(LONGEST).map_or(text.len(), |(length, _)| start + length);
    let mut pieces = Vec::new();
    let mut push = |text: &str, hit| {
        if !text.is_empty() {
            pieces.push(SnippetPiece { text: text.to_owned(), hit });
        }
    };
    push(if start > 0 { "…" } else { "" }, false);
    let mut at = start;
    for mark in marks {
        let (from, to) = (mark.start.clamp(at, end), mark.end.clamp(at, end));
        push(&text[at..from], false);
        push(&text[from..to], true);
        at = to;
    }
    push(&text[at..end], false);
    push(if end < text.len() { "…" } else { "" }, false);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(text: &str, marks: &[Range<usize>]) -> String {
        let pieces = cut(text, marks);
        pieces.iter().map(|it| if it.hit { format!("[{}]", it.text) } else { it.text.clone() }).collect()
    }

    #[test]
    fn marks_may_touch_and_overlap() {
        assert_eq!(show("a b c", std::slice::from_ref(&(2..3))), "a [b] c");
        assert_eq!(show("abcab", &[0..2, 1..3, 3..5]), "[ab][c][ab]");
        assert_eq!(show("", &[]), "");
    }

    #[test]
    fn a_long_text_is_cut_around_a_hit() {
        let text = format!("{}hit{}", "ä".repeat(5000), "b".repeat(5000));
        let shown = show(&text, std::slice::from_ref(&(10_000..10_003)));
        assert!(shown.starts_with("…äää") && shown.contains("ä[hit]b") && shown.ends_with("b…"), "{shown}");
        assert_eq!(shown.chars().count(), LONGEST + 4);
    }

    #[test]
    fn the_passage_with_the_most_hits_is_shown() {
        let text = format!("one {} one two", "x ".repeat(500));
        let at = text.len() - 7;
        assert!(show(&text, &[0..3, at..at + 3, at + 4..at + 7]).ends_with("[one] [two]"));
    }
}
