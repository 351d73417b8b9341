use parlance_domain::{Citation, Dropped, DroppedKind, ModelRef};

use super::*;

fn entry(part: u32, kind: JournalKind, text: &str) -> JournalEntry {
    JournalEntry { part, kind, text: text.into() }
}

fn folded(sealed: Vec<Part>, entries: Vec<JournalEntry>) -> Vec<Part> {
    fold(sealed, entries).parts
}

fn text(text: &str) -> Part {
    Part::Text { text: text.into() }
}

#[test]
fn pieces_become_parts_in_the_order_of_their_numbers() {
    let parts = folded(
        Vec::new(),
        vec![
            entry(0, JournalKind::Reasoning, "hm"),
            entry(2, JournalKind::ToolName, "clock"),
            entry(1, JournalKind::Text, "It is "),
            entry(2, JournalKind::ToolId, "call-1"),
            entry(2, JournalKind::ToolArguments, "{\"zone\":"),
            entry(1, JournalKind::Text, "late"),
            entry(2, JournalKind::ToolArguments, "1}"),
        ],
    );
    let call = Part::ToolCall {
        id: Some("call-1".into()),
        name: "clock".into(),
        arguments: "{\"zone\":1}".into(),
        signature: None,
    };
    assert_eq!(
        parts,
        [Part::Reasoning { text: "hm".into(), duration_ms: None, signature: None }, text("It is late"), call]
    );
}

#[test]
fn a_continuation_lengthens_the_sealed_part() {
    let parts = folded(
        vec![text("one ")],
        vec![entry(0, JournalKind::Text, "two"), entry(1, JournalKind::Reasoning, "?")],
    );
    assert_eq!(
        parts,
        [text("one two"), Part::Reasoning { text: "?".into(), duration_ms: None, signature: None }]
    );
}

#[test]
fn misnumbered_words_are_kept_together_at_the_end() {
    let parts = folded(
        vec![Part::Error { code: "network".into(), message: "gone".into() }],
        vec![entry(0, JournalKind::Text, "a"), entry(0, JournalKind::Text, "b")],
    );
    assert_eq!(parts.last(), Some(&text("ab")));
    assert_eq!(parts.len(), 2);
}

fn source(title: &str) -> Part {
    Part::Citation(Citation { url: None, title: Some(title.into()), quote: None })
}

fn dropped(count: u32) -> Part {
    Part::Dropped(Dropped { kind: DroppedKind::Image, count })
}

fn whole(part: &Part) -> JournalEntry {
    JournalEntry::part(0, part).unwrap()
}

fn call(model: &str) -> (Asked, JournalEntry) {
    let asked = Asked { model: ModelRef { provider: "p".into(), model: model.into() }, route: None };
    let entry = JournalEntry::call(&asked).unwrap();
    (asked, entry)
}

fn thought(text: &str, signature: &str) -> Part {
    Part::Reasoning { text: text.into(), duration_ms: None, signature: Some(signature.into()) }
}

#[test]
fn sources_stand_behind_the_words_and_take_no_number() {
    let entries = vec![
        entry(0, JournalKind::Text, "a"),
        whole(&source("one")),
        whole(&source("two")),
        whole(&source("one")),
        entry(1, JournalKind::Reasoning, "hm"),
        entry(2, JournalKind::Text, "b"),
    ];
    let hm = Part::Reasoning { text: "hm".into(), duration_ms: None, signature: None };
    assert_eq!(folded(Vec::new(), entries), [text("a"), hm, text("b"), source("one"), source("two")]);
}

#[test]
fn a_continuation_counts_as_if_sources_had_no_number() {
    let sealed = vec![text("a"), source("one")];
    let entries = vec![entry(0, JournalKind::Text, "b"), entry(1, JournalKind::ToolName, "clock")];
    let clock = Part::ToolCall { id: None, name: "clock".into(), arguments: String::new(), signature: None };
    assert_eq!(folded(sealed, entries), [text("ab"), clock, source("one")]);
}

#[test]
fn the_newest_signature_counts() {
    let entries = vec![
        entry(0, JournalKind::Reasoning, "hm"),
        entry(0, JournalKind::Signature, "s1"),
        entry(0, JournalKind::Signature, "s2"),
        entry(1, JournalKind::ToolName, "clock"),
        entry(1, JournalKind::ToolSignature, "t1"),
        entry(2, JournalKind::Signature, "alone"),
    ];
    let clock = Part::ToolCall {
        id: None,
        name: "clock".into(),
        arguments: String::new(),
        signature: Some("t1".into()),
    };
    assert_eq!(folded(Vec::new(), entries), [thought("hm", "s2"), clock, thought("", "alone")]);
}

#[test]
fn a_call_voids_what_the_one_before_left_without_words() {
    let sealed = vec![text("a"), dropped(1), source("old")];
    let (_, first) = call("first");
    let (second, again) = call("second");
    let entries = vec![
        first,
        whole(&dropped(3)),
        entry(1, JournalKind::Signature, "of the first"),
        whole(&source("of the first")),
        again,
        whole(&dropped(2)),
        entry(0, JournalKind::Text, "b"),
        entry(1, JournalKind::Signature, "of the second"),
    ];
    let folded = fold(sealed, entries);
    assert_eq!(folded.parts, [text("ab"), thought("", "of the second"), source("old"), dropped(2)]);
    assert_eq!(folded.asked, Some(second));
}

#[test]
fn what_cannot_be_read_takes_nothing_along() {
    let entries = vec![
        entry(0, JournalKind::Text, "a"),
        entry(0, JournalKind::Part, "{\"type\":\"of a newer version\"}"),
        entry(0, JournalKind::Call, "?"),
        entry(0, JournalKind::Text, "b"),
    ];
    assert_eq!(fold(Vec::new(), entries), Folded { parts: vec![text("ab")], asked: None, taken: None });
}

#[test]
fn a_thought_has_taken_as_long_as_was_said() {
    let entries = vec![
        entry(0, JournalKind::Reasoning, "hm"),
        entry(0, JournalKind::Duration, "1200"),
        entry(1, JournalKind::Text, "a"),
        entry(1, JournalKind::Duration, "5"),
        entry(2, JournalKind::Duration, "5"),
    ];
    let thought = Part::Reasoning { text: "hm".into(), duration_ms: Some(1200), signature: None };
    assert_eq!(folded(Vec::new(), entries), [thought, text("a")]);
}
