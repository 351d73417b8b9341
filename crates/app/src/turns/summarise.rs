//! A summary by the model of what it does not take whole.

use std::time::Instant;

use futures::StreamExt as _;
use parlance_domain::Taken;
use parlance_domain::{Role, Timestamp, Timings};
use parlance_ipc::TurnStatus;
use parlance_llm::{ChatMessage, ChatRequest, Content, ErrorKind, StreamEvent};
use parlance_providers::{FailureClass, FailureKind, ProviderError, ProviderEvent};
use parlance_store::Summary;

use super::ask::Ask;
use super::call::{Callee, Unfit};
use super::fit::Plan;
use super::live::millis;
use crate::context::texts;
use crate::routing::Reservation;

const INSTRUCTION: &str = "Summarise the conversation above, so that you can go on with it without seeing it again. Keep what \
                           was asked for and decided, facts, names, numbers, code that still matters, and open questions. \
                           Write in its language, in at most 400 words. Answer with the summary alone.";
/// The least that a token has of a text that is cut, in bytes.
const CUT_BYTES_A_TOKEN: u64 = 2;

impl Plan {
    fn chunks(&self) -> Vec<Vec<(Role, String)>> {
        // The summary so far goes along.
        chunks(&self.older, &self.weights, self.room - self.room / 5)
    }

    /// How many calls the summary takes.
    pub(super) fn calls(&self) -> usize {
        self.chunks().len()
    }
}

impl Ask<'_> {
    /// Makes the summary that `plan` wants and keeps it; gives its text. Each call that it takes is counted for the answer, and
    /// was reserved beside the answer's own; none is made once a budget of money is used up.
    pub(super) async fn summarise(
        &self,
        callee: &Callee<'_>,
        plan: &Plan,
        reserved: &mut Reservation,
    ) -> Result<String, Unfit> {
        self.turn.update(|live| live.status = TurnStatus::Summarising);
        let mut summary = plan.before.clone();
        for chunk in plan.chunks() {
            if let Some(card) = reserved.out_of_money(self.store.settled()).await {
                return Err(Unfit::HeldUp(card));
            }
            let text = transcript(summary.as_deref(), &chunk);
            summary = Some(self.ask_for_summary(callee, text, reserved.split_last()).await?);
        }
        let text = summary.ok_or_else(nothing)?;
        let kept = Summary {
            through: plan.through,
            text: text.clone(),
            model: callee.model.clone(),
            made_at: Timestamp::now(),
        };
        // It serves this question all the same; the next one makes another.
        if let Err(failure) = self.store.save_summary(&kept).await {
            tracing::warn!(kind = ?failure.kind, "a summary was not kept");
        }
        self.turn.update(|live| live.status = TurnStatus::Connecting);
        Ok(text)
    }

    async fn ask_for_summary(
        &self,
        callee: &Callee<'_>,
        text: String,
        reserved: Option<Reservation>,
    ) -> Result<String, ProviderError> {
        let began = Instant::now();
        let request = ChatRequest {
            model: callee.model.model.clone(),
            messages: vec![ChatMessage::text(Role::User, text)],
            ..ChatRequest::default()
        };
        let tokens = request.estimated_tokens();
        let mut reserved = reserved;
        reserved.iter_mut().for_each(|reserved| reserved.send(tokens));
        let mut events = callee.answerer.provider.stream(request, self.turn.cancel.clone());
        let (mut text, mut taken, mut timings) = (String::new(), Taken::default(), Timings::default());
        let end = loop {
            match events.next().await {
                Some(Ok(ProviderEvent::Stream(StreamEvent::TextDelta { text: delta, .. }))) => {
                    timings.first_token_ms.get_or_insert_with(|| millis(began.elapsed()));
                    text += &delta;
                }
                Some(Ok(ProviderEvent::Accepted)) => taken.sent = Some(tokens),
                Some(Ok(ProviderEvent::Limits(limits))) => self.learn_limits(callee, &limits),
                Some(Ok(ProviderEvent::Stream(StreamEvent::Usage(newest)))) => taken.told = Some(newest),
                Some(Ok(ProviderEvent::Stream(StreamEvent::Finished { .. }))) => break Ok(()),
                Some(Ok(ProviderEvent::Stream(StreamEvent::Truncated))) | None => break Err(nothing()),
                Some(Err(failure)) => break Err(failure),
                Some(Ok(_)) => {}
            }
        };
        timings.done_ms = Some(millis(began.elapsed()));
        taken.whole = end.is_ok();
        let (answer, usage) = (self.turn.message, taken.usage(text.len() as u64));
        self.app.count_call(self.store, answer, callee.model, usage, timings, reserved).await;
        // Of the answer itself not a word has come: somebody else may still be asked.
        end.map_err(|failure| ProviderError { after_first_token: false, ..failure })?;
        let text = text.trim();
        if text.is_empty() { Err(nothing()) } else { Ok(text.to_owned()) }
    }
}

