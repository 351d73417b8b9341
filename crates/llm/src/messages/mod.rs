//! Anthropic's Messages wire, and the gateways that speak it.
//!
//! Reference: <https://platform.claude.com/docs/en/api/messages> and
//! <https://platform.claude.com/docs/en/build-with-claude/streaming>. The document of an event names its own kind, so
//! the event's name counts only where that is missing.

mod blocks;
mod content;
mod decode;
mod encode;
mod event;
mod parameters;
mod thinking;
mod tools;
mod usage;

use crate::{ApiError, ChatRequest, Codec, Decoder, EncodeError, HttpRequest, Target, error_body};

pub(crate) use encode::versioned;
pub(crate) use parameters::excluded;

/// The version of the wire that every call names.
pub(crate) const VERSION: (&str, &str) = ("anthropic-version", "2023-06-01");

pub struct Messages;

impl Codec for Messages {
    fn encode(&self, target: &Target, request: &ChatRequest) -> Result<HttpRequest, EncodeError> {
        encode::encode(target, request)
    }

    fn decoder(&self) -> Box<dyn Decoder + Send> {
        Box::new(decode::MessagesDecoder::default())
    }

    fn error(&self, status: u16, header: &dyn Fn(&str) -> Option<String>, body: &[u8]) -> ApiError {
        error_body::read(status, header, body)
    }
}
