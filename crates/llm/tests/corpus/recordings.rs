//! The recordings, where the folder is present.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

use parlance_llm::Wire;
use serde_json::Value;

/// A wire's folder of `WIRE_CORPUS`, or of the default place; both relative to the workspace. `None`, with a line on
/// stderr, where there is none; a corpus that was named must be there.
fn folder(wire_folder: &str) -> Option<PathBuf> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let named = env::var_os("WIRE_CORPUS");
    let corpus = workspace.join(named.as_deref().unwrap_or("../shared/wire-corpus".as_ref()));
    assert!(named.is_none() || corpus.is_dir(), "WIRE_CORPUS is no folder: {}", corpus.display());
    let folder = corpus.join(wire_folder);
    if folder.is_dir() {
        return Some(folder);
    }
    say(&format!("SKIPPED: no {wire_folder} in the wire corpus (WIRE_CORPUS names its folder)"));
    None
}

/// Past the test harness, which keeps the output of a test that passes to itself.
pub(crate) fn say(line: &str) {
    std::io::stderr().write_all(format!("{line}\n").as_bytes()).unwrap();
}

pub(crate) struct Recording {
    pub(crate) name: String,
    pub(crate) body: Vec<u8>,
    pub(crate) sidecar: Value,
}

impl Recording {
    pub(crate) fn expect(&self, field: &str) -> Option<&Value> {
        self.sidecar["expect"].get(field)
    }

    pub(crate) fn is_tagged(&self, tag: &str) -> bool {
        self.sidecar["tags"].as_array().is_some_and(|tags| tags.iter().any(|item| item == tag))
    }
}

/// One wire's part of the corpus.
pub(crate) struct Suite {
    pub(crate) wire: Wire,
    pub(crate) folder: &'static str,
    /// Before the first of these there is no end and no reason for one: a body that is cut off there is no success.
    pub(crate) end_marks: &'static [&'static str],
}

impl Suite {
    /// Where the first end mark stands, whatever white space is around its colons.
    pub(crate) fn end(&self, body: &[u8]) -> usize {
        let (places, compact): (Vec<usize>, Vec<u8>) =
            body.iter().enumerate().filter(|(_, byte)| !byte.is_ascii_whitespace()).unzip();
        let find = |mark: &&str| compact.windows(mark.len()).position(|window| window == mark.as_bytes());
        let first = self.end_marks.iter().filter_map(find).min();
        first.map_or(body.len(), |first| places[first])
    }
}

/// Those of a wire, in the order of their names.
pub(crate) fn recordings(suite: &Suite, extension: &str) -> Vec<Recording> {
    let Some(folder) = folder(suite.folder) else { return Vec::new() };
    let entries = |folder: &Path| fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut paths: Vec<PathBuf> = entries(&folder)
        .filter(|provider| provider.is_dir())
        .flat_map(|provider| entries(&provider))
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .collect();
    if paths.is_empty() {
        say(&format!("SKIPPED: {} holds no .{extension}", folder.display()));
    }
    paths.sort();
    paths
        .into_iter()
        .map(|path| Recording {
            name: path.strip_prefix(&folder).unwrap().display().to_string(),
            body: fs::read(&path).unwrap(),
            sidecar: serde_json::from_slice(&fs::read(path.with_extension("json")).unwrap()).unwrap(),
        })
        .collect()
}

/// Every difference, as `file: field: …`.
#[derive(Default)]
pub(crate) struct Mismatches(pub(crate) Vec<String>);

impl Mismatches {
    pub(crate) fn check(&mut self, file: &str, field: &str, expected: &Value, found: &Value) {
        if expected != found {
            self.0.push(format!("{file}: {field}: expected {expected}, found {found}"));
        }
    }

    pub(crate) fn none(self, files: usize) {
        assert!(self.0.is_empty(), "{} mismatches:\n{}", self.0.len(), self.0.join("\n"));
        if files > 0 {
            say(&format!("{files} recordings agree"));
        }
    }
}
