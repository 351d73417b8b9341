use crate::bounds::{Bounds, too_long};
use crate::framing::{EventTooLarge, SseFramer};
use crate::{Codec, Decoder, ErrorKind, Frame, StreamEvent, error_body};

/// Reads the body of one 2xx answer: byte chunks in, events out. The framing and the codec in one.
///
/// At most one terminal event comes out ([`StreamEvent::Finished`], [`StreamEvent::Failed`] or
/// [`StreamEvent::Truncated`]), and nothing after it. An answer beyond [`crate::MAX_ANSWER_BYTES`], or an event beyond
/// [`crate::framing::MAX_EVENT_BYTES`], ends as failed; the words before it count.
pub struct AnswerReader {
    framer: SseFramer,
    answer: Answer,
}

/// What the framer's frames go into.
struct Answer {
    decoder: Box<dyn Decoder + Send>,
    bounds: Bounds,
    broken: bool,
}

impl AnswerReader {
    pub fn new(codec: &dyn Codec) -> Self {
        let answer = Answer { decoder: codec.decoder(), bounds: Bounds::default(), broken: false };
        Self { framer: SseFramer::new(), answer }
    }

    /// Reads one chunk, cut anywhere, and appends what it said to `out`.
    pub fn push(&mut self, bytes: &[u8], out: &mut Vec<StreamEvent>) {
        if self.is_done() {
            return;
        }
        let answer = &mut self.answer;
        let result = self.framer.push(bytes, &mut |frame| answer.feed(frame, out));
        answer.check(result, out);
    }

    /// The body ended, by itself or by a cut. Appends the terminal event if there was none yet.
    pub fn finish(&mut self, out: &mut Vec<StreamEvent>) {
        if self.is_done() {
            return;
        }
        let answer = &mut self.answer;
        let result = self.framer.finish(&mut |frame| answer.feed(frame, out));
        answer.check(result, out);
        if !answer.is_done() {
            answer.decoder.finish(out);
        }
    }

    /// The terminal event came out: the connection can be closed.
    pub fn is_done(&self) -> bool {
        self.answer.is_done()
    }

    /// See [`Decoder::is_settled`].
    pub fn is_settled(&self) -> bool {
        self.answer.broken || self.answer.decoder.is_settled()
    }
}

impl Answer {
    fn is_done(&self) -> bool {
        self.broken || self.decoder.is_done()
    }

    fn feed(&mut self, frame: Frame<'_>, out: &mut Vec<StreamEvent>) {
        if self.is_done() {
            return;
        }
        let before = out.len();
        self.decoder.feed(frame, out);
        if !self.bounds.take(out.get(before..).unwrap_or_default(), self.decoder.as_ref()) {
            out.truncate(before);
            self.broken = true;
            out.push(StreamEvent::Failed(too_long()));
        }
    }

    fn check(&mut self, result: Result<(), EventTooLarge>, out: &mut Vec<StreamEvent>) {
        if let Err(error) = result
            && !self.is_done()
        {
            self.broken = true;
            let message = format!("The answer cannot be read: {error}.");
            out.push(StreamEvent::Failed(error_body::own(ErrorKind::Other, &message)));
        }
    }
}