fn nothing() -> ProviderError {
    ProviderError {
        class: FailureClass::FallBack,
        kind: FailureKind::Api(ErrorKind::Server),
        message: "The model made no summary of the conversation.".to_owned(),
        retry_after: None,
        status: None,
        after_first_token: false,
        parameter: None,
    }
}

/// Messages that go into one question each time. One that is too long alone is cut.
fn chunks(messages: &[ChatMessage], weights: &[u64], most: u64) -> Vec<Vec<(Role, String)>> {
    let mut chunks: Vec<Vec<(Role, String)>> = Vec::new();
    let mut full = u64::MAX;
    for (message, weight) in messages.iter().zip(weights) {
        let mut words = words(message);
        if *weight > most {
            let bytes = usize::try_from(most * CUT_BYTES_A_TOKEN).unwrap_or(usize::MAX);
            words.truncate(words.floor_char_boundary(bytes.min(words.len())));
        }
        let weight = (*weight).min(most);
        match chunks.last_mut() {
            Some(chunk) if full.saturating_add(weight) <= most => {
                chunk.push((message.role, words));
                full += weight;
            }
            _ => {
                chunks.push(vec![(message.role, words)]);
                full = weight;
            }
        }
    }
    chunks
}

fn words(message: &ChatMessage) -> String {
    let words = message.content.iter().map(|content| match content {
        Content::Text(text) => text.clone(),
        Content::ToolCall { name, arguments, .. } => format!("\n[Asked the tool {name}: {arguments}]\n"),
        Content::ToolResult { name, content, .. } => {
            format!("\n[The tool {name} gave: {}]\n", texts(content).collect::<Vec<_>>().join("\n"))
        }
        Content::Reasoning { .. } | Content::Image { .. } | Content::Document { .. } => String::new(),
    });
    words.collect()
}

/// As one message, so that no server minds the order of the roles.
fn transcript(before: Option<&str>, chunk: &[(Role, String)]) -> String {
    let mut text = String::new();
    if let Some(before) = before {
        text += &format!("[Summary of what was said before]\n{before}\n\n");
    }
    for (role, words) in chunk {
        let who = match role {
            Role::User => "User",
            Role::Assistant => "Assistant",
            Role::System => "Instructions",
        };
        text += &format!("[{who}]\n{words}\n\n");
    }
    text + INSTRUCTION
}

#[cfg(test)]
mod tests {
    use parlance_llm::ToolOutput;

    use super::*;

    fn said(words: &str) -> ChatMessage {
        ChatMessage::text(Role::User, words)
    }

    #[test]
    fn a_question_for_a_summary_is_never_longer_than_the_model_takes() {
        let messages = [said("one"), said("two"), said(&"é".repeat(50)), said("four")];
        let cut = chunks(&messages, &[4, 4, 100, 4], 10);
        let words: Vec<Vec<usize>> =
            cut.iter().map(|chunk| chunk.iter().map(|(_, words)| words.len()).collect()).collect();
        assert_eq!(words, [vec![3, 3], vec![20], vec![4]]);
        assert!(chunks(&[], &[], 10).is_empty());
    }

    #[test]
    fn what_tools_were_asked_and_gave_is_in_the_summary() {
        let call = Content::ToolCall {
            id: None,
            name: "tides".into(),
            arguments: "{\"day\":1}".into(),
            signature: None,
        };
        let content = vec![ToolOutput::Text("High at six.".into()), ToolOutput::Text("Low at noon.".into())];
        let result = Content::ToolResult { id: None, name: "tides".into(), content, is_error: false };
        let message = ChatMessage { role: Role::Assistant, content: vec![call, result] };
        let words = words(&message);
        assert!(words.contains("tides: {\"day\":1}"), "{words}");
        assert!(words.contains("tides gave: High at six.\nLow at noon."), "{words}");
    }

    #[test]
    fn the_summary_so_far_stands_before_the_words() {
        let text = transcript(Some("Tides."), &[(Role::User, "And neap?".into())]);
        assert!(text.starts_with("[Summary of what was said before]\nTides.\n\n[User]\nAnd neap?\n\n"));
        assert!(text.ends_with(INSTRUCTION));
    }
}
