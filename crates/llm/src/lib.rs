//! The language of model streams, without I/O: bytes in, [`StreamEvent`]s out.
//!
//! A [`Codec`] knows one wire format: it turns a [`ChatRequest`] into an [`HttpRequest`] and makes a [`Decoder`] for the
//! answer. The end of a stream without the wire's terminal event is a truncation and never a success.

mod blob;
mod bounds;
pub mod chat_completions;
mod citations;
mod codec;
mod content;
mod cost;
mod documents;
mod dropped;
mod error;
mod error_body;
mod error_kind;
mod event;
pub mod framing;
mod functions;
pub mod gemini;
mod json;
pub mod messages;
pub mod ollama;
mod parameters;
mod parts;
mod post;
mod rate_limit;
mod reader;
mod request;
pub mod responses;
mod retry_after;
mod tools;
mod transcript;

pub use bounds::MAX_ANSWER_BYTES;
pub use codec::{Codec, Decoder, EncodeError, Frame, HttpMethod, HttpRequest, KeyHeader, Target, Wire};
pub use content::{Content, ToolOutput};
pub use error::{ApiError, ErrorKind};
pub use event::{PartId, StreamEvent};
pub use parameters::{Fitted, refused};
pub use parlance_domain::Parameters;
pub use rate_limit::{RateLimit, RateUnit, rate_limits};
pub use reader::AnswerReader;
pub use request::{ChatMessage, ChatRequest, newest_question};
pub use tools::{JsonSchema, OutputSchema, ToolChoice, ToolDefinition};
