use parlance_domain::{
    ConversationId, FinishReason, MessageStatus, MicroDollars, Parameters, Part, Timestamp, Timings, Tree,
    Usage,
};
use parlance_store::{
    CallTotal, Change, CustomProvider, JournalEntry, JournalKind, NewTurn, Origin, Seal, Store,
    StoreErrorKind, TurnPlace, UsageRow,
};

use crate::support::*;

#[tokio::test]
async fn a_turn_is_begun_journaled_and_sealed() {
    let home = home();
    let store = open(home.path()).await;
    store.save_draft(None, "half a questi", Timestamp(1)).await.unwrap();
    let (conversation, question, answer) = ask_new(&store, "Weather", "Will it rain?").await;

    assert_eq!(store.draft(None).await.unwrap(), "", "the question was the draft");
    let listed = store.conversations().await.unwrap();
    assert_eq!(listed.len(), 1);
    assert_eq!((listed[0].title.as_str(), listed[0].leaf), ("Weather", Some(answer)));

    store.journal(answer, &[entry(0, "It "), entry(0, "will ")]).await.unwrap();
    store.journal(answer, &[entry(0, "rain.")]).await.unwrap();
    let streaming = store.message(answer).await.unwrap();
    assert_eq!((streaming.status, streaming.text().as_str()), (MessageStatus::Streaming, "It will rain."));

    let usage = Usage {
        input_tokens: Some(9),
        output_tokens: Some(4),
        cached_tokens: None,
        reasoning_tokens: Some(0),
        cost: None,
    };
    let timings = Timings { first_token_ms: Some(120), done_ms: Some(900) };
    let call = UsageRow { model: model(), usage, cost: Some(MicroDollars(42)), timings, at: Timestamp(5) };
    let sealed = Seal {
        finish: Some(FinishReason::Stop),
        usage: Some(usage),
        timings,
        call: Some(call.clone()),
        parts: vec![
            Part::Reasoning { text: "clouds".into(), duration_ms: None, signature: None },
            text("It will rain."),
        ],
        ..seal(answer, "")
    };
    store.seal(&sealed).await.unwrap();

    let messages = store.messages(conversation).await.unwrap();
    assert_eq!(messages.iter().map(|m| m.id).collect::<Vec<_>>(), [question, answer]);
    let last = &messages[1];
    assert_eq!(last.status, MessageStatus::Complete);
    assert_eq!((last.finish, last.usage, last.timings), (Some(FinishReason::Stop), Some(usage), timings));
    assert_eq!(last.parts, sealed.parts);
    assert_eq!(store.calls(answer).await.unwrap(), [call]);
    let total = CallTotal { usage, cost: Some(MicroDollars(42)), estimated: true };
    assert_eq!(
        store.call_totals(&[answer]).await.unwrap().into_iter().collect::<Vec<_>>(),
        [(answer, total)]
    );
    assert_eq!(store.call_totals(&[question]).await.unwrap().len(), 0);
    assert_sound(&store).await;

    store.close().await;
    let again = open(home.path()).await;
    assert_eq!(again.messages(conversation).await.unwrap(), messages);
}

#[tokio::test]
async fn edits_and_regenerations_are_siblings_and_the_leaf_chooses() {
    let home = home();
    let store = open(home.path()).await;
    let (id, question, first) = talk(&store, "t", "Name a colour", "Red").await;

    let second = answer(id, question);
    let regenerate = NewTurn {
        place: TurnPlace::Existing(id),
        user: None,
        origin: Origin::Composer,
        assistant: second.clone(),
    };
    store.save_draft(Some(id), "next question", Timestamp(1)).await.unwrap();
    store.begin_turn(&regenerate).await.unwrap();
    assert_eq!(store.draft(Some(id)).await.unwrap(), "next question", "a regeneration sends no draft");
    store.seal(&seal(second.id, "Blue")).await.unwrap();

    let edited = user(id, None, "Name a fruit");
    let third = answer(id, edited.id);
    let edit = NewTurn {
        place: TurnPlace::Existing(id),
        user: Some(edited.clone()),
        origin: Origin::Composer,
        assistant: third.clone(),
    };
    store.begin_turn(&edit).await.unwrap();
    assert_eq!(store.draft(Some(id)).await.unwrap(), "");
    store.seal(&seal(third.id, "Fig")).await.unwrap();

    let messages = store.messages(id).await.unwrap();
    let tree = Tree::new(&messages);
    let path = |leaf| tree.path(leaf).iter().map(|m| m.text()).collect::<Vec<_>>();
    assert_eq!(store.conversation(id).await.unwrap().leaf, Some(third.id));
    assert_eq!(path(third.id), ["Name a fruit", "Fig"]);
    assert_eq!(tree.siblings(first).unwrap().ids, [first, second.id]);

    store.set_leaf(id, first).await.unwrap();
    assert_eq!(store.conversation(id).await.unwrap().leaf, Some(first));
    assert_eq!(path(first), ["Name a colour", "Red"]);
}

