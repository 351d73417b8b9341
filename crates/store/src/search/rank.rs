//! Which of what was found goes first.

use std::collections::HashMap;

use parlance_domain::Timestamp;
use sqlx::sqlite::SqliteConnection;

use super::candidates::Found;
use super::expression;
use super::query::Query;
use crate::StoreError;
use crate::rows::from_json;

/// A word that stands in more messages says nothing of any of them: bm25 gives it next to no weight, and would go through them all
/// to find that out.
const COMMON: i64 = 500;
/// Of so many words the weight is asked for.
const WEIGHED: usize = 4;

/// What a title weighs: more than any number of common words, less than a rare one.
const TITLE: f64 = -1.0;

/// A conversation with the best that was found in it.
pub(super) struct Ranked {
    pub(super) conversation: i64,
    pub(super) best: Found,
    /// Messages, without the best one.
    pub(super) further: usize,
    /// Lower is better.
    score: f64,
}

/// The best conversation first.
pub(super) async fn rank(
    query: &Query,
    found: Vec<Found>,
    now: Timestamp,
    tx: &mut SqliteConnection,
) -> Result<Vec<Ranked>, StoreError> {
    let weights = weights(query, tx).await?;
    let mut ranked: HashMap<i64, Ranked> = HashMap::new();
    for found in found {
        let weight = match found.message {
            Some(message) => weights.get(&message).copied().unwrap_or_default(),
            None => TITLE,
        };
        let score = recent_first(weight, Timestamp(found.at), now);
        let conversation = found.conversation;
        let Some(known) = ranked.get_mut(&conversation) else {
            ranked.insert(conversation, Ranked { conversation, best: found, further: 0, score });
            continue;
        };
        if known.best.source != found.source {
            // Words were found first; what only holds the letters adds nothing to them.
            continue;
        }
        match (known.best.message, found.message) {
            // The message is what to open; that the title matches too lifts it.
            (_, None) => known.score += score,
            (None, Some(_)) => {
                known.score += score;
                known.best = found;
            }
            (Some(same), Some(message)) if same == message => {}
            (Some(_), Some(_)) => {
                known.further += 1;
                if score < known.score {
                    known.score = score;
                    known.best = found;
                }
            }
        }
    }
    let mut ranked: Vec<_> = ranked.into_values().collect();
    let source = |it: &Ranked| it.best.source;
    ranked.sort_by(|a, b| {
        source(a)
            .cmp(&source(b))
            .then(a.score.total_cmp(&b.score))
            .then(b.best.at.cmp(&a.best.at))
            .then(b.conversation.cmp(&a.conversation))
    });
    Ok(ranked)
}

/// bm25 of the messages that hold one of the rarer words, by message. Negative, better when lower.
async fn weights(query: &Query, tx: &mut SqliteConnection) -> Result<HashMap<i64, f64>, StoreError> {
    let mut rare = Vec::new();
    for expression in query.terms.iter().filter_map(expression::exact).take(WEIGHED) {
        let count: i64 = sqlx::query_scalar(
            "SELECT count(*) FROM (SELECT 1 FROM message_words WHERE message_words MATCH ? LIMIT ?)",
        )
        .bind(&expression)
        .bind(COMMON + 1)
        .fetch_one(&mut *tx)
        .await?;
        if (1..=COMMON).contains(&count) {
            rare.push(expression);
        }
    }
    if rare.is_empty() {
        return Ok(HashMap::new());
    }
    let json: String = sqlx::query_scalar(
        // bm25 is to be had in the query of its index alone.
        "WITH weighed AS MATERIALIZED ( \
            SELECT rowid AS message, bm25(message_words) AS weight FROM message_words WHERE message_words MATCH ? \
         ) SELECT json_group_array(json_array(message, weight)) FROM weighed",
    )
    .bind(rare.join(" OR "))
    .fetch_one(tx)
    .await?;
    let weights: Vec<(i64, f64)> = from_json("weight", &json)?;
    Ok(weights.into_iter().collect())
}

/// Today weighs double, a month ago one and a half, long ago once. The constant lets time decide between words so common that
/// bm25 says nothing.
fn recent_first(bm25: f64, at: Timestamp, now: Timestamp) -> f64 {
    const MONTH_MS: f64 = 30.0 * 24.0 * 60.0 * 60.0 * 1000.0;
    let age_ms = now.0.saturating_sub(at.0).max(0) as f64;
    (bm25 - 0.001) * (1.0 + 1.0 / (1.0 + age_ms / MONTH_MS))
}
