//! The items of a conversation as this wire has them.

use serde::Serialize;

use crate::blob::{Blob, DataUrl};
use crate::dropped::Losses;
use crate::transcript::{Outcome, Piece, Speaker, Turn};

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Item<'a> {
    Message {
        role: &'static str,
        content: Vec<Part<'a>>,
    },
    /// Without its `id`, under which nothing is stored: beside an id the server also wants the id of the message that
    /// followed.
    Reasoning {
        summary: Vec<Part<'a>>,
        encrypted_content: &'a str,
    },
    FunctionCall {
        call_id: &'a str,
        name: &'a str,
        arguments: &'a str,
    },
    FunctionCallOutput {
        call_id: &'a str,
        output: Output<'a>,
    },
}

#[derive(Serialize)]
#[serde(tag = "type")]
pub(super) enum Part<'a> {
    #[serde(rename = "input_text")]
    Input { text: String },
    #[serde(rename = "output_text")]
    Output { text: String },
    #[serde(rename = "summary_text")]
    Summary { text: &'a str },
    #[serde(rename = "input_image")]
    Image { image_url: DataUrl<'a> },
    #[serde(rename = "input_file")]
    File { filename: &'a str, file_data: DataUrl<'a> },
}

#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Output<'a> {
    Text(String),
    Parts(Vec<Part<'a>>),
}

/// All but the system's, which stand apart as `instructions`.
pub(super) fn items<'a>(turns: &'a [Turn<'a>], with_reasoning: bool, losses: &mut Losses) -> Vec<Item<'a>> {
    let mut items = Vec::new();
    for turn in turns {
        match turn.speaker {
            Speaker::System => turn.count_files(losses),
            Speaker::User => items.extend(question(turn)),
            Speaker::Model => {
                turn.count_files(losses);
                answer(turn, with_reasoning, &mut items);
            }
            Speaker::Tools => items.extend(turn.pieces.iter().filter_map(|piece| match piece {
                Piece::Result(outcome) => Some(output(outcome)),
                _ => None,
            })),
        }
    }
    items
}

fn question<'a>(turn: &'a Turn<'a>) -> Option<Item<'a>> {
    let mut content: Vec<Part<'a>> = Vec::new();
    for piece in &turn.pieces {
        match piece {
            Piece::Text(more) => match content.last_mut() {
                Some(Part::Input { text }) => text.push_str(more),
                _ => content.push(Part::Input { text: more.clone().into_owned() }),
            },
            Piece::Image(blob) => content.push(image(*blob)),
            Piece::Document { name, blob } => {
                content.push(Part::File { filename: name, file_data: blob.data_url() });
            }
            Piece::Reasoning { .. } | Piece::Call(_) | Piece::Result(_) => {}
        }
    }
    (!content.is_empty()).then_some(Item::Message { role: "user", content })
}

fn image(blob: Blob<'_>) -> Part<'_> {
    Part::Image { image_url: blob.data_url() }
}

/// Reasoning stands before the text or the call that it led to. Without one, as after a stop, it is refused.
fn answer<'a>(turn: &'a Turn<'a>, with_reasoning: bool, items: &mut Vec<Item<'a>>) {
    let mut reasoning: Vec<Item<'a>> = Vec::new();
    let begin = items.len();
    for piece in &turn.pieces {
        match piece {
            Piece::Text(more) => match items.get_mut(begin..).and_then(<[_]>::last_mut) {
                Some(Item::Message { content, .. }) if reasoning.is_empty() => {
                    if let Some(Part::Output { text }) = content.last_mut() {
                        text.push_str(more);
                    }
                }
                _ => {
                    items.append(&mut reasoning);
                    let content = vec![Part::Output { text: more.clone().into_owned() }];
                    items.push(Item::Message { role: "assistant", content });
                }
            },
            Piece::Call(call) => {
                items.append(&mut reasoning);
                let (call_id, arguments) = (call.id.as_ref(), call.arguments.as_ref());
                items.push(Item::FunctionCall { call_id, name: &call.name, arguments });
            }
            Piece::Reasoning { text, signature: Some(encrypted_content) } if with_reasoning => {
                let summary = Some(Part::Summary { text }).filter(|_| !text.is_empty());
                let summary = summary.into_iter().collect();
                reasoning.push(Item::Reasoning { summary, encrypted_content });
            }
            Piece::Reasoning { .. } | Piece::Image(_) | Piece::Document { .. } | Piece::Result(_) => {}
        }
    }
}

fn output<'a>(outcome: &'a Outcome<'a>) -> Item<'a> {
    let text = outcome.text_with_error().into_owned();
    let output = if outcome.images.is_empty() {
        Output::Text(text)
    } else {
        let text = Some(text).filter(|text| !text.is_empty()).map(|text| Part::Input { text });
        Output::Parts(text.into_iter().chain(outcome.images.iter().map(|blob| image(*blob))).collect())
    };
    Item::FunctionCallOutput { call_id: &outcome.id, output }
}
