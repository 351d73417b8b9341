//! LibreChat: a file a conversation, its messages in a tree or in a list. The parent of the first one is the zero UUID.

use parlance_domain::{Part, Role};
use serde_json::Value;

use super::model::model;
use super::pieces::{all_words, node, reasoning, tool_call, tool_result, words};
use crate::Format;
use crate::draft::{Draft, Node};
use crate::files::Files;
use crate::values::{any_text, flag, id, list, text, time};

const NO_PARENT: &str = "00000000-0000-0000-0000-000000000000";

pub(crate) fn draft(it: &Value, tree: Option<Vec<(Value, Option<usize>)>>, files: &mut Files<'_>) -> Draft {
    let mut draft = Draft::new(Format::LibreChat, id(it, "conversationId").unwrap_or_default());
    let options = it.get("options").unwrap_or(&Value::Null);
    draft.title = text(it, "title").or(text(options, "title")).unwrap_or_default().to_owned();
    draft.created = time(it, &["createdAt"]);
    draft.updated = time(it, &["updatedAt"]);
    draft.archived = flag(it, "isArchived");
    draft.tags = list(it, "tags").iter().filter_map(Value::as_str).map(str::to_owned).collect();
    draft.system_prompt = any_text(options, &["promptPrefix", "system"]).map(str::to_owned);
    let endpoint = text(it, "endpoint").or(text(options, "endpoint"));
    let flat: Vec<(Value, Option<usize>)> = match tree {
        Some(tree) => tree,
        None => list(it, "messages").iter().map(|message| (message.clone(), None)).collect(),
    };
    for (at, (message, parent)) in flat.iter().enumerate() {
        let own = id(message, "messageId").unwrap_or_else(|| at.to_string());
        let said = text(message, "parentMessageId").filter(|parent| *parent != NO_PARENT);
        let mut node = read(own, message, endpoint.or(text(message, "endpoint")), files);
        node.parent = match (said, parent) {
            (Some(said), _) => Some(said.to_owned()),
            (None, Some(above)) => draft.nodes.get(*above).map(|above: &Node| above.id.clone()),
            (None, None) => None,
        };
        draft.nodes.push(node);
    }
    if draft.id.is_empty() {
        draft.id = draft.nodes.first().map(|first| first.id.clone()).unwrap_or_default();
    }
    draft
}

fn read(own: String, message: &Value, endpoint: Option<&str>, files: &mut Files<'_>) -> Node {
    let asked = message.get("isCreatedByUser").and_then(Value::as_bool);
    let asked =
        asked.unwrap_or_else(|| text(message, "sender").is_some_and(|it| it.eq_ignore_ascii_case("user")));
    let role = if asked { Role::User } else { Role::Assistant };
    let mut parts: Vec<Part> =
        list(message, "content").iter().flat_map(|piece| read_piece(piece, files)).collect();
    if parts.is_empty() {
        parts.extend(words(text(message, "text").unwrap_or_default()));
    }
    for file in list(message, "files").iter().chain(list(message, "attachments")) {
        let name = any_text(file, &["filename", "name"]).unwrap_or_default();
        parts.push(files.by_id(any_text(file, &["file_id", "filename"]).unwrap_or_default(), name));
    }
    let name = text(message, "model").filter(|_| !asked);
    Node {
        model: model(Format::LibreChat, endpoint, name),
        at: time(message, &["createdAt"]),
        interrupted: flag(message, "unfinished"),
        ..node(own, role, parts)
    }
}

fn read_piece(piece: &Value, files: &mut Files<'_>) -> Vec<Part> {
    let said = |key: &str| piece.get(key).map(all_words).unwrap_or_default();
    match text(piece, "type") {
        Some("think") => reasoning(&said("think"), None).into_iter().collect(),
        Some("tool_call") => {
            let call = piece.get("tool_call").unwrap_or(&Value::Null);
            let function = call.get("function").unwrap_or(call);
            let (id, name) = (text(call, "id"), text(function, "name"));
            let arguments = function.get("args").or_else(|| function.get("arguments"));
            let output = function.get("output").map(all_words).filter(|output| !output.is_empty());
            let result = output.map(|output| tool_result(id, name, output, false));
            std::iter::once(tool_call(id, name, arguments)).chain(result).collect()
        }
        Some("image_url") => {
            let url = piece.get("image_url").unwrap_or(&Value::Null);
            vec![files.by_url(url.as_str().or(text(url, "url")).unwrap_or_default(), "")]
        }
        Some("image_file") => {
            let file = piece.get("image_file").unwrap_or(&Value::Null);
            vec![
                files.by_id(
                    text(file, "file_id").unwrap_or_default(),
                    text(file, "filename").unwrap_or_default(),
                ),
            ]
        }
        Some("error") => words(&said("error")).into_iter().collect(),
        _ => words(&said("text")).into_iter().collect(),
    }
}
