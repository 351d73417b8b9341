//! The words of a page, without its markup. The tokenizer of html5ever builds no tree: nothing can be nested too deep.

use std::cell::RefCell;
use std::io::Read;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, CharacterTokens, EndTag, StartTag, TagToken, Token, TokenSink, TokenSinkResult, Tokenizer,
    TokenizerOpts,
};

use crate::Unreadable;
use crate::plain;
use crate::words::{Text, Words};

/// What nobody reads.
const HIDDEN: [&str; 6] = ["script", "style", "template", "noscript", "svg", "head"];
const BLOCKS: [&str; 21] = [
    "p",
    "div",
    "section",
    "article",
    "header",
    "footer",
    "main",
    "aside",
    "nav",
    "ul",
    "ol",
    "table",
    "blockquote",
    "pre",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "figure",
];
const LINES: [&str; 6] = ["br", "li", "tr", "dt", "dd", "hr"];

pub(crate) fn read(source: impl Read) -> Result<Text, Unreadable> {
    let (html, cut) = plain::decoded(source)?;
    let sink = Sink(RefCell::default());
    let tokenizer = Tokenizer::new(sink, TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(html));
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    let text = tokenizer.sink.0.into_inner().words.finish();
    Ok(Text { cut: cut || text.cut, ..text })
}

struct Sink(RefCell<Page>);

#[derive(Default)]
struct Page {
    words: Words,
    /// The element whose words are left out, until it ends.
    hidden: Option<String>,
    /// How many `pre` are open.
    preserved: usize,
}

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut page = self.0.borrow_mut();
        match token {
            TagToken(tag) => {
                let opens = tag.kind == StartTag && !tag.self_closing;
                page.tag(opens, tag.kind == EndTag, &tag.name);
                // Without a tree nobody else tells the tokenizer that what looks like markup in these is none.
                match tag.name.as_ref() {
                    "script" if opens => return TokenSinkResult::RawData(RawKind::ScriptData),
                    "style" if opens => return TokenSinkResult::RawData(RawKind::Rawtext),
                    _ => {}
                }
            }
            CharacterTokens(text) if page.hidden.is_none() => page.say(&text),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

impl Page {
    fn tag(&mut self, opens: bool, closes: bool, name: &str) {
        match &self.hidden {
            Some(hidden) if closes && hidden == name => self.hidden = None,
            // A page without an end of its head still has a body.
            Some(hidden) if hidden == "head" && name == "body" => self.hidden = None,
            Some(_) => {}
            None if opens && HIDDEN.contains(&name) => self.hidden = Some(name.to_owned()),
            None if BLOCKS.contains(&name) => {
                self.words.paragraph();
                if name == "pre" {
                    self.preserved =
                        if opens { self.preserved + 1 } else { self.preserved.saturating_sub(1) };
                }
            }
            None if LINES.contains(&name) => {
                self.words.line();
                if opens && name == "li" {
                    self.words.push("- ");
                }
            }
            None if matches!(name, "td" | "th") && opens => self.words.column(),
            None => {}
        }
    }

    fn say(&mut self, text: &str) {
        if self.preserved > 0 {
            return self.words.push(text);
        }
        if text.starts_with(char::is_whitespace) {
            self.words.space();
        }
        for (at, word) in text.split_whitespace().enumerate() {
            if at > 0 {
                self.words.push(" ");
            }
            self.words.push(word);
        }
        if text.ends_with(char::is_whitespace) {
            self.words.space();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stay_and_markup_goes() {
        let html = "<!doctype html><head><title>T</title><style>p{}</style></head><body><h1>Tea &amp; <em>cake</em></h1>\
                    <p>One\n two<br>three</p><script>if (a < b) { alert('</p>') }</script><ul><li>a<li>b</ul>\
                    <table><tr><td>1<td>2</tr></table><pre>x\n  y</pre><p>end &#8364;</p><script>'<!--'</script>!";
        assert_eq!(
            read(html.as_bytes()).unwrap().text,
            "Tea & cake\n\nOne two\nthree\n\n- a\n- b\n\n1\t2\n\nx\n  y\n\nend €\n\n!"
        );
    }

    #[test]
    fn what_is_nested_without_end_takes_no_stack() {
        let deep = "<div>".repeat(200_000) + "deep";
        assert_eq!(read(deep.as_bytes()).unwrap().text, "deep");
    }
}
