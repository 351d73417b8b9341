//! A title by the model, for those who turned it on.

use std::time::Instant;

use futures::StreamExt;
use parlance_domain::Taken;
use parlance_domain::{Message, MessageStatus, Part, Role, Timings};
use parlance_llm::{ChatMessage, ChatRequest, StreamEvent};
use parlance_providers::ProviderEvent;
use parlance_store::Store;
use tokio_util::sync::CancellationToken;

use super::live::millis;
use crate::routing::Wanted;
use crate::{App, title};

const INSTRUCTION: &str = "Give this conversation a title of two to six words, in its own language. Answer with the title \
                           alone: no quotes, no full stop.";
/// Of each message: a title needs no more, and it costs tokens.
const EXCERPT_CHARS: usize = 2_000;

/// After the first answer of a conversation, asks its model for a title. Any failure leaves the first words in place.
pub(super) async fn improve(app: &App, store: &Store, path: &[Message], answer: &Message) {
    let [question, _] = path else { return };
    // A model that draws would draw the title.
    let drawn = answer.parts.iter().any(|part| matches!(part, Part::Image(_)));
    if drawn || !app.model_titles() || answer.status != MessageStatus::Complete {
        return;
    }
    let first_words = title::from_text(&question.text());
    // Someone may have named it, or asked something else first.
    let is_unnamed =
        async || matches!(store.conversation(answer.conversation).await, Ok(now) if now.title == first_words);
    if !is_unnamed().await {
        return;
    }
    let Some(model) = answer.model.clone() else { return };
    if model.provider == crate::guide::PROVIDER_ID {
        return;
    }
    let request = ChatRequest {
        model: model.model.clone(),
        messages: vec![
            ChatMessage::text(Role::User, excerpt(&question.text())),
            ChatMessage::text(Role::Assistant, excerpt(&answer.text())),
            ChatMessage::text(Role::User, INSTRUCTION),
        ],
        ..ChatRequest::default()
    };
    // Where a budget or a limit is used up it is left out: a title is not worth a wait.
    let wanted = Wanted { calls: 1, tokens: request.estimated_tokens() };
    let Ok(mut reserved) = app.admit(store.settled(), &model, wanted).await else { return };
    let Ok(answerer) = app.provider_for(Some(&model), false).await else { return };
    let began = Instant::now();
    reserved.send(wanted.tokens);
    let mut events = answerer.provider.stream(request, CancellationToken::new());
    let (mut text, mut taken, mut timings) = (String::new(), Taken::default(), Timings::default());
    while let Some(event) = events.next().await {
        match event {
            Ok(ProviderEvent::Stream(StreamEvent::TextDelta { text: delta, .. })) => {
                timings.first_token_ms.get_or_insert_with(|| millis(began.elapsed()));
                text += &delta;
            }
            Ok(ProviderEvent::Accepted) => taken.sent = Some(wanted.tokens),
            Ok(ProviderEvent::Stream(StreamEvent::Usage(newest))) => taken.told = Some(newest),
            Ok(ProviderEvent::Stream(StreamEvent::Finished { .. })) => {
                taken.whole = true;
                break;
            }
            Ok(ProviderEvent::Stream(StreamEvent::Truncated)) | Err(_) => break,
            Ok(_) => {}
        }
    }
    timings.done_ms = Some(millis(began.elapsed()));
    let usage = taken.usage(text.len() as u64);
    app.count_call(store, answer.id, &model, usage, timings, Some(reserved)).await;
    if !taken.whole {
        return;
    }
    let wanted = title::from_text(text.trim().trim_matches(['"', '\'', '“', '”', '«', '»']));
    let id = answer.conversation;
    if !wanted.is_empty() && is_unnamed().await && store.set_title(id, &wanted).await.is_ok() {
        app.inner.events.send(parlance_ipc::AppEvent::Conversations);
        app.inner.events.conversation(id);
    }
}

fn excerpt(text: &str) -> String {
    text.chars().take(EXCERPT_CHARS).collect()
}

#[cfg(test)]
#[path = "titles_tests.rs"]
mod tests;
