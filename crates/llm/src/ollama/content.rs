//! Messages as this wire has them.

use serde::Serialize;

use crate::blob::Base64;
use parlance_domain::DroppedKind;

use crate::dropped::Losses;
use crate::transcript::{Call, Object, Piece, Speaker, Turn};

#[derive(Serialize)]
pub(super) struct Message<'a> {
    role: &'static str,
    content: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    thinking: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    images: Vec<Base64<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tool_calls: Vec<ToolCall<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tool_name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tool_call_id: Option<&'a str>,
}

#[derive(Serialize)]
struct ToolCall<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    function: Function<'a>,
}

#[derive(Serialize)]
struct Function<'a> {
    name: &'a str,
    arguments: Object<'a>,
}

impl Message<'_> {
    pub(super) fn is_system(&self) -> bool {
        self.role == "system"
    }

    fn is_empty(&self) -> bool {
        self.content.is_empty() && self.images.is_empty() && self.tool_calls.is_empty()
    }
}

pub(super) fn messages<'a>(turns: &'a [Turn<'a>], losses: &mut Losses) -> Vec<Message<'a>> {
    let mut messages = Vec::new();
    for turn in turns {
        match turn.speaker {
            Speaker::System => messages.push(said("system", turn, losses)),
            Speaker::User => messages.push(said("user", turn, losses)),
            Speaker::Model => messages.push(answer(turn, losses)),
            Speaker::Tools => messages.extend(results(turn)),
        }
    }
    messages.retain(|message| message.role == "tool" || !message.is_empty());
    messages
}

fn message<'a>(role: &'static str, content: String) -> Message<'a> {
    Message {
        role,
        content,
        thinking: None,
        images: Vec::new(),
        tool_calls: Vec::new(),
        tool_name: None,
        tool_call_id: None,
    }
}

fn said<'a>(role: &'static str, turn: &Turn<'a>, losses: &mut Losses) -> Message<'a> {
    let mut images = Vec::new();
    for piece in &turn.pieces {
        match piece {
            Piece::Image(blob) => images.push(blob.base64()),
            Piece::Document { .. } => losses.add(DroppedKind::Document),
            Piece::Text(_) | Piece::Reasoning { .. } | Piece::Call(_) | Piece::Result(_) => {}
        }
    }
    Message { images, ..message(role, turn.words()) }
}

/// What the model thought goes back with its calls, as the wire's own example does it
/// (<https://docs.ollama.com/capabilities/tool-calling>).
fn answer<'a>(turn: &'a Turn<'a>, losses: &mut Losses) -> Message<'a> {
    let mut thinking = String::new();
    let mut tool_calls = Vec::new();
    for piece in &turn.pieces {
        match piece {
            Piece::Reasoning { text, .. } => thinking.push_str(text),
            Piece::Call(call) => tool_calls.push(tool_call(call)),
            Piece::Text(_) | Piece::Image(_) | Piece::Document { .. } | Piece::Result(_) => {}
        }
    }
    let thinking = Some(thinking).filter(|thinking| !thinking.is_empty() && !tool_calls.is_empty());
    Message { thinking, tool_calls, ..said("assistant", turn, losses) }
}

fn tool_call<'a>(call: &'a Call<'a>) -> ToolCall<'a> {
    let id = Some(call.id.as_ref()).filter(|_| call.given);
    ToolCall { id, function: Function { name: &call.name, arguments: call.object() } }
}

fn results<'a>(turn: &'a Turn<'a>) -> impl Iterator<Item = Message<'a>> {
    turn.pieces.iter().filter_map(|piece| match piece {
        Piece::Result(outcome) => Some(Message {
            images: outcome.images.iter().map(|blob| blob.base64()).collect(),
            tool_name: Some(&outcome.name),
            tool_call_id: Some(outcome.id.as_ref()).filter(|_| outcome.given),
            ..message("tool", outcome.text_with_error().into_owned())
        }),
        _ => None,
    })
}
