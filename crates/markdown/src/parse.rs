use std::{borrow::Cow, cell::RefCell, collections::HashSet, ops::Range};

use pulldown_cmark::{BrokenLink, CodeBlockKind, CowStr, Event, LinkType, Options, Parser, Tag, TagEnd};

use crate::{
    definitions::{Definitions, Found, Label, fold},
    math::{Formulas, Unmasked, is_mark, is_masked},
};

const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_GFM);

/// Text to parse, where the footnotes that were defined elsewhere in the message are known.
pub(crate) struct Input<'t> {
    text: Cow<'t, str>,
    /// Bytes of `text` before the text that was asked for.
    prefix: usize,
    formulas: Formulas<'t>,
}

/// A top-level block.
pub(crate) struct Block<'i> {
    /// From the start of its first line to the end of its last; byte offsets in the text that was asked for. When words
    /// directly follow a link definition, from the definition on: without it an indented first line would be code.
    pub(crate) range: Range<usize>,
    /// The block directly follows a link definition, whose title it may still become.
    pub(crate) follows_definition: bool,
    pub(crate) kind: Kind,
    /// Of a list: the end of its last item. The list itself ends behind the definitions that follow it.
    items_end: usize,
    pub(crate) events: Vec<Event<'i>>,
    /// Link labels that were looked up, defined or not.
    pub(crate) labels: Vec<Label>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A paragraph, or what begins like one: a table, an underlined heading.
    Words,
    Fence,
    List,
    Other,
}

pub(crate) struct Parsed<'i> {
    pub(crate) blocks: Vec<Block<'i>>,
    pub(crate) found: Found,
}

impl<'t> Input<'t> {
    /// The parser takes a footnote reference for text unless it sees the definition, and has no callback for it as it has for
    /// links: so the definitions that lie elsewhere are written before the text. The rule between keeps an indented first
    /// block from becoming part of the last one.
    ///
    /// The formulas of `text` are masked.
    pub(crate) fn new(text: &'t str, formulas: Formulas<'t>, definitions: &Definitions) -> Self {
        let mut prefix = String::new();
        if definitions.has_footnotes() {
            for (label, folded) in footnote_labels(text) {
                if definitions.footnote(&folded).is_some() {
                    prefix.push_str("[^");
                    prefix.push_str(label);
                    prefix.push_str("]:\n");
                }
            }
        }
        if prefix.is_empty() {
            return Self { text: Cow::Borrowed(text), prefix: 0, formulas };
        }
        prefix.push_str("***\n");
        let length = prefix.len();
        prefix.push_str(text);
        Self { text: Cow::Owned(prefix), prefix: length, formulas }
    }

