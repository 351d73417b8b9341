use std::collections::HashMap;

use parlance_domain::{ConversationId, MessageId, MicroDollars, ModelRef, Timestamp, Timings, Usage};
use sqlx::sqlite::{SqliteConnection, SqliteRow};
use sqlx::{AssertSqlSafe, Row};

use crate::rows::{self, count, integer, uuid_bytes};
use crate::store::Durability;
use crate::{Store, StoreError};

/// One call to a provider: what it took and what it cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsageRow {
    pub model: ModelRef,
    pub usage: Usage,
    /// What the provider said (then it is in `usage` as well), else an estimate from list prices; `None` where there is no
    /// price.
    pub cost: Option<MicroDollars>,
    pub timings: Timings,
    pub at: Timestamp,
}

/// A call that has no cost yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnpricedCall(i64);

/// The calls that wrote one message, together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CallTotal {
    /// `None` where no call was counted.
    pub usage: Usage,
    /// Of the calls whose cost is known; `None` where that is none of them.
    pub cost: Option<MicroDollars>,
    /// Some of the cost is an estimate, not what the provider said.
    pub estimated: bool,
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
    /// Those whose cost is an estimate.
    pub estimated: u64,
    /// `None` where no call was counted.
    pub usage: Usage,
    /// Of the calls whose cost is known; `None` where that is none of them.
    pub cost: Option<MicroDollars>,
}

/// What the calls for one conversation took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConversationUsage {
    /// `None` for the calls of messages that were deleted.
    pub conversation: Option<UsedIn>,
    pub calls: u64,
    /// As in [`DayUsage`].
    pub unpriced: u64,
    pub estimated: u64,
    pub usage: Usage,
    pub cost: Option<MicroDollars>,
}

/// The conversation that a call was made for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsedIn {
    pub id: ConversationId,
    pub title: String,
    pub trashed: bool,
}

/// One call with its place and its time for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallRecord {
    pub call: UsageRow,
    /// `2026-11-21 14:03:07`, by the machine's clock and time zone.
    pub local_time: String,
    pub conversation: Option<UsedIn>,
}

/// Whether the call was made on the last days, today included; the parameter is [`days_back`]. A bare column, for the index.
const ON_THE_DAYS: &str = "at >= 1000 * unixepoch(date('now', 'localtime', ?), '+1 day', 'utc')";
const SUMS: &str = "count(*) AS calls, count(*) - count(cost_micro_dollars) AS unpriced, \
                    count(cost_micro_dollars) - sum(cost_reported) AS estimated, \
                    sum(input_tokens) AS input_tokens, sum(output_tokens) AS output_tokens, \
                    sum(cached_tokens) AS cached_tokens, sum(reasoning_tokens) AS reasoning_tokens, \
                    sum(cost_micro_dollars) AS cost";

impl Store {
    /// What was used on the last `days` days, today included, oldest first.
    pub async fn usage_by_day(&self, days: u32) -> Result<Vec<DayUsage>, StoreError> {
        let rows = sqlx::query(AssertSqlSafe(format!(
            "SELECT date(at / 1000, 'unixepoch', 'localtime') AS day, provider, model, {SUMS} FROM usage \
             WHERE {ON_THE_DAYS} GROUP BY day, provider, model ORDER BY day, provider, model",
        )))
        .bind(days_back(days))
        .fetch_all(&self.readers)
        .await?;
        rows.iter().map(day_usage).collect()
    }

    /// What was used on the last `days` days, today included, conversation by conversation.
    pub async fn usage_by_conversation(&self, days: u32) -> Result<Vec<ConversationUsage>, StoreError> {
        let rows = sqlx::query(AssertSqlSafe(format!(
            "SELECT c.id AS conversation_id, c.title, c.trashed_at, {SUMS} FROM usage u \
             LEFT JOIN message m ON m.pk = u.message LEFT JOIN conversation c ON c.pk = m.conversation \
             WHERE {ON_THE_DAYS} GROUP BY c.pk ORDER BY cost DESC, calls DESC",
        )))
        .bind(days_back(days))
        .fetch_all(&self.readers)
        .await?;
        rows.iter()
            .map(|row| {
                Ok(ConversationUsage {
                    conversation: used_in(row)?,
                    calls: count(row, "calls")?.unwrap_or_default(),
                    unpriced: count(row, "unpriced")?.unwrap_or_default(),
                    estimated: count(row, "estimated")?.unwrap_or_default(),
                    usage: usage(row)?,
                    cost: sum_of_cost(row)?,
                })
            })
            .collect()
    }

