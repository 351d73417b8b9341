use pulldown_cmark::{CowStr, LinkType};
use url::Url;

use super::{MAX_RAW_DEPTH, Open, Writer, address, bare, bare::Bare, escape, raw};
use crate::definitions::fold;

/// What of an HTML block is laid out together at least.
const PART_BYTES: usize = 2000;

impl Writer<'_, '_> {
    /// Writes the text that was gathered, with bare addresses as links unless it lies in a link.
    pub(super) fn flush(&mut self) {
        if self.text.is_empty() {
            return;
        }
        let text = std::mem::take(&mut self.text);
        let mut from = 0;
        if self.links == 0 {
            for Bare { range, target } in bare::addresses(&text) {
                if self.at_end && bare::may_grow(&text[range.end..]) {
                    break;
                }
                let Some(url) = address::link(&target) else { continue };
                escape::text(&mut self.out, &text[from..range.start]);
                self.anchor(&url);
                escape::text(&mut self.out, &text[range.clone()]);
                self.out.push_str("</a>");
                from = range.end;
            }
        }
        escape::text(&mut self.out, &text[from..]);
    }

    fn anchor(&mut self, url: &Url) {
        self.out.push_str("<a href=\"");
        escape::attribute(&mut self.out, url.as_str());
        self.out.push_str("\" title=\"");
        escape::attribute(&mut self.out, url.as_str());
        self.out.push_str("\" rel=\"noopener noreferrer\" data-link=\"\">");
    }

    /// The address of a link or image. Of a reference it is what the message's first definition says, which may lie outside
    /// the text that was parsed.
    pub(super) fn destination(&mut self, kind: LinkType, destination: &str, id: &str) -> String {
        let address = match kind {
            LinkType::Inline | LinkType::Autolink | LinkType::WikiLink { .. } => {
                return destination.to_owned();
            }
            LinkType::Email => return format!("mailto:{destination}"),
            LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut => {
                self.definitions.link(&fold(id)).unwrap_or(destination)
            }
            LinkType::ReferenceUnknown | LinkType::CollapsedUnknown | LinkType::ShortcutUnknown => {
                destination
            }
        };
        match self.reference_budget.checked_sub(address.len()) {
            Some(left) => {
                self.reference_budget = left;
                address.to_owned()
            }
            None => String::new(),
        }
    }

    pub(super) fn link(&mut self, kind: LinkType, destination: &CowStr<'_>, id: &CowStr<'_>) {
        self.links += 1;
        if self.links > 1 {
            // The parser lets an autolink stand in a link's text; in HTML there is no such thing.
            self.open.push(Open::Element(""));
            return;
        }
        let address = self.destination(kind, destination, id);
        if let Some(url) = address::link(&address) {
            self.anchor(&url);
            self.open.push(Open::Element("</a>"));
            return;
        }
        // The text of an autolink is the address.
        let shown = address.is_empty() || matches!(kind, LinkType::Autolink | LinkType::Email);
        self.open.push(if shown { Open::Element("") } else { Open::Refused(address) });
    }

    pub(super) fn refused(&mut self, address: &str) {
        self.out.push_str(" <span class=\"md-address\">(");
        escape::text(&mut self.out, &address::shown(address));
        self.out.push_str(")</span>");
    }

    /// A placeholder: nothing is loaded until a person asks for it.
    pub(super) fn image(&mut self, address: &str, alt: &str) {
        let url = address::image(address);
        let (Some(url), 0) = (&url, self.links) else {
            // Inside a link there cannot be a button, and what is not on the web cannot be loaded.
            self.out.push_str("<span class=\"md-image-alt\" dir=\"auto\">");
            escape::text(&mut self.out, alt);
            self.out.push_str("</span>");
            if url.is_none() && !address.is_empty() {
                self.refused(address);
            }
            return;
        };
        let host = url.host_str().unwrap_or_default();
        for (name, value) in [
            ("<button type=\"button\" class=\"md-image\" data-image-src=\"", url.as_str()),
            ("\" data-host=\"", host),
            ("\" data-alt=\"", alt),
            ("\" title=\"", url.as_str()),
        ] {
            self.out.push_str(name);
            escape::attribute(&mut self.out, value);
        }
        self.out.push_str("\"><span class=\"md-image-alt\" dir=\"auto\">");
        escape::text(&mut self.out, alt);
        self.out.push_str("</span> <span class=\"md-image-host\">");
        escape::text(&mut self.out, host);
        self.out.push_str("</span></button>");
    }

