//! The few HTML tags that models write in prose and that are safe by themselves. Everything else is shown as text.

/// A tag without attributes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tag {
    Break,
    Open(&'static str),
    Close(&'static str),
}

const PAIRED: [&str; 5] = ["kbd", "sub", "sup", "details", "summary"];

/// The tag that all of `text` is. Attributes, comments and white space before the name make it text; case does not.
pub(super) fn tag(text: &str) -> Option<Tag> {
    let inner = text.strip_prefix('<')?.strip_suffix('>')?;
    if inner.trim_end_matches('/').trim_end().eq_ignore_ascii_case("br") && inner.len() <= 4 {
        return Some(Tag::Break);
    }
    let (closing, name) = inner.strip_prefix('/').map_or((false, inner), |name| (true, name));
    let name = PAIRED.into_iter().find(|known| known.eq_ignore_ascii_case(name))?;
    Some(if closing { Tag::Close(name) } else { Tag::Open(name) })
}

/// Whether a tag may stand among words; the others need a block of their own.
pub(super) fn is_inline(name: &str) -> bool {
    !matches!(name, "details" | "summary")
}

/// Cuts the source of an HTML block into allowed tags and the text between them.
pub(super) fn pieces(source: &str) -> Vec<Result<Tag, &str>> {
    let mut pieces = Vec::new();
    let mut text_from = 0;
    let mut at = 0;
    while let Some(open) = source[at..].find('<').map(|found| at + found) {
        // No allowed tag is longer than `</details>`.
        let window = &source.as_bytes()[open..source.len().min(open + 10)];
        let Some(length) = window.iter().position(|&byte| byte == b'>').map(|found| found + 1) else {
            at = open + 1;
            continue;
        };
        match tag(&source[open..open + length]) {
            Some(tag) => {
                if text_from < open {
                    pieces.push(Err(&source[text_from..open]));
                }
                pieces.push(Ok(tag));
                at = open + length;
                text_from = at;
            }
            None => at = open + 1,
        }
    }
    if text_from < source.len() {
        pieces.push(Err(&source[text_from..]));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_exact_forms_are_tags() {
        for form in ["<br>", "<br/>", "<br />", "<BR>"] {
            assert_eq!(tag(form), Some(Tag::Break), "{form}");
        }
        assert_eq!(tag("<KBD>"), Some(Tag::Open("kbd")));
        assert_eq!(tag("</details>"), Some(Tag::Close("details")));
        for form in [
            "<br x>",
            "<brr>",
            "<kbd class=a>",
            "< kbd>",
            "<details open>",
            "<script>",
            "<img>",
            "<>",
            "</br >",
            "<br//>x",
        ] {
            assert_eq!(tag(form), None, "{form}");
        }
    }

    #[test]
    fn a_block_is_cut_at_its_tags() {
        assert_eq!(
            pieces("<details>\n<summary>a < b</summary>\n<img src=x>"),
            [
                Ok(Tag::Open("details")),
                Err("\n"),
                Ok(Tag::Open("summary")),
                Err("a < b"),
                Ok(Tag::Close("summary")),
                Err("\n<img src=x>"),
            ]
        );
    }
}