    /// Every call of the last `days` days, today included, oldest first.
    pub async fn calls_of_days(&self, days: u32) -> Result<Vec<CallRecord>, StoreError> {
        let rows = sqlx::query(AssertSqlSafe(format!(
            "SELECT u.*, datetime(at / 1000, 'unixepoch', 'localtime') AS local_time, \
             c.id AS conversation_id, c.title, c.trashed_at FROM usage u \
             LEFT JOIN message m ON m.pk = u.message LEFT JOIN conversation c ON c.pk = m.conversation \
             WHERE {ON_THE_DAYS} ORDER BY u.at, u.pk",
        )))
        .bind(days_back(days))
        .fetch_all(&self.readers)
        .await?;
        rows.iter()
            .map(|row| {
                let (local_time, conversation) = (row.try_get("local_time")?, used_in(row)?);
                Ok(CallRecord { call: call(row)?, local_time, conversation })
            })
            .collect()
    }

    /// Counts a call that was made for a message beside the one that writes it.
    pub async fn record_call(&self, message: MessageId, call: &UsageRow) -> Result<(), StoreError> {
        let mut writer = self.writer().await?;
        let mut tx = writer.begin(Durability::Full).await?;
        let pk: Option<i64> = sqlx::query_scalar("SELECT pk FROM message WHERE id = ?")
            .bind(uuid_bytes(&message.0))
            .fetch_optional(&mut *tx)
            .await?;
        record(&mut tx, Some(pk.ok_or_else(|| StoreError::no_message(message))?), call).await?;
        tx.commit().await?;
        self.count_beside(call).await
    }

    /// The calls without a cost, made since `since`, that a process left behind which died during them. [`Store::price_call`]
    /// gives them one.
    pub async fn unpriced_calls(
        &self,
        since: Timestamp,
    ) -> Result<Vec<(UnpricedCall, ModelRef, Usage)>, StoreError> {
        let rows = sqlx::query(
            "SELECT u.* FROM usage u JOIN message m ON m.pk = u.message \
             WHERE u.at >= ? AND u.cost_micro_dollars IS NULL AND u.done_ms IS NULL AND m.status = 'interrupted'",
        )
        .bind(since.0)
        .fetch_all(&self.readers)
        .await?;
        let unpriced = rows.iter().map(|row| {
            let UsageRow { model, usage, .. } = call(row)?;
            Ok((UnpricedCall(row.try_get("pk")?), model, usage))
        });
        unpriced.collect()
    }

