use syntect::parsing::Scope;

/// What a piece of code is, for its colour. The CSS class is one letter, because it is repeated for every token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Class {
    /// Text that takes the colour of the block.
    Plain,
    /// `c`
    Comment,
    /// `k`: control flow, storage, modifiers.
    Keyword,
    /// `o`
    Operator,
    /// `s`
    String,
    /// `e`: an escape or an interpolation mark inside a string.
    Escape,
    /// `r`
    Regex,
    /// `n`
    Number,
    /// `l`: `true`, `null`, a named constant.
    Constant,
    /// `f`: a function, where it is declared or called.
    Function,
    /// `t`: a type, class, trait or interface.
    Type,
    /// `v`: a variable, where the language marks it.
    Variable,
    /// `p`: a parameter.
    Parameter,
    /// `a`: an attribute, a property, a key.
    Attribute,
    /// `g`: a tag of markup.
    Tag,
    /// `d`: a decorator, an annotation, a preprocessor line.
    Decorator,
    /// `m`: a module, a namespace, a heading of markup.
    Module,
    /// `i`: a line that a diff adds.
    Inserted,
    /// `x`: a line that a diff removes.
    Deleted,
}

impl Class {
    /// The class attribute in HTML; `None` for [`Class::Plain`].
    pub fn css(self) -> Option<&'static str> {
        Some(match self {
            Self::Plain => return None,
            Self::Comment => "c",
            Self::Keyword => "k",
            Self::Operator => "o",
            Self::String => "s",
            Self::Escape => "e",
            Self::Regex => "r",
            Self::Number => "n",
            Self::Constant => "l",
            Self::Function => "f",
            Self::Type => "t",
            Self::Variable => "v",
            Self::Parameter => "p",
            Self::Attribute => "a",
            Self::Tag => "g",
            Self::Decorator => "d",
            Self::Module => "m",
            Self::Inserted => "i",
            Self::Deleted => "x",
        })
    }
}

/// Prefixes of scope names, the more special before the more general. The names follow the scope naming of Sublime Text.
const SCOPES: &[(&str, Class)] = &[
    ("comment", Class::Comment),
    ("punctuation.definition.comment", Class::Comment),
    ("string.regexp", Class::Regex),
    ("string", Class::String),
    ("punctuation.definition.string", Class::String),
    ("constant.character.escape", Class::Escape),
    ("constant.other.placeholder", Class::Escape),
    ("punctuation.section.interpolation", Class::Escape),
    ("punctuation.section.embedded", Class::Escape),
    ("meta.interpolation", Class::Plain),
    ("constant.numeric", Class::Number),
    ("keyword.other.unit", Class::Number),
    ("constant.other.color", Class::Number),
    ("constant.character", Class::Constant),
    ("constant", Class::Constant),
    ("support.constant", Class::Constant),
    ("variable.language", Class::Keyword),
    ("keyword.operator.word", Class::Keyword),
    ("keyword.operator.logical.python", Class::Keyword),
    ("keyword.operator.new", Class::Keyword),
    ("keyword.operator", Class::Operator),
    ("keyword.control.directive", Class::Decorator),
    ("keyword.control.import.include", Class::Decorator),
    ("keyword", Class::Keyword),
    ("storage.type.numeric", Class::Number),
    ("storage.type.annotation", Class::Decorator),
    ("storage", Class::Keyword),
    ("entity.name.function.preprocessor", Class::Decorator),
    ("entity.name.function.decorator", Class::Decorator),
    ("entity.name.function", Class::Function),
    ("entity.name.constant", Class::Constant),
    ("entity.name.tag", Class::Tag),
    ("entity.name.namespace", Class::Module),
    ("entity.name.module", Class::Module),
    ("entity.name.section", Class::Module),
    ("entity.name.type", Class::Type),
    ("entity.name.class", Class::Type),
    ("entity.name.struct", Class::Type),
    ("entity.name.enum", Class::Type),
    ("entity.name.union", Class::Type),
    ("entity.name.trait", Class::Type),
    ("entity.name.interface", Class::Type),
    ("entity.name.impl", Class::Type),
    ("entity.other.inherited-class", Class::Type),
    ("entity.other.attribute-name", Class::Attribute),
    ("support.function", Class::Function),
    ("support.macro", Class::Function),
    ("support.type.property-name", Class::Attribute),
    ("support.type", Class::Type),
    ("support.class", Class::Type),
    ("variable.function", Class::Function),
    ("variable.parameter", Class::Parameter),
    ("variable.annotation", Class::Decorator),
    ("meta.annotation", Class::Decorator),
    ("meta.mapping.key", Class::Attribute),
    ("meta.object-literal.key", Class::Attribute),
    ("variable.other.member", Class::Attribute),
    ("variable.other.constant", Class::Constant),
    ("variable", Class::Variable),
    ("markup.inserted", Class::Inserted),
    ("markup.deleted", Class::Deleted),
    ("markup.heading", Class::Module),
    ("markup.raw", Class::String),
    ("markup.underline.link", Class::Attribute),
    ("meta.diff.header", Class::Module),
    ("meta.diff.range", Class::Decorator),
];

/// The parsed table. Building it takes the lock of syntect's scope repository once a row.
pub(super) fn table() -> Vec<(Scope, Class)> {
    SCOPES.iter().filter_map(|(name, class)| Some((Scope::new(name).ok()?, *class))).collect()
}
