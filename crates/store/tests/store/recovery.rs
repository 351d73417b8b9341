use parlance_domain::{
    Citation, MessageStatus, MicroDollars, ModelRef, Part, Passed, Route, Taken, Timestamp, Usage,
};
use parlance_store::{Asked, JournalEntry, StoreErrorKind};

use crate::support::*;

fn lock_files(home: &std::path::Path) -> usize {
    std::fs::read_dir(home.join("instances")).unwrap().count()
}

#[tokio::test]
async fn a_turn_that_was_never_sealed_becomes_interrupted_with_its_words() {
    let home = home();
    let store = open(home.path()).await;
    let (conversation, _, spoken) = ask_new(&store, "t", "q").await;
    store.journal(spoken, &[entry(0, "Half an ans")]).await.unwrap();
    let (_, _, silent) = ask_new(&store, "u", "q").await;
    drop(store);

    let store = open(home.path()).await;
    let message = store.message(spoken).await.unwrap();
    assert_eq!((message.status, message.text().as_str()), (MessageStatus::Interrupted, "Half an ans"));
    let message = store.message(silent).await.unwrap();
    assert_eq!((message.status, message.parts.len()), (MessageStatus::Interrupted, 0));
    let hits = store.search("half ans", 10).await.unwrap();
    assert_eq!(hits[0].conversation, conversation, "recovered words can be searched");
    assert_sound(&store).await;
}

#[tokio::test]
async fn the_turn_of_a_living_process_is_left_alone() {
    let home = home();
    let window = open(home.path()).await;
    let (_, _, id) = ask_new(&window, "t", "q").await;
    window.journal(id, &[entry(0, "one ")]).await.unwrap();

    let terminal = open(home.path()).await;
    assert_eq!(terminal.message(id).await.unwrap().status, MessageStatus::Streaming);
    assert_eq!(terminal.message(id).await.unwrap().text(), "one ", "what it said so far can be read");
    assert_eq!(terminal.recover().await.unwrap(), []);
    let error = terminal.journal(id, &[entry(0, "intruder")]).await.unwrap_err();
    assert_eq!(error.kind, StoreErrorKind::NotFound);
    terminal.seal(&seal(id, "intruder")).await.unwrap_err();
    terminal.resume_turn(id).await.unwrap_err();

    window.journal(id, &[entry(0, "two")]).await.unwrap();
    window.seal(&seal(id, "one two")).await.unwrap();
    assert_eq!(terminal.message(id).await.unwrap().text(), "one two");
}

#[tokio::test]
async fn a_turn_whose_process_dies_later_is_recovered_on_request() {
    let home = home();
    let window = open(home.path()).await;
    let terminal = open(home.path()).await;
    let (_, _, dead) = ask_new(&terminal, "t", "q").await;
    terminal.journal(dead, &[entry(0, "cut")]).await.unwrap();
    let (_, _, mine) = ask_new(&window, "u", "q").await;
    drop(terminal);
    assert_eq!(window.recover().await.unwrap(), [dead]);
    assert_eq!(window.message(dead).await.unwrap().status, MessageStatus::Interrupted);
    assert_eq!(window.message(mine).await.unwrap().status, MessageStatus::Streaming);
}

#[tokio::test]
async fn lock_files_of_the_dead_are_removed() {
    let home = home();
    let store = open(home.path()).await;
    drop(store);
    assert_eq!(lock_files(home.path()), 0);
    // A killed process leaves its file; its lock is gone.
    let stale = home.path().join("instances").join(format!("{}.lock", uuid::Uuid::new_v4()));
    std::fs::write(&stale, "").unwrap();
    let _store = open(home.path()).await;
    assert!(!stale.exists());
    assert_eq!(lock_files(home.path()), 1);
}

#[tokio::test]
async fn many_processes_may_start_at_once() {
    let home = home();
    let stores = (0..8).map(|_| {
        let folder = home.path().to_owned();
        tokio::spawn(async move { open(&folder).await })
    });
    for store in stores.collect::<Vec<_>>() {
        let store = store.await.unwrap();
        talk(&store, "t", "q", "a").await;
    }
    let store = open(home.path()).await;
    assert_eq!(store.conversations().await.unwrap().len(), 8);
}

