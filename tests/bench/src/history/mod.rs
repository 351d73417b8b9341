//! Ten years of thinking: how long the search, the list and a long conversation take, and what all of it weighs.

mod corpus;
mod questions;
mod report;

use std::path::Path;

use parlance_app::ipc::{ConversationArgs, IpcError, ListPlace, ListSort, OutlineArgs, PageArgs};
use parlance_app::{App, Home};
use parlance_domain::{ConversationId, Message, MessageId, ModelRef, Part, Role, Timestamp};
use parlance_domain::{MessageStatus, Timings};
use parlance_store::{Deleted, NewTurn, Origin, Seal, Store, TurnPlace, database_file};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Connection};
use tokio::time::Instant;

use crate::distribution::Distribution;
use crate::report::Machine;
use crate::run::Result;
use crate::window;
use corpus::Corpus;
use report::{History, Searched};

const FIRST_PAGE: usize = 50;
/// Conversations that are taken over in one transaction.
const AT_ONCE: usize = 100;
/// A full scan takes seconds: only so many words are looked for that way.
const SCANS: usize = 12;
const ROUNDS: usize = 100;
/// Conversations of which a message is asked for.
const SAMPLES: usize = 400;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// Makes the history in `folder`, where there is none, and measures it. Gives what `report` prints.
pub(crate) async fn measure(
    folder: &Path,
    messages: usize,
    machine: &Machine,
    say: fn(&str),
) -> Result<History> {
    let mut corpus = Corpus::new(messages);
    if !database_file(folder).exists() {
        let began = Instant::now();
        fill(folder, &mut corpus).await?;
        say(&format!("{messages} messages took {:.0} s", began.elapsed().as_secs_f64()));
    }
    // Once from end to end: it is the search that is measured, with the file in the system's cache, and not the disk.
    let size_bytes = std::io::copy(&mut std::fs::File::open(database_file(folder))?, &mut std::io::sink())?;
    let raw_bytes = raw_bytes(folder).await?;

    let store = Store::open(folder).await?;
    let (ids, sample) = look_through(&store).await?;
    let mut searched = Vec::new();
    for kind in questions::all(&corpus, ids.len(), &sample) {
        let mut spans_ms = Vec::new();
        let mut found = 0;
        for question in &kind.questions {
            let began = Instant::now();
            let hits = store.search(question, FIRST_PAGE).await?;
            spans_ms.push(elapsed_ms(began));
            found += usize::from(!hits.is_empty());
        }
        searched.push(Searched { kind: kind.name, spans_ms: Distribution::new(spans_ms), found });
    }
    say("The same rows by LIKE");
    let (rare, common) = scans(folder, &corpus, ids.len()).await?;
    say("List, long conversation, new messages");
    let written = write(&store, &corpus).await?;
    store.close().await;
    let app = App::new(Home::new(folder.to_owned()));
    app.open_history().await;
    let list_ms = times(ROUNDS, async || list(&app).await).await?;
    let conversation = ids.first().copied().ok_or("the history is empty")?;
    let open = async || app.open_conversation(ConversationArgs { conversation }).await.map(drop);
    let open_ms = times(ROUNDS, open).await?;
    app.shut_down().await;
    say("Opening the app with it and without it in turns");
    let (with, without) = window::with_history(folder, machine).await?;
    Ok(History {
        messages,
        conversations: ids.len(),
        raw_bytes,
        size_bytes,
        searched,
        like_rare_ms: rare,
        like_common_ms: common,
        list_ms,
        open_ms,
        first_ms: Distribution::new(written.first_ms),
        next_ms: Distribution::new(written.next_ms),
        answer_ms: Distribution::new(written.answer_ms),
        with,
        without,
    })
}

/// What the sidebar asks for when the window opens.
async fn list(app: &App) -> std::result::Result<(), IpcError> {
    let now = Timestamp::now().0;
    let bounds = [1, 2, 7, 30].map(|days| now - days * DAY_MS).to_vec();
    app.conversation_outline(OutlineArgs { tag: None, sort: ListSort::Updated, bounds }).await?;
    let (place, limit) = (ListPlace::Loose, u32::try_from(FIRST_PAGE).unwrap_or(u32::MAX));
    app.conversation_page(PageArgs { place, tag: None, sort: ListSort::Updated, offset: 0, limit }).await?;
    Ok(())
}

fn elapsed_ms(began: Instant) -> f64 {
    began.elapsed().as_secs_f64() * 1000.0
}

async fn times<E: Into<Box<dyn std::error::Error + Send + Sync>>>(
    rounds: usize,
    mut work: impl AsyncFnMut() -> std::result::Result<(), E>,
) -> Result<Distribution> {
    let mut spans_ms = Vec::with_capacity(rounds);
    for _ in 0..rounds {
        let began = Instant::now();
        work().await.map_err(Into::into)?;
        spans_ms.push(elapsed_ms(began));
    }
    Ok(Distribution::new(spans_ms))
}

async fn fill(folder: &Path, corpus: &mut Corpus) -> Result<()> {
    let store = Store::open(folder).await?;
    loop {
        let batch: Vec<_> = corpus.by_ref().take(AT_ONCE).collect();
        if batch.is_empty() {
            break;
        }
        store.merge(&batch, Deleted::StaysDeleted).await?;
    }
    store.settle().await?;
    store.close().await;
    Ok(())
}

