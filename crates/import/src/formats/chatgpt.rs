//! ChatGPT: a `mapping` of nodes by id. An answer is a chain of nodes: thoughts, calls of tools, what they gave, words.

use parlance_domain::{Citation, Part, Role};
use serde_json::Value;

use super::model::model;
use super::pieces::{all_words, node, reasoning, role, tool_call, tool_result, words};
use crate::Format;
use crate::draft::{Draft, Node};
use crate::files::Files;
use crate::values::{any_text, flag, list, text, time};

pub(crate) fn draft(it: &Value, files: &mut Files<'_>) -> Draft {
    let id = any_text(it, &["conversation_id", "id"]).map_or_else(
        || {
            format!(
                "{} {}",
                text(it, "title").unwrap_or_default(),
                it.get("create_time").unwrap_or(&Value::Null)
            )
        },
        str::to_owned,
    );
    let mut draft = Draft::new(Format::ChatGpt, id);
    draft.title = text(it, "title").unwrap_or_default().to_owned();
    draft.created = time(it, &["create_time"]);
    draft.updated = time(it, &["update_time"]);
    draft.leaf = text(it, "current_node").map(str::to_owned);
    draft.archived = flag(it, "is_archived");
    draft.pinned = flag(it, "is_starred");
    let usual = text(it, "default_model_slug").filter(|slug| *slug != "auto");
    for (key, entry) in it.get("mapping").and_then(Value::as_object).into_iter().flatten() {
        let message = entry.get("message").unwrap_or(&Value::Null);
        let mut node = read(key, message, usual, files);
        node.parent = text(entry, "parent").map(str::to_owned);
        draft.nodes.push(node);
    }
    draft
}

fn read(key: &str, message: &Value, usual: Option<&str>, files: &mut Files<'_>) -> Node {
    let author = message.get("author").unwrap_or(&Value::Null);
    let about = message.get("metadata").unwrap_or(&Value::Null);
    let role = role(author, "role");
    let hidden = message.is_null() || flag(about, "is_visually_hidden_from_conversation");
    let parts = if hidden { Vec::new() } else { parts(message, author, about, files) };
    let slug = text(about, "model_slug").or(usual).filter(|_| role == Role::Assistant);
    Node {
        model: model(Format::ChatGpt, Some("openai"), slug),
        at: time(message, &["create_time", "update_time"]),
        piece: role == Role::Assistant,
        interrupted: text(message, "status") == Some("in_progress"),
        ..node(key.to_owned(), role, parts)
    }
}

