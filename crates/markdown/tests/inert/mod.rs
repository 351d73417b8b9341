//! HTML is held against a parser of HTML5 that knows only our vocabulary.

use std::collections::{HashMap, HashSet};

use ammonia::{Builder, UrlRelative};

/// Our vocabulary, as written down in the crate's documentation.
pub(crate) fn vocabulary() -> Builder<'static> {
    let with = |names: &[&'static str]| names.iter().copied().collect::<HashSet<_>>();
    let text = || with(&["dir"]);
    let mut attributes: HashMap<&str, HashSet<&str>> = HashMap::from([
        ("a", with(&["href", "title", "rel", "data-link"])),
        (
            "button",
            with(&[
                "type",
                "class",
                "data-copy",
                "data-image-src",
                "data-host",
                "data-alt",
                "title",
                "data-footnote",
            ]),
        ),
        (
            "div",
            with(&["class", "data-lang", "data-file", "dir", "tabindex", "data-footnote-def", "data-tex"]),
        ),
        ("span", with(&["class", "role", "aria-label", "data-checked", "dir", "data-tex"])),
        ("code", with(&["class", "data-math-error", "title"])),
        ("math", with(&["display"])),
        ("mi", with(&["mathvariant"])),
        (
            "mo",
            with(&[
                "form",
                "stretchy",
                "lspace",
                "rspace",
                "movablelimits",
                "largeop",
                "separator",
                "minsize",
                "maxsize",
            ]),
        ),
        ("mspace", with(&["width", "height", "depth"])),
        ("mfrac", with(&["linethickness"])),
        ("mover", with(&["accent"])),
        ("munderover", with(&["accent"])),
        ("mstyle", with(&["displaystyle", "scriptlevel"])),
        ("menclose", with(&["notation"])),
        ("mtable", with(&["class", "displaystyle"])),
        ("mtr", with(&["class"])),
        ("mtd", with(&["class"])),
        ("p", with(&["class", "dir", "data-alert"])),
        ("pre", with(&["tabindex", "dir"])),
        ("ol", with(&["start", "dir"])),
        ("sup", with(&["class"])),
        ("th", with(&["class", "dir", "scope"])),
        ("td", with(&["class", "dir"])),
        ("blockquote", text()),
        ("ul", text()),
        ("li", text()),
    ]);
    for heading in ["h3", "h4", "h5", "h6"] {
        attributes.insert(heading, with(&["class", "dir"]));
    }
    let tags = attributes.keys().copied().chain([
        "mrow", "mn", "mtext", "msqrt", "mroot", "msub", "msup", "msubsup", "munder", "mphantom", "em",
        "strong", "del", "br", "hr", "table", "thead", "tbody", "tr", "kbd", "sub", "details", "summary",
    ]);
    let mut builder = Builder::empty();
    builder
        .tags(tags.collect())
        .tag_attributes(attributes.clone())
        .url_schemes(with(&["http", "https", "mailto"]))
        .url_relative(UrlRelative::Deny)
        .link_rel(None)
        .strip_comments(true)
        .clean_content_tags(HashSet::new());
    builder
}

/// Parsing `html` and keeping our vocabulary only gives `html` again: so it has no other element or attribute, no other
/// scheme, and no element that the parser would have to move or close by itself.
pub(crate) fn assert_inert(vocabulary: &Builder<'_>, html: &str, source: &str) {
    // A carriage return is the only character that we escape and the serialisation does not; it is not part of our text.
    assert_eq!(vocabulary.clean(html).to_string(), html, "{source:?}");
    for loads in ["<img", " src=", "srcset=", " style=", " on", "<script", "<iframe", "<svg", "<link"] {
        let outside_text = html.match_indices(loads).find(|(at, _)| in_tag(html, *at));
        assert_eq!(outside_text, None, "{loads} in {html} of {source:?}");
    }
}

/// Whether a place lies in a tag and there outside of a quoted value. Our text has no bare `<`.
fn in_tag(html: &str, at: usize) -> bool {
    let before = &html[..at];
    match (before.rfind('<'), before.rfind('>')) {
        (Some(open), close) if close.is_none_or(|close| open > close) => {
            before[open..].matches('"').count().is_multiple_of(2)
        }
        _ => html[at..].starts_with('<'),
    }
}
