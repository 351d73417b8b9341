//! What a failure looks like on the wires. Read by content: servers send JSON as `text/plain` and HTML as JSON.

use std::time::Duration;

use serde_json::Value;

use crate::error_kind::classify;
use crate::framing::SseFramer;
use crate::json;
use crate::retry_after::{protobuf_duration, retry_after};
use crate::{ApiError, ErrorKind, Frame};

/// Longer than any sentence for people; a dump of a request is cut here.
const MAX_MESSAGE_CHARS: usize = 2000;

/// Reads the body of a non-2xx answer.
pub(crate) fn read(status: u16, header: &dyn Fn(&str) -> Option<String>, body: &[u8]) -> ApiError {
    let body = String::from_utf8_lossy(body);
    let text = body.trim_start_matches('\u{feff}').trim();
    let mut error = document(text)
        .map_or_else(|| from_text(text, Some(status)), |value| from_value(&value, Some(status)));
    error.retry_after = retry_after(header).or(error.retry_after);
    error
}

/// A JSON document, bare or as the first event of a stream.
fn document(text: &str) -> Option<Value> {
    if text.starts_with(['{', '[']) {
        return json::read(text).documents.into_iter().next();
    }
    let mut found = None;
    let mut framer = SseFramer::new();
    let mut on_frame = |frame: Frame<'_>| {
        if let Frame::Event { data, .. } = frame
            && found.is_none()
        {
            found = json::parse(data).filter(Value::is_object);
        }
    };
    framer.push(text.as_bytes(), &mut on_frame).and_then(|()| framer.finish(&mut on_frame)).ok()?;
    found
}

/// An error whose body is no JSON: a page of a proxy, a sentence, or nothing.
pub(crate) fn from_text(text: &str, status: Option<u16>) -> ApiError {
    let message = match (text, status) {
        ("", Some(status)) => format!("The server answered with status {status} and no explanation."),
        ("", None) => "The server reported an error without saying which.".to_owned(),
        (text, _) if is_html(text) => {
            let page = html_title(text).map_or_else(String::new, |title| format!(" \"{title}\""));
            match status {
                Some(status) => format!("The server answered with status {status} and a web page{page}."),
                None => {
                    format!(
                        "The server answered with a web page{page} instead of a model's answer. Check the base URL."
                    )
                }
            }
        }
        (text, _) => text.to_owned(),
    };
    // Words of a page are not the provider's: only the status counts for it.
    let sentence = if is_html(text) { "" } else { text };
    ApiError {
        kind: classify(&[], sentence, status),
        message: presentable(&message),
        status,
        code: None,
        parameter: None,
        retry_after: None,
    }
}

pub(crate) fn is_html(text: &str) -> bool {
    text.trim_start().starts_with('<')
}

fn html_title(page: &str) -> Option<String> {
    // ASCII lower case keeps every byte's place.
    let lower = page.to_ascii_lowercase();
    let start = lower.find("<title")?;
    let start = start + lower.get(start..)?.find('>')? + 1;
    let end = start + lower.get(start..)?.find("</title")?;
    let title = page.get(start..end)?.split_whitespace().collect::<Vec<_>>().join(" ");
    (!title.is_empty()).then_some(title)
}

/// Whether a document of a stream reports a failure: an `error` member, or one of the flat shapes.
pub(crate) fn is_error(value: &Value) -> bool {
    if minimax(value).is_some() {
        return true;
    }
    let nested = match value.get("error") {
        Some(Value::String(text)) => !text.is_empty(),
        Some(Value::Object(members)) => !members.is_empty(),
        Some(Value::Array(items)) => !items.is_empty(),
        _ => false,
    };
    let flat = || {
        value.get("choices").is_none()
            && (json::text(value, "object") == Some("error")
                || value.get("detail").is_some_and(|detail| !detail.is_null())
                || (value.get("message").is_some_and(|message| message.is_string() || message.is_object())
                    && ["code", "type", "status", "status_code", "request_id"]
                        .iter()
                        .any(|key| value.get(key).is_some_and(|member| !member.is_null()))))
    };
    nested || flat()
}

/// Reads an error document of any known shape: `{"error":{…}}`, `{"error":"…"}`, flat, `{"detail":…}`, one in an array.
/// `status` is the response's; `None` inside a stream that began with a 2xx.
pub(crate) fn from_value(value: &Value, status: Option<u16>) -> ApiError {
    let outer = value.as_array().and_then(|items| items.first()).unwrap_or(value);
    let outer = minimax(outer).unwrap_or(outer);
    let inner = outer.get("error").filter(|error| error.is_object()).unwrap_or(outer);
    let core = inner.get("message").filter(|message| message.is_object()).unwrap_or(inner);
    let levels = [core, inner, outer];

    let status = status.or_else(|| levels.iter().find_map(|level| status_in(level)));
    let words = words(&levels);
    let message = message(core).or_else(|| message(outer));
    // What JavaScript makes of an error object by mistake.
    let message = message
        .filter(|message| message != "[object Object]")
        .map(|message| with_details(message, inner, outer));
    let sentence = message.as_deref().unwrap_or_default();
    let kind = minimax_kind(outer).unwrap_or_else(|| classify(&words, sentence, status));
    let message = message.unwrap_or_else(|| from_text("", status).message);
    ApiError {
        kind,
        message: presentable(&message),
        status,
        code: words.into_iter().next(),
        parameter: json::text(inner, "param").map(presentable),
        retry_after: retry_delay(inner),
    }
}

