use parlance_domain::Timestamp;
use parlance_store::{KeyError, KeyUse, NamedKey, Store};

use crate::support::*;

fn used<'a>(id: &'a str, at: i64, error: Option<&'a str>) -> KeyUse<'a> {
    KeyUse { provider: "openai", id, began: Timestamp(at), ended: Timestamp(at), error }
}

async fn keys(store: &Store) -> Vec<NamedKey> {
    store.providers().await.unwrap().keys
}

async fn active(store: &Store) -> Vec<String> {
    keys(store).await.into_iter().filter(|key| key.active).map(|key| key.id).collect()
}

#[tokio::test]
async fn keys_are_kept_by_name_with_one_chosen() {
    let home = home();
    let store = open(home.path()).await;
    for (id, name, at) in [("b", "Private", 2), ("a", "Work", 1)] {
        store.add_key("openai", id, name, Timestamp(at)).await.unwrap();
    }
    store.add_key("groq", "a", "Work", Timestamp(1)).await.unwrap();
    store.use_key("openai", Some("a")).await.unwrap();
    store.use_key("groq", Some("a")).await.unwrap();
    store.use_key("openai", Some("b")).await.unwrap();
    store.rename_key("openai", "a", "Team").await.unwrap();
    store.close().await;

    let store = open(home.path()).await;
    let kept = keys(&store).await;
    let shown: Vec<_> =
        kept.iter().map(|key| (key.provider.as_str(), key.name.as_str(), key.active)).collect();
    assert_eq!(shown, [("groq", "Work", true), ("openai", "Team", false), ("openai", "Private", true)]);

    store.remove_key("openai", "b", Some("a")).await.unwrap();
    store.remove_keys("groq").await.unwrap();
    let kept = keys(&store).await;
    assert_eq!(kept.iter().map(|key| (key.name.as_str(), key.active)).collect::<Vec<_>>(), [("Team", true)]);
    store.use_key("openai", None).await.unwrap();
    assert_eq!(active(&store).await, Vec::<String>::new());
}

#[tokio::test]
async fn keys_without_a_row_get_one_when_something_is_to_be_kept_of_them() {
    let home = home();
    let store = open(home.path()).await;
    store.use_key("openai", Some("environment")).await.unwrap();
    assert_eq!(active(&store).await, ["environment"]);
    store.rename_key("openai", "first", "Work").await.unwrap();
    assert!(store.note_key_use(used("first", 5, None), true).await.unwrap());
    let first = keys(&store).await.into_iter().find(|key| key.id == "first").unwrap();
    assert_eq!((first.name.as_str(), first.last_used), ("Work", Some(Timestamp(5))));

    assert!(!store.note_key_use(used("removed", 5, None), false).await.unwrap());
    assert_eq!(keys(&store).await.len(), 2);
}

#[tokio::test]
async fn a_use_is_noted_once_a_minute_and_an_error_until_a_success() {
    let home = home();
    let store = open(home.path()).await;
    let note = async |at, error| store.note_key_use(used("first", at, error), true).await.unwrap();
    assert!(note(100_000, None).await);
    assert!(!note(159_999, None).await);
    assert_eq!(keys(&store).await[0].last_used, Some(Timestamp(100_000)));
    assert!(note(160_000, None).await);

    assert!(note(160_001, Some("key")).await, "an error is no repetition");
    let error = KeyError { code: "key".into(), at: Timestamp(160_001) };
    assert_eq!(keys(&store).await[0].last_error, Some(error));
    assert!(!note(160_002, Some("key")).await);
    assert!(note(160_003, Some("quota")).await);
    assert!(note(160_004, None).await, "a success clears it");
    assert_eq!(keys(&store).await[0].last_error, None);
}

#[tokio::test]
async fn what_went_wrong_with_a_secret_is_not_told_of_the_next() {
    let home = home();
    let store = open(home.path()).await;
    store.add_key("openai", "a", "Work", Timestamp(10)).await.unwrap();
    store.note_key_use(used("a", 20, Some("key")), false).await.unwrap();
    store.replace_key("openai", "a", Timestamp(30)).await.unwrap();
    let replaced = &keys(&store).await[0];
    assert_eq!((replaced.name.as_str(), replaced.last_used), ("Work", None));
    assert_eq!(replaced.last_error, None);
    let late = KeyUse { began: Timestamp(25), ..used("a", 40, Some("key")) };
    assert!(!store.note_key_use(late, false).await.unwrap());
    assert_eq!(keys(&store).await[0].last_error, None);
}