    pub(super) fn inline_html(&mut self, html: &str) {
        match raw::tag(html) {
            Some(raw::Tag::Break) => self.out.push_str("<br>"),
            Some(raw::Tag::Open(name)) if raw::is_inline(name) && self.raw_depth() < MAX_RAW_DEPTH => {
                self.open_raw(name);
                self.open.push(Open::Raw(name));
            }
            Some(raw::Tag::Close(name)) if matches!(self.open.last(), Some(Open::Raw(open)) if *open == name) =>
            {
                self.open.pop();
                self.close_raw(name);
            }
            _ => self.text.push_str(html),
        }
    }

    fn raw_depth(&self) -> usize {
        self.open.iter().filter(|open| matches!(open, Open::Raw(_))).count()
    }

    fn open_raw(&mut self, name: &str) {
        self.out.push('<');
        self.out.push_str(name);
        self.out.push('>');
    }

    pub(super) fn close_raw(&mut self, name: &str) {
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
    }

    /// An HTML block: its source as text, with the allowed tags that are opened and closed in it as elements.
    pub(super) fn raw_block(&mut self, source: &str) {
        self.out.push_str("<div class=\"md-raw\" dir=\"auto\">");
        let pieces = raw::pieces(source.trim_end_matches('\n'));
        let paired = paired(&pieces);
        let (mut depth, mut part) = (0_usize, Part::default());
        for (piece, paired) in pieces.iter().zip(paired) {
            match piece {
                Err(text) if depth == 0 => self.raw_text(text, &mut part),
                Err(text) => self.text.push_str(text),
                Ok(tag) => {
                    match tag {
                        raw::Tag::Open(_) if paired => depth += 1,
                        raw::Tag::Close(_) if paired => depth -= 1,
                        _ => {}
                    }
                    self.flush_raw(paired, *tag);
                }
            }
        }
        self.flush();
        if part.is_element {
            self.out.push_str("</div>");
        }
        self.out.push_str("</div>");
    }

    /// Text of an HTML block, which may be as long as a page: an element from each so many bytes' line end on, so that the face lays out
    /// the last of them alone when it grows.
    fn raw_text(&mut self, text: &str, part: &mut Part) {
        let mut rest = text;
        loop {
            let wanted = PART_BYTES.saturating_sub(part.bytes);
            let Some(line_end) = rest.bytes().skip(wanted).position(|byte| byte == b'\n') else { break };
            let (before, behind) = rest.split_at(wanted + line_end);
            self.text.push_str(before);
            // Whatever comes, this is over.
            let at_end = std::mem::replace(&mut self.at_end, false);
            self.flush();
            self.at_end = at_end;
            self.out.push_str(if part.is_element { "</div><div>" } else { "<div>" });
            *part = Part { bytes: 0, is_element: true };
            rest = &behind[1..];
        }
        part.bytes += rest.len();
        self.text.push_str(rest);
    }

    fn flush_raw(&mut self, paired: bool, tag: raw::Tag) {
        match tag {
            raw::Tag::Break => {
                self.flush();
                self.out.push_str("<br>");
            }
            raw::Tag::Open(name) if paired => {
                self.flush();
                self.open_raw(name);
            }
            raw::Tag::Close(name) if paired => {
                self.flush();
                self.close_raw(name);
            }
            raw::Tag::Open(name) => self.text.push_str(&format!("<{name}>")),
            raw::Tag::Close(name) => self.text.push_str(&format!("</{name}>")),
        }
    }
}

/// What of an HTML block is laid out together.
#[derive(Default)]
struct Part {
    bytes: usize,
    /// The first one is not.
    is_element: bool,
}

/// Which tags have their partner, properly nested and not too deep.
fn paired(pieces: &[Result<raw::Tag, &str>]) -> Vec<bool> {
    let mut paired = vec![false; pieces.len()];
    let mut open: Vec<(usize, &str)> = Vec::new();
    for (at, piece) in pieces.iter().enumerate() {
        match piece {
            Ok(raw::Tag::Open(name)) if open.len() < MAX_RAW_DEPTH => open.push((at, name)),
            Ok(raw::Tag::Close(name)) => {
                if let Some(place) = open.iter().rposition(|(_, open)| open == name) {
                    paired[open[place].0] = true;
                    paired[at] = true;
                    open.truncate(place);
                }
            }
            _ => {}
        }
    }
    paired
}
