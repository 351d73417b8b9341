//! How an answer is drawn while it streams, and how a long conversation opens: the released app and other renderers, in turns.

mod arm;
mod open;
mod plan;
mod stream;
mod table;

use std::path::Path;

use crate::report::{self, Machine};
use crate::run::Result;
use arm::Arm;
pub(crate) use plan::Plan;
use plan::{Task, Workload};
use table::{Figure, Measured, table};

/// Gives each workload to each arm some times, the arms in turns, and gives a table of each workload.
pub(crate) async fn measure(corpora: &Path, plan: &Plan, machine: &Machine, say: fn(&str)) -> Result<String> {
    let mut out = report::headline(machine);
    for workload in &plan.workloads {
        let text = std::fs::read_to_string(corpora.join(workload.corpus))?;
        let Workload { name, what, task, .. } = workload;
        let rounds = plan.rounds;
        match task {
            Task::Stream => {
                let rate = plan.chunks_a_second;
                let title = format!(
                    "{name}, {what}, {rate} chunks of {} characters a second; rounds: {rounds}",
                    stream::CHUNK_CHARS
                );
                let run = async |arm| stream::stream(arm, &text, rate, machine).await;
                let arms = in_turns(plan, name, &stream::FIGURES, say, run).await;
                out.push_str(&table(&title, rounds, &stream::FIGURES, &arms));
            }
            Task::Open => {
                let title = format!("{name}, {what}; rounds: {rounds}");
                let run = async |arm| open::open(arm, &text, machine).await;
                let arms = in_turns(plan, name, &open::FIGURES, say, run).await;
                out.push_str(&table(&title, rounds, &open::FIGURES, &arms));
            }
        }
    }
    Ok(out)
}

/// A run that comes to no end is told, and is not among the results.
async fn in_turns<const N: usize>(
    plan: &Plan,
    workload: &str,
    figures: &[Figure; N],
    say: fn(&str),
    run: impl AsyncFn(Arm) -> Result<[f64; N]>,
) -> Vec<Measured<N>> {
    let mut arms: Vec<Measured<N>> =
        plan.arms.iter().map(|arm| Measured { arm: *arm, runs: Vec::new() }).collect();
    for round in 1..=plan.rounds {
        for Measured { arm, runs } in &mut arms {
            let what = format!("{workload}, {}, {round} of {}", arm.name(), plan.rounds);
            match run(*arm).await {
                Ok(run) => {
                    say(&format!("{what}: {}", table::line(figures, &run)));
                    runs.push(run);
                }
                Err(error) => {
                    // Behind it may stand all that the page says.
                    let error = error.to_string();
                    say(&format!("{what} came to no end: {}", error.lines().next().unwrap_or_default()));
                }
            }
        }
    }
    arms
}
