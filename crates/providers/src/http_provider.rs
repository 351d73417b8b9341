use std::future::ready;
use std::sync::Arc;

use futures::channel::mpsc;
use futures::stream::{self, BoxStream};
use futures::{SinkExt as _, StreamExt as _};
use parlance_domain::Refusal;
use parlance_llm::{ChatRequest, Target, Wire};
use tokio_util::sync::CancellationToken;

use crate::attempt::attempt;
use crate::files;
use crate::media;
use crate::parameters::Offer;
use crate::patience::Events;
use crate::{Endpoint, HttpClient, Provider, ProviderError, ProviderEvent, RetryPolicy};

/// Events that may wait for a slow reader before the connection is read no further.
const BUFFERED_EVENTS: usize = 64;

/// A provider that is reached by HTTP.
#[derive(Clone)]
pub struct HttpProvider {
    client: HttpClient,
    endpoint: Arc<Endpoint>,
    retry: RetryPolicy,
    refusals: Arc<[Refusal]>,
}

impl HttpProvider {
    pub fn new(client: HttpClient, endpoint: Endpoint) -> Self {
        Self { client, endpoint: Arc::new(endpoint), retry: RetryPolicy::default(), refusals: Arc::default() }
    }

    #[must_use]
    pub fn with_retry(mut self, retry: RetryPolicy) -> Self {
        self.retry = retry;
        self
    }

    /// What the model that is asked is known to refuse. It is not sent.
    #[must_use]
    pub fn with_refusals(mut self, refusals: Vec<Refusal>) -> Self {
        self.refusals = refusals.into();
        self
    }

    async fn drive(&self, mut request: ChatRequest, out: &mut Events) -> Result<(), ProviderError> {
        if self.endpoint.draws(&request.model) {
            return media::draw(&self.client, &self.endpoint, &self.retry, &request, out).await;
        }
        let mut target = self.endpoint.target(&request.model);
        let mut offer = Offer::new(self.endpoint.wire(), &request.parameters, &self.refusals);
        request.parameters = offer.parameters().clone();
        if !offer.omissions().is_empty() {
            let _ = out.send(Ok(ProviderEvent::Omitted(offer.omissions()))).await;
        }
        let mut retries = 0;
        loop {
            let result = attempt(&self.client, &self.endpoint, &target, &request, out).await;
            let error = match result {
                Ok(()) => return Ok(()),
                Err(error) => self.endpoint.redact(error),
            };
            if adapt(&mut target, self.endpoint.wire(), &request, &error) {
                tracing::info!(provider = %self.endpoint.spec.id, "asked again without a parameter that was refused");
                continue;
            }
            if let Some(refusal) = offer.learn(&error) {
                let (provider, parameter) = (&self.endpoint.spec.id, refusal.parameter);
                tracing::info!(%provider, ?parameter, "asked again without a parameter that the model refuses");
                request.parameters = offer.parameters().clone();
                let _ = out.send(Ok(ProviderEvent::Refused(refusal))).await;
                let _ = out.send(Ok(ProviderEvent::Omitted(offer.omissions()))).await;
                continue;
            }
            let reason = error.message.clone();
            let delay = self.retry.decide(retries, error)?;
            retries += 1;
            let _ = out.send(Ok(ProviderEvent::Retrying { attempt: retries, delay, reason })).await;
            tokio::time::sleep(delay).await;
        }
    }
}

/// Some servers refuse a parameter that others need. Their words say which; each is given up once, so this ends.
fn adapt(target: &mut Target, wire: Wire, request: &ChatRequest, error: &ProviderError) -> bool {
    // Models are refused as if they were not there (OpenRouter), and by servers that fail over it (llama.cpp).
    if !error.after_first_token
        && matches!(error.status, None | Some(400 | 404 | 422 | 500))
        && files::give_up(target, request, &error.message.to_lowercase())
    {
        return true;
    }
    // One that came in a stream has no status.
    if error.after_first_token || !matches!(error.status, None | Some(400 | 422)) {
        return false;
    }
    if target.stream_usage && error.message.contains("stream_options") {
        target.stream_usage = false;
        return true;
    }
    // A model that has none, or what another account or server has encrypted.
    let words = error.message.to_lowercase();
    if target.encrypted_reasoning
        && (words.contains("encrypted content") || words.contains("encrypted_content"))
    {
        target.encrypted_reasoning = false;
        return true;
    }
    // DeepSeek's words, and Moonshot's.
    if !target.reasoning_content
        && words.contains("reasoning_content")
        && (words.contains("passed back") || words.contains("missing"))
    {
        target.reasoning_content = true;
        return true;
    }
    // Mistral's models, behind whatever server.
    if !target.short_call_ids
        && (words.contains("tool call id") && words.contains("length of 9")
            || words.contains("role 'user' after role 'tool'"))
    {
        target.short_call_ids = true;
        return true;
    }
    let has_limit = request.parameters.max_output_tokens.is_some();
    if wire == Wire::AnthropicMessages && !has_limit && !target.small_output && words.contains("max_tokens") {
        target.small_output = true;
        return true;
    }
    if !target.max_completion_tokens && error.message.contains("max_completion_tokens") {
        target.max_completion_tokens = true;
        return true;
    }
    false
}

impl Provider for HttpProvider {
    fn stream(
        &self,
        request: ChatRequest,
        cancel: CancellationToken,
    ) -> BoxStream<'static, Result<ProviderEvent, ProviderError>> {
        let (mut out, events) = mpsc::channel(BUFFERED_EVENTS);
        let provider = self.clone();
        let driver = async move {
            // Whatever the call is doing, a cancelled one is dropped there and then, and its connection with it.
            let end = cancel.run_until_cancelled(provider.drive(request, &mut out)).await;
            if let Err(error) = end.unwrap_or_else(|| Err(ProviderError::cancelled())) {
                let _ = out.send(Err(error)).await;
            }
        };
        // The driver runs while the stream is polled and ends when the stream is dropped: no task is left behind.
        stream::select(events, stream::once(driver).filter_map(|()| ready(None))).boxed()
    }
}
