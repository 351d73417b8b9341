//! MathML from the events of a TeX parser. What comes out is MathML Core, so every engine draws it: alignment and rules are
//! classes, and colours are left out, since they would have to hold in every theme.

use pulldown_latex::{
    Event, Parser, ParserError, Storage,
    event::{
        Content, Dimension, DimensionUnit, Font, Grouping, ScriptPosition, ScriptType, StateChange, Style,
        Visual,
    },
};

use super::{Fault, atoms::is_accent, table, tex};

/// Of elements in each other: a browser stops at 512.
const MAX_DEPTH: usize = 60;
const MAX_EVENTS: usize = 20_000;
const MAX_OUTPUT_BYTES: usize = 256 * 1024;
/// Ems. Nothing that a person means is wider.
const MAX_SPACE: f32 = 20.0;
/// Between a function and what it is applied to.
const THIN_SPACE: &str = "<mspace width=\"0.167em\"></mspace>";

pub(super) fn mathml(tex: &str, display: bool) -> Result<String, Fault> {
    let storage = Storage::new();
    let mut events = Vec::new();
    for event in Parser::new(tex, &storage) {
        events.push(event.map_err(|error| fault(&error))?);
        if events.len() > MAX_EVENTS {
            return Err(Fault::Limit);
        }
    }
    let mut writer = Writer {
        out: String::from(if display { "<math display=\"block\">" } else { "<math>" }),
        events: &events,
        at: 0,
        depth: 0,
        font: None,
        displaystyle: display,
        before: Atom::Start,
    };
    writer.sequence()?;
    if writer.at < events.len() {
        return Err(Fault::Unbalanced);
    }
    writer.out.push_str("</math>");
    Ok(writer.out)
}

/// The parser's errors have no codes.
fn fault(error: &ParserError) -> Fault {
    let words = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
    match words.split([' ', '-']).next() {
        _ if words.contains("primitive command") => Fault::Command,
        _ if words.contains("mathematical environment") => Fault::Environment,
        Some("unbalanced") => Fault::Unbalanced,
        _ if words.contains("limit exceeded") => Fault::Limit,
        _ => Fault::Syntax,
    }
}

/// What the last element was to TeX, which decides over the space around an operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Atom {
    Start,
    Ordinary,
    Operator,
    Binary,
    Relation,
    Open,
    Close,
    Punctuation,
}

pub(super) struct Writer<'e> {
    pub(super) out: String,
    pub(super) events: &'e [Event<'e>],
    pub(super) at: usize,
    depth: usize,
    pub(super) font: Option<Font>,
    pub(super) displaystyle: bool,
    pub(super) before: Atom,
}

/// A length in ems of the text around, within what a person can mean.
pub(super) fn ems(length: Dimension) -> f32 {
    let ems = length.value
        * match length.unit {
            DimensionUnit::Em => 1.0,
            DimensionUnit::Mu => 1.0 / 18.0,
            DimensionUnit::Ex => 0.45,
            DimensionUnit::Pc | DimensionUnit::Cc => 1.2,
            DimensionUnit::In => 7.2,
            DimensionUnit::Cm => 2.85,
            DimensionUnit::Mm => 0.285,
            DimensionUnit::Sp => 0.0,
            DimensionUnit::Pt | DimensionUnit::Bp | DimensionUnit::Dd => 0.1,
        };
    if ems.is_finite() { ((ems * 1_000.0).round() / 1_000.0).clamp(-MAX_SPACE, MAX_SPACE) } else { 0.0 }
}

/// What the first of the elements is, without its scripts.
pub(super) fn base<'e>(events: &'e [Event<'e>]) -> Option<&'e Event<'e>> {
    events.iter().find(|event| !matches!(event, Event::Script { .. }))
}

impl<'e> Writer<'e> {
    pub(super) fn peek(&self) -> Option<&'e Event<'e>> {
        self.events.get(self.at)
    }

    /// Writes elements up to the end of the group, of the cell, or of everything. Gives their number.
    pub(super) fn sequence(&mut self) -> Result<usize, Fault> {
        let (font, displaystyle) = (self.font, self.displaystyle);
        let mut styles = 0;
        let mut count = 0;
        while let Some(event) = self.peek() {
            match event {
                Event::End | Event::EnvironmentFlow(_) => break,
                Event::StateChange(change) => {
                    self.at += 1;
                    styles += usize::from(self.change(*change));
                }
                _ => {
                    let function =
                        matches!(base(&self.events[self.at..]), Some(Event::Content(Content::Function(_))));
                    if function && matches!(self.before, Atom::Ordinary | Atom::Close) {
                        self.out.push_str(THIN_SPACE);
                        count += 1;
                    }
                    let from = self.out.len();
                    self.element()?;
                    self.primes(from);
                    count += 1;
                    if function && self.takes_operand() {
                        self.out.push_str(THIN_SPACE);
                        count += 1;
                    }
                }
            }
        }
        for _ in 0..styles {
            self.out.push_str("</mstyle>");
        }
        (self.font, self.displaystyle) = (font, displaystyle);
        // A style around them makes one of them.
        Ok(if styles > 0 { 1 } else { count })
    }

