//! Turns and their blocks, as this wire has them.

use std::borrow::Cow;

use serde::Serialize;

use super::thinking::Proof;
use crate::blob::{Base64, Blob};
use parlance_domain::DroppedKind;

use crate::dropped::Losses;
use crate::transcript::{Object, Outcome, Piece, Speaker, Turn};

/// Stands where a message would have to: the user's first, since the API wants one to begin with, for a conversation that
/// opens with a greeting of the assistant's, or whose beginning was cut away; and the end of an answer that has none.
const LEFT_OUT: &str = "…";

const FAILED: &str = "The tool failed.";

#[derive(Serialize)]
pub(super) struct Message<'a> {
    role: Role,
    content: Vec<Block<'a>>,
}

#[derive(Serialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum Role {
    User,
    Assistant,
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Block<'a> {
    Text { text: Cow<'a, str> },
    Thinking { thinking: &'a str, signature: &'a str },
    RedactedThinking { data: &'a str },
    Image { source: Source<'a> },
    Document { source: Source<'a>, title: &'a str },
    ToolUse { id: &'a str, name: &'a str, input: Object<'a> },
    ToolResult { tool_use_id: &'a str, content: Vec<Block<'a>>, is_error: bool },
}

#[derive(Serialize)]
#[serde(tag = "type", rename = "base64")]
struct Source<'a> {
    media_type: &'a str,
    data: Base64<'a>,
}

/// Turns that alternate, the first of them the user's. Messages without anything to send are left out; those of one
/// speaker in a row become one, which puts the results of tools before the words that follow them. `thinks`: with a budget
/// for thinking, an answer that the results of its calls are given to has to begin with a thought. One of another model's,
/// which has none here, is taken to have ended behind them.
pub(super) fn messages<'a>(turns: &'a [Turn<'a>], thinks: bool, losses: &mut Losses) -> Vec<Message<'a>> {
    let mut messages: Vec<Message<'a>> = Vec::new();
    for (at, turn) in turns.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| turns.get(before));
        let after_results = before.is_some_and(|before| before.speaker == Speaker::Tools);
        if thinks && turn.speaker == Speaker::User && after_results && !begins_with_thought(&messages) {
            messages.push(Message {
                role: Role::Assistant,
                content: vec![Block::Text { text: LEFT_OUT.into() }],
            });
        }
        let role = match turn.speaker {
            Speaker::System => {
                turn.count_files(losses);
                continue;
            }
            Speaker::User | Speaker::Tools => Role::User,
            Speaker::Model => Role::Assistant,
        };
        let content = blocks(turn, losses);
        match messages.last_mut() {
            _ if content.is_empty() => {}
            Some(message) if message.role == role => message.content.extend(content),
            _ => messages.push(Message { role, content }),
        }
    }
    if messages.first().is_some_and(|message| message.role == Role::Assistant) {
        let content = vec![Block::Text { text: LEFT_OUT.into() }];
        messages.insert(0, Message { role: Role::User, content });
    }
    // An answer to go on with must neither end with whitespace nor, where thinking is off, have any thinking.
    if let Some(Message { role: Role::Assistant, content }) = messages.last_mut() {
        content.retain(|block| matches!(block, Block::Text { .. }));
        if let Some(Block::Text { text }) = content.last_mut() {
            *text = text.trim_end().to_owned().into();
        }
    }
    messages
}

/// Whether the newest answer does.
fn begins_with_thought(messages: &[Message<'_>]) -> bool {
    let answer = messages.iter().rev().find(|message| message.role == Role::Assistant);
    let first = answer.and_then(|answer| answer.content.first());
    matches!(first, Some(Block::Thinking { .. } | Block::RedactedThinking { .. }))
}

/// The blocks of one turn, in the order of its content: thinking has to go back where it was. The API refuses text
/// without any word in it, and a message whose last block is thinking, such as an answer that was stopped before its
/// first word.
fn blocks<'a>(turn: &'a Turn<'a>, losses: &mut Losses) -> Vec<Block<'a>> {
    let mut blocks: Vec<Block<'a>> = Vec::new();
    for piece in &turn.pieces {
        match piece {
            Piece::Text(more) => match blocks.last_mut() {
                Some(Block::Text { text }) => text.to_mut().push_str(more),
                _ => blocks.push(Block::Text { text: more.as_ref().into() }),
            },
            Piece::Reasoning { text, signature } => {
                blocks.extend(signature.and_then(Proof::from_opaque).map(|proof| match proof {
                    Proof::Signature(signature) => Block::Thinking { thinking: text, signature },
                    Proof::Redacted(data) => Block::RedactedThinking { data },
                }));
            }
            // The answer's side takes none.
            Piece::Image(blob) if turn.speaker == Speaker::User => blocks.extend(image(*blob, losses)),
            Piece::Document { name, blob }
                if turn.speaker == Speaker::User && blob.media_type == "application/pdf" =>
            {
                blocks.push(Block::Document { source: source(*blob), title: name });
            }
            Piece::Image(_) => losses.add(DroppedKind::Image),
            Piece::Document { .. } => losses.add(DroppedKind::Document),
            Piece::Call(call) => {
                blocks.push(Block::ToolUse { id: &call.id, name: &call.name, input: call.object() });
            }
            Piece::Result(outcome) => blocks.push(result(outcome, losses)),
        }
    }
    blocks.retain(|block| !matches!(block, Block::Text { text } if text.trim().is_empty()));
    let thought =
        |block: &Block<'_>| matches!(block, Block::Thinking { .. } | Block::RedactedThinking { .. });
    blocks.truncate(blocks.iter().rposition(|block| !thought(block)).map_or(0, |last| last + 1));
    blocks
}

fn source(blob: Blob<'_>) -> Source<'_> {
    Source { media_type: blob.media_type, data: blob.base64() }
}

/// Other types are refused, and the whole request with them.
fn image<'a>(blob: Blob<'a>, losses: &mut Losses) -> Option<Block<'a>> {
    let known = matches!(blob.media_type, "image/jpeg" | "image/png" | "image/gif" | "image/webp");
    if !known {
        losses.add(DroppedKind::Image);
    }
    known.then(|| Block::Image { source: source(blob) })
}

fn result<'a>(outcome: &'a Outcome<'a>, losses: &mut Losses) -> Block<'a> {
    let text = Some(outcome.text.as_ref()).filter(|text| !text.trim().is_empty());
    let text = text.map(|text| Block::Text { text: text.into() });
    let images = outcome.images.iter().filter_map(|blob| image(*blob, losses));
    let mut content: Vec<_> = text.into_iter().chain(images).collect();
    // A failure without a word is refused.
    if content.is_empty() && outcome.is_error {
        content.push(Block::Text { text: FAILED.into() });
    }
    Block::ToolResult { tool_use_id: &outcome.id, content, is_error: outcome.is_error }
}
