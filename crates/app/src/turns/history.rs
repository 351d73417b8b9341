//! What a model is told of the conversation.

use parlance_domain::{Message, Part, Role};
use parlance_llm::{ChatMessage, ChatRequest, Content};

use crate::guide;

/// Said after a broken answer, behind the words by which the Guide knows it. The models that were tried go on in mid-sentence with it.
const GO_ON: &str = "Continue it exactly where it stopped, in the middle of a word if need be. Do not repeat anything, do \
                     not apologise, do not comment.";

/// The request for `answer`, the last message of `path`.
pub(super) fn request(path: &[Message], answer: &Message, continues: bool) -> ChatRequest {
    let mut messages: Vec<_> = path
        .iter()
        .filter(|message| message.id != answer.id)
        .map(|message| (message.role, content(message, answer)))
        .filter(|(_, content)| !content.is_empty())
        .map(|(role, content)| ChatMessage { role, content })
        .collect();
    if continues {
        let content = content(answer, answer);
        if !content.is_empty() {
            messages.push(ChatMessage { role: Role::Assistant, content });
            messages.push(ChatMessage::text(Role::User, format!("{} {GO_ON}", guide::CONTINUATION)));
        }
    }
    let model = answer.model.as_ref().map(|model| model.model.clone()).unwrap_or_default();
    ChatRequest { model, messages, ..ChatRequest::default() }
}

/// The words of a message. What a model thought before is the codec's to send or to leave out; its signature is of use to
/// the same model alone.
fn content(message: &Message, answer: &Message) -> Vec<Content> {
    let same_model = message.model == answer.model;
    let pieces: Vec<_> = message
        .parts
        .iter()
        .filter_map(|part| match part {
            Part::Text { text } if !text.is_empty() => Some(Content::Text(text.clone())),
            Part::Reasoning { text, signature, .. } if !text.is_empty() || signature.is_some() => {
                let signature = signature.clone().filter(|_| same_model);
                Some(Content::Reasoning { text: text.clone(), signature })
            }
            _ => None,
        })
        .collect();
    // An answer that never got past thinking has nothing to say to a model.
    if pieces.iter().any(|piece| matches!(piece, Content::Text(_))) { pieces } else { Vec::new() }
}