    /// True when it opened an element.
    fn change(&mut self, change: StateChange) -> bool {
        match change {
            StateChange::Font(font) => self.font = font,
            StateChange::Color(_) => {}
            StateChange::Style(style) => {
                self.displaystyle = style == Style::Display;
                self.out.push_str(match style {
                    Style::Display => "<mstyle displaystyle=\"true\" scriptlevel=\"0\">",
                    Style::Text => "<mstyle displaystyle=\"false\" scriptlevel=\"0\">",
                    Style::Script => "<mstyle displaystyle=\"false\" scriptlevel=\"1\">",
                    Style::ScriptScript => "<mstyle displaystyle=\"false\" scriptlevel=\"2\">",
                });
                return true;
            }
        }
        false
    }

    /// Primes are raised already in the font, and belong to what is before them.
    fn primes(&mut self, from: usize) {
        let mut primes = 0_usize;
        while let Some(Event::Content(Content::Ordinary { content: prime @ '′'..='‴', .. })) = self.peek()
        {
            primes += match prime {
                '″' => 2,
                '‴' => 3,
                _ => 1,
            };
            self.at += 1;
        }
        if primes > 0 {
            self.out.insert_str(from, "<mrow>");
            self.out.push_str("<mo lspace=\"0\" rspace=\"0\">");
            self.out.extend(std::iter::repeat_n('‴', primes / 3));
            self.out.push_str(["", "′", "″"][primes % 3]);
            self.out.push_str("</mo></mrow>");
        }
    }

    /// Writes exactly one element.
    fn element(&mut self) -> Result<(), Fault> {
        let event = self.peek().ok_or(Fault::Syntax)?;
        self.at += 1;
        self.depth += 1;
        if self.depth > MAX_DEPTH || self.out.len() > MAX_OUTPUT_BYTES {
            return Err(Fault::Limit);
        }
        match event {
            Event::Content(content) => self.content(*content, false),
            Event::Begin(grouping) => self.group(grouping)?,
            Event::Visual(visual) => self.visual(*visual)?,
            Event::Script { ty, position } => self.script(*ty, *position)?,
            Event::Space { width, height, depth } => {
                self.out.push_str("<mspace");
                for (name, length) in [("width", width), ("height", height), ("depth", depth)] {
                    // What is negative has no box.
                    if let Some(ems) = length.map(ems).filter(|ems| *ems > 0.0) {
                        self.out.push_str(&format!(" {name}=\"{ems}em\""));
                    }
                }
                self.out.push_str("></mspace>");
            }
            Event::End | Event::StateChange(_) | Event::EnvironmentFlow(_) => return Err(Fault::Syntax),
        }
        self.depth -= 1;
        Ok(())
    }

    fn group(&mut self, grouping: &'e Grouping) -> Result<(), Fault> {
        match grouping {
            Grouping::Normal => {
                if let Some(word) = self.word() {
                    self.word_element(&word);
                    self.before = Atom::Ordinary;
                    return Ok(());
                }
                let (open, close) = self.marked();
                let from = self.out.len();
                self.before = Atom::Start;
                let count = self.sequence()?;
                if let Some(open) = open {
                    self.out.insert_str(from, open);
                    self.out.push_str(close);
                } else if count != 1 {
                    self.out.insert_str(from, "<mrow>");
                    self.out.push_str("</mrow>");
                }
                self.end()?;
                self.before = Atom::Ordinary;
            }
            Grouping::LeftRight(open, close) => {
                self.out.push_str("<mrow>");
                self.fence(*open, "prefix");
                self.before = Atom::Open;
                self.sequence()?;
                self.fence(*close, "postfix");
                self.out.push_str("</mrow>");
                self.end()?;
                self.before = Atom::Close;
            }
            environment => {
                let font = self.font.take();
                table::write(self, environment)?;
                self.end()?;
                self.font = font;
                self.before = Atom::Ordinary;
            }
        }
        Ok(())
    }

    fn end(&mut self) -> Result<(), Fault> {
        match self.peek() {
            Some(Event::End) => {
                self.at += 1;
                Ok(())
            }
            _ => Err(Fault::Unbalanced),
        }
    }

