//! Tool calls, whose pieces are told apart in many ways.

use super::*;

fn tool(calls: &str) -> String {
    choice(&format!("\"delta\":{{\"tool_calls\":{calls}}}"))
}

#[test]
fn quirk_10_tool_index_absent_null_negative_or_from_one() {
    let expected = [
        call(0, Some("a"), "f"),
        arguments(0, "{\"x\":"),
        arguments(0, "1}"),
        call(1, Some("b"), "g"),
        arguments(1, "{}"),
        call_end(0),
        call_end(1),
        finished(FinishReason::ToolCalls),
    ];
    for (first, second) in [
        ("", ""),
        ("\"index\":null,", "\"index\":null,"),
        ("\"index\":-1,", "\"index\":-1,"),
        ("\"index\":1,", "\"index\":2,"),
        ("\"index\":\"0\",", "\"index\":\"1\","),
    ] {
        let body = [
            tool(&format!(
                "[{{{first}\"id\":\"a\",\"function\":{{\"name\":\"f\",\"arguments\":\"{{\\\"x\\\":\"}}}}]"
            )),
            tool(&format!("[{{{first}\"id\":null,\"function\":{{\"name\":null,\"arguments\":\"1}}\"}}}}]")),
            tool(&format!(
                "[{{{second}\"id\":\"b\",\"function\":{{\"name\":\"g\",\"arguments\":\"{{}}\"}}}}]"
            )),
            choice("\"delta\":{},\"finish_reason\":\"tool_calls\""),
            DONE.to_owned(),
        ];
        assert_eq!(events(body.concat()), expected, "index {first:?}");
    }
}

#[test]
fn quirk_10_calls_that_share_an_index_are_told_by_their_ids() {
    let body = [
        tool(r#"[{"index":0,"id":"a","function":{"name":"f","arguments":"{}"}}]"#),
        tool(r#"[{"index":0,"id":"b","function":{"name":"f","arguments":"{}"}}]"#),
        tool(r#"[{"index":0,"id":"b","function":{"arguments":" "}}]"#),
        STOP.to_owned(),
    ];
    let expected = [
        call(0, Some("a"), "f"),
        arguments(0, "{}"),
        call(1, Some("b"), "f"),
        arguments(1, "{}"),
        arguments(1, " "),
        call_end(0),
        call_end(1),
        finished(FinishReason::ToolCalls),
    ];
    assert_eq!(events(body.concat()), expected);
}

#[test]
fn quirk_10_interleaved_calls_without_ids_and_a_late_name() {
    let body = [
        tool(r#"[{"index":0,"function":{"name":"f"}},{"index":1,"function":{"arguments":"{\"b\":"}}]"#),
        tool(
            r#"[{"index":0,"function":{"arguments":"{}"}},{"index":1,"function":{"name":"g","arguments":"2}"}}]"#,
        ),
        STOP.to_owned(),
    ];
    let expected = [
        call(0, None, "f"),
        arguments(0, "{}"),
        call(1, None, "g"),
        arguments(1, "{\"b\":2}"),
        call_end(0),
        call_end(1),
        finished(FinishReason::ToolCalls),
    ];
    assert_eq!(events(body.concat()), expected);
}

#[test]
fn quirk_34_null_ids() {
    let body = format!("{}{}{STOP}{DONE}", content("Hel"), content("lo"))
        .replace("{\"choices\"", "{\"id\":null,\"model\":null,\"object\":7,\"choices\"");
    assert_eq!(events(body), hello());
}

#[test]
fn quirk_35_tool_arguments_as_an_object() {
    let body = tool(r#"[{"index":0,"id":7,"function":{"name":"f","arguments":{"x":[1,"two"]}}}]"#) + STOP;
    let expected = [
        call(0, None, "f"),
        arguments(0, r#"{"x":[1,"two"]}"#),
        call_end(0),
        finished(FinishReason::ToolCalls),
    ];
    assert_eq!(events(body), expected);
}

#[test]
fn quirk_10_whole_calls_without_ids_that_share_an_index_are_told_apart() {
    let body = [
        tool(r#"[{"index":0,"function":{"name":"f","arguments":"{\"x\":"}}]"#),
        tool(r#"[{"index":0,"function":{"name":"f","arguments":"{}}"}}]"#),
        tool(r#"[{"index":0,"id":"","function":{"name":"f","arguments":"{\"y\":\"}\"}"}}]"#),
        STOP.to_owned(),
    ];
    let expected = [
        call(0, None, "f"),
        arguments(0, "{\"x\":"),
        arguments(0, "{}}"),
        call(1, None, "f"),
        arguments(1, "{\"y\":\"}\"}"),
        call_end(0),
        call_end(1),
        finished(FinishReason::ToolCalls),
    ];
    assert_eq!(events(body.concat()), expected);
}
