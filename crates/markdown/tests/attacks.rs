//! Attempts to run a script, to load something or to deceive, streamed in every size of piece: `attacks.json` is an array of
//! `{group, source}`. The groups are those of the OWASP cheat sheets and of DOMPurify's tests, with those of Markdown and TeX.

mod face;
mod inert;

use face::Watcher;
use inert::{assert_inert, vocabulary};
use parlance_markdown::{Renderer, plain, render};

struct Attack {
    group: String,
    source: String,
}

fn attacks() -> Vec<Attack> {
    let cases: Vec<serde_json::Value> =
        serde_json::from_str(include_str!("attacks.json")).unwrap_or_default();
    let text = |case: &serde_json::Value, field: &str| case[field].as_str().unwrap_or_default().to_owned();
    cases.iter().map(|case| Attack { group: text(case, "group"), source: text(case, "source") }).collect()
}

/// `source` in pieces of at least `bytes` bytes.
fn pieces(source: &str, bytes: usize) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = source;
    while !rest.is_empty() {
        let end = (bytes..rest.len()).find(|&end| rest.is_char_boundary(end)).unwrap_or(rest.len());
        let (piece, behind) = rest.split_at(end);
        pieces.push(piece);
        rest = behind;
    }
    pieces
}

#[test]
fn there_are_enough_of_each_kind() {
    let attacks = attacks();
    assert!(attacks.len() >= 200, "{}", attacks.len());
    assert!(attacks.iter().all(|attack| !attack.source.is_empty()));
    let mut groups: Vec<&str> = attacks.iter().map(|attack| attack.group.as_str()).collect();
    groups.dedup();
    assert_eq!(groups.len(), 14, "{groups:?}");
}

#[test]
fn nothing_of_them_becomes_active() {
    let vocabulary = vocabulary();
    for Attack { group, source } in attacks() {
        for html in render(&source) {
            assert_inert(&vocabulary, &html, &format!("{group}: {source}"));
        }
        // Must only not fail: it is text.
        plain(&source);
    }
}

#[test]
fn nothing_of_them_becomes_active_at_any_moment_of_a_stream() {
    let vocabulary = vocabulary();
    for Attack { group, source } in attacks() {
        for bytes in [1, 3, 64] {
            let mut renderer = Renderer::new();
            let mut watcher = Watcher::default();
            let mut look = |renderer: &Renderer| {
                for block in watcher.look(renderer).changed {
                    let Some(html) = watcher.blocks.get(block) else { continue };
                    assert_inert(&vocabulary, html, &format!("{group} by {bytes}: {source}"));
                }
            };
            for piece in pieces(&source, bytes) {
                renderer.push(piece);
                look(&renderer);
            }
            renderer.finish();
            look(&renderer);
            assert!(!watcher.blocks.is_empty(), "{source}");
        }
    }
}
