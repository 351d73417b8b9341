use std::path::{Path, PathBuf};
use std::sync::Arc;

use parlance_domain::{BlobId, MessageStatus, Part, Picture, Timestamp, ToolContent, ToolResult};
use parlance_store::{JournalEntry, JournalKind, StoreErrorKind, blob_file};

use crate::support::*;

const BYTES: &[u8] = b"\x89PNG\r\n\x1a\nnot much of a picture";

fn picture(blob: BlobId, alt: &str) -> Picture {
    Picture { blob, media_type: "image/png".into(), width: Some(2), height: Some(3), alt: alt.into() }
}

async fn put(store: &parlance_store::Store, bytes: &[u8]) -> BlobId {
    store.put_blob(Arc::from(bytes), "image/png", Timestamp(1)).await.unwrap()
}

fn below(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().path()).collect()
}

async fn holders(home: &Path) -> i64 {
    sqlx::query_scalar("SELECT count(*) FROM message_blob").fetch_one(&mut raw(home).await).await.unwrap()
}

#[tokio::test]
async fn bytes_are_kept_once_under_their_hash() {
    let home = home();
    let store = open(home.path()).await;
    let id = put(&store, BYTES).await;
    assert_eq!(put(&store, BYTES).await, id);
    assert_eq!(id.to_string(), "3807e34d95aa46a67fad62c28de5e34fa4198b1224a5375a700b7daf0734d2ce");
    assert_eq!(store.blob(id).await.unwrap(), BYTES);
    assert!(store.has_blob(id).await.unwrap());
    let name = id.to_string();
    assert_eq!(below(&home.path().join("blobs").join(&name[..2])), [blob_file(home.path(), id)]);
    assert!(blob_file(home.path(), id).ends_with(&name));
    assert_eq!(below(&home.path().join("blobs/incoming")), Vec::<PathBuf>::new());
}

#[tokio::test]
async fn what_is_not_there_or_damaged_is_told_apart_and_made_good() {
    let home = home();
    let store = open(home.path()).await;
    let nowhere = BlobId([7; 32]);
    assert_eq!(store.blob(nowhere).await.unwrap_err().kind, StoreErrorKind::NotFound);
    assert!(!store.has_blob(nowhere).await.unwrap());

    let id = put(&store, BYTES).await;
    std::fs::write(blob_file(home.path(), id), b"something else").unwrap();
    assert_eq!(store.blob(id).await.unwrap_err().kind, StoreErrorKind::Corrupt);
    assert_eq!(put(&store, BYTES).await, id);
    assert_eq!(store.blob(id).await.unwrap(), BYTES);
}

#[tokio::test]
async fn a_picture_that_came_before_its_process_died_is_in_the_message() {
    let home = home();
    let store = open(home.path()).await;
    let (_, _, answer) = ask_new(&store, "t", "Draw a lighthouse").await;
    let id = put(&store, BYTES).await;
    let drawn = picture(id, "a lighthouse at dusk");
    let entries =
        [entry(0, "Here: "), JournalEntry::picture(1, &drawn).unwrap(), entry(2, "Do you like it?")];
    store.journal(answer, &entries).await.unwrap();
    drop(store);
    std::fs::write(home.path().join("blobs/incoming").join(format!("{}-x", uuid())), b"half").unwrap();

    let store = open(home.path()).await;
    let message = store.message(answer).await.unwrap();
    assert_eq!(message.status, MessageStatus::Interrupted);
    assert_eq!(message.parts, [text("Here: "), Part::Image(drawn), text("Do you like it?")]);
    assert_eq!(store.blob(id).await.unwrap(), BYTES);
    assert_eq!(holders(home.path()).await, 1);
    assert_eq!(store.search("lighthouse dusk", 5).await.unwrap()[0].message, Some(answer));
    assert_eq!(below(&home.path().join("blobs/incoming")), Vec::<PathBuf>::new(), "what the dead left");
    assert_sound(&store).await;
}

#[tokio::test]
async fn a_sealed_message_holds_its_pictures_and_only_those_that_are_known() {
    let home = home();
    let store = open(home.path()).await;
    let (_, _, answer) = ask_new(&store, "t", "q").await;
    let id = put(&store, BYTES).await;
    let parts = vec![Part::Image(picture(id, "one")), Part::Image(picture(BlobId([9; 32]), "lost"))];
    store.seal(&parlance_store::Seal { parts: parts.clone(), ..seal(answer, "") }).await.unwrap();
    assert_eq!(store.message(answer).await.unwrap().parts, parts);
    assert_eq!(holders(home.path()).await, 1);
    assert_sound(&store).await;
}

#[tokio::test]
async fn what_another_running_process_is_writing_is_left_alone() {
    let home = home();
    let window = open(home.path()).await;
    put(&window, BYTES).await;
    let locks = below(&home.path().join("instances"));
    let owner = locks[0].file_stem().unwrap().to_str().unwrap().to_owned();
    let half = home.path().join("blobs/incoming").join(format!("{owner}-x"));
    std::fs::write(&half, b"half").unwrap();
    let _terminal = open(home.path()).await;
    assert!(half.exists());
}

fn uuid() -> String {
    parlance_domain::MessageId::new().to_string()
}

#[tokio::test]
async fn what_a_tool_gave_outlives_its_process_with_its_pictures() {
    let home = home();
    let store = open(home.path()).await;
    let (_, _, answer) = ask_new(&store, "t", "What do you see?").await;
    let id = put(&store, BYTES).await;
    let seen = ToolContent::Image(picture(id, "a fox"));
    let content = vec![ToolContent::Text { text: "One animal.".into() }, seen];
    let result = Part::ToolResult(ToolResult {
        call: Some("c1".into()),
        name: "camera".into(),
        content,
        is_error: false,
    });
    let tool = |kind, text: &str| JournalEntry { part: 0, kind, text: text.into() };
    let entries = [
        tool(JournalKind::ToolId, "c1"),
        tool(JournalKind::ToolName, "camera"),
        JournalEntry::part(1, &result).unwrap(),
        entry(2, "A fox."),
    ];
    store.journal(answer, &entries).await.unwrap();
    drop(store);

    let store = open(home.path()).await;
    let message = store.message(answer).await.unwrap();
    let call = Part::ToolCall {
        id: Some("c1".into()),
        name: "camera".into(),
        arguments: String::new(),
        signature: None,
    };
    assert_eq!(message.parts, [call, result, text("A fox.")]);
    assert_eq!(holders(home.path()).await, 1);
    assert_sound(&store).await;
}
