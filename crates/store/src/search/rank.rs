//! Which of what was found goes first.

use std::collections::HashMap;

use parlance_domain::Timestamp;
use sqlx::sqlite::SqliteConnection;

use super::candidates::{Candidates, Found, Known};
use super::expression;
use super::query::Query;
use crate::StoreError;
use crate::rows::from_json;

/// A word that stands in more messages says nothing of any of them: bm25 gives it next to no weight, and would go through them all
/// to find that out.
const COMMON: usize = 500;
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
    Candidates { found, known }: Candidates,
    now: Timestamp,
    tx: &mut SqliteConnection,
) -> Result<Vec<Ranked>, StoreError> {
    let weights = weights(query, known, tx).await?;
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

/// bm25 of the messages that hold one of the rarer terms, by message. Negative, better when lower.
async fn weights(
    query: &Query,
    known: Option<Known>,
    tx: &mut SqliteConnection,
) -> Result<HashMap<i64, f64>, StoreError> {
    let all: i64 = sqlx::query_scalar("SELECT coalesce(max(pk), 0) FROM message").fetch_one(&mut *tx).await?;
    let mut rare = Vec::new();
    let mut weights = HashMap::new();
    for term in query.terms.iter().take(WEIGHED) {
        let Some(expression) = expression::exact(term) else { continue };
        let (messages, count) = match &known {
            Some(known) if known.expression == expression => (known.messages.clone(), known.count(all)),
            _ => {
                let messages = first_with(&expression, tx).await?;
                let count = messages.len();
                (messages, count)
            }
        };
        if messages.is_empty() || count > COMMON {
            continue;
        }
        if expression::is_phrase(term) {
            // bm25 would go through all messages with its words again, and a phrase seldom stands twice in one.
            let weight = -rarity(count, all);
            for message in messages {
                *weights.entry(message).or_default() += weight;
            }
        } else {
            rare.push(expression);
        }
    }
    if rare.is_empty() {
        return Ok(weights);
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
    let weighed: Vec<(i64, f64)> = from_json("weight", &json)?;
    for (message, weight) in weighed {
        *weights.entry(message).or_default() += weight;
    }
    Ok(weights)
}

/// Enough messages with the expression to know whether it is common.
async fn first_with(expression: &str, tx: &mut SqliteConnection) -> Result<Vec<i64>, StoreError> {
    let json: String = sqlx::query_scalar(
        "SELECT json_group_array(rowid) FROM (SELECT rowid FROM message_words WHERE message_words MATCH ? LIMIT ?)",
    )
    .bind(expression)
    .bind(i64::try_from(COMMON).unwrap_or(i64::MAX).saturating_add(1))
    .fetch_one(tx)
    .await?;
    from_json("rowid", &json)
}

impl Known {
    /// How many messages match, of `all`: where only the newest are known, as many as there would be if the older ones were as dense.
    fn count(&self, all: i64) -> usize {
        let (len, oldest) = (self.messages.len(), self.messages.last().copied().unwrap_or(0));
        if self.all {
            return len;
        }
        let among = usize::try_from(all - oldest + 1).unwrap_or(usize::MAX).max(1);
        len.saturating_mul(usize::try_from(all).unwrap_or(usize::MAX)) / among
    }
}

/// The inverse document frequency, as bm25 has it, of what stands in so many messages of `all`.
fn rarity(messages: usize, all: i64) -> f64 {
    let (all, with) = (all as f64, messages as f64);
    ((all - with + 0.5) / (with + 0.5)).ln().max(1e-6)
}

/// Today weighs double, a month ago one and a half, long ago once. The constant lets time decide between words so common that
/// bm25 says nothing.
fn recent_first(bm25: f64, at: Timestamp, now: Timestamp) -> f64 {
    const MONTH_MS: f64 = 30.0 * 24.0 * 60.0 * 60.0 * 1000.0;
    let age_ms = now.0.saturating_sub(at.0).max(0) as f64;
    (bm25 - 0.001) * (1.0 + 1.0 / (1.0 + age_ms / MONTH_MS))
}
