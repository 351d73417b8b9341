//! Every released schema opens. A fixture is the rows of a database of that schema, with the checksum of its migration: an
//! edit of a released migration fails here.

use std::path::Path;

use parlance_domain::{
    FinishReason, MessageStatus, ModelRef, OmissionReason, ParameterName, Part, Reasoning, ReasoningEffort,
    Timestamp, Verbosity,
};
use parlance_store::{ArtifactPlace, ListSort};

use crate::support::*;

const SCHEMA_1: &str = include_str!("../../../../migrations/app/0001_history.sql");
const ROWS_1: &str = include_str!("../fixtures/schema-1.sql");
const SCHEMA_2: &str = include_str!("../../../../migrations/app/0002_custom_wire.sql");
const SCHEMA_3: &str = include_str!("../../../../migrations/app/0003_parameters.sql");
const ROWS_3: &str = include_str!("../fixtures/schema-3.sql");
const SCHEMA_4: &str = include_str!("../../../../migrations/app/0004_custom_details.sql");
const ROWS_4: &str = include_str!("../fixtures/schema-4.sql");
const ROWS_7: &str = include_str!("../fixtures/schema-7.sql");
const SCHEMA_5: &str = include_str!("../../../../migrations/app/0005_routing.sql");
const SCHEMA_7: &str = include_str!("../../../../migrations/app/0007_catalogue.sql");
const ROWS_6: &str = include_str!("../fixtures/schema-6.sql");
const SCHEMA_6: &str = include_str!("../../../../migrations/app/0006_keys.sql");
const ROWS_8: &str = include_str!("../fixtures/schema-8.sql");
const SCHEMA_8: &str = include_str!("../../../../migrations/app/0008_overflow.sql");
const ROWS_9: &str = include_str!("../fixtures/schema-9.sql");
const SCHEMA_9: &str = include_str!("../../../../migrations/app/0009_blobs.sql");
const ROWS_10: &str = include_str!("../fixtures/schema-10.sql");
const SCHEMA_10: &str = include_str!("../../../../migrations/app/0010_organisation.sql");
const ROWS_11: &str = include_str!("../fixtures/schema-11.sql");
const SCHEMA_11: &str = include_str!("../../../../migrations/app/0011_search.sql");

const SCHEMA_12: &str = include_str!("../../../../migrations/app/0012_stamps.sql");
const ROWS_12: &str = include_str!("../fixtures/schema-12.sql");

const SCHEMA_13: &str = include_str!("../../../../migrations/app/0013_list.sql");
const SCHEMA_14: &str = include_str!("../../../../migrations/app/0014_image_hosts.sql");
const ROWS_13: &str = include_str!("../fixtures/schema-13.sql");
const ROWS_14: &str = include_str!("../fixtures/schema-14.sql");
const SCHEMA_15: &str = include_str!("../../../../migrations/app/0015_kept.sql");
const ROWS_15: &str = include_str!("../fixtures/schema-15.sql");
const SCHEMA_16: &str = include_str!("../../../../migrations/app/0016_look.sql");
const ROWS_16: &str = include_str!("../fixtures/schema-16.sql");

/// Makes the database of a folder, of which there is none yet.
async fn lay(folder: &Path, all: &[&str]) {
    std::fs::write(parlance_store::database_file(folder), "").unwrap();
    for sql in all {
        run_sql(folder, sql).await;
    }
}

