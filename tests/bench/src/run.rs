use std::io::Write;
use std::path::Path;

use crate::report::{self, Figures, Machine};
use crate::{choice, commit, core, decode, first_token, history, process, render, streaming, window};

pub(crate) type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Measures the first word alone and prints its part of the report.
pub(crate) async fn first_token() -> Result<()> {
    let machine = Machine::here();
    say("The first word: by itself, as a turn, and through a proxy");
    let report = report::first_token(&machine, &first_token::measure().await?);
    std::io::stdout().write_all(report.as_bytes())?;
    Ok(())
}

/// Measures a large history alone and prints its part of the report. It is kept where `folder` names a place for it, and used again.
pub(crate) async fn history(messages: usize, folder: Option<&Path>) -> Result<()> {
    let machine = Machine::here();
    say("Ten years of conversations");
    // Beside the program: a temporary folder may lie in memory, where syncing costs nothing.
    let program = std::env::current_exe()?;
    let own = tempfile::tempdir_in(program.parent().ok_or("the program lies nowhere")?)?;
    let figures = history::measure(folder.unwrap_or(own.path()), messages, &machine, say).await?;
    std::io::stdout().write_all(figures.report(&machine).as_bytes())?;
    Ok(())
}

/// Measures alone how answers are drawn, and prints its part of the report.
pub(crate) async fn render(corpora: &Path, plan: &render::Plan) -> Result<()> {
    let report = render::measure(corpora, plan, &Machine::here(), say).await?;
    std::io::stdout().write_all(report.as_bytes())?;
    Ok(())
}

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
