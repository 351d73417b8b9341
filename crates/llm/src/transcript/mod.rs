//! A conversation in the shape that all wires agree on: after a model's turn with tool calls come their results, one for
//! each call and in the order of the calls, whoever kept them where. Ids are made where a wire had none, or where those of
//! another wire would be refused, so that a conversation can change its provider at any message.

mod arguments;
mod calls;
mod names;

use std::borrow::Cow;
use std::iter;

use parlance_domain::{DroppedKind, Role};

use crate::blob::Blob;
use crate::dropped::Losses;
use crate::{ChatMessage, Content, Target, ToolOutput, newest_question};
pub(crate) use arguments::Object;
use arguments::object;
use calls::{Calls, Result};
use names::tool_name;

/// The result of a call that has none: of a turn that was stopped, or of a tool that nobody ran.
const NOT_RUN: &str = "The tool was not run.";

/// What one speaker says in one message. No turn is without pieces.
#[derive(Debug)]
pub(crate) struct Turn<'a> {
    pub speaker: Speaker,
    pub pieces: Vec<Piece<'a>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Speaker {
    System,
    User,
    Model,
    /// The results of the calls in the turn before, and nothing else.
    Tools,
}

#[derive(Debug)]
pub(crate) enum Piece<'a> {
    /// Never empty.
    Text(Cow<'a, str>),
    /// Of the model alone.
    Reasoning {
        text: &'a str,
        signature: Option<&'a str>,
    },
    Image(Blob<'a>),
    Document {
        name: &'a str,
        blob: Blob<'a>,
    },
    /// Of the model alone.
    Call(Call<'a>),
    /// Of the tools alone.
    Result(Outcome<'a>),
}

#[derive(Debug)]
pub(crate) struct Call<'a> {
    /// One that the wire takes, and that no other call of the conversation has.
    pub id: Cow<'a, str>,
    /// The id is the provider's own.
    pub given: bool,
    /// One that the wire takes.
    pub name: Cow<'a, str>,
    /// The text of a JSON object.
    pub arguments: Cow<'a, str>,
    pub signature: Option<&'a str>,
}

/// What became of a call.
#[derive(Debug)]
pub(crate) struct Outcome<'a> {
    /// That of the call, with [`Call::given`].
    pub id: Cow<'a, str>,
    pub given: bool,
    pub name: Cow<'a, str>,
    /// All text of it.
    pub text: Cow<'a, str>,
    pub images: Vec<Blob<'a>>,
    pub is_error: bool,
}

impl Call<'_> {
    /// The arguments as JSON.
    pub(crate) fn object(&self) -> Object<'_> {
        Object(&self.arguments)
    }
}

impl Outcome<'_> {
    /// The text, for wires that cannot say otherwise that it is an error.
    pub(crate) fn text_with_error(&self) -> Cow<'_, str> {
        if self.is_error { format!("Error: {}", self.text).into() } else { self.text.as_ref().into() }
    }
}

impl Turn<'_> {
    /// The words alone.
    pub(crate) fn words(&self) -> String {
        let words = self.pieces.iter().filter_map(|piece| match piece {
            Piece::Text(text) => Some(text.as_ref()),
            _ => None,
        });
        words.collect()
    }

    /// Counts what a turn shows that cannot show anything on the wire.
    pub(crate) fn count_files(&self, losses: &mut Losses) {
        for piece in &self.pieces {
            match piece {
                Piece::Image(_) => losses.add(DroppedKind::Image),
                Piece::Document { .. } => losses.add(DroppedKind::Document),
                Piece::Text(_) | Piece::Reasoning { .. } | Piece::Call(_) | Piece::Result(_) => {}
            }
        }
    }

    fn drop_result_images(&mut self, losses: &mut Losses) {
        for piece in &mut self.pieces {
            if let Piece::Result(outcome) = piece {
                outcome.images.drain(..).for_each(|_| losses.add(DroppedKind::Image));
            }
        }
    }

    pub(crate) fn has_calls(&self) -> bool {
        self.pieces.iter().any(|piece| matches!(piece, Piece::Call(_)))
    }
}

