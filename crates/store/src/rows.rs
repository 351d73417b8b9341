//! Between rows and the domain.

use parlance_domain::{
    Conversation, ConversationId, FinishReason, Message, MessageId, MessageStatus, ModelRef, ParameterName,
    Part, Role, Timestamp, Timings,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::Row;
use sqlx::sqlite::SqliteRow;
use uuid::Uuid;

use crate::{StoreError, kept_parts};

/// The names of an enum's values in the database: written by `name`, read by `parse`. They match the CHECKs of the schema.
macro_rules! names {
    ($module:ident: $type:ty { $($value:ident = $name:literal),+ $(,)? }) => {
        pub(crate) mod $module {
            use super::*;

            pub(crate) fn name(value: $type) -> &'static str {
                match value {
                    $(<$type>::$value => $name,)+
                }
            }

            pub(crate) fn parse(name: &str) -> Result<$type, StoreError> {
                match name {
                    $($name => Ok(<$type>::$value),)+
                    _ => Err(StoreError::unreadable(stringify!($module))),
                }
            }
        }
    };
}

names!(role: Role { System = "system", User = "user", Assistant = "assistant" });
names!(status: MessageStatus {
    Streaming = "streaming", Complete = "complete", Interrupted = "interrupted", Failed = "failed",
});
names!(finish: FinishReason {
    Stop = "stop", Length = "length", ToolCalls = "tool_calls", ContentFilter = "content_filter", Refusal = "refusal",
    Error = "error", Other = "other",
});
names!(parameter_name: ParameterName {
    SystemPrompt = "system_prompt", Temperature = "temperature", TopP = "top_p", MaxOutputTokens = "max_output_tokens",
    Reasoning = "reasoning", Verbosity = "verbosity", Stop = "stop", Seed = "seed",
});
names!(journal_kind: crate::JournalKind {
    Text = "text", Reasoning = "reasoning", Signature = "signature", Duration = "duration", ToolId = "tool_id", ToolName = "tool_name",
    ToolArguments = "tool_arguments", ToolSignature = "tool_signature", Image = "image", Part = "part", Call = "call",
    Taken = "taken",
});

pub(crate) fn uuid_bytes(id: &Uuid) -> &[u8] {
    id.as_bytes().as_slice()
}

pub(crate) fn uuid(row: &SqliteRow, column: &str) -> Result<Uuid, StoreError> {
    let bytes: &[u8] = row.try_get(column)?;
    Uuid::from_slice(bytes).map_err(|_| StoreError::unreadable(column))
}

pub(crate) fn optional_uuid(row: &SqliteRow, column: &str) -> Result<Option<Uuid>, StoreError> {
    let bytes: Option<&[u8]> = row.try_get(column)?;
    bytes.map(Uuid::from_slice).transpose().map_err(|_| StoreError::unreadable(column))
}

/// For `SELECT unhex(value) FROM json_each(?)`.
pub(crate) fn uuids_json(ids: impl IntoIterator<Item = Uuid>) -> Result<String, StoreError> {
    let ids: Vec<_> = ids.into_iter().map(|id| id.simple().to_string()).collect();
    to_json("id", &ids)
}

/// Counts beyond 2^63 are the database's greatest number.
pub(crate) fn integer(count: Option<u64>) -> Option<i64> {
    count.map(|count| i64::try_from(count).unwrap_or(i64::MAX))
}

pub(crate) fn count(row: &SqliteRow, column: &str) -> Result<Option<u64>, StoreError> {
    let value: Option<i64> = row.try_get(column)?;
    value.map(u64::try_from).transpose().map_err(|_| StoreError::unreadable(column))
}

pub(crate) fn to_json<T: Serialize>(column: &str, value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::unreadable_json(column, &error))
}

pub(crate) fn from_json<T: DeserializeOwned>(column: &str, json: &str) -> Result<T, StoreError> {
    serde_json::from_str(json).map_err(|error| StoreError::unreadable_json(column, &error))
}

/// Reads the columns `provider` and `model`, which the schema keeps together.
pub(crate) fn model(row: &SqliteRow) -> Result<Option<ModelRef>, StoreError> {
    let provider: Option<String> = row.try_get("provider")?;
    let model: Option<String> = row.try_get("model")?;
    Ok(provider.zip(model).map(|(provider, model)| ModelRef { provider, model }))
}

/// Reads a row of a conversation whose leaf's id is selected as `leaf_id`.
pub(crate) fn conversation(row: &SqliteRow) -> Result<Conversation, StoreError> {
    Ok(Conversation {
        id: ConversationId(uuid(row, "id")?),
        title: row.try_get("title")?,
        leaf: optional_uuid(row, "leaf_id")?.map(MessageId),
        model: model(row)?,
        created_at: Timestamp(row.try_get("created_at")?),
        updated_at: Timestamp(row.try_get("updated_at")?),
    })
}

/// Reads a row of a message whose conversation's and parent's ids are selected as `conversation_id` and `parent_id`.
pub(crate) fn message(row: &SqliteRow) -> Result<Message, StoreError> {
    let finish_name: Option<&str> = row.try_get("finish")?;
    let usage: Option<&str> = row.try_get("usage")?;
    let route: Option<&str> = row.try_get("route")?;
    let omissions: Option<&str> = row.try_get("omissions")?;
    Ok(Message {
        id: MessageId(uuid(row, "id")?),
        conversation: ConversationId(uuid(row, "conversation_id")?),
        parent: optional_uuid(row, "parent_id")?.map(MessageId),
        role: role::parse(row.try_get("role")?)?,
        status: status::parse(row.try_get("status")?)?,
        model: model(row)?,
        parts: parts(row)?,
        finish: finish_name.map(finish::parse).transpose()?,
        usage: usage.map(|json| from_json("usage", json)).transpose()?,
        route: route.map(|json| from_json("route", json)).transpose()?,
        omissions: omissions.map(|json| from_json("omissions", json)).transpose()?.unwrap_or_default(),
        comparison: optional_uuid(row, "comparison")?,
        timings: Timings { first_token_ms: count(row, "first_token_ms")?, done_ms: count(row, "done_ms")? },
        created_at: Timestamp(row.try_get("created_at")?),
    })
}

pub(crate) fn parts(row: &SqliteRow) -> Result<Vec<Part>, StoreError> {
    kept_parts::parts(row.try_get("text")?, row.try_get("parts")?)
}
