//! Where exports go: chosen in a dialog, which is a seam here, and typed.

use std::cell::RefCell;
use std::fs;
use std::path::{Path, PathBuf};

use parlance_app::{App, Asked};
use parlance_domain::ConversationId;
use parlance_ipc::{ChoosePathArgs, ErrorCode, ExportAllArgs, ExportArgs, ExportFormat, SaveCodeArgs};

use crate::support::*;

fn one() -> ConversationId {
    ConversationId(id(100))
}

fn export(folder: &Path, format: ExportFormat) -> ExportArgs {
    let folder = Some(folder.display().to_string());
    ExportArgs { conversations: vec![one()], format, language: "en".into(), folder }
}

/// What the dialog was asked, and what came of this answer.
async fn choose(app: &App, args: ChoosePathArgs, answer: Option<PathBuf>) -> (Asked, Option<String>) {
    let asked = RefCell::new(None);
    let dialog = async |question: Asked| {
        *asked.borrow_mut() = Some(question);
        Ok(answer.clone())
    };
    let chosen = app.choose_path(args, dialog).await.unwrap();
    (asked.into_inner().unwrap(), chosen)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_dialog_is_asked_for_what_fits_and_nothing_chosen_is_nothing() {
    let from = home();
    fill(from.path()).await;
    let app = app(from.path()).await;
    let json = ChoosePathArgs::ExportOne { conversation: one(), format: ExportFormat::Json };
    let file = |name: &str, ending| Asked::NewFile { name: name.to_owned(), ending: Some(ending) };
    for (args, asked) in [
        (json, file("first.json", "json")),
        (ChoosePathArgs::ExportAll { sealed: false }, file("parlance-history.zip", "zip")),
        (ChoosePathArgs::ExportAll { sealed: true }, file("parlance-history.zip.age", "zip.age")),
        (ChoosePathArgs::ExportFolder, Asked::Folder),
        (ChoosePathArgs::BackupFolder, Asked::Folder),
        (ChoosePathArgs::BackupFile, Asked::File),
    ] {
        assert_eq!(choose(&app, args, None).await, (asked, None));
    }
    let gone = ChoosePathArgs::ExportOne { conversation: ConversationId(id(7)), format: ExportFormat::Json };
    let failure = app.choose_path(gone, async |_| panic!("asked for nothing")).await.unwrap_err();
    assert_eq!(failure.code, ErrorCode::NotFound);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_the_dialog_asked_about_is_replaced_and_only_once() {
    let (from, out) = (home(), home());
    fill(from.path()).await;
    let app = app(from.path()).await;
    let path = out.path().join("mine.md");
    fs::write(&path, "what was there").unwrap();
    let written = async |path: &Path, format| {
        let written = app.export_conversations(export(path, format), out.path().into()).await.unwrap();
        PathBuf::from(&written.files[0])
    };
    // Typed: beside what is there.
    assert_eq!(written(&path, ExportFormat::Markdown).await, out.path().join("mine-2.md"));
    assert_eq!(fs::read_to_string(&path).unwrap(), "what was there");

    let markdown = || ChoosePathArgs::ExportOne { conversation: one(), format: ExportFormat::Markdown };
    let chosen = choose(&app, markdown(), Some(path.clone())).await.1;
    assert_eq!(chosen, Some(path.display().to_string()));
    assert_eq!(written(&path, ExportFormat::Markdown).await, path);
    assert!(fs::read_to_string(&path).unwrap().contains("an answer"));
    assert_eq!(written(&path, ExportFormat::Markdown).await, out.path().join("mine-3.md"), "once");

    // A name without its ending is completed; nobody was asked about that file.
    let bare = out.path().join("mine");
    assert_eq!(choose(&app, markdown(), Some(bare)).await.1, Some(path.display().to_string()));
    assert_eq!(written(&path, ExportFormat::Markdown).await, out.path().join("mine-4.md"));
    assert_eq!(fs::read_dir(out.path()).unwrap().count(), 4, "nothing unfinished is left");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_path_with_the_ending_is_a_file_and_any_other_a_folder() {
    let (from, out) = (home(), home());
    fill(from.path()).await;
    let app = app(from.path()).await;
    let made = async |name: &str, format| {
        let args = export(&out.path().join(name), format);
        app.export_conversations(args, out.path().into()).await.unwrap().files[0].clone()
    };
    let at = |name: &str| out.path().join(name).display().to_string();
    assert_eq!(made("new/talk.json", ExportFormat::Json).await, at("new/talk.json"));
    assert_eq!(made("talk.json", ExportFormat::Html).await, at("talk.html"), "the ending follows the format");
    assert_eq!(made("old", ExportFormat::Html).await, at("old/first.html"));
    fs::create_dir(out.path().join("odd.json")).unwrap();
    assert_eq!(made("odd.json", ExportFormat::Json).await, at("odd.json/first.json"), "it is a folder");
    assert_eq!(made(".md", ExportFormat::Markdown).await, at(".md/first.md"));

    let several = ExportArgs {
        conversations: vec![one(), ConversationId(id(200))],
        ..export(&out.path().join("all.md"), ExportFormat::Markdown)
    };
    let failure = app.export_conversations(several, out.path().into()).await.unwrap_err();
    assert!(failure.code == ErrorCode::Invalid && failure.message.contains("folder"), "{failure:?}");

    let all = |path: &str, passphrase: Option<&str>| ExportAllArgs {
        folder: Some(at(path)),
        passphrase: passphrase.map(str::to_owned),
    };
    let open = app.export_everything(all("mine.zip", None), out.path().into()).await.unwrap();
    assert_eq!(open.path, at("mine.zip"));
    let sealed = app.export_everything(all("mine.zip", Some("correct horse")), out.path().into()).await;
    assert_eq!(sealed.unwrap().path, at("mine.zip.age"));
}

#[tokio::test(flavor = "multi_thread")]
async fn code_goes_where_the_dialog_says_and_whole() {
    let (from, out) = (home(), home());
    let app = app(from.path()).await;
    let code = |text: &str, file: &str, language: &str| SaveCodeArgs {
        text: text.into(),
        file: file.into(),
        language: language.into(),
    };
    for (file, language, name) in [
        ("src/x.ts", "ts", "x.ts"),
        ("", "rust", "code.rs"),
        ("", "", "code.txt"),
        ("a/.env", "", ".env"),
        ("a?.py", "", "a-.py"),
    ] {
        let asked = RefCell::new(None);
        let dialog = async |question: Asked| {
            *asked.borrow_mut() = Some(question);
            Ok(None)
        };
        assert_eq!(app.save_code(code("x", file, language), dialog).await.unwrap(), None);
        let expected = Asked::NewFile { name: name.to_owned(), ending: None };
        assert_eq!(asked.into_inner(), Some(expected));
    }

    let path = out.path().join("mine.ts");
    fs::write(&path, "what was there, which the dialog asked about").unwrap();
    let args = code("let a = \"ü\";\r\n\tend\n", "x.ts", "ts");
    let written = app.save_code(args, async |_| Ok(Some(path.clone()))).await.unwrap().unwrap();
    assert_eq!(written.path, path.display().to_string());
    assert_eq!(fs::read_to_string(&path).unwrap(), "let a = \"ü\";\r\n\tend\n");

    let folder = out.path().join("folder");
    fs::create_dir(&folder).unwrap();
    let failure = app.save_code(code("x", "", ""), async |_| Ok(Some(folder.clone()))).await.unwrap_err();
    assert!(!failure.message.is_empty());
    assert_eq!(fs::read_dir(out.path()).unwrap().count(), 2, "nothing unfinished is left");
}
