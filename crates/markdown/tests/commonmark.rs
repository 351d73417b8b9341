//! The examples of the CommonMark specification, <https://spec.commonmark.org/0.31.2/>, from the package `commonmark-spec`: our
//! HTML says the same, except for what `commonmark.txt` lists with a reason.

mod specification;

use specification::{assert_equal, examples};

#[test]
fn the_examples_say_what_the_specification_says() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../node_modules/commonmark-spec/spec.txt");
    let examples = examples(&std::fs::read_to_string(path).unwrap_or_default());
    assert_eq!(examples.len(), 652, "the package commonmark-spec is installed by `npm ci`");
    assert_equal(&examples, include_str!("commonmark.txt"));
}
