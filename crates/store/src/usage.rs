use std::collections::HashMap;

use parlance_domain::{ConversationId, MessageId, MicroDollars, ModelRef, Timestamp, Timings, Usage};
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

/// The calls that wrote one message, together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CallTotal {
    /// `None` where no call was counted.
    pub usage: Usage,
    /// Of the calls whose cost is known; `None` where that is none of them.
    pub cost: Option<MicroDollars>,
}

/// What was used since some moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Spent {
    pub calls: u64,
    /// Input and output, as far as they were counted.
    pub tokens: u64,
    pub cost: MicroDollars,
    /// The oldest call of them.
    pub first: Option<Timestamp>,
}

/// When the day and the month began, and when the next day does. A day may have 23 or 25 hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Calendar {
    pub day: Timestamp,
    pub next_day: Timestamp,
    pub month: Timestamp,
}

/// The calls to one model on one day, together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayUsage {
    /// `2026-11-21`, by the machine's clock and time zone.
    pub day: String,
    pub model: ModelRef,
    pub calls: u64,
    /// The calls among them whose cost is not known.
    pub unpriced: u64,
    /// `None` where no call was counted.
    pub usage: Usage,
    /// Of the calls whose cost is known; `None` where that is none of them.
    pub cost: Option<MicroDollars>,
}

impl Store {
    /// What was used on the last `days` days, today included, oldest first.
    pub async fn usage_by_day(&self, days: u32) -> Result<Vec<DayUsage>, StoreError> {
        let rows = sqlx::query(
            "SELECT date(at / 1000, 'unixepoch', 'localtime') AS day, provider, model, count(*) AS calls, \
             count(*) - count(cost_micro_dollars) AS unpriced, \
             sum(input_tokens) AS input_tokens, sum(output_tokens) AS output_tokens, \
             sum(cached_tokens) AS cached_tokens, sum(reasoning_tokens) AS reasoning_tokens, \
             sum(cost_micro_dollars) AS cost FROM usage \
             WHERE date(at / 1000, 'unixepoch', 'localtime') > date('now', 'localtime', ?) \
             GROUP BY day, provider, model ORDER BY day, provider, model",
        )
        .bind(format!("-{days} days"))
        .fetch_all(&self.readers)
        .await?;
        rows.iter().map(day_usage).collect()
    }

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

    /// What was used since `since`, by calls to `provider` or by all.
    pub async fn spent(&self, since: Timestamp, provider: Option<&str>) -> Result<Spent, StoreError> {
        let row = sqlx::query(
            "SELECT count(*) AS calls, coalesce(sum(input_tokens), 0) + coalesce(sum(output_tokens), 0) AS tokens, \
             coalesce(sum(cost_micro_dollars), 0) AS cost, min(at) AS first FROM usage \
             WHERE at >= ?1 AND (?2 IS NULL OR provider = ?2)",
        )
        .bind(since.0)
        .bind(provider)
        .fetch_one(&self.readers)
        .await?;
        let first: Option<i64> = row.try_get("first")?;
        Ok(Spent {
            calls: count(&row, "calls")?.unwrap_or_default(),
            tokens: count(&row, "tokens")?.unwrap_or_default(),
            cost: MicroDollars(row.try_get("cost")?),
            first: first.map(Timestamp),
        })
    }

    /// Today, by the machine's clock and time zone.
    pub async fn calendar(&self) -> Result<Calendar, StoreError> {
        let (day, next_day, month): (i64, i64, i64) = sqlx::query_as(
            "SELECT unixepoch('now', 'localtime', 'start of day', 'utc') * 1000, \
             unixepoch('now', 'localtime', 'start of day', '+1 day', 'utc') * 1000, \
             unixepoch('now', 'localtime', 'start of month', 'utc') * 1000",
        )
        .fetch_one(&self.readers)
        .await?;
        Ok(Calendar { day: Timestamp(day), next_day: Timestamp(next_day), month: Timestamp(month) })
    }

    /// What the answers of a conversation took, all calls of a message together.
    pub async fn call_totals(
        &self,
        conversation: ConversationId,
    ) -> Result<HashMap<MessageId, CallTotal>, StoreError> {
        let rows = sqlx::query(
            "SELECT m.id AS message, sum(u.input_tokens) AS input_tokens, sum(u.output_tokens) AS output_tokens, \
             sum(u.cached_tokens) AS cached_tokens, sum(u.reasoning_tokens) AS reasoning_tokens, \
             sum(u.cost_micro_dollars) AS cost FROM usage u JOIN message m ON m.pk = u.message \
             JOIN conversation c ON c.pk = m.conversation WHERE c.id = ? GROUP BY m.pk",
        )
        .bind(uuid_bytes(&conversation.0))
        .fetch_all(&self.readers)
        .await?;
        rows.iter()
            .map(|row| {
                let cost: Option<i64> = row.try_get("cost")?;
                let total = CallTotal { usage: usage(row)?, cost: cost.map(MicroDollars) };
                Ok((MessageId(rows::uuid(row, "message")?), total))
            })
            .collect()
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

fn day_usage(row: &SqliteRow) -> Result<DayUsage, StoreError> {
    let cost: Option<i64> = row.try_get("cost")?;
    Ok(DayUsage {
        day: row.try_get("day")?,
        model: rows::model(row)?.ok_or_else(|| StoreError::unreadable("model"))?,
        calls: count(row, "calls")?.unwrap_or_default(),
        unpriced: count(row, "unpriced")?.unwrap_or_default(),
        usage: usage(row)?,
        cost: cost.map(MicroDollars),
    })
}

fn usage(row: &SqliteRow) -> Result<Usage, StoreError> {
    Ok(Usage {
        input_tokens: count(row, "input_tokens")?,
        output_tokens: count(row, "output_tokens")?,
        cached_tokens: count(row, "cached_tokens")?,
        reasoning_tokens: count(row, "reasoning_tokens")?,
    })
}

fn call(row: &SqliteRow) -> Result<UsageRow, StoreError> {
    let cost: Option<i64> = row.try_get("cost_micro_dollars")?;
    Ok(UsageRow {
        model: rows::model(row)?.ok_or_else(|| StoreError::unreadable("model"))?,
        usage: usage(row)?,
        cost: cost.map(MicroDollars),
        timings: Timings { first_token_ms: count(row, "first_token_ms")?, done_ms: count(row, "done_ms")? },
        at: Timestamp(row.try_get("at")?),
    })
}
