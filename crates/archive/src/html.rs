//! One conversation as a page that needs nothing else: no script, no address that is loaded, its pictures within.

use std::fmt::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use parlance_domain::{ArchivedConversation, BlobId, Citation, Message, Part, Picture, Role, ToolContent};

use crate::{Words, date, shown};

const STYLE: &str = include_str!("page.css");

/// Writes the page, piece by piece. `blob` gives the bytes of a picture, and `None` where the history does not have them.
///
/// # Errors
/// Those of `out`.
pub fn html(
    conversation: &ArchivedConversation,
    words: &Words,
    mut blob: impl FnMut(BlobId) -> Option<Vec<u8>>,
    out: &mut impl std::io::Write,
) -> std::io::Result<()> {
    let title = escaped(shown::title(conversation, words));
    let (language, when) = (words.language, date::minute(conversation.updated_at));
    write!(
        out,
        "<!doctype html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'\">\n\
         <meta name=\"color-scheme\" content=\"dark light\">\n<title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n\
         <body>\n<main>\n<header>\n<h1 dir=\"auto\">{title}</h1>\n<p>{when}</p>\n</header>\n"
    )?;
    for message in shown::path(conversation) {
        let (who, when) = (escaped(shown::speaker(message, words)), date::minute(message.created_at));
        let class = if message.role == Role::User { "said" } else { "answer" };
        write!(out, "<article class=\"{class}\">\n<h2>{who} <small>{when}</small></h2>\n")?;
        for part in &message.parts {
            out.write_all(part_html(message.role, part, words, &mut blob).as_bytes())?;
        }
        out.write_all(end_html(message, words).as_bytes())?;
        out.write_all(b"</article>\n")?;
    }
    out.write_all(b"</main>\n</body>\n</html>\n")
}

fn part_html(
    role: Role,
    part: &Part,
    words: &Words,
    blob: &mut impl FnMut(BlobId) -> Option<Vec<u8>>,
) -> String {
    match part {
        // What a person wrote is not markup.
        Part::Text { text } if role == Role::User => {
            format!("<div class=\"typed\" dir=\"auto\">{}</div>\n", escaped(text))
        }
        Part::Text { text } => format!("<div class=\"md\">{}</div>\n", rendered(text)),
        Part::Reasoning { text, duration_ms, .. } if !text.trim().is_empty() => {
            let span = duration_ms.map(|span| format!(" · {}", shown::seconds(span))).unwrap_or_default();
            let (title, body) = (words.reasoning, rendered(text));
            format!("<details><summary>{title}{span}</summary><div class=\"md\">{body}</div></details>\n")
        }
        Part::ToolCall { name, arguments, .. } => {
            let (title, name, arguments) = (words.tool_call, escaped(name), escaped(arguments));
            format!("<details><summary>{title}: {name}</summary><pre>{arguments}</pre></details>\n")
        }
        Part::ToolResult(result) => {
            let (title, name) = (words.tool_result, escaped(&result.name));
            let mut html = format!("<details><summary>{title}: {name}</summary>");
            for content in &result.content {
                match content {
                    ToolContent::Text { text } => {
                        add(&mut html, format_args!("<pre>{}</pre>", escaped(text)));
                    }
                    ToolContent::Image(picture) => html.push_str(&figure(picture, words, blob)),
                }
            }
            html.push_str("</details>\n");
            html
        }
        Part::Image(picture) => figure(picture, words, blob),
        Part::File(file) => format!("<p class=\"note\">{}: {}</p>\n", words.file, escaped(&file.name)),
        Part::Error { message, .. } => format!("<p class=\"note\">{}</p>\n", escaped(message)),
        Part::Reasoning { .. } | Part::Dropped(_) | Part::Citation(_) => String::new(),
    }
}

fn figure(picture: &Picture, words: &Words, blob: &mut impl FnMut(BlobId) -> Option<Vec<u8>>) -> String {
    let alt = escaped(&picture.alt);
    // Of others a browser would make more than a picture.
    let kind = ["image/png", "image/jpeg", "image/webp", "image/gif", "image/avif"]
        .into_iter()
        .find(|kind| *kind == picture.media_type);
    match kind.and_then(|kind| Some((kind, blob(picture.blob)?))) {
        Some((kind, bytes)) => {
            format!("<img alt=\"{alt}\" src=\"data:{kind};base64,{}\">\n", STANDARD.encode(bytes))
        }
        None => format!("<p class=\"note\">{}: {alt} ({})</p>\n", words.picture, words.missing),
    }
}

fn end_html(message: &Message, words: &Words) -> String {
    let mut html = String::new();
    let sources = message.parts.iter().filter_map(|part| match part {
        Part::Citation(citation) => Some(source(citation)),
        _ => None,
    });
    let sources: String = sources.collect();
    if !sources.is_empty() {
        add(&mut html, format_args!("<h3>{}</h3>\n<ol>{sources}</ol>\n", words.sources));
    }
    if shown::is_cut_off(message) {
        add(&mut html, format_args!("<p class=\"note\">{}</p>\n", words.interrupted));
    }
    html
}

fn source(citation: &Citation) -> String {
    let url = citation.url.as_deref().filter(|url| url.starts_with("https://") || url.starts_with("http://"));
    let named = citation.title.as_deref().or(citation.url.as_deref()).or(citation.quote.as_deref());
    let named = escaped(named.unwrap_or_default());
    match url {
        Some(url) => {
            format!("<li><a href=\"{}\" rel=\"noopener noreferrer\">{named}</a></li>", escaped(url))
        }
        None => format!("<li>{named}</li>"),
    }
}

/// A text over which the renderer panics is shown as it was written.
fn rendered(text: &str) -> String {
    let blocks = catch_unwind(AssertUnwindSafe(|| parlance_markdown::render(text)));
    match blocks {
        Ok(blocks) => without_buttons(&blocks.concat()),
        Err(_) => format!("<div class=\"md-raw\" dir=\"auto\">{}</div>", escaped(text)),
    }
}

/// The window's buttons do nothing on a page: pictures of the web become links, numbers of footnotes text. The renderer writes
/// these tags alone, always in this spelling; whatever stands in a text is escaped.
fn without_buttons(html: &str) -> String {
    const PICTURE: &str = "<button type=\"button\" class=\"md-image\" data-image-src=\"";
    let mut page = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, button)) = rest.split_once("<button ") {
        page.push_str(before);
        let (inner, after) = button.split_once("</button>").unwrap_or((button, ""));
        let (attributes, shown) = inner.split_once('>').unwrap_or((inner, ""));
        match attributes.strip_prefix(PICTURE.trim_start_matches("<button ")) {
            Some(address) => {
                let address = address.split('"').next().unwrap_or_default();
                add(&mut page, format_args!("<a href=\"{address}\" rel=\"noopener noreferrer\">{shown}</a>"));
            }
            None => page.push_str(shown),
        }
        rest = after;
    }
    page.push_str(rest);
    page
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // Without a shape of their own they hide what a page holds.
            '\0' => out.push('\u{fffd}'),
            other => out.push(other),
        }
    }
    out
}

fn add(out: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a String cannot fail.
    let _ = out.write_fmt(text);
}
