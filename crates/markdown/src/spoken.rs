use pulldown_cmark::{Event, Tag, TagEnd};

use crate::{
    definitions::Definitions,
    math::{Formulas, Scanner, source_and_written},
    parse::{Input, normalized},
};

/// Formulas of up to this many letters and digits are said as they stand.
const SAYABLE_CHARS: usize = 8;
const KNOWN_TAGS: [&str; 8] = ["<kbd>", "</kbd>", "<sub>", "</sub>", "<sup>", "</sup>", "<br>", "<br/>"];

/// What stands in one paragraph, item, cell or title, for a voice.
pub type Passage = Vec<Spoken>;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Spoken {
    /// Words that are read out as they are shown.
    Words(String),
    /// Words that are not among those shown, such as what describes a picture.
    Heard(String),
    /// Shown, and no words for a voice. `shown` is what of it stands among the words.
    Left { what: Left, shown: String },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Left {
    Code,
    Formula,
    Table,
    Address,
    /// Not worth a word.
    Markup,
}

/// `source` in passages, as a person would read it to another: no code, tables, formulas and addresses.
pub fn spoken(source: &str) -> Vec<Passage> {
    let text = normalized(source);
    let mut definitions = Definitions::default();
    let mut math = Scanner::default();
    math.advance(&text, true);
    let input = Input::new(math.masked(), Formulas::new(math.formulas(), 0), &definitions);
    let parsed = input.parse(&definitions);
    definitions.update(parsed.found, usize::MAX);
    let mut out = Writer::default();
    for event in parsed.blocks.iter().flat_map(|block| &block.events) {
        out.take(event);
    }
    out.end();
    out.passages
}

#[derive(Default)]
struct Writer {
    passages: Vec<Passage>,
    open: Passage,
    /// How deep inside of something that is left out.
    muted: usize,
    in_picture: bool,
}

impl Writer {
    fn take(&mut self, event: &Event<'_>) {
        if self.muted > 0 {
            match event {
                Event::Start(_) => self.muted += 1,
                Event::End(_) => self.muted -= 1,
                _ => {}
            }
            return;
        }
        match event {
            Event::Start(Tag::CodeBlock(_)) => self.leave(Left::Code),
            Event::Start(Tag::Table(_)) => self.leave(Left::Table),
            Event::Start(Tag::FootnoteDefinition(_) | Tag::HtmlBlock) => {
                self.end();
                self.muted = 1;
            }
            Event::Start(Tag::Image { .. }) => self.in_picture = true,
            Event::End(TagEnd::Image) => self.in_picture = false,
            Event::Text(text) | Event::Code(text) if self.in_picture => {
                self.open.push(Spoken::Heard(text.to_string()));
            }
            Event::Text(text) | Event::Code(text) => self.words(text),
            Event::SoftBreak | Event::HardBreak => self.words(" "),
            Event::InlineMath(tex) | Event::DisplayMath(tex) => {
                self.formula(source_and_written(tex).0.trim());
            }
            Event::InlineHtml(html) => {
                let known = KNOWN_TAGS.contains(&html.to_ascii_lowercase().as_str());
                let shown = if known { String::new() } else { html.to_string() };
                self.open.push(Spoken::Left { what: Left::Markup, shown });
            }
            Event::Start(Tag::Paragraph | Tag::Heading { .. } | Tag::Item | Tag::List(_))
            | Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item) => self.end(),
            _ => {}
        }
    }

    fn words(&mut self, more: &str) {
        match self.open.last_mut() {
            Some(Spoken::Words(words)) => words.push_str(more),
            _ => self.open.push(Spoken::Words(more.to_owned())),
        }
    }

    fn formula(&mut self, tex: &str) {
        let sayable = tex.chars().count() <= SAYABLE_CHARS && tex.chars().all(char::is_alphanumeric);
        self.open.push(if sayable {
            Spoken::Heard(tex.to_owned())
        } else {
            Spoken::Left { what: Left::Formula, shown: String::new() }
        });
    }

    /// A block that has no words; what is in it is passed over.
    fn leave(&mut self, what: Left) {
        self.end();
        self.passages.push(vec![Spoken::Left { what, shown: String::new() }]);
        self.muted = 1;
    }

    fn end(&mut self) {
        let passage = std::mem::take(&mut self.open);
        let passage: Passage = passage.into_iter().flat_map(without_addresses).collect();
        let says_something = |spoken: &Spoken| match spoken {
            Spoken::Words(words) | Spoken::Heard(words) => !words.trim().is_empty(),
            Spoken::Left { what, .. } => *what != Left::Markup,
        };
        if passage.iter().any(says_something) {
            self.passages.push(passage);
        }
    }
}

