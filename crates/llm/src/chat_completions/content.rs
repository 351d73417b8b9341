//! Messages as this wire has them.

use serde::Serialize;
use serde_json::value::RawValue;

use super::reasoning_details;
use super::tools::ToolCall;
use crate::Target;
use crate::blob::DataUrl;
use crate::dropped::Losses;
use crate::transcript::{Outcome, Piece, Speaker, Turn};

/// What a model is taken to have said that was cut off behind a tool's result.
const CUT_OFF: &str = "…";

#[derive(Serialize)]
pub(super) struct Message<'a> {
    role: &'static str,
    /// `null` beside tool calls alone.
    content: Option<Content<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reasoning_content: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    reasoning_details: Vec<&'a RawValue>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tool_calls: Vec<ToolCall<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tool_call_id: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Content<'a> {
    /// Servers that refuse a list of parts are common, so a list stands only where it must.
    Text(String),
    Parts(Vec<Part<'a>>),
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Part<'a> {
    Text { text: String },
    ImageUrl { image_url: ImageUrl<'a> },
    File { file: File<'a> },
    DocumentUrl { document_url: DataUrl<'a>, document_name: &'a str },
}

#[derive(Serialize)]
struct ImageUrl<'a> {
    url: DataUrl<'a>,
}

#[derive(Serialize)]
struct File<'a> {
    filename: &'a str,
    file_data: DataUrl<'a>,
}

impl Message<'_> {
    pub(super) fn is_system(&self) -> bool {
        self.role == "system"
    }
}

/// A message without anything to send, such as an answer that was stopped while it reasoned, is left out: many servers
/// refuse it.
pub(super) fn messages<'a>(turns: &'a [Turn<'a>], target: &Target, losses: &mut Losses) -> Vec<Message<'a>> {
    let mut messages = Vec::new();
    let mut reasoning_wanted = false;
    for (at, turn) in turns.iter().enumerate() {
        match turn.speaker {
            Speaker::System => messages.extend(plain("system", turn, losses)),
            Speaker::User => {
                reasoning_wanted =
                    target.reasoning_content && has_calls(turns.get(at + 1..).unwrap_or_default());
                messages.extend(user(turn, target, losses));
            }
            Speaker::Model => messages.extend(answer(turn, reasoning_wanted, losses)),
            Speaker::Tools => messages.extend(results(turn)),
        }
    }
    if target.short_call_ids { answered(messages) } else { messages }
}

/// With an answer between a tool's result and the user, where a turn broke off behind the result.
fn answered(messages: Vec<Message<'_>>) -> Vec<Message<'_>> {
    let mut answered: Vec<Message<'_>> = Vec::with_capacity(messages.len());
    for message in messages {
        if message.role == "user" && answered.last().is_some_and(|before| before.role == "tool") {
            answered.push(self::message("assistant", Some(Content::Text(CUT_OFF.to_owned()))));
        }
        answered.push(message);
    }
    answered
}

/// Whether the answer at the beginning of `turns` calls tools, before anybody asks again.
fn has_calls(turns: &[Turn<'_>]) -> bool {
    turns.iter().take_while(|turn| turn.speaker != Speaker::User).any(Turn::has_calls)
}

fn plain<'a>(role: &'static str, turn: &Turn<'_>, losses: &mut Losses) -> Option<Message<'a>> {
    turn.count_files(losses);
    let words = turn.words();
    (!words.is_empty()).then(|| message(role, Some(Content::Text(words))))
}

fn message<'a>(role: &'static str, content: Option<Content<'a>>) -> Message<'a> {
    Message {
        role,
        content,
        reasoning_content: None,
        reasoning_details: Vec::new(),
        tool_calls: Vec::new(),
        tool_call_id: None,
    }
}

fn user<'a>(turn: &'a Turn<'a>, target: &Target, losses: &mut Losses) -> Option<Message<'a>> {
    let is_file = |piece: &Piece<'_>| matches!(piece, Piece::Image(_) | Piece::Document { .. });
    if !turn.pieces.iter().any(is_file) {
        return plain("user", turn, losses);
    }
    let mut parts: Vec<Part<'a>> = Vec::new();
    for piece in &turn.pieces {
        match piece {
            Piece::Text(more) => match parts.last_mut() {
                Some(Part::Text { text }) => text.push_str(more),
                _ => parts.push(Part::Text { text: more.clone().into_owned() }),
            },
            Piece::Image(blob) => parts.push(Part::ImageUrl { image_url: ImageUrl { url: blob.data_url() } }),
            Piece::Document { name, blob } if target.document_url => {
                parts.push(Part::DocumentUrl { document_url: blob.data_url(), document_name: name });
            }
            Piece::Document { name, blob } => {
                parts.push(Part::File { file: File { filename: name, file_data: blob.data_url() } });
            }
            Piece::Reasoning { .. } | Piece::Call(_) | Piece::Result(_) => {}
        }
    }
    Some(message("user", Some(Content::Parts(parts))))
}

/// Reasoning goes back with the whole answer that called tools, and with no other: one model refuses the request without
/// it, and another with it (<https://api-docs.deepseek.com/guides/thinking_mode>).
fn answer<'a>(turn: &'a Turn<'a>, with_reasoning: bool, losses: &mut Losses) -> Option<Message<'a>> {
    let tool_calls: Vec<_> = turn
        .pieces
        .iter()
        .filter_map(|piece| match piece {
            Piece::Call(call) => Some(ToolCall::new(call)),
            _ => None,
        })
        .collect();
    let spoken = plain("assistant", turn, losses);
    let message = if tool_calls.is_empty() { spoken? } else { spoken.unwrap_or(message("assistant", None)) };
    let reasoning = turn.pieces.iter().filter_map(|piece| match piece {
        Piece::Reasoning { text, .. } => Some(*text),
        _ => None,
    });
    let reasoning_content = with_reasoning.then(|| reasoning.collect());
    let signed = turn.pieces.iter().flat_map(|piece| match piece {
        Piece::Reasoning { signature, .. } => reasoning_details::details(*signature),
        _ => Vec::new(),
    });
    let reasoning_details = signed.collect();
    Some(Message { tool_calls, reasoning_content, reasoning_details, ..message })
}

/// A message each. Pictures, which these messages cannot hold, follow in one of the user's.
fn results<'a>(turn: &'a Turn<'a>) -> impl Iterator<Item = Message<'a>> {
    let outcomes = || {
        turn.pieces.iter().filter_map(|piece| match piece {
            Piece::Result(outcome) => Some(outcome),
            _ => None,
        })
    };
    let pictures: Vec<_> = outcomes().flat_map(|outcome| pictures(outcome)).collect();
    let pictures = (!pictures.is_empty()).then(|| message("user", Some(Content::Parts(pictures))));
    outcomes()
        .map(|outcome| Message {
            tool_call_id: Some(&outcome.id),
            ..message("tool", Some(Content::Text(outcome.text_with_error().into_owned())))
        })
        .chain(pictures)
}

fn pictures<'a>(outcome: &'a Outcome<'a>) -> impl Iterator<Item = Part<'a>> {
    let title = (!outcome.images.is_empty())
        .then(|| Part::Text { text: format!("The image that {} gave:", outcome.name) });
    let images = outcome.images.iter();
    title
        .into_iter()
        .chain(images.map(|blob| Part::ImageUrl { image_url: ImageUrl { url: blob.data_url() } }))
}
