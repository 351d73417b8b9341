//! Logs and crash reports: rotating files in the data folder, never with the text of a message or a key.

use std::backtrace::Backtrace;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::panic::PanicHookInfo;
use std::path::Path;

use parlance_domain::Timestamp;
use tracing_appender::non_blocking::{NonBlockingBuilder, WorkerGuard};
use tracing_appender::rolling::{Builder, Rotation};
use tracing_subscriber::EnvFilter;

use crate::Home;

const KEPT_FILES: usize = 7;
/// The crates below are silent: at their finer levels some write headers and bodies.
const FILTER: &str =
    "warn,parlance=info,parlance_app=info,parlance_desktop=info,parlance_store=info,parlance_providers=info";
/// Lines that may wait for the disk; more are dropped. The queue is laid out whole, and the default takes 4 MiB for good.
const WAITING_LINES: usize = 4096;
/// The part of the log that diagnostics take along.
const TAIL_BYTES: usize = 16 * 1024;

/// Ends the writer when dropped, after it wrote what it holds.
#[must_use]
pub struct LogGuard(#[expect(dead_code, reason = "held for its drop")] Option<WorkerGuard>);

/// Starts to log to the data folder and to keep reports of panics. On a folder that cannot be written, the app runs without.
pub fn start(home: &Home) -> LogGuard {
    install_panic_hook(home);
    let appender = fs::create_dir_all(home.logs()).ok().and_then(|()| {
        Builder::new()
            .rotation(Rotation::DAILY)
            .filename_prefix("parlance")
            .filename_suffix("log")
            .max_log_files(KEPT_FILES)
            .build(home.logs())
            .ok()
    });
    let Some(appender) = appender else { return LogGuard(None) };
    let (writer, guard) = NonBlockingBuilder::default().buffered_lines_limit(WAITING_LINES).finish(appender);
    let started = tracing_subscriber::fmt()
        .with_writer(writer)
        .with_ansi(false)
        .with_env_filter(EnvFilter::new(FILTER))
        .try_init();
    // Another subscriber is there already: a test's.
    LogGuard(started.is_ok().then_some(guard))
}

fn install_panic_hook(home: &Home) {
    let file = home.crash_report();
    // Instead of the hook that was there: it prints the message with what it quotes.
    std::panic::set_hook(Box::new(move |info| {
        let report = report(info);
        if let Some(folder) = file.parent() {
            let _ = fs::create_dir_all(folder);
        }
        let _ = fs::write(&file, &report);
        tracing::error!(report, "a thread panicked");
        // Without its backtrace, which is in the file. Standard error may be closed.
        let _ = std::io::stderr().write_all(report.split("\n\n").next().unwrap_or_default().as_bytes());
    }));
}

fn report(info: &PanicHookInfo<'_>) -> String {
    let mut report = String::new();
    let thread = std::thread::current();
    let payload = info.payload();
    let message = payload
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| payload.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no message");
    // Writing to a String cannot fail.
    let _ = writeln!(
        report,
        "Parlance {} on {} {}",
        crate::VERSION,
        std::env::consts::OS,
        std::env::consts::ARCH
    );
    let _ = writeln!(report, "time: {} ms since 1970", Timestamp::now().0);
    let _ = writeln!(report, "thread: {}", thread.name().unwrap_or("unnamed"));
    if let Some(place) = info.location() {
        let _ = writeln!(report, "place: {}:{}", place.file(), place.line());
    }
    let _ = writeln!(report, "message: {}", without_quotes(message));
    let _ = writeln!(report, "\n{}", Backtrace::force_capture());
    report
}

/// A panic over a string quotes it, and the string may be what a person wrote.
fn without_quotes(message: &str) -> String {
    let end = message.find(['`', '"', '\'']).unwrap_or(message.len());
    message[..end].chars().take(300).collect()
}

/// The report of the last panic.
pub(crate) fn last_crash(home: &Home) -> Option<String> {
    fs::read_to_string(home.crash_report()).ok().filter(|report| !report.is_empty())
}

/// The end of the newest log file.
pub(crate) fn tail(home: &Home) -> String {
    newest(&home.logs()).and_then(|file| fs::read_to_string(file).ok()).map_or_else(String::new, |text| {
        let mut start = text.len().saturating_sub(TAIL_BYTES);
        while !text.is_char_boundary(start) {
            start += 1;
        }
        text[start..].to_owned()
    })
}

fn newest(folder: &Path) -> Option<std::path::PathBuf> {
    fs::read_dir(folder)
        .ok()?
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "log"))
        .max()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_does_not_quote_what_a_person_wrote() {
        let message =
            "byte index 3 is not a char boundary; it is inside 'é' (bytes 2..4) of `my secret diary`";
        assert!(!without_quotes(message).contains("diary"));
        assert!(without_quotes(message).starts_with("byte index 3"));
    }
}