/// Addresses within words, which nobody wants spelled.
fn without_addresses(spoken: Spoken) -> Vec<Spoken> {
    let Spoken::Words(words) = spoken else { return vec![spoken] };
    let mut out = Vec::new();
    let mut kept = 0;
    let mut from = 0;
    while let Some(at) = words[from..].find(['h', 'H', 'w', 'W']).map(|at| at + from) {
        let length = address(&words[..at], &words[at..]);
        if length > 0 {
            if kept < at {
                out.push(Spoken::Words(words[kept..at].to_owned()));
            }
            out.push(Spoken::Left { what: Left::Address, shown: words[at..at + length].to_owned() });
            kept = at + length;
        }
        from = at + length.max(1);
    }
    if kept < words.len() {
        out.push(Spoken::Words(words[kept..].to_owned()));
    }
    out
}

/// The bytes of the address that `rest` begins with; the mark that ends a sentence is none of it.
fn address(before: &str, rest: &str) -> usize {
    let begins = ["https://", "http://", "www."]
        .iter()
        .any(|start| rest.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start)));
    if !begins || before.ends_with(char::is_alphanumeric) {
        return 0;
    }
    let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"')).unwrap_or(rest.len());
    rest[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '\'', '。', '，', '）']).len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Spoken {
        Spoken::Words(text.into())
    }

    fn left(what: Left, shown: &str) -> Spoken {
        Spoken::Left { what, shown: shown.into() }
    }

    #[test]
    fn what_has_words_is_read_and_the_rest_is_named() {
        for (source, expected) in [
            ("# A **bold** `title`\n\nand\ntext", vec![vec![words("A bold title")], vec![words("and text")]]),
            ("- a\n- b\n  - c", vec![vec![words("a")], vec![words("b")], vec![words("c")]]),
            (
                "before\n```rust\nfn a() {}\n```\nafter",
                vec![vec![words("before")], vec![left(Left::Code, "")], vec![words("after")]],
            ),
            ("| a | b |\n|---|---|\n| 1 | 2 |", vec![vec![left(Left::Table, "")]]),
            (
                "see https://example.org/a_b?c=1&d. Then (www.example.org)!",
                vec![vec![
                    words("see "),
                    left(Left::Address, "https://example.org/a_b?c=1&d"),
                    words(". Then ("),
                    left(Left::Address, "www.example.org"),
                    words(")!"),
                ]],
            ),
            ("[words](https://example.org)", vec![vec![words("words")]]),
            ("![a cat](https://example.org/cat.png)", vec![vec![Spoken::Heard("a cat".into())]]),
            (
                "so $x$ is $\\frac{1}{2}$",
                vec![vec![words("so "), Spoken::Heard("x".into()), words(" is "), left(Left::Formula, "")]],
            ),
            ("a[^1] b\n\n[^1]: not this", vec![vec![words("a b")]]),
            (
                "press <kbd>X</kbd> <i>now</i>",
                vec![vec![
                    words("press "),
                    left(Left::Markup, ""),
                    words("X"),
                    left(Left::Markup, ""),
                    words(" "),
                    left(Left::Markup, "<i>"),
                    words("now"),
                    left(Left::Markup, "</i>"),
                ]],
            ),
            ("<div>\nnothing\n</div>", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(spoken(source), expected, "{source:?}");
        }
    }
}