    pub(crate) fn parse(&self, definitions: &Definitions) -> Parsed<'_> {
        let looked_up = RefCell::new(Vec::new());
        let mut callback = |link: BrokenLink<'_>| {
            let label = fold(&link.reference);
            let known = definitions
                .link(&label)
                .map(|address| (CowStr::from(address.to_owned()), CowStr::Borrowed("")));
            looked_up.borrow_mut().push(Label::Link(label));
            known
        };
        let parser = Parser::new_with_broken_link_callback(&self.text, OPTIONS, Some(&mut callback));
        let mut found = Found::default();
        found.links.extend(parser.reference_definitions().iter().filter_map(|(label, definition)| {
            let at = definition.span.start.checked_sub(self.prefix)?;
            Some((fold(label), self.formulas.restored(&definition.dest, at, 0), at))
        }));
        found.links.sort_by_key(|(_, _, at)| *at);
        let mut blocks: Vec<Block<'_>> = Vec::new();
        let mut depth = 0_usize;
        // The indentation of the code block that is open.
        let mut code: Option<usize> = None;
        for (event, range) in parser.into_offset_iter() {
            if depth == 0
                && let Some(start) = range.start.checked_sub(self.prefix)
            {
                looked_up.borrow_mut().clear();
                match blocks.last_mut() {
                    Some(before) if self.needs_block_before(&event, start) => {
                        before.range.end = range.end - self.prefix;
                        before.kind = Kind::Other;
                    }
                    _ => {
                        let block =
                            self.block(&event, start..range.end - self.prefix, blocks.last(), &found.links);
                        blocks.push(block);
                    }
                }
            }
            match &event {
                Event::Start(_) => depth += 1,
                Event::End(_) => depth = depth.saturating_sub(1),
                _ => {}
            }
            let Some(at) = range.start.checked_sub(self.prefix) else { continue };
            match &event {
                Event::Start(Tag::FootnoteDefinition(label)) => found.footnotes.push((fold(label), at)),
                Event::Start(
                    Tag::Link {
                        link_type: LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut,
                        id,
                        ..
                    }
                    | Tag::Image {
                        link_type: LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut,
                        id,
                        ..
                    },
                ) => looked_up.borrow_mut().push(Label::Link(fold(id))),
                _ => {}
            }
            code = match &event {
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_))) if depth == 1 => {
                    Some(at - self.line_start(at))
                }
                Event::Start(Tag::CodeBlock(_)) => Some(0),
                Event::End(TagEnd::CodeBlock) => None,
                _ => code,
            };
            if let Some(block) = blocks.last_mut() {
                if matches!(event, Event::End(TagEnd::Item)) {
                    block.items_end = block.items_end.max(range.end.saturating_sub(self.prefix));
                }
                self.unmask(event, at, code, &mut block.events);
                block.labels.append(&mut looked_up.borrow_mut());
            }
        }
        Parsed { blocks, found }
    }

    /// Puts the formulas back: into text as events of their own, into everything else as they were written.
    fn unmask<'i>(&self, event: Event<'i>, at: usize, code: Option<usize>, events: &mut Vec<Event<'i>>) {
        let restored = |text: CowStr<'i>| {
            if !is_masked(&text) {
                return text;
            }
            CowStr::from(self.formulas.restored(&text, at, code.unwrap_or_default()))
        };
        events.push(match event {
            Event::Text(text) if code.is_none() && is_masked(&text) => {
                for piece in self.formulas.unmasked(&text, at) {
                    events.push(match piece {
                        Unmasked::Text(text) => Event::Text(CowStr::from(text.to_owned())),
                        Unmasked::Inline(tex) => Event::InlineMath(CowStr::from(tex)),
                        Unmasked::Display(tex) => Event::DisplayMath(CowStr::from(tex)),
                    });
                }
                return;
            }
            Event::Text(text) => Event::Text(restored(text)),
            Event::Code(text) => Event::Code(restored(text)),
            Event::Html(text) => Event::Html(restored(text)),
            Event::InlineHtml(text) => Event::InlineHtml(restored(text)),
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(restored(info))))
            }
            // Their labels are only compared and stay masked, as those of their definitions do.
            Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                Event::Start(Tag::Link { link_type, dest_url: restored(dest_url), title, id })
            }
            Event::Start(Tag::Image { link_type, dest_url, title, id }) => {
                Event::Start(Tag::Image { link_type, dest_url: restored(dest_url), title, id })
            }
            other => other,
        });
    }

    fn block<'i>(
        &self,
        event: &Event<'i>,
        range: Range<usize>,
        before: Option<&Block<'i>>,
        links: &[(String, String, usize)],
    ) -> Block<'i> {
        let start = self.line_start(range.start);
        let kind = kind(event, &self.text[self.prefix + start..]);
        let definition =
            (kind == Kind::Words).then(|| self.definition_before(start, before, links)).flatten();
        Block {
            range: definition.unwrap_or(start)..range.end,
            follows_definition: definition.is_some(),
            kind,
            items_end: 0,
            events: Vec::new(),
            labels: Vec::new(),
        }
    }

    /// A footnote directly behind the mark of another, on its line or on its indented next one, is a block of its own to the
    /// parser; parsed without the line before it would be another one.
    fn needs_block_before(&self, event: &Event<'_>, start: usize) -> bool {
        let lead = &self.text[self.prefix + self.line_start(start)..self.prefix + start];
        !lead.bytes().all(|byte| matches!(byte, b' ' | b'\t'))
            || matches!(event, Event::Start(Tag::FootnoteDefinition(_)))
                && (lead.len() > 3 || lead.contains('\t'))
    }

    fn line_start(&self, at: usize) -> usize {
        let text = &self.text[self.prefix..];
        text[..at].rfind('\n').map_or(0, |newline| newline + 1)
    }

    /// Start of the line of a link definition that could reach to the line at `start`: whatever lies between a block and the
    /// next without a blank line is definitions.
    fn definition_before(
        &self,
        start: usize,
        before: Option<&Block<'_>>,
        links: &[(String, String, usize)],
    ) -> Option<usize> {
        let text = &self.text[self.prefix..];
        // The parser lets a list end behind the definitions that follow it.
        let list = before.filter(|before| before.kind == Kind::List);
        let after =
            list.map_or_else(|| before.map_or(0, |before| before.range.end), |list| list.range.start + 1);
        let mut definition = None;
        let mut end = start;
        while end > after {
            let line_start = self.line_start(end - 1);
            let line = &text.as_bytes()[line_start..end];
            if line_start < after
                || line.iter().all(|byte| matches!(byte, b' ' | b'\t' | b'\n' | 0x0b | 0x0c))
            {
                break;
            }
            // Of one whose label is defined already the parser does not tell; but it is behind the items.
            let behind = list.is_none_or(|list| line_start >= list.items_end);
            if behind || links.iter().any(|(.., at)| (line_start..end).contains(at)) {
                definition = Some(line_start);
            }
            end = line_start;
        }
        definition
    }
}

