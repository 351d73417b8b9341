//! Open WebUI: a `history` of messages by id, in older exports without the `chat` around it.

use parlance_domain::{ArchivedName, Part, Role};
use serde_json::Value;

use super::model::model;
use super::pieces::{
    all_words, as_text, node, reasoning, role, tool_call, tool_result, with_thoughts, words,
};
use crate::Format;
use crate::draft::{Draft, Node, derived};
use crate::files::Files;
use crate::values::{any_text, flag, id, list, text, time};

pub(crate) fn draft(it: &Value, files: &mut Files<'_>) -> Draft {
    let chat = it.get("chat").filter(|chat| chat.is_object()).unwrap_or(it);
    let own = id(it, "id").or_else(|| id(chat, "id")).unwrap_or_else(|| it["created_at"].to_string());
    let mut draft = Draft::new(Format::OpenWebUi, own);
    draft.title = any_text(it, &["title"]).or(text(chat, "title")).unwrap_or_default().to_owned();
    draft.created = time(it, &["created_at", "timestamp"]).or_else(|| time(chat, &["timestamp"]));
    draft.updated = time(it, &["updated_at"]);
    draft.pinned = flag(it, "pinned");
    draft.archived = flag(it, "archived");
    let tags = it.get("meta").map_or(&[][..], |meta| list(meta, "tags"));
    let tags = if tags.is_empty() { list(chat, "tags") } else { tags };
    draft.tags =
        tags.iter().map(|tag| text(tag, "name").map_or_else(|| as_text(tag), str::to_owned)).collect();
    draft.folder = folder(it);
    draft.system_prompt = text(chat, "system").map(str::to_owned);
    let history = chat.get("history").unwrap_or(&Value::Null);
    draft.leaf = text(history, "currentId").map(str::to_owned);
    match history.get("messages").and_then(Value::as_object) {
        Some(messages) => {
            for (key, message) in messages {
                let mut node = read(key, message, files);
                node.parent = text(message, "parentId").map(str::to_owned);
                draft.nodes.push(node);
            }
        }
        None => {
            for (at, message) in list(chat, "messages").iter().enumerate() {
                draft.push(read(&id(message, "id").unwrap_or_else(|| at.to_string()), message, files));
            }
        }
    }
    draft
}

/// Exports name a folder by its id alone, and nothing in them says what it is called: what was together stays together, under a
/// name that a person can change.
fn folder(it: &Value) -> Option<ArchivedName> {
    let named = it.get("folder").and_then(|folder| text(folder, "name")).map(str::to_owned);
    let Some(own) = id(it, "folder_id") else { return named.map(|name| ArchivedName { id: None, name }) };
    let short: String = own.chars().filter(|letter| letter.is_alphanumeric()).take(8).collect();
    let name = named.unwrap_or_else(|| format!("Open WebUI {short}"));
    Some(ArchivedName { id: Some(derived(Format::OpenWebUi, &["folder", &own])), name })
}

fn read(key: &str, message: &Value, files: &mut Files<'_>) -> Node {
    let role = role(message, "role");
    let name = any_text(message, &["model", "modelName"]).filter(|_| role == Role::Assistant);
    let said = message.get("content").map(all_words).unwrap_or_default();
    let output = list(message, "output");
    let mut parts: Vec<Part> = output.iter().flat_map(item).collect();
    // `output` knows what the HTML of `content` only shows.
    if parts.is_empty() {
        parts = with_details(&said);
    }
    for file in list(message, "files") {
        parts.push(attached(file, files));
    }
    Node {
        model: model(Format::OpenWebUi, None, name),
        at: time(message, &["timestamp"]),
        interrupted: message.get("done").and_then(Value::as_bool) == Some(false),
        ..node(key.to_owned(), role, parts)
    }
}

/// An item of the Responses API.
fn item(it: &Value) -> Vec<Part> {
    let content = || all_words(it.get("content").unwrap_or(&Value::Null));
    let call = any_text(it, &["call_id", "id"]);
    match text(it, "type") {
        Some("message") => with_thoughts(&content()),
        Some("reasoning") => {
            let summary = all_words(it.get("summary").unwrap_or(&Value::Null));
            let thought = if summary.is_empty() { content() } else { summary };
            reasoning(&thought, seconds(it.get("duration"))).into_iter().collect()
        }
        Some("function_call") => vec![tool_call(call, text(it, "name"), it.get("arguments"))],
        Some("function_call_output") => {
            let output = it.get("output").unwrap_or(&Value::Null);
            let words = all_words(output);
            let words = if words.is_empty() { as_text(output) } else { words };
            vec![tool_result(call, text(it, "name"), words, false)]
        }
        _ => words(&content()).into_iter().collect(),
    }
}

fn seconds(value: Option<&Value>) -> Option<u64> {
    let seconds = value.and_then(|it| it.as_f64().or_else(|| it.as_str()?.parse().ok()))?;
    (seconds > 0.0).then_some((seconds * 1000.0) as u64)
}

/// Text in which thoughts and calls of tools stand as `<details type="…">`.
fn with_details(said: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = said;
    while let Some(begin) = rest.find("<details type=\"") {
        let Some(end) = rest[begin..].find("</details>").map(|end| begin + end) else { break };
        parts.extend(with_thoughts(&rest[..begin]));
        let (tag, body) = rest[begin..end].split_once('>').unwrap_or((&rest[begin..end], ""));
        let attribute = |name: &str| {
            let (_, behind) = tag.split_once(&format!(" {name}=\""))?;
            behind.split_once('"').map(|(value, _)| unescape(value))
        };
        let body = body.split_once("</summary>").map_or(body, |(_, body)| body);
        match attribute("type").as_deref() {
            Some("reasoning") => {
                let body = unescape(body);
                let bare = |line: &'_ str| line.strip_prefix('>').map_or(line, str::trim_start).to_owned();
                let thought = body.lines().map(bare).collect::<Vec<_>>().join("\n");
                let duration = seconds(attribute("duration").map(Value::String).as_ref());
                parts.extend(reasoning(&thought, duration));
            }
            Some("tool_calls") => {
                let (id, name) = (attribute("id"), attribute("name"));
                let arguments = attribute("arguments").map(Value::String);
                parts.push(tool_call(id.as_deref(), name.as_deref(), arguments.as_ref()));
                if let Some(result) = attribute("result") {
                    parts.push(tool_result(id.as_deref(), name.as_deref(), result, false));
                }
            }
            _ => parts.extend(words(body)),
        }
        rest = &rest[end + "</details>".len()..];
    }
    parts.extend(with_thoughts(rest));
    parts
}

fn unescape(text: &str) -> String {
    let plain = text.replace("&quot;", "\"").replace("&#x27;", "'").replace("&#39;", "'");
    plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

fn attached(file: &Value, files: &mut Files<'_>) -> Part {
    let inner = file.get("file").unwrap_or(&Value::Null);
    let name =
        any_text(file, &["name"]).or_else(|| any_text(inner, &["filename", "name"])).unwrap_or_default();
    let content = inner.get("data").and_then(|data| text(data, "content"));
    match (text(file, "url"), content) {
        (Some(url), _) if url.starts_with("data:") => files.by_url(url, name),
        (_, Some(content)) => files.of_text(content, if name.is_empty() { "file.txt" } else { name }),
        _ => {
            let id = any_text(file, &["id"]).or_else(|| text(inner, "id")).unwrap_or_default();
            files.by_id(id, name)
        }
    }
}
