//! How an answer is drawn while it streams into the released app: frames, lag, processor time.

mod app;
mod open;

use std::fmt::Write;
use std::path::Path;

use crate::distribution::Distribution;
use crate::report::{self, Machine};
use crate::run::Result;
use app::Streamed;

/// Stands at the end of every corpus.
const END: &str = "END-OF-ANSWER";
const CHUNKS_A_SECOND: u32 = 1_000;
const ROUNDS: usize = 5;

const CORPORA: [(&str, &str); 4] = [
    ("mixed.md", "200 KB of everything"),
    ("typescript.md", "1,000 lines of TypeScript"),
    ("late.md", "500 formulas, 200 rows, links defined at the end"),
    ("attacks.md", "346 attempts to make something active"),
];

/// Streams each corpus of the folder some times, in turns, and gives a table.
pub(crate) async fn measure(corpora: &Path, machine: &Machine, say: fn(&str)) -> Result<String> {
    let mut runs = CORPORA.map(|_| Vec::new());
    for round in 1..=ROUNDS {
        for ((file, what), runs) in CORPORA.iter().zip(&mut runs) {
            say(&format!("{what}, {round} of {ROUNDS}"));
            let text = std::fs::read_to_string(corpora.join(file))?;
            runs.push(app::stream(&text, CHUNKS_A_SECOND).await?);
        }
    }
    let mut out = report::headline(machine);
    out.push_str(
        "| 1,000 chunks of 4 characters a second | frames/s | worst gap | 95 % of the gaps | lag | CPU of all processes | nodes |\n\
         |---|--:|--:|--:|--:|--:|--:|\n",
    );
    for ((_, what), runs) in CORPORA.iter().zip(&runs) {
        let of = |value: fn(&Streamed) -> f64, unit: &str| {
            let all = Distribution::new(runs.iter().map(value).collect());
            format!("{:.1} ({:.1} to {:.1}){unit}", all.median(), all.percentile(0), all.percentile(100))
        };
        let _ = writeln!(
            out,
            "| {what} | {} | {} | {} | {} | {} | {} |",
            of(|run| run.seen.fps, ""),
            of(|run| run.seen.worst_ms, " ms"),
            of(|run| run.seen.p95_ms, " ms"),
            of(|run| run.lag_ms, " ms"),
            of(|run| run.cpu_s, " s"),
            of(|run| f64::from(run.seen.nodes), ""),
        );
    }
    let mut opened = Vec::new();
    let text = std::fs::read_to_string(corpora.join("mixed.md"))?;
    for round in 1..=ROUNDS {
        say(&format!("Opening a long conversation, {round} of {ROUNDS}"));
        opened.push(open::open(&text).await?);
    }
    out.push_str(&open::report(&opened));
    Ok(out)
}
