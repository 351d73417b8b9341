//! What a picture may hold. It is shown as an image, which neither runs nor loads anything; it is written anew here all the same, from
//! elements and attributes that draw, so that it stays so in whatever opens a saved one.

use std::fmt::Write as _;

use quick_xml::escape::{escape, resolve_xml_entity};
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

const ELEMENTS: [&str; 40] = [
    "svg",
    "g",
    "defs",
    "symbol",
    "use",
    "style",
    "title",
    "desc",
    "path",
    "rect",
    "circle",
    "ellipse",
    "line",
    "polyline",
    "polygon",
    "text",
    "tspan",
    "marker",
    "linearGradient",
    "radialGradient",
    "stop",
    "clipPath",
    "mask",
    "pattern",
    "filter",
    "feDropShadow",
    "feGaussianBlur",
    "feOffset",
    "feMerge",
    "feMergeNode",
    "feFlood",
    "feComposite",
    "feColorMatrix",
    "feBlend",
    "feComponentTransfer",
    "feFuncA",
    "feFuncR",
    "feFuncG",
    "feFuncB",
    "switch",
];

#[rustfmt::skip]
const ATTRIBUTES: &[&str] = &[
    "id", "class", "style", "transform", "transform-origin", "d", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry",
    "fx", "fy", "dx", "dy", "width", "height", "viewBox", "preserveAspectRatio", "points", "rotate", "textLength", "lengthAdjust",
    "fill", "fill-opacity", "fill-rule", "clip-rule", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray",
    "stroke-dashoffset", "stroke-linecap", "stroke-linejoin", "stroke-miterlimit", "opacity", "color", "display", "visibility",
    "overflow", "font-family", "font-size", "font-weight", "font-style", "text-anchor", "text-decoration", "dominant-baseline",
    "alignment-baseline", "letter-spacing", "xml:space", "marker-start", "marker-mid", "marker-end", "markerWidth",
    "markerHeight", "markerUnits", "refX", "refY", "orient", "offset", "stop-color", "stop-opacity", "gradientUnits",
    "gradientTransform", "spreadMethod", "clip-path", "clipPathUnits", "mask", "maskUnits", "maskContentUnits", "patternUnits",
    "patternContentUnits", "patternTransform", "filter", "filterUnits", "in", "in2", "result", "stdDeviation", "flood-color",
    "flood-opacity", "mode", "operator", "values", "type", "slope", "intercept", "role", "aria-roledescription",
    "aria-labelledby", "aria-describedby", "aria-hidden", "href", "xlink:href",
];

/// What a style sheet loads with, as its words stand after comments and case are taken away.
const LOADS: [&str; 8] =
    ["@import", "@font-face", "@namespace", "@charset", "image-set(", "image(", "src(", "expression("];

/// A picture that passed.
#[derive(Debug)]
pub(crate) struct Gated {
    pub(crate) svg: String,
    pub(crate) width: u32,
    pub(crate) height: u32,
    /// What the root says it is.
    pub(crate) role: String,
    pub(crate) title: String,
    pub(crate) description: String,
}

/// Writes the picture anew; `None` where it holds what no picture needs, or has no size.
pub(crate) fn pass(svg: &str) -> Option<Gated> {
    let mut reader = Reader::from_str(svg);
    let mut out = String::with_capacity(svg.len());
    let mut open: Vec<Option<String>> = Vec::new();
    let (mut root, mut text) = (None, String::new());
    let mut gated = [String::new(), String::new()];
    loop {
        match reader.read_event().ok()? {
            Event::Start(tag) => {
                flush(&mut out, &mut text, &open)?;
                open.push(element(&mut out, &tag, open.is_empty(), &mut root)?);
                if open.last()?.is_some() {
                    out.push('>');
                }
            }
            Event::Empty(tag) => {
                flush(&mut out, &mut text, &open)?;
                if element(&mut out, &tag, open.is_empty(), &mut root)?.is_some() {
                    out.push_str("/>");
                }
            }
            Event::End(_) => {
                // A space behind a row moves its middle.
                if open.last().is_some_and(|name| name.as_deref() == Some("text")) {
                    text.truncate(text.trim_end().len());
                }
                let words = flush(&mut out, &mut text, &open)?;
                let depth = open.len();
                let Some(name) = open.pop()? else { continue };
                if depth == 2 && name == "title" {
                    gated[0] = words;
                } else if depth == 2 && name == "desc" {
                    gated[1] = words;
                }
                write!(out, "</{name}>").ok()?;
            }
            Event::Text(part) => text.push_str(&part.xml10_content()),
            Event::CData(part) => text.push_str(&part.xml10_content()),
            Event::GeneralRef(entity) => match entity.resolve_char_ref().ok()? {
                Some(letter) => text.push(letter),
                None => text.push_str(resolve_xml_entity(&entity)?),
            },
            Event::Comment(_) => {}
            Event::Decl(_) if out.is_empty() => {}
            Event::Decl(_) | Event::PI(_) | Event::DocType(_) => return None,
            Event::Eof => break,
        }
    }
    let Root { width, height, role } = root.filter(|_| open.is_empty())?;
    let [title, description] = gated.map(|words| words.split_whitespace().collect::<Vec<_>>().join(" "));
    Some(Gated { svg: out, width, height, role, title, description })
}

