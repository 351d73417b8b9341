//! HTML from parser events. Nothing is filtered: every tag and attribute that can come out is written in this module, and
//! everything else passes through `escape`.

mod address;
mod bare;
pub(crate) mod code;
pub(crate) mod escape;
pub(crate) mod info;
mod inline;
mod outline;
mod raw;

use pulldown_cmark::{Alignment, BlockQuoteKind, CodeBlockKind, Event, Tag, TagEnd};

use crate::{
    definitions::{Definitions, fold},
    math,
};
use code::Nested;
use info::Info;
pub(crate) use outline::Outline;

/// Deeper quotes, lists and emphasis are shown without their element: a browser stops at 512 levels.
const MAX_DEPTH: usize = 40;
const MAX_RAW_DEPTH: usize = 8;

/// Code blocks and formulas inside the growing last block, kept from one rendering of it to the next.
pub(crate) struct Growing<'n> {
    pub(crate) nested: &'n mut Vec<Nested>,
    pub(crate) formulas: &'n mut math::Written,
}

/// Writes one top-level block of `source_bytes` bytes and moves the outline behind it.
pub(crate) fn write(
    events: &[Event<'_>],
    source_bytes: usize,
    definitions: &Definitions,
    outline: &mut Outline,
    growing: Option<Growing<'_>>,
) -> String {
    let mut writer = Writer::new(definitions, source_bytes, *outline, growing);
    let grows = writer.growing.is_some();
    let ends = events.iter().rev().take_while(|event| matches!(event, Event::End(_))).count();
    let mut rest = events;
    while let Some((event, behind)) = rest.split_first() {
        writer.at_end = grows && rest.len() <= ends;
        rest = match rest {
            // A paragraph that is a formula.
            [Event::Start(Tag::Paragraph), Event::DisplayMath(tex), Event::End(_), behind @ ..] => {
                writer.formula(tex, math::Place::Block);
                behind
            }
            _ => {
                writer.event(event);
                behind
            }
        };
    }
    writer.at_end = grows;
    writer.flush();
    *outline = writer.outline;
    writer.out
}

struct Writer<'d, 'n> {
    out: String,
    open: Vec<Open>,
    definitions: &'d Definitions,
    outline: Outline,
    growing: Option<Growing<'n>>,
    /// Code blocks met so far.
    codes: usize,
    /// Text not yet written: the parser cuts it at every special character, and an address must be seen whole.
    text: String,
    /// Content that is not written as it comes: of code, of raw HTML, the description of an image.
    captured: Option<Captured>,
    links: usize,
    /// Nothing more of a text that still grows.
    at_end: bool,
    /// Bytes of addresses that references may still add: without it a long definition, used often, makes megabytes of a few
    /// kilobytes.
    reference_budget: usize,
    alignments: Vec<Alignment>,
    column: usize,
    in_table_head: bool,
}

enum Open {
    /// An element of the document by its closing tag; empty when it was too deep to be written.
    Element(&'static str),
    /// An allowed tag of raw HTML.
    Raw(&'static str),
    /// A link that is not one, by its address.
    Refused(String),
}

enum Captured {
    Code { info: Info, text: String },
    Raw(String),
    Image { address: String, alt: String, depth: usize },
}

impl<'d, 'n> Writer<'d, 'n> {
    fn new(
        definitions: &'d Definitions,
        source_bytes: usize,
        outline: Outline,
        growing: Option<Growing<'n>>,
    ) -> Self {
        Self {
            out: String::with_capacity(source_bytes + source_bytes / 2),
            open: Vec::new(),
            definitions,
            outline,
            growing,
            codes: 0,
            text: String::new(),
            captured: None,
            links: 0,
            at_end: false,
            reference_budget: 2_048 + 8 * source_bytes,
            alignments: Vec::new(),
            column: 0,
            in_table_head: false,
        }
    }

    fn event(&mut self, event: &Event<'_>) {
        if self.captured.is_some() {
            self.capture(event);
            return;
        }
        if let Event::Text(text) = event {
            self.text.push_str(text);
            return;
        }
        self.flush();
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(*tag),
            Event::Code(code) => {
                self.out.push_str("<code>");
                escape::text(&mut self.out, code);
                self.out.push_str("</code>");
            }
            Event::Html(html) | Event::InlineHtml(html) => self.inline_html(html),
            Event::InlineMath(tex) => self.formula(tex, math::Place::Inline),
            Event::DisplayMath(tex) => self.formula(tex, math::Place::Display),
            Event::FootnoteReference(label) => {
                let number = self.footnote(label);
                self.out.push_str("<sup class=\"md-fn-ref\"><button type=\"button\" data-footnote=\"");
                self.out.push_str(&number);
                self.out.push_str("\">");
                self.out.push_str(&number);
                self.out.push_str("</button></sup>");
            }
            Event::SoftBreak => self.out.push('\n'),
            Event::HardBreak => self.out.push_str("<br>"),
            Event::Rule => self.out.push_str("<hr>"),
            Event::TaskListMarker(done) => self.out.push_str(if *done {
                "<span class=\"md-check\" role=\"img\" aria-label=\"done\" data-checked=\"true\">☑</span> "
            } else {
                "<span class=\"md-check\" role=\"img\" aria-label=\"to do\" data-checked=\"false\">☐</span> "
            }),
            Event::Text(_) => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Paragraph => self.element("<p dir=\"auto\">", "</p>"),
            Tag::Heading { level, .. } => {
                let (element, close) = self.outline.enter(*level);
                let open = format!("<{element} class=\"md-h{}\" dir=\"auto\">", *level as u8);
                self.element(&open, close);
            }
            Tag::BlockQuote(None) => self.container("<blockquote dir=\"auto\">", "</blockquote>"),
            Tag::BlockQuote(Some(kind)) => self.container(alert(*kind), "</div>"),
            Tag::List(None) => self.container("<ul dir=\"auto\">", "</ul>"),
            Tag::List(Some(1)) => self.container("<ol dir=\"auto\">", "</ol>"),
            Tag::List(Some(first)) => {
                let open = format!("<ol start=\"{first}\" dir=\"auto\">");
                self.container(&open, "</ol>");
            }
            Tag::Item => {
                if matches!(self.open.last(), Some(Open::Element(""))) {
                    self.open.push(Open::Element(""));
                } else {
                    self.element("<li dir=\"auto\">", "</li>");
                }
            }
            Tag::FootnoteDefinition(label) => {
                let number = self.footnote(label);
                let open = format!(
                    "<div class=\"md-fn\" data-footnote-def=\"{number}\" dir=\"auto\"><span class=\"md-fn-number\">{number}.</span> "
                );
                self.container(&open, "</div>");
            }
            Tag::CodeBlock(kind) => {
                let info = match kind {
                    CodeBlockKind::Fenced(info) => Info::parse(info),
                    CodeBlockKind::Indented => Info::default(),
                };
                self.captured = Some(Captured::Code { info, text: String::new() });
            }
            Tag::HtmlBlock => self.captured = Some(Captured::Raw(String::new())),
            Tag::Table(alignments) => {
                self.alignments.clone_from(alignments);
                self.element("<div class=\"md-table\" tabindex=\"0\"><table>", "</tbody></table></div>");
            }
            Tag::TableHead => {
                self.column = 0;
                self.in_table_head = true;
                self.element("<thead><tr>", "</tr></thead><tbody>");
            }
            Tag::TableRow => {
                self.column = 0;
                self.element("<tr>", "</tr>");
            }
            Tag::TableCell => self.cell(),
            Tag::Emphasis => self.container("<em>", "</em>"),
            Tag::Strong => self.container("<strong>", "</strong>"),
            Tag::Strikethrough => self.container("<del>", "</del>"),
            Tag::Link { link_type, dest_url, id, .. } => self.link(*link_type, dest_url, id),
            Tag::Image { link_type, dest_url, id, .. } => {
                let address = self.destination(*link_type, dest_url, id);
                self.captured = Some(Captured::Image { address, alt: String::new(), depth: 1 });
            }
            // Not asked of the parser.
            Tag::DefinitionList
            | Tag::DefinitionListTitle
            | Tag::DefinitionListDefinition
            | Tag::Superscript
            | Tag::Subscript
            | Tag::MetadataBlock(_) => self.open.push(Open::Element("")),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::TableHead => self.in_table_head = false,
            TagEnd::Link => self.links = self.links.saturating_sub(1),
            _ => {}
        }
        while let Some(open) = self.open.pop() {
            match open {
                Open::Raw(name) => self.close_raw(name),
                Open::Element(close) => {
                    self.out.push_str(close);
                    return;
                }
                Open::Refused(address) => {
                    self.refused(&address);
                    return;
                }
            }
        }
    }

    fn cell(&mut self) {
        let class = match self.alignments.get(self.column) {
            Some(Alignment::Left) => " class=\"md-left\"",
            Some(Alignment::Center) => " class=\"md-center\"",
            Some(Alignment::Right) => " class=\"md-right\"",
            Some(Alignment::None) | None => "",
        };
        self.column += 1;
        if self.in_table_head {
            self.element(&format!("<th scope=\"col\"{class} dir=\"auto\">"), "</th>");
        } else {
            self.element(&format!("<td{class} dir=\"auto\">"), "</td>");
        }
    }

    /// Opens an element that cannot be nested in itself at will.
    fn element(&mut self, open: &str, close: &'static str) {
        self.out.push_str(open);
        self.open.push(Open::Element(close));
    }

    fn container(&mut self, open: &str, close: &'static str) {
        if self.open.len() < MAX_DEPTH {
            self.element(open, close);
        } else {
            self.open.push(Open::Element(""));
        }
    }

    fn footnote(&self, label: &str) -> String {
        self.definitions
            .footnote(&fold(label))
            .unwrap_or_else(|| self.definitions.next_footnote())
            .to_string()
    }

    fn capture(&mut self, event: &Event<'_>) {
        match self.captured.as_mut() {
            Some(Captured::Code { text, .. }) => match event {
                Event::Text(more) => text.push_str(more),
                Event::End(_) => self.end_capture(),
                _ => {}
            },
            Some(Captured::Raw(text)) => match event {
                Event::Text(more) | Event::Html(more) | Event::InlineHtml(more) => text.push_str(more),
                Event::End(_) => self.end_capture(),
                _ => {}
            },
            Some(Captured::Image { alt, depth, .. }) => match event {
                Event::Text(more) | Event::Code(more) | Event::InlineHtml(more) => alt.push_str(more),
                Event::InlineMath(tex) | Event::DisplayMath(tex) => {
                    alt.push_str(math::source_and_written(tex).0);
                }
                Event::SoftBreak | Event::HardBreak => alt.push(' '),
                Event::Start(_) => *depth += 1,
                Event::End(_) => {
                    *depth -= 1;
                    if *depth == 0 {
                        self.end_capture();
                    }
                }
                _ => {}
            },
            None => {}
        }
    }

    fn end_capture(&mut self) {
        match self.captured.take() {
            Some(Captured::Code { info, text }) => self.code(info, &text),
            Some(Captured::Raw(source)) => self.raw_block(&source),
            Some(Captured::Image { address, alt, .. }) => self.image(&address, &alt),
            None => {}
        }
    }

    fn formula(&mut self, tex: &str, place: math::Place) {
        match self.growing.as_mut() {
            Some(growing) => growing.formulas.write(&mut self.out, tex, place),
            None => math::write(&mut self.out, tex, place),
        }
    }

    fn code(&mut self, info: Info, text: &str) {
        let index = self.codes;
        self.codes += 1;
        let Some(growing) = self.growing.as_mut() else {
            Nested::new(info).write(&mut self.out, text, false);
            return;
        };
        if !growing.nested.get(index).is_some_and(|nested| nested.continues(&info, text)) {
            growing.nested.truncate(index);
            growing.nested.push(Nested::new(info));
        }
        if let Some(nested) = growing.nested.get_mut(index) {
            nested.write(&mut self.out, text, true);
        }
    }
}

fn alert(kind: BlockQuoteKind) -> &'static str {
    match kind {
        BlockQuoteKind::Note => {
            "<div class=\"md-alert md-note\" dir=\"auto\"><p class=\"md-alert-title\" data-alert=\"note\">Note</p>"
        }
        BlockQuoteKind::Tip => {
            "<div class=\"md-alert md-tip\" dir=\"auto\"><p class=\"md-alert-title\" data-alert=\"tip\">Tip</p>"
        }
        BlockQuoteKind::Important => {
            "<div class=\"md-alert md-important\" dir=\"auto\"><p class=\"md-alert-title\" data-alert=\"important\">Important</p>"
        }
        BlockQuoteKind::Warning => {
            "<div class=\"md-alert md-warning\" dir=\"auto\"><p class=\"md-alert-title\" data-alert=\"warning\">Warning</p>"
        }
        BlockQuoteKind::Caution => {
            "<div class=\"md-alert md-caution\" dir=\"auto\"><p class=\"md-alert-title\" data-alert=\"caution\">Caution</p>"
        }
    }
}
