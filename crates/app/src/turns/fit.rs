//! What of a conversation goes along where the whole of it is too long for the model.

use parlance_domain::{Message, MessageId, ModelRef, Parameters, Route, Summarised};
use parlance_ipc::Overflow;
use parlance_llm::{ChatMessage, ChatRequest, Content};
use parlance_store::Store;

use super::history::Question;
use crate::App;
use crate::attachments::Documents;
use crate::context::{Weights, count, instructions, left_out, room};
use crate::routing::Wanted;

/// Stands before a summary and after it, in the message that it goes along with.
const BEFORE: &str = "What was said before this message, in short:\n\n";
const AFTER: &str = "\n\n---\n\n";

/// What is done about a conversation that is too long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Excess {
    pub(crate) overflow: Overflow,
    /// The provider has refused all of it before: it is shortened, whatever is known of the model.
    pub(crate) refused: bool,
}

/// What goes to a model.
pub(crate) struct Fit {
    /// Where there is a plan it still holds all of it.
    pub(crate) request: ChatRequest,
    /// How many of the oldest messages stay behind.
    pub(crate) left_out: Option<u32>,
    /// What goes along in the place of the oldest.
    pub(crate) summary: Option<Summarised>,
    /// The summary has to be made first.
    pub(crate) plan: Option<Plan>,
}

impl Fit {
    fn whole(request: ChatRequest) -> Self {
        Self { request, left_out: None, summary: None, plan: None }
    }

    /// The calls that it takes, each summary one.
    pub(super) fn wanted(&self) -> Wanted {
        let summaries = self.plan.as_ref().map_or(0, Plan::calls);
        Wanted { calls: 1 + summaries as u64, tokens: self.request.estimated_tokens() }
    }
}

/// How to come to a request with a summary.
pub(crate) struct Plan {
    /// Instructions, the messages that stay, and the question.
    kept: Vec<ChatMessage>,
    /// Where in `kept` the instructions end.
    head: usize,
    /// What is to be summarised, oldest first, with its weights.
    pub(crate) older: Vec<ChatMessage>,
    pub(super) weights: Vec<u64>,
    /// What stands already for the messages before those.
    pub(super) before: Option<String>,
    /// The last message that the summary covers.
    pub(super) through: MessageId,
    /// How much the model takes in one question, in tokens.
    pub(super) room: u64,
}

impl Plan {
    /// The messages of the request, once there is a summary.
    pub(super) fn messages(self, summary: &str) -> Vec<ChatMessage> {
        with_summary(self.kept, self.head, summary)
    }

    /// The tokens that a summary is made of.
    pub(crate) fn weight(&self) -> u64 {
        self.weights.iter().sum()
    }
}

impl App {
    /// How `question` fits into `model`, which is the one of `answer`.
    pub(super) async fn fit(
        &self,
        store: &Store,
        question: &Question,
        answer: &Message,
        model: &ModelRef,
        parameters: Parameters,
    ) -> Fit {
        let Excess { overflow, refused } = question.excess;
        let documents = self.documents(model).await;
        let request = question.request(answer, parameters.clone(), documents);
        if overflow == Overflow::Ask {
            return Fit::whole(request);
        }
        let context = self.context_tokens(model);
        // A document weighs what its words do: nobody counts those in its bytes.
        let weighed = question.request(answer, parameters, Documents::AsText);
        let weights = self.weigh(store.settled(), &model.provider, &weighed.messages, context).await;
        // What was refused was too long, whatever the estimate says.
        let shorter = refused.then(|| weights.total() / 3 * 2);
        let Some(room) = context.map(room).into_iter().chain(shorter).min() else {
            return Fit::whole(request);
        };
        let asked = question.asked(answer);
        let out = left_out(&request.messages, &weights.each, asked, room);
        if out.is_empty() {
            return Fit::whole(request);
        }
        if overflow == Overflow::Trim {
            let left_out = Some(count(out.len()));
            return Fit { left_out, ..Fit::whole(without(request, out)) };
        }
        let ids = question.ids(answer);
        let kept = store.summaries(answer.conversation).await.unwrap_or_default();
        summarised(request, &weights, asked, room, &ids, |id| kept.get(id).cloned())
    }
}

