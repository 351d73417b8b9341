/// The longest piece that is counted at once, in bytes. The library takes quadratic time for a word without an end, and its
/// pattern gives up on white space without one.
const PIECE_BYTES: usize = 4_000;

/// Cuts a text, before white space where there is some: there a token begins in any case.
pub(crate) fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (piece, after) = rest.split_at(end(rest));
        rest = after;
        Some(piece)
    })
}

fn end(text: &str) -> usize {
    if text.len() <= PIECE_BYTES {
        return text.len();
    }
    let longest = text.floor_char_boundary(PIECE_BYTES);
    let latest = text.split_at(longest).0.char_indices().rev().take(PIECE_BYTES / 8);
    let white = latest.filter(|(at, c)| *at > 0 && c.is_whitespace()).map(|(at, _)| at).next();
    white.unwrap_or(longest)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn pieces_are_the_text(words in proptest::collection::vec("[a-zé漢 \n]{0,3000}", 0..6)) {
            let text = words.concat();
            let cut: Vec<_> = pieces(&text).collect();
            prop_assert_eq!(cut.concat(), text.as_str());
            prop_assert!(cut.iter().all(|piece| !piece.is_empty() && piece.len() <= PIECE_BYTES));
        }
    }
}
