use parlance_store::{FilterKey, Store};

use crate::support::*;

async fn titles(store: &Store, query: &str) -> Vec<String> {
    let mut titles: Vec<_> =
        store.search(query, 20).await.unwrap().into_iter().map(|hit| hit.title).collect();
    titles.sort();
    titles
}

/// Three conversations, of which each filter leaves some over.
async fn sea() -> (tempfile::TempDir, Store) {
    let home = home();
    let store = open(home.path()).await;
    talk(&store, "Ebb", "Why does the sea fall?", "The moon pulls at the sea.\n```rust\nlet tide = 1;\n```")
        .await;
    talk(&store, "Flood", "When does the sea rise?", "Twice a day, sea and moon being equal.").await;
    talk(&store, "Salt", "Why is the sea salty?", "Rivers carry salt into the sea.").await;
    run_sql(
        home.path(),
        "INSERT INTO folder (pk, id, name, position, created_at) VALUES (1, randomblob(16), 'Deep sea', 0, 0), (2, randomblob(16), 'Work', 1, 0);
         UPDATE conversation SET folder = 1, pinned_at = 1 WHERE title = 'Ebb';
         UPDATE conversation SET folder = 2, archived_at = 1 WHERE title = 'Flood';
         INSERT INTO tag (pk, id, name, created_at) VALUES (1, randomblob(16), 'Tides', 0);
         INSERT INTO conversation_tag SELECT pk, 1 FROM conversation WHERE title <> 'Salt';
         UPDATE message SET provider = 'groq', model = 'llama-4' WHERE role = 'assistant' AND conversation = (SELECT pk FROM conversation WHERE title = 'Salt');
         INSERT INTO blob (hash, size_bytes, media_type, created_at) VALUES (zeroblob(32), 1, 'image/png', 0), (randomblob(32), 1, 'text/plain', 0);
         INSERT INTO message_blob SELECT m.pk, b.hash FROM message m JOIN conversation c ON c.pk = m.conversation, blob b
             WHERE m.role = 'user' AND (c.title = 'Ebb' AND b.media_type = 'image/png' OR c.title = 'Flood' AND b.media_type = 'text/plain');
         INSERT INTO blob_text (blob, text) SELECT hash, 'A table of harbours' FROM blob WHERE media_type = 'text/plain';",
    )
    .await;
    (home, store)
}

#[tokio::test]
async fn phrases_and_what_is_left_out() {
    let (_home, store) = sea().await;
    assert_eq!(titles(&store, "\"the sea fall\"").await, ["Ebb"]);
    assert_eq!(titles(&store, "\"sea the\"").await, Vec::<String>::new());
    assert_eq!(titles(&store, "moon -twice").await, ["Ebb"]);
    assert_eq!(titles(&store, "sea -\"the sea\"").await, ["Flood"]);
    assert_eq!(titles(&store, "-sea").await, Vec::<String>::new());
    assert_eq!(
        titles(&store, "alt -rivers").await,
        ["Salt"],
        "as a substring, and the question has no river"
    );
}

#[tokio::test]
async fn every_filter_alone_and_with_a_word() {
    let (_home, store) = sea().await;
    for (filter, expected) in [
        ("in:\"deep sea\"", &["Ebb"][..]),
        ("in:wo", &["Flood"]),
        ("-in:work", &["Ebb", "Salt"]),
        ("tag:tides", &["Ebb", "Flood"]),
        ("tag:tides -in:work", &["Ebb"]),
        ("model:LLAMA", &["Salt"]),
        ("provider:test", &["Ebb", "Flood"]),
        ("is:pinned", &["Ebb"]),
        ("is:archived", &["Flood"]),
        ("-is:archived", &["Ebb", "Salt"]),
        ("has:image", &["Ebb"]),
        ("has:file", &["Flood"]),
        ("has:code", &["Ebb"]),
        ("after:2020", &["Ebb", "Flood", "Salt"]),
        ("before:2020-02-30", &["Ebb", "Flood", "Salt"]),
        ("before:2020-02", &[]),
        ("role:assistant", &["Ebb", "Flood", "Salt"]),
        ("in: tag: is:", &["Ebb", "Flood", "Salt"]),
        ("in:nowhere", &[]),
    ] {
        assert_eq!(titles(&store, &format!("{filter} sea")).await, expected, "{filter} sea");
        let alone = titles(&store, filter).await;
        if filter != "in: tag: is:" && filter != "before:2020-02-30" {
            assert_eq!(alone, expected, "{filter}");
        }
    }
    assert_eq!(titles(&store, "role:user moon").await, Vec::<String>::new());
    assert_eq!(titles(&store, "role:user twice").await, Vec::<String>::new());
    assert!(store.search("sea is:archived", 5).await.unwrap()[0].archived);
}

#[tokio::test]
async fn the_text_of_a_file_leads_to_its_message() {
    let (_home, store) = sea().await;
    let hits = store.search("harbours", 5).await.unwrap();
    assert_eq!((hits.len(), hits[0].title.as_str(), hits[0].in_file), (1, "Flood", true));
    let marked: Vec<_> =
        hits[0].snippet.iter().filter(|piece| piece.hit).map(|it| it.text.as_str()).collect();
    assert_eq!(marked, ["harbours"]);
    assert_eq!(titles(&store, "harbours has:image").await, Vec::<String>::new());
}

#[tokio::test]
async fn values_that_can_be_chosen() {
    let (_home, store) = sea().await;
    assert_eq!(store.filter_values(FilterKey::Folder).await.unwrap(), ["Deep sea", "Work"]);
    assert_eq!(store.filter_values(FilterKey::Tag).await.unwrap(), ["Tides"]);
    assert_eq!(store.filter_values(FilterKey::Model).await.unwrap(), ["llama-4", "parrot-1"]);
    assert_eq!(store.filter_values(FilterKey::Provider).await.unwrap(), ["groq", "test"]);
    assert_eq!(store.filter_values(FilterKey::Has).await.unwrap(), ["image", "file", "code"]);
}

#[tokio::test]
async fn further_hits_are_counted_and_branches_in_the_trash_are_not_found() {
    let (home, store) = sea().await;
    let hits = store.search("sea", 5).await.unwrap();
    assert_eq!(hits.iter().map(|hit| hit.further).collect::<Vec<_>>(), [1, 1, 1]);
    run_sql(home.path(), "UPDATE message SET trashed_at = 1 WHERE text LIKE 'Rivers%'").await;
    for query in ["rivers", "iver", "rivers role:assistant", "is:pinned rivers"] {
        assert_eq!(titles(&store, query).await, Vec::<String>::new(), "{query}");
    }
}

#[tokio::test]
async fn first_letters_are_found_among_the_newest() {
    let (_home, store) = sea().await;
    assert_eq!(titles(&store, "r").await, ["Ebb", "Flood", "Salt"], "rust, rise, rivers");
    assert_eq!(titles(&store, "the ri").await, ["Flood", "Salt"]);
}

#[tokio::test]
async fn words_of_what_is_gone_are_gone() {
    let (home, store) = sea().await;
    run_sql(home.path(), "DELETE FROM conversation WHERE title = 'Salt'").await;
    let mut raw = raw(home.path()).await;
    let words: Vec<String> =
        sqlx::query_scalar("SELECT text FROM word ORDER BY text").fetch_all(&mut raw).await.unwrap();
    assert!(words.contains(&"moon".into()) && words.contains(&"sea".into()), "{words:?}");
    assert!(!words.contains(&"rivers".into()) && !words.contains(&"salty".into()), "{words:?}");
    assert_sound(&store).await;
}
