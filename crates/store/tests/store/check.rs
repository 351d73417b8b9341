use parlance_domain::Timestamp;
use parlance_store::Store;

use crate::support::*;

const WEEK_MS: i64 = 7 * 86_400_000;
const NOW: i64 = 1_000 * WEEK_MS;

async fn is_due(store: &Store, now: i64) -> bool {
    store.check_if_due(Timestamp(now)).await.unwrap().is_some()
}

#[tokio::test]
async fn a_sound_history_is_checked_once_a_week() {
    let home = home();
    let store = open(home.path()).await;
    talk(&store, "t", "q", "a").await;
    assert_eq!(store.check_if_due(Timestamp(NOW)).await.unwrap(), Some(Vec::new()));
    assert!(!is_due(&store, NOW + 1).await);
    assert!(!is_due(&store, NOW + WEEK_MS - 1).await);
    assert!(is_due(&store, NOW + WEEK_MS).await);
    assert!(!is_due(&store, NOW + WEEK_MS).await);
    // The clock was wrong before.
    assert!(is_due(&store, NOW).await);
    std::fs::write(home.path().join("last-check"), "no time").unwrap();
    assert!(is_due(&store, NOW).await);
}

#[tokio::test]
async fn damage_is_told_again_until_it_is_gone() {
    let home = home();
    let store = open(home.path()).await;
    talk(&store, "t", "q", "a").await;
    unindex(home.path()).await;
    for now in [NOW, NOW + 1] {
        let found = store.check_if_due(Timestamp(now)).await.unwrap().unwrap();
        assert!(found[0].contains("message_parent"), "{found:?}");
    }
    run_sql(home.path(), "REINDEX").await;
    assert_eq!(store.check_if_due(Timestamp(NOW)).await.unwrap(), Some(Vec::new()));
    assert!(!is_due(&store, NOW).await);
}

/// Makes the schema say that an index covers rows which are not in it.
async fn unindex(folder: &std::path::Path) {
    run_sql(
        folder,
        "PRAGMA writable_schema = ON; \
         UPDATE sqlite_schema SET sql = replace(sql, '(conversation, parent)', '(conversation, parent) WHERE 0') \
         WHERE name = 'message_parent'; PRAGMA writable_schema = RESET; REINDEX message_parent; \
         PRAGMA writable_schema = ON; \
         UPDATE sqlite_schema SET sql = replace(sql, ' WHERE 0', '') WHERE name = 'message_parent'; \
         PRAGMA writable_schema = RESET",
    )
    .await;
}
