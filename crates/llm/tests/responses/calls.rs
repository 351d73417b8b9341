//! Calls of functions.

use super::*;

#[test]
fn calls_are_said_once() {
    let items = json!([call_item("a", "f", "{\"x\":1}"), call_item("b", "g", "{}")]);
    let pieces = [
        call_added(0, "a", "f"),
        call_delta(0, "a", "{\"x\""),
        call_added(1, "b", "g"),
        call_delta(0, "a", ":1}"),
        call_done(0, "a", "{\"x\":1}"),
        call_delta(1, "b", "{}"),
        item_done(0, items[0].clone()),
        call_done(1, "b", "{}"),
        item_done(1, items[1].clone()),
        completed(items.clone()),
    ];
    let expected = [
        call(0, Some("a"), "f"),
        arguments(0, "{\"x\""),
        call(1, Some("b"), "g"),
        arguments(0, ":1}"),
        arguments(1, "{}"),
        call_end(0),
        call_end(1),
        tokens(5, 2),
        finished(FinishReason::ToolCalls),
    ];
    assert_eq!(events(pieces.concat()), expected);
    // Every item at index 0, or without the ids of the items.
    assert_eq!(events(pieces.concat().replace("\"output_index\":1", "\"output_index\":0")), expected);
    assert_eq!(events(pieces.concat().replace("\"fc_", "\"\",\"_\":\"")), expected);
}

#[test]
fn calls_whose_items_share_an_id_are_told_by_their_own() {
    let body = [
        call_added(0, "a", "f"),
        call_delta(0, "a", "{}"),
        item_done(0, call_item("a", "f", "{}")),
        call_added(1, "b", "g"),
        call_delta(1, "b", "[]"),
        item_done(1, call_item("b", "g", "[]")),
        completed(json!([call_item("a", "f", "{}"), call_item("b", "g", "[]")])),
    ];
    let shared = body.concat().replace("fc_a", "fc").replace("fc_b", "fc");
    let expected = [
        call(0, Some("a"), "f"),
        arguments(0, "{}"),
        call_end(0),
        call(1, Some("b"), "g"),
        arguments(1, "[]"),
        call_end(1),
    ];
    assert_eq!(events(shared)[..6], expected);
}

#[test]
fn calls_that_come_whole_are_not_lost() {
    let items = json!([call_item("a", "f", "{\"x\":1}")]);
    let expected = [
        call(0, Some("a"), "f"),
        arguments(0, "{\"x\":1}"),
        call_end(0),
        tokens(5, 2),
        finished(FinishReason::ToolCalls),
    ];
    let all = [
        item_done(0, items[0].clone()) + &completed(items.clone()),
        completed(items.clone()),
        call_added(0, "a", "f") + &completed(items.clone()),
        call_added(0, "a", "f") + &call_done(0, "a", "{\"x\":1}") + &completed(json!([])),
        // The arguments before the item that names them.
        call_delta(0, "a", "{\"x\":1}") + &completed(items.clone()),
    ];
    for body in all {
        assert_eq!(events(&body), expected, "{body}");
    }
    let halved = call_delta(0, "a", "{\"x\":") + &item_done(0, items[0].clone()) + &completed(json!([]));
    assert_eq!(events(halved)[1..3], [arguments(0, "{\"x\":"), arguments(0, "1}")]);
    let nameless = call_delta(0, "a", "{}") + &completed(json!([]));
    assert_eq!(events(nameless)[..2], [call(0, None, ""), arguments(0, "{}")]);
}

#[test]
fn quirk_35_arguments_as_an_object_and_calls_without_ids() {
    let item = json!({"type": "function_call", "name": "f", "arguments": {"x": [1, "two"]}});
    let body = item_done(0, item.clone()) + &completed(json!([item]));
    let expected = [
        call(0, None, "f"),
        arguments(0, r#"{"x":[1,"two"]}"#),
        call_end(0),
        tokens(5, 2),
        finished(FinishReason::ToolCalls),
    ];
    assert_eq!(events(body), expected);
}
