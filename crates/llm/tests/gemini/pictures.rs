//! Pictures of an answer.

use super::*;

#[test]
fn quirk_24_a_large_picture_is_a_part_of_its_own() {
    let data = "A".repeat(2 << 20);
    let picture = parts(&format!(r#"{{"inlineData":{{"mimeType":"image/png","data":"{data}"}}}}"#));
    let body = stream(&[says("Hel"), picture, says("lo"), stop()]);
    let expected = [
        text(0, "Hel"),
        image(1, "image/png", &vec![0; (2 << 20) / 4 * 3]),
        text(2, "lo"),
        tokens(3, 2),
        finished(FinishReason::Stop),
    ];
    assert_eq!(read(Wire::Gemini, body.as_bytes(), (0..body.len()).step_by(1000)), expected);
}

#[test]
fn pictures_of_the_answer_are_told_and_those_on_the_way_to_it_are_not() {
    let body = stream(&[
        parts(
            r#"{"inlineData":{"mimeType":"image/png","data":"AAA="},"thought":true,"thoughtSignature":"c2ln"}"#,
        ),
        parts(r#"{"inlineData":{"mimeType":"audio/wav","data":"AAA="}}"#),
        parts(r#"{"inlineData":{"mimeType":"image/webp","data":"/w=="},"thoughtSignature":"c2ln"}"#),
        parts(r#"{"inline_data":{"mime_type":"image/jpeg","data":"AAEC"}}"#),
        stop(),
    ]);
    let expected = [
        image(0, "image/webp", &[0xff]),
        image(1, "image/jpeg", &[0, 1, 2]),
        tokens(3, 2),
        finished(FinishReason::Stop),
    ];
    assert_eq!(events(body), expected);
}

#[test]
fn a_picture_that_is_no_base64_ends_the_answer() {
    let broken = parts(r#"{"inlineData":{"mimeType":"image/png","data":"%%"}},{"text":"!"}"#);
    let (said, error) = failure(events(stream(&[says("Look"), broken, stop()])));
    assert_eq!(said, [text(0, "Look")]);
    assert_eq!(error.kind, ErrorKind::Server);
}

fn image(part: u32, media_type: &str, data: &[u8]) -> StreamEvent {
    StreamEvent::Image { part: PartId(part), media_type: media_type.into(), data: data.into() }
}
