//! Search as you type over titles and messages, on every branch.
//!
//! Words come first: each word must occur, the last one may be the beginning of a word. Where they leave room, substrings
//! follow. Within both, bm25 ranks, and what is recent weighs more. A conversation is shown once, at its best message.

mod query;
mod snippet;
mod sql;

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use parlance_domain::{ConversationId, MessageId, Timestamp};
use sqlx::Row;
use sqlx::sqlite::SqliteConnection;

use crate::{Store, StoreError, rows};
use query::Query;
pub use snippet::SnippetPiece;
use sql::{Source, Target};

/// Only so many of the newest matches are ranked: a word that stands in every message must not cost a sort of them all.
const CANDIDATES: i64 = 2000;

/// A conversation that matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    pub conversation: ConversationId,
    pub title: String,
    /// The best message; `None` when only the title matches.
    pub message: Option<MessageId>,
    /// Pieces of the message's text, or of the title, in order.
    pub snippet: Vec<SnippetPiece>,
    pub updated_at: Timestamp,
}

/// The best that is known of a conversation.
struct Candidate {
    source: Source,
    /// Lower is better.
    score: f64,
    /// `None`: the title.
    message: Option<i64>,
}

impl Store {
    /// The best `limit` conversations for what was typed, without those in the trash. Everything in `text` is looked for as it
    /// stands; nothing in it is an operator. Only the first words of a very long text count.
    pub async fn search(&self, text: &str, limit: usize) -> Result<Vec<Hit>, StoreError> {
        let Some(query) = Query::parse(text) else { return Ok(Vec::new()) };
        let now = Timestamp::now();
        // One transaction: what was found must still be there when its snippet is read.
        let mut tx = self.readers.begin().await?;
        let mut found = HashMap::new();
        for source in [Source::Words, Source::Grams, Source::Scan] {
            for target in [Target::Messages, Target::Titles] {
                if found.len() < limit || source == Source::Words {
                    collect(&mut tx, &query, source, target, now, &mut found).await?;
                }
            }
        }
        let mut ranked: Vec<_> = found.into_iter().collect();
        ranked.sort_by(|(a_pk, a), (b_pk, b)| {
            a.source.cmp(&b.source).then(a.score.total_cmp(&b.score)).then(b_pk.cmp(a_pk))
        });
        let mut hits = Vec::new();
        for (conversation, candidate) in ranked.into_iter().take(limit) {
            hits.push(hit(&mut tx, &query, conversation, &candidate).await?);
        }
        Ok(hits)
    }
}

/// Adds what one index finds. Messages are asked before titles, and better sources before worse ones.
async fn collect(
    connection: &mut SqliteConnection,
    query: &Query,
    source: Source,
    target: Target,
    now: Timestamp,
    found: &mut HashMap<i64, Candidate>,
) -> Result<(), StoreError> {
    let Some(matching) = query.matching(source) else { return Ok(()) };
    let rows = sqlx::query(sql::candidates(source, target))
        .bind(matching)
        .bind(query.short_patterns())
        .bind(CANDIDATES)
        .fetch_all(connection)
        .await?;
    for row in &rows {
        let score = recent_first(row.try_get("score")?, Timestamp(row.try_get("at")?), now);
        let candidate = Candidate { source, score, message: row.try_get("message")? };
        match found.entry(row.try_get("conversation")?) {
            Entry::Vacant(entry) => {
                entry.insert(candidate);
            }
            Entry::Occupied(mut entry) if entry.get().source == source => match target {
                Target::Messages if candidate.score < entry.get().score => {
                    entry.insert(candidate);
                }
                Target::Messages => {}
                // The message is what to open; that the title matches too lifts it.
                Target::Titles => entry.get_mut().score += candidate.score,
            },
            Entry::Occupied(_) => {}
        }
    }
    Ok(())
}

/// bm25 is negative, better when lower. Today weighs double, a month ago one and a half, long ago once. The constant lets time
/// decide between words so common that bm25 says nothing.
fn recent_first(bm25: f64, at: Timestamp, now: Timestamp) -> f64 {
    const MONTH_MS: f64 = 30.0 * 24.0 * 60.0 * 60.0 * 1000.0;
    let age_ms = now.0.saturating_sub(at.0).max(0) as f64;
    (bm25 - 0.001) * (1.0 + 1.0 / (1.0 + age_ms / MONTH_MS))
}

async fn hit(
    connection: &mut SqliteConnection,
    query: &Query,
    conversation: i64,
    candidate: &Candidate,
) -> Result<Hit, StoreError> {
    let row = sqlx::query(
        "SELECT c.id, c.title, c.updated_at, m.id AS message_id \
         FROM conversation c LEFT JOIN message m ON m.pk = ? WHERE c.pk = ?",
    )
    .bind(candidate.message)
    .bind(conversation)
    .fetch_one(&mut *connection)
    .await?;
    let (target, pk) = match candidate.message {
        Some(message) => (Target::Messages, message),
        None => (Target::Titles, conversation),
    };
    let (open, close) = (String::from(snippet::OPEN), String::from(snippet::CLOSE));
    let marked: String = sqlx::query_scalar(sql::snippet(candidate.source, target))
        .bind(pk)
        .bind(query.matching(candidate.source).unwrap_or_default())
        .bind(open)
        .bind(close)
        .fetch_one(connection)
        .await?;
    let pieces = match candidate.source {
        Source::Words | Source::Grams => snippet::parse(&marked),
        Source::Scan => snippet::mark(&marked, query.terms()),
    };
    Ok(Hit {
        conversation: ConversationId(rows::uuid(&row, "id")?),
        title: row.try_get("title")?,
        message: rows::optional_uuid(&row, "message_id")?.map(MessageId),
        snippet: snippet::trim(pieces),
        updated_at: Timestamp(row.try_get("updated_at")?),
    })
}
