//! What a later sync needs is written by whoever changes something, whether they think of it or not.

use std::path::Path;

use parlance_domain::{Parameters, Persona, PersonaId, Template, TemplateId, Timestamp};
use parlance_store::Change;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Row as _};

use crate::support::*;

async fn database(home: &Path) -> SqliteConnection {
    let file = parlance_store::database_file(home);
    SqliteConnectOptions::new().filename(file).foreign_keys(true).connect().await.unwrap()
}

async fn run(database: &mut SqliteConnection, sql: &str) {
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(database).await.unwrap();
}

/// Fields with their clocks and operations, in order of the clocks.
async fn fields(database: &mut SqliteConnection) -> Vec<(String, i64, Vec<u8>)> {
    let rows = sqlx::query("SELECT entity || '.' || field AS field, hlc, op FROM sync_field ORDER BY hlc")
        .fetch_all(database)
        .await
        .unwrap();
    rows.iter().map(|row| (row.get("field"), row.get("hlc"), row.get("op"))).collect()
}

async fn names(database: &mut SqliteConnection) -> Vec<String> {
    fields(database).await.into_iter().map(|(name, ..)| name).collect()
}

async fn deleted(database: &mut SqliteConnection) -> Vec<String> {
    sqlx::query_scalar("SELECT entity FROM sync_tombstone ORDER BY hlc").fetch_all(database).await.unwrap()
}

#[tokio::test]
async fn every_change_of_a_field_is_stamped_later_than_the_one_before() {
    let home = home();
    let store = open(home.path()).await;
    let (id, ..) = talk(&store, "Sea", "Why are there tides?", "The Moon.").await;
    let mut database = database(home.path()).await;
    assert_eq!(names(&mut database).await, [""; 0], "what is new is as it was made");

    store.set_title(id, "Tides").await.unwrap();
    let before = fields(&mut database).await;
    store.set_title(id, "Tides").await.unwrap();
    assert_eq!(fields(&mut database).await, before, "nothing has changed");
    store.set_title(id, "Ebb").await.unwrap();
    store.change(&[id], Change::Trashed(true), Timestamp::now()).await.unwrap();
    let after = fields(&mut database).await;
    assert_eq!(names(&mut database).await, ["conversation.title", "conversation.trashed"]);
    assert!(after[0].1 > before[0].1 && after[0].2 != before[0].2, "{before:?} {after:?}");
    assert!(after[0].1 / 65_536 >= 1_700_000_000_000, "milliseconds since 1970, above a counter");
}

#[tokio::test]
async fn a_clock_that_goes_back_does_not_take_the_stamps_along() {
    let home = home();
    let store = open(home.path()).await;
    let (id, ..) = talk(&store, "Sea", "Why are there tides?", "The Moon.").await;
    let mut database = database(home.path()).await;
    // As if the machine's clock had been a century ahead.
    run(&mut database, "UPDATE sync_clock SET hlc = hlc + 3000000000000 * 65536").await;
    store.set_title(id, "Ebb").await.unwrap();
    let first = fields(&mut database).await[0].1;
    store.set_title(id, "Flow").await.unwrap();
    assert_eq!(fields(&mut database).await[0].1, first + 1);
}

#[tokio::test]
async fn what_is_deleted_for_good_leaves_a_mark_and_takes_its_stamps_along() {
    let home = home();
    let store = open(home.path()).await;
    let (id, ..) = talk(&store, "Sea", "Why are there tides?", "The Moon.").await;
    store.set_title(id, "Ebb").await.unwrap();
    let mut database = database(home.path()).await;
    run(
        &mut database,
        "INSERT INTO folder (id, name, position, created_at) VALUES (randomblob(16), 'Sea', 0, 1);
         INSERT INTO tag (id, name, created_at) VALUES (randomblob(16), 'salt', 1), (randomblob(16), 'deep', 1);
         UPDATE conversation SET folder = 1;
         INSERT INTO conversation_tag VALUES (1, 1), (1, 2);
         UPDATE tag SET name = 'salty' WHERE pk = 1;",
    )
    .await;
    let tagged = names(&mut database).await;
    assert_eq!((tagged.len(), tagged[1].as_str()), (5, "conversation.folder"), "{tagged:?}");
    assert!(tagged[2].starts_with("conversation.tag:") && tagged[3].starts_with("conversation.tag:"));

    run(&mut database, "DELETE FROM tag WHERE pk = 1; DELETE FROM folder;").await;
    assert_eq!(deleted(&mut database).await, ["tag", "folder"]);
    let left = names(&mut database).await;
    assert!(!left.iter().any(|name| name.starts_with("tag.")), "{left:?}");
    assert_eq!(
        left.iter().filter(|name| name.starts_with("conversation.tag:")).count(),
        1,
        "the other tag's"
    );
    run(&mut database, "UPDATE message SET trashed_at = 1;").await;
    assert!(names(&mut database).await.contains(&"message.trashed".to_owned()));

    run(&mut database, "DELETE FROM conversation;").await;
    assert_eq!(deleted(&mut database).await, ["tag", "folder", "conversation"], "it stands for its messages");
    assert_eq!(names(&mut database).await, [""; 0]);
}

