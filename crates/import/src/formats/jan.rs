//! Jan: a folder a thread, with what it is in one file and a message a line in another.

use std::io::{self, BufRead, Read as _};

use parlance_domain::{Part, Role};
use serde_json::Value;

use super::model::model;
use super::pieces::{all_words, node, role, with_thoughts, words};
use crate::Format;
use crate::draft::{Draft, Node};
use crate::files::Files;
use crate::split::MAX_ELEMENT_BYTES;
use crate::values::{any_text, id, list, text, time};

pub(crate) const THREAD: &str = "thread.json";
pub(crate) const MESSAGES: &str = "messages.jsonl";

/// With how many bytes were read, and how many lines of them could not be.
pub(crate) fn draft(
    thread: &Value,
    name: &str,
    mut input: impl BufRead,
    files: &mut Files<'_>,
) -> io::Result<(Draft, usize, usize)> {
    let mut draft = Draft::new(Format::Jan, id(thread, "id").unwrap_or_else(|| name.to_owned()));
    let about = thread.get("metadata").unwrap_or(&Value::Null);
    draft.title = text(thread, "title").or(text(about, "title")).unwrap_or_default().to_owned();
    draft.created = time(thread, &["created", "created_at"]);
    draft.updated = time(thread, &["updated", "updated_at"]);
    draft.pinned =
        thread.get("isFavorite").or_else(|| about.get("is_favorite")).and_then(Value::as_bool) == Some(true);
    let assistant = list(thread, "assistants").first().unwrap_or(&Value::Null);
    let usual = assistant.get("model").or_else(|| thread.get("model")).unwrap_or(&Value::Null);
    draft.system_prompt = text(assistant, "instructions").map(str::to_owned);
    let (mut bytes, mut broken) = (0, 0);
    let mut line = Vec::new();
    // A line without an end takes no more than a conversation may have.
    while bytes < MAX_ELEMENT_BYTES {
        line.clear();
        let read = (&mut input).take((MAX_ELEMENT_BYTES - bytes) as u64).read_until(b'\n', &mut line)?;
        if read == 0 {
            break;
        }
        bytes += read;
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        match serde_json::from_slice::<Value>(&line) {
            Ok(message) if message.is_object() => {
                let own = id(&message, "id").unwrap_or_else(|| draft.nodes.len().to_string());
                draft.push(read_message(own, &message, usual, files));
            }
            _ => broken += 1,
        }
    }
    Ok((draft, bytes, broken))
}

fn read_message(own: String, message: &Value, usual: &Value, files: &mut Files<'_>) -> Node {
    let role = role(message, "role");
    let about = message.get("metadata").unwrap_or(&Value::Null);
    let name = any_text(about, &["model", "modelId"])
        .or(any_text(usual, &["id"]))
        .filter(|_| role == Role::Assistant);
    let mut parts: Vec<Part> = Vec::new();
    match message.get("content") {
        Some(Value::Array(pieces)) => {
            for piece in pieces {
                let url =
                    piece.get("image_url").map(|url| url.as_str().or(text(url, "url")).unwrap_or_default());
                match url {
                    Some(url) => parts.push(files.by_url(url, "")),
                    None => parts.extend(with_thoughts(&all_words(piece.get("text").unwrap_or(piece)))),
                }
            }
        }
        Some(said) => parts.extend(words(&all_words(said))),
        None => {}
    }
    for file in list(message, "attachments") {
        parts.push(files.by_id(
            any_text(file, &["file_id", "id"]).unwrap_or_default(),
            any_text(file, &["name"]).unwrap_or_default(),
        ));
    }
    Node {
        model: model(Format::Jan, any_text(usual, &["engine", "provider"]), name),
        at: time(message, &["created_at", "created"]),
        interrupted: text(message, "status") == Some("stopped"),
        ..node(own, role, parts)
    }
}
