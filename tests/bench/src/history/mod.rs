//! Ten years of thinking: how long the search, the list and a long conversation take, and what all of it weighs.

mod corpus;
mod questions;
mod report;

use std::path::Path;

use parlance_domain::{ConversationId, Message, MessageId, ModelRef, Part, Role, Timestamp};
use parlance_domain::{MessageStatus, Timings};
use parlance_store::{Deleted, NewTurn, Origin, Seal, Store, TurnPlace, database_file};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Connection};
use tokio::time::Instant;

use crate::distribution::Distribution;
use crate::run::Result;
use corpus::Corpus;
use report::History;
use report::Searched;

const FIRST_PAGE: usize = 50;
/// Conversations that are taken over in one transaction.
const AT_ONCE: usize = 100;
/// A full scan takes seconds: only so many words are looked for that way.
const SCANS: usize = 12;
const ROUNDS: usize = 100;
/// Conversations of which a message is asked for.
const SAMPLES: usize = 400;

/// Makes the history in `folder` and measures it. Gives what `report` prints.
pub(crate) async fn measure(folder: &Path, messages: usize, say: fn(&str)) -> Result<History> {
    let store = Store::open(folder).await?;
    let mut corpus = Corpus::new(messages);
    let began = Instant::now();
    let (ids, sample) = fill(&store, &mut corpus).await?;
    let fill_s = began.elapsed().as_secs_f64();
    store.close().await;
    let size_bytes = std::fs::metadata(database_file(folder))?.len();
    say(&format!("{messages} messages, {:.0} MB of text, took {fill_s:.0} s", corpus.raw_bytes as f64 / 1e6));

    let store = Store::open(folder).await?;
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
    let list_ms = times(ROUNDS, async || store.conversations().await.map(drop)).await?;
    let long = ids.first().copied().ok_or("the history is empty")?;
    let open_ms = times(ROUNDS, async || store.path_end(long, FIRST_PAGE).await.map(drop)).await?;
    let (question_ms, answer_ms) = write(&store, &corpus).await?;
    store.close().await;
    Ok(History {
        messages,
        conversations: ids.len(),
        raw_bytes: corpus.raw_bytes,
        size_bytes,
        searched,
        like_rare_ms: rare,
        like_common_ms: common,
        list_ms,
        open_ms,
        question_ms,
        answer_ms,
    })
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

/// The ids of all conversations, and messages from all over the history.
async fn fill(store: &Store, corpus: &mut Corpus) -> Result<(Vec<ConversationId>, Vec<Message>)> {
    let (mut ids, mut sample) = (Vec::new(), Vec::new());
    // Not a multiple of that by which conversations are in another script.
    let step = corpus.messages / corpus::TURNS / SAMPLES / 10 * 10 + 1;
    loop {
        let batch: Vec<_> = corpus.by_ref().take(AT_ONCE).collect();
        if batch.is_empty() {
            break;
        }
        store.merge(&batch, Deleted::StaysDeleted).await?;
        for conversation in batch {
            if ids.len() % step == 0 {
                sample.extend(conversation.messages.into_iter().take(8).map(|it| it.message));
            }
            ids.push(conversation.id);
        }
    }
    store.settle().await?;
    Ok((ids, sample))
}

/// What several peers do: every message is compared with the word, newest first, until the page is full.
async fn scans(folder: &Path, corpus: &Corpus, conversations: usize) -> Result<(Distribution, Distribution)> {
    let mut connection: SqliteConnection =
        SqliteConnectOptions::new().filename(database_file(folder)).read_only(true).connect().await?;
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

/// New turns in the full history: a question on the disk, and an answer sealed.
async fn write(store: &Store, corpus: &Corpus) -> Result<(Distribution, Distribution)> {
    let (mut question_ms, mut answer_ms) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        let words = |count: usize| -> String {
            corpus
                .words
                .iter()
                .cycle()
                .skip(round * 37)
                .step_by(53)
                .take(count)
                .map(|word| format!("{word} "))
                .collect()
        };
        let id = ConversationId::new();
        let now = Timestamp::now();
        let question = message(id, None, Role::User, vec![Part::Text { text: words(20) }]);
        let model = ModelRef { provider: "provider-1".to_owned(), model: "large-1".to_owned() };
        let answer = Message {
            status: MessageStatus::Streaming,
            model: Some(model.clone()),
            ..message(id, Some(question.id), Role::Assistant, Vec::new())
        };
        let conversation = parlance_domain::Conversation {
            id,
            title: words(4),
            leaf: None,
            model: Some(model),
            created_at: now,
            updated_at: now,
        };
        let turn = NewTurn {
            place: TurnPlace::New(conversation),
            user: Some(question),
            origin: Origin::Composer,
            assistant: answer.clone(),
        };
        let began = Instant::now();
        store.begin_turn(&turn).await?;
        question_ms.push(elapsed_ms(began));
        let seal = Seal {
            message: answer.id,
            status: MessageStatus::Complete,
            parts: vec![Part::Text { text: words(150) }],
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
        answer_ms.push(elapsed_ms(began));
    }
    Ok((Distribution::new(question_ms), Distribution::new(answer_ms)))
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
