//! Highlighting by line: the parse state is kept, so that a new line costs its own length only.

mod class;
mod language;

use std::{collections::HashMap, sync::LazyLock};

use syntect::parsing::{ParseState, Scope, ScopeStack};

pub use class::Class;
use language::SYNTAXES;
pub(crate) use language::{extension, knows};

/// A longer line is shown plain: it is data or minified code, and the regular expressions of some syntaxes need quadratic time on it.
const MAX_LINE_BYTES: usize = 2_000;
/// From here on a block is shown plain, so that a generated file of megabytes does not cost seconds.
const MAX_BLOCK_BYTES: usize = 512 * 1024;

static CLASSES: LazyLock<Vec<(Scope, Class)>> = LazyLock::new(class::table);

/// The state of one code block between its lines.
#[derive(Debug, Clone)]
pub struct Highlighter {
    state: Option<State>,
    bytes: usize,
    /// A line with its newline, as the syntaxes want it; kept for its memory.
    buffer: String,
}

#[derive(Debug, Clone)]
struct State {
    parser: ParseState,
    scopes: ScopeStack,
    classes: HashMap<Scope, Option<Class>>,
}

#[expect(
    unsafe_code,
    reason = "onig's Region holds raw pointers and the crate does not say that it may move"
)]
// SAFETY: a Region is memory of its own that no other value and no thread refers to; nothing else here is not Send already.
unsafe impl Send for State {}

impl Highlighter {
    /// `language` is a name, a file extension or a common alias, in any case; with an unknown one every line is plain.
    pub fn new(language: &str) -> Self {
        let state = language::find(language).map(|syntax| State {
            parser: ParseState::new(syntax),
            scopes: ScopeStack::new(),
            classes: HashMap::new(),
        });
        Self { state, bytes: 0, buffer: String::new() }
    }

    /// The next line, without or with its line ending, in pieces that joined give the line without its ending. An empty line
    /// has no pieces.
    pub fn line<'l>(&mut self, line: &'l str) -> Vec<(Class, &'l str)> {
        let line = line.strip_suffix('\n').unwrap_or(line);
        let line = line.strip_suffix('\r').unwrap_or(line);
        self.bytes += line.len();
        let mut pieces = Vec::new();
        let Some(state) =
            self.state.as_mut().filter(|_| line.len() <= MAX_LINE_BYTES && self.bytes <= MAX_BLOCK_BYTES)
        else {
            push(&mut pieces, line, 0..line.len(), Class::Plain);
            return pieces;
        };
        self.buffer.clear();
        self.buffer.push_str(line);
        self.buffer.push('\n');
        // The syntax set is not at fault for what a model writes: a line it cannot parse is shown plain.
        let Ok(operations) = state.parser.parse_line(&self.buffer, &SYNTAXES) else {
            push(&mut pieces, line, 0..line.len(), Class::Plain);
            return pieces;
        };
        let mut at = 0;
        for (position, operation) in operations {
            let position = position.min(line.len());
            push(&mut pieces, line, at..position, state.class());
            at = position.max(at);
            if state.scopes.apply(&operation).is_err() {
                break;
            }
        }
        push(&mut pieces, line, at..line.len(), state.class());
        pieces
    }
}

impl State {
    /// The class of the innermost scope that has one.
    fn class(&mut self) -> Class {
        let Self { scopes, classes, .. } = self;
        let known = scopes.as_slice().iter().rev().find_map(|scope| {
            *classes.entry(*scope).or_insert_with(|| {
                CLASSES.iter().find(|(prefix, _)| prefix.is_prefix_of(*scope)).map(|(_, class)| *class)
            })
        });
        known.unwrap_or(Class::Plain)
    }
}

fn push<'l>(pieces: &mut Vec<(Class, &'l str)>, line: &'l str, range: std::ops::Range<usize>, class: Class) {
    let (start, end) = (range.start, range.end);
    if start >= end {
        return;
    }
    if let Some((last, text)) = pieces.last_mut()
        && *last == class
    {
        *text = &line[start - text.len()..end];
        return;
    }
    pieces.push((class, &line[start..end]));
}

/// Loads the syntaxes and compiles the regular expressions of the most frequent ones.
pub(crate) fn warm() {
    for (language, line) in [
        ("python", "def greet(name: str) -> None: print(f\"{name}\")  # 1"),
        ("typescript", "const greet = async (name: string) => `${name}` // 1"),
        ("rust", "fn main() { println!(\"{}\", 1) } // 1"),
        ("bash", "echo \"$HOME\" # 1"),
        ("json", "{\"a\": [1, true, null]}"),
    ] {
        Highlighter::new(language).line(line);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn class_of(language: &str, line: &str, word: &str) -> Class {
        let mut highlighter = Highlighter::new(language);
        let pieces = highlighter.line(line);
        pieces
            .iter()
            .find(|(_, text)| text.contains(word))
            .unwrap_or_else(|| panic!("{word} in {pieces:?}"))
            .0
    }

    #[test]
    fn words_have_the_class_a_reader_expects() {
        for (language, line, word, class) in [
            ("rust", "fn main() { let x = 1; }", "fn", Class::Keyword),
            ("rust", "fn main() { let x = 1; }", "main", Class::Function),
            ("rust", "fn main() { let x = 1; }", "1", Class::Number),
            ("python", "def greet(name): return \"hi\"  # note", "greet", Class::Function),
            ("python", "def greet(name): return \"hi\"  # note", "hi", Class::String),
            ("python", "def greet(name): return \"hi\"  # note", "note", Class::Comment),
            ("python", "def greet(name): return None", "None", Class::Constant),
            ("typescript", "const a: number = 1", "const", Class::Keyword),
            ("typescript", "interface Shape { }", "Shape", Class::Type),
            ("json", "{\"key\": \"value\"}", "value", Class::String),
            ("html", "<a href=\"x\">", "href", Class::Attribute),
            ("diff", "+added", "added", Class::Inserted),
            ("diff", "-removed", "removed", Class::Deleted),
        ] {
            assert_eq!(class_of(language, line, word), class, "{word} of {line} in {language}");
        }
    }

    #[test]
    fn state_is_kept_between_lines() {
        let mut highlighter = Highlighter::new("c");
        assert_eq!(highlighter.line("/* a"), [(Class::Comment, "/* a")]);
        assert_eq!(highlighter.line("int b; */"), [(Class::Comment, "int b; */")]);
        assert_eq!(highlighter.line("int d;")[0], (Class::Keyword, "int"));
    }

    #[test]
    fn pieces_joined_are_the_line() {
        for line in ["let 变量 = \"🎉\"; // שלום", "", "\t\tx\r\n", "a\n"] {
            let joined: String = Highlighter::new("rust").line(line).iter().map(|(_, text)| *text).collect();
            assert_eq!(joined, line.trim_end_matches(['\r', '\n']));
        }
    }

    #[test]
    fn pathological_lines_and_blocks_are_plain() {
        let mut highlighter = Highlighter::new("rust");
        let long = "let x = 1;".repeat(201);
        assert_eq!(highlighter.line(&long), [(Class::Plain, long.as_str())]);
        assert_eq!(highlighter.line("fn a() {}")[0].0, Class::Keyword);
        let line = "x".repeat(1_999);
        for _ in 0..=MAX_BLOCK_BYTES / 1_999 {
            highlighter.line(&line);
        }
        assert_eq!(highlighter.line("fn a() {}"), [(Class::Plain, "fn a() {}")]);
    }
}
