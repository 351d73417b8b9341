use crate::framing::SseFramer;
use crate::{ApiError, Codec, Decoder, ErrorKind, StreamEvent};

/// Reads the body of one 2xx answer: byte chunks in, events out. The framing and the codec in one.
///
/// At most one terminal event comes out ([`StreamEvent::Finished`], [`StreamEvent::Failed`] or
/// [`StreamEvent::Truncated`]), and nothing after it.
pub struct AnswerReader {
    framer: SseFramer,
    decoder: Box<dyn Decoder + Send>,
    broken: bool,
}

impl AnswerReader {
    pub fn new(codec: &dyn Codec) -> Self {
        Self { framer: SseFramer::new(), decoder: codec.decoder(), broken: false }
    }

    /// Reads one chunk, cut anywhere, and appends what it said to `out`.
    pub fn push(&mut self, bytes: &[u8], out: &mut Vec<StreamEvent>) {
        if self.is_done() {
            return;
        }
        let decoder = &mut self.decoder;
        let result = self.framer.push(bytes, &mut |frame| decoder.feed(frame, out));
        self.check(result, out);
    }

    /// The body ended, by itself or by a cut. Appends the terminal event if there was none yet.
    pub fn finish(&mut self, out: &mut Vec<StreamEvent>) {
        if self.is_done() {
            return;
        }
        let decoder = &mut self.decoder;
        let result = self.framer.finish(&mut |frame| decoder.feed(frame, out));
        self.check(result, out);
        if !self.broken {
            self.decoder.finish(out);
        }
    }

    /// The terminal event came out: the connection can be closed.
    pub fn is_done(&self) -> bool {
        self.broken || self.decoder.is_done()
    }

    /// See [`Decoder::is_settled`].
    pub fn is_settled(&self) -> bool {
        self.broken || self.decoder.is_settled()
    }

    fn check(&mut self, result: Result<(), crate::framing::EventTooLarge>, out: &mut Vec<StreamEvent>) {
        if let Err(error) = result
            && !self.is_done()
        {
            self.broken = true;
            out.push(StreamEvent::Failed(ApiError {
                kind: ErrorKind::Other,
                message: format!("The answer cannot be read: {error}."),
                status: None,
                code: None,
                parameter: None,
                retry_after: None,
            }));
        }
    }
}
