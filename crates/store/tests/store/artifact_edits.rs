use parlance_domain::{ConversationId, Timestamp};
use parlance_store::{ArtifactPlace, StoreErrorKind};

use crate::support::*;

#[tokio::test]
async fn are_kept_by_block_until_they_are_taken_back() {
    let home = home();
    let store = open(home.path()).await;
    let (conversation, _, message) = talk(&store, "Tea", "Draw", "Here").await;
    let first = ArtifactPlace { conversation, message, block: 0 };
    let second = ArtifactPlace { block: 1, ..first };
    store.keep_artifact_edit(first, Some("one"), Timestamp(1)).await.unwrap();
    store.keep_artifact_edit(first, Some(""), Timestamp(2)).await.unwrap();
    store.keep_artifact_edit(second, Some("two"), Timestamp(2)).await.unwrap();
    drop(store);
    let store = open(home.path()).await;
    assert_eq!(store.artifact_edit(first).await.unwrap().as_deref(), Some(""));
    store.keep_artifact_edit(first, None, Timestamp(3)).await.unwrap();
    assert_eq!(store.artifact_edit(first).await.unwrap(), None);
    assert_eq!(store.artifact_edit(second).await.unwrap().as_deref(), Some("two"));
    assert_sound(&store).await;
}

#[tokio::test]
async fn belong_to_a_message_of_their_conversation() {
    let home = home();
    let store = open(home.path()).await;
    let (_, _, message) = talk(&store, "Tea", "Draw", "Here").await;
    let elsewhere = ArtifactPlace { conversation: ConversationId::new(), message, block: 0 };
    let failure = store.keep_artifact_edit(elsewhere, Some("one"), Timestamp(1)).await.unwrap_err();
    assert_eq!(failure.kind, StoreErrorKind::NotFound);
    assert_eq!(store.artifact_edit(elsewhere).await.unwrap(), None);
}
