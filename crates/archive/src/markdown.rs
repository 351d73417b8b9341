//! One conversation as a Markdown document: the path that is shown, below a front matter in YAML.

use std::fmt::Write as _;

use parlance_domain::{ArchivedConversation, Citation, Message, Part, ToolContent};

use crate::{Words, date, shown};

/// The whole document. Pictures and files are named, not held.
pub fn markdown(conversation: &ArchivedConversation, words: &Words) -> String {
    let mut out = front_matter(conversation);
    let title = shown::title(conversation, words);
    line(&mut out, format_args!("# {}\n", one_line(title)));
    for message in shown::path(conversation) {
        write_message(&mut out, message, words);
    }
    out
}

/// Strings are written as JSON, which YAML reads.
fn front_matter(conversation: &ArchivedConversation) -> String {
    let mut out = "---\n".to_owned();
    let mut field = |name: &str, value: String| line(&mut out, format_args!("{name}: {value}"));
    field("title", quoted(&conversation.title));
    field("id", conversation.id.to_string());
    field("created", date::rfc3339(conversation.created_at));
    field("updated", date::rfc3339(conversation.updated_at));
    if let Some(model) = &conversation.model {
        field("model", quoted(&format!("{}/{}", model.provider, model.model)));
    }
    if let Some(folder) = &conversation.folder {
        field("folder", quoted(&folder.name));
    }
    if !conversation.tags.is_empty() {
        let tags: Vec<_> = conversation.tags.iter().map(|tag| quoted(&tag.name)).collect();
        field("tags", format!("[{}]", tags.join(", ")));
    }
    if let Some(source) = &conversation.source {
        field("imported_from", quoted(source));
    }
    out.push_str("---\n\n");
    out
}

fn write_message(out: &mut String, message: &Message, words: &Words) {
    let (who, when) = (shown::speaker(message, words), date::minute(message.created_at));
    line(out, format_args!("## {} · {when}\n", one_line(who)));
    for part in &message.parts {
        write_part(out, part, words);
    }
    let sources: Vec<_> = message
        .parts
        .iter()
        .filter_map(|part| match part {
            Part::Citation(citation) => Some(citation),
            _ => None,
        })
        .collect();
    write_sources(out, &sources, words);
    if shown::is_cut_off(message) {
        line(out, format_args!("*{}*\n", words.interrupted));
    }
}

fn write_part(out: &mut String, part: &Part, words: &Words) {
    match part {
        Part::Text { text } if !text.trim().is_empty() => line(out, format_args!("{}\n", text.trim_end())),
        Part::Reasoning { text, duration_ms, .. } if !text.trim().is_empty() => {
            let span = duration_ms.map(|span| format!(" ({})", shown::seconds(span))).unwrap_or_default();
            line(out, format_args!("> **{}{span}**\n>", words.reasoning));
            for said in text.trim_end().lines() {
                line(out, format_args!("> {said}"));
            }
            out.push('\n');
        }
        Part::ToolCall { name, arguments, .. } => {
            line(out, format_args!("**{}:** `{}`\n", words.tool_call, one_line(name)));
            fenced(out, "json", arguments);
        }
        Part::ToolResult(result) => {
            line(out, format_args!("**{}:** `{}`\n", words.tool_result, one_line(&result.name)));
            for content in &result.content {
                match content {
                    ToolContent::Text { text } => fenced(out, "", text),
                    ToolContent::Image(picture) => {
                        named(out, words.picture, &picture.alt, &picture.media_type);
                    }
                }
            }
        }
        Part::Image(picture) => named(out, words.picture, &picture.alt, &picture.media_type),
        Part::File(file) => named(out, words.file, &file.name, &file.media_type),
        Part::Error { message, .. } => line(out, format_args!("*{}*\n", one_line(message))),
        Part::Text { .. } | Part::Reasoning { .. } | Part::Dropped(_) | Part::Citation(_) => {}
    }
}

fn write_sources(out: &mut String, sources: &[&Citation], words: &Words) {
    if sources.is_empty() {
        return;
    }
    line(out, format_args!("**{}**\n", words.sources));
    for (number, source) in (1..).zip(sources) {
        let title = source.title.as_deref().map(one_line);
        let url = source.url.as_deref().map(|url| format!("<{url}>"));
        let quote = source.quote.as_deref().map(|quote| format!("“{}”", one_line(quote)));
        let known = [title, url, quote].into_iter().flatten().collect::<Vec<_>>().join(" ");
        line(out, format_args!("{number}. {known}"));
    }
    out.push('\n');
}

fn named(out: &mut String, what: &str, name: &str, media_type: &str) {
    line(out, format_args!("*{what}: {} ({media_type})*\n", one_line(name)));
}

/// The fence is longer than any in the text.
fn fenced(out: &mut String, language: &str, text: &str) {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest.max(2) + 1);
    line(out, format_args!("{fence}{language}\n{}\n{fence}\n", text.trim_end_matches('\n')));
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn line(out: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a String cannot fail.
    let _ = writeln!(out, "{text}");
}
