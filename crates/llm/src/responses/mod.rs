//! OpenAI's Responses wire, `POST …/responses`.
//!
//! References: <https://platform.openai.com/docs/api-reference/responses/create> and
//! <https://platform.openai.com/docs/api-reference/responses-streaming>. Nothing is stored at the provider: what a model
//! wants back of its reasoning travels encrypted. Said is what came first, a delta; the events that repeat it whole only
//! add what no delta brought.

mod calls;
mod content;
mod decode;
mod encode;
mod event;
mod parameters;
mod sections;
mod tools;

use crate::{ApiError, ChatRequest, Codec, Decoder, EncodeError, HttpRequest, Target, error_body};

pub struct Responses;

impl Codec for Responses {
    fn encode(&self, target: &Target, request: &ChatRequest) -> Result<HttpRequest, EncodeError> {
        encode::encode(target, request)
    }

    fn decoder(&self) -> Box<dyn Decoder + Send> {
        Box::new(decode::ResponsesDecoder::default())
    }

    fn error(&self, status: u16, header: &dyn Fn(&str) -> Option<String>, body: &[u8]) -> ApiError {
        error_body::read(status, header, body)
    }
}
