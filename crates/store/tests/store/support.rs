use std::path::Path;

use parlance_domain::{
    ArchivedConversation, ArchivedMessage, Conversation, ConversationId, Message, MessageId, MessageStatus,
    ModelRef, Parameters, Part, Role, Timestamp, Timings,
};
use parlance_store::{JournalEntry, JournalKind, NewTurn, Origin, Seal, Store, TurnPlace};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection};

pub(crate) fn home() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

pub(crate) async fn open(folder: &Path) -> Store {
    Store::open(folder).await.unwrap()
}

pub(crate) fn model() -> ModelRef {
    ModelRef { provider: "test".into(), model: "parrot-1".into() }
}

pub(crate) fn text(text: &str) -> Part {
    Part::Text { text: text.into() }
}

pub(crate) fn conversation(title: &str) -> Conversation {
    let now = Timestamp::now();
    Conversation {
        id: ConversationId::new(),
        title: title.into(),
        leaf: None,
        model: Some(model()),
        created_at: now,
        updated_at: now,
    }
}

pub(crate) fn user(conversation: ConversationId, parent: Option<MessageId>, words: &str) -> Message {
    Message {
        id: MessageId::new(),
        conversation,
        parent,
        role: Role::User,
        status: MessageStatus::Complete,
        model: None,
        parts: vec![text(words)],
        finish: None,
        usage: None,
        timings: Timings::default(),
        omissions: Vec::new(),
        comparison: None,
        created_at: Timestamp::now(),
        route: None,
    }
}

pub(crate) fn answer(conversation: ConversationId, parent: MessageId) -> Message {
    Message {
        id: MessageId::new(),
        parent: Some(parent),
        role: Role::Assistant,
        status: MessageStatus::Streaming,
        model: Some(model()),
        parts: Vec::new(),
        ..user(conversation, None, "")
    }
}

pub(crate) fn entry(part: u32, words: &str) -> JournalEntry {
    JournalEntry { part, kind: JournalKind::Text, text: words.into() }
}

pub(crate) fn seal(message: MessageId, words: &str) -> Seal {
    Seal {
        message,
        status: MessageStatus::Complete,
        parts: vec![text(words)],
        finish: None,
        usage: None,
        timings: Timings::default(),
        omissions: Vec::new(),
        model: None,
        route: None,
        call: None,
    }
}

/// Begins a turn in a new conversation: the ids of the conversation, the question and the streaming answer.
pub(crate) async fn ask_new(
    store: &Store,
    title: &str,
    words: &str,
) -> (ConversationId, MessageId, MessageId) {
    let new = conversation(title);
    let question = user(new.id, None, words);
    let answer = answer(new.id, question.id);
    let ids = (new.id, question.id, answer.id);
    let turn = NewTurn {
        place: TurnPlace::New(new),
        user: Some(question),
        origin: Origin::Composer,
        assistant: answer,
    };
    store.begin_turn(&turn).await.unwrap();
    ids
}

/// A whole conversation of one question and one answer.
pub(crate) async fn talk(
    store: &Store,
    title: &str,
    question: &str,
    answer: &str,
) -> (ConversationId, MessageId, MessageId) {
    let ids = ask_new(store, title, question).await;
    store.seal(&seal(ids.2, answer)).await.unwrap();
    ids
}

/// A next question with its answer, in `id` below `parent`.
pub(crate) async fn more(
    store: &Store,
    id: ConversationId,
    parent: Option<MessageId>,
    words: &str,
) -> (MessageId, MessageId) {
    let question = user(id, parent, words);
    let reply = answer(id, question.id);
    let ids = (question.id, reply.id);
    let place = TurnPlace::Existing(id);
    let turn = NewTurn { place, user: Some(question), origin: Origin::Composer, assistant: reply };
    store.begin_turn(&turn).await.unwrap();
    store.seal(&seal(ids.1, &format!("{words} answered"))).await.unwrap();
    ids
}

/// A conversation of another history, of one message with these parts.
pub(crate) fn archived(parts: Vec<Part>) -> ArchivedConversation {
    let id = ConversationId::new();
    let message = Message { parts, ..user(id, None, "") };
    ArchivedConversation {
        id,
        title: "Sea".into(),
        leaf: Some(message.id),
        model: None,
        created_at: Timestamp(1),
        updated_at: Timestamp(1),
        folder: None,
        tags: Vec::new(),
        pinned_at: None,
        archived_at: None,
        trashed_at: None,
        source: None,
        persona: None,
        parameters: Parameters::default(),
        messages: vec![ArchivedMessage { message, trashed_at: None }],
    }
}

/// The database without the store.
pub(crate) async fn raw(folder: &Path) -> SqliteConnection {
    let file = parlance_store::database_file(folder);
    SqliteConnectOptions::new().filename(file).connect().await.unwrap()
}

pub(crate) async fn run_sql(folder: &Path, sql: &str) {
    let mut connection = raw(folder).await;
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

pub(crate) async fn assert_sound(store: &Store) {
    assert_eq!(store.integrity_check().await.unwrap(), Vec::<String>::new());
    assert_eq!(store.quick_check().await.unwrap(), Vec::<String>::new());
}