    /// The letters of a group that is one upright word: `\mathrm{max}`.
    fn word(&mut self) -> Option<String> {
        let mut rest = self.events[self.at..].iter();
        if !matches!(rest.next(), Some(Event::StateChange(StateChange::Font(Some(Font::UpRight))))) {
            return None;
        }
        let mut word = String::new();
        for event in rest {
            match event {
                Event::Content(Content::Ordinary { content, stretchy: false }) if content.is_alphabetic() => {
                    word.push(*content);
                }
                Event::End if !word.is_empty() => {
                    self.at += 2 + word.chars().count();
                    return Some(word);
                }
                _ => return None,
            }
        }
        None
    }

    /// The element of a group that bears one of our marks, and goes behind the mark.
    fn marked(&mut self) -> (Option<&'static str>, &'static str) {
        let Some(Event::Content(Content::Text(text))) = self.peek() else { return (None, "") };
        let found = match text.strip_prefix(tex::MARK).and_then(|kind| kind.chars().next()) {
            Some(tex::BOXED) => (Some("<menclose notation=\"box\">"), "</menclose>"),
            Some(tex::PHANTOM) => (Some("<mphantom>"), "</mphantom>"),
            _ => return (None, ""),
        };
        self.at += 1;
        found
    }

    fn visual(&mut self, visual: Visual) -> Result<(), Fault> {
        let (open, close, arguments) = match visual {
            Visual::SquareRoot => ("<msqrt>".to_owned(), "</msqrt>", 1),
            Visual::Root => ("<mroot>".to_owned(), "</mroot>", 2),
            Visual::Fraction(None) => ("<mfrac>".to_owned(), "</mfrac>", 2),
            Visual::Fraction(Some(thickness)) => {
                (format!("<mfrac linethickness=\"{}em\">", ems(thickness).max(0.0)), "</mfrac>", 2)
            }
            Visual::Negation => {
                if let Some(Event::Content(content)) = self.peek() {
                    self.at += 1;
                    self.content(*content, true);
                    return Ok(());
                }
                ("<menclose notation=\"updiagonalstrike\">".to_owned(), "</menclose>", 1)
            }
        };
        self.arguments(&open, close, arguments)
    }

    fn script(&mut self, script: ScriptType, position: ScriptPosition) -> Result<(), Fault> {
        let above = match position {
            ScriptPosition::Right => false,
            ScriptPosition::AboveBelow => true,
            ScriptPosition::Movable => self.displaystyle,
        };
        let (name, arguments) = match (script, above) {
            (ScriptType::Subscript, false) => ("msub", 2),
            (ScriptType::Superscript, false) => ("msup", 2),
            (ScriptType::SubSuperscript, false) => ("msubsup", 3),
            (ScriptType::Subscript, true) => ("munder", 2),
            (ScriptType::Superscript, true) => ("mover", 2),
            (ScriptType::SubSuperscript, true) => ("munderover", 3),
        };
        if above && let Some(notation) = self.bar() {
            self.arguments(&format!("<menclose notation=\"{notation}\">"), "</menclose>", 1)?;
            self.at += 1;
            return Ok(());
        }
        let accent = if above && self.over().is_some_and(is_accent) { " accent=\"true\"" } else { "" };
        self.arguments(&format!("<{name}{accent}>"), &format!("</{name}>"), arguments)
    }

    /// Where a bar goes over or under a whole group; one letter has an accent.
    fn bar(&self) -> Option<&'static str> {
        let group = matches!(self.events.get(self.at..self.at + 3), Some([Event::Begin(_), _, third]) if *third != Event::End);
        match self.over()? {
            '‾' if group => Some("top"),
            '_' => Some("bottom"),
            _ => None,
        }
    }

    /// The sign that stands over or under the next element, if it is one.
    fn over(&self) -> Option<char> {
        let mut open = 0_usize;
        for (place, event) in self.events[self.at..].iter().enumerate() {
            match event {
                Event::Begin(_) => open += 1,
                Event::End => open = open.saturating_sub(1),
                // Their ends cannot be told here; what bears an accent is a letter or a group.
                Event::Script { .. } | Event::Visual(_) if open == 0 => return None,
                _ => {}
            }
            if open == 0 {
                return match self.events.get(self.at + place + 1)? {
                    Event::Content(Content::Ordinary { content, .. }) => Some(*content),
                    _ => None,
                };
            }
        }
        None
    }

    /// An element of a fixed number of children. The first decides what it is to its neighbours.
    fn arguments(&mut self, open: &str, close: &str, count: usize) -> Result<(), Fault> {
        self.out.push_str(open);
        let displaystyle = self.displaystyle;
        let mut whole = Atom::Ordinary;
        for place in 0..count {
            self.element()?;
            if place == 0 {
                whole = self.before;
            }
            self.displaystyle = false;
            self.before = Atom::Start;
        }
        self.displaystyle = displaystyle;
        self.before = whole;
        self.out.push_str(close);
        Ok(())
    }
}