#[tokio::test]
async fn continue_goes_on_where_the_answer_stopped() {
    let home = home();
    let store = open(home.path()).await;
    let (_, _, id) = ask_new(&store, "t", "q").await;
    let broken = Seal {
        status: MessageStatus::Interrupted,
        finish: Some(FinishReason::Error),
        parts: vec![text("one "), Part::Error { code: "network".into(), message: "connection lost".into() }],
        ..seal(id, "")
    };
    store.seal(&broken).await.unwrap();

    let resumed = store.resume_turn(id).await.unwrap();
    assert_eq!((resumed.status, resumed.finish), (MessageStatus::Streaming, None));
    assert_eq!(resumed.parts, [text("one ")]);
    store.resume_turn(id).await.unwrap_err();
    store.journal(id, &[entry(0, "two "), entry(1, "three")]).await.unwrap();
    assert_eq!(store.message(id).await.unwrap().parts, [text("one two "), text("three")]);

    drop(store);
    let store = open(home.path()).await;
    let recovered = store.message(id).await.unwrap();
    assert_eq!(recovered.status, MessageStatus::Interrupted);
    assert_eq!(recovered.parts, [text("one two "), text("three")]);

    store.resume_turn(id).await.unwrap();
    store.seal(&seal(id, "one two three")).await.unwrap();
    assert_eq!(store.message(id).await.unwrap().text(), "one two three");
    assert_sound(&store).await;
}

#[tokio::test]
async fn an_ended_turn_takes_no_words() {
    let home = home();
    let store = open(home.path()).await;
    let (_, question, id) = talk(&store, "t", "q", "a").await;
    for message in [question, id] {
        let error = store.journal(message, &[entry(0, "late")]).await.unwrap_err();
        assert_eq!(error.kind, StoreErrorKind::NotFound);
        store.seal(&seal(message, "overwritten")).await.unwrap_err();
    }
    assert_eq!(store.message(id).await.unwrap().text(), "a");
}

#[tokio::test]
async fn tool_calls_are_journaled_too() {
    let home = home();
    let store = open(home.path()).await;
    let (_, _, id) = ask_new(&store, "t", "q").await;
    let tool = |kind, text: &str| JournalEntry { part: 0, kind, text: text.into() };
    store
        .journal(
            id,
            &[
                tool(JournalKind::ToolId, "c1"),
                tool(JournalKind::ToolName, "clock"),
                tool(JournalKind::ToolArguments, "{}"),
            ],
        )
        .await
        .unwrap();
    drop(store);
    let call = Part::ToolCall {
        id: Some("c1".into()),
        name: "clock".into(),
        arguments: "{}".into(),
        signature: None,
    };
    assert_eq!(open(home.path()).await.message(id).await.unwrap().parts, [call]);
}

#[tokio::test]
async fn the_list_is_newest_first_and_without_the_trash() {
    let home = home();
    let store = open(home.path()).await;
    let (a, ..) = talk(&store, "a", "q", "a").await;
    let (b, ..) = talk(&store, "b", "q", "a").await;
    let future = Timestamp(Timestamp::now().0 + 60_000);
    store.touch(a, future).await.unwrap();
    let titles = async |store: &Store| -> Vec<String> {
        store.conversations().await.unwrap().into_iter().map(|c| c.title).collect()
    };
    assert_eq!(titles(&store).await, ["a", "b"]);
    store.change(&[a], Change::Trashed(true), Timestamp(1)).await.unwrap();
    assert_eq!(titles(&store).await, ["b"]);
    assert_eq!(store.conversation(a).await.unwrap().title, "a", "what is in the trash can be opened");
    store.change(&[a], Change::Trashed(false), Timestamp(1)).await.unwrap();
    assert_eq!(titles(&store).await, ["a", "b"]);
    store.set_title(b, "Ünïcode 🙂").await.unwrap();
    store.set_model(b, None).await.unwrap();
    let b = store.conversation(b).await.unwrap();
    assert_eq!((b.title.as_str(), b.model), ("Ünïcode 🙂", None));
    let missing = ConversationId::new();
    assert_eq!(store.set_title(missing, "x").await.unwrap_err().kind, StoreErrorKind::NotFound);
}

/// Who asks in a terminal knows nothing of what is half written in the window.
#[tokio::test]
async fn a_question_from_elsewhere_leaves_the_composer_alone() {
    let home = home();
    let store = open(home.path()).await;
    let set = |temperature| Parameters { temperature: Some(temperature), ..Parameters::default() };
    store.save_draft(None, "typed", Timestamp(1)).await.unwrap();
    store.set_conversation_parameters(None, &set(0.5)).await.unwrap();

    for own in [set(1.5), Parameters::default()] {
        let new = conversation("Elsewhere");
        let question = user(new.id, None, "asked");
        let (id, assistant) = (new.id, answer(new.id, question.id));
        let origin = Origin::Elsewhere(own.clone());
        let turn = NewTurn { place: TurnPlace::New(new), user: Some(question), origin, assistant };
        store.begin_turn(&turn).await.unwrap();
        assert_eq!(store.conversation_parameters(Some(id)).await.unwrap(), own);
    }
    assert_eq!(store.draft(None).await.unwrap(), "typed");
    assert_eq!(store.conversation_parameters(None).await.unwrap(), set(0.5));
}

