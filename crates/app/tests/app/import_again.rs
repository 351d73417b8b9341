//! Exports that come again, in another order, or cut off before: what is here in the end is what the whole export says, once.

use std::path::{Path, PathBuf};

use parlance_domain::ArchivedConversation;
use parlance_ipc::{ErrorCode, ImportEnd, ImportReport, ImportStartArgs, IpcError};
use parlance_store::Store;
use parlance_testkit::TempHome;
use proptest::prelude::*;
use serde_json::Value;

use crate::support;

const FIXTURES: [&str; 5] =
    ["chatgpt.json", "claude.json", "open-webui.json", "librechat.json", "chatbox.json"];

/// What comes before the whole export does.
#[derive(Debug, Clone, Copy)]
enum Before {
    Whole,
    CutOff(prop::sample::Index),
    /// Lists from their end, and objects in another order.
    TurnedRound,
}

fn before() -> impl Strategy<Value = Before> {
    prop_oneof![
        1 => Just(Before::Whole),
        3 => any::<prop::sample::Index>().prop_map(Before::CutOff),
        1 => Just(Before::TurnedRound),
    ]
}

/// Without the places in which it is broken on purpose.
fn fixture(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../import/tests/fixtures");
    let text =
        std::fs::read_to_string(folder.join(name)).unwrap().replace("\"messages\": nope", "\"messages\": []");
    match text.split_once(",\n  {\"id\": \"c-5\"") {
        Some((whole, _)) => format!("{whole}]").into_bytes(),
        None => text.into_bytes(),
    }
}

fn written(home: &TempHome, whole: &[u8], before: Before) -> PathBuf {
    let path = home.parlance().with_file_name("export.json");
    let bytes = match before {
        Before::Whole => whole.to_vec(),
        Before::CutOff(at) => whole[..at.index(whole.len())].to_vec(),
        Before::TurnedRound => {
            let mut value: Value = serde_json::from_slice(whole).unwrap();
            if let Value::Array(conversations) = &mut value {
                conversations.reverse();
            }
            serde_json::to_vec(&value).unwrap()
        }
    };
    std::fs::write(&path, bytes).unwrap();
    path
}

async fn import(app: &parlance_app::App, path: &Path) -> ImportReport {
    try_import(app, path).await.unwrap()
}

async fn try_import(app: &parlance_app::App, path: &Path) -> Result<ImportReport, IpcError> {
    let args = ImportStartArgs { path: path.display().to_string(), deleted_too: false };
    app.import(args, |_| {}).await
}

/// Everything of a history, apart from the ids of folders and tags, which each history makes for itself.
async fn everything(folder: &Path) -> Vec<ArchivedConversation> {
    let store = Store::open(folder).await.unwrap();
    let mut all = Vec::new();
    for id in store.archivable().await.unwrap() {
        let mut conversation = store.archive(id).await.unwrap();
        conversation.folder.iter_mut().chain(&mut conversation.tags).for_each(|name| name.id = None);
        conversation.messages.sort_by_key(|archived| archived.message.id);
        all.push(conversation);
    }
    assert_eq!(store.integrity_check().await.unwrap(), Vec::<String>::new());
    store.close().await;
    all
}

async fn again(name: &str, before: &[Before]) {
    let whole = fixture(name);
    let once = TempHome::new().unwrap();
    let app = support::app(&once.parlance(), "http://127.0.0.1:9");
    app.open_history().await;
    let report = import(&app, &written(&once, &whole, Before::Whole)).await;
    assert_eq!(report.end, ImportEnd::Complete);
    assert!(report.merged.new > 0);

    let often = TempHome::new().unwrap();
    let app = support::app(&often.parlance(), "http://127.0.0.1:9");
    app.open_history().await;
    for before in before {
        let tried = try_import(&app, &written(&often, &whole, *before)).await;
        // Of the first bytes alone nobody can say what they are.
        match (tried, before) {
            (Ok(_), _) => {}
            (Err(refused), Before::CutOff(_)) => assert_eq!(refused.code, ErrorCode::Invalid),
            (Err(failure), _) => panic!("{failure:?}"),
        }
    }
    import(&app, &written(&often, &whole, Before::Whole)).await;
    let last = import(&app, &written(&often, &whole, Before::Whole)).await;
    assert_eq!(
        (last.merged.new, last.merged.completed, last.merged.messages),
        (0, 0, 0),
        "{name}: a repetition brings something"
    );
    assert_eq!(last.merged.known, report.merged.new);
    assert_eq!(everything(&often.parlance()).await, everything(&once.parlance()).await, "{name}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_order_any_cut_and_any_repetition_end_in_the_same_history(
        name in prop::sample::select(FIXTURES.to_vec()),
        before in prop::collection::vec(before(), 1..4),
    ) {
        tokio::runtime::Runtime::new().unwrap().block_on(again(name, &before));
    }
}