struct Root {
    width: u32,
    height: u32,
    role: String,
}

/// Writes the beginning of an element. `Some(None)` is one whose content alone stays: a link.
fn element(
    out: &mut String,
    tag: &BytesStart<'_>,
    first: bool,
    root: &mut Option<Root>,
) -> Option<Option<String>> {
    let name = tag.name();
    let name = name.as_ref();
    if name == "a" && !first {
        return Some(None);
    }
    if !ELEMENTS.contains(&name) || first != (root.is_none() && name == "svg") {
        return None;
    }
    write!(out, "<{name}").ok()?;
    let mut attributes = Vec::new();
    for attribute in tag.attributes() {
        let attribute = attribute.ok()?;
        let key = attribute.key.as_ref().to_owned();
        let value = attribute.normalized_value(XmlVersion::Implicit1_0).ok()?.into_owned();
        attributes.push((key, value));
    }
    if first {
        let (found, view) = size(&attributes)?;
        out.push_str(" xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\"");
        write!(out, " width=\"{}\" height=\"{}\" viewBox=\"{}\"", found.width, found.height, escape(view))
            .ok()?;
        *root = Some(found);
    }
    for (key, value) in &attributes {
        let sized = first && matches!(key.as_str(), "width" | "height" | "viewBox");
        if sized || !ATTRIBUTES.contains(&key.as_str()) {
            continue;
        }
        let harmless = if key.ends_with("href") { value.starts_with('#') } else { draws(value) };
        if !harmless {
            return None;
        }
        write!(out, " {key}=\"{}\"", escape(value.as_str())).ok()?;
    }
    Some(Some(name.to_owned()))
}

/// An image without a size of its own takes any.
fn size(attributes: &[(String, String)]) -> Option<(Root, &str)> {
    let value = |name: &str| attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    let view = value("viewBox")?;
    let numbers: Vec<f64> = view.split_whitespace().filter_map(|number| number.parse().ok()).collect();
    let [_, _, width, height] = numbers[..] else { return None };
    let pixels = |length: f64| {
        let whole = length.ceil();
        // A picture of one pixel, or one that no canvas takes, is a mistake.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between the bounds")]
        (2.0..=60_000.0).contains(&whole).then_some(whole as u32)
    };
    let role = value("aria-roledescription").unwrap_or_default().to_owned();
    Some((Root { width: pixels(width)?, height: pixels(height)?, role }, view))
}

/// Writes the words that stand between two tags, and gives them; `None` where they are a style sheet that loads something.
fn flush(out: &mut String, text: &mut String, open: &[Option<String>]) -> Option<String> {
    let words = std::mem::take(text);
    if open.last().is_some_and(|name| name.as_deref() == Some("style")) && !draws(&words) {
        return None;
    }
    if !open.is_empty() {
        out.push_str(&escape(words.as_str()));
    }
    Some(words)
}

