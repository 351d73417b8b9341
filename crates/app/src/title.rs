//! A conversation's title: the first words of its first question, at once.

const TITLE_CHARS: usize = 60;

/// The first line that says something, cut at a word.
pub(crate) fn from_text(text: &str) -> String {
    let line = text.lines().map(clean).find(|line| !line.is_empty()).unwrap_or_default();
    shorten(&line)
}

/// Markup at the line's start and doubled spaces are not part of a title.
fn clean(line: &str) -> String {
    let line = line.trim_start_matches(['#', '>', '*', '-', '`', ' ', '\t']);
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

pub(crate) fn shorten(line: &str) -> String {
    let Some((end, _)) = line.char_indices().nth(TITLE_CHARS) else {
        return line.to_owned();
    };
    let head = &line[..end];
    // A script without spaces is cut where the room ends.
    let head = match head.rfind(' ') {
        Some(space) if space > end / 2 => &head[..space],
        _ => head,
    };
    format!("{}…", head.trim_end_matches([' ', ',', '.', ':', ';']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_with_words_is_the_title() {
        assert_eq!(from_text("\n\n## Backoff  with\tjitter\nmore"), "Backoff with jitter");
        assert_eq!(from_text("   "), "");
    }

    #[test]
    fn a_long_line_is_cut_at_a_word() {
        let title = from_text(&"word ".repeat(40));
        assert!(title.ends_with("word…"), "{title}");
        assert!(title.chars().count() <= TITLE_CHARS + 1);
    }

    #[test]
    fn a_script_without_spaces_is_cut_too() {
        assert_eq!(from_text(&"漢".repeat(100)).chars().count(), TITLE_CHARS + 1);
    }
}
