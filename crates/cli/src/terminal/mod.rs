//! How a conversation looks in a terminal.

mod block;
mod inline;
mod markdown;
pub(crate) mod neutral;
mod style;

pub(crate) use markdown::Markdown;
pub(crate) use style::Style;

/// Whether the terminal is to get escape sequences: not when it is `dumb` and not when `NO_COLOR` asks for none.
pub(crate) fn is_styled() -> bool {
    if anstyle_query::no_color() || !anstyle_query::term_supports_color() {
        return false;
    }
    #[cfg(windows)]
    let able = anstyle_query::windows::enable_ansi_colors().unwrap_or(true);
    #[cfg(not(windows))]
    let able = true;
    able
}