#[tokio::test]
async fn what_is_saved_unchanged_has_no_new_stamp() {
    let home = home();
    let store = open(home.path()).await;
    let mut template = Template {
        id: TemplateId::new(),
        name: "tides".into(),
        description: String::new(),
        body: "x".into(),
    };
    let mut persona = Persona {
        id: PersonaId::new(),
        name: "Captain".into(),
        icon: String::new(),
        description: String::new(),
        model: None,
        parameters: Parameters::default(),
        starters: Vec::new(),
    };
    let mut database = database(home.path()).await;
    for _ in 0..2 {
        store.put_template(&template).await.unwrap();
        store.put_persona(&persona).await.unwrap();
    }
    assert_eq!(names(&mut database).await, [""; 0]);
    template.description = "asks".into();
    persona.model = Some(model());
    store.put_template(&template).await.unwrap();
    store.put_persona(&persona).await.unwrap();
    assert_eq!(names(&mut database).await, ["template.content", "persona.content"]);
}

#[tokio::test]
async fn what_is_shown_again_after_nothing_was_is_a_change() {
    let home = home();
    let store = open(home.path()).await;
    let (id, question, _) = talk(&store, "Sea", "Why are there tides?", "The Moon.").await;
    let mut database = database(home.path()).await;
    store.trash_branch(id, question, Timestamp::now()).await.unwrap();
    assert_eq!(store.conversation(id).await.unwrap().leaf, None);
    let leaf = async |database: &mut SqliteConnection| {
        fields(database).await.into_iter().find(|(name, ..)| name == "conversation.leaf").unwrap().1
    };
    let hidden = leaf(&mut database).await;
    store.restore_branch(id, question).await.unwrap();
    assert!(leaf(&mut database).await > hidden);
}

#[tokio::test]
async fn a_deletion_that_is_taken_back_leaves_no_mark() {
    let home = home();
    let store = open(home.path()).await;
    let (given, ..) = talk(&store, "Sea", "Why are there tides?", "The Moon.").await;
    let (taken, ..) = talk(&store, "Land", "Why are there hills?", "The Earth.").await;
    let now = Timestamp::now();
    let (folder, tag) =
        (store.add_folder("Sea", now).await.unwrap(), store.add_tag("salt", now).await.unwrap());
    store.change(&[given], Change::Folder(Some(folder)), now).await.unwrap();
    store.change(&[given, taken], Change::Tag { tag, given: true }, now).await.unwrap();
    store.change(&[taken], Change::Tag { tag, given: false }, now).await.unwrap();
    let mut database = database(home.path()).await;
    let before: Vec<_> = names(&mut database).await;

    let gone = (store.delete_folder(folder).await.unwrap(), store.delete_tag(tag).await.unwrap());
    assert_eq!(deleted(&mut database).await, ["folder", "tag"]);
    assert_eq!(names(&mut database).await, ["conversation.folder"], "it has none now");
    store.restore_folder(&gone.0).await.unwrap();
    store.restore_tag(&gone.1).await.unwrap();
    assert_eq!(deleted(&mut database).await, [""; 0]);
    let mut after = names(&mut database).await;
    for newer in ["folder.name", "tag.name"] {
        let at = after.iter().position(|name| name == newer).expect("it is newer than its deletion");
        after.remove(at);
    }
    assert_eq!(sorted(after), sorted(before), "also where the tag had been taken away");
    // Taken back twice it is what it was.
    let twice = fields(&mut database).await;
    store.restore_folder(&gone.0).await.unwrap();
    assert_eq!(fields(&mut database).await, twice);
}

fn sorted(mut names: Vec<String>) -> Vec<String> {
    names.sort();
    names
}
