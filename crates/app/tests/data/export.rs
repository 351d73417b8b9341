use std::fs::{self, File};
use std::io::Read as _;
use std::path::Path;

use parlance_archive::Archive;
use parlance_domain::{ArchivedName, Attachment, ConversationId, Part, Timestamp};
use parlance_ipc::{ErrorCode, ExportAllArgs, ExportArgs, ExportFormat, MergeCounts, PrintArgs};
use parlance_store::{Deleted, Store};
use proptest::prelude::*;

use crate::support::*;

fn all(passphrase: Option<&str>) -> ExportAllArgs {
    ExportAllArgs { folder: None, passphrase: passphrase.map(str::to_owned) }
}

fn one(format: ExportFormat) -> ExportArgs {
    ExportArgs { conversations: vec![ConversationId(id(100))], format, language: "en".into(), folder: None }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_exported_and_restored_is_the_same_history() {
    let (from, to, out) = (home(), home(), home());
    let blob = fill(from.path()).await;
    let before = contents(from.path()).await;
    let exported = app(from.path()).await.export_everything(all(None), out.path().into()).await.unwrap();
    assert_eq!(
        (exported.conversations, exported.messages, exported.blobs, exported.missing_blobs),
        (2, 6, 1, 0)
    );

    let other = app(to.path()).await;
    let report = merged(MergeCounts { new: 2, messages: 6, ..MergeCounts::default() });
    assert_eq!(other.preview_restore(restore(&exported.path)).await.unwrap(), report);
    assert!(contents(to.path()).await.0.is_empty(), "a preview changes nothing");
    assert_eq!(other.restore_backup(restore(&exported.path)).await.unwrap(), report);
    assert_eq!(contents(to.path()).await, before);
    assert_eq!(fs::read(parlance_store::blob_file(to.path(), blob)).unwrap(), b"bytes of a picture");

    // And byte for byte: every file of the two archives has the same hash.
    let again = other.export_everything(all(None), out.path().into()).await.unwrap();
    assert_ne!(again.path, exported.path);
    let files = |path: &str| Archive::open(File::open(path).unwrap()).unwrap().manifest().files.clone();
    assert_eq!(files(&again.path), files(&exported.path));
    let known = merged(MergeCounts { known: 1, in_trash: 1, ..MergeCounts::default() });
    assert_eq!(other.restore_backup(restore(&exported.path)).await.unwrap(), known);
    assert_eq!(contents(to.path()).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_words_of_a_file_are_found_where_it_is_restored() {
    let (from, to, out) = (home(), home(), home());
    let store = Store::open(from.path()).await.unwrap();
    let words = b"Vermilion and ultramarine.".as_slice();
    let blob = store.put_blob(words.into(), "text/plain", Timestamp::now()).await.unwrap();
    let Part::File(notes) = file(blob, words.len() as u64) else { panic!("it is a file") };
    let notes = Part::File(Attachment { media_type: "text/plain".into(), ..notes });
    store.merge(&[conversation(100, "Colours", vec![notes])], Deleted::StaysDeleted).await.unwrap();
    store.close().await;
    let exported = app(from.path()).await.export_everything(all(None), out.path().into()).await.unwrap();
    let other = app(to.path()).await;
    other.restore_backup(restore(&exported.path)).await.unwrap();
    let store = Store::open(to.path()).await.unwrap();
    while store.search("ultramarine", 5).await.unwrap().is_empty() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_passphrase_is_needed_and_a_short_one_is_refused() {
    let (from, to, out) = (home(), home(), home());
    fill(from.path()).await;
    let app = app(from.path()).await;
    let short = app.export_everything(all(Some("short")), out.path().into()).await.unwrap_err();
    assert_eq!(short.code, ErrorCode::Invalid);
    assert_eq!(fs::read_dir(out.path()).unwrap().count(), 0);
    let exported = app.export_everything(all(Some("correct horse")), out.path().into()).await.unwrap();
    assert!(exported.path.ends_with(".zip.age"));
    let other = crate::support::app(to.path()).await;
    for passphrase in [None, Some("wrong passphrase")] {
        let mut args = restore(&exported.path);
        args.passphrase = passphrase.map(str::to_owned);
        let error = other.restore_backup(args).await.unwrap_err();
        assert!(error.code == ErrorCode::Invalid && error.message.contains("passphrase"), "{error:?}");
    }
    let mut args = restore(&exported.path);
    args.passphrase = Some("correct horse".into());
    assert_eq!(other.restore_backup(args).await.unwrap().merged.new, 2);
    assert_eq!(contents(to.path()).await, contents(from.path()).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_key_is_in_what_is_written() {
    let (from, out, backups) = (home(), home(), home());
    fill(from.path()).await;
    let app = app(from.path()).await;
    app.save_key(parlance_ipc::SaveKeyArgs {
        provider: "groq".into(),
        key: "gsk-never-in-a-file-0002".into(),
    })
    .await
    .unwrap();
    app.export_everything(all(None), out.path().into()).await.unwrap();
    for format in [ExportFormat::Markdown, ExportFormat::Html, ExportFormat::Json] {
        app.export_conversations(one(format), out.path().into()).await.unwrap();
    }
    let folder = backups.path().join("kept");
    app.save_backups(settings(&folder)).await.unwrap();
    app.back_up_now(parlance_ipc::NoArgs {}).await.unwrap();
    let mut looked = 0;
    for file in files_in(out.path()).into_iter().chain(files_in(&folder)) {
        let mut bytes = fs::read(&file).unwrap();
        if file.extension().is_some_and(|kind| kind == "zip") {
            let mut zip = zip::ZipArchive::new(File::open(&file).unwrap()).unwrap();
            for entry in 0..zip.len() {
                zip.by_index(entry).unwrap().read_to_end(&mut bytes).unwrap();
            }
        }
        looked += 1;
        assert!(
            !bytes.windows(15).any(|found| found == b"never-in-a-file"),
            "a key is in {}",
            file.display()
        );
    }
    assert!(looked >= 6, "{looked}");
}

fn files_in(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files.extend(files_in(&path)) } else { files.push(path) }
    }
    files
}

#[tokio::test(flavor = "multi_thread")]
async fn each_conversation_is_a_file_and_none_is_replaced() {
    let (from, out) = (home(), home());
    fill(from.path()).await;
    let app = app(from.path()).await;
    let written = app.export_conversations(one(ExportFormat::Markdown), out.path().into()).await.unwrap();
    let again = app.export_conversations(one(ExportFormat::Markdown), out.path().into()).await.unwrap();
    assert_eq!(written.files, [out.path().join("first.md").display().to_string()]);
    assert_eq!(again.files, [out.path().join("first-2.md").display().to_string()]);
    assert!(fs::read_to_string(&written.files[0]).unwrap().contains("an answer"));
    let page = app.export_conversations(one(ExportFormat::Html), out.path().into()).await.unwrap();
    assert!(fs::read_to_string(&page.files[0]).unwrap().contains("data:image/png;base64,"));
    let json = app.export_conversations(one(ExportFormat::Json), out.path().into()).await.unwrap();
    let read = parlance_archive::from_json(&fs::read_to_string(&json.files[0]).unwrap()).unwrap();
    assert_eq!(Some(&read), contents(from.path()).await.0.first());
    let args = PrintArgs { conversation: ConversationId(id(100)), language: "de".into() };
    let page = app.printable(args).await.unwrap();
    assert!(fs::read_to_string(page.path).unwrap().contains("<html lang=\"de\">"));
    let mut elsewhere = one(ExportFormat::Json);
    elsewhere.folder = Some("not/whole".into());
    let error = app.export_conversations(elsewhere, out.path().into()).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Invalid);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_that_fails_leaves_no_file_and_one_that_was_damaged_is_told() {
    let (from, to, out) = (home(), home(), home());
    let blob = fill(from.path()).await;
    fs::write(parlance_store::blob_file(from.path(), blob), b"other bytes").unwrap();
    let failing = app(from.path()).await;
    let error = failing.export_everything(all(None), out.path().into()).await.unwrap_err();
    assert!(error.message.contains(&blob.to_string()), "{error:?}");
    assert_eq!(fs::read_dir(out.path()).unwrap().count(), 0);
    fs::remove_file(parlance_store::blob_file(from.path(), blob)).unwrap();
    let exported = failing.export_everything(all(None), out.path().into()).await.unwrap();
    assert_eq!(exported.missing_blobs, 1);

    let mut bytes = fs::read(&exported.path).unwrap();
    let middle = bytes.len() / 3;
    bytes[middle..middle + 40].fill(0);
    fs::write(&exported.path, &bytes).unwrap();
    let other = app(to.path()).await;
    match other.restore_backup(restore(&exported.path)).await {
        Ok(report) => assert!(report.broken > 0, "{report:?}"),
        Err(error) => assert_eq!(error.code, ErrorCode::Invalid),
    }
    let foreign = out.path().join("foreign");
    fs::write(&foreign, b"something else").unwrap();
    let error = other.restore_backup(restore(&foreign.display().to_string())).await.unwrap_err();
    assert!(error.message.contains("no backup"), "{error:?}");
}

fn deleted(after_ms: i32) -> Timestamp {
    Timestamp(DELETED_AT.0 + i64::from(after_ms))
}

fn part() -> impl Strategy<Value = Part> {
    prop_oneof![
        ".{0,60}".prop_map(|text| Part::Text { text }),
        (".{0,40}", any::<Option<u64>>(), any::<Option<String>>())
            .prop_map(|(text, duration_ms, signature)| Part::Reasoning { text, duration_ms, signature }),
        (any::<Option<String>>(), ".{1,9}", ".{0,40}").prop_map(|(id, name, arguments)| Part::ToolCall {
            id,
            name,
            arguments,
            signature: None
        }),
        ("[a-z]{1,9}", ".{0,40}").prop_map(|(code, message)| Part::Error { code, message }),
    ]
}

prop_compose! {
    /// Any tree: each message hangs below one that came before it, or below none.
    pub(crate) fn tree(n: u128)(
        title in ".{0,40}",
        messages in proptest::collection::vec((any::<prop::sample::Index>(), any::<Option<i32>>(), proptest::collection::vec(part(), 0..4)), 1..9),
        leaf in any::<prop::sample::Index>(),
        trashed in any::<Option<i32>>(),
        pinned in any::<Option<i32>>(),
        tags in proptest::collection::btree_set("[a-z]{1,6}", 0..4),
        prompt in any::<Option<String>>(),
    ) -> parlance_domain::ArchivedConversation {
        let mut conversation = conversation(n, &title, Vec::new());
        let count = messages.len();
        conversation.messages = messages.into_iter().enumerate().map(|(place, (parent, gone, parts))| {
            let parent = parent.index(place + 1);
            let parent = (parent > 0).then(|| n + parent as u128);
            let message = message(conversation.id, n + 1 + place as u128, parent, parts);
            parlance_domain::ArchivedMessage { message, trashed_at: gone.map(deleted) }
        }).collect();
        conversation.leaf = Some(parlance_domain::MessageId(id(n + 1 + leaf.index(count) as u128)));
        // What is shown is not in the trash.
        for archived in &mut conversation.messages {
            if Some(archived.message.id) == conversation.leaf {
                archived.trashed_at = None;
            }
        }
        conversation.trashed_at = trashed.map(deleted);
        conversation.pinned_at = pinned.map(|at| Timestamp(at.into()));
        conversation.tags = tags.into_iter().map(|name| ArchivedName { id: None, name }).collect();
        conversation.parameters.system_prompt = prompt.filter(|prompt| !prompt.is_empty());
        conversation
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Export and then import is the identity, and gives the same bytes again.
    #[test]
    fn any_history_comes_back(first in tree(1000), second in tree(2000)) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        runtime.block_on(async {
            let (from, to, out) = (home(), home(), home());
            let store = Store::open(from.path()).await.unwrap();
            store.merge(&[first, second], Deleted::StaysDeleted).await.unwrap();
            store.close().await;
            let exported = app(from.path()).await.export_everything(all(None), out.path().into()).await.unwrap();
            let other = app(to.path()).await;
            other.restore_backup(restore(&exported.path)).await.unwrap();
            let again = other.export_everything(all(None), out.path().into()).await.unwrap();
            let files = |path: &str| Archive::open(File::open(path).unwrap()).unwrap().manifest().files.clone();
            prop_assert_eq!(files(&again.path), files(&exported.path));
            Ok(())
        })?;
    }
}
