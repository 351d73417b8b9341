//! What stands around the events.

use super::*;

#[test]
fn the_type_in_the_data_decides_and_the_name_stands_in_for_it() {
    let unnamed: String =
        body().lines().filter(|line| !line.starts_with("event:")).map(|line| format!("{line}\n")).collect();
    assert_eq!(events(unnamed), hello());
    assert_eq!(events(body().replace("event: response.", "event: x.")), hello());
    assert_eq!(events(body().replace("\"type\":\"response.", "\"_\":\"response.")), hello());
}

#[test]
fn quirk_01_03_04_05_06_and_37_the_framing() {
    for line_end in ["\n", "\r\n", "\r"] {
        assert_eq!(events(body().replace('\n', line_end)), hello(), "{line_end:?}");
    }
    assert_eq!(events(body().replace("data: ", "data:")), hello());
    assert_eq!(events(format!("\u{feff}\n\n: keep-alive\n\n{}", body())), hello());
    assert_eq!(events(body().replace("\n\n", "\n\n: ping\n\n")), hello());
    assert_eq!(events(body().trim_end()), hello());
    let wide = delta("Ünï") + &delta("😀漢") + &completed(json!([message("Ünï😀漢")]));
    assert_eq!(events(wide)[..2], [text(0, "Ünï"), text(0, "😀漢")]);
}

#[test]
fn quirk_07_the_socket_held_open_and_08_bytes_after_the_end() {
    let mut reader = AnswerReader::new(WIRE.codec());
    let mut out = Vec::new();
    reader.push(body().as_bytes(), &mut out);
    assert!(reader.is_done());
    assert_eq!(out, hello());
    let after = format!("data: [DONE]\n\n{}<html>{{\"error\":\"x\"}}", delta("!"));
    assert_eq!(events(body() + &after), hello());
}

#[test]
fn quirk_24_an_event_over_one_mebibyte() {
    let long = "x".repeat(1_200_000);
    let body = (delta(&long) + &text_done(&long) + &completed(json!([message(&long)]))).into_bytes();
    let expected = [text(0, &long), tokens(5, 2), finished(FinishReason::Stop)];
    assert_eq!(read(WIRE, &body, []), expected);
    assert_eq!(read(WIRE, &body, (4099..body.len()).step_by(4099)), expected);
}
