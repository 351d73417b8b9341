//! `parlance-cli import`.

use std::fmt::Write as _;

use parlance_domain::Timestamp;
use parlance_ipc::{
    ImportEnd, ImportPathArgs, ImportPreview, ImportProgress, ImportReport, ImportSkipReason, ImportSkips,
    ImportStartArgs, NoArgs,
};

use crate::args::Import;
use crate::exit::{Exit, Failure};
use crate::interrupt::Interrupts;
use crate::terminal::neutral;
use crate::{home, output};

/// The first of what was skipped are told one by one.
const MAX_TOLD: usize = 20;

pub(crate) async fn run(args: Import) -> Result<Exit, Failure> {
    let opened = home::open().await?;
    let path = std::path::absolute(&args.file).unwrap_or(args.file).to_string_lossy().into_owned();
    if args.dry_run {
        let preview = opened.app.import_preview(ImportPathArgs { path }).await?;
        if args.format.json {
            output::json(&preview)?;
        } else {
            output::write(&preview_text(&preview))?;
        }
        return Ok(Exit::Done);
    }
    let mut interrupts = Interrupts::listen()?;
    let stopping = opened.app.clone();
    tokio::spawn(async move {
        interrupts.next().await;
        let _ = stopping.import_cancel(NoArgs {}).await;
    });
    let mut told = 0;
    let start = ImportStartArgs { path, deleted_too: args.deleted_too };
    let report = opened.app.import(start, |progress| told = tell(&progress, told)).await?;
    if args.format.json {
        output::json(&report)?;
    } else {
        output::write(&report_text(&report))?;
    }
    Ok(match (report.end, report.error) {
        (ImportEnd::Complete, _) => Exit::Done,
        (ImportEnd::Cancelled, _) => Exit::Interrupted,
        (ImportEnd::Failed, error) => {
            return Err(Failure::new(Exit::Disk, error.unwrap_or_default()));
        }
    })
}

/// A line for each tenth; gives the last tenth that was told.
fn tell(progress: &ImportProgress, told: u64) -> u64 {
    let tenth = progress.read_bytes * 10 / progress.total_bytes.max(1);
    if tenth > told {
        let ImportProgress { conversations, messages, .. } = progress;
        output::note(&format!("{}% · {conversations} conversations, {messages} new messages", tenth * 10));
    }
    tenth.max(told)
}

fn preview_text(preview: &ImportPreview) -> String {
    let mut out = String::new();
    let day = |at: Option<i64>| at.map_or_else(|| "?".to_owned(), |at| day(Timestamp(at)));
    let line = |out: &mut String, text: String| {
        out.push_str(&text);
        out.push('\n');
    };
    line(&mut out, format!("{} conversations, {} messages", preview.conversations, preview.messages));
    line(&mut out, format!("from {} to {}", day(preview.first_at), day(preview.last_at)));
    for (count, what) in [
        (preview.known, "are in the history already"),
        (preview.in_trash, "are in the trash"),
        (preview.deleted, "were deleted here; --deleted-too brings them back"),
    ] {
        if count > 0 {
            line(&mut out, format!("{count} {what}"));
        }
    }
    skips(&preview.skipped, &mut out);
    out
}

fn report_text(report: &ImportReport) -> String {
    let mut out = String::new();
    for (count, what) in [
        (report.merged.new, "new conversations"),
        (report.merged.completed, "conversations were here and got what was missing"),
        (report.merged.known, "conversations were here already"),
        (report.merged.in_trash, "conversations are in the trash and stay there"),
        (report.merged.deleted, "conversations were deleted here and stay so"),
        (report.merged.messages, "new messages"),
        (report.lost_files, "files are not in the export"),
        (report.mended, "broken references between messages were mended"),
    ] {
        if count > 0 || what == "new conversations" {
            let _ = writeln!(out, "{count} {what}");
        }
    }
    skips(&report.skipped, &mut out);
    if report.end == ImportEnd::Cancelled {
        let _ = writeln!(out, "Cancelled. The same command goes on where it stopped.");
    }
    out
}

fn skips(skipped: &ImportSkips, out: &mut String) {
    if skipped.count == 0 {
        return;
    }
    let _ = writeln!(out, "{} were skipped:", skipped.count);
    for skip in skipped.first.iter().take(MAX_TOLD) {
        let why = match skip.reason {
            ImportSkipReason::Unreadable => "cannot be read",
            ImportSkipReason::CutOff => "the file ends in the middle of it",
            ImportSkipReason::TooLarge => "too large",
            ImportSkipReason::Empty => "holds no message",
            ImportSkipReason::Newer => "a later version of Parlance wrote it",
            ImportSkipReason::Refused => "the history did not take it",
        };
        let title = if skip.title.is_empty() { "(no title)" } else { &skip.title };
        let _ = writeln!(out, "  {}: {why}", neutral::line(title));
    }
}

/// `2024-06-01`, in UTC: the calendar of the Gregorian rule, as Howard Hinnant's `civil_from_days` has it.
fn day(at: Timestamp) -> String {
    let days = at.0.div_euclid(86_400_000) + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_calendar() {
        for (at, expected) in [
            (0, "1970-01-01"),
            (-1, "1969-12-31"),
            (1_709_164_800_000, "2024-02-29"),
            (1_709_251_200_000, "2024-03-01"),
            (4_102_444_799_999, "2099-12-31"),
        ] {
            assert_eq!(day(Timestamp(at)), expected);
        }
    }
}
