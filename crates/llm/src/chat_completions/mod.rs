//! OpenAI's Chat Completions wire, and everybody who speaks it more or less.
//!
//! Reference: <https://platform.openai.com/docs/api-reference/chat>. The reader takes what is there and never fails on a
//! member that has an unexpected type: of the many servers that claim this wire, hardly two send the same.

mod chunk;
mod content;
mod decode;
mod encode;
mod parameters;
mod reasoning_details;
pub(crate) mod think;
mod tool_calls;
pub(crate) mod tools;

use crate::{ApiError, ChatRequest, Codec, Decoder, EncodeError, HttpRequest, Target, error_body};

pub struct ChatCompletions;

impl Codec for ChatCompletions {
    fn encode(&self, target: &Target, request: &ChatRequest) -> Result<HttpRequest, EncodeError> {
        encode::encode(target, request)
    }

    fn decoder(&self) -> Box<dyn Decoder + Send> {
        Box::new(decode::ChatCompletionsDecoder::default())
    }

    fn error(&self, status: u16, header: &dyn Fn(&str) -> Option<String>, body: &[u8]) -> ApiError {
        error_body::read(status, header, body)
    }
}
