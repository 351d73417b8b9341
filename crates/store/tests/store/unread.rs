use parlance_domain::ConversationId;
use parlance_store::{ListPlace, ListSort, Page, Store};

use crate::support::*;

async fn unread(store: &Store) -> Vec<(String, bool)> {
    let page = Page { place: ListPlace::Loose, tag: None, sort: ListSort::Title, offset: 0, limit: 10 };
    store.page(page).await.unwrap().into_iter().map(|row| (row.title, row.unread)).collect()
}

#[tokio::test]
async fn stays_until_somebody_looks_also_over_a_restart() {
    let home = home();
    let store = open(home.path()).await;
    let (tea, ..) = talk(&store, "Tea", "Hello", "Hi").await;
    talk(&store, "Tides", "Hello", "Hi").await;
    assert!(!store.mark_read(tea).await.unwrap());
    store.mark_unread(tea).await.unwrap();
    store.mark_unread(tea).await.unwrap();
    drop(store);
    let store = open(home.path()).await;
    assert_eq!(unread(&store).await, [("Tea".into(), true), ("Tides".into(), false)]);
    assert!(store.mark_read(tea).await.unwrap());
    assert!(!store.mark_read(tea).await.unwrap());
    assert_eq!(unread(&store).await[0], ("Tea".into(), false));
    assert_sound(&store).await;
}

#[tokio::test]
async fn a_conversation_that_is_gone_is_nothing_to_read() {
    let home = home();
    let store = open(home.path()).await;
    store.mark_unread(ConversationId::new()).await.unwrap();
    assert!(!store.mark_read(ConversationId::new()).await.unwrap());
    assert_sound(&store).await;
}
