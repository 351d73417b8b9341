//! Conversations of other histories come in whole, once, and take nothing from what was done here.

use std::path::Path;

use parlance_domain::{
    ArchivedConversation, ArchivedMessage, ArchivedName, ConversationId, Message, MessageId, MessageStatus,
    ModelRef, Parameters, Role, Timestamp,
};
use parlance_store::{Change, Deleted, MergeOutcome, Merged, Standing, Store};
use proptest::prelude::*;
use uuid::Uuid;

use crate::support::*;

fn message_id(n: u128) -> MessageId {
    MessageId(Uuid::from_u128(n))
}

/// A message with the id `of`, below `parent` where that is not 0.
fn message(of: u128, parent: u128, words: &str) -> ArchivedMessage {
    let asked = of % 2 == 1;
    let message = Message {
        id: message_id(of),
        parent: (parent > 0).then(|| message_id(parent)),
        role: if asked { Role::User } else { Role::Assistant },
        model: (!asked).then(model),
        comparison: (!asked).then(|| Uuid::from_u128(9)),
        created_at: Timestamp(1_000 + of as i64),
        ..user(ConversationId(Uuid::from_u128(7)), None, words)
    };
    ArchivedMessage { message, trashed_at: None }
}

fn sea() -> ArchivedConversation {
    ArchivedConversation {
        id: ConversationId(Uuid::from_u128(7)),
        title: "Sea".into(),
        leaf: Some(message_id(2)),
        model: Some(ModelRef { provider: "openai".into(), model: "gpt-4o".into() }),
        created_at: Timestamp(1_000),
        updated_at: Timestamp(2_000),
        folder: Some(ArchivedName { id: None, name: "Water".into() }),
        tags: vec![ArchivedName { id: None, name: "salt".into() }],
        pinned_at: Some(Timestamp(5)),
        archived_at: None,
        trashed_at: None,
        source: Some("chatgpt".into()),
        persona: None,
        parameters: Parameters { temperature: Some(0.5), ..Parameters::default() },
        messages: vec![message(1, 0, "Why are there tides?"), message(2, 1, "The Moon.")],
    }
}

async fn merge(store: &Store, conversation: &ArchivedConversation) -> Merged {
    let merged = store.merge(std::slice::from_ref(conversation), Deleted::StaysDeleted).await.unwrap();
    store.settle().await.unwrap();
    merged[0]
}

async fn number(home: &Path, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(&mut raw(home).await).await.unwrap()
}

#[tokio::test]
async fn a_new_conversation_comes_whole_and_the_same_again_changes_nothing() {
    let home = home();
    let store = open(home.path()).await;
    let first = merge(&store, &sea()).await;
    assert_eq!((first.outcome, first.messages_added, first.mended), (MergeOutcome::New, 2, 0));
    let listed = store.conversations().await.unwrap();
    assert_eq!((listed[0].title.as_str(), listed[0].leaf), ("Sea", Some(message_id(2))));
    assert_eq!((listed[0].created_at, listed[0].updated_at), (Timestamp(1_000), Timestamp(2_000)));
    let given: Vec<_> = sea().messages.into_iter().map(|it| it.message).collect();
    assert_eq!(store.messages(sea().id).await.unwrap(), given);
    assert_eq!(store.conversation_parameters(Some(sea().id)).await.unwrap(), sea().parameters);
    assert_eq!(store.search("moon", 5).await.unwrap()[0].message, Some(message_id(2)));
    let filed = "SELECT count(*) FROM conversation c JOIN folder f ON f.pk = c.folder AND f.name = 'Water' \
                 JOIN conversation_tag t ON t.conversation = c.pk WHERE c.pinned_at = 5 AND c.source = 'chatgpt'";
    assert_eq!(number(home.path(), filed).await, 1);

    let stamps = number(home.path(), "SELECT coalesce(sum(hlc), 0) FROM sync_field").await;
    let again = merge(&store, &sea()).await;
    assert_eq!((again.outcome, again.messages_added), (MergeOutcome::Known, 0));
    assert_eq!(number(home.path(), "SELECT coalesce(sum(hlc), 0) FROM sync_field").await, stamps);
    assert_eq!(
        number(home.path(), "SELECT (SELECT count(*) FROM folder) + (SELECT count(*) FROM tag)").await,
        2
    );
    assert_sound(&store).await;
}