#[tokio::test]
async fn a_dead_answer_knows_who_was_asked_last() {
    let home = home();
    let store = open(home.path()).await;
    let (_, _, id) = ask_new(&store, "t", "q").await;
    let passed =
        Passed { model: model(), code: "rate_limit".into(), message: "Slow down.".into(), wait_ms: None };
    let route = Route { passed: vec![passed], ..Route::default() };
    let second = ModelRef { provider: "other".into(), model: "parrot-2".into() };
    let first = Asked { model: model(), route: None };
    let second = Asked { model: second, route: Some(route) };
    let source = Part::Citation(Citation { url: None, title: Some("Tides".into()), quote: None });
    let entries = [
        JournalEntry::call(&first).unwrap(),
        JournalEntry::call(&second).unwrap(),
        entry(0, "Half an ans"),
        JournalEntry::part(1, &source).unwrap(),
    ];
    store.journal(id, &entries).await.unwrap();
    let living = store.message(id).await.unwrap();
    drop(store);

    let store = open(home.path()).await;
    let dead = store.message(id).await.unwrap();
    assert_eq!(dead.status, MessageStatus::Interrupted);
    for message in [living, dead] {
        assert_eq!(message.parts, [text("Half an ans"), source.clone()]);
        assert_eq!((message.model, message.route), (Some(second.model.clone()), second.route.clone()));
    }
    assert_sound(&store).await;
}

#[tokio::test]
async fn what_a_dead_process_owes_is_counted_once_and_priced_later() {
    let home = home();
    let store = open(home.path()).await;
    let (_, _, id) = ask_new(&store, "t", "q").await;
    let (at, first) = (Timestamp(5_000), Asked { model: model(), route: None });
    let second =
        Asked { model: ModelRef { provider: "other".into(), model: "parrot-2".into() }, route: None };
    let taken = |sent| Taken { sent: Some(sent), ..Taken::default() };
    let entries = [
        JournalEntry::call(&first).unwrap(),
        JournalEntry::taken(taken(7), at).unwrap(),
        // Who failed without a word was counted where that was to be counted.
        JournalEntry::call(&second).unwrap(),
        JournalEntry::taken(taken(50), at).unwrap(),
        entry(0, &"word ".repeat(80)),
    ];
    store.journal(id, &entries).await.unwrap();
    drop(store);

    let store = open(home.path()).await;
    let told = Usage { input_tokens: Some(50), output_tokens: Some(100), ..Usage::default() };
    let calls = store.calls(id).await.unwrap();
    assert_eq!(
        calls.iter().map(|call| (&call.model, call.usage, call.at)).collect::<Vec<_>>(),
        [(&second.model, told, at)]
    );
    assert_eq!(store.unpriced_calls(Timestamp(at.0 + 1)).await.unwrap(), []);
    let unpriced = store.unpriced_calls(at).await.unwrap();
    let [(call, of, usage)] = unpriced.as_slice() else { panic!("{unpriced:?}") };
    assert_eq!((of, *usage), (&second.model, told));
    store.price_call(*call, MicroDollars(42)).await.unwrap();
    assert_eq!(store.calls(id).await.unwrap()[0].cost, Some(MicroDollars(42)));
    assert_eq!(store.unpriced_calls(at).await.unwrap(), []);
    assert_sound(&store).await;
}

#[tokio::test]
async fn an_entry_of_a_newer_version_does_not_take_the_words_along() {
    let home = home();
    let store = open(home.path()).await;
    let (_, _, id) = ask_new(&store, "t", "q").await;
    store.journal(id, &[entry(0, "Half an ans")]).await.unwrap();
    drop(store);
    run_sql(
        home.path(),
        "INSERT INTO journal (message, seq, part, kind, text) SELECT message, 1, 0, 'hologram', '?' FROM journal",
    )
    .await;
    let store = open(home.path()).await;
    assert_eq!(store.message(id).await.unwrap().parts, [text("Half an ans")]);
    assert_sound(&store).await;
}
