use parlance_domain::{MessageId, MicroDollars, ModelRef, Timestamp, Timings, Usage};
use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqliteRow};

use crate::rows::{self, count, integer, uuid_bytes};
use crate::{Store, StoreError};

/// One call to a provider: what it took and what it cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsageRow {
    pub model: ModelRef,
    pub usage: Usage,
    /// An estimate from the provider's price list; `None` where there is no price.
    pub cost: Option<MicroDollars>,
    pub timings: Timings,
    pub at: Timestamp,
}

impl Store {
    /// The calls that wrote a message, oldest first: one, and one more for each Continue.
    pub async fn calls(&self, message: MessageId) -> Result<Vec<UsageRow>, StoreError> {
        let rows = sqlx::query(
            "SELECT u.* FROM usage u JOIN message m ON m.pk = u.message WHERE m.id = ? ORDER BY u.pk",
        )
        .bind(uuid_bytes(&message.0))
        .fetch_all(&self.readers)
        .await?;
        rows.iter().map(call).collect()
    }
}

pub(crate) async fn record(
    connection: &mut SqliteConnection,
    message: i64,
    call: &UsageRow,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO usage (message, provider, model, input_tokens, output_tokens, cached_tokens, reasoning_tokens, \
         cost_micro_dollars, first_token_ms, done_ms, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(message)
    .bind(call.model.provider.as_str())
    .bind(call.model.model.as_str())
    .bind(integer(call.usage.input_tokens))
    .bind(integer(call.usage.output_tokens))
    .bind(integer(call.usage.cached_tokens))
    .bind(integer(call.usage.reasoning_tokens))
    .bind(call.cost.map(|cost| cost.0))
    .bind(integer(call.timings.first_token_ms))
    .bind(integer(call.timings.done_ms))
    .bind(call.at.0)
    .execute(connection)
    .await?;
    Ok(())
}

fn call(row: &SqliteRow) -> Result<UsageRow, StoreError> {
    let cost: Option<i64> = row.try_get("cost_micro_dollars")?;
    Ok(UsageRow {
        model: rows::model(row)?.ok_or_else(|| StoreError::unreadable("model"))?,
        usage: Usage {
            input_tokens: count(row, "input_tokens")?,
            output_tokens: count(row, "output_tokens")?,
            cached_tokens: count(row, "cached_tokens")?,
            reasoning_tokens: count(row, "reasoning_tokens")?,
        },
        cost: cost.map(MicroDollars),
        timings: Timings { first_token_ms: count(row, "first_token_ms")?, done_ms: count(row, "done_ms")? },
        at: Timestamp(row.try_get("at")?),
    })
}