/// A history as an earlier version had it.
pub(crate) async fn lay_schema_10(folder: &Path) {
    let all = [
        SCHEMA_1, SCHEMA_2, SCHEMA_3, SCHEMA_4, SCHEMA_5, SCHEMA_6, SCHEMA_7, SCHEMA_8, SCHEMA_9, SCHEMA_10,
        ROWS_10,
    ];
    lay(folder, &all).await;
}

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
async fn schema_3_opens() {
    let home = home();
    std::fs::write(parlance_store::database_file(home.path()), "").unwrap();
    for sql in [SCHEMA_1, SCHEMA_2, SCHEMA_3, ROWS_3] {
        run_sql(home.path(), sql).await;
    }

    let store = open(home.path()).await;
    let tides = store.conversations().await.unwrap()[0].id;
    let answer = store.messages(tides).await.unwrap().remove(1);
    assert_eq!(answer.omissions.len(), 1);
    assert_eq!(answer.omissions[0].parameter, ParameterName::Temperature);
    assert_eq!(answer.omissions[0].reason, OmissionReason::Refused);
    let own = store.conversation_parameters(Some(tides)).await.unwrap();
    assert_eq!(own.system_prompt.as_deref(), Some("Be brief."));
    assert_eq!(own.reasoning, Some(Reasoning::Effort(ReasoningEffort::Low)));
    assert_eq!(own.stop, ["END"]);
    let fresh = store.conversation_parameters(None).await.unwrap();
    assert_eq!((fresh.temperature, fresh.reasoning), (Some(0.2), Some(Reasoning::BudgetTokens(2000))));
    let model = ModelRef { provider: "openai".into(), model: "gpt-6.1".into() };
    let of_model = store.model_parameters(&model).await.unwrap();
    assert_eq!((of_model.verbosity, of_model.seed), (Some(Verbosity::Low), Some(7)));
    let refusals = store.refusals(&model).await.unwrap();
    let read: Vec<_> = refusals.iter().map(|known| (known.parameter, known.value.as_deref())).collect();
    assert_eq!(read, [(ParameterName::Reasoning, Some("minimal")), (ParameterName::Temperature, None)]);
    assert_eq!(store.providers().await.unwrap().custom[0].wire, "gemini");
    assert_sound(&store).await;
}

#[tokio::test]
async fn schema_7_opens() {
    let home = home();
    std::fs::write(parlance_store::database_file(home.path()), "").unwrap();
    for sql in [SCHEMA_1, SCHEMA_2, SCHEMA_4, SCHEMA_5, SCHEMA_7, ROWS_7] {
        run_sql(home.path(), sql).await;
    }
    let store = open(home.path()).await;
    let overrides = store.model_overrides().await.unwrap();
    let [(llama, said), (_, little)] = overrides.as_slice() else { panic!("{overrides:?}") };
    assert_eq!(
        (said.name.as_deref(), said.context, said.max_output),
        (Some("Quick"), Some(32_000), Some(4_000))
    );
    let prices = [said.price_input, said.price_output, said.price_cached];
    assert_eq!(prices.map(|price| price.map(|price| price.0)), [Some(150_000), Some(600_000), Some(15_000)]);
    assert_eq!((said.vision, said.tools), (Some(true), Some(false)));
    assert_eq!((little.vision, little.tools, little.context), (None, Some(true), None));
    assert_eq!(store.favourite_models().await.unwrap(), std::slice::from_ref(llama));
    assert_sound(&store).await;
}

