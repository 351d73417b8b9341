//! What comes in an order that means nothing.

use proptest::prelude::*;

use super::*;

fn is_terminal(event: &StreamEvent) -> bool {
    matches!(event, StreamEvent::Finished { .. } | StreamEvent::Failed(_) | StreamEvent::Truncated)
}

/// Pieces that mean something to a reader, in an order that means nothing.
fn scraps() -> impl Strategy<Value = Vec<u8>> {
    let scrap = prop::sample::select(vec![
        delta("a"),
        text_done("ab"),
        part_done("abc"),
        item_done(0, message("abcd")),
        item_done(
            1,
            json!({"type": "reasoning", "encrypted_content": "g", "summary": [{"type": "summary_text", "text": "s"}]}),
        ),
        event("response.reasoning_summary_text.delta", json!({"summary_index": 1, "delta": "s"})),
        event("response.reasoning_text.delta", json!({"output_index": 1, "delta": "r"})),
        event("response.refusal.delta", json!({"output_index": "0", "delta": "no"})),
        call_added(0, "a", "f"),
        call_delta(0, "a", "{"),
        call_done(1, "a", "{}"),
        item_done(1, call_item("b", "g", "{}")),
        created(),
        completed(json!([message("abcde"), call_item("a", "f", "{}")])),
        event("error", json!({"message": "m", "code": 429})),
        "data: [DONE]\n\n".to_owned(),
        "data: {\"type\":\"response.output_text.delta\",\"delta\":\"".to_owned(),
        "event: response.output_text.delta\n".to_owned(),
        "{\"error\":".to_owned(),
        "<html>".to_owned(),
        "data: ".to_owned(),
        "\n".to_owned(),
        "\r".to_owned(),
        "}".to_owned(),
        "\"".to_owned(),
        "[".to_owned(),
        "\u{feff}".to_owned(),
    ]);
    prop::collection::vec(scrap, 0..40).prop_map(|scraps| scraps.concat().into_bytes())
}

proptest! {
    #[test]
    fn anything_ends_with_one_terminal_event_however_it_is_cut(
        body in prop_oneof![scraps(), prop::collection::vec(any::<u8>(), 0..400)],
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..12),
    ) {
        let events = read(WIRE, &body, []);
        prop_assert_eq!(events.iter().filter(|event| is_terminal(event)).count(), 1);
        prop_assert!(events.last().is_some_and(is_terminal));
        let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.index(body.len() + 1)).collect();
        cuts.sort_unstable();
        prop_assert_eq!(read(WIRE, &body, cuts), events);
    }

    #[test]
    fn the_answer_is_said_once_whatever_is_repeated(
        answer in "[a-c é😀]{1,24}",
        delta_chars in 1usize..9,
        lost in prop::collection::vec(any::<bool>(), 4),
        named in any::<bool>(),
    ) {
        let chars: Vec<char> = answer.chars().collect();
        let deltas = chars.chunks(delta_chars).map(|piece| delta(&piece.iter().collect::<String>()));
        // The deltas can end early, and each repetition but the last can be missing.
        let deltas: Vec<String> = deltas.collect();
        let kept = if lost[0] { deltas.len() / 2 } else { deltas.len() };
        let mut body: String = deltas.into_iter().take(kept).collect();
        for (lost, whole) in lost[1..].iter().zip([text_done(&answer), part_done(&answer), item_done(0, message(&answer))]) {
            if !lost {
                body += &whole;
            }
        }
        body += &completed(json!([message(&answer)]));
        if !named {
            body = body.replace("\"output_index\":0,", "").replace("\"item_id\":\"msg_1\",", "");
        }
        let said: String = read(WIRE, body.as_bytes(), [])
            .iter()
            .filter_map(|event| match event {
                StreamEvent::TextDelta { text, .. } => Some(text.as_str()),
                _ => None,
            })
            .collect();
        prop_assert_eq!(said, answer);
    }
}
