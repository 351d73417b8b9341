//! How an answer is drawn while it streams: the released app.

mod ours;

use std::path::Path;

use crate::run::Result;

/// Stands at the end of every corpus.
const END: &str = "END-OF-ANSWER";

pub(crate) async fn measure(corpus: &Path, chunks_a_second: u32) -> Result<()> {
    let text = std::fs::read_to_string(corpus)?;
    let run = ours::stream(&text, chunks_a_second).await?;
    println!("{run:#?}");
    Ok(())
}
