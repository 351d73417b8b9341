/// A change to the list of top-level blocks that a watcher shows. Blocks are numbered from 0 in the order of the text. All
/// HTML is safe and complete: every element that it opens it closes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BlockOp {
    /// Adds block number `block` at the end.
    Append { block: u32, html: String },
    /// Replaces a block that exists.
    Replace { block: u32, html: String },
    /// Adds complete highlighted lines at the end of the code block's `.md-lines`.
    AppendLines { block: u32, html: String },
    /// Replaces the content of the code block's `.md-partial`: its last, incomplete line, as plain text (not HTML).
    PartialLine { block: u32, text: String },
    /// Removes every block from this one on.
    Truncate { block: u32 },
}
