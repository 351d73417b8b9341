use std::io::Write;

use crate::report::{Figures, Machine};
use crate::{choice, commit, core, decode, process, streaming, window};

pub(crate) type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Measures one thing after the other, so that none disturbs another, and prints the report.
pub(crate) async fn run() -> Result<()> {
    let machine = Machine::here();
    say("Committing messages");
    let commit_ms = commit::measure().await?;
    say("The core alone, 100 chunks a second");
    let core_ms = core::measure().await?;
    say("Decoding streams of every wire format, and choosing among many models");
    let decoding = decode::measure()?;
    let choice_ms = choice::measure();
    say("Opening the app and an empty window in turns");
    let before = process::webkit_runs()?;
    let (app, empty) = window::compare(&machine).await?;
    let shared_memory = before || process::webkit_runs()?;
    say("Idle, then 100 chunks a second in the app's window");
    let streaming = streaming::measure().await?;
    let figures =
        Figures { machine, shared_memory, app, empty, streaming, core_ms, commit_ms, decoding, choice_ms };
    std::io::stdout().write_all(figures.report().as_bytes())?;
    Ok(())
}

fn say(what: &str) {
    // Progress that cannot be shown is no reason to stop.
    let _ = writeln!(std::io::stdout(), "  {what}");
}
