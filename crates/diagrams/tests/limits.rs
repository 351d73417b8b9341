//! A diagram takes neither the process down nor a thread for long.

use std::fmt::Write as _;

use parlance_diagrams::{MAX_SOURCE_BYTES, Problem, Theme, draw};

fn repeated(head: &str, times: usize, line: impl Fn(usize) -> String) -> String {
    let mut source = head.to_owned();
    for at in 0..times {
        let _ = write!(source, "\n{}", line(at));
    }
    source
}

#[test]
fn a_source_that_is_too_long_is_not_read() {
    let source = repeated("graph TD", MAX_SOURCE_BYTES / 10, |at| format!("A{at:04} --> B"));
    assert_eq!(draw(&source, Theme::Dark), Err(Problem::TooLong));
}

#[test]
fn what_nobody_could_read_is_refused_and_does_not_end_the_process() {
    let dense = repeated("graph TD", 1_500, |at| format!("A{} --> A{}", at % 60, (at * 7 + 3) % 60));
    let chain = repeated("graph LR", 2_000, |at| format!("A{at} --> A{}", at + 1));
    let nested = format!(
        "graph TD{}\nA{}",
        (0..1_500).map(|at| format!("\nsubgraph S{at}")).collect::<String>(),
        "\nend".repeat(1_500)
    );
    let mindmap = repeated("mindmap\nroot", 280, |at| format!("{}x", " ".repeat(at + 1)));
    let brackets = format!("graph TD\nA{}x{}", "[".repeat(20_000), "]".repeat(20_000));
    let states = format!(
        "stateDiagram-v2{}\nx --> y{}",
        (0..1_200).map(|at| format!("\nstate S{at} {{")).collect::<String>(),
        "\n}".repeat(1_200)
    );
    let sequence = repeated("sequenceDiagram", 2_500, |_| "A->>B: x".into());
    let days =
        "gantt\n dateFormat YYYY-MM-DD\n tickInterval 1millisecond\n X :a, 0001-01-01, 9000000d".to_owned();
    let pie = repeated("pie", 2_000, |at| format!("\"{at}\" : 1"));
    let packet = "packet-beta\n0-4294967295: \"x\"".to_owned();
    let blocks = "block-beta\n columns 4000000000\n a:4000000000".to_owned();
    for source in [dense, chain, nested, mindmap, brackets, states, sequence, days, pie, packet, blocks] {
        // One or the other: what matters is that there is an answer.
        if let Ok(diagram) = draw(&source, Theme::Dark) {
            assert!(diagram.svg.len() <= 4 * 1024 * 1024);
            assert!(diagram.width <= 60_000 && diagram.height <= 60_000);
        }
    }
}
