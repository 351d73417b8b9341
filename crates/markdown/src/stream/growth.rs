//! What makes the HTML of a block out of an earlier one, where the two differ at their end only: so that a list, a table or a
//! paragraph that grows is not sent again with each word.

use crate::{BlockOp, Level};

/// Classes of elements that are only ever made anew.
const WHOLE_CLASSES: [&str; 5] = ["md-math", "line", "md-code-bar", "md-check", "md-alert-title"];
/// What a level adds to the length of a message.
const LEVEL_BYTES: usize = 24;

/// `None` where the blocks have no beginning in common, or where `new` itself is shorter.
pub(super) fn growth(block: u32, old: &str, new: &str) -> Option<BlockOp> {
    let mut point = point(old, common(old, new))?;
    // The face holds lines in pieces and only ever adds to them.
    let lines = point.open.iter().position(|element| element.kind == Kind::Lines);
    if let Some(place) = lines
        && rest(old, &point)?.levels[place].0 > 0
    {
        point = point.before(old, |kind| kind == Kind::Code)?;
    }
    let (gone, come) = (rest(old, &point)?, rest(new, &point)?);
    let (levels, cut) = (levels(&gone, &come), gone.cut);
    let bytes: usize = levels.iter().map(|level| LEVEL_BYTES + level.html.len()).sum();
    (bytes < new.len()).then_some(BlockOp::Grow { block, levels, cut })
}

fn levels(gone: &Rest<'_>, come: &Rest<'_>) -> Vec<Level> {
    let level =
        |(&(drop, _), &(_, html)): (&(u32, &str), &(u32, &str))| Level { drop, html: html.to_owned() };
    gone.levels.iter().zip(&come.levels).map(level).collect()
}

/// Length of the beginning that two texts share, to the end of a character.
fn common(old: &str, new: &str) -> usize {
    let equal = old.bytes().zip(new.bytes()).take_while(|(a, b)| a == b).count();
    old.floor_char_boundary(equal)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Its end can change.
    Plain,
    /// It is made anew when anything in it changes: the face has put something of its own into it, or it is not HTML.
    Whole,
    Code,
    Lines,
}

struct Element {
    kind: Kind,
    /// Where its tag begins.
    at: usize,
}

/// A place between two nodes or in a text, and the elements around it from the outermost one.
struct Point {
    at: usize,
    in_text: bool,
    open: Vec<Element>,
}

impl Point {
    /// The place before the outermost element of a kind around this one.
    fn before(self, html: &str, is_kind: impl Fn(Kind) -> bool) -> Option<Self> {
        let Some(place) = self.open.iter().position(|element| is_kind(element.kind)) else {
            return Some(self);
        };
        let mut open = self.open;
        let at = open[place].at;
        open.truncate(place);
        (place > 0).then(|| Self { at, in_text: !html[..at].ends_with('>'), open })
    }
}

/// The last place in `html[..end]` at which something can be added.
fn point(html: &str, end: usize) -> Option<Point> {
    let mut point = Point { at: 0, in_text: false, open: Vec::new() };
    for token in tokens(html) {
        let length = token.source().len();
        match token {
            Token::Text(text) if point.at + length >= end => {
                let kept = before_entity(text, end - point.at);
                point.in_text = kept > 0;
                point.at += kept;
                break;
            }
            _ if point.at + length > end => break,
            Token::Text(_) => point.in_text = true,
            Token::Open(tag) => {
                point.in_text = false;
                point.open.push(Element { kind: kind(tag), at: point.at });
            }
            Token::Close(_) => {
                point.in_text = false;
                point.open.pop();
                // More than one element is more than one level could say.
                if point.open.is_empty() {
                    return None;
                }
            }
            Token::Void(_) => point.in_text = false,
        }
        point.at += length;
    }
    if point.open.is_empty() {
        return None;
    }
    point.before(html, |kind| kind == Kind::Whole)
}

/// `at`, or the start of the escaped character that it lies in.
fn before_entity(text: &str, at: usize) -> usize {
    match text[..at].rfind('&') {
        Some(start) if !text[start..at].contains(';') => start,
        _ => at,
    }
}

fn kind(tag: &str) -> Kind {
    let name = tag.trim_start_matches('<').split([' ', '>']).next().unwrap_or_default();
    match name {
        "button" | "thead" | "math" | "details" | "sup" => Kind::Whole,
        _ if tag.starts_with("<div class=\"md-code\"") => Kind::Code,
        _ if tag.starts_with("<span class=\"md-lines\"") => Kind::Lines,
        _ => {
            let class = tag.split_once("class=\"").map_or("", |(_, class)| class);
            let is_whole = WHOLE_CLASSES.iter().any(|whole| class.starts_with(whole));
            if is_whole { Kind::Whole } else { Kind::Plain }
        }
    }
}

/// What follows a point, by the levels of the elements around it from the outermost one: how many nodes, and their HTML.
struct Rest<'h> {
    levels: Vec<(u32, &'h str)>,
    /// UTF-16 units of the text that the point lies in.
    cut: u32,
}

