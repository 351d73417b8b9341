//! The figures as a Markdown table against their goals, and the distributions behind them.

use std::fmt::Write;

use crate::decode::Decoding;
use crate::distribution::Distribution;
use crate::first_token::FirstToken;
use crate::streaming::Streaming;
use crate::window::Window;

/// Where it was measured.
pub(crate) struct Machine {
    cores: usize,
    pub(crate) gpu: bool,
}

pub(crate) struct Figures {
    pub(crate) machine: Machine,
    /// WebKit's pages in memory were shared with another program.
    pub(crate) shared_memory: bool,
    pub(crate) app: Window,
    pub(crate) empty: Window,
    pub(crate) streaming: Streaming,
    pub(crate) core_ms: Distribution,
    pub(crate) commit_ms: Distribution,
    pub(crate) decoding: Vec<Decoding>,
    pub(crate) choice_ms: Distribution,
}

pub(crate) struct Row {
    pub(crate) what: &'static str,
    pub(crate) measured: String,
    pub(crate) goal: &'static str,
    /// `None` where there is no goal.
    pub(crate) met: Option<bool>,
}

impl Machine {
    pub(crate) fn here() -> Self {
        let nodes = std::fs::read_dir("/dev/dri").into_iter().flatten().flatten();
        Self {
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            gpu: nodes.into_iter().any(|node| node.file_name().to_string_lossy().starts_with("renderD")),
        }
    }

    fn name(&self) -> String {
        format!("{} cores, {}", self.cores, if self.gpu { "with a GPU" } else { "no GPU" })
    }
}

impl Figures {
    pub(crate) fn report(&self) -> String {
        let mut out = headline(&self.machine);
        if self.shared_memory {
            out.push_str("Another program showed web pages meanwhile: the memory figures are too low.\n\n");
        }
        write_rows(&mut out, &self.rows());
        write_distributions(&mut out, &self.distributions());
        out.push_str("\n| decoding | MB/s | events/s | of serde_json's speed |\n|---|--:|--:|--:|\n");
        for Decoding { wire, mb_per_second, events_per_second, share } in &self.decoding {
            let (name, share) = (wire.name(), share * 100.0);
            let _ = writeln!(out, "| {name} | {mb_per_second:.0} | {events_per_second:.0} | {share:.0}% |");
        }
        out.push_str("\n| CPU, % of one core | idle | streaming |\n|---|--:|--:|\n");
        for (name, streaming) in &self.streaming.streaming.0 {
            let idle = self.streaming.idle.0.get(name).copied().unwrap_or(0.0);
            let _ = writeln!(out, "| {name} | {idle:.1} | {streaming:.1} |");
        }
        out
    }

