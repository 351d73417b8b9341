//! Markdown to safe HTML, for text that is complete and for text that still grows.
//!
//! The HTML is generated from parser events with a fixed vocabulary; nothing of the source reaches it unescaped. No element
//! of it loads anything. Per top-level block there is one HTML string in which every opened element is closed.
//!
//! # Vocabulary, for style sheets and event handlers
//!
//! | markup | means |
//! |---|---|
//! | `p` `ul` `ol` `li` `blockquote` `em` `strong` `del` `code` `br` `hr` | as in HTML; blocks carry `dir="auto"` |
//! | `h3` to `h6`, with `.md-h1` to `.md-h6` | headings: the element by the outline, without gaps and below those of the page; the class by the author |
//! | `a[data-link]` | a link to http, https or mailto; `title` is the real address. The face opens it |
//! | `span.md-address` | the address of a link or image that was refused, as text |
//! | `button.md-image[data-image-src][data-host][data-alt]` | an image that is loaded only on a click; in it `span.md-image-alt` and `span.md-image-host` |
//! | `div.md-code[data-lang]` | a code block, of a file with `data-file`: `div.md-code-bar` (`span.md-code-lang`, with a file `span.md-code-file`, empty `button.md-copy[data-copy]`), then `pre > code > span.md-lines + span.md-partial`. The text content of `code` is the source. `.md-lines` holds `span.line` elements, each with its newline; those that a diff adds or removes are `.added`, `.removed`. In a very long one are `span.run`, of 1,000 bytes each |
//! | `span.c` `.k` `.o` `.s` `.e` `.r` `.n` `.l` `.f` `.t` `.v` `.p` `.a` `.g` `.d` `.m` `.i` `.x` | highlighting, see [`highlight::Class`] |
//! | `div.md-table > table` with `th`/`td` `.md-left` `.md-center` `.md-right` | a table in a box that can scroll |
//! | `span.md-check[data-checked]` | the mark of a task; `aria-label` is English |
//! | `div.md-alert.md-note` `.md-tip` `.md-important` `.md-warning` `.md-caution` | an alert; in it `p.md-alert-title[data-alert]`, English |
//! | `sup.md-fn-ref > button[data-footnote]` | a reference to a footnote by its number |
//! | `div.md-fn[data-footnote-def]` with `span.md-fn-number` | a footnote, where the text defines it |
//! | `div.md-raw` | an HTML block shown as text; wants `white-space: pre-wrap`. `details` and `summary` that are closed in the same block are elements. A long one has a `div` from each so many bytes' line end on, in place of the line end |
//! | `span.md-math[data-tex]`, `span` or `div.md-math.md-display[data-tex]` | a formula among words, and one that stands by itself: MathML, or `code.md-math-error[data-math-error]` with the TeX when it cannot be read: `title` says why, in English |
//! | `math` `mrow` `mi` `mn` `mo` `mtext` `mspace` `mfrac` `msqrt` `mroot` `msub` `msup` `msubsup` `munder` `mover` `munderover` `mstyle` `mphantom` `menclose` | MathML, with the attributes that `tests/vocabulary.rs` lists |
//! | `mtable.md-matrix` `.md-rows` `.md-cases` `.md-stack`, `mtr.md-rule-above`, `mtd.md-left` `.md-right` `.md-gap` `.md-rule-left` `.md-rule-right` | rows and columns of a formula: a matrix or array, aligned rows, cases, lines below an operator |
//! | `kbd` `sub` `sup` `br` | written as HTML by the model, without attributes |

mod definitions;
pub mod highlight;
mod html;
mod line;
mod math;
mod op;
mod parse;
mod plain;
mod spoken;
mod stream;

pub use op::{BlockOp, Level};
pub use plain::plain;
pub use spoken::{Left, Passage, Spoken, spoken};
pub use stream::{Cursor, Renderer, Stats};

use definitions::Definitions;
use html::Outline;
use math::{Formulas, Scanner};
use parse::{Input, Parsed, normalized};

/// One HTML string for each top-level block of a complete text.
pub fn render(source: &str) -> Vec<String> {
    let text = normalized(source);
    let mut definitions = Definitions::default();
    let mut math = Scanner::default();
    math.advance(&text, true);
    let input = Input::new(math.masked(), Formulas::new(math.formulas(), 0), &definitions);
    let Parsed { blocks, found } = input.parse(&definitions);
    definitions.update(found, usize::MAX);
    let ends = blocks.iter().skip(1).map(|block| block.range.start).chain([text.len()]);
    let mut outline = Outline::default();
    blocks
        .iter()
        .zip(ends)
        .map(|(block, end)| {
            html::write(&block.events, end - block.range.start, &definitions, &mut outline, None)
        })
        .collect()
}

/// What a file with this code is called, by what its block says in `data-file` and `data-lang`: the last part of the path, else
/// `code` with the ending of the language. It has no folder in it; what a file system refuses may be there.
pub fn code_file_name(file: &str, language: &str) -> String {
    let name = html::info::name_of(file);
    if name.chars().any(char::is_alphanumeric) {
        return name.to_owned();
    }
    format!("code.{}", highlight::extension(language).unwrap_or("txt"))
}

/// Loads the syntaxes and compiles the most used regular expressions: tens of milliseconds that the first code block would
/// otherwise wait for. To be called off the thread that serves the face.
pub fn warm() {
    highlight::warm();
}
