//! Every format, from fixtures written by hand: what comes out lies in `golden`, and `UPDATE_GOLDEN=1` writes it anew.
#![expect(clippy::unwrap_used, reason = "clippy's exception for tests ends at the functions they share")]

mod support;

use std::path::Path;

use parlance_domain::ArchivedConversation;
use parlance_import::{Control, Format, ImportError, SkipReason, recognise};
use support::*;

fn golden(name: &str, path: &Path, format: Format) -> Collected {
    let (found, collected) = collect(path);
    assert_eq!(found.unwrap(), format);
    assert_eq!(recognise(path).unwrap(), format);
    let text = render(&collected);
    let file = format!("{}/tests/golden/{name}.txt", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&file, &text).unwrap();
    }
    assert_eq!(text, std::fs::read_to_string(&file).unwrap_or_default(), "{name}");
    collected
}

#[test]
fn chatgpt() {
    let picture = PICTURE;
    let home = tempfile::tempdir().unwrap();
    let zip = home.path().join("anything.bin");
    let export = std::fs::read(fixture("chatgpt.json")).unwrap();
    // Entries without conversations are passed over; the names of the files are of two makes.
    pack(
        &zip,
        &[
            ("conversations.json", &export),
            ("user.json", b"{\"id\":\"user-1\",\"email\":\"a@example.org\"}"),
            ("shared_conversations.json", b"[{\"id\":\"s\",\"title\":\"Shared\"}]"),
            ("file-AbC12-other.png", b"not this one"),
            ("file-AbC1-sea.png", picture),
            ("nested/file-Doc2.dat", b"%PDF-1.7"),
        ],
    );
    let collected = golden("chatgpt", &zip, Format::ChatGpt);
    assert_eq!(collected.files.len(), 2);
    let bare = collect(&fixture("chatgpt.json")).1;
    assert_eq!(ids(&bare), ids(&collected), "the same ids with and without the ZIP");
    assert_eq!(bare.lost, 3, "two pictures and a document");
    let reasons: Vec<_> = bare.skipped.iter().map(|it| (it.title.as_str(), it.reason)).collect();
    assert_eq!(
        reasons,
        [
            ("No mapping", SkipReason::Empty),
            ("Nothing seen", SkipReason::Empty),
            ("Broken", SkipReason::Unreadable),
            ("", SkipReason::Unreadable),
            ("Cut off", SkipReason::CutOff),
        ]
    );
}

#[test]
fn an_export_in_many_files_is_one() {
    let home = tempfile::tempdir().unwrap();
    let zip = home.path().join("many.zip");
    let one = |n: usize| {
        format!(
            "[{{\"id\":\"c{n}\",\"title\":\"T{n}\",\"mapping\":{{\"m\":{{\"message\":{{\"author\":{{\"role\":\"user\"}},\
             \"content\":{{\"content_type\":\"text\",\"parts\":[\"hi\"]}}}}}}}}}}]"
        )
    };
    let files: Vec<_> = (0..60).map(|n| (format!("conversations-{n:03}.json"), one(n))).collect();
    let files: Vec<_> = files.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
    pack(&zip, &files);
    let (format, collected) = collect(&zip);
    assert_eq!((format.unwrap(), collected.conversations.len()), (Format::ChatGpt, 60));
    let unpacked = home.path().join("unpacked");
    std::fs::create_dir(&unpacked).unwrap();
    for (name, text) in files {
        std::fs::write(unpacked.join(name), text).unwrap();
    }
    assert_eq!(ids(&collect(&unpacked).1), ids(&collected));
}

#[test]
fn claude() {
    let collected = golden("claude", &fixture("claude.json"), Format::Claude);
    assert_eq!(collected.files[0].bytes, b"Dear Ada,");
}

#[test]
fn open_webui() {
    golden("open-webui", &fixture("open-webui.json"), Format::OpenWebUi);
}

#[test]
fn what_was_in_one_folder_of_open_webui_stays_together() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("chats.json");
    let chat = |id: &str, rest: &str| {
        format!(
            "{{\"id\":\"{id}\",\"title\":\"{id}\"{rest},\"chat\":{{\"history\":{{\"currentId\":\"m\",\"messages\":\
             {{\"m\":{{\"role\":\"user\",\"content\":\"hi\"}}}}}}}}}}"
        )
    };
    let id = ",\"folder_id\":\"0b7f2c1e-88d1-4b6e\"";
    let chats = [
        chat("first", id),
        chat("second", id),
        chat("third", ",\"folder_id\":\"f-2\",\"folder\":{\"name\":\"Garden\"}"),
        chat("fourth", ",\"folder_id\":null"),
    ];
    std::fs::write(&path, format!("[{}]", chats.join(","))).unwrap();
    let collected = collect(&path).1;
    let folders: Vec<_> = collected.conversations.iter().map(|it| it.folder.clone()).collect();
    let [Some(first), Some(second), Some(third), None] = folders.as_slice() else { panic!("{folders:?}") };
    assert_eq!((first, first.name.as_str()), (second, "Open WebUI 0b7f2c1e"));
    assert_eq!(third.name, "Garden");
    assert!(first.id.is_some() && third.id.is_some() && first.id != third.id);
}

