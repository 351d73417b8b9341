//! Ollama's own wire, `POST …/api/chat`: one JSON document a line.
//!
//! Reference: <https://github.com/ollama/ollama/blob/main/docs/api.md#generate-a-chat-completion>.

mod chunk;
mod content;
mod decode;
mod encode;
mod parameters;

use crate::{ApiError, ChatRequest, Codec, Decoder, EncodeError, HttpRequest, Target, error_body};

pub(crate) use encode::root;

pub struct Ollama;

impl Codec for Ollama {
    fn encode(&self, target: &Target, request: &ChatRequest) -> Result<HttpRequest, EncodeError> {
        encode::encode(target, request)
    }

    fn decoder(&self) -> Box<dyn Decoder + Send> {
        Box::new(decode::OllamaDecoder::default())
    }

    fn error(&self, status: u16, header: &dyn Fn(&str) -> Option<String>, body: &[u8]) -> ApiError {
        error_body::read(status, header, body)
    }
}
