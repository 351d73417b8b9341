//! The figures of a large history as a Markdown table against their goals.

use std::fmt::Write;

use crate::distribution::Distribution;
use crate::report::{Machine, Row, against, headline, ratio, write_distributions, write_rows};
use crate::window::Window;

pub(crate) struct Searched {
    pub(crate) kind: &'static str,
    pub(crate) spans_ms: Distribution,
    /// Questions to which something was found.
    pub(crate) found: usize,
}

pub(crate) struct History {
    pub(crate) messages: usize,
    pub(crate) conversations: usize,
    pub(crate) raw_bytes: u64,
    pub(crate) size_bytes: u64,
    pub(crate) searched: Vec<Searched>,
    pub(crate) like_rare_ms: Distribution,
    pub(crate) like_common_ms: Distribution,
    pub(crate) list_ms: Distribution,
    pub(crate) open_ms: Distribution,
    /// The first question of a new conversation.
    pub(crate) first_ms: Distribution,
    pub(crate) next_ms: Distribution,
    pub(crate) answer_ms: Distribution,
    /// The app on this history, and on an empty one.
    pub(crate) with: Window,
    pub(crate) without: Window,
}

impl History {
    pub(crate) fn report(&self, machine: &Machine) -> String {
        let mut out = headline(machine);
        let _ = writeln!(
            out,
            "{} messages in {} conversations, their file in the system's cache.\n",
            self.messages, self.conversations
        );
        write_rows(&mut out, &self.rows());
        out.push_str("\n| search | p50 ms | p99 ms | found |\n|---|--:|--:|--:|\n");
        for Searched { kind, spans_ms, found } in &self.searched {
            let (p50, p99) = (spans_ms.median(), spans_ms.percentile(99));
            let _ = writeln!(out, "| {kind} | {p50:.1} | {p99:.1} | {found} of {} |", spans_ms.count());
        }
        write_distributions(
            &mut out,
            &[
                ("rare word by LIKE", "ms", &self.like_rare_ms),
                ("common word by LIKE", "ms", &self.like_common_ms),
                ("list", "ms", &self.list_ms),
                ("last page of the longest conversation", "ms", &self.open_ms),
                ("first question to the disk", "ms", &self.first_ms),
                ("next question to the disk", "ms", &self.next_ms),
                ("answer to the disk", "ms", &self.answer_ms),
                ("start, this history", "ms", &self.with.start_ms),
                ("start, empty history", "ms", &self.without.start_ms),
                ("start to the whole window, this history", "ms", &self.with.whole_ms),
                ("start to the whole window, empty history", "ms", &self.without.whole_ms),
                ("memory at rest, this history", "MiB", &self.with.idle_pss_mib),
                ("memory at rest, empty history", "MiB", &self.without.idle_pss_mib),
            ],
        );
        out
    }

    fn rows(&self) -> Vec<Row> {
        let slowest = self
            .searched
            .iter()
            .max_by(|a, b| a.spans_ms.percentile(99).total_cmp(&b.spans_ms.percentile(99)));
        let p99 = slowest.map_or(f64::NAN, |it| it.spans_ms.percentile(99));
        let rare = self.searched.first().map_or(f64::NAN, |it| it.spans_ms.median());
        let start = ratio(&self.with.start_ms, &self.without.start_ms);
        let memory = ratio(&self.with.idle_pss_mib, &self.without.idle_pss_mib);
        let share = self.size_bytes as f64 / self.raw_bytes as f64;
        let both = |spans: &Distribution| {
            format!("p50 {:.2} ms, p99 {:.2} ms", spans.median(), spans.percentile(99))
        };
        vec![
            Row {
                what: "First page of a search, the slowest kind of question",
                measured: format!("p99 {p99:.1} ms ({})", slowest.map_or("", |it| it.kind)),
                goal: "p99 ≤ 20 ms",
                met: Some(p99 <= 20.0),
            },
            Row {
                what: "A rare word, against `LIKE '%word%'` over the same rows",
                measured: format!(
                    "{:.0}× ({rare:.2} ms, {:.0} ms)",
                    self.like_rare_ms.median() / rare,
                    self.like_rare_ms.median()
                ),
                goal: "–",
                met: None,
            },
            Row {
                what: "The sidebar's counts and its first page",
                measured: both(&self.list_ms),
                goal: "≤ 5 ms",
                met: Some(self.list_ms.percentile(99) <= 5.0),
            },
            Row {
                what: "Last page of a conversation of 10,000 messages, rendered",
                measured: both(&self.open_ms),
                goal: "≤ 10 ms",
                met: Some(self.open_ms.percentile(99) <= 10.0),
            },
            Row {
                what: "A question in a conversation and its answer's place, synced to the disk",
                measured: both(&self.next_ms),
                goal: "≤ 1 ms",
                met: Some(self.next_ms.median() <= 1.0),
            },
            Row {
                what: "The same with a new conversation",
                measured: both(&self.first_ms),
                goal: "≤ 1 ms",
                met: Some(self.first_ms.median() <= 1.0),
            },
            Row {
                what: "Database, against the raw text",
                measured: format!(
                    "{share:.2}× ({:.0} MB, {:.0} MB)",
                    self.size_bytes as f64 / 1e6,
                    self.raw_bytes as f64 / 1e6
                ),
                goal: "≤ 2.5×",
                met: Some(share <= 2.5),
            },
            Row {
                what: "Start to the first frame that takes typing, against an empty history",
                measured: against(start, &self.with.start_ms, &self.without.start_ms, "ms"),
                goal: "≤ 1.05×",
                met: Some(start <= 1.05),
            },
            Row {
                what: "Memory at rest (summed PSS), against an empty history",
                measured: against(memory, &self.with.idle_pss_mib, &self.without.idle_pss_mib, "MiB"),
                goal: "≤ 1.05×",
                met: Some(memory <= 1.05),
            },
        ]
    }
}
