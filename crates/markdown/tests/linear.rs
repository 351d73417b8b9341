//! The cost of a stream grows with its length, not with its square: counted in bytes read, so that no clock is needed.

use parlance_markdown::{BlockOp, Cursor, Renderer};

/// Streams `text` in chunks of `chunk` bytes with a watcher after each; gives bytes parsed and bytes sent.
fn work(text: &str, chunk: usize) -> (u64, u64) {
    let mut renderer = Renderer::new();
    let mut cursor = Cursor::default();
    let mut ops = Vec::new();
    let mut sent = 0;
    for chunk in text.as_bytes().chunks(chunk) {
        renderer.push(&String::from_utf8_lossy(chunk));
        ops.clear();
        renderer.ops_since(&mut cursor, &mut ops);
        sent += bytes(&ops);
    }
    renderer.finish();
    ops.clear();
    renderer.ops_since(&mut cursor, &mut ops);
    sent += bytes(&ops);
    (renderer.stats().parsed_bytes, sent)
}

fn bytes(ops: &[BlockOp]) -> u64 {
    ops.iter()
        .map(|op| match op {
            BlockOp::Append { html, .. }
            | BlockOp::Replace { html, .. }
            | BlockOp::AppendLines { html, .. } => html.len(),
            BlockOp::Grow { levels, .. } => levels.iter().map(|level| 24 + level.html.len()).sum(),
            BlockOp::PartialLine { text, .. } => text.len(),
            BlockOp::Truncate { .. } => 1,
        })
        .sum::<usize>() as u64
}

const MIXED: &str = "## A title\n\nA paragraph of **ordinary** words with `code` and a [link](https://example.org),\nin two lines.\n\n\
    1. first\n   ```sh\n   echo one\n   ```\n2. second\n\n```rust\nfn main() {\n    println!(\"{}\", 1);\n}\n```\n\n| a | b |\n|---|---|\n\
    | 1 | 2 |\n\n> quoted\n\n";

/// Twice the length of a unit's text may cost at most this much more than twice the work.
const SLACK: f64 = 1.25;

fn assert_linear(name: &str, unit: &str, bytes: usize, per_byte: u64) {
    let (parsed, sent) = work(&unit.repeat(bytes / unit.len()), 16);
    let (parsed_twice, sent_twice) = work(&unit.repeat(2 * bytes / unit.len()), 16);
    assert!(
        (parsed_twice as f64) < 2.0 * SLACK * parsed as f64,
        "{name}: parsed {parsed}, then {parsed_twice}"
    );
    assert!((sent_twice as f64) < 2.0 * SLACK * sent as f64, "{name}: sent {sent}, then {sent_twice}");
    assert!(
        parsed_twice < per_byte * 2 * bytes as u64,
        "{name}: {} times each byte",
        parsed_twice / (2 * bytes as u64)
    );
}

#[test]
fn an_ordinary_answer() {
    assert_linear("mixed", MIXED, 40_000, 24);
}

#[test]
fn one_open_fence_is_read_about_once() {
    let line = "let value = compute(1, \"two\"); // three\n";
    let code = |lines: usize| format!("```rust\n{}", line.repeat(lines));
    let (parsed, sent) = work(&code(500), 16);
    let (parsed_twice, sent_twice) = work(&code(1_000), 16);
    assert!(parsed_twice < 2 * parsed + parsed / 4, "parsed {parsed}, then {parsed_twice}");
    assert!(sent_twice < 2 * sent + sent / 4, "sent {sent}, then {sent_twice}");
    assert!(parsed_twice < 4 * code(1_000).len() as u64);
}

