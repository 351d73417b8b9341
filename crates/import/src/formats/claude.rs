//! Claude: a list of messages, in newer exports with the parent of each.

use parlance_domain::{Part, Role};
use serde_json::Value;

use super::model::model;
use super::pieces::{all_words, node, reasoning, role, tool_call, tool_result, words};
use crate::Format;
use crate::draft::{Draft, Node};
use crate::files::Files;
use crate::values::{any_text, flag, id, list, moment, text, time};

pub(crate) fn draft(it: &Value, files: &mut Files<'_>) -> Draft {
    let mut draft =
        Draft::new(Format::Claude, id(it, "uuid").unwrap_or_else(|| it["created_at"].to_string()));
    draft.title = text(it, "name").unwrap_or_default().to_owned();
    draft.created = time(it, &["created_at"]);
    draft.updated = time(it, &["updated_at"]);
    draft.leaf = text(it, "current_leaf_message_uuid").map(str::to_owned);
    draft.pinned = flag(it, "is_starred");
    let usual = text(it, "model");
    for (at, message) in list(it, "chat_messages").iter().enumerate() {
        let role = role(message, "sender");
        let name = text(message, "model").or(usual).filter(|_| role == Role::Assistant);
        let node = Node {
            model: model(
                Format::Claude,
                Some("anthropic"),
                name.or((role == Role::Assistant).then_some("Claude")),
            ),
            at: time(message, &["created_at"]),
            ..node(id(message, "uuid").unwrap_or_else(|| at.to_string()), role, parts(message, files))
        };
        match text(message, "parent_message_uuid") {
            Some(parent) => draft.nodes.push(Node { parent: Some(parent.to_owned()), ..node }),
            None => draft.push(node),
        }
    }
    draft
}

fn parts(message: &Value, files: &mut Files<'_>) -> Vec<Part> {
    let mut parts = Vec::new();
    for block in list(message, "content") {
        match text(block, "type") {
            Some("thinking") => {
                let spent = moment(&block["stop_timestamp"]).zip(moment(&block["start_timestamp"]));
                let spent = spent.and_then(|(stop, start)| u64::try_from(stop.0 - start.0).ok());
                parts.extend(reasoning(any_text(block, &["thinking", "text"]).unwrap_or_default(), spent));
            }
            Some("tool_use") => {
                parts.push(tool_call(text(block, "id"), text(block, "name"), block.get("input")));
            }
            Some("tool_result") => {
                let content = all_words(block.get("content").unwrap_or(&Value::Null));
                let call = text(block, "tool_use_id");
                parts.push(tool_result(call, text(block, "name"), content, flag(block, "is_error")));
            }
            _ => parts.extend(words(any_text(block, &["text"]).unwrap_or_default())),
        }
    }
    if parts.is_empty() {
        parts.extend(words(text(message, "text").unwrap_or_default()));
    }
    for attachment in list(message, "attachments") {
        let name = text(attachment, "file_name").unwrap_or("attachment.txt");
        parts.push(match text(attachment, "extracted_content") {
            Some(content) => files.of_text(content, name),
            None => files.lost_file(name),
        });
    }
    for file in list(message, "files").iter().chain(list(message, "files_v2")) {
        let name = text(file, "file_name").unwrap_or_default();
        let id = any_text(file, &["file_uuid", "uuid"]).unwrap_or(name);
        let part = files.by_id(id, name);
        if !parts.contains(&part) {
            parts.push(part);
        }
    }
    parts
}
