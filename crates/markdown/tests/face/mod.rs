//! What a face does with the operations on its blocks.

mod grow;

use parlance_markdown::{BlockOp, Cursor, Renderer};

/// The blocks as a face holds them.
#[derive(Default)]
pub(crate) struct Watcher {
    cursor: Cursor,
    pub(crate) blocks: Vec<String>,
}

/// Blocks by their number.
#[derive(Default)]
pub(crate) struct Look {
    /// Those that are new or another.
    pub(crate) changed: Vec<usize>,
    /// Those of before that were replaced or removed.
    pub(crate) touched: Vec<usize>,
}

impl Watcher {
    /// Applies what changed.
    pub(crate) fn look(&mut self, renderer: &Renderer) -> Look {
        let mut ops = Vec::new();
        renderer.ops_since(&mut self.cursor, &mut ops);
        let mut look = Look::default();
        for op in ops {
            look.changed.extend(block_of(&op));
            match op {
                BlockOp::Append { block, html } => {
                    assert_eq!(block as usize, self.blocks.len(), "appended out of order");
                    self.blocks.push(html);
                }
                BlockOp::Replace { block, html } => {
                    // A fence is sent as a whole once when it opens, so that its lines can be appended.
                    let opens = html.starts_with("<div class=\"md-code\"");
                    assert!(opens || self.blocks[block as usize] != html, "replaced by the same");
                    self.blocks[block as usize] = html;
                    look.touched.push(block as usize);
                }
                BlockOp::Grow { block, levels, cut } => {
                    let levels: Vec<_> = levels.iter().map(|level| (level.drop, &*level.html)).collect();
                    let block = &mut self.blocks[block as usize];
                    *block = grow::grown(block, &levels, cut)
                        .unwrap_or_else(|| unreachable!("{levels:?} for {block}"));
                }
                BlockOp::AppendLines { block, html } => {
                    let block = &mut self.blocks[block as usize];
                    let at = block
                        .rfind(PARTIAL)
                        .unwrap_or_else(|| unreachable!("lines for a block that is not code"));
                    block.insert_str(at, &html);
                }
                BlockOp::PartialLine { block, text } => {
                    let block = &mut self.blocks[block as usize];
                    let from = block
                        .rfind(PARTIAL)
                        .unwrap_or_else(|| unreachable!("lines for a block that is not code"))
                        + PARTIAL.len();
                    let to = block
                        .rfind("</span></code>")
                        .unwrap_or_else(|| unreachable!("lines for a block that is not code"));
                    block.replace_range(from..to, &escaped(&text));
                }
                BlockOp::Truncate { block } => {
                    look.touched.extend(block as usize..self.blocks.len());
                    self.blocks.truncate(block as usize);
                }
            }
        }
        look
    }
}

const PARTIAL: &str = "</span><span class=\"md-partial\">";

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('\u{a0}', "&nbsp;")
}

fn block_of(op: &BlockOp) -> Option<usize> {
    match op {
        BlockOp::Append { block, .. }
        | BlockOp::Replace { block, .. }
        | BlockOp::Grow { block, .. }
        | BlockOp::AppendLines { block, .. }
        | BlockOp::PartialLine { block, .. } => Some(*block as usize),
        BlockOp::Truncate { .. } => None,
    }
}
