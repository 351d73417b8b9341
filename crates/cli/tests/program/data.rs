//! `backup`, `restore`, `export`, `import`, `verify`: real data folders, as a script or a person uses them.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::shell::{Run, Shell};

const SECRET: &str = "correct horse battery";

/// Two conversations, one of them with a file; the words are found nowhere else.
const EXPORT: &str = r#"[
  {"uuid": "c-1", "name": "Letters", "created_at": "2025-01-02T03:04:05Z", "updated_at": "2025-01-02T03:04:06Z", "chat_messages": [
    {"uuid": "m-1", "sender": "human", "text": "Who wrote the zanzibar letter?", "created_at": "2025-01-02T03:04:05Z",
     "attachments": [{"file_name": "letter.txt", "file_type": "txt", "file_size": 9, "extracted_content": "Dear Ada,"}]},
    {"uuid": "m-2", "sender": "assistant", "text": "Nobody knows.", "created_at": "2025-01-02T03:04:06Z"}]},
  {"uuid": "c-2", "name": "Bread", "created_at": "2025-02-02T03:04:05Z", "updated_at": "2025-02-02T03:04:06Z", "chat_messages": [
    {"uuid": "m-1", "sender": "human", "text": "How long does it rise?", "created_at": "2025-02-02T03:04:05Z"}]}
]"#;