    fn rows(&self) -> Vec<Row> {
        let (lag, core, commit) = (&self.streaming.lag_ms, &self.core_ms, &self.commit_ms);
        let start = ratio(&self.app.start_ms, &self.empty.start_ms);
        let memory = ratio(&self.app.idle_pss_mib, &self.empty.idle_pss_mib);
        let slowest = self.decoding.iter().map(|wire| wire.share).fold(f64::INFINITY, f64::min);
        let (streaming, idle) = (self.streaming.streaming.total(), self.streaming.idle.total());
        vec![
            Row {
                what: "Start to the first frame that takes typing, against an empty window",
                measured: against(start, &self.app.start_ms, &self.empty.start_ms, "ms"),
                goal: "≤ 1.25×",
                met: Some(start <= 1.25),
            },
            Row {
                what: "Start to the whole window",
                measured: format!("{:.0} ms", self.app.whole_ms.median()),
                goal: "–",
                met: None,
            },
            Row {
                what: "Memory at rest (summed PSS), against an empty window",
                measured: against(memory, &self.app.idle_pss_mib, &self.empty.idle_pss_mib, "MiB"),
                goal: "≤ 1.3×",
                met: Some(memory <= 1.3),
            },
            Row {
                what: "From the provider's write to the text in the window, 100 chunks/s",
                measured: format!("p50 {:.1} ms, p99 {:.1} ms", lag.median(), lag.percentile(99)),
                goal: "p50 ≤ 20 ms, p99 ≤ 50 ms",
                met: Some(lag.median() <= 20.0 && lag.percentile(99) <= 50.0),
            },
            Row {
                what: "Of it the core, from socket to sink, without the frame",
                measured: format!("p50 {:.2} ms, p99 {:.2} ms", core.median(), core.percentile(99)),
                goal: "p99 ≤ 1 ms",
                met: Some(core.percentile(99) <= 1.0),
            },
            Row {
                what: "Decoding a stream, against serde_json alone on the same JSON",
                measured: format!("{:.0}% of its speed on the slowest wire", slowest * 100.0),
                goal: "≥ 50%",
                met: Some(slowest >= 0.5),
            },
            Row {
                what: "Choosing who is asked among 500 models of 20 providers",
                measured: format!("p99 {:.3} ms", self.choice_ms.percentile(99)),
                goal: "p99 < 1 ms",
                met: Some(self.choice_ms.percentile(99) < 1.0),
            },
            Row {
                what: "Commit of a question, synced to the disk",
                measured: format!("p50 {:.2} ms, p99 {:.2} ms", commit.median(), commit.percentile(99)),
                goal: "p99 ≤ 5 ms",
                met: Some(commit.percentile(99) <= 5.0),
            },
            Row {
                what: "CPU of all processes while 100 chunks/s stream for 30 s",
                measured: format!("{streaming:.0} % of one core; idle {idle:.1} %"),
                goal: "–",
                met: None,
            },
        ]
    }

    fn distributions(&self) -> [(&'static str, &'static str, &Distribution); 8] {
        [
            ("start, app", "ms", &self.app.start_ms),
            ("start to the whole window, app", "ms", &self.app.whole_ms),
            ("start, empty window", "ms", &self.empty.start_ms),
            ("memory at rest, app", "MiB", &self.app.idle_pss_mib),
            ("memory at rest, empty window", "MiB", &self.empty.idle_pss_mib),
            ("write to text in the window", "ms", &self.streaming.lag_ms),
            ("socket to sink", "ms", &self.core_ms),
            ("commit of a question", "ms", &self.commit_ms),
        ]
    }
}

/// What stands between a person and the first word, against what a proxy puts there.
pub(crate) fn first_token(machine: &Machine, measured: &FirstToken) -> String {
    let FirstToken { bare_ms, transport_ms, turn_ms, sent_ms, proxy_ms } = measured;
    let (turn, transport) = (added(turn_ms, bare_ms), added(transport_ms, bare_ms));
    let proxy = proxy_ms.as_ref().map(|proxy_ms| added(proxy_ms, bare_ms));
    let percentiles =
        |added: &Distribution| format!("p50 {:.2} ms, p99 {:.2} ms", added.median(), added.percentile(99));
    let mut rows = vec![
        Row {
            what: "Added until the first word of 200 by a turn, from Send to the sink",
            measured: percentiles(&turn),
            goal: "–",
            met: None,
        },
        Row {
            what: "Of it until the question is on the disk, and Send returns",
            measured: percentiles(sent_ms),
            goal: "–",
            met: None,
        },
        Row {
            what: "Of it by the transport and the decoder",
            measured: percentiles(&transport),
            goal: "–",
            met: None,
        },
    ];
    if let Some(proxy) = &proxy {
        rows.push(Row {
            what: "Added until the same word by litellm's proxy",
            measured: percentiles(proxy),
            goal: "–",
            met: None,
        });
        // Below a hundredth of a millisecond is noise.
        let times = |own: &Distribution| proxy.median() / own.median().max(0.01);
        let alike = times(&transport);
        rows.push(Row {
            what: "That is, against the transport and the decoder, which do its work here",
            measured: format!("{alike:.1}×"),
            goal: "≥ 20×",
            met: Some(alike >= 20.0),
        });
        // The proxy keeps nothing, so that no goal compares the two.
        rows.push(Row {
            what: "That is, against a whole turn, which also keeps the question",
            measured: format!("{:.1}×", times(&turn)),
            goal: "–",
            met: None,
        });
    }
    let mut distributions = vec![
        ("first word, bare client", "ms", bare_ms),
        ("first word, transport and decoder", "ms", transport_ms),
        ("first word, turn", "ms", turn_ms),
        ("of it until Send has returned", "ms", sent_ms),
    ];
    distributions
        .extend(proxy_ms.iter().map(|proxy_ms| ("first word, bare client through litellm", "ms", proxy_ms)));
    let mut out = headline(machine);
    write_rows(&mut out, &rows);
    write_distributions(&mut out, &distributions);
    out
}