fn parts(message: &Value, author: &Value, about: &Value, files: &mut Files<'_>) -> Vec<Part> {
    let content = message.get("content").unwrap_or(&Value::Null);
    let is_tool = text(author, "role") == Some("tool");
    let tool = text(author, "name");
    // Words for a tool are a call of it.
    let recipient = text(message, "recipient").filter(|recipient| *recipient != "all");
    let mut parts = Vec::new();
    let say = |parts: &mut Vec<Part>, said: &str| {
        let said = without_marks(said);
        match recipient {
            _ if said.trim().is_empty() => {}
            _ if is_tool => parts.push(tool_result(None, tool, said, false)),
            Some(recipient) => parts.push(tool_call(None, Some(recipient), Some(&Value::String(said)))),
            None => parts.extend(words(&said)),
        }
    };
    let kind = text(content, "content_type").unwrap_or("text");
    match kind {
        "text" | "multimodal_text" => {
            for piece in list(content, "parts") {
                match piece {
                    Value::String(said) => say(&mut parts, said),
                    piece => parts.extend(asset(piece, about, files)),
                }
            }
            if let Some(said) = text(content, "text") {
                say(&mut parts, said);
            }
        }
        "code" => match (recipient, text(content, "text")) {
            (None, Some(code)) if !is_tool => {
                let language = text(content, "language").filter(|language| *language != "unknown");
                parts.extend(words(&format!("```{}\n{code}\n```", language.unwrap_or_default())));
            }
            (_, code) => say(&mut parts, code.unwrap_or_default()),
        },
        "execution_output" => {
            parts.push(tool_result(None, tool, text(content, "text").unwrap_or_default().to_owned(), false));
        }
        "thoughts" => {
            let thought = |it: &Value| {
                let pieces = [
                    text(it, "summary").map(|summary| format!("**{summary}**")),
                    text(it, "content").map(Into::into),
                ];
                pieces.into_iter().flatten().collect::<Vec<_>>().join("\n\n")
            };
            let thoughts: Vec<_> = list(content, "thoughts").iter().map(thought).collect();
            parts.extend(reasoning(&thoughts.join("\n\n"), None));
        }
        "reasoning_recap" => {
            let seconds = about.get("finished_duration_sec").and_then(Value::as_f64).filter(|it| *it > 0.0);
            parts.extend(seconds.map(|seconds| Part::Reasoning {
                text: String::new(),
                duration_ms: Some((seconds * 1000.0) as u64),
                signature: None,
            }));
        }
        "tether_quote" => parts.extend(source(content, "text")),
        "system_error" => parts.push(tool_result(
            None,
            tool.or(text(content, "name")),
            text(content, "text").unwrap_or_default().to_owned(),
            true,
        )),
        // What was set for every conversation.
        "user_editable_context" | "model_editable_context" => {}
        other => match any_text(content, &["text", "result", "summary"]) {
            Some(said) => say(&mut parts, said),
            None => {
                let said = all_words(content.get("parts").unwrap_or(&Value::Null));
                let unknown = || format!("[Content of a kind that is not known: {other}]");
                say(&mut parts, &if said.is_empty() { unknown() } else { said });
            }
        },
    }
    let pointers: Vec<_> =
        list(content, "parts").iter().filter_map(|piece| text(piece, "asset_pointer")).collect();
    for file in list(about, "attachments") {
        let id = text(file, "id").unwrap_or_default();
        if id.is_empty() || !pointers.iter().any(|pointer| pointer.contains(id)) {
            parts.push(files.by_id(id, text(file, "name").unwrap_or_default()));
        }
    }
    let references = list(about, "content_references").iter().flat_map(|it| list(it, "items"));
    let sources: Vec<_> = references.filter_map(|item| source(item, "snippet")).collect();
    for source in sources {
        if !parts.contains(&source) {
            parts.push(source);
        }
    }
    parts
}

/// A picture, a recording or its words.
fn asset(piece: &Value, about: &Value, files: &mut Files<'_>) -> Option<Part> {
    if let Some(said) = text(piece, "text") {
        return words(said);
    }
    let nested = piece.get("audio_asset_pointer").unwrap_or(&Value::Null);
    let pointer = text(piece, "asset_pointer").or_else(|| text(nested, "asset_pointer"));
    // `file-service://file-1` and `sediment://file_1#page`
    let id = pointer.map(|pointer| pointer.rsplit_once("://").map_or(pointer, |(_, id)| id));
    let id = id.map(|id| id.split(['#', '?']).next().unwrap_or(id)).unwrap_or_default();
    let named = list(about, "attachments").iter().find(|file| text(file, "id") == Some(id));
    let name = named.and_then(|file| text(file, "name")).unwrap_or_default();
    piece.is_object().then(|| files.by_id(id, name))
}

fn source(it: &Value, quote: &str) -> Option<Part> {
    let url = text(it, "url").filter(|url| url.starts_with("https://") || url.starts_with("http://"))?;
    let own = |key| text(it, key).map(str::to_owned);
    Some(Part::Citation(Citation { url: Some(url.to_owned()), title: own("title"), quote: own(quote) }))
}

/// Marks of citations, which stand between private characters: U+E200 begins one, U+E201 ends it.
fn without_marks(said: &str) -> String {
    let mut plain = String::with_capacity(said.len());
    let mut rest = said;
    while let Some(begin) = rest.find('\u{e200}') {
        plain.push_str(&rest[..begin]);
        rest = match rest[begin..].find('\u{e201}') {
            Some(end) => &rest[begin + end + '\u{e201}'.len_utf8()..],
            None => &rest[begin + '\u{e200}'.len_utf8()..],
        };
    }
    plain.push_str(rest);
    plain
}