/// Whether a style, or a value of an attribute, refers to nothing outside.
fn draws(value: &str) -> bool {
    let mut plain = String::with_capacity(value.len());
    let mut rest = value;
    while let Some((before, after)) = rest.split_once("/*") {
        plain.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    plain.push_str(rest);
    let plain = plain.to_ascii_lowercase();
    // A backslash writes any word in other letters.
    if plain.contains(['\\', '<']) || LOADS.iter().any(|word| plain.contains(word)) {
        return false;
    }
    plain.split("url(").skip(1).all(|inside| inside.trim_start_matches([' ', '"', '\'']).starts_with('#'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrapped(inside: &str) -> String {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 10.2 20\" onload=\"x()\">{inside}</svg>"
        )
    }

    #[test]
    fn a_picture_has_its_own_size_and_says_what_it_is() {
        let svg = "<svg width=\"100%\" viewBox=\"-8 -8 99.5 40\" aria-roledescription=\"pie\"><title>A &amp; B</title>\
                   <desc>Two  of them</desc><g onclick=\"x()\" data-id=\"1\"><title>no</title></g></svg>";
        let passed = pass(svg).unwrap();
        assert_eq!((passed.width, passed.height), (100, 40));
        assert_eq!((passed.role.as_str(), passed.title.as_str()), ("pie", "A & B"));
        assert_eq!(passed.description, "Two of them");
        assert!(passed.svg.contains("<g><title>no</title></g>"), "{}", passed.svg);
        assert!(passed.svg.starts_with("<svg xmlns="));
    }

    #[test]
    fn what_runs_or_loads_does_not_pass() {
        for inside in [
            "<script>1</script>",
            "<foreignObject><p/></foreignObject>",
            "<image href=\"http://a/\"/>",
            "<use href=\"http://a/#b\"/>",
            "<use xlink:href=\"data:image/svg+xml,x\"/>",
            "<animate attributeName=\"href\" to=\"http://a/\"/>",
            "<set attributeName=\"onclick\"/>",
            "<iframe/>",
            "<rect fill=\"url(http://a/)\"/>",
            "<rect fill=\"URL( 'http://a/' )\"/>",
            "<rect style=\"fill:u\\72l(http://a/)\"/>",
            "<rect style=\"fill:url(/**/http://a/)\"/>",
            "<style>@import 'http://a/';</style>",
            "<style>@im/**/port 'http://a/';</style>",
            "<style>@font-face{src:url(#a)}</style>",
            "<style>&#64;import 'http://a/';</style>",
            "<style><![CDATA[a{background:url(//a/)}]]></style>",
            "<style>a{background:image-set('http://a/' 1x)}</style>",
            "<?xml-stylesheet href=\"http://a/\"?>",
            "<g>",
        ] {
            assert!(pass(&wrapped(inside)).is_none(), "{inside}");
        }
        assert!(
            pass(
                "<!DOCTYPE svg [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><svg viewBox=\"0 0 9 9\">&a;</svg>"
            )
            .is_none()
        );
        assert!(pass(&wrapped("&a;")).is_none());
    }

    #[test]
    fn what_draws_passes_and_handlers_and_links_fall_away() {
        let inside = "<style>#d a{fill:#fff}@keyframes x{to{stroke-dashoffset:0}}</style><defs><marker id=\"m\"/></defs>\
                      <a href=\"http://a/\" xlink:href=\"javascript:x()\"><path marker-end=\"url(#m)\" onclick=\"x()\"/></a>\
                      <use href=\"#m\"/><text>a &lt; b http://a/ &#228;</text>";
        let passed = pass(&wrapped(inside)).unwrap().svg;
        assert!(passed.contains("<path marker-end=\"url(#m)\"/>"), "{passed}");
        assert!(passed.contains("<text>a &lt; b http://a/ ä</text>"), "{passed}");
        for gone in ["<a", "onclick", "onload", "javascript"] {
            assert!(!passed.contains(gone), "{gone}: {passed}");
        }
    }

    #[test]
    fn a_row_ends_where_its_words_do() {
        let passed = pass(&wrapped("<text>one <tspan>two </tspan>three </text>")).unwrap().svg;
        assert!(passed.contains("<text>one <tspan>two </tspan>three</text>"), "{passed}");
    }

    #[test]
    fn without_a_size_there_is_no_picture() {
        for size in
            ["", "viewBox=\"0 0 1\"", "viewBox=\"0 0 NaN 4\"", "viewBox=\"0 0 0 0\"", "viewBox=\"0 0 9e9 5\""]
        {
            assert!(pass(&format!("<svg {size}><g/></svg>")).is_none(), "{size}");
        }
    }
}
