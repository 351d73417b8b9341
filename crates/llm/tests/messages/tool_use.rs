//! Calls of tools that the client runs.

use super::*;

#[test]
fn quirk_29_the_limit_inside_of_a_tool_use_that_nobody_closed() {
    let body = [begin(), tool_start(0, "{}"), input(0, r#"{\"x\":"#), ends("max_tokens")];
    let expected =
        [call(0, Some("t0"), "f"), arguments(0, "{\"x\":"), call_end(0), finished(FinishReason::Length)];
    assert_eq!(events(body.concat()), expected);
    // Cut off before the first argument, it has none that anybody could run it with.
    let body = [begin(), tool_start(0, "{}"), ends("max_tokens")];
    assert_eq!(
        events(body.concat()),
        [call(0, Some("t0"), "f"), call_end(0), finished(FinishReason::Length)]
    );
}

#[test]
fn tool_calls_in_pieces_at_once_and_without_arguments() {
    let body = [
        begin(),
        tool_start(0, "{}") + &input(0, "") + &input(0, r#"{\"x\":"#) + &input(0, "1}") + &stop(0),
        tool_start(1, "{}") + &input(1, "") + &stop(1),
        tool_start(2, r#"{"y":[2]}"#) + &stop(2),
        tool_start(3, r#"{"z":3}"#) + &input(3, r#"{\"z\":3}"#) + &stop(3),
        start(4, r#"{"type":"tool_use","id":null,"input":null}"#) + &stop(4),
        // As some gateways end an answer with calls.
        ends("end_turn"),
    ];
    let expected = [
        call(0, Some("t0"), "f"),
        arguments(0, "{\"x\":"),
        arguments(0, "1}"),
        call_end(0),
        call(1, Some("t1"), "f"),
        arguments(1, "{}"),
        call_end(1),
        call(2, Some("t2"), "f"),
        arguments(2, "{\"y\":[2]}"),
        call_end(2),
        call(3, Some("t3"), "f"),
        arguments(3, "{\"z\":3}"),
        call_end(3),
        call(4, None, ""),
        arguments(4, "{}"),
        call_end(4),
        finished(FinishReason::ToolCalls),
    ];
    assert_eq!(events(body.concat()), expected);
}

#[test]
fn quirk_35_tool_arguments_as_an_object() {
    let piece = delta(0, r#"{"type":"input_json_delta","partial_json":{"x":[1,"two"]}}"#);
    let text = start(1, r#"{"type":"tool_use","id":7,"name":"g","input":"{\"y\":2}"}"#);
    let body = [begin(), tool_start(0, "{}") + &piece + &stop(0), text + &stop(1), ends("tool_use")];
    let expected = [
        call(0, Some("t0"), "f"),
        arguments(0, r#"{"x":[1,"two"]}"#),
        call_end(0),
        call(1, None, "g"),
        arguments(1, r#"{"y":2}"#),
        call_end(1),
        finished(FinishReason::ToolCalls),
    ];
    assert_eq!(events(body.concat()), expected);
}

#[test]
fn blocks_may_be_open_side_by_side() {
    let body = [
        begin(),
        tool_start(0, "{}") + &tool_start(1, "{}") + &text_start(2),
        input(1, "{}") + &says(2, "a") + &input(0, "[") + &says(2, "b") + &input(0, "]"),
        stop(1) + &stop(0) + &stop(2) + &ends("tool_use"),
    ];
    let expected = [
        call(0, Some("t0"), "f"),
        call(1, Some("t1"), "f"),
        arguments(1, "{}"),
        text(2, "a"),
        arguments(0, "["),
        text(2, "b"),
        arguments(0, "]"),
        call_end(1),
        call_end(0),
        finished(FinishReason::ToolCalls),
    ];
    assert_eq!(events(body.concat()), expected);
}
