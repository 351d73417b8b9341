//! Renders the Markdown on standard input, one block a line group, as a message in the window would have it.

use std::io::{Read, Write};

fn main() -> std::io::Result<()> {
    let mut source = String::new();
    std::io::stdin().read_to_string(&mut source)?;
    let mut out = std::io::stdout().lock();
    for block in parlance_markdown::render(&source) {
        writeln!(out, "{block}")?;
    }
    Ok(())
}
