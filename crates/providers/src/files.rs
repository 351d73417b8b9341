//! Pictures and documents that a model refuses. A conversation that was begun with one that sees must go on with one that
//! does not; what was just asked about is never given up.

use parlance_llm::{ChatRequest, Content, Target, ToolOutput, newest_question};

/// How servers say that a model cannot take something at all. That it is too large, or broken, is another matter.
const CANNOT: [&str; 9] = [
    "support",
    "not enabled",
    "not a multimodal",
    "unknown variant",
    "invalid content type",
    "expected tags",
    "must be a string",
    "at most 0 ",
    "not allowed",
];

/// Gives up one kind of file for the next try, if `words` (in lower case) refuse it and the request has some to spare.
pub(crate) fn give_up(target: &mut Target, request: &ChatRequest, words: &str) -> bool {
    if !CANNOT.iter().any(|phrase| words.contains(phrase)) {
        return false;
    }
    // Servers that take text alone do not name what they do not know.
    let any = words.contains("must be a string") || words.contains("multimodal");
    let named = |names: &[&str]| any || names.iter().any(|name| words.contains(name));
    if target.documents && named(&["file", "document", "pdf"]) && spares(request, is_document) {
        target.documents = false;
        return true;
    }
    if target.images && named(&["image", "vision"]) && spares(request, is_image) {
        target.images = false;
        return true;
    }
    false
}

/// As the codecs do it: all but what the user's newest message shows.
fn spares(request: &ChatRequest, is_file: fn(&Content) -> bool) -> bool {
    let newest = newest_question(&request.messages);
    request.messages.iter().enumerate().any(|(at, message)| {
        message.content.iter().any(|content| {
            is_file(content) && (Some(at) != newest || matches!(content, Content::ToolResult { .. }))
        })
    })
}

fn is_document(content: &Content) -> bool {
    matches!(content, Content::Document { .. })
}

fn is_image(content: &Content) -> bool {
    match content {
        Content::Image { .. } => true,
        Content::ToolResult { content, .. } => {
            content.iter().any(|output| matches!(output, ToolOutput::Image { .. }))
        }
        _ => false,
    }
}
