//! Branches that leave the trash for good.

use parlance_domain::{Message, Timestamp};
use parlance_store::{Purged, Store, StoreErrorKind};

use crate::support::*;

async fn trashed(store: &Store) -> Vec<String> {
    store.trashed_branches(None).await.unwrap().into_iter().map(|branch| branch.excerpt).collect()
}

#[tokio::test]
async fn one_goes_for_good_with_what_hangs_on_it_and_no_other() {
    let home = home();
    let store = open(home.path()).await;
    let (id, first, reply) = talk(&store, "t", "apples", "pears").await;
    let (other, _) = more(&store, id, Some(reply), "quinces").await;
    let (long, end) = more(&store, id, Some(reply), "medlars").await;
    let (below, _) = more(&store, id, Some(end), "sloes").await;
    // Deleted one after the other: three branches, the third within the second.
    for message in [other, below, long] {
        store.trash_branch(id, message, Timestamp::now()).await.unwrap();
    }
    assert_eq!(trashed(&store).await, ["medlars", "sloes", "quinces"]);
    assert_eq!(store.trashed_branch_count().await.unwrap(), 3);

    store.doom_branch(id, long).await.unwrap();
    assert_eq!(trashed(&store).await, ["quinces"]);
    assert_eq!(store.trashed_branch_count().await.unwrap(), 1);
    let exported = store.archive(id).await.unwrap().messages;
    let exported: Vec<_> = exported.iter().map(|it| it.message.text()).collect();
    assert_eq!(exported, ["apples", "pears", "quinces", "quinces answered"]);
    for gone in [long, below] {
        assert_eq!(store.restore_branch(id, gone).await.unwrap_err().kind, StoreErrorKind::NotFound);
        assert_eq!(store.doom_branch(id, gone).await.unwrap_err().kind, StoreErrorKind::NotFound);
    }
    // What is not in the trash is not doomed.
    assert_eq!(store.doom_branch(id, first).await.unwrap_err().kind, StoreErrorKind::NotFound);
    let purged = store.purge(Timestamp::now()).await.unwrap();
    assert_eq!(purged, Purged { conversations: 0, messages: 4 });
    store.restore_branch(id, other).await.unwrap();
    let left: Vec<_> = store.messages(id).await.unwrap().iter().map(Message::text).collect();
    assert_eq!(left, ["apples", "pears", "quinces", "quinces answered"]);
    assert_eq!(store.purge(Timestamp::now()).await.unwrap(), Purged::default());
    assert_sound(&store).await;
}

#[tokio::test]
async fn an_emptied_trash_has_no_branches_either() {
    let home = home();
    let store = open(home.path()).await;
    let (id, _, reply) = talk(&store, "t", "apples", "pears").await;
    for words in ["quinces", "medlars"] {
        let (question, _) = more(&store, id, Some(reply), words).await;
        store.trash_branch(id, question, Timestamp::now()).await.unwrap();
    }
    assert_eq!(store.doom_trash().await.unwrap(), 0, "no conversation was in it");
    assert_eq!(trashed(&store).await, [""; 0]);
    assert_eq!(store.purge(Timestamp::now()).await.unwrap(), Purged { conversations: 0, messages: 4 });
    assert_eq!(store.messages(id).await.unwrap().len(), 2);
    assert_sound(&store).await;
}
