//! Chatbox: one object with a `session:<id>` each. A session has earlier threads, which are conversations of their own, and forks,
//! which are branches.

use parlance_domain::{Part, Role};
use serde_json::Value;

use super::model::model;
use super::pieces::{all_words, as_text, node, reasoning, role, tool_call, tool_result, words};
use crate::Format;
use crate::draft::{Draft, Node};
use crate::files::Files;
use crate::values::{any_text, flag, id, list, text, time};

pub(crate) const SESSION: &str = "session:";

pub(crate) fn drafts(session: &Value, files: &mut Files<'_>) -> Vec<Draft> {
    let own = id(session, "id").unwrap_or_default();
    let title = text(session, "name").unwrap_or_default();
    let mut drafts = vec![draft(session, own.clone(), title, session, files)];
    for (at, thread) in list(session, "threads").iter().enumerate() {
        let id = format!("{own}/{}", id(thread, "id").unwrap_or_else(|| at.to_string()));
        let mut draft = draft(thread, id, text(thread, "name").unwrap_or(title), session, files);
        draft.created = time(thread, &["createdAt"]);
        drafts.push(draft);
    }
    drafts
}

fn draft(holder: &Value, id: String, title: &str, session: &Value, files: &mut Files<'_>) -> Draft {
    let mut draft = Draft::new(Format::Chatbox, id);
    draft.title = title.to_owned();
    draft.pinned = flag(session, "starred");
    let settings = session.get("settings").unwrap_or(&Value::Null);
    let mut messages = list(holder, "messages");
    if let Some((first, rest)) = messages.split_first()
        && role(first, "role") == Role::System
    {
        let said = parts(first, files).into_iter().filter_map(|part| match part {
            Part::Text { text } => Some(text),
            _ => None,
        });
        draft.system_prompt = Some(said.collect::<Vec<_>>().join("\n\n")).filter(|said| !said.is_empty());
        messages = rest;
    }
    chain(&mut draft, messages, None, settings, files);
    draft.leaf = draft.nodes.last().map(|last| last.id.clone());
    // The branch that is shown is in `messages`; its place among the lists is empty.
    let forks = session.get("messageForksHash").and_then(Value::as_object);
    let mut waiting: Vec<(&String, &Value)> = forks.into_iter().flatten().collect();
    // A fork may be on a branch that another fork holds.
    loop {
        let before = waiting.len();
        waiting.retain(|(below, fork)| {
            if !draft.nodes.iter().any(|node| node.id == **below) {
                return true;
            }
            for branch in list(fork, "lists") {
                chain(&mut draft, list(branch, "messages"), Some((*below).clone()), settings, files);
            }
            false
        });
        if waiting.len() == before {
            return draft;
        }
    }
}

fn chain(
    draft: &mut Draft,
    messages: &[Value],
    mut below: Option<String>,
    settings: &Value,
    files: &mut Files<'_>,
) {
    for message in messages {
        let own = id(message, "id").unwrap_or_else(|| draft.nodes.len().to_string());
        let role = role(message, "role");
        let name = text(message, "model").or(text(settings, "modelId")).filter(|_| role == Role::Assistant);
        let provider = any_text(message, &["aiProvider"]).or(text(settings, "provider"));
        draft.nodes.push(Node {
            parent: below.replace(own.clone()),
            model: model(Format::Chatbox, provider, name),
            at: time(message, &["timestamp", "updatedAt"]),
            interrupted: flag(message, "cancel") || flag(message, "generating"),
            ..node(own, role, parts(message, files))
        });
    }
}

fn parts(message: &Value, files: &mut Files<'_>) -> Vec<Part> {
    let mut parts = Vec::new();
    for piece in list(message, "contentParts") {
        match text(piece, "type") {
            Some("image") => {
                parts.push(match text(piece, "url") {
                    Some(url) => files.by_url(url, "picture"),
                    None => files.by_id(text(piece, "storageKey").unwrap_or_default(), "picture"),
                });
            }
            Some("reasoning") => {
                let spent = piece.get("duration").and_then(Value::as_u64);
                parts.extend(reasoning(text(piece, "text").unwrap_or_default(), spent));
            }
            Some("tool-call") => {
                let (call, name) = (text(piece, "toolCallId"), text(piece, "toolName"));
                parts.push(tool_call(call, name, piece.get("args")));
                if let Some(result) = piece.get("result").filter(|result| !result.is_null()) {
                    let words = all_words(result);
                    let words = if words.is_empty() { as_text(result) } else { words };
                    parts.push(tool_result(call, name, words, text(piece, "state") == Some("error")));
                }
            }
            _ => parts.extend(words(text(piece, "text").unwrap_or_default())),
        }
    }
    if parts.is_empty() {
        parts.extend(reasoning(text(message, "reasoningContent").unwrap_or_default(), None));
        parts.extend(words(&all_words(message.get("content").unwrap_or(&Value::Null))));
    }
    for file in list(message, "files").iter().chain(list(message, "pictures")) {
        let name = any_text(file, &["name"]).unwrap_or("picture");
        parts.push(files.by_id(any_text(file, &["storageKey", "id"]).unwrap_or_default(), name));
    }
    parts
}
