//! Exports that are damaged in every way: nothing panics, and what comes out is a tree.
#![expect(clippy::unwrap_used, reason = "clippy's exception for tests ends at the functions they share")]

mod support;

use std::collections::HashSet;
use std::path::Path;

use parlance_domain::ArchivedConversation;
use proptest::prelude::*;
use support::*;

#[derive(Debug, Clone)]
enum Damage {
    Cut(prop::sample::Index),
    Flip(prop::sample::Index, u8),
    Remove(prop::sample::Index, usize),
    Repeat(prop::sample::Index, usize),
    /// What means something to JSON, in the wrong place.
    Insert(prop::sample::Index, &'static str),
}

fn damage() -> impl Strategy<Value = Damage> {
    let words = [
        "null",
        "[",
        "]",
        "{",
        "}",
        "\"",
        ",",
        ":",
        "\\",
        "-1",
        "1e999",
        "{}",
        "[[[[",
        "\u{e200}",
        "<details type=\"reasoning\">",
        "<think>",
        "\"parent\":\"m-1\",",
        "data:;base64,",
        "\u{0}",
    ];
    prop_oneof![
        1 => any::<prop::sample::Index>().prop_map(Damage::Cut),
        2 => (any::<prop::sample::Index>(), any::<u8>()).prop_map(|(at, byte)| Damage::Flip(at, byte)),
        3 => (any::<prop::sample::Index>(), 1..200_usize).prop_map(|(at, length)| Damage::Remove(at, length)),
        2 => (any::<prop::sample::Index>(), 1..400_usize).prop_map(|(at, length)| Damage::Repeat(at, length)),
        3 => (any::<prop::sample::Index>(), prop::sample::select(words.to_vec())).prop_map(|(at, word)| Damage::Insert(at, word)),
    ]
}

fn damaged(mut bytes: Vec<u8>, damages: &[Damage]) -> Vec<u8> {
    for damage in damages {
        if bytes.is_empty() {
            return bytes;
        }
        let end = |at: usize, length: usize| (at + length).min(bytes.len());
        match damage {
            Damage::Cut(at) => bytes.truncate(at.index(bytes.len())),
            Damage::Flip(at, byte) => {
                let at = at.index(bytes.len());
                bytes[at] ^= byte;
            }
            Damage::Remove(at, length) => {
                let at = at.index(bytes.len());
                let end = end(at, *length);
                bytes.drain(at..end);
            }
            Damage::Repeat(at, length) => {
                let at = at.index(bytes.len());
                let piece = bytes[at..end(at, *length)].to_vec();
                bytes.splice(at..at, piece);
            }
            Damage::Insert(at, word) => {
                let at = at.index(bytes.len());
                bytes.splice(at..at, word.bytes());
            }
        }
    }
    bytes
}

/// Parents come before their children, every id once, the leaf is among them.
fn is_a_tree(conversation: &ArchivedConversation) {
    let mut met = HashSet::new();
    for archived in &conversation.messages {
        let message = &archived.message;
        assert_eq!(message.conversation, conversation.id);
        assert!(message.parent.is_none_or(|parent| met.contains(&parent)), "a parent that comes later");
        assert!(met.insert(message.id), "an id twice");
        assert!(!message.parts.is_empty(), "a message of nothing");
    }
    assert!(conversation.leaf.is_some_and(|leaf| met.contains(&leaf)));
}

fn survives(name: &str, damages: &[Damage]) {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("export");
    std::fs::write(&path, damaged(std::fs::read(fixture(name)).unwrap(), damages)).unwrap();
    reads(&path);
}

fn reads(path: &Path) {
    let (_, collected) = collect(path);
    collected.conversations.iter().for_each(is_a_tree);
    let again = collect(path).1;
    assert_eq!(again.conversations, collected.conversations, "the same bytes give the same conversations");
}

proptest! {
    #[test]
    fn chatgpt_survives(damages in prop::collection::vec(damage(), 1..6)) {
        survives("chatgpt.json", &damages);
    }

    #[test]
    fn claude_survives(damages in prop::collection::vec(damage(), 1..6)) {
        survives("claude.json", &damages);
    }

    #[test]
    fn open_webui_survives(damages in prop::collection::vec(damage(), 1..6)) {
        survives("open-webui.json", &damages);
    }

    #[test]
    fn librechat_survives(damages in prop::collection::vec(damage(), 1..6)) {
        survives("librechat.json", &damages);
    }

    /// What comes of it need be no tree: the history mends what it takes.
    #[test]
    fn our_own_survives(damages in prop::collection::vec(damage(), 1..6)) {
        let documented = include_str!("../../../docs/export-format.md");
        let text = documented.split_once("```json").unwrap().1.split_once("```").unwrap().0;
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("export");
        std::fs::write(&path, damaged(text.as_bytes().to_vec(), &damages)).unwrap();
        let (first, second) = (collect(&path).1, collect(&path).1);
        assert_eq!(first.conversations, second.conversations);
        assert_eq!(first.skipped, second.skipped);
    }

    #[test]
    fn chatbox_survives(damages in prop::collection::vec(damage(), 1..6)) {
        survives("chatbox.json", &damages);
    }

    #[test]
    fn jan_survives(damages in prop::collection::vec(damage(), 1..6), which in any::<bool>()) {
        let home = tempfile::tempdir().unwrap();
        for (at, file) in ["thread.json", "messages.jsonl"].into_iter().enumerate() {
            let bytes = std::fs::read(fixture(&format!("jan/threads/jan-1/{file}"))).unwrap();
            let bytes = if which == (at == 0) { damaged(bytes, &damages) } else { bytes };
            std::fs::write(home.path().join(file), bytes).unwrap();
        }
        reads(home.path());
    }

    #[test]
    fn a_zip_survives(damages in prop::collection::vec(damage(), 1..6)) {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("export.zip");
        let export = std::fs::read(fixture("chatgpt.json")).unwrap();
        pack(&path, &[("conversations.json", &export), ("file-AbC1-sea.png", PICTURE)]);
        std::fs::write(&path, damaged(std::fs::read(&path).unwrap(), &damages)).unwrap();
        reads(&path);
    }
}
