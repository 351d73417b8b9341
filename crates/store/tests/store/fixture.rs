//! Every released schema opens. A fixture is the rows of a database of that schema, with the checksum of its migration: an
//! edit of a released migration fails here.

use parlance_domain::{FinishReason, MessageStatus, Part};

use crate::support::*;

const SCHEMA_1: &str = include_str!("../../../../migrations/app/0001_history.sql");
const ROWS_1: &str = include_str!("../fixtures/schema-1.sql");
const SCHEMA_2: &str = include_str!("../../../../migrations/app/0002_custom_wire.sql");
const SCHEMA_4: &str = include_str!("../../../../migrations/app/0004_custom_details.sql");
const ROWS_4: &str = include_str!("../fixtures/schema-4.sql");
const SCHEMA_5: &str = include_str!("../../../../migrations/app/0005_routing.sql");
const SCHEMA_8: &str = include_str!("../../../../migrations/app/0008_overflow.sql");
const ROWS_8: &str = include_str!("../fixtures/schema-8.sql");

#[tokio::test]
async fn schema_1_opens() {
    let home = home();
    std::fs::write(parlance_store::database_file(home.path()), "").unwrap();
    run_sql(home.path(), SCHEMA_1).await;
    run_sql(home.path(), ROWS_1).await;

    let store = open(home.path()).await;
    let listed = store.conversations().await.unwrap();
    assert_eq!(listed.iter().map(|c| c.title.as_str()).collect::<Vec<_>>(), ["Tides"]);
    let messages = store.messages(listed[0].id).await.unwrap();
    assert_eq!(messages.len(), 3);
    assert_eq!(messages[0].text(), "Why are there two tides a day?");
    assert_eq!(messages[1].finish, Some(FinishReason::Stop));
    assert_eq!(messages[1].usage.unwrap().output_tokens, Some(12));
    assert_eq!(
        messages[1].parts[0],
        Part::Reasoning { text: "Gravity gradients.".into(), duration_ms: None, signature: None }
    );
    assert_eq!(messages[2].status, MessageStatus::Interrupted, "its process is long gone");
    assert_eq!(messages[2].text(), "Because the Moon");
    assert_eq!(listed[0].leaf, Some(messages[2].id));
    assert_eq!(store.calls(messages[1].id).await.unwrap()[0].cost.unwrap().0, 310);
    assert_eq!(store.draft(None).await.unwrap(), "And neap tides?");
    let custom = &store.providers().await.unwrap().custom[0];
    assert_eq!(
        (custom.header_names.as_slice(), custom.wire.as_str()),
        (&["X-Team".to_owned()][..], "openai-chat")
    );
    assert_eq!((custom.auth.as_deref(), custom.query.len(), custom.models.len()), (None, 0, 0));
    assert_eq!(store.search("bulges", 5).await.unwrap()[0].message, Some(messages[1].id));
    assert_sound(&store).await;
}

#[tokio::test]
async fn schema_4_opens() {
    let home = home();
    std::fs::write(parlance_store::database_file(home.path()), "").unwrap();
    for sql in [SCHEMA_1, SCHEMA_2, SCHEMA_4, ROWS_4] {
        run_sql(home.path(), sql).await;
    }
    let store = open(home.path()).await;
    let kept = store.providers().await.unwrap();
    let (azure, lab) = (&kept.custom[0], &kept.custom[1]);
    assert_eq!(azure.auth.as_deref(), Some("header:api-key"));
    assert_eq!(azure.query["api-version"], "2024-10-21");
    assert_eq!(azure.models, ["gpt-6"]);
    assert_eq!((lab.auth.as_deref(), lab.wire.as_str(), lab.query.len()), (None, "openai-chat", 0));
    assert_eq!(kept.named_models["azure"], ["my-deployment"]);
    assert_sound(&store).await;
}

#[tokio::test]
async fn schema_8_opens() {
    let home = home();
    std::fs::write(parlance_store::database_file(home.path()), "").unwrap();
    for sql in [SCHEMA_1, SCHEMA_2, SCHEMA_4, SCHEMA_5, SCHEMA_8, ROWS_8] {
        run_sql(home.path(), sql).await;
    }
    let store = open(home.path()).await;
    let tides = &store.conversations().await.unwrap()[0];
    let messages = store.messages(tides.id).await.unwrap();
    let told = messages[1].route.as_ref().unwrap().summary.unwrap();
    assert_eq!((told.through, told.messages), (messages[0].id, 1));
    assert_eq!(store.summaries(tides.id).await.unwrap()[&told.through], "They asked why.");
    let call = &store.calls(messages[1].id).await.unwrap()[0];
    assert_eq!((call.usage.cost, call.cost.map(|cost| cost.0)), (call.cost, Some(310)));
    assert_sound(&store).await;
}
