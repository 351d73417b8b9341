//! One request and its answer, without any repeating.

use std::time::SystemTime;

use futures::SinkExt as _;
use parlance_llm::{AnswerReader, ChatRequest, Codec, StreamEvent, Target, rate_limits};
use reqwest::Response;

use crate::client::{HttpClient, read_capped};
use crate::patience::{Events, Silence};
use crate::{Endpoint, ProviderError, ProviderEvent};

/// How many times longer the first byte may take where it comes with the first word.
pub(crate) const LATE: u32 = 5;
/// Longer bodies of errors are pages.
const MAX_ERROR_BYTES: usize = 256 * 1024;

/// Sends the request and passes the answer's events on. `Ok` after [`StreamEvent::Finished`], or after
/// [`StreamEvent::Truncated`] when words had come.
pub(crate) async fn attempt(
    client: &HttpClient,
    endpoint: &Endpoint,
    target: &Target,
    request: &ChatRequest,
    out: &mut Events,
) -> Result<(), ProviderError> {
    let codec = endpoint.wire().codec();
    let timeouts = client.timeouts();
    let mut silence = Silence::new(timeouts);
    let whole = request.whole;
    let mut request = codec.encode(target, request)?;
    if !request.dropped.is_empty() {
        let dropped = std::mem::take(&mut request.dropped);
        let _ = out.send(Ok(ProviderEvent::Dropped(dropped))).await;
    }
    let call = client.send(endpoint, request);
    let late = if endpoint.begins_late() || whole { LATE } else { 1 };
    // Who has set a time means it.
    let first_byte = endpoint.patience.first_byte.unwrap_or(timeouts.first_byte * late);
    let Some(response) = silence.wait(call, first_byte, out).await else {
        let seconds = first_byte.as_secs();
        return Err(ProviderError::timeout(format!(
            "{} did not answer within {seconds} s.",
            endpoint.host()
        )));
    };
    let response = response?;
    let header = |name: &str| response.headers().get(name)?.to_str().ok().map(str::to_owned);
    let limits = rate_limits(&header, SystemTime::now());
    if !limits.is_empty() {
        let _ = out.send(Ok(ProviderEvent::Limits(limits))).await;
    }
    if response.status().is_success() {
        let _ = out.send(Ok(ProviderEvent::Accepted)).await;
        read_answer(client, endpoint, response, silence, out).await
    } else {
        Err(refusal(client, codec, response).await)
    }
}

async fn read_answer(
    client: &HttpClient,
    endpoint: &Endpoint,
    mut response: Response,
    mut silence: Silence,
    out: &mut Events,
) -> Result<(), ProviderError> {
    let timeouts = client.timeouts();
    let idle = endpoint.patience.idle.unwrap_or(timeouts.idle);
    let host = endpoint.host();
    let mut reader = AnswerReader::new(endpoint.wire().codec());
    let mut events = Vec::new();
    let mut started = false;
    while !reader.is_done() {
        let limit = if reader.is_settled() { timeouts.after_finish } else { idle };
        // However the body ends, the reader decides what was said: a reason for finishing makes a cut harmless.
        let lost = match silence.wait(response.chunk(), limit, out).await {
            Some(Ok(Some(bytes))) => {
                reader.push(&bytes, &mut events);
                None
            }
            Some(Ok(None)) => {
                reader.finish(&mut events);
                None
            }
            Some(Err(error)) => {
                reader.finish(&mut events);
                Some(ProviderError::transport(&error, host))
            }
            None => {
                let settled = reader.is_settled();
                reader.finish(&mut events);
                let seconds = idle.as_secs();
                let late = || ProviderError::timeout(format!("{host} said nothing for {seconds} s."));
                (!settled).then(late)
            }
        };
        if !events.is_empty() {
            silence.broken();
        }
        for event in events.drain(..) {
            started |= event.is_token();
            let failure = match event {
                StreamEvent::Failed(error) => lost.clone().unwrap_or_else(|| error.into()),
                StreamEvent::Truncated => match &lost {
                    Some(lost) => lost.clone(),
                    None if !started => {
                        ProviderError::network(format!("{host} ended the answer before its first word."))
                    }
                    None => {
                        let _ = out.send(Ok(ProviderEvent::Stream(StreamEvent::Truncated))).await;
                        return Ok(());
                    }
                },
                event => {
                    let _ = out.send(Ok(ProviderEvent::Stream(event))).await;
                    continue;
                }
            };
            return Err(ProviderError { after_first_token: started, ..failure });
        }
    }
    Ok(())
}

/// Reads why the server refused.
pub(crate) async fn refusal(client: &HttpClient, codec: &dyn Codec, mut response: Response) -> ProviderError {
    let status = response.status().as_u16();
    let headers = response.headers().clone();
    let (body, _) = read_capped(&mut response, MAX_ERROR_BYTES, client.timeouts().whole).await;
    let header = |name: &str| {
        let value = headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        // A date to wait for needs a date to count from: ours, where the server gives none.
        value.or_else(|| (name == "date").then(|| httpdate::fmt_http_date(SystemTime::now())))
    };
    let error = codec.error(status, &header, &body);
    ProviderError { status: Some(status), ..ProviderError::from(error) }
}
