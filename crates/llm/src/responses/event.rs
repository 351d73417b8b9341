//! One event of the stream, taken apart without insisting on any type.

use parlance_domain::{Citation, FinishReason, Usage};
use serde_json::Value;

use super::sections::Kind;
use crate::citations;
use crate::cost::cost;
use crate::json::{count, text};
use crate::{ApiError, error_body};

/// The item that an event or a part belongs to. Servers leave either member out, and some give one item a new id in
/// every event.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Place<'v> {
    pub output_index: Option<u64>,
    pub item_id: Option<&'v str>,
}

/// A piece of text in an item: of its `content`, or of a reasoning item's `summary`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Passage<'v> {
    pub kind: Kind,
    pub index: u64,
    pub text: &'v str,
    pub refusal: bool,
}

#[derive(Debug)]
pub(super) struct FunctionCall<'v> {
    pub call_id: Option<&'v str>,
    pub name: Option<&'v str>,
    pub arguments: Option<String>,
}

/// What has become of a response.
#[derive(Debug)]
pub(super) enum Outcome {
    Finished(FinishReason),
    Failed(ApiError),
    /// It is still written.
    Open,
}

/// The type stands in the data; a proxy may have dropped either that or the event's name.
pub(super) fn name<'v>(event: &'v str, document: &'v Value) -> &'v str {
    text(document, "type").unwrap_or(event)
}

pub(super) fn is_error(document: &Value) -> bool {
    match text(document, "type") {
        Some("error" | "response.failed") => true,
        // Their `message` or `detail`, if any, is another thing.
        Some(name) if name.starts_with("response.") => false,
        _ => !is_response(document) && error_body::is_error(document),
    }
}

/// `{"object":"response","status","output":[…],"usage":{…},…}`
pub(super) fn is_response(document: &Value) -> bool {
    document.get("object").and_then(Value::as_str) == Some("response")
        || document.get("output").is_some_and(Value::is_array)
}

/// The response that an event carries, or that a server sent instead of events.
pub(super) fn response(document: &Value) -> &Value {
    document.get("response").filter(|response| response.is_object()).unwrap_or(document)
}

pub(super) fn place(document: &Value) -> Place<'_> {
    let item_id = text(document, "item_id").or_else(|| text(document.get("item")?, "id"));
    Place { output_index: document.get("output_index").and_then(count), item_id }
}

/// The text of an event: a `delta`, or the whole under a name of its own.
pub(super) fn passage<'v>(document: &'v Value, kind: Kind, member: &str) -> Option<Passage<'v>> {
    let text = text(document, member)?;
    let index = document.get(index_name(kind)).and_then(count).unwrap_or(0);
    Some(Passage { kind, index, text, refusal: member == "refusal" })
}

/// The text of an event's `part`.
pub(super) fn part_passage(document: &Value) -> Option<Passage<'_>> {
    let passage = part(document.get("part")?)?;
    let index = document.get(index_name(passage.kind)).and_then(count).unwrap_or(0);
    Some(Passage { index, ..passage })
}

fn index_name(kind: Kind) -> &'static str {
    if kind == Kind::Summary { "summary_index" } else { "content_index" }
}

/// Every text of a message or of a reasoning item.
pub(super) fn passages(item: &Value) -> Vec<Passage<'_>> {
    if !matches!(item_type(item), "message" | "reasoning") {
        return Vec::new();
    }
    let mut passages = Vec::new();
    for member in ["summary", "content"] {
        let parts = item.get(member).and_then(Value::as_array).into_iter().flatten();
        for (index, passage) in (0..).zip(parts.map(part)) {
            passages.extend(passage.map(|passage| Passage { index, ..passage }));
        }
    }
    passages
}

fn part(part: &Value) -> Option<Passage<'_>> {
    let (kind, member) = match text(part, "type")? {
        "output_text" | "text" => (Kind::Text, "text"),
        "refusal" => (Kind::Text, "refusal"),
        "summary_text" => (Kind::Summary, "text"),
        "reasoning_text" => (Kind::Thought, "text"),
        _ => return None,
    };
    Some(Passage { kind, index: 0, text: text(part, member)?, refusal: member == "refusal" })
}

