//! One request with a whole answer, made again where a call of chat would be.

use std::time::SystemTime;

use futures::SinkExt as _;
use parlance_llm::{EncodeError, HttpMethod, HttpRequest, StreamEvent, rate_limits};
use reqwest::Response;
use serde::Serialize;
use url::Url;

use crate::attempt::{LATE, refusal};
use crate::base_url::{join, with_model};
use crate::patience::{Events, Silence};
use crate::{Endpoint, HttpClient, ProviderError, ProviderEvent, RetryPolicy};

pub(super) struct Call<'a> {
    pub(super) client: &'a HttpClient,
    pub(super) endpoint: &'a Endpoint,
    retry: RetryPolicy,
    out: Events,
    retries: u32,
}

impl<'a> Call<'a> {
    pub(super) fn new(
        client: &'a HttpClient,
        endpoint: &'a Endpoint,
        retry: &RetryPolicy,
        out: Events,
    ) -> Self {
        // Who works for minutes and is paid for it is not asked to begin again.
        let retry = RetryPolicy { max_timeouts: 0, ..retry.clone() };
        Self { client, endpoint, retry, out, retries: 0 }
    }

    /// The body of the answer, of at most `cap` bytes.
    pub(super) async fn whole(
        &mut self,
        request: &HttpRequest,
        cap: usize,
    ) -> Result<Vec<u8>, ProviderError> {
        loop {
            let answer = match self.begin(request).await {
                // The work is done, and paid for.
                Ok((response, silence)) => self
                    .read(response, silence, cap)
                    .await
                    .map_err(|error| ProviderError { after_first_token: true, ..error }),
                Err(error) => Err(error),
            };
            match answer {
                Ok(body) => return Ok(body),
                Err(error) => self.again(error).await?,
            }
        }
    }

    /// The head of the answer; its body is still to come.
    pub(super) async fn head(&mut self, request: &HttpRequest) -> Result<Response, ProviderError> {
        loop {
            match self.begin(request).await {
                Ok((response, _)) => return Ok(response),
                Err(error) => self.again(error).await?,
            }
        }
    }

    /// Tells who listens what the answer held.
    pub(super) async fn tell(&mut self, event: StreamEvent) {
        let _ = self.out.send(Ok(ProviderEvent::Stream(event))).await;
    }

    /// An answer that says too little, with the host for whom it is.
    pub(super) fn useless(&self, what: &str) -> ProviderError {
        ProviderError::invalid(format!("{} answered without {what}.", self.endpoint.host()))
    }

    async fn begin(&mut self, request: &HttpRequest) -> Result<(Response, Silence), ProviderError> {
        let timeouts = self.client.timeouts();
        let mut silence = Silence::new(timeouts);
        // All of it is made before the first byte.
        let limit = self.endpoint.patience.first_byte.unwrap_or(timeouts.first_byte * LATE);
        let sent = self.client.send(self.endpoint, request.clone());
        let late = || {
            let (host, seconds) = (self.endpoint.host(), limit.as_secs());
            ProviderError::timeout(format!("{host} did not answer within {seconds} s."))
        };
        let response = silence.wait(sent, limit, &mut self.out).await.ok_or_else(late)??;
        let header = |name: &str| response.headers().get(name)?.to_str().ok().map(str::to_owned);
        let limits = rate_limits(&header, SystemTime::now());
        if !limits.is_empty() {
            let _ = self.out.send(Ok(ProviderEvent::Limits(limits))).await;
        }
        if response.status().is_success() {
            let _ = self.out.send(Ok(ProviderEvent::Accepted)).await;
            Ok((response, silence))
        } else {
            Err(refusal(self.client, self.endpoint.wire().codec(), response).await)
        }
    }

    async fn read(
        &mut self,
        mut response: Response,
        mut silence: Silence,
        cap: usize,
    ) -> Result<Vec<u8>, ProviderError> {
        let host = self.endpoint.host();
        let idle = self.endpoint.patience.idle.unwrap_or(self.client.timeouts().idle);
        let mut body = Vec::new();
        loop {
            let late = || ProviderError::timeout(format!("{host} said nothing for {} s.", idle.as_secs()));
            let piece = silence.wait(response.chunk(), idle, &mut self.out).await.ok_or_else(late)?;
            match piece.map_err(|error| ProviderError::transport(&error, host))? {
                Some(bytes) if body.len() + bytes.len() > cap => {
                    let most = cap / 1024 / 1024;
                    return Err(ProviderError::invalid(format!("{host} sent more than {most} MB.")));
                }
                Some(bytes) => body.extend_from_slice(&bytes),
                None => return Ok(body),
            }
        }
    }

    /// Waits until the call may be made again.
    async fn again(&mut self, error: ProviderError) -> Result<(), ProviderError> {
        let error = self.endpoint.redact(error);
        let reason = error.message.clone();
        let delay = self.retry.decide(self.retries, error)?;
        self.retries += 1;
        let retrying = ProviderEvent::Retrying { attempt: self.retries, delay, reason };
        let _ = self.out.send(Ok(retrying)).await;
        tokio::time::sleep(delay).await;
        Ok(())
    }
}

/// A request in JSON to `path` below the base URL.
pub(super) fn json(
    endpoint: &Endpoint,
    model: &str,
    path: &str,
    body: &impl Serialize,
) -> Result<HttpRequest, ProviderError> {
    let url = join(&with_model(&endpoint.base_url, model), path);
    Ok(post(url, "application/json".to_owned(), serde_json::to_vec(body).map_err(EncodeError::Json)?))
}

pub(super) fn post(url: Url, media_type: String, body: Vec<u8>) -> HttpRequest {
    let headers = vec![("content-type", media_type), ("accept", "*/*".to_owned())];
    HttpRequest { method: HttpMethod::Post, url, headers, body, dropped: Vec::new() }
}