#[tokio::test]
async fn drafts_outlive_the_process_and_go_with_an_empty_text() {
    let home = home();
    let store = open(home.path()).await;
    let (id, ..) = talk(&store, "t", "q", "a").await;
    store.save_draft(None, "new", Timestamp(1)).await.unwrap();
    store.save_draft(None, "newer", Timestamp(2)).await.unwrap();
    store.save_draft(Some(id), "there\n\0", Timestamp(3)).await.unwrap();
    drop(store);
    let store = open(home.path()).await;
    assert_eq!(store.draft(None).await.unwrap(), "newer");
    assert_eq!(store.draft(Some(id)).await.unwrap(), "there\n\0");
    store.save_draft(None, "", Timestamp(4)).await.unwrap();
    assert_eq!(store.draft(None).await.unwrap(), "");
    assert_eq!(store.draft(Some(id)).await.unwrap(), "there\n\0");
}

#[tokio::test]
async fn providers_and_base_urls_are_kept() {
    let home = home();
    let store = open(home.path()).await;
    let mut lab = CustomProvider {
        id: "lab".into(),
        name: "Lab".into(),
        base_url: "http://localhost:9/v1".into(),
        wire: "gemini".into(),
        header_names: vec!["X-Team".into()],
        auth: None,
        query: [("api-version".into(), "1".into())].into(),
        models: Vec::new(),
    };
    store.save_provider(&lab).await.unwrap();
    lab.name = "The lab".into();
    lab.wire = "anthropic-messages".into();
    lab.auth = Some("header:api-key".into());
    lab.query = [("api-version".into(), "2".into())].into();
    lab.models = vec!["one".into(), "two".into()];
    store.save_provider(&lab).await.unwrap();
    store.set_base_url("openai", Some("https://proxy.example/v1")).await.unwrap();
    store.set_base_url("groq", Some("https://proxy.example/groq")).await.unwrap();
    store.set_base_url("groq", None).await.unwrap();
    store.set_named_models("azure", &["one".to_owned()]).await.unwrap();
    store.set_named_models("azure", &["two".to_owned(), "three".to_owned()]).await.unwrap();
    store.set_named_models("perplexity", &["sonar".to_owned()]).await.unwrap();
    store.set_named_models("perplexity", &[]).await.unwrap();
    let kept = store.providers().await.unwrap();
    assert_eq!(kept.custom, [lab]);
    assert_eq!(kept.named_models, [("azure".into(), vec!["two".into(), "three".into()])].into());
    assert_eq!(
        kept.base_urls.into_iter().collect::<Vec<_>>(),
        [("openai".into(), "https://proxy.example/v1".into())]
    );
    store.remove_provider("lab").await.unwrap();
    assert_eq!(store.providers().await.unwrap().custom, []);
}

#[tokio::test]
async fn the_schema_refuses_what_must_not_be() {
    let home = home();
    let store = open(home.path()).await;
    talk(&store, "a", "q", "a").await;
    talk(&store, "b", "q", "a").await;
    store.close().await;
    let mut connection = raw(home.path()).await;
    for (what, sql) in [
        ("a parent that changes", "UPDATE message SET parent = NULL WHERE pk = 2"),
        (
            "a parent elsewhere",
            "INSERT INTO message (id, conversation, parent, role, status, created_at, text, parts) VALUES (randomblob(16), 2, 1, 'user', 'complete', 0, '', '[]')",
        ),
        ("a leaf elsewhere", "UPDATE conversation SET leaf = 1 WHERE pk = 2"),
        ("streaming without an owner", "UPDATE message SET status = 'streaming' WHERE pk = 2"),
        (
            "a streaming question",
            "UPDATE message SET status = 'streaming', owner = randomblob(16) WHERE pk = 1",
        ),
        ("parts that are no list", "UPDATE message SET parts = '{}' WHERE pk = 2"),
        ("parts that are no JSON", "UPDATE message SET parts = '[' WHERE pk = 2"),
        (
            "an unknown role",
            "INSERT INTO message (id, conversation, role, status, created_at, text, parts) VALUES (randomblob(16), 2, 'wizard', 'complete', 0, '', '[]')",
        ),
        ("a journal of an ended message", "INSERT INTO journal VALUES (2, 0, 0, 'text', 'x')"),
        ("half a model", "UPDATE conversation SET model = NULL WHERE pk = 1"),
        (
            "a short id",
            "INSERT INTO conversation (id, title, created_at, updated_at) VALUES (x'00', '', 0, 0)",
        ),
        (
            "an end that forgets its journal",
            "UPDATE message SET status = 'streaming', owner = randomblob(16) WHERE pk = 2; INSERT INTO journal VALUES (2, 0, 0, 'text', 'x'); UPDATE message SET status = 'complete', owner = NULL WHERE pk = 2",
        ),
    ] {
        assert!(sqlx::raw_sql(sql).execute(&mut connection).await.is_err(), "{what} was accepted");
    }
}
