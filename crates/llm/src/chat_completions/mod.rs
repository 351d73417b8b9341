use crate::{ApiError, ChatRequest, Codec, Decoder, EncodeError, HttpRequest, Target};

pub struct ChatCompletions;

impl Codec for ChatCompletions {
    fn encode(&self, _: &Target, _: &ChatRequest) -> Result<HttpRequest, EncodeError> {
        Err(EncodeError::Empty)
    }
    fn decoder(&self) -> Box<dyn Decoder + Send> {
        unimplemented!()
    }
    fn error(&self, _: u16, _: &dyn Fn(&str) -> Option<String>, _: &[u8]) -> ApiError {
        unimplemented!()
    }
}