#[tokio::test]
async fn schema_6_opens() {
    let home = home();
    std::fs::write(parlance_store::database_file(home.path()), "").unwrap();
    for sql in [SCHEMA_1, SCHEMA_2, SCHEMA_4, SCHEMA_5, SCHEMA_6, ROWS_6] {
        run_sql(home.path(), sql).await;
    }
    let store = open(home.path()).await;
    let keys = store.providers().await.unwrap().keys;
    let chosen: Vec<_> = keys.iter().filter(|key| key.active).map(|key| key.name.as_str()).collect();
    assert_eq!((keys.len(), chosen), (4, vec!["Work"]));
    let old = keys.iter().find(|key| key.name == "Old").unwrap();
    assert_eq!(old.last_error.as_ref().unwrap().code, "quota");
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

#[tokio::test]
async fn schema_9_opens() {
    let home = home();
    std::fs::write(parlance_store::database_file(home.path()), "").unwrap();
    for sql in [SCHEMA_1, SCHEMA_9, ROWS_9] {
        run_sql(home.path(), sql).await;
    }
    let store = open(home.path()).await;
    let listed = store.conversations().await.unwrap();
    let messages = store.messages(listed[0].id).await.unwrap();
    let [Part::Image(drawn)] = messages[1].parts.as_slice() else { panic!("{:?}", messages[1].parts) };
    assert_eq!((drawn.width, drawn.height, drawn.alt.as_str()), (Some(1024), Some(768), "Draw a lighthouse"));
    assert_eq!(messages[2].status, MessageStatus::Interrupted);
    let [Part::Image(again)] = messages[2].parts.as_slice() else { panic!("{:?}", messages[2].parts) };
    assert_eq!((again.blob, again.width), (drawn.blob, None));
    assert_sound(&store).await;
}

#[tokio::test]
async fn schema_10_opens() {
    let home = home();
    lay_schema_10(home.path()).await;
    let store = open(home.path()).await;
    let tides = &store.conversations().await.unwrap()[0];
    let messages = store.messages(tides.id).await.unwrap();
    assert_eq!(tides.leaf, Some(messages[1].id));
    assert_eq!(messages[1].text(), "The Moon.");
    assert_eq!(store.search("gravity", 5).await.unwrap()[0].message, Some(messages[2].id));
    assert_sound(&store).await;
}

#[tokio::test]
async fn schema_11_opens() {
    let home = home();
    let all = [
        SCHEMA_1, SCHEMA_2, SCHEMA_3, SCHEMA_4, SCHEMA_5, SCHEMA_6, SCHEMA_7, SCHEMA_8, SCHEMA_9, SCHEMA_10,
        SCHEMA_11, ROWS_11,
    ];
    lay(home.path(), &all).await;
    run_sql(home.path(), LEFT_BEHIND).await;
    let store = open(home.path()).await;
    let tides = &store.conversations().await.unwrap()[0];
    let messages = store.messages(tides.id).await.unwrap();
    assert_eq!(messages[0].parts, [text("Why? 東京")]);
    assert_eq!(messages[1].parts[1..], [text("The "), text("Moon.")]);
    assert_eq!(
        (messages[2].text().as_str(), messages[2].status),
        ("And the Sun", MessageStatus::Interrupted)
    );
    for (query, message) in [("why", 0), ("京", 0), ("oon", 1), ("sun", 2)] {
        assert_eq!(store.search(query, 5).await.unwrap()[0].message, Some(messages[message].id), "{query}");
    }
    let mut database = raw(home.path()).await;
    let stamped: Vec<String> =
        sqlx::query_scalar("SELECT entity || '.' || field FROM sync_field ORDER BY hlc")
            .fetch_all(&mut database)
            .await
            .unwrap();
    let tag = "tag:0193000000007000800000000000f002";
    assert_eq!(
        stamped,
        ["conversation.title".to_owned(), format!("conversation.{tag}"), "folder.name".to_owned()]
    );
    let deleted: Vec<String> =
        sqlx::query_scalar("SELECT entity FROM sync_tombstone").fetch_all(&mut database).await.unwrap();
    assert_eq!(deleted, ["tag"], "the folder is here");
    let unread = store.next_unread_file().await.unwrap().unwrap();
    assert_eq!((unread.blob.0, unread.media_type.as_str()), ([8; 32], "text/plain"));
    assert_sound(&store).await;
}

/// What the schema before 12 let lie: stamps of a message, a conversation and a tag that are gone, the mark of a folder that is
/// here; and files, of which two were read, or are pictures.
const LEFT_BEHIND: &str = "
    INSERT INTO folder (id, name, position, created_at) VALUES (x'0193000000007000800000000000f001', 'Sea', 0, 1);
    INSERT INTO tag (id, name, created_at) VALUES (x'0193000000007000800000000000f002', 'salt', 1);
    INSERT INTO sync_field (entity, id, field, hlc, op) VALUES
        ('conversation', x'0193000000007000800000000000000a', 'title', 1, randomblob(16)),
        ('conversation', x'0193000000007000800000000000000a', 'tag:0193000000007000800000000000f002', 2, randomblob(16)),
        ('conversation', x'0193000000007000800000000000000a', 'tag:0193000000007000800000000000f0ff', 3, randomblob(16)),
        ('conversation', x'0193000000007000800000000000000b', 'title', 4, randomblob(16)),
        ('message', x'0193000000007000800000000000000c', 'trashed', 5, randomblob(16)),
        ('template', x'0193000000007000800000000000000d', 'content', 6, randomblob(16));
    INSERT INTO sync_tombstone (entity, id, hlc, op) VALUES
        ('folder', x'0193000000007000800000000000f001', 7, randomblob(16)),
        ('tag', x'0193000000007000800000000000f0ff', 8, randomblob(16));
    INSERT INTO blob (hash, size_bytes, media_type, created_at) VALUES
        (x'0707070707070707070707070707070707070707070707070707070707070707', 5, 'text/plain', 1),
        (x'0808080808080808080808080808080808080808080808080808080808080808', 5, 'text/plain', 1),
        (x'0909090909090909090909090909090909090909090909090909090909090909', 5, 'image/png', 1);
    INSERT INTO blob_text (blob, text) VALUES
        (x'0707070707070707070707070707070707070707070707070707070707070707', 'Ebb.');
    INSERT INTO message_blob (message, blob) SELECT 1, hash FROM blob;
";

#[tokio::test]
async fn schema_12_opens() {
    let home = home();
    let all = [
        SCHEMA_1, SCHEMA_2, SCHEMA_3, SCHEMA_4, SCHEMA_5, SCHEMA_6, SCHEMA_7, SCHEMA_8, SCHEMA_9, SCHEMA_10,
        SCHEMA_11, SCHEMA_12, ROWS_12,
    ];
    lay(home.path(), &all).await;
    let store = open(home.path()).await;
    let tides = &store.conversations().await.unwrap()[0];
    let messages = store.messages(tides.id).await.unwrap();
    let [Part::Text { .. }, Part::File(file)] = messages[0].parts.as_slice() else {
        panic!("{:?}", messages[0].parts)
    };
    assert_eq!(store.next_unread_file().await.unwrap().unwrap().blob, file.blob);
    assert_eq!(store.folders().await.unwrap()[0].name, "Sea");
    assert_sound(&store).await;
}

#[tokio::test]
async fn schema_13_opens() {
    let home = home();
    let all = [
        SCHEMA_1, SCHEMA_2, SCHEMA_3, SCHEMA_4, SCHEMA_5, SCHEMA_6, SCHEMA_7, SCHEMA_8, SCHEMA_9, SCHEMA_10,
        SCHEMA_11, SCHEMA_12, SCHEMA_13, ROWS_13,
    ];
    lay(home.path(), &all).await;
    let store = open(home.path()).await;
    let counts = store.counts(None, ListSort::Updated, &[Timestamp(0)]).await.unwrap();
    let in_folders: u64 = counts.folders.iter().map(|(_, n)| n).sum();
    assert_eq!((counts.pinned, in_folders, counts.archived, counts.trash), (1, 1, 1, 1));
    assert_eq!(counts.loose, [1]);
    assert_sound(&store).await;
}

#[tokio::test]
async fn schema_14_opens() {
    let home = home();
    let all = [
        SCHEMA_1, SCHEMA_2, SCHEMA_3, SCHEMA_4, SCHEMA_5, SCHEMA_6, SCHEMA_7, SCHEMA_8, SCHEMA_9, SCHEMA_10,
        SCHEMA_11, SCHEMA_12, SCHEMA_13, SCHEMA_14, ROWS_14,
    ];
    lay(home.path(), &all).await;
    let store = open(home.path()).await;
    let tides = &store.conversations().await.unwrap()[0];
    assert_eq!(store.image_hosts(tides.id).await.unwrap(), ["pictures.example"]);
    assert_sound(&store).await;
}

#[tokio::test]
async fn schema_15_opens() {
    let home = home();
    let all = [
        SCHEMA_1, SCHEMA_2, SCHEMA_3, SCHEMA_4, SCHEMA_5, SCHEMA_6, SCHEMA_7, SCHEMA_8, SCHEMA_9, SCHEMA_10,
        SCHEMA_11, SCHEMA_12, SCHEMA_13, SCHEMA_14, SCHEMA_15, ROWS_15,
    ];
    lay(home.path(), &all).await;
    let store = open(home.path()).await;
    let tides = &store.conversations().await.unwrap()[0];
    let message = store.messages(tides.id).await.unwrap()[1].id;
    let place = ArtifactPlace { conversation: tides.id, message, block: 0 };
    assert_eq!(store.artifact_edit(place).await.unwrap().as_deref(), Some("<p>mine</p>"));
    assert!(store.mark_read(tides.id).await.unwrap());
    assert_sound(&store).await;
}

#[tokio::test]
async fn schema_16_opens() {
    let home = home();
    let all = [
        SCHEMA_1, SCHEMA_2, SCHEMA_3, SCHEMA_4, SCHEMA_5, SCHEMA_6, SCHEMA_7, SCHEMA_8, SCHEMA_9, SCHEMA_10,
        SCHEMA_11, SCHEMA_12, SCHEMA_13, SCHEMA_14, SCHEMA_15, SCHEMA_16, ROWS_16,
    ];
    lay(home.path(), &all).await;
    let store = open(home.path()).await;
    let hits = store.search("tides", 10).await.unwrap();
    assert_eq!(hits[0].title, "Tides");
    assert!(hits[0].message.is_some());
    assert_sound(&store).await;
}