async fn raw_bytes(folder: &Path) -> Result<u64> {
    let mut connection = reader(folder).await?;
    let bytes: i64 =
        sqlx::query_scalar("SELECT sum(octet_length(text)) FROM message").fetch_one(&mut connection).await?;
    connection.close().await?;
    Ok(u64::try_from(bytes)?)
}

async fn reader(folder: &Path) -> Result<SqliteConnection> {
    Ok(SqliteConnectOptions::new().filename(database_file(folder)).read_only(true).connect().await?)
}

/// The ids of all conversations, the oldest first, and messages from all over the history.
async fn look_through(store: &Store) -> Result<(Vec<ConversationId>, Vec<Message>)> {
    let mut conversations = store.conversations().await?;
    conversations.sort_by_key(|conversation| conversation.created_at);
    let ids: Vec<_> = conversations.into_iter().map(|conversation| conversation.id).collect();
    let mut sample = Vec::new();
    // Not a multiple of that by which conversations are in another script.
    for id in ids.iter().step_by(ids.len() / SAMPLES / 10 * 10 + 1) {
        sample.extend(store.messages(*id).await?.into_iter().take(8));
    }
    Ok((ids, sample))
}

/// What several peers do: every message is compared with the word, newest first, until the page is full.
async fn scans(folder: &Path, corpus: &Corpus, conversations: usize) -> Result<(Distribution, Distribution)> {
    let mut connection = reader(folder).await?;
    let (mut rare, mut common) = (Vec::new(), Vec::new());
    for at in 0..SCANS {
        let words = [
            (&mut rare, corpus::rare_word(1 + at * (conversations - 1) / SCANS)),
            (&mut common, corpus.words[at * 8].clone()),
        ];
        for (spans_ms, word) in words {
            let began = Instant::now();
            sqlx::query("SELECT pk, conversation, text FROM message WHERE text LIKE '%' || ? || '%' ORDER BY pk DESC LIMIT ?")
                .bind(word)
                .bind(FIRST_PAGE as i64)
                .fetch_all(&mut connection)
                .await?;
            spans_ms.push(elapsed_ms(began));
        }
    }
    connection.close().await?;
    Ok((Distribution::new(rare), Distribution::new(common)))
}

/// What writing took, in milliseconds.
struct Written {
    /// A question with its new conversation and the place of its answer, synced.
    first_ms: Vec<f64>,
    /// The next question in it.
    next_ms: Vec<f64>,
    answer_ms: Vec<f64>,
}

/// New conversations of two turns in the full history.
async fn write(store: &Store, corpus: &Corpus) -> Result<Written> {
    let mut written = Written { first_ms: Vec::new(), next_ms: Vec::new(), answer_ms: Vec::new() };
    for round in 0..ROUNDS {
        let words = |from: usize, count: usize| -> String {
            let words = corpus.words.iter().cycle().skip(round * 37 + from).step_by(53).take(count);
            words.map(|word| format!("{word} ")).collect()
        };
        let id = ConversationId::new();
        let now = Timestamp::now();
        let model = ModelRef { provider: "provider-1".to_owned(), model: "large-1".to_owned() };
        let new = parlance_domain::Conversation {
            id,
            title: words(0, 4),
            leaf: None,
            model: Some(model.clone()),
            created_at: now,
            updated_at: now,
        };
        let places = [TurnPlace::New(new), TurnPlace::Existing(id)];
        let mut parent = None;
        for (place, spans_ms) in places.into_iter().zip([&mut written.first_ms, &mut written.next_ms]) {
            let text = words(usize::from(parent.is_some()), 20);
            let question = message(id, parent, Role::User, vec![Part::Text { text }]);
            let answer = Message {
                status: MessageStatus::Streaming,
                model: Some(model.clone()),
                ..message(id, Some(question.id), Role::Assistant, Vec::new())
            };
            parent = Some(answer.id);
            let text = words(11, 150);
            let turn = NewTurn { place, user: Some(question), origin: Origin::Composer, assistant: answer };
            let began = Instant::now();
            store.begin_turn(&turn).await?;
            spans_ms.push(elapsed_ms(began));
            let seal = Seal {
                message: turn.assistant.id,
                status: MessageStatus::Complete,
                parts: vec![Part::Text { text }],
                finish: None,
                usage: None,
                timings: Timings::default(),
                omissions: Vec::new(),
                model: None,
                route: None,
                call: None,
            };
            let began = Instant::now();
            store.seal(&seal).await?;
            written.answer_ms.push(elapsed_ms(began));
        }
    }
    Ok(written)
}

fn message(conversation: ConversationId, parent: Option<MessageId>, role: Role, parts: Vec<Part>) -> Message {
    Message {
        id: MessageId::new(),
        conversation,
        parent,
        role,
        status: MessageStatus::Complete,
        model: None,
        parts,
        finish: None,
        usage: None,
        timings: Timings::default(),
        route: None,
        omissions: Vec::new(),
        comparison: None,
        created_at: Timestamp::now(),
    }
}
