use std::io::Write as _;
use std::path::Path;

use parlance_domain::{Attachment, BlobId, Message, Part, Timestamp};
use parlance_store::{NewTurn, Origin, Store, StoreErrorKind, TurnPlace, blob_file};

use crate::support::*;

async fn keep(store: &Store, pieces: &[&[u8]]) -> BlobId {
    let mut incoming = store.incoming().await.unwrap();
    for piece in pieces {
        incoming.write_all(piece).unwrap();
    }
    store.keep_blob(incoming, "text/plain", Timestamp(1)).await.unwrap()
}

fn notes(blob: BlobId, name: &str) -> Attachment {
    Attachment { blob, name: name.into(), media_type: "text/plain".into(), size_bytes: 11 }
}

fn arriving(home: &Path) -> usize {
    std::fs::read_dir(home.join("blobs/incoming")).unwrap().count()
}

#[tokio::test]
async fn what_comes_in_pieces_is_the_file_that_comes_whole() {
    let home = home();
    let store = open(home.path()).await;
    let id = keep(&store, &[b"hello", b"", b" world"]).await;
    assert_eq!(
        store.put_blob(b"hello world".as_slice().into(), "text/plain", Timestamp(1)).await.unwrap(),
        id
    );
    assert_eq!(store.blob(id).await.unwrap(), b"hello world");
    assert_eq!(arriving(home.path()), 0);
    // Damaged meanwhile, with as many bytes as before: what is put again makes it good.
    std::fs::write(blob_file(home.path(), id), b"HELLO WORLD").unwrap();
    assert_eq!(keep(&store, &[b"hello world"]).await, id);
    assert_eq!(store.blob(id).await.unwrap(), b"hello world");
    assert_eq!(arriving(home.path()), 0);
}

#[tokio::test]
async fn a_file_that_is_given_up_leaves_nothing() {
    let home = home();
    let store = open(home.path()).await;
    let mut incoming = store.incoming().await.unwrap();
    incoming.write_all(b"half of").unwrap();
    assert_eq!((incoming.size_bytes(), arriving(home.path())), (7, 1));
    drop(incoming);
    assert_eq!(arriving(home.path()), 0);
}

#[tokio::test]
async fn files_stay_beside_their_draft_in_order_and_over_a_restart() {
    let home = home();
    let store = open(home.path()).await;
    let (conversation, ..) = talk(&store, "Tea", "Hello", "Hi").await;
    let blob = keep(&store, &[b"hello world"]).await;
    let mut added = Vec::new();
    for name in ["a", "b", "c"] {
        added.push(store.add_draft_file(None, &notes(blob, name), None).await.unwrap());
    }
    store.add_draft_file(Some(conversation), &notes(blob, "other"), None).await.unwrap();
    store.remove_draft_file(added[1].id).await.unwrap();
    store.close().await;

    let store = open(home.path()).await;
    let names = async |place| -> Vec<String> {
        let files = store.draft_files(place).await.unwrap();
        files.into_iter().map(|file| file.file.name).collect()
    };
    assert_eq!(names(None).await, ["a", "c"]);
    assert_eq!(names(Some(conversation)).await, ["other"]);
    assert_eq!(names(Some(parlance_domain::ConversationId::new())).await, [""; 0]);
    // Undone: it comes back to its place, and behind the others where that is taken.
    let place = Some(added[1].position);
    store.add_draft_file(None, &notes(blob, "b"), place).await.unwrap();
    store.add_draft_file(None, &notes(blob, "d"), place).await.unwrap();
    assert_eq!(names(None).await, ["a", "b", "c", "d"]);
    let nowhere = store.add_draft_file(None, &notes(BlobId([9; 32]), "x"), None).await.unwrap_err();
    assert_eq!(nowhere.kind, StoreErrorKind::NotFound);
}

#[tokio::test]
async fn what_is_sent_is_the_drafts_no_longer_and_what_is_not_stays() {
    let home = home();
    let store = open(home.path()).await;
    let (conversation, ..) = talk(&store, "Tea", "Hello", "Hi").await;
    let blob = keep(&store, &[b"hello world"]).await;
    let place = Some(conversation);
    let sent = store.add_draft_file(place, &notes(blob, "sent"), None).await.unwrap();
    let kept = store.add_draft_file(place, &notes(blob, "kept"), None).await.unwrap();
    store.save_draft(place, "words", Timestamp(1)).await.unwrap();
    let leaf = store.conversation(conversation).await.unwrap().leaf;

    let turn = || {
        let user = Message { parts: vec![Part::File(sent.file.clone())], ..user(conversation, leaf, "") };
        let assistant = answer(conversation, user.id);
        NewTurn {
            place: TurnPlace::Existing(conversation),
            user: Some(user),
            origin: Origin::Composer,
            assistant,
        }
    };
    store.begin_turn_with_files(&turn(), &[], &[sent.id]).await.unwrap();
    assert_eq!(store.draft_files(place).await.unwrap(), [kept]);
    assert_eq!(store.draft(place).await.unwrap(), "");
    // It was sent, or removed, by somebody else meanwhile: nothing is half sent.
    store.save_draft(place, "more", Timestamp(1)).await.unwrap();
    let before = store.messages(conversation).await.unwrap().len();
    let gone = store.begin_turn_with_files(&turn(), &[], &[sent.id]).await.unwrap_err();
    assert_eq!(gone.kind, StoreErrorKind::NotFound);
    assert_eq!(store.messages(conversation).await.unwrap().len(), before);
    assert_eq!(store.draft(place).await.unwrap(), "more");
}

#[tokio::test]
async fn a_text_is_kept_once_for_its_file_and_says_its_size() {
    let home = home();
    let store = open(home.path()).await;
    let blob = keep(&store, &[b"hello world"]).await;
    assert_eq!(store.blob_text(blob).await.unwrap(), None);
    store.set_blob_text(blob, "first").await.unwrap();
    store.set_blob_text(blob, "größer").await.unwrap();
    assert_eq!(store.blob_text(blob).await.unwrap().as_deref(), Some("größer"));
    let sizes = store.blob_text_sizes(&[blob, BlobId([9; 32])], 3).await.unwrap();
    assert_eq!(sizes.into_iter().collect::<Vec<_>>(), [(blob, (8, "ßer".to_owned()))]);
    assert_eq!(store.set_blob_text(BlobId([9; 32]), "x").await.unwrap_err().kind, StoreErrorKind::NotFound);
}
