/// A change to the list of top-level blocks that a watcher shows. Blocks are numbered from 0 in the order of the text. All
/// HTML is safe and complete: every element that it opens it closes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BlockOp {
    /// Adds block number `block` at the end.
    Append { block: u32, html: String },
    /// Replaces a block that exists.
    Replace { block: u32, html: String },
    /// Changes the end of a block that is one element: items are added to a list, rows to a table, words to a paragraph.
    /// `levels[0]` is that element, and each next level the last child that the one before keeps. At the innermost level the
    /// last child loses `cut` UTF-16 units of its text. What is added as text continues the text that it follows.
    Grow { block: u32, levels: Vec<Level>, cut: u32 },
    /// Adds complete highlighted lines at the end of the code block's `.md-lines`.
    AppendLines { block: u32, html: String },
    /// Replaces the content of the code block's `.md-partial`: its last, incomplete line, as plain text (not HTML).
    PartialLine { block: u32, text: String },
    /// Removes every block from this one on.
    Truncate { block: u32 },
}

/// An element whose end changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Level {
    /// So many child nodes go, from the end. Of `.md-lines` none ever goes.
    pub drop: u32,
    /// Comes behind those that stay.
    pub html: String,
}