/// What `samples` take beyond the middle one of `base`.
fn added(samples: &Distribution, base: &Distribution) -> Distribution {
    samples.less(base.median())
}

pub(crate) fn headline(machine: &Machine) -> String {
    format!("\nMeasured on {}.\n\n", machine.name())
}

pub(crate) fn write_rows(out: &mut String, rows: &[Row]) {
    out.push_str("| | measured | goal | |\n|---|---|---|---|\n");
    for Row { what, measured, goal, met } in rows {
        let verdict = match met {
            Some(true) => "met",
            Some(false) => "**MISSED**",
            None => "",
        };
        // Writing to a string cannot fail.
        let _ = writeln!(out, "| {what} | {measured} | {goal} | {verdict} |");
    }
}

pub(crate) fn write_distributions(out: &mut String, distributions: &[(&str, &str, &Distribution)]) {
    out.push_str("\n| distribution | n | p50 | p90 | p99 | max |\n|---|--:|--:|--:|--:|--:|\n");
    for (what, unit, samples) in distributions {
        let [p50, p90, p99, max] = [50, 90, 99, 100].map(|percent| samples.percentile(percent));
        let count = samples.count();
        let _ = writeln!(out, "| {what}, {unit} | {count} | {p50:.2} | {p90:.2} | {p99:.2} | {max:.2} |");
    }
}

pub(crate) fn ratio(app: &Distribution, empty: &Distribution) -> f64 {
    app.median() / empty.median()
}

pub(crate) fn against(ratio: f64, app: &Distribution, empty: &Distribution, unit: &str) -> String {
    format!("{ratio:.2}× ({:.0} to {:.0} {unit})", app.median(), empty.median())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(proxy_ms: Option<f64>) -> String {
        let of = |ms: f64| Distribution::new(vec![ms]);
        let measured = FirstToken {
            bare_ms: of(1.0),
            transport_ms: of(1.5),
            turn_ms: of(3.0),
            sent_ms: of(1.0),
            proxy_ms: proxy_ms.map(of),
        };
        first_token(&Machine { cores: 2, gpu: false }, &measured)
    }

    #[test]
    fn what_is_added_is_what_goes_beyond_the_bare_client() {
        let text = report(Some(41.0));
        assert!(text.contains("from Send to the sink | p50 2.00 ms, p99 2.00 ms |"), "{text}");
        assert!(text.contains("transport and the decoder | p50 0.50 ms"), "{text}");
        assert!(text.contains("p50 40.00 ms, p99 40.00 ms"), "{text}");
        assert!(text.contains("keeps the question | 20.0× | – |"), "{text}");
        assert!(text.contains("do its work here | 80.0× | ≥ 20× | met |"), "{text}");
        assert!(report(Some(10.9)).contains("do its work here | 19.8× | ≥ 20× | **MISSED** |"));
    }

    #[test]
    fn without_a_proxy_there_is_no_row_of_it() {
        let text = report(None);
        assert!(!text.contains("litellm"), "{text}");
        assert!(text.contains("from Send to the sink | p50 2.00 ms"), "{text}");
    }
}
