use pulldown_cmark::{Event, Tag, TagEnd};

use crate::{
    definitions::Definitions,
    math::{Formulas, Scanner, source_and_written},
    parse::{Input, normalized},
};

/// The words of `source` without markup, for titles and snippets: blocks, items and rows on lines of their own, cells with a
/// tab between, no addresses.
pub fn plain(source: &str) -> String {
    let text = normalized(source);
    let definitions = Definitions::default();
    let mut math = Scanner::default();
    math.advance(&text, true);
    let input = Input::new(math.masked(), Formulas::new(math.formulas(), 0), &definitions);
    let mut out = String::new();
    for event in input.parse(&definitions).blocks.iter().flat_map(|block| &block.events) {
        match event {
            Event::Text(text) | Event::Code(text) => out.push_str(text),
            Event::InlineMath(tex) | Event::DisplayMath(tex) => {
                out.push_str(source_and_written(tex).0.trim());
            }
            Event::SoftBreak | Event::HardBreak => out.push(' '),
            Event::Start(Tag::Item | Tag::Paragraph | Tag::List(_) | Tag::CodeBlock(_))
            | Event::End(
                TagEnd::Paragraph
                | TagEnd::Heading(_)
                | TagEnd::Item
                | TagEnd::CodeBlock
                | TagEnd::TableRow
                | TagEnd::TableHead,
            ) => end_line(&mut out),
            Event::Start(Tag::TableCell) if !(out.is_empty() || out.ends_with('\n')) => out.push('\t'),
            _ => {}
        }
    }
    out.truncate(out.trim_end().len());
    out
}

fn end_line(out: &mut String) {
    out.truncate(out.trim_end().len());
    if !out.is_empty() {
        out.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn words_stay_and_markup_goes() {
        for (source, words) in [
            (
                "# A **bold** `title`\n\ntext [link](https://example.org) ![alt](https://example.org/i.png)",
                "A bold title\ntext link alt",
            ),
            ("- a\n- b\n  - c\n\n1. d", "a\nb\nc\nd"),
            ("| a | b |\n|---|---|\n| 1 | 2 |", "a\tb\n1\t2"),
            ("```rust\nfn a() {}\n```\nend", "fn a() {}\nend"),
            ("<b>x</b> &amp; y\nz", "x & y z"),
            ("costs $5-$10\r\nnow", "costs $5-$10 now"),
            ("$\\def\\R{r}\\R$ and $\\R$", "\\def\\R{r}\\R and \\R"),
            ("so $x^2$ is\n\n$$\n\\frac{1}{2}\n$$\n\nend", "so x^2 is\n\\frac{1}{2}\nend"),
            ("", ""),
        ] {
            assert_eq!(plain(source), words, "{source:?}");
        }
    }
}