fn rest<'h>(html: &'h str, point: &Point) -> Option<Rest<'h>> {
    let mut levels = Vec::with_capacity(point.open.len());
    let mut cut = 0;
    let mut at = point.at;
    let mut level_at = at;
    let (mut depth, mut nodes) = (0_usize, 0_u32);
    for token in tokens(&html[point.at..]) {
        match token {
            Token::Text(text) if at == point.at && point.in_text => cut = utf16_units(text),
            Token::Text(_) | Token::Void(_) => nodes += u32::from(depth == 0),
            Token::Open(_) => {
                nodes += u32::from(depth == 0);
                depth += 1;
            }
            Token::Close(_) if depth > 0 => depth -= 1,
            Token::Close(tag) => {
                levels.push((std::mem::take(&mut nodes), &html[level_at..at]));
                level_at = at + tag.len();
            }
        }
        at += token.source().len();
    }
    levels.reverse();
    (levels.len() == point.open.len() && level_at == html.len()).then_some(Rest { levels, cut })
}

/// Length of escaped text as the face counts it.
fn utf16_units(text: &str) -> u32 {
    let mut units = 0;
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('&') {
        // Each escape is of one unit.
        units += before.encode_utf16().count() + 1;
        rest = behind.split_once(';').map_or("", |(_, behind)| behind);
    }
    units += rest.encode_utf16().count();
    u32::try_from(units).unwrap_or(u32::MAX)
}

#[derive(Clone, Copy)]
enum Token<'h> {
    Text(&'h str),
    Open(&'h str),
    Close(&'h str),
    Void(&'h str),
}

impl<'h> Token<'h> {
    fn source(&self) -> &'h str {
        match self {
            Token::Text(source) | Token::Open(source) | Token::Close(source) | Token::Void(source) => source,
        }
    }
}

/// The tags and texts of our own HTML, in whose texts and attributes each `<` and `>` is escaped.
fn tokens(html: &str) -> impl Iterator<Item = Token<'_>> {
    let mut rest = html;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let is_tag = rest.starts_with('<');
        let end = if is_tag { rest.find('>').map(|end| end + 1) } else { rest.find('<') };
        let (token, behind) = rest.split_at(end.unwrap_or(rest.len()));
        rest = behind;
        Some(match token {
            "<br>" | "<hr>" => Token::Void(token),
            _ if token.starts_with("</") => Token::Close(token),
            _ if is_tag => Token::Open(token),
            _ => Token::Text(token),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The levels as `drop:html`, and what is cut.
    fn grown(old: &str, new: &str) -> Option<(Vec<String>, u32)> {
        let pad = "<p>so that the new one is never shorter than what is told of it, at however many levels it changes</p>";
        let wrap = |html: &str| format!("<div>{pad}{pad}{pad}{html}</div>");
        let BlockOp::Grow { levels, cut, .. } = growth(0, &wrap(old), &wrap(new))? else { return None };
        Some((levels.iter().map(|level| format!("{}:{}", level.drop, level.html)).collect(), cut))
    }

    fn levels(levels: &[&str], cut: u32) -> Option<(Vec<String>, u32)> {
        Some((levels.iter().map(|&level| level.to_owned()).collect(), cut))
    }

    #[test]
    fn only_the_end_is_told() {
        for (old, new, expected) in [
            ("<p>a</p>", "<p>a b</p>", levels(&["0:", "0: b"], 0)),
            ("<p>ab😀&amp;c</p>", "<p>ab<em>c</em></p>", levels(&["0:", "0:<em>c</em>"], 4)),
            ("<p>a &lt;</p>", "<p>a &gt;</p>", levels(&["0:", "0:&gt;"], 1)),
            ("<ul><li>a</li></ul>", "<ul><li>a</li><li>b</li></ul>", levels(&["0:", "0:<li>b</li>"], 0)),
            (
                "<ul><li>a</li></ul>",
                "<ul><li>ab</li><li>c</li></ul>",
                levels(&["0:", "0:<li>c</li>", "0:b"], 0),
            ),
            ("<p><em>a</em> b<br>c</p>", "<p><em>ad</em></p>", levels(&["0:", "3:", "0:d"], 0)),
            (
                "<p>a<br>b <em>c</em></p>",
                "<p>a<br>b <strong>c</strong></p>",
                levels(&["0:", "1:<strong>c</strong>"], 0),
            ),
            // A formula, a button, a line of code is made anew.
            (
                "<p>a <span class=\"md-math\"><math>x</math></span></p>",
                "<p>a <span class=\"md-math\"><math>xy</math></span></p>",
                levels(&["0:", "1:<span class=\"md-math\"><math>xy</math></span>"], 0),
            ),
        ] {
            assert_eq!(grown(old, new), expected, "{old} to {new}");
        }
    }

    #[test]
    fn lines_are_only_added() {
        let code = |lines: &str, partial: &str| {
            format!(
                "<div class=\"md-code\"><pre><code><span class=\"md-lines\">{lines}</span><span class=\"md-partial\">{partial}</span></code></pre></div>"
            )
        };
        let (one, two) = ("<span class=\"line\">1\n</span>", "<span class=\"line\">2\n</span>");
        assert_eq!(
            grown(&code(one, "2"), &code(&format!("{one}{two}"), "3")),
            levels(&["0:", "0:", "0:", "1:<span class=\"md-partial\">3</span>", &format!("0:{two}")], 0)
        );
        let anew = format!("1:{}", code(two, ""));
        assert_eq!(grown(&code(one, ""), &code(two, "")), levels(&[&anew], 0));
    }

    #[test]
    fn what_begins_differently_is_replaced() {
        assert_eq!(growth(0, "<p>a</p>", "<h3>a</h3>"), None);
        assert_eq!(growth(0, "<p>a</p>", "<p>ab</p>"), None);
        assert_eq!(growth(0, "", "<p>a</p>"), None);
    }
}