    /// Writes what a call cost by list prices.
    pub async fn price_call(&self, call: UnpricedCall, cost: MicroDollars) -> Result<(), StoreError> {
        let mut writer = self.writer().await?;
        let mut tx = writer.begin(Durability::Normal).await?;
        sqlx::query("UPDATE usage SET cost_micro_dollars = ? WHERE pk = ? AND cost_micro_dollars IS NULL")
            .bind(cost.0)
            .bind(call.0)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(())
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

    /// What answers took, all calls of a message together. Those without a call are left out.
    pub async fn call_totals(
        &self,
        messages: &[MessageId],
    ) -> Result<HashMap<MessageId, CallTotal>, StoreError> {
        let rows = sqlx::query(
            "SELECT m.id AS message, sum(u.input_tokens) AS input_tokens, sum(u.output_tokens) AS output_tokens, \
             sum(u.cached_tokens) AS cached_tokens, sum(u.reasoning_tokens) AS reasoning_tokens, \
             sum(u.cost_micro_dollars) AS cost, \
             count(u.cost_micro_dollars) > sum(u.cost_reported) AS estimated FROM json_each(?) v \
             CROSS JOIN message m ON m.id = unhex(v.value) CROSS JOIN usage u ON u.message = m.pk GROUP BY m.pk",
        )
        .bind(rows::uuids_json(messages.iter().map(|id| id.0))?)
        .fetch_all(&self.readers)
        .await?;
        rows.iter()
            .map(|row| {
                let estimated = row.try_get("estimated")?;
                let total = CallTotal { usage: usage(row)?, cost: sum_of_cost(row)?, estimated };
                Ok((MessageId(rows::uuid(row, "message")?), total))
            })
            .collect()
    }
}

/// `message`: `None` where it is in another history.
pub(crate) async fn record(
    connection: &mut SqliteConnection,
    message: Option<i64>,
    call: &UsageRow,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO usage (message, provider, model, input_tokens, output_tokens, cached_tokens, reasoning_tokens, \
         cost_micro_dollars, cost_reported, first_token_ms, done_ms, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(message)
    .bind(call.model.provider.as_str())
    .bind(call.model.model.as_str())
    .bind(integer(call.usage.input_tokens))
    .bind(integer(call.usage.output_tokens))
    .bind(integer(call.usage.cached_tokens))
    .bind(integer(call.usage.reasoning_tokens))
    .bind(call.cost.map(|cost| cost.0))
    .bind(call.usage.cost.is_some())
    .bind(integer(call.timings.first_token_ms))
    .bind(integer(call.timings.done_ms))
    .bind(call.at.0)
    .execute(connection)
    .await?;
    Ok(())
}

fn day_usage(row: &SqliteRow) -> Result<DayUsage, StoreError> {
    Ok(DayUsage {
        day: row.try_get("day")?,
        model: rows::model(row)?.ok_or_else(|| StoreError::unreadable("model"))?,
        calls: count(row, "calls")?.unwrap_or_default(),
        unpriced: count(row, "unpriced")?.unwrap_or_default(),
        estimated: count(row, "estimated")?.unwrap_or_default(),
        usage: usage(row)?,
        cost: sum_of_cost(row)?,
    })
}

fn usage(row: &SqliteRow) -> Result<Usage, StoreError> {
    Ok(Usage {
        input_tokens: count(row, "input_tokens")?,
        output_tokens: count(row, "output_tokens")?,
        cached_tokens: count(row, "cached_tokens")?,
        reasoning_tokens: count(row, "reasoning_tokens")?,
        cost: None,
    })
}

fn sum_of_cost(row: &SqliteRow) -> Result<Option<MicroDollars>, StoreError> {
    let cost: Option<i64> = row.try_get("cost")?;
    Ok(cost.map(MicroDollars))
}

fn days_back(days: u32) -> String {
    format!("-{days} days")
}

/// Reads the columns `conversation_id`, `title` and `trashed_at`.
fn used_in(row: &SqliteRow) -> Result<Option<UsedIn>, StoreError> {
    let Some(id) = rows::optional_uuid(row, "conversation_id")? else { return Ok(None) };
    let trashed_at: Option<i64> = row.try_get("trashed_at")?;
    Ok(Some(UsedIn { id: ConversationId(id), title: row.try_get("title")?, trashed: trashed_at.is_some() }))
}

fn call(row: &SqliteRow) -> Result<UsageRow, StoreError> {
    let cost: Option<i64> = row.try_get("cost_micro_dollars")?;
    let cost = cost.map(MicroDollars);
    let reported: bool = row.try_get("cost_reported")?;
    Ok(UsageRow {
        model: rows::model(row)?.ok_or_else(|| StoreError::unreadable("model"))?,
        usage: Usage { cost: cost.filter(|_| reported), ..usage(row)? },
        cost,
        timings: Timings { first_token_ms: count(row, "first_token_ms")?, done_ms: count(row, "done_ms")? },
        at: Timestamp(row.try_get("at")?),
    })
}
