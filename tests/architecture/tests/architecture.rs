//! The arrows of ARCHITECTURE.md, held over what cargo itself says.
#![expect(clippy::unwrap_used, reason = "a failed step of a test's own machinery is a failed test")]

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package};

/// Which crate of the house may know which. Development-dependencies are free, but `testkit` is nothing else.
const ARROWS: &[(&str, &[&str])] = &[
    ("diagrams", &[]),
    ("domain", &[]),
    ("extract", &[]),
    ("llm", &["domain"]),
    ("markdown", &[]),
    ("secrets", &[]),
    ("import", &["domain"]),
    ("ipc", &["domain"]),
    ("store", &["domain"]),
    ("tokens", &[]),
    ("archive", &["domain", "markdown"]),
    ("providers", &["domain", "llm"]),
    (
        "app",
        &[
            "archive",
            "diagrams",
            "domain",
            "extract",
            "import",
            "ipc",
            "llm",
            "markdown",
            "providers",
            "secrets",
            "store",
            "tokens",
        ],
    ),
    ("cli", &["app", "domain", "ipc", "markdown"]),
    ("testkit", &[]),
    ("architecture", &[]),
    ("journeys", &["testkit"]),
    ("bench", &["app", "domain", "journeys", "llm", "providers", "store", "testkit"]),
    ("empty-window", &[]),
    ("peers", &[]),
];
/// What the desktop package may know.
const SHELL: &[&str] = &["app", "ipc"];

/// Libraries that decide what a crate can be, and the only crates that may have them directly.
const CONFINED: &[(&str, &[&str])] = &[
    ("tauri", &["parlance", "parlance-empty-window", "parlance-peers"]),
    ("reqwest", &["parlance-providers"]),
    ("async-openai", &["parlance-providers"]),
    // The journeys look at the file from outside, as it was left.
    ("sqlx", &["parlance-store", "parlance-journeys", "parlance-bench"]),
    ("pulldown-cmark", &["parlance-markdown"]),
    ("pulldown-latex", &["parlance-markdown"]),
    ("syntect", &["parlance-markdown"]),
    ("merman", &["parlance-diagrams"]),
    ("tiktoken-rs", &["parlance-tokens"]),
    ("keyring-core", &["parlance-secrets"]),
    ("ts-rs", &["parlance-ipc"]),
    // What reads strangers' files.
    ("lopdf", &["parlance-extract"]),
    ("html5ever", &["parlance-extract"]),
    ("cpal", &["parlance"]),
    ("clap", &["parlance-cli", "parlance-testkit"]),
];

fn metadata() -> Metadata {
    MetadataCommand::new()
        .manifest_path(concat!(env!("CARGO_MANIFEST_DIR"), "/../../Cargo.toml"))
        .no_deps()
        .other_options(vec!["--locked".into(), "--offline".into()])
        .exec()
        .unwrap()
}

fn house(package: &Package) -> BTreeSet<String> {
    package
        .dependencies
        .iter()
        .filter(|dependency| dependency.kind != DependencyKind::Development)
        .filter_map(|dependency| dependency.name.strip_prefix("parlance-").map(str::to_owned))
        .collect()
}

#[test]
fn crates_know_only_what_they_may() {
    let arrows: BTreeMap<_, _> = ARROWS.iter().copied().collect();
    let mut wrong = Vec::new();
    for package in metadata().workspace_packages() {
        let name = package.name.as_str();
        let allowed = match name.strip_prefix("parlance-") {
            Some(short) => match arrows.get(short) {
                Some(allowed) => *allowed,
                None => {
                    wrong.push(format!("{name} has no place in ARROWS"));
                    continue;
                }
            },
            None => SHELL,
        };
        for known in house(package) {
            if !allowed.contains(&known.as_str()) {
                wrong.push(format!("{name} must not know parlance-{known}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn heavy_libraries_stay_where_they_belong() {
    let mut wrong = Vec::new();
    for package in metadata().workspace_packages() {
        for dependency in &package.dependencies {
            let confined = CONFINED.iter().find(|(library, _)| *library == dependency.name);
            if let Some((library, owners)) = confined
                && dependency.kind != DependencyKind::Development
                && !owners.contains(&package.name.as_str())
            {
                wrong.push(format!("{} must not use {library}", package.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_stream_language_does_no_io() {
    let metadata = metadata();
    for package in metadata.workspace_packages() {
        if !["parlance-llm", "parlance-domain", "parlance-markdown", "parlance-extract", "parlance-diagrams"]
            .contains(&package.name.as_str())
        {
            continue;
        }
        for dependency in package.dependencies.iter().filter(|d| d.kind == DependencyKind::Normal) {
            let does_io =
                ["tokio", "reqwest", "hyper", "sqlx", "futures"].contains(&dependency.name.as_str());
            assert!(!does_io, "{} must not use {}", package.name, dependency.name);
        }
    }
}

#[test]
fn every_crate_keeps_the_lints_of_the_house() {
    for package in metadata().workspace_packages() {
        let manifest = std::fs::read_to_string(&package.manifest_path).unwrap();
        assert!(manifest.contains("[lints]\nworkspace = true"), "{} opts out of the lints", package.name);
    }
}

/// As in `parlance_ipc::STREAM_COMMANDS`.
const BY_HAND: [&str; 9] = [
    "watch_turn",
    "watch_app",
    "watch_drops",
    "load_image",
    "load_blob",
    "load_thumbnail",
    "load_sentence",
    "begin_dictation",
    "upload_piece",
];

/// A command without its permission fails only when somebody calls it.
#[test]
fn the_window_may_call_the_commands_and_nothing_else() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
    let generated = std::fs::read_to_string(format!("{root}/ui/src/ipc/generated.ts")).unwrap();
    let commands = generated.split_once("export interface Commands {").unwrap().1;
    let declared: BTreeSet<_> = commands
        .lines()
        .filter_map(|line| line.trim().split_once(": { args:").map(|(name, _)| name.to_owned()))
        .chain(BY_HAND.map(str::to_owned))
        .map(|name| format!("allow-{}", name.replace('_', "-")))
        .collect();
    let capability = std::fs::read_to_string(format!("{root}/src-tauri/capabilities/main.json")).unwrap();
    let list = capability.split_once("\"permissions\"").unwrap().1;
    let granted: BTreeSet<_> =
        list.split('"').filter(|word| word.contains(char::is_alphabetic)).map(str::to_owned).collect();
    assert!(declared.len() > 30);
    assert_eq!(granted, declared);
}
