//! Streamed answers in every wire format, as the wires have them, from words of no wire.

mod chat_completions;
mod gemini;
mod messages;
mod ollama;
mod responses;

use serde_json::Value;

use crate::Response;

/// A wire format. Its name is that of `parlance_llm::Wire`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    ChatCompletions,
    Responses,
    Messages,
    Gemini,
    Ollama,
}

/// One thing that a provider says.
#[derive(Debug, Clone, PartialEq)]
pub enum Say {
    /// A piece of text. Pieces in a row are one paragraph.
    Text(String),
    Reasoning(String),
    /// What the provider wants back with the reasoning before it. Nothing in the wires that have none.
    Signature(String),
    /// Two fragments of `arguments` where the wire gives fragments.
    Call {
        id: String,
        name: String,
        arguments: Value,
    },
    /// A source of the text. Nothing in the wires that have none.
    Source {
        url: String,
        title: String,
    },
    /// The end.
    Finish {
        stop: Stop,
        usage: Option<Counts>,
    },
    /// An error in a stream that began with 200. It ends the stream.
    Error {
        kind: String,
        message: String,
    },
}

/// Why an answer ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    Done,
    Length,
    Calls,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    pub input_tokens: u64,
    pub output_tokens: u64,
}

impl Say {
    pub fn text(text: &str) -> Self {
        Say::Text(text.to_owned())
    }

    pub fn reasoning(text: &str) -> Self {
        Say::Reasoning(text.to_owned())
    }

    pub fn signature(signature: &str) -> Self {
        Say::Signature(signature.to_owned())
    }

    pub fn call(id: &str, name: &str, arguments: Value) -> Self {
        Say::Call { id: id.to_owned(), name: name.to_owned(), arguments }
    }

    pub fn source(url: &str, title: &str) -> Self {
        Say::Source { url: url.to_owned(), title: title.to_owned() }
    }

    pub fn error(kind: &str, message: &str) -> Self {
        Say::Error { kind: kind.to_owned(), message: message.to_owned() }
    }

    pub fn finish(stop: Stop) -> Self {
        Say::Finish { stop, usage: None }
    }

    pub fn counted(stop: Stop, input_tokens: u64, output_tokens: u64) -> Self {
        Say::Finish { stop, usage: Some(Counts { input_tokens, output_tokens }) }
    }
}

/// Writes one answer, piece by piece. The bytes of all pieces are a whole body.
pub struct Writer {
    dialect: Dialect,
    began: bool,
    messages: messages::Messages,
    responses: responses::Responses,
    calls: u64,
}

impl Dialect {
    pub const ALL: [Self; 5] =
        [Self::ChatCompletions, Self::Responses, Self::Messages, Self::Gemini, Self::Ollama];

    pub fn name(self) -> &'static str {
        match self {
            Self::ChatCompletions => "openai-chat",
            Self::Responses => "openai-responses",
            Self::Messages => "anthropic-messages",
            Self::Gemini => "gemini",
            Self::Ollama => "ollama-chat",
        }
    }

    /// The wire that a path, query aside, is asked in.
    pub fn of_path(path: &str) -> Option<Self> {
        let ends = [
            ("/chat/completions", Self::ChatCompletions),
            ("/responses", Self::Responses),
            ("/messages", Self::Messages),
            (":streamGenerateContent", Self::Gemini),
            ("/api/chat", Self::Ollama),
        ];
        ends.into_iter().find(|(end, _)| path.ends_with(end)).map(|(_, dialect)| dialect)
    }

    /// The body that says all this.
    pub fn body<'a>(self, says: impl IntoIterator<Item = &'a Say>) -> String {
        let mut writer = Writer::new(self);
        says.into_iter().map(|say| writer.write(say)).collect()
    }

    /// 200 with that body.
    pub fn answer<'a>(self, says: impl IntoIterator<Item = &'a Say>) -> Response {
        self.response(self.body(says))
    }

    /// 200 with a body of this wire.
    pub fn response(self, body: impl Into<Vec<u8>>) -> Response {
        let media_type = match self {
            Self::Ollama => "application/x-ndjson",
            Self::ChatCompletions | Self::Responses | Self::Messages | Self::Gemini => "text/event-stream",
        };
        Response::status(200).header("content-type", media_type).body(body)
    }
}

impl Writer {
    pub fn new(dialect: Dialect) -> Self {
        Self {
            dialect,
            began: false,
            messages: messages::Messages::default(),
            responses: responses::Responses::default(),
            calls: 0,
        }
    }

    /// The bytes that say `say`, with what the wire wants before it.
    pub fn write(&mut self, say: &Say) -> String {
        let first = !std::mem::replace(&mut self.began, true);
        if matches!(say, Say::Call { .. }) {
            self.calls += 1;
        }
        match self.dialect {
            Dialect::ChatCompletions => chat_completions::write(say, self.calls),
            Dialect::Responses => self.responses.write(say, first),
            Dialect::Messages => self.messages.write(say, first),
            Dialect::Gemini => gemini::write(say),
            Dialect::Ollama => ollama::write(say),
        }
    }
}

/// An event with a name.
fn named(name: &str, data: &Value) -> String {
    format!("event: {name}\ndata: {data}\n\n")
}

/// The JSON text of a call's arguments in two pieces.
fn fragments(arguments: &Value) -> [String; 2] {
    let text = arguments.to_string();
    let middle = (text.len() / 2..).find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    [text[..middle].to_owned(), text[middle..].to_owned()]
}
