//! The Guide: answers about the app from the app's own help pages, offline, through the same pipeline as any model.
//!
//! It is full-text retrieval and says so. It makes the first run work with no key and no network.

mod answer;
mod pages;
mod search;
mod words;

use std::vec;

use futures::StreamExt;
use futures::stream::{self, BoxStream};
use parlance_domain::{FinishReason, Role};
use parlance_llm::{ChatMessage, ChatRequest, Content, PartId, StreamEvent};
use parlance_providers::{FailureClass, FailureKind, Provider, ProviderError, ProviderEvent};
use tokio_util::sync::CancellationToken;

/// The provider's id in the directory, in requests and in the history.
pub(crate) const PROVIDER_ID: &str = "guide";
/// The only model's id.
pub(crate) const MODEL_ID: &str = "guide";
/// The name for people, of the provider and of the model.
pub(crate) const NAME: &str = "Guide";

/// How the request for the rest of a broken answer begins.
pub(crate) const CONTINUATION: &str = "Your last answer was cut off.";

/// The built-in provider. Has no state.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Guide;

impl Provider for Guide {
    fn stream(
        &self,
        request: ChatRequest,
        cancel: CancellationToken,
    ) -> BoxStream<'static, Result<ProviderEvent, ProviderError>> {
        // Looked up on the first poll: the contract is that nothing begins before it.
        stream::once(async move { pieces(&reply(&request.messages)) })
            .flat_map(move |pieces| speak(pieces.into_iter(), cancel.clone()))
            .boxed()
    }
}

/// One event for each piece, then the end. Other tasks run between the pieces, so that each is shown as it comes.
fn speak(
    pieces: vec::IntoIter<String>,
    cancel: CancellationToken,
) -> impl futures::Stream<Item = Result<ProviderEvent, ProviderError>> {
    enum Next {
        Piece { pieces: vec::IntoIter<String>, cancel: CancellationToken, spoke: bool },
        Nothing,
    }
    stream::unfold(Next::Piece { pieces, cancel, spoke: false }, |next| async move {
        let Next::Piece { mut pieces, cancel, spoke } = next else { return None };
        tokio::task::yield_now().await;
        if cancel.is_cancelled() {
            return Some((Err(cancelled(spoke)), Next::Nothing));
        }
        Some(match pieces.next() {
            Some(text) => {
                let event = StreamEvent::TextDelta { part: PartId(0), text };
                (Ok(ProviderEvent::Stream(event)), Next::Piece { pieces, cancel, spoke: true })
            }
            None => {
                let event = StreamEvent::Finished { reason: FinishReason::Stop };
                (Ok(ProviderEvent::Stream(event)), Next::Nothing)
            }
        })
    })
}

fn cancelled(after_first_token: bool) -> ProviderError {
    ProviderError {
        class: FailureClass::Cancelled,
        kind: FailureKind::Cancelled,
        message: "The call was stopped.".to_owned(),
        retry_after: None,
        status: None,
        parameter: None,
        after_first_token,
    }
}

/// The answer to the last question; its rest when the request asks to go on with a broken one.
fn reply(messages: &[ChatMessage]) -> String {
    if let [.., question, broken, go_on] = messages
        && (question.role, broken.role, go_on.role) == (Role::User, Role::Assistant, Role::User)
        && text(go_on).starts_with(CONTINUATION)
    {
        let whole = answer::answer(&text(question));
        // The pages may have changed since; then it is told anew.
        return match whole.strip_prefix(text(broken).as_str()) {
            Some(rest) => rest.to_owned(),
            None => format!("\n\n{whole}"),
        };
    }
    let question = messages.iter().rfind(|message| message.role == Role::User).map(text);
    answer::answer(&question.unwrap_or_default())
}

fn text(message: &ChatMessage) -> String {
    message
        .content
        .iter()
        .filter_map(|content| match content {
            Content::Text(text) => Some(text.as_str()),
            _ => None,
        })
        .collect()
}

/// The text word by word; each piece but the last ends with white space.
fn pieces(text: &str) -> Vec<String> {
    text.split_inclusive([' ', '\n']).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests;