fn kind(event: &Event<'_>, source: &str) -> Kind {
    match event {
        Event::Start(Tag::Paragraph | Tag::Table(_)) => Kind::Words,
        // Indented by four, a number sign is a word.
        Event::Start(Tag::Heading { .. })
            if source.starts_with("    ") || !source.trim_start_matches(' ').starts_with('#') =>
        {
            Kind::Words
        }
        Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_))) => Kind::Fence,
        Event::Start(Tag::List(_)) => Kind::List,
        _ => Kind::Other,
    }
}

/// Everything in `text` that could be a footnote's label, as written and folded, each once.
pub(crate) fn footnote_labels(text: &str) -> Vec<(&str, String)> {
    let mut seen = HashSet::new();
    let mut labels = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find("[^").map(|found| at + found + 2) {
        at = start;
        let Some(label) = label(&text[start..]) else { continue };
        let folded = fold(label);
        if !folded.is_empty() && seen.insert(folded.clone()) {
            labels.push((label, folded));
        }
    }
    labels
}

/// A label up to its bracket: on one line, at most 999 characters, as the parser has it.
fn label(text: &str) -> Option<&str> {
    let mut escaped = false;
    for (at, character) in text.char_indices().take(1000) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            ']' => return Some(&text[..at]),
            '[' | '\n' => return None,
            _ => {}
        }
    }
    None
}

/// The text as it is parsed: line ends are `\n` and there is no NUL (CommonMark, "Insecure characters"), nor a character that
/// stands for a formula.
pub(crate) fn normalized(source: &str) -> Cow<'_, str> {
    if !source.contains(|character| matches!(character, '\r' | '\0') || is_mark(character)) {
        return Cow::Borrowed(source);
    }
    let lines = source.replace("\r\n", "\n").replace('\r', "\n");
    Cow::Owned(lines.chars().map(visible).collect())
}

/// What stands for a character that cannot be parsed or shown.
pub(crate) fn visible(character: char) -> char {
    if character == '\0' || is_mark(character) { char::REPLACEMENT_CHARACTER } else { character }
}
