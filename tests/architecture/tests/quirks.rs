//! The quirks that broke other clients, by number. Each is a test whose name begins with `quirk_` and its number, in the
//! crate that reads the wire or in the one that holds the connection.
#![expect(clippy::unwrap_used, reason = "a failed step of a test's own machinery is a failed test")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

const QUIRKS: [&str; 40] = [
    "comments that keep the connection",
    "comments as data",
    "UTF-8 cut by a chunk",
    "every line end, also cut",
    "data without a space",
    "a byte order mark",
    "no end mark, and the socket held open",
    "bytes after the end",
    "silence in the middle",
    "a tool's index that is absent, null or begins at one",
    "a finish reason that is empty or comes twice",
    "usage in the middle, everywhere, or alone",
    "no choices, or a choice without a delta",
    "content as an array",
    "reasoning in the text",
    "reasoning that goes back, or must not",
    "Gemini's malformed call, empty stop and blocked prompt",
    "a page, or nothing, with 200",
    "an error that is no event among events",
    "overloaded in the middle",
    "an error with 200",
    "an error inside an event that is open",
    "gzip although refused",
    "an event over 1 MiB",
    "stream_options refused",
    "max_tokens refused",
    "temperature or top_p refused",
    "a JSON line over reads, and several in one",
    "the limit inside of a tool's input",
    "a reset in the middle",
    "unknown events",
    "numbers as strings",
    "created as a float",
    "an id that is null",
    "a tool's arguments as an object",
    "a second message_start",
    "blank lines before the first event",
    "redirects",
    "a whole answer instead of a stream",
    "trailers, and cuts of the chunked encoding",
];

fn sources(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            into.push(path);
        }
    }
}

/// The numbers with which the names of tests begin: `quirk_07_…`, `quirk_19_and_21_…`.
fn tested() -> BTreeSet<usize> {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../crates");
    let mut paths = Vec::new();
    for folder in ["llm/tests", "providers/tests"] {
        sources(&crates.join(folder), &mut paths);
    }
    let mut numbers = BTreeSet::new();
    for path in paths {
        let text = fs::read_to_string(path).unwrap();
        let mut before = "";
        for line in text.lines().map(str::trim_start) {
            let is_test = before.starts_with("#[test]") || before.starts_with("#[tokio::test");
            let name = line.trim_start_matches("async ").strip_prefix("fn quirk_").filter(|_| is_test);
            let words = name.unwrap_or_default().split('_');
            let own = words.take_while(|word| *word == "and" || word.parse::<usize>().is_ok());
            numbers.extend(own.filter_map(|word| word.parse::<usize>().ok()));
            before = line;
        }
    }
    numbers
}

#[test]
fn every_quirk_is_a_test() {
    let tested = tested();
    let missing: Vec<_> = QUIRKS.iter().zip(1..).filter(|(_, number)| !tested.contains(number)).collect();
    assert!(missing.is_empty(), "without a test: {missing:?}");
    assert!(tested.last() <= Some(&QUIRKS.len()), "a quirk beyond the list");
}