#[tokio::test]
async fn what_was_changed_here_stays_and_what_is_missing_comes() {
    let home = home();
    let store = open(home.path()).await;
    merge(&store, &sea()).await;
    store.set_title(sea().id, "Ebb and flow").await.unwrap();
    run_sql(home.path(), "DELETE FROM conversation_tag").await;

    let mut later = sea();
    later.updated_at = Timestamp(9_000);
    later.title = "Tides".into();
    later.pinned_at = None;
    later.leaf = Some(message_id(4));
    later.messages.extend([
        message(3, 2, "And the Sun?"),
        message(4, 3, "Half as much."),
        message(6, 1, "Gravity."),
    ]);
    later.messages[0] = message(1, 0, "other words");
    let merged = merge(&store, &later).await;
    assert_eq!((merged.outcome, merged.messages_added), (MergeOutcome::Completed, 3));
    let here = store.conversation(sea().id).await.unwrap();
    assert_eq!((here.title.as_str(), here.leaf), ("Ebb and flow", Some(message_id(4))));
    assert_eq!(here.updated_at, Timestamp(9_000));
    let messages = store.messages(sea().id).await.unwrap();
    assert_eq!(messages[0].text(), "Why are there tides?", "what is here is left as it is");
    assert_eq!(messages.iter().find(|it| it.id == message_id(6)).unwrap().parent, Some(message_id(1)));
    let state = "SELECT count(*) FROM conversation WHERE pinned_at IS NULL";
    assert_eq!(number(home.path(), state).await, 1, "never changed here, and the other one is newer");
    assert_eq!(
        number(home.path(), "SELECT count(*) FROM conversation_tag").await,
        0,
        "it was taken away here"
    );

    // An older one, as out of a backup: nothing goes back.
    let merged = merge(&store, &sea()).await;
    assert_eq!(merged.outcome, MergeOutcome::Known);
    assert_eq!(store.conversation(sea().id).await.unwrap(), here);
    assert_sound(&store).await;
}

#[tokio::test]
async fn a_path_that_was_chosen_here_stays_unless_it_goes_on() {
    let home = home();
    let store = open(home.path()).await;
    let mut two = sea();
    two.messages.push(message(4, 1, "Gravity."));
    merge(&store, &two).await;
    store.set_leaf(two.id, message_id(4)).await.unwrap();
    two.updated_at = Timestamp(9_000);
    two.messages.push(message(3, 2, "And?"));
    two.leaf = Some(message_id(3));
    merge(&store, &two).await;
    assert_eq!(store.conversation(two.id).await.unwrap().leaf, Some(message_id(4)), "another branch");
    two.messages.push(message(5, 4, "So?"));
    two.leaf = Some(message_id(5));
    merge(&store, &two).await;
    assert_eq!(store.conversation(two.id).await.unwrap().leaf, Some(message_id(5)), "below what is shown");
}

#[tokio::test]
async fn the_trash_keeps_what_it_has_and_what_is_gone_comes_back_only_if_asked() {
    let home = home();
    let store = open(home.path()).await;
    merge(&store, &sea()).await;
    store.change(&[sea().id], Change::Trashed(true), Timestamp(3_000)).await.unwrap();
    let mut longer = sea();
    longer.messages.push(message(3, 2, "And?"));
    let merged = merge(&store, &longer).await;
    assert_eq!((merged.outcome, merged.messages_added), (MergeOutcome::InTrash, 1));
    assert_eq!(store.standing(&[sea().id]).await.unwrap(), [Standing::InTrash]);
    assert!(store.conversations().await.unwrap().is_empty());

    let mut connection = raw(home.path()).await;
    sqlx::raw_sql("PRAGMA foreign_keys = ON; DELETE FROM conversation")
        .execute(&mut connection)
        .await
        .unwrap();
    assert_eq!(merge(&store, &sea()).await.outcome, MergeOutcome::Deleted);
    assert_eq!(store.standing(&[sea().id]).await.unwrap(), [Standing::Deleted]);
    let back = store.merge(&[sea()], Deleted::ComesBack).await.unwrap()[0];
    assert_eq!((back.outcome, back.messages_added), (MergeOutcome::New, 2));
    assert_ne!(back.id, sea().id);
    let messages = store.messages(back.id).await.unwrap();
    assert_eq!(messages[1].parent, Some(messages[0].id));
    assert_eq!(store.conversation(back.id).await.unwrap().leaf, Some(messages[1].id));
    // Now it is here, whether it is asked for or not.
    assert_eq!(
        merge(&store, &sea()).await,
        Merged { outcome: MergeOutcome::Known, messages_added: 0, ..back }
    );
    assert_eq!(store.standing(&[sea().id]).await.unwrap(), [Standing::Here]);
}

