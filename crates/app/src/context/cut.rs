//! What of a conversation goes to a model that does not take all of it.

use std::ops::Range;

use parlance_domain::Role;
use parlance_llm::ChatMessage;

/// The most that is kept free for an answer, in tokens.
const ANSWER_TOKENS: u64 = 8_000;

/// How many tokens of a context the question may take: the rest is for the answer, and for what the estimate is wrong by.
pub(crate) fn room(context_tokens: u64) -> u64 {
    let question = context_tokens - (context_tokens / 8).min(ANSWER_TOKENS);
    question - question / 20
}

/// How many messages at the beginning are instructions.
pub(crate) fn instructions(messages: &[ChatMessage]) -> usize {
    messages.iter().take_while(|message| message.role == Role::System).count()
}

/// The messages that stay behind, a range of `messages`; `weights` are theirs, in tokens. Instructions at the beginning and
/// the last `asked` messages, which are the question, always go along. What is left fits into `room`, unless these alone
/// do not. It begins with a message of a person, as many providers want.
pub(crate) fn left_out(messages: &[ChatMessage], weights: &[u64], asked: usize, room: u64) -> Range<usize> {
    let head = instructions(messages);
    let question = messages.len().saturating_sub(asked).max(head);
    let weight = |range: Range<usize>| weights.get(range).into_iter().flatten().sum::<u64>();
    let mut total = weight(0..head) + weight(question..messages.len());
    let mut first = question;
    while first > head {
        total += weight(first - 1..first);
        if total > room {
            break;
        }
        first -= 1;
    }
    if first == head {
        return head..head;
    }
    let asks = |at: usize| messages.get(at).is_some_and(|message| message.role == Role::User);
    while first < question && !asks(first) {
        first += 1;
    }
    head..first
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn conversation(head: usize, turns: &[(u64, u64)], question: u64) -> (Vec<ChatMessage>, Vec<u64>) {
        let head = (0..head).map(|_| (Role::System, 50));
        let turns = turns.iter().flat_map(|(asked, said)| [(Role::User, *asked), (Role::Assistant, *said)]);
        head.chain(turns)
            .chain([(Role::User, question)])
            .map(|(role, weight)| (ChatMessage::text(role, "words"), weight))
            .unzip()
    }

    proptest! {
        #[test]
        fn the_question_and_the_instructions_go_along_and_the_rest_fits(
            head in 0_usize..2,
            turns in proptest::collection::vec((1_u64..500, 1_u64..500), 0..20),
            question in 1_u64..800,
            room in 1_u64..4_000,
        ) {
            let (messages, weights) = conversation(head, &turns, question);
            let out = left_out(&messages, &weights, 1, room);
            prop_assert!(out.start == head && out.end < messages.len());
            let all: u64 = weights.iter().sum();
            let kept = all - weights[out.clone()].iter().sum::<u64>();
            let least = 50 * head as u64 + question;
            prop_assert!(kept <= room.max(least), "{kept} of {room}");
            prop_assert_eq!(messages[out.end].role, Role::User);
            // Nothing stays behind without need.
            if all <= room {
                prop_assert!(out.is_empty());
            } else if out.end >= head + 2 {
                prop_assert!(kept + weights[out.end - 2..out.end].iter().sum::<u64>() > room);
            }
        }
    }

    #[test]
    fn a_broken_answer_stays_with_its_question() {
        let (mut messages, mut weights) = conversation(0, &[(10, 10)], 10);
        messages.push(ChatMessage::text(Role::Assistant, "half an"));
        messages.push(ChatMessage::text(Role::User, "go on"));
        weights.extend([10, 10]);
        assert_eq!(left_out(&messages, &weights, 3, 35), 0..2);
        assert_eq!(left_out(&messages, &weights, 3, 1), 0..2);
        assert_eq!(left_out(&messages, &weights, 3, 50), 0..0);
    }

    #[test]
    fn a_context_keeps_room_for_the_answer() {
        assert_eq!(room(131_072), 116_919);
        assert_eq!(room(4_096), 3_405);
        assert_eq!(room(0), 0);
    }
}