#[test]
fn a_conversation_of_our_own_is_read_as_it_was_written() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("lisbon.json");
    let documented = include_str!("../../../docs/export-format.md");
    let text = documented.split_once("```json").unwrap().1.split_once("```").unwrap().0;
    std::fs::write(&path, text).unwrap();
    assert_eq!(recognise(&path).unwrap(), Format::Parlance);
    let collected = collect(&path).1;
    let written: serde_json::Value = serde_json::from_str(text).unwrap();
    let expected: ArchivedConversation = serde_json::from_value(written["conversation"].clone()).unwrap();
    assert_eq!(collected.conversations, [expected]);

    for (what, text, reason) in [
        ("newer", text.replacen("\"version\": 1", "\"version\": 2", 1), SkipReason::Newer),
        ("broken", text.replacen("\"messages\"", "\"massages\"", 1), SkipReason::Unreadable),
        ("torn", text[..text.len() / 2].to_owned(), SkipReason::CutOff),
    ] {
        std::fs::write(&path, text).unwrap();
        let (found, collected) = collect(&path);
        assert_eq!(found.unwrap(), Format::Parlance, "{what}");
        assert_eq!(collected.skipped.len(), 1, "{what}");
        assert_eq!(
            (collected.skipped[0].reason, collected.skipped[0].title.as_str()),
            (reason, "A week in Lisbon")
        );
    }
}

#[test]
fn everything_that_was_exported_is_told_from_what_nobody_knows() {
    let home = tempfile::tempdir().unwrap();
    let zip = home.path().join("parlance-history.zip");
    pack(&zip, &[("organisation.json", b"{}"), ("conversations.jsonl", b""), ("manifest.json", b"{}")]);
    assert!(matches!(recognise(&zip), Err(ImportError::Archive)));
    assert!(matches!(collect(&zip).0, Err(ImportError::Archive)));
}

#[test]
fn librechat() {
    golden("librechat", &fixture("librechat.json"), Format::LibreChat);
    let flat = std::fs::read_to_string(fixture("librechat.json")).unwrap();
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("deep.json");
    let depth = 600;
    let chain: String = (0..depth)
        .map(|n| {
            format!("[{{\"messageId\":\"m{n}\",\"text\":\"t{n}\",\"isCreatedByUser\":true,\"children\":")
        })
        .collect();
    let chain = chain + "[]" + &"}]".repeat(depth);
    std::fs::write(&file, format!("{{\"conversationId\":\"deep\",\"messagesTree\":{chain}}}")).unwrap();
    let deep = &collect(&file).1.conversations[0];
    assert_eq!(deep.messages.len(), depth, "deeper than JSON is read: {}", flat.len());
    assert_eq!(deep.leaf, Some(deep.messages[depth - 1].message.id));
}

#[test]
fn jan() {
    golden("jan", &fixture("jan"), Format::Jan);
}

#[test]
fn chatbox() {
    let collected = golden("chatbox", &fixture("chatbox.json"), Format::Chatbox);
    assert!(!format!("{collected:?}").contains("never-read"), "settings hold keys");
}

#[test]
fn what_is_no_export_says_so_and_what_is_cancelled_ends() {
    let home = tempfile::tempdir().unwrap();
    for (name, bytes) in [
        ("empty", &b""[..]),
        ("text", b"Dear Ada,"),
        ("json", b"{\"name\":\"package\",\"version\":\"1\"}"),
        ("list", b"[{\"a\":1},[],3]"),
        ("torn.zip", b"PK\x03\x04 and then nothing"),
    ] {
        let file = home.path().join(name);
        std::fs::write(&file, bytes).unwrap();
        let (found, collected) = collect(&file);
        assert!(matches!(found, Err(ImportError::Unknown | ImportError::Zip(_))), "{name}");
        assert_eq!((collected.conversations.len(), collected.skipped.len()), (0, 0), "{name}");
    }
    assert!(matches!(collect(&home.path().join("missing")).0, Err(ImportError::Io(_))));
    let control = Control::default();
    control.cancel();
    let read = parlance_import::read(&fixture("claude.json"), &control, &mut Collected::default());
    assert!(matches!(read, Err(ImportError::Cancelled)));
}

#[test]
fn every_file_says_how_far_it_is() {
    let control = Control::default();
    parlance_import::read(&fixture("claude.json"), &control, &mut Collected::default()).unwrap();
    let size = std::fs::metadata(fixture("claude.json")).unwrap().len();
    assert_eq!(control.progress(), (size, size));
}

fn ids(collected: &Collected) -> Vec<String> {
    let ids = |it: &ArchivedConversation| {
        it.messages.iter().map(|it| it.message.id.to_string()).collect::<String>()
    };
    collected.conversations.iter().map(|it| format!("{} {}", it.id, ids(it))).collect()
}
