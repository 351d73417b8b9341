use parlance_markdown::highlight::Class;

/// How a piece of text looks. Colours are the terminal's own sixteen, so that they fit its theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Style {
    pub(crate) bold: bool,
    pub(crate) dim: bool,
    pub(crate) italic: bool,
    pub(crate) underline: bool,
    pub(crate) strike: bool,
    /// The parameter of the select-graphic-rendition sequence (ECMA-48, 8.3.117).
    pub(crate) colour: Option<u8>,
}

impl Style {
    pub(crate) const DIM: Self = Self { dim: true, ..Self::PLAIN };
    pub(crate) const BOLD: Self = Self { bold: true, ..Self::PLAIN };
    pub(crate) const CODE: Self = Self { colour: Some(36), ..Self::PLAIN };
    const PLAIN: Self =
        Self { bold: false, dim: false, italic: false, underline: false, strike: false, colour: None };

    pub(crate) fn bold(self) -> Self {
        Self { bold: true, ..self }
    }

    pub(crate) fn italic(self) -> Self {
        Self { italic: true, ..self }
    }

    pub(crate) fn of(class: Class) -> Self {
        let colour = match class {
            Class::Plain | Class::Operator | Class::Variable => None,
            Class::Comment => Some(90),
            Class::Keyword | Class::Decorator => Some(35),
            Class::String | Class::Inserted => Some(32),
            Class::Escape | Class::Regex | Class::Type | Class::Module => Some(36),
            Class::Number | Class::Constant | Class::Parameter | Class::Attribute => Some(33),
            Class::Function => Some(34),
            Class::Tag | Class::Deleted => Some(31),
        };
        Self { colour, ..Self::PLAIN }
    }

    /// Appends `text` in this style. The text holds no escape sequence of its own.
    pub(crate) fn paint(self, text: &str, out: &mut String) {
        if text.is_empty() {
            return;
        }
        if self == Self::PLAIN {
            out.push_str(text);
            return;
        }
        let switches =
            [(self.bold, 1), (self.dim, 2), (self.italic, 3), (self.underline, 4), (self.strike, 9)];
        let mut parameters: Vec<String> =
            switches.iter().filter(|(on, _)| *on).map(|(_, number)| number.to_string()).collect();
        parameters.extend(self.colour.map(|colour| colour.to_string()));
        out.push_str("\x1b[");
        out.push_str(&parameters.join(";"));
        out.push('m');
        out.push_str(text);
        out.push_str("\x1b[0m");
    }
}
