//! The language of templates. Between `{{` and `}}` stands the name of what is asked for; behind it, if anything, `=` with what it is
//! until something else is entered, or `:` with a list to choose from, of which the first is chosen. `clipboard`, `date` and `time` are
//! not asked for. `\{{` is `{{`. What is no variable is text: no template is wrong.

const OPEN: &str = "{{";
const CLOSE: &str = "}}";
/// Longer ones are no names; prose between braces stays what it is.
const MAX_NAME_CHARS: usize = 60;

/// What a template is made of.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Parsed {
    /// In the order in which they first occur, each name once.
    pub(super) fields: Vec<Field>,
    pub(super) pieces: Vec<Piece>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) value: String,
    /// Empty where anything can be entered.
    pub(super) options: Vec<String>,
}

/// Texts are never next to one another and never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    Text(String),
    /// A number of [`Parsed::fields`].
    Field(usize),
    Known(Known),
}

/// What is not asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Known {
    Clipboard,
    Date,
    Time,
}

impl Known {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Clipboard => "clipboard",
            Self::Date => "date",
            Self::Time => "time",
        }
    }
}

/// A variable as it was written.
struct Variable<'a> {
    name: &'a str,
    value: Option<&'a str>,
    options: Vec<&'a str>,
}

impl Parsed {
    pub(super) fn new(body: &str) -> Self {
        let mut parsed = Self::default();
        let mut rest = body;
        while let Some(at) = rest.find(OPEN) {
            let (before, found) = rest.split_at(at);
            if let Some(before) = before.strip_suffix('\\') {
                parsed.text(before);
                parsed.text(OPEN);
                rest = &found[OPEN.len()..];
                continue;
            }
            parsed.text(before);
            rest = match variable(&found[OPEN.len()..]) {
                Some((variable, after)) => {
                    parsed.variable(&variable);
                    after
                }
                None => {
                    // The second brace may open one.
                    parsed.text("{");
                    &found[1..]
                }
            };
        }
        parsed.text(rest);
        parsed
    }

    pub(super) fn has(&self, known: Known) -> bool {
        self.pieces.contains(&Piece::Known(known))
    }

    /// Puts `text` where the template has `known`. It is not looked into.
    pub(super) fn fill(&mut self, known: Known, text: &str) {
        for piece in std::mem::take(&mut self.pieces) {
            match piece {
                Piece::Known(other) if other == known => self.text(text),
                Piece::Text(text) => self.text(&text),
                piece => self.pieces.push(piece),
            }
        }
    }

    /// Asks for `known` after all.
    pub(super) fn ask(&mut self, known: Known) {
        if !self.has(known) {
            return;
        }
        let field = self.field(&Variable { name: known.name(), value: None, options: Vec::new() });
        for piece in &mut self.pieces {
            if *piece == Piece::Known(known) {
                *piece = Piece::Field(field);
            }
        }
    }

    fn text(&mut self, text: &str) {
        match self.pieces.last_mut() {
            _ if text.is_empty() => {}
            Some(Piece::Text(before)) => before.push_str(text),
            _ => self.pieces.push(Piece::Text(text.to_owned())),
        }
    }

    fn variable(&mut self, variable: &Variable<'_>) {
        let known = [Known::Clipboard, Known::Date, Known::Time];
        let piece = match known.into_iter().find(|known| known.name() == variable.name) {
            Some(known) => Piece::Known(known),
            None => Piece::Field(self.field(variable)),
        };
        self.pieces.push(piece);
    }

    /// The number of its field. What the first place leaves open, a later one may say.
    fn field(&mut self, variable: &Variable<'_>) -> usize {
        let at = self.fields.iter().position(|field| field.name == variable.name);
        let at = at.unwrap_or_else(|| {
            let (value, options) = (String::new(), Vec::new());
            self.fields.push(Field { name: variable.name.to_owned(), value, options });
            self.fields.len() - 1
        });
        let field = &mut self.fields[at];
        if field.value.is_empty() && field.options.is_empty() {
            field.options = variable.options.iter().map(|&option| option.to_owned()).collect();
            let first = field.options.first().cloned();
            field.value = variable.value.map(str::to_owned).or(first).unwrap_or_default();
        }
        at
    }
}

/// The variable that `text`, which stands behind two braces, begins with, and what follows it.
fn variable(text: &str) -> Option<(Variable<'_>, &str)> {
    // Ends at the next braces or line whatever they are, so that a text full of braces is gone through once.
    let end = text
        .char_indices()
        .find(|(at, c)| *c == '\n' || text[*at..].starts_with(OPEN) || text[*at..].starts_with(CLOSE))?;
    let (inner, after) = text.split_at(end.0);
    let after = after.strip_prefix(CLOSE)?;
    let sign = inner.find(['=', ':']);
    let (name, said) = match sign {
        Some(at) => (&inner[..at], Some(&inner[at + 1..])),
        None => (inner, None),
    };
    let name = name.trim();
    let is_name = !name.is_empty() && name.chars().count() <= MAX_NAME_CHARS && !name.contains(['{', '}']);
    if !is_name {
        return None;
    }
    let is_list = sign.is_some_and(|at| inner[at..].starts_with(':'));
    let options = said.filter(|_| is_list).into_iter().flat_map(|said| said.split('|'));
    let options: Vec<_> = options.map(str::trim).filter(|option| !option.is_empty()).collect();
    if is_list && options.is_empty() {
        return None;
    }
    let value = said.filter(|_| !is_list).map(str::trim);
    Some((Variable { name, value, options }, after))
}

#[cfg(test)]
#[path = "text_tests.rs"]
mod tests;
