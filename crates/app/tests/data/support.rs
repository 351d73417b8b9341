use std::path::Path;
use std::sync::Arc;

use parlance_app::{App, Home, Parts};
use parlance_domain::{
    ArchivedConversation, ArchivedFolder, ArchivedMessage, ArchivedName, ArchivedUsage, Attachment, BlobId,
    ConversationId, Message, MessageId, MessageStatus, ModelRef, Organisation, Parameters, Part, Picture,
    Role, Timestamp, Timings, Usage,
};
use parlance_ipc::{
    BackupInterval, BackupSettings, MergeCounts, NoArgs, RestoreBackupArgs, RestoreReport, SaveBackupsArgs,
    Startup,
};
use parlance_providers::Timeouts;
use parlance_secrets::Backend;
use parlance_store::{Deleted, Store};
use uuid::Uuid;

pub(crate) const KEY: &str = "sk-never-in-a-file-0001";

/// Late enough that the trash is not taken out.
pub(crate) const DELETED_AT: Timestamp = Timestamp(4_000_000_000_000);

pub(crate) fn home() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

/// An app whose history is open.
pub(crate) async fn app(folder: &Path) -> App {
    let app = closed_app(folder);
    app.open_history().await;
    app
}

pub(crate) fn closed_app(folder: &Path) -> App {
    App::from_parts(Parts {
        home: Home::new(folder),
        secrets: Backend::memory(),
        environment: Arc::new(|name| (name == "OPENAI_API_KEY").then(|| KEY.to_owned())),
        timeouts: Timeouts::default(),
    })
}

/// The same number, the same id.
pub(crate) fn id(n: u128) -> Uuid {
    Uuid::from_u128(0x0199_1c5e_3f00_7a01_8c00_0000_0000_0000 + n)
}

pub(crate) fn message(
    conversation: ConversationId,
    n: u128,
    parent: Option<u128>,
    parts: Vec<Part>,
) -> Message {
    let role = if parent.is_none() { Role::User } else { Role::Assistant };
    Message {
        id: MessageId(id(n)),
        conversation,
        parent: parent.map(|parent| MessageId(id(parent))),
        role,
        status: MessageStatus::Complete,
        model: (role == Role::Assistant).then(model),
        parts,
        finish: None,
        usage: Some(Usage { input_tokens: Some(3), ..Usage::default() }),
        timings: Timings { first_token_ms: Some(4), done_ms: None },
        route: None,
        omissions: Vec::new(),
        created_at: Timestamp(1_700_000_000_000 + n as i64),
        comparison: None,
    }
}

pub(crate) fn model() -> ModelRef {
    ModelRef { provider: "openai".into(), model: "m".into() }
}

pub(crate) fn text(text: &str) -> Part {
    Part::Text { text: text.into() }
}

/// A conversation of a question, two answers (one in the trash) and whatever else is said in the shown one.
pub(crate) fn conversation(n: u128, title: &str, said: Vec<Part>) -> ArchivedConversation {
    let conversation = ConversationId(id(n));
    let archived = |message, trashed_at| ArchivedMessage { message, trashed_at };
    ArchivedConversation {
        id: conversation,
        title: title.into(),
        leaf: Some(MessageId(id(n + 2))),
        model: Some(model()),
        created_at: Timestamp(1_700_000_000_000),
        updated_at: Timestamp(1_700_000_000_000 + n as i64),
        folder: None,
        tags: Vec::new(),
        pinned_at: None,
        archived_at: None,
        trashed_at: None,
        source: None,
        persona: None,
        parameters: Parameters::default(),
        messages: vec![
            archived(message(conversation, n + 1, None, vec![text("question")]), None),
            archived(message(conversation, n + 2, Some(n + 1), said), None),
            archived(message(conversation, n + 3, Some(n + 1), vec![text("other")]), Some(DELETED_AT)),
        ],
    }
}

pub(crate) fn picture(blob: BlobId) -> Part {
    let (media_type, alt) = ("image/png".to_owned(), "a picture".to_owned());
    Part::Image(Picture { blob, media_type, width: Some(1), height: Some(1), alt })
}

pub(crate) fn file(blob: BlobId, size_bytes: u64) -> Part {
    let (name, media_type) = ("notes.pdf".to_owned(), "application/pdf".to_owned());
    Part::File(Attachment { blob, name, media_type, size_bytes })
}

/// A history with everything in it, as files of a folder.
pub(crate) async fn fill(folder: &Path) -> BlobId {
    let store = Store::open(folder).await.unwrap();
    let blob =
        store.put_blob(Arc::from(&b"bytes of a picture"[..]), "image/png", Timestamp::now()).await.unwrap();
    let travel = ArchivedName { id: Some(id(901)), name: "Travel".into() };
    store
        .merge_organisation(&Organisation {
            folders: vec![ArchivedFolder {
                id: id(901),
                name: "Travel".into(),
                position: 1,
                created_at: Timestamp(5),
            }],
            ..Organisation::default()
        })
        .await
        .unwrap();
    let mut first = conversation(100, "First", vec![text("an answer"), picture(blob)]);
    first.folder = Some(travel);
    first.tags = vec![ArchivedName { id: Some(id(902)), name: "tag".into() }];
    first.pinned_at = Some(Timestamp(7));
    first.parameters.system_prompt = Some("Be brief.".into());
    let mut second = conversation(200, "Second", vec![text("another answer"), file(blob, 18)]);
    second.trashed_at = Some(DELETED_AT);
    second.source = Some("chatgpt".into());
    store.merge(&[first, second], Deleted::StaysDeleted).await.unwrap();
    store
        .merge_usage(&[ArchivedUsage {
            message: Some(MessageId(id(102))),
            provider: "openai".into(),
            model: "m".into(),
            usage: Usage { output_tokens: Some(12), ..Usage::default() },
            cost_reported: false,
            timings: Timings::default(),
            at: Timestamp(1_700_000_000_000),
        }])
        .await
        .unwrap();
    store.close().await;
    blob
}

/// Everything that an export would hold of a history.
pub(crate) async fn contents(folder: &Path) -> (Vec<ArchivedConversation>, Organisation, Vec<ArchivedUsage>) {
    let store = Store::open(folder).await.unwrap();
    let mut conversations = Vec::new();
    for id in store.archivable().await.unwrap() {
        conversations.push(store.archive(id).await.unwrap());
    }
    let all = (conversations, store.organisation().await.unwrap(), store.archived_usage(0).await.unwrap().0);
    assert_eq!(store.integrity_check().await.unwrap(), Vec::<String>::new());
    store.close().await;
    all
}

pub(crate) fn settings(folder: &Path) -> SaveBackupsArgs {
    let settings = BackupSettings {
        folder: Some(folder.display().to_string()),
        interval: BackupInterval::Daily,
        keep: 2,
        sealed: false,
    };
    SaveBackupsArgs { settings, passphrase: None }
}

pub(crate) fn restore(path: &str) -> RestoreBackupArgs {
    RestoreBackupArgs { path: path.into(), passphrase: None }
}

pub(crate) fn merged(merged: MergeCounts) -> RestoreReport {
    RestoreReport { merged, ..RestoreReport::default() }
}

pub(crate) async fn is_ready(app: &App) -> bool {
    app.startup(NoArgs {}).await.unwrap() == Startup::Ready
}