#[test]
fn giant_blocks() {
    // Beyond the size of a large tail the cost per byte is bounded by its parts.
    for (name, unit) in [
        ("list", "- an item of a list that does not end\n"),
        ("paragraph", "words that go on and on without any end of line "),
        ("lines", "one line of a paragraph\n"),
        ("table", "| a cell | another cell |\n"),
        ("quote", "> a quoted line\n"),
        ("comment", "<!-- never closed\n"),
        ("line of code", "0123456789abcdef"),
        ("definitions", "[a]: https://example.org/some/where\n"),
        ("formulas", "words and $x_1 + \\\\frac{a}{b}$ and "),
        ("dollars", "$ and $$ and $x "),
        ("open formulas", "\\\\( \\\\[ $$x "),
        ("open brackets", "\\\\[\n"),
        ("addresses", "(http://a.(www.b_c@"),
        ("backticks", "` `` ``` "),
    ] {
        let head = match name {
            "table" => "| a | b |\n|---|---|\n",
            "line of code" => "```\n",
            _ => "",
        };
        let text = |bytes: usize| format!("{head}{}", unit.repeat(bytes / unit.len()));
        let small = 48_000;
        let (parsed, _) = work(&text(small), 64);
        let (parsed_twice, _) = work(&text(2 * small), 64);
        assert!(
            parsed_twice as f64 <= 2.0 * SLACK * parsed as f64,
            "{name}: parsed {parsed}, then {parsed_twice}"
        );
        assert!(
            parsed_twice < 512 * 2 * small as u64,
            "{name}: {} times each byte",
            parsed_twice / (2 * small as u64)
        );
    }
}

#[test]
fn late_definitions_render_only_their_users() {
    let unit = "A paragraph that refers to nothing at all, and is never looked at again.\n\n";
    let before = unit.repeat(1_000);
    let text = |definitions: usize| {
        let references: String = (0..definitions).map(|n| format!("see [r{n}] and[^f{n}]\n\n")).collect();
        let late: String = (0..definitions)
            .map(|n| format!("[r{n}]: https://example.org/{n}\n\n[^f{n}]: note {n}\n\n"))
            .collect();
        format!("{before}{references}{late}")
    };
    let (few, _) = work(&text(10), 16);
    let (many, _) = work(&text(100), 16);
    assert!(many < 2 * few, "parsed {few}, then {many}");
}

/// Bytes of the largest of the messages in which a text comes, but for the first.
fn largest(text: &str, chunk: usize) -> u64 {
    let mut renderer = Renderer::new();
    let mut cursor = Cursor::default();
    let mut largest = 0;
    for (place, chunk) in text.as_bytes().chunks(chunk).enumerate() {
        renderer.push(&String::from_utf8_lossy(chunk));
        let mut ops = Vec::new();
        renderer.ops_since(&mut cursor, &mut ops);
        if place > 0 {
            largest = largest.max(bytes(&ops));
        }
    }
    largest
}

#[test]
fn what_is_sent_does_not_grow_with_the_block() {
    for (name, times, head, unit) in [
        ("table", 2_000, "| a | b |\n|---|---|\n", "| a **cell** | `another` <cell> & https://a.example |\n"),
        ("list", 2_000, "", "- an *item* of a list\n"),
        ("loose list", 400, "", "1. an item\n\n   with two paragraphs\n\n"),
        ("nested list", 400, "- one\n", "  - an *item* of a list\n"),
        ("code in a list", 400, "- one\n\n  ```rust\n", "  let value = compute(1, \"two\"); // three\n"),
        ("quoted list", 400, "", "> - an *item* of a list\n"),
        ("paragraph", 400, "", "words that go **on and on** without any end of line "),
        ("lines", 400, "", "one line of a paragraph, with $x_1$\n"),
        ("quote", 400, "", "> a quoted line\n"),
        ("footnote", 400, "[^1]: one\n", "    more of the same note\n"),
    ] {
        let text = format!("{head}{}", unit.repeat(times));
        // Larger pieces for the larger blocks, which are parsed as often then.
        let most = largest(&text, times / 4);
        assert!(most < 8_192, "{name}: {most}");
    }
}
