//! One conversation as JSON, from one history into another.

use std::fs;
use std::path::Path;

use parlance_app::App;
use parlance_domain::ConversationId;
use parlance_ipc::{
    AppEvent, ConversationChange, ExportArgs, ExportFormat, ImportEnd, ImportFormat, ImportPathArgs,
    ImportReport, ImportStartArgs,
};
use proptest::prelude::*;

use crate::support::*;

async fn export(app: &App, n: u128, folder: &Path) -> String {
    let args = ExportArgs {
        conversations: vec![ConversationId(id(n))],
        format: ExportFormat::Json,
        language: "en".into(),
        folder: None,
    };
    app.export_conversations(args, folder.to_owned()).await.unwrap().files.remove(0)
}

async fn import(app: &App, path: &str) -> ImportReport {
    let args = ImportStartArgs { path: path.to_owned(), deleted_too: false };
    app.import(args, |_| ()).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_exported_as_json_is_imported_as_it_was_and_once() {
    let (from, to, out) = (home(), home(), home());
    let blob = fill(from.path()).await;
    let path = export(&app(from.path()).await, 100, out.path()).await;
    let there = app(to.path()).await;

    let (sender, mut events) = tokio::sync::mpsc::unbounded_channel();
    there.watch(sender);
    assert!(there.offer_import(ImportPathArgs { path: path.clone() }).await, "dropped, it is offered");
    assert_eq!(events.recv().await, Some(AppEvent::ImportOffered { path: path.clone() }));
    let preview = there.import_preview(ImportPathArgs { path: path.clone() }).await.unwrap();
    assert_eq!(
        (preview.format, preview.conversations, preview.messages, preview.known),
        (ImportFormat::Parlance, 1, 3, 0)
    );

    let report = import(&there, &path).await;
    assert_eq!((report.end, report.merged.new, report.merged.messages), (ImportEnd::Complete, 1, 3));
    assert_eq!(report.lost_files, 1, "the picture is named and not in the file");
    let again = import(&there, &path).await;
    assert_eq!(
        (again.merged.new, again.merged.completed, again.merged.known, again.merged.messages),
        (0, 0, 1, 0)
    );
    let once_more = export(&there, 100, out.path()).await;
    assert_eq!(fs::read(&once_more).unwrap(), fs::read(&path).unwrap(), "byte for byte");
    there.shut_down().await;
    let [expected, _] = contents(from.path()).await.0.try_into().unwrap();
    assert_eq!(contents(to.path()).await.0, [expected]);

    // Where its picture is, nothing is lost; what was changed there stays.
    let home_again = app(from.path()).await;
    assert!(parlance_store::blob_file(from.path(), blob).is_file());
    let args = parlance_ipc::ChangeArgs {
        conversations: vec![ConversationId(id(100))],
        change: ConversationChange::Pinned { set: false },
    };
    home_again.change_conversations(args).await.unwrap();
    let report = import(&home_again, &path).await;
    assert_eq!((report.merged.known, report.lost_files), (1, 0));
    assert_eq!(contents(from.path()).await.0[0].pinned_at, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_that_was_exported_is_sent_to_where_it_is_restored() {
    let (from, to, out) = (home(), home(), home());
    fill(from.path()).await;
    let args = parlance_ipc::ExportAllArgs { folder: None, passphrase: None };
    let all = app(from.path()).await.export_everything(args, out.path().into()).await.unwrap();
    let there = app(to.path()).await;
    assert!(there.offer_import(ImportPathArgs { path: all.path.clone() }).await);
    let failure = there.import_preview(ImportPathArgs { path: all.path }).await.unwrap_err();
    assert!(failure.message.contains("Restore from a file"), "{failure:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    /// Export of one and import elsewhere is the identity, whatever was said.
    #[test]
    fn any_conversation_comes_back(first in crate::export::tree(1000)) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        runtime.block_on(async {
            let (from, to, out) = (home(), home(), home());
            let store = parlance_store::Store::open(from.path()).await.unwrap();
            store.merge(&[first], parlance_store::Deleted::StaysDeleted).await.unwrap();
            store.close().await;
            let path = export(&app(from.path()).await, 1000, out.path()).await;
            let there = app(to.path()).await;
            import(&there, &path).await;
            let again = export(&there, 1000, out.path()).await;
            prop_assert_eq!(fs::read(again).unwrap(), fs::read(path).unwrap());
            Ok(())
        })?;
    }
}
