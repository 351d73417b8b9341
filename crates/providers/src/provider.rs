use std::time::Duration;

use futures::stream::BoxStream;
use parlance_domain::{Dropped, Omission, Refusal};
use parlance_llm::{ChatRequest, RateLimit, StreamEvent};
use tokio_util::sync::CancellationToken;

use crate::ProviderError;

/// Something that answers a conversation with a stream.
pub trait Provider: Send + Sync {
    /// Begins nothing before it is polled; dropping the stream ends the call.
    ///
    /// The stream ends after [`StreamEvent::Finished`] (the only success), after [`StreamEvent::Truncated`], or after an
    /// error. A cancelled call ends with an error of [`FailureKind::Cancelled`](crate::FailureKind::Cancelled).
    fn stream(
        &self,
        request: ChatRequest,
        cancel: CancellationToken,
    ) -> BoxStream<'static, Result<ProviderEvent, ProviderError>>;
}

/// One thing that happened during a call.
#[derive(Debug, Clone, PartialEq)]
pub enum ProviderEvent {
    /// Never [`StreamEvent::Failed`]: that is an error of the stream.
    Stream(StreamEvent),
    /// The provider answers: who stops from here on pays for the question.
    Accepted,
    /// The request leaves out what the provider cannot take. Said before its first word, again with each repeat.
    Dropped(Vec<Dropped>),
    /// The call failed before its first token and is made again after `delay`. `attempt` counts the repeats from 1.
    Retrying { attempt: u32, delay: Duration, reason: String },
    /// What the answer's headers say of the provider's limits; never empty. Refusals tell them too, before their error.
    Limits(Vec<RateLimit>),
    /// The connection is open and nothing was said for this long. Repeated while it lasts.
    Waiting { silent_for: Duration },
    /// What of the request's parameters is not sent. Told before the call that leaves it out; the last one counts.
    Omitted(Vec<Omission>),
    /// The model refuses a parameter, and is asked again at once without it. To be remembered.
    Refused(Refusal),
}
