//! How fast models were, from the calls of the user.

use std::collections::BTreeMap;

use parlance_domain::{ModelRef, Timestamp};
use sqlx::Row;

use crate::rows::{self, count};
use crate::{Store, StoreError};

/// The last calls of a model that count.
const CALLS: i64 = 20;
/// What is older says little of how fast a model is now; and so a long history need not be read.
const DAYS: i64 = 90;
/// A handful of tokens in one packet has no speed.
const LEAST_TOKENS: u64 = 9;
const LEAST_SPAN_MS: u64 = 50;

/// Medians of a model's last calls.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ModelSpeed {
    /// How many calls these are; 1 to 20.
    pub calls: u32,
    /// Milliseconds from the question to the first word.
    pub first_token_ms: u64,
    /// From the first word on. `None` where no answer was long enough to tell.
    pub tokens_per_second: Option<f64>,
}

#[derive(Default)]
struct Measured {
    first_token_ms: Vec<u64>,
    tokens_per_second: Vec<f64>,
}

impl Store {
    /// The speed of every model that has answered in the 90 days before `now`.
    pub async fn model_speeds(&self, now: Timestamp) -> Result<Vec<(ModelRef, ModelSpeed)>, StoreError> {
        let rows = sqlx::query(
            "SELECT u.provider, u.model, u.first_token_ms, u.done_ms, u.output_tokens, u.reasoning_tokens, \
             instr(m.parts, '\"type\":\"reasoning\"') > 0 AS thought_aloud FROM (\
             SELECT *, row_number() OVER (PARTITION BY provider, model ORDER BY pk DESC) AS place \
             FROM usage WHERE at >= ? AND first_token_ms IS NOT NULL) u LEFT JOIN message m ON m.pk = u.message WHERE place <= ?",
        )
        .bind(now.0 - DAYS * 24 * 60 * 60 * 1000)
        .bind(CALLS)
        .fetch_all(&self.readers)
        .await?;
        let mut models: BTreeMap<(String, String), Measured> = BTreeMap::new();
        for row in &rows {
            let model = rows::model(row)?.ok_or_else(|| StoreError::unreadable("model"))?;
            let measured = models.entry((model.provider, model.model)).or_default();
            let first = count(row, "first_token_ms")?.unwrap_or_default();
            measured.first_token_ms.push(first);
            // Thoughts that were kept back came before the first word.
            let thought_aloud: Option<bool> = row.try_get("thought_aloud")?;
            let unseen = match thought_aloud {
                Some(true) => 0,
                _ => count(row, "reasoning_tokens")?.unwrap_or_default(),
            };
            let tokens = count(row, "output_tokens")?.map(|tokens| tokens.saturating_sub(unseen));
            measured.tokens_per_second.extend(speed(first, count(row, "done_ms")?, tokens));
        }
        Ok(models
            .into_iter()
            .filter_map(|((provider, model), mut measured)| {
                let speed = ModelSpeed {
                    calls: u32::try_from(measured.first_token_ms.len()).unwrap_or(u32::MAX),
                    first_token_ms: median(&mut measured.first_token_ms, u64::cmp)?,
                    tokens_per_second: median(&mut measured.tokens_per_second, f64::total_cmp),
                };
                Some((ModelRef { provider, model }, speed))
            })
            .collect())
    }
}

/// Tokens a second from the first word to the last.
fn speed(first_ms: u64, done_ms: Option<u64>, tokens: Option<u64>) -> Option<f64> {
    let span_ms = done_ms?.saturating_sub(first_ms);
    let tokens = tokens.filter(|tokens| *tokens >= LEAST_TOKENS && span_ms >= LEAST_SPAN_MS)?;
    #[expect(clippy::cast_precision_loss, reason = "both are far below 2^52")]
    Some(tokens as f64 * 1000.0 / span_ms as f64)
}

/// The lower one of two in the middle.
fn median<T: Copy>(values: &mut [T], order: impl FnMut(&T, &T) -> std::cmp::Ordering) -> Option<T> {
    values.sort_by(order);
    values.get(values.len().checked_sub(1)? / 2).copied()
}
