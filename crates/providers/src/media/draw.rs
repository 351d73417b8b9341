//! A model that makes pictures and nothing else, asked as if it chatted.

use std::sync::Arc;

use futures::SinkExt as _;
use parlance_domain::{Dropped, DroppedKind, FinishReason, Omission, OmissionReason, ParameterName, Role};
use parlance_llm::{ChatRequest, Content, PartId, StreamEvent, newest_question};

use super::MediaApi;
use super::call::Call;
use super::images::generate;
use crate::patience::Events;
use crate::{Endpoint, HttpClient, ProviderError, ProviderEvent, RetryPolicy};

/// Draws what the newest question describes and tells it as an answer. What was said before it is not sent: the interface
/// takes one description.
pub(crate) async fn draw(
    client: &HttpClient,
    endpoint: &Endpoint,
    retry: &RetryPolicy,
    request: &ChatRequest,
    out: &mut Events,
) -> Result<(), ProviderError> {
    let omissions = omissions(request);
    if !omissions.is_empty() {
        let _ = out.send(Ok(ProviderEvent::Omitted(omissions))).await;
    }
    let prompt = prompt(request);
    if prompt.trim().is_empty() {
        return Err(ProviderError::invalid("Describe the picture in words."));
    }
    let mut call = Call::new(client, endpoint, retry, out.clone());
    let drawing = generate(&mut call, MediaApi::Openai, &request.model, &prompt).await;
    let drawing = drawing.map_err(|error| endpoint.redact(error))?;
    let dropped = dropped(request);
    if !dropped.is_empty() {
        let _ = out.send(Ok(ProviderEvent::Dropped(dropped))).await;
    }
    let pictures = (0..).zip(drawing.images).map(|(part, image)| StreamEvent::Image {
        part: PartId(part),
        media_type: image.kind.mime().to_owned(),
        data: Arc::from(image.bytes),
    });
    let end = StreamEvent::Finished { reason: FinishReason::Stop };
    for event in pictures.chain([end]) {
        let _ = out.send(Ok(ProviderEvent::Stream(event))).await;
    }
    Ok(())
}

fn prompt(request: &ChatRequest) -> String {
    let asked = newest_question(&request.messages).and_then(|at| request.messages.get(at));
    let texts = asked.into_iter().flat_map(|message| &message.content).filter_map(|content| match content {
        Content::Text(text) => Some(text.as_str()),
        _ => None,
    });
    texts.collect::<Vec<_>>().join("\n\n")
}

/// Pictures that were shown to it. Words go unsaid: that it takes one description is known of such a model.
fn dropped(request: &ChatRequest) -> Vec<Dropped> {
    let contents = request.messages.iter().flat_map(|message| &message.content);
    let pictures = contents.filter(|content| matches!(content, Content::Image { .. })).count();
    let count = u32::try_from(pictures).unwrap_or(u32::MAX);
    if count == 0 { Vec::new() } else { vec![Dropped { kind: DroppedKind::Image, count }] }
}

/// The interface has none of the parameters of chat.
fn omissions(request: &ChatRequest) -> Vec<Omission> {
    let has_system = request.messages.iter().any(|message| message.role == Role::System);
    ParameterName::ALL
        .into_iter()
        .filter(|name| request.parameters.has(*name) || (has_system && *name == ParameterName::SystemPrompt))
        .map(|parameter| Omission { parameter, reason: OmissionReason::Unsupported })
        .collect()
}