/// A person with these conversations, and a folder for what they write.
async fn person() -> (Shell, PathBuf) {
    let shell = Shell::new();
    let out = shell.home.path().join("out");
    fs::create_dir(&out).unwrap();
    let export = out.join("claude.json");
    fs::write(&export, EXPORT).unwrap();
    let run = shell.run(&["import", text(&export)]).await.expect(0);
    assert!(run.stdout.contains("2 new conversations\n3 new messages\n"), "{run:?}");
    (shell, out)
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// The path that a command printed.
fn path_of(run: &Run) -> PathBuf {
    PathBuf::from(run.stdout.strip_suffix('\n').unwrap())
}

async fn titles(shell: &Shell) -> Vec<String> {
    let listed = shell.conversations().await;
    let mut titles: Vec<_> = listed.iter().map(|it| it["title"].as_str().unwrap().to_owned()).collect();
    titles.sort();
    titles
}

/// Each conversation as JSON, by its id.
async fn jsons(shell: &Shell, out: &Path) -> Vec<(String, Vec<u8>)> {
    let mut all = Vec::new();
    for conversation in shell.conversations().await {
        let id = conversation["id"].as_str().unwrap().to_owned();
        let args = ["export", "conversations", text(out), &id, "--format", "json"];
        let run = shell.run(&args).await.expect(0);
        all.push((id, fs::read(path_of(&run)).unwrap()));
    }
    all.sort();
    all
}

/// An archive up to its last file, which says when it was made.
fn before_the_manifest(zip: &Path) -> Vec<u8> {
    let mut bytes = fs::read(zip).unwrap();
    let at = bytes.windows(13).position(|found| found == b"manifest.json").unwrap();
    bytes.truncate(at - 30);
    bytes
}

#[tokio::test]
async fn what_is_exported_and_taken_over_elsewhere_is_exported_again_to_the_byte() {
    let (shell, out) = person().await;
    let before = jsons(&shell, &out).await;
    let all = path_of(&shell.run(&["export", "all", text(&out)]).await.expect(0));
    assert_eq!(all, out.join("parlance-history.zip"));

    // As one, restored.
    let (restored, elsewhere) = (Shell::new(), out.join("restored"));
    let dry = restored.run(&["restore", text(&all), "--dry-run"]).await.expect(0);
    assert!(
        dry.stdout.starts_with("Would come:\n") && dry.stdout.contains("2  new conversations"),
        "{dry:?}"
    );
    assert!(titles(&restored).await.is_empty());
    restored.run(&["restore", text(&all)]).await.expect(0);
    let again = path_of(&restored.run(&["export", "all", text(&elsewhere)]).await.expect(0));
    assert_eq!(before_the_manifest(&again), before_the_manifest(&all));
    assert_eq!(jsons(&restored, &elsewhere).await, before);
    let report = restored.run(&["restore", text(&all), "--json"]).await.expect(0).json();
    assert_eq!((&report["new"], &report["known"]), (&Value::from(0), &Value::from(2)));

    // One by one, imported.
    let (imported, elsewhere) = (Shell::new(), out.join("imported"));
    for (id, bytes) in &before {
        let file = out.join(format!("{id}.json"));
        fs::write(&file, bytes).unwrap();
        imported.run(&["import", text(&file)]).await.expect(0);
        let run = imported.run(&["import", text(&file)]).await.expect(0);
        assert!(run.stdout.contains("1 conversations were here already"), "{run:?}");
    }
    assert_eq!(jsons(&imported, &elsewhere).await, before);
    // The archive itself is restored, and says so.
    let run = imported.run(&["import", text(&all)]).await.expect(2);
    assert!(run.stderr.contains("parlance-cli restore"), "{run:?}");
}

#[tokio::test]
async fn a_backup_comes_back_and_so_many_are_kept() {
    let (shell, out) = person().await;
    let folder = out.join("backups");
    let mut made = Vec::new();
    for _ in 0..3 {
        made.push(path_of(&shell.run(&["backup", text(&folder), "--keep", "2"]).await.expect(0)));
    }
    assert_eq!(made.iter().filter(|backup| backup.is_file()).count(), 2, "{made:?}");
    let newest = made.last().unwrap();
    let other = Shell::new();
    other.run(&["restore", text(newest)]).await.expect(0);
    assert_eq!(titles(&other).await, ["Bread", "Letters"]);
    let verified = other.run(&["verify"]).await.expect(0);
    assert_eq!(verified.stdout, "2 conversations, 3 messages, 1 files.\nEverything is as it was written.\n");
    // Without a folder it is the one of Settings, of which there is none yet.
    let run = shell.run(&["backup"]).await.expect(2);
    assert!(run.stderr.contains("folder"), "{run:?}");
    // Inside of the data folder it would go with what it saves.
    let inside = shell.home.parlance().join("backups");
    let run = shell.run(&["backup", text(&inside)]).await.expect(2);
    assert!(run.stderr.contains("outside of the data folder"), "{run:?}");
}

#[tokio::test]
async fn a_history_that_does_not_open_is_replaced_and_kept_aside() {
    let (shell, out) = person().await;
    let backup = path_of(&shell.run(&["backup", text(&out.join("backups"))]).await.expect(0));
    let home = shell.home.parlance();
    let database = home.join("history.db");
    fs::write(&database, "no database any more").unwrap();
    // The log would bring the pages back.
    for log in ["history.db-wal", "history.db-shm"] {
        let _ = fs::remove_file(home.join(log));
    }
    let run = shell.run(&["conversations"]).await.expect(5);
    assert!(run.stderr.contains("did not open"), "{run:?}");
    assert_eq!(shell.run(&["restore", text(&backup)]).await.code, 5);
    shell.run(&["restore", text(&backup), "--replace"]).await.expect(0);
    assert_eq!(titles(&shell).await, ["Bread", "Letters"]);
    let aside = files_in(&home.join("set-aside"));
    assert!(aside.iter().any(|file| fs::read(file).unwrap() == b"no database any more"), "{aside:?}");
}

#[tokio::test]
async fn a_passphrase_comes_from_the_environment_a_file_or_a_pipe_and_no_argument_takes_it() {
    let (mut shell, out) = person().await;
    let file = out.join("passphrase");
    fs::write(&file, format!("{SECRET}\nand a second line\n")).unwrap();
    let from_file = ["--passphrase-file", text(&file)];
    let sealed = path_of(
        &shell.run(&[&["export", "all", text(&out), "--sealed"][..], &from_file].concat()).await.expect(0),
    );
    assert_eq!(sealed, out.join("parlance-history.zip.age"));
    assert!(fs::read(&sealed).unwrap().starts_with(b"age-encryption.org/"));

    // Nobody to ask.
    let run = shell.run(&["restore", text(&sealed)]).await.expect(2);
    assert!(
        run.stderr.contains("PARLANCE_PASSPHRASE") && run.stderr.contains("--passphrase-file"),
        "{run:?}"
    );
    let run = shell.run(&["export", "all", text(&out), "--sealed"]).await.expect(2);
    assert!(run.stderr.contains("--passphrase-file"), "{run:?}");
    let run = shell.run(&["restore", text(&sealed), "--passphrase", SECRET]).await.expect(2);
    assert!(run.stderr.contains("unexpected argument"), "{run:?}");

    let other = Shell::new();
    let piped = ["restore", text(&sealed), "--passphrase-file", "-"];
    let wrong = other.run_with(&piped, b"another one\n").await.expect(2);
    assert!(wrong.stderr.contains("not the passphrase"), "{wrong:?}");
    other.run_with(&piped, format!("{SECRET}\n").as_bytes()).await.expect(0);
    assert_eq!(titles(&other).await, ["Bread", "Letters"]);
    let empty = other.run_with(&piped, b"\n").await.expect(2);
    assert!(empty.stderr.contains("first line"), "{empty:?}");
    let missing = [&["restore", text(&sealed)][..], &["--passphrase-file", "/nowhere/at/all"]].concat();
    assert!(other.run(&missing).await.expect(2).stderr.contains("cannot be read"));

    shell.set("PARLANCE_PASSPHRASE", SECRET);
    let backup = path_of(&shell.run(&["backup", text(&out.join("sealed")), "--sealed"]).await.expect(0));
    assert!(text(&backup).ends_with(".zip.age"));
    let run = shell.run(&["restore", text(&backup), "--json"]).await.expect(0);
    assert_eq!(run.json()["known"], 2);
    shell.set("PARLANCE_PASSPHRASE", "short");
    let run = shell.run(&["export", "all", text(&out), "--sealed"]).await.expect(2);
    assert!(run.stderr.contains("at least 8"), "{run:?}");
}

#[tokio::test]
async fn one_flipped_byte_is_found_wherever_it_is() {
    // In a file that somebody attached.
    let (shell, _) = person().await;
    let blob = files_in(&shell.home.parlance().join("blobs"))
        .into_iter()
        .find(|file| fs::read(file).unwrap() == b"Dear Ada,")
        .unwrap();
    flip(&blob, b"Ada");
    let run = shell.run(&["verify"]).await.expect(1);
    assert!(run.stdout.contains("! the file ") && run.stdout.contains("holds other bytes"), "{run:?}");
    let found = shell.run(&["verify", "--json"]).await.expect(1).json();
    assert_eq!(found["problems"].as_array().unwrap().len(), 1);
    assert!(!run.stdout.contains("Dear"), "what is in it is nobody's business");
    // What was damaged is not handed on as whole.
    let out = shell.home.path().join("out");
    let run = shell.run(&["export", "all", text(&out)]).await.expect(2);
    assert!(run.stderr.contains("verify"), "{run:?}");

    // In the database: a letter of a message.
    let (shell, out) = person().await;
    let backup = path_of(&shell.run(&["backup", text(&out.join("backups"))]).await.expect(0));
    let shell = Shell::new();
    // In one piece, without a log, in the place of one that does not open.
    fs::create_dir_all(shell.home.parlance()).unwrap();
    fs::write(shell.home.parlance().join("history.db"), "no database any more").unwrap();
    shell.run(&["restore", text(&backup), "--replace"]).await.expect(0);
    let database = shell.home.parlance().join("history.db");
    flip(&database, b"zanzibar");
    let run = shell.run(&["verify"]).await.expect(1);
    assert!(run.stdout.contains("! ") && !run.stdout.contains("zanzibar"), "{run:?}");

    // In an archive, and in a backup.
    let (shell, out) = person().await;
    let all = path_of(&shell.run(&["export", "all", text(&out)]).await.expect(0));
    let mut bytes = fs::read(&all).unwrap();
    let at = bytes.windows(19).position(|found| found == b"conversations.jsonl").unwrap() + 60;
    bytes[at] ^= 0x10;
    fs::write(&all, bytes).unwrap();
    let other = Shell::new();
    let run = other.run(&["restore", text(&all)]).await;
    assert!(run.code == 1 || run.code == 2, "{run:?}");
    let backup = path_of(&shell.run(&["backup", text(&out.join("backups"))]).await.expect(0));
    let torn = fs::read(&backup).unwrap();
    fs::write(&backup, &torn[..torn.len() / 2]).unwrap();
    let run = other.run(&["restore", text(&backup)]).await;
    assert!(run.code == 5 && !run.stderr.is_empty(), "{run:?}");
}

#[tokio::test]
async fn what_cannot_be_read_or_written_says_so() {
    let (shell, out) = person().await;
    let nothing = out.join("nothing");
    for command in ["restore", "import"] {
        let run = shell.run(&[command, text(&nothing)]).await.expect(2);
        assert!(run.stderr.contains("no file") || run.stderr.contains("not there"), "{run:?}");
        let foreign = out.join("foreign");
        fs::write(&foreign, "Dear diary").unwrap();
        let run = shell.run(&[command, text(&foreign)]).await.expect(2);
        assert!(run.stderr.contains("no backup") || run.stderr.contains("no export"), "{run:?}");
    }
    let run =
        shell.run(&["export", "conversations", text(&out), "01991c5e-3f00-7a01-8c00-000000000001"]).await;
    assert!(run.code == 2 && run.stderr.contains("not in the history"), "{run:?}");
    let ids: Vec<_> = shell.conversations().await;
    let ids: Vec<_> = ids.iter().map(|it| it["id"].as_str().unwrap()).collect();
    let one_file = out.join("both.md");
    let run = shell.run(&[&["export", "conversations", text(&one_file)], &ids[..]].concat()).await.expect(2);
    assert!(run.stderr.contains("folder"), "{run:?}");
    let run = shell.run(&["export", "conversations", text(&one_file), ids[0]]).await.expect(0);
    assert_eq!(path_of(&run), one_file);
    // A file in the place of a folder.
    let run = shell.run(&["export", "all", text(&one_file.join("below"))]).await;
    assert!(run.code != 0 && !run.stderr.is_empty(), "{run:?}");
}

/// Turns the first letter of `words` into another, once.
fn flip(file: &Path, words: &[u8]) {
    let mut bytes = fs::read(file).unwrap();
    let at = bytes.windows(words.len()).position(|found| found == words).unwrap();
    bytes[at] ^= 0x01;
    fs::write(file, bytes).unwrap();
}

fn files_in(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files.extend(files_in(&path)) } else { files.push(path) }
    }
    files
}
