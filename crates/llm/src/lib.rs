//! The language of model streams, without I/O: bytes in, [`StreamEvent`]s out.
//!
//! A [`Codec`] knows one wire format: it turns a [`ChatRequest`] into an [`HttpRequest`] and makes a [`Decoder`] for the
//! answer. The end of a stream without the wire's terminal event is a truncation and never a success.

pub mod chat_completions;
mod codec;
mod cost;
mod documents;
mod error;
mod error_body;
mod error_kind;
mod event;
pub mod framing;
pub mod gemini;
mod json;
pub mod messages;
pub mod ollama;
mod parts;
mod post;
mod rate_limit;
mod reader;
mod request;
pub mod responses;
mod retry_after;

pub use codec::{Codec, Decoder, EncodeError, Frame, HttpMethod, HttpRequest, KeyHeader, Target, Wire};
pub use error::{ApiError, ErrorKind};
pub use event::{PartId, StreamEvent};
pub use rate_limit::{RateLimit, RateUnit, rate_limits};
pub use reader::AnswerReader;
pub use request::{ChatMessage, ChatRequest, Content, Parameters};
