//! Google's Gemini wire, `:streamGenerateContent`, of the Gemini API and of Vertex AI.
//!
//! Reference: <https://ai.google.dev/api/generate-content>. An answer is a row of `GenerateContentResponse` documents:
//! server-sent events with `alt=sse`, else the elements of one JSON array. Nothing closes the row: a `finishReason` is
//! the only word about the end. The reader takes what is there and never fails on a member that has an unexpected type.

mod content;
mod decode;
mod encode;
mod objects;
mod parameters;
mod quota;
mod response;
mod signature;
mod sources;
mod tools;

use crate::{ApiError, ChatRequest, Codec, Decoder, EncodeError, HttpRequest, Target, error_body};

pub struct Gemini;

impl Codec for Gemini {
    fn encode(&self, target: &Target, request: &ChatRequest) -> Result<HttpRequest, EncodeError> {
        encode::encode(target, request)
    }

    fn decoder(&self) -> Box<dyn Decoder + Send> {
        Box::new(decode::GeminiDecoder::default())
    }

    fn error(&self, status: u16, header: &dyn Fn(&str) -> Option<String>, body: &[u8]) -> ApiError {
        quota::named(error_body::read(status, header, body), body)
    }
}
