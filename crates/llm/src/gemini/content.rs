//! Turns and their parts, as this wire has them.

use serde::Serialize;

use super::signature;
use crate::blob::{Base64, Blob};
use parlance_domain::DroppedKind;

use crate::dropped::Losses;
use crate::transcript::{Call, Object, Outcome, Piece, Speaker, Turn};

/// Where a signature has to stand and there is none: for calls that another model made
/// (<https://ai.google.dev/gemini-api/docs/thought-signatures>).
const NO_SIGNATURE: &str = "skip_thought_signature_validator";

/// Stands where the user's first message was cut away: a call has to follow somebody's words.
const LEFT_OUT: &str = "…";

#[derive(Serialize)]
pub(super) struct Content<'a> {
    role: &'static str,
    parts: Vec<Part<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Part<'a> {
    #[serde(flatten)]
    data: Data<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    thought_signature: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
enum Data<'a> {
    Text(&'a str),
    InlineData(InlineData<'a>),
    FunctionCall(FunctionCall<'a>),
    FunctionResponse(FunctionResponse<'a>),
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct InlineData<'a> {
    mime_type: &'a str,
    data: Base64<'a>,
}

#[derive(Serialize)]
struct FunctionCall<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    name: &'a str,
    args: Object<'a>,
}

#[derive(Serialize)]
struct FunctionResponse<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    name: &'a str,
    response: Response<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum Response<'a> {
    Output(&'a str),
    Error(&'a str),
}

/// The system's words, which stand apart.
pub(super) fn system<'a>(turns: &'a [Turn<'a>], losses: &mut Losses) -> Vec<Part<'a>> {
    let mut parts = Vec::new();
    for turn in turns.iter().filter(|turn| turn.speaker == Speaker::System) {
        turn.count_files(losses);
        parts.extend(turn.pieces.iter().filter_map(|piece| match piece {
            Piece::Text(text) => Some(Part::from(Data::Text(text))),
            _ => None,
        }));
    }
    parts
}

/// The roles have to take turns. `signed_calls`: the model refuses a call of its own without a signature.
pub(super) fn contents<'a>(
    turns: &'a [Turn<'a>],
    signed_calls: bool,
    losses: &mut Losses,
) -> Vec<Content<'a>> {
    let mut contents: Vec<Content<'a>> = Vec::new();
    for turn in turns {
        let (role, parts) = match turn.speaker {
            Speaker::System => continue,
            Speaker::User | Speaker::Tools => ("user", parts(turn)),
            Speaker::Model => ("model", answer(turn, signed_calls, losses)),
        };
        match contents.last_mut() {
            // A message without text, such as an answer that was stopped while it reasoned, would be refused.
            _ if parts.is_empty() => {}
            Some(content) if content.role == role => content.parts.extend(parts),
            _ => contents.push(Content { role, parts }),
        }
    }
    let calls = |part: &Part<'_>| matches!(part.data, Data::FunctionCall(_));
    if contents.first().is_some_and(|content| content.role == "model" && content.parts.iter().any(calls)) {
        contents.insert(0, Content { role: "user", parts: vec![Data::Text(LEFT_OUT).into()] });
    }
    contents
}

fn answer<'a>(turn: &'a Turn<'a>, signed_calls: bool, losses: &mut Losses) -> Vec<Part<'a>> {
    for piece in &turn.pieces {
        if let Piece::Document { .. } = piece {
            losses.add(DroppedKind::Document);
        }
    }
    let mut parts = parts(turn);
    let mut calls = parts.iter_mut().filter(|part| matches!(part.data, Data::FunctionCall(_)));
    // The first of the calls that were made at once carries the signature of all.
    if let Some(first) = calls.next().filter(|first| signed_calls && first.thought_signature.is_none()) {
        first.thought_signature = Some(NO_SIGNATURE);
    }
    parts
}

/// Reasoning does not go back, but the signatures of texts and calls do.
fn parts<'a>(turn: &'a Turn<'a>) -> Vec<Part<'a>> {
    let mut parts: Vec<Part<'a>> = Vec::new();
    for piece in &turn.pieces {
        match piece {
            Piece::Text(text) => parts.push(Data::Text(text).into()),
            Piece::Image(blob) => parts.push(inline(*blob)),
            Piece::Document { blob, .. } if turn.speaker == Speaker::User => parts.push(inline(*blob)),
            Piece::Call(call) => parts.push(function_call(call)),
            Piece::Result(outcome) => parts.push(function_response(outcome)),
            Piece::Reasoning { signature, .. } => {
                let signature = signature.and_then(signature::to_text);
                parts.extend(
                    signature
                        .map(|signature| Part { data: Data::Text(""), thought_signature: Some(signature) }),
                );
            }
            Piece::Document { .. } => {}
        }
    }
    // Behind all results: nothing may stand between them.
    for piece in &turn.pieces {
        if let Piece::Result(outcome) = piece {
            parts.extend(outcome.images.iter().map(|blob| inline(*blob)));
        }
    }
    parts
}

impl<'a> From<Data<'a>> for Part<'a> {
    fn from(data: Data<'a>) -> Self {
        Self { data, thought_signature: None }
    }
}

fn inline(blob: Blob<'_>) -> Part<'_> {
    Data::InlineData(InlineData { mime_type: blob.media_type, data: blob.base64() }).into()
}

fn function_call<'a>(call: &'a Call<'a>) -> Part<'a> {
    let id = Some(call.id.as_ref()).filter(|_| call.given);
    let data = Data::FunctionCall(FunctionCall { id, name: &call.name, args: call.object() });
    Part { data, thought_signature: call.signature }
}

fn function_response<'a>(outcome: &'a Outcome<'a>) -> Part<'a> {
    let id = Some(outcome.id.as_ref()).filter(|_| outcome.given);
    let text = outcome.text.as_ref();
    let response = if outcome.is_error { Response::Error(text) } else { Response::Output(text) };
    Data::FunctionResponse(FunctionResponse { id, name: &outcome.name, response }).into()
}
