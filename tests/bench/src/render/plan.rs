//! What is measured: all of it, or what is asked for.

use super::arm::Arm;
use crate::run::Result;

const ROUNDS: usize = 5;
const CHUNKS_A_SECOND: u32 = 1_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Task {
    Stream,
    Open,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Workload {
    pub(super) name: &'static str,
    pub(super) what: &'static str,
    pub(super) corpus: &'static str,
    pub(super) task: Task,
}

const WORKLOADS: [Workload; 5] = [
    Workload { name: "W1", what: "200 KB of everything", corpus: "mixed.md", task: Task::Stream },
    Workload { name: "W2", what: "1,000 lines of TypeScript", corpus: "typescript.md", task: Task::Stream },
    Workload {
        name: "W3",
        what: "a conversation is opened at its end: in Parlance one of 10,000 messages, in a peer of 2,000",
        corpus: "mixed.md",
        task: Task::Open,
    },
    Workload {
        name: "W4",
        what: "500 formulas, 200 rows, links defined at the end",
        corpus: "late.md",
        task: Task::Stream,
    },
    Workload {
        name: "W5",
        what: "346 attempts to make something active",
        corpus: "attacks.md",
        task: Task::Stream,
    },
];

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Plan {
    pub(super) rounds: usize,
    pub(super) workloads: Vec<Workload>,
    pub(super) arms: Vec<Arm>,
    pub(super) chunks_a_second: u32,
}

impl Plan {
    /// Of `--rounds=5`, `--only=W1,W2`, `--arms=parlance,plain` and `--rate=1000`, each of which may be missing.
    pub(crate) fn parse(options: impl Iterator<Item = String>) -> Result<Self> {
        let mut plan = Self {
            rounds: ROUNDS,
            workloads: WORKLOADS.to_vec(),
            arms: Arm::ALL.to_vec(),
            chunks_a_second: CHUNKS_A_SECOND,
        };
        for option in options {
            match option.split_once('=') {
                Some(("--rounds", rounds)) => plan.rounds = rounds.parse()?,
                Some(("--rate", rate)) => plan.chunks_a_second = rate.parse()?,
                Some(("--only", names)) => {
                    plan.workloads = chosen(names, &WORKLOADS, |workload| workload.name)?;
                }
                Some(("--arms", names)) => plan.arms = chosen(names, &Arm::ALL, |arm| arm.name())?,
                _ => return Err(format!("{option} is no option").into()),
            }
        }
        Ok(plan)
    }
}

fn chosen<T: Copy>(names: &str, all: &[T], name: fn(&T) -> &'static str) -> Result<Vec<T>> {
    names
        .split(',')
        .map(|wanted| {
            let known = all.iter().find(|one| name(one).eq_ignore_ascii_case(wanted));
            known.copied().ok_or_else(|| {
                format!("{wanted} is none of {:?}", all.iter().map(name).collect::<Vec<_>>()).into()
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(options: &[&str]) -> Result<Plan> {
        Plan::parse(options.iter().map(|&option| option.to_owned()))
    }

    #[test]
    fn everything_is_measured_unless_something_is_asked_for() {
        let plan = parse(&[]).unwrap();
        assert_eq!(
            (plan.rounds, plan.workloads.len(), plan.arms.len(), plan.chunks_a_second),
            (5, 5, 6, 1_000)
        );

        let plan = parse(&["--rounds=1", "--only=w2", "--arms=plain,parlance", "--rate=250"]).unwrap();
        assert_eq!((plan.rounds, plan.chunks_a_second), (1, 250));
        assert_eq!(plan.workloads.iter().map(|workload| workload.name).collect::<Vec<_>>(), ["W2"]);
        assert_eq!(plan.arms, [Arm::Plain, Arm::Parlance]);
    }

    #[test]
    fn what_is_not_known_is_refused() {
        for option in ["--only=W6", "--arms=marked", "--rounds=many", "--rounds", "--fast=1"] {
            assert!(parse(&[option]).is_err(), "{option}");
        }
    }
}