/// The request with a summary in the place of the oldest messages, or how to come to one. `ids` are those of the messages of
/// the history in it, up to the question, itself included.
pub(crate) fn summarised(
    request: ChatRequest,
    weights: &Weights,
    asked: usize,
    room: u64,
    ids: &[MessageId],
    known: impl Fn(&MessageId) -> Option<String>,
) -> Fit {
    let messages = &request.messages;
    let head = instructions(messages);
    let question = messages.len().saturating_sub(asked).max(head);
    // Instructions that are not of the history stand before it.
    let offset = (question + 1).saturating_sub(ids.len());
    let covered = |end: usize| ids.get(end.checked_sub(1)?.checked_sub(offset)?);
    let weight = |from: usize| weights.each.get(from..).into_iter().flatten().sum::<u64>();
    let summary_of = |end: usize, through: MessageId| Summarised { through, messages: count(end - head) };

    // The newest covers the most.
    let newest =
        (head + 1..=question).rev().find_map(|end| Some((end, *covered(end)?, known(covered(end)?)?)));
    let start = newest.as_ref().map_or(head, |(end, ..)| *end);
    // Half of the room, or each of the next questions would want a summary of its own.
    let end = left_out(messages, &weights.each, asked, room / 2).end.max(start);
    if let Some((_, through, text)) = &newest {
        let before = weight(0) - weight(head);
        if before + weights.of_bytes(text.len()) + weight(start) <= room || end == start {
            let summary = summary_of(start, *through);
            let messages = with_summary(keep(messages, head, start), head, text);
            return Fit { summary: Some(summary), ..Fit::whole(ChatRequest { messages, ..request }) };
        }
    }
    let Some(through) = covered(end).filter(|_| end > start) else { return Fit::whole(request) };
    let covers = summary_of(end, *through);
    let plan = Plan {
        kept: keep(messages, head, end),
        head,
        older: messages.get(start..end).unwrap_or_default().to_vec(),
        weights: weights.each.get(start..end).unwrap_or_default().to_vec(),
        before: newest.map(|(.., text)| text),
        through: *through,
        room,
    };
    Fit { summary: Some(covers), plan: Some(plan), ..Fit::whole(request) }
}

/// The instructions and what begins at `start`.
fn keep(messages: &[ChatMessage], head: usize, start: usize) -> Vec<ChatMessage> {
    messages.iter().take(head).chain(messages.iter().skip(start)).cloned().collect()
}

/// Puts a summary before the words of the first message after the instructions: a message of its own would make two of a
/// person in a row, which some servers refuse.
fn with_summary(mut messages: Vec<ChatMessage>, head: usize, summary: &str) -> Vec<ChatMessage> {
    if let Some(first) = messages.get_mut(head) {
        first.content.insert(0, Content::Text(format!("{BEFORE}{summary}{AFTER}")));
    }
    messages
}

fn without(request: ChatRequest, out: std::ops::Range<usize>) -> ChatRequest {
    let mut messages = request.messages;
    messages.drain(out);
    ChatRequest { messages, ..request }
}

/// What was done for an answer is done for what takes its place.
pub(super) fn as_before(answer: &Message) -> Option<Overflow> {
    let route: &Route = answer.route.as_ref()?;
    match (route.left_out, route.summary) {
        (_, Some(_)) => Some(Overflow::Compact),
        (Some(_), None) => Some(Overflow::Trim),
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use parlance_domain::Role;
    use proptest::prelude::*;

    use super::*;

    /// `turns` questions and answers before the last question; with instructions that are not of the history.
    fn conversation(turns: usize, instructed: bool) -> (ChatRequest, Vec<MessageId>) {
        let said = |at: usize| {
            let role = if at.is_multiple_of(2) { Role::User } else { Role::Assistant };
            ChatMessage::text(role, format!("words {at}"))
        };
        let head = instructed.then(|| ChatMessage::text(Role::System, "be kind"));
        let messages: Vec<_> = head.into_iter().chain((0..=turns * 2).map(said)).collect();
        let ids = (0..=turns * 2).map(|_| MessageId::new()).collect();
        (ChatRequest { messages, ..ChatRequest::default() }, ids)
    }

    fn words(messages: &[ChatMessage]) -> Vec<String> {
        messages.iter().map(|message| format!("{:?}", message.content)).collect()
    }

    proptest! {
        #[test]
        fn what_is_not_sent_is_in_the_summary_and_nothing_else_is(
            turns in 1_usize..12,
            instructed: bool,
            known_at in proptest::option::of(0_usize..12),
            room in 20_u64..400,
        ) {
            let (request, ids) = conversation(turns, instructed);
            let weights = Weights::even(request.messages.len(), 20);
            prop_assume!(weights.total() > room);
            let known_id = known_at.and_then(|at| ids.get(at * 2 + 1)).copied();
            let known = |id: &MessageId| (Some(*id) == known_id).then(|| "Old.".to_owned());
            let whole = words(&request.messages);
            let head = usize::from(instructed);
            let fit = summarised(request, &weights, 1, room, &ids, known);
            let covers = fit.summary.unwrap();
            let end = covers.messages as usize;
            prop_assert_eq!(ids[end - 1], covers.through);
            let sent = match fit.plan {
                Some(plan) => {
                    let before = plan.before.as_ref().map_or(0, |_| known_at.unwrap() * 2 + 2);
                    prop_assert_eq!(words(&plan.older), &whole[head + before..head + end]);
                    prop_assert_eq!(plan.weight(), 20 * plan.older.len() as u64);
                    plan.messages("New.")
                }
                None => fit.request.messages,
            };
            prop_assert_eq!(sent.len(), head + ids.len() - end);
            prop_assert_eq!(&words(&sent)[head + 1..], &whole[head + end + 1..]);
            let first = &sent[head];
            prop_assert_eq!(first.role, Role::User);
            prop_assert!(matches!(&first.content[0], Content::Text(text) if text.starts_with(BEFORE)));
            if instructed {
                prop_assert_eq!(&words(&sent)[0], &whole[0]);
            }
        }
    }
}
