//! Files that came with conversations from elsewhere are read once, whoever dies in between.

use parlance_domain::{Attachment, BlobId, Part, Picture, Timestamp};
use parlance_store::{Deleted, Store};

use crate::support::*;

fn file(blob: BlobId) -> Part {
    Part::File(Attachment { blob, name: "ebb.md".into(), media_type: "text/markdown".into(), size_bytes: 1 })
}

async fn put(store: &Store, words: &str) -> BlobId {
    store.put_blob(words.as_bytes().into(), "text/markdown", Timestamp::now()).await.unwrap()
}

async fn merge(store: &Store, parts: Vec<Part>) {
    store.merge(&[archived(parts)], Deleted::StaysDeleted).await.unwrap();
}

#[tokio::test]
async fn a_file_is_to_be_read_until_it_was_read() {
    let home = home();
    let store = open(home.path()).await;
    let (one, read, drawn) = (put(&store, "ebb").await, put(&store, "flow").await, put(&store, "png").await);
    store.set_blob_text(read, "flow").await.unwrap();
    let picture = Part::Image(Picture {
        blob: drawn,
        media_type: "image/png".into(),
        width: None,
        height: None,
        alt: String::new(),
    });
    merge(&store, vec![file(one), file(read), picture, file(BlobId([9; 32])), text("words")]).await;
    let next = store.next_unread_file().await.unwrap().unwrap();
    assert_eq!((next.blob, next.media_type.as_str()), (one, "text/markdown"));
    drop(store);

    let store = open(home.path()).await;
    assert_eq!(store.next_unread_file().await.unwrap(), Some(next), "its reader died");
    store.set_blob_text(one, "ebb").await.unwrap();
    store.file_was_read(one).await.unwrap();
    assert_eq!(store.next_unread_file().await.unwrap(), None);
    merge(&store, vec![file(one)]).await;
    assert_eq!(store.next_unread_file().await.unwrap(), None, "its words are known");
}

#[tokio::test]
async fn a_file_over_which_readers_die_does_not_keep_the_others_waiting() {
    let home = home();
    let store = open(home.path()).await;
    let deadly = put(&store, "deadly").await;
    merge(&store, vec![file(deadly)]).await;
    assert_eq!(store.next_unread_file().await.unwrap().unwrap().blob, deadly);
    let other = put(&store, "other").await;
    merge(&store, vec![file(other)]).await;
    assert_eq!(store.next_unread_file().await.unwrap().unwrap().blob, other);
    store.file_was_read(other).await.unwrap();
    let mut tries = 0;
    while store.next_unread_file().await.unwrap().is_some() {
        tries += 1;
        assert!(tries < 10, "it is tried for ever");
    }
    assert!(tries > 1);
}
