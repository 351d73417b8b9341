//! The words of files that come from elsewhere are found, without anybody asking for the file.

use parlance_app::App;
use parlance_domain::{ArchivedConversation, Attachment, BlobId, ConversationId, MessageId, Part, Timestamp};
use parlance_ipc::{ImportEnd, ImportStartArgs, NoArgs};
use parlance_store::{Deleted, Store};

use crate::support::*;

async fn import(app: &App, path: &std::path::Path) {
    let args = ImportStartArgs { path: path.display().to_string(), deleted_too: false };
    let report = app.import(args, |_| {}).await.unwrap();
    assert_eq!((report.end, report.skipped.count), (ImportEnd::Complete, 0));
}

/// Waits until the search finds a word.
async fn found(store: &Store, word: &str) -> ConversationId {
    loop {
        if let Some(hit) = store.search(word, 5).await.unwrap().first() {
            return hit.conversation;
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn the_search_finds_what_stands_in_an_imported_file() {
    let scene = Scene::new().await;
    let path = scene.home.parlance().with_file_name("export.json");
    let export = r#"[{"uuid": "5a2b8e1e-0000-4000-8000-000000000001", "name": "Colours",
        "created_at": "2025-03-01T10:00:00Z", "updated_at": "2025-03-01T10:05:00Z", "chat_messages": [
        {"uuid": "m-1", "sender": "human", "text": "Read this", "created_at": "2025-03-01T10:00:01Z",
         "attachments": [{"file_name": "palette.txt", "extracted_content": "Vermilion and ultramarine."}]}]}]"#;
    std::fs::write(&path, export).unwrap();
    import(&scene.app, &path).await;
    let store = other_process(&scene.home.parlance()).await;
    let conversation = found(&store, "ultramarine").await;
    assert_eq!(store.conversation(conversation).await.unwrap().title, "Colours");
    store.close().await;
}

/// The question of a furnished home as another conversation, with a file as another client names it: its media type says nothing.
async fn with_file(store: &Store, blob: BlobId) -> ArchivedConversation {
    let known = store.archivable().await.unwrap()[0];
    let mut other = store.archive(known).await.unwrap();
    other.id = ConversationId::new();
    other.messages.truncate(1);
    let question = &mut other.messages[0].message;
    (question.id, question.conversation) = (MessageId::new(), other.id);
    question.parts = vec![Part::File(Attachment {
        blob,
        name: "colours.py".into(),
        media_type: "application/octet-stream".into(),
        size_bytes: 21,
    })];
    other.leaf = Some(question.id);
    other
}

#[tokio::test]
async fn what_a_process_left_unread_is_read_after_the_next_start() {
    let home = furnished().await;
    let store = other_process(&home.parlance()).await;
    for bytes in [b"colour = 'vermilion'\n".as_slice(), b"\0\x01\x02no words\0".as_slice()] {
        let blob = store.put_blob(bytes.into(), "application/octet-stream", Timestamp::now()).await.unwrap();
        store.merge(&[with_file(&store, blob).await], Deleted::StaysDeleted).await.unwrap();
    }
    assert!(store.next_unread_file().await.unwrap().is_some(), "it is begun, and here the process dies");
    drop(store);

    let app = app(&home.parlance(), "http://127.0.0.1:9");
    app.open_history().await;
    app.startup(NoArgs {}).await.unwrap();
    let store = other_process(&home.parlance()).await;
    found(&store, "vermilion").await;
    store.close().await;
}