/// The turns of a conversation. `takes_id` says whether the wire accepts the id of a call.
pub(crate) fn turns<'a>(
    messages: &'a [ChatMessage],
    target: &Target,
    takes_id: impl Fn(&str) -> bool,
    losses: &mut Losses,
) -> Vec<Turn<'a>> {
    let mut calls = Calls::new(messages, takes_id);
    let newest = newest_question(messages);
    let mut turns = Turns { done: Vec::new(), open: None, results: Vec::new() };
    for (at, message) in messages.iter().enumerate() {
        let asked = Some(at) == newest;
        let speaker = match message.role {
            Role::System => Speaker::System,
            Role::User => Speaker::User,
            Role::Assistant => Speaker::Model,
        };
        for content in &message.content {
            match content {
                Content::Text(text) if text.is_empty() => {}
                Content::Text(text) => turns.say(speaker, Piece::Text(text.into())),
                Content::Reasoning { text, signature } => {
                    if speaker == Speaker::Model {
                        turns.say(speaker, Piece::Reasoning { text, signature: signature.as_deref() });
                    }
                }
                Content::Image { .. } if !target.images && !asked => losses.add(DroppedKind::Image),
                Content::Document { .. } if !target.documents && !asked => {
                    losses.add(DroppedKind::Document);
                }
                Content::Image { media_type, data } => {
                    turns.say(speaker, Piece::Image(Blob { media_type, data }));
                }
                Content::Document { media_type, name, data } => {
                    turns.say(speaker, Piece::Document { name, blob: Blob { media_type, data } });
                }
                Content::ToolCall { name, arguments, signature, .. } => {
                    let (id, given, result) = calls.next_call();
                    let name = tool_name(name);
                    let outcome = outcome(id.clone(), given, name.clone(), result);
                    let (arguments, signature) = (object(arguments), signature.as_deref());
                    turns.call(Call { id, given, name, arguments, signature }, outcome);
                }
                Content::ToolResult { name, content, .. } => {
                    if calls.next_result_has_call() {
                        // What the model says behind it, it says knowing it.
                        turns.close();
                    } else {
                        for piece in orphan(name, content) {
                            match piece {
                                Piece::Image(_) if !target.images => losses.add(DroppedKind::Image),
                                piece => turns.say(Speaker::User, piece),
                            }
                        }
                    }
                }
            }
        }
        turns.close();
    }
    let mut turns = turns.done;
    if !target.images {
        turns.iter_mut().for_each(|turn| turn.drop_result_images(losses));
    }
    turns
}

struct Turns<'a> {
    done: Vec<Turn<'a>>,
    open: Option<Turn<'a>>,
    /// Of the calls in the open turn.
    results: Vec<Outcome<'a>>,
}

impl<'a> Turns<'a> {
    fn say(&mut self, speaker: Speaker, piece: Piece<'a>) {
        if self.open.as_ref().is_some_and(|turn| turn.speaker != speaker) {
            self.close();
        }
        self.open.get_or_insert_with(|| Turn { speaker, pieces: Vec::new() }).pieces.push(piece);
    }

    fn call(&mut self, call: Call<'a>, outcome: Outcome<'a>) {
        self.say(Speaker::Model, Piece::Call(call));
        self.results.push(outcome);
    }

    fn close(&mut self) {
        self.done.extend(self.open.take());
        if !self.results.is_empty() {
            let pieces = self.results.drain(..).map(Piece::Result).collect();
            self.done.push(Turn { speaker: Speaker::Tools, pieces });
        }
    }
}

fn outcome<'a>(id: Cow<'a, str>, given: bool, name: Cow<'a, str>, result: Option<Result<'a>>) -> Outcome<'a> {
    let Some(Result { content, is_error }) = result else {
        let text = NOT_RUN.into();
        return Outcome { id, given, name, text, images: Vec::new(), is_error: true };
    };
    Outcome { id, given, name, text: text(content), images: images(content).collect(), is_error }
}

/// A result whose call is gone, such as one at the beginning of a conversation that was cut. Its words still count.
fn orphan<'a>(name: &str, content: &'a [ToolOutput]) -> impl Iterator<Item = Piece<'a>> {
    let text = Piece::Text(format!("{name}: {}", text(content)).into());
    iter::once(text).chain(images(content).map(Piece::Image))
}

fn text(content: &[ToolOutput]) -> Cow<'_, str> {
    let mut texts = content.iter().filter_map(|output| match output {
        ToolOutput::Text(text) => Some(text.as_str()),
        ToolOutput::Image { .. } => None,
    });
    let first = texts.next().unwrap_or_default();
    texts.fold(first.into(), |all, next| format!("{all}\n{next}").into())
}

fn images(content: &[ToolOutput]) -> impl Iterator<Item = Blob<'_>> {
    content.iter().filter_map(|output| match output {
        ToolOutput::Image { media_type, data } => Some(Blob { media_type, data }),
        ToolOutput::Text(_) => None,
    })
}