/// The sources that a part names, or the parts of an item.
pub(super) fn citations(holder: &Value) -> Vec<Citation> {
    let parts = holder.get("content").and_then(Value::as_array).into_iter().flatten();
    let inner = parts.flat_map(|part| citations::annotations(part, "annotations"));
    citations::annotations(holder, "annotations").into_iter().chain(inner).collect()
}

pub(super) fn item_type(item: &Value) -> &str {
    text(item, "type").unwrap_or_default()
}

/// The items of a whole response, with their places.
pub(super) fn output(response: &Value) -> impl Iterator<Item = (Place<'_>, &Value)> {
    let items = response.get("output").and_then(Value::as_array).into_iter().flatten();
    (0..)
        .zip(items)
        .map(|(index, item)| (Place { output_index: Some(index), item_id: text(item, "id") }, item))
}

/// What a reasoning item is sent back with.
pub(super) fn encrypted_content(item: &Value) -> Option<&str> {
    text(item, "encrypted_content").filter(|_| item_type(item) == "reasoning")
}

/// A call that this side must run; those of the provider's own tools are of other types.
pub(super) fn function_call(item: &Value) -> Option<FunctionCall<'_>> {
    (item_type(item) == "function_call").then(|| FunctionCall {
        call_id: text(item, "call_id").or_else(|| text(item, "id")),
        name: text(item, "name"),
        arguments: arguments(item),
    })
}

pub(super) fn arguments(holder: &Value) -> Option<String> {
    match holder.get("arguments")? {
        Value::String(text) => Some(text.clone()).filter(|text| !text.is_empty()),
        Value::Null => None,
        whole => Some(whole.to_string()),
    }
}

/// The status counts, as some servers end every response with `response.completed`; `event` where it tells nothing.
pub(super) fn outcome(event: &str, response: &Value) -> Outcome {
    let error = response.get("error").filter(|error| error.is_string() || error.is_object());
    let ending = event.strip_prefix("response.").unwrap_or_default();
    let status = match text(response, "status") {
        Some(status @ ("completed" | "incomplete" | "failed" | "cancelled")) => status,
        _ if matches!(ending, "completed" | "incomplete" | "failed" | "cancelled") => ending,
        Some("in_progress" | "queued") => return Outcome::Open,
        _ if error.is_some() => "failed",
        _ => "completed",
    };
    match status {
        "completed" => Outcome::Finished(FinishReason::Stop),
        "incomplete" => Outcome::Finished(incomplete(response)),
        "failed" => Outcome::Failed(
            error
                .map_or_else(|| error_body::from_text("", None), |error| error_body::from_value(error, None)),
        ),
        _ => Outcome::Finished(FinishReason::Other),
    }
}

fn incomplete(response: &Value) -> FinishReason {
    match response.get("incomplete_details").and_then(|details| text(details, "reason")) {
        Some("max_output_tokens" | "max_tokens" | "length") => FinishReason::Length,
        Some("content_filter") => FinishReason::ContentFilter,
        _ => FinishReason::Other,
    }
}

/// The counts of a response; `None` where there are none, or only zeros, as when it was cut short.
pub(super) fn usage(response: &Value) -> Option<Usage> {
    let usage = response.get("usage")?;
    let at = |key: &str| usage.get(key).and_then(count);
    let detail = |group: &str, key: &str| usage.get(group)?.get(key).and_then(count);
    let usage = Usage {
        input_tokens: at("input_tokens"),
        output_tokens: at("output_tokens"),
        cached_tokens: detail("input_tokens_details", "cached_tokens"),
        reasoning_tokens: detail("output_tokens_details", "reasoning_tokens"),
        cost: cost(usage),
    };
    let all = [usage.input_tokens, usage.output_tokens, usage.cached_tokens, usage.reasoning_tokens];
    all.into_iter().flatten().any(|count| count > 0).then_some(usage)
}