/// MiniMax's `{"base_resp":{"status_code":1008,"status_msg":"insufficient balance"}}`, which comes with 200 and beside
/// answers as well, with 0 there.
fn minimax(value: &Value) -> Option<&Value> {
    let inner = value.get("base_resp")?;
    inner.get("status_code").and_then(json::count).is_some_and(|code| code != 0).then_some(inner)
}

/// <https://platform.minimax.io/docs/api-reference/errorcode>
fn minimax_kind(base_resp: &Value) -> Option<ErrorKind> {
    match json::count(base_resp.get("status_code")?)? {
        1004 | 2049 => Some(ErrorKind::Auth),
        1002 | 1039 | 1041 => Some(ErrorKind::RateLimit),
        1008 => Some(ErrorKind::Quota),
        1026 | 1027 => Some(ErrorKind::ContentFilter),
        2013 => Some(ErrorKind::InvalidRequest),
        _ => None,
    }
}

/// An error that a codec itself finds in a stream.
pub(crate) fn own(kind: ErrorKind, message: &str) -> ApiError {
    ApiError {
        kind,
        message: message.to_owned(),
        status: None,
        code: None,
        parameter: None,
        retry_after: None,
    }
}

fn status_in(value: &Value) -> Option<u16> {
    ["status_code", "http_status_code", "status", "code"]
        .iter()
        .filter_map(|key| json::count(value.get(key)?))
        .find_map(|number| u16::try_from(number).ok().filter(|status| (400..600).contains(status)))
}

/// The provider's words for the failure, the most telling first, in lower case with underscores.
fn words(levels: &[&Value]) -> Vec<String> {
    let mut words = Vec::new();
    for level in levels {
        for key in ["code", "error_type", "type", "status", "reason"] {
            words.extend(json::text(level, key).map(str::to_owned));
        }
        words
            .extend(level.get("metadata").and_then(|data| json::text(data, "error_type")).map(str::to_owned));
        for detail in level.get("details").and_then(Value::as_array).into_iter().flatten() {
            words.extend(json::text(detail, "reason").map(str::to_owned));
        }
    }
    words.retain(|word| word.parse::<f64>().is_err());
    for word in &mut words {
        *word = snake_case(&presentable(word.trim()));
    }
    words
}

/// `ModelNotFound`, `model-not-found` and `MODEL_NOT_FOUND` are one word.
fn snake_case(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    let mut after_lower = false;
    for char in word.chars() {
        if after_lower && char.is_ascii_uppercase() {
            out.push('_');
        }
        after_lower = char.is_ascii_lowercase();
        out.push(if matches!(char, ' ' | '-') { '_' } else { char });
    }
    out.to_lowercase()
}

/// The sentence meant for a person.
fn message(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Object(members) => {
            let sentence = ["message", "Message", "msg", "status_msg", "error", "detail", "errors", "title"]
                .iter()
                .find_map(|key| message(members.get(*key)?))?;
            // The list of places that a validator complains about.
            let place: Vec<String> =
                members.get("loc").and_then(Value::as_array).into_iter().flatten().map(plain).collect();
            Some(if place.is_empty() { sentence } else { format!("{}: {sentence}", place.join(".")) })
        }
        Value::Array(items) => {
            let sentences: Vec<String> = items.iter().filter_map(message).take(3).collect();
            (!sentences.is_empty()).then(|| sentences.join("; "))
        }
        _ => None,
    }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Adds what gateways hide deeper inside: the upstream's own words, or a `param` that is a sentence.
fn with_details(sentence: String, inner: &Value, outer: &Value) -> String {
    let raw = inner
        .get("metadata")
        .and_then(|data| json::text(data, "raw"))
        .map(|raw| json::parse(raw).as_ref().and_then(message).unwrap_or_else(|| raw.trim().to_owned()));
    let details = || outer.get("details").and_then(message);
    let param = || json::text(inner, "param").filter(|param| param.contains(' ')).map(str::to_owned);
    match raw.or_else(details).or_else(param) {
        Some(more) if !sentence.contains(&more) && !is_html(&more) => format!("{sentence} ({more})"),
        _ => sentence,
    }
}

fn retry_delay(error: &Value) -> Option<Duration> {
    let details = error.get("details")?.as_array()?;
    details.iter().find_map(|detail| protobuf_duration(json::text(detail, "retryDelay")?))
}

/// Cut to a length that can be shown, and without anything shaped like a key: some servers repeat the one they refuse.
fn presentable(message: &str) -> String {
    let end = message.char_indices().nth(MAX_MESSAGE_CHARS).map_or(message.len(), |(at, _)| at);
    let mut out = String::with_capacity(end);
    let is_key_char = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let mut rest = message.get(..end).unwrap_or(message);
    while !rest.is_empty() {
        let word_end = rest.find(|c| !is_key_char(c)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(word_end);
        out.push_str(if is_key_shaped(word) { "[key]" } else { word });
        let gap_end = after.find(is_key_char).unwrap_or(after.len());
        let (gap, after) = after.split_at(gap_end);
        out.push_str(gap);
        rest = after;
    }
    out
}

fn is_key_shaped(word: &str) -> bool {
    const PREFIXES: [&str; 10] =
        ["sk-", "sk_", "gsk_", "xai-", "AIza", "hf_", "pplx-", "nvapi-", "csk-", "tgp_"];
    word.len() >= 20 && PREFIXES.iter().any(|prefix| word.starts_with(prefix))
}
