//! Diagrams of Mermaid as pictures: SVG that stands for itself. What an answer writes is not trusted: a diagram has a limit to its
//! size and its time, and what leaves here holds drawing alone, no script, no HTML, no address ([`gate`]).

mod author;
mod draw;
mod gate;
mod measure;
mod theme;

pub use author::Kind;
pub use theme::Theme;

/// As Mermaid's own limit.
pub const MAX_SOURCE_BYTES: usize = 50_000;
/// A picture that is larger is no picture that somebody looks at.
const MAX_SVG_BYTES: usize = 4 * 1024 * 1024;
/// Far more than any diagram takes that people draw.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(4);
/// Deep nesting takes stack, and a stack that overflows ends the process.
const STACK_BYTES: usize = 16 * 1024 * 1024;

/// A diagram as a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagram {
    pub svg: String,
    /// In CSS pixels.
    pub width: u32,
    pub height: u32,
    /// What it is painted on, `#rrggbb`.
    pub ground: &'static str,
    pub kind: Kind,
    /// What it calls itself, by `accTitle` or its title; empty where it does not.
    pub title: String,
    /// Its `accDescr`; empty where it has none.
    pub description: String,
}

/// Why there is no picture.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    #[error("the source has more than {MAX_SOURCE_BYTES} bytes")]
    TooLong,
    #[error("there is more in it than can be drawn")]
    TooMuch,
    #[error("it names no kind of diagram that is known")]
    Unknown,
    #[error("{message}")]
    Syntax {
        /// In the words of the parser, in English.
        message: String,
        /// From 1, where it is known.
        line: Option<u32>,
    },
    /// It uses what is not drawn: formulas, pictures.
    #[error("it uses what cannot be drawn")]
    Unsupported,
}

/// Draws a diagram. Takes up to some seconds of a thread that may wait.
pub fn draw(source: &str, theme: Theme) -> Result<Diagram, Problem> {
    if source.len() > MAX_SOURCE_BYTES {
        return Err(Problem::TooLong);
    }
    std::thread::scope(|scope| {
        let drawing = std::thread::Builder::new()
            .name("diagram".into())
            .stack_size(STACK_BYTES)
            .spawn_scoped(scope, || draw::draw(source, theme));
        // A panic of the parser ends with its thread.
        drawing.ok().and_then(|thread| thread.join().ok()).unwrap_or(Err(Problem::Unsupported))
    })
}