#[tokio::test]
async fn a_branch_that_was_deleted_for_good_stays_so_with_what_grew_on_it() {
    let home = home();
    let store = open(home.path()).await;
    merge(&store, &sea()).await;
    run_sql(home.path(), "UPDATE conversation SET leaf = (SELECT pk FROM message WHERE parent IS NULL)")
        .await;
    run_sql(home.path(), "DELETE FROM message WHERE parent IS NOT NULL").await;
    let mut longer = sea();
    longer.messages.extend([message(3, 2, "And?"), message(4, 1, "Gravity.")]);
    let merged = merge(&store, &longer).await;
    assert_eq!((merged.messages_added, merged.mended), (1, 0));
    let here: Vec<_> = store.messages(sea().id).await.unwrap().iter().map(|it| it.id).collect();
    assert_eq!(here, [message_id(1), message_id(4)]);
}

#[tokio::test]
async fn broken_references_are_mended_and_counted() {
    let home = home();
    let store = open(home.path()).await;
    let mut broken = sea();
    broken.leaf = Some(message_id(99));
    broken.messages[1].message.status = MessageStatus::Streaming;
    broken.messages.push(message(4, 98, "Where from?"));
    broken.messages.push(message(3, 5, "Round"));
    broken.messages.push(message(5, 3, "and round"));
    let merged = merge(&store, &broken).await;
    assert_eq!((merged.messages_added, merged.mended), (5, 3));
    let messages = store.messages(broken.id).await.unwrap();
    assert_eq!(messages.iter().filter(|it| it.parent.is_none()).count(), 3);
    assert_eq!(messages[1].status, MessageStatus::Interrupted, "nobody writes it any more");
    assert_eq!(store.conversation(broken.id).await.unwrap().leaf, Some(message_id(4)));

    let other = ArchivedConversation { id: ConversationId::new(), ..sea() };
    let merged = merge(&store, &other).await;
    assert_eq!((merged.messages_added, merged.mended), (2, 2), "its ids are another one's");
    assert_eq!(store.messages(other.id).await.unwrap().len(), 2);
    assert_eq!(merge(&store, &other).await.outcome, MergeOutcome::Known);
    assert_sound(&store).await;
}

#[tokio::test]
async fn folders_and_tags_are_found_by_id_before_they_are_found_by_name() {
    let home = home();
    let store = open(home.path()).await;
    let id = Uuid::now_v7();
    let named = |name: &str, id| Some(ArchivedName { id, name: name.into() });
    let at = |n| ConversationId(Uuid::from_u128(n));
    for (n, folder) in [
        (20, named("Water", None)),
        (21, named("Air", Some(id))),
        (22, named("Wind", Some(id))),
        (23, named("Air", Some(Uuid::now_v7()))),
        (24, named("", None)),
    ] {
        merge(&store, &ArchivedConversation { id: at(n), folder, messages: Vec::new(), leaf: None, ..sea() })
            .await;
    }
    let folders: Vec<(String, i64, i64)> = sqlx::query_as(
        "SELECT f.name, f.position, count(*) FROM folder f JOIN conversation c ON c.folder = f.pk GROUP BY f.pk ORDER BY f.pk",
    )
    .fetch_all(&mut raw(home.path()).await)
    .await
    .unwrap();
    assert_eq!(folders, [("Water".into(), 0, 1), ("Air".into(), 1, 3)]);
}

/// The parents of the messages 1 to n; a parent has a smaller number, 0 is none.
fn tree() -> impl Strategy<Value = Vec<u128>> {
    prop::collection::vec(any::<prop::sample::Index>(), 1..12)
        .prop_map(|picks| picks.iter().enumerate().map(|(n, pick)| pick.index(n + 1) as u128).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Earlier exports hold fewer messages. In whatever order and however often they come, what is here in the end is the last one.
    #[test]
    fn any_order_and_any_repetition_give_the_same(
        parents in tree(),
        states in prop::collection::vec(any::<prop::sample::Index>(), 1..5),
        shuffled in any::<bool>(),
    ) {
        let state = |size: usize| {
            let mut messages: Vec<_> = (1..=size as u128).map(|n| message(n, parents[n as usize - 1], "words")).collect();
            if shuffled {
                messages.reverse();
            }
            ArchivedConversation { messages, leaf: Some(message_id(size as u128)), updated_at: Timestamp(size as i64), ..sea() }
        };
        tokio::runtime::Runtime::new().unwrap().block_on(async {
            let home = home();
            let store = open(home.path()).await;
            for pick in &states {
                merge(&store, &state(pick.index(parents.len()) + 1)).await;
            }
            merge(&store, &state(parents.len())).await;
            let whole = state(parents.len());
            assert_eq!(merge(&store, &whole).await.outcome, MergeOutcome::Known);
            let mut here = store.messages(whole.id).await.unwrap();
            here.sort_by_key(|it| it.id);
            let mut given: Vec<_> = whole.messages.into_iter().map(|it| it.message).collect();
            given.sort_by_key(|it| it.id);
            assert_eq!(here, given);
            assert_sound(&store).await;
        });
    }
}
