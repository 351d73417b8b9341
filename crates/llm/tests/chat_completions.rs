//! What servers of the Chat Completions wire send beside OpenAI's own words.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking, in its helpers too")]

mod support;

use parlance_domain::{FinishReason, Usage};
use parlance_llm::{ErrorKind, PartId, StreamEvent, Wire};
use serde_json::{Value, json};
use support::events::{finished, same_however_cut, text};

fn events(chunks: &[Value]) -> Vec<StreamEvent> {
    let chunks: String = chunks.iter().map(|chunk| format!("data: {chunk}\n\n")).collect();
    same_however_cut(Wire::OpenaiChat, format!("{chunks}data: [DONE]\n\n").as_bytes())
}

fn chunk(delta: Value) -> Value {
    json!({ "choices": [{ "index": 0, "delta": delta, "finish_reason": null }] })
}

fn stop() -> Value {
    json!({ "choices": [{ "index": 0, "delta": {}, "finish_reason": "stop" }] })
}

#[test]
fn moonshot_counts_in_the_choice() {
    let counts =
        json!({ "prompt_tokens": 9, "completion_tokens": 5, "total_tokens": 14, "cached_tokens": 4 });
    let last = json!({ "choices": [{ "index": 0, "delta": {}, "finish_reason": "stop", "usage": counts }] });
    let usage =
        Usage { input_tokens: Some(9), output_tokens: Some(5), cached_tokens: Some(4), ..Usage::default() };
    let expected = [text(0, "Hi"), StreamEvent::Usage(usage), finished(FinishReason::Stop)];
    assert_eq!(events(&[chunk(json!({ "content": "Hi" })), last]), expected);
}

#[test]
fn google_names_the_filter_behind_the_reason() {
    let last = json!({ "choices": [{ "delta": {}, "finish_reason": "content_filter: PROHIBITED_CONTENT" }] });
    let expected = [text(0, "Hi"), finished(FinishReason::ContentFilter)];
    assert_eq!(events(&[chunk(json!({ "content": "Hi" })), last]), expected);
}

#[test]
fn openrouter_sends_pictures_beside_the_text() {
    let image = |url: &str| json!({ "type": "image_url", "image_url": { "url": url } });
    let images = [
        image("https://x.test/a.png"),
        image("data:image/png;base64,AQID"),
        image("data:text/plain;base64,QQ=="),
    ];
    let delta = json!({ "content": "Here: ", "images": images });
    let picture = StreamEvent::Image {
        part: PartId(1),
        media_type: "image/png".into(),
        data: [1, 2, 3].as_slice().into(),
    };
    let expected = [text(0, "Here: "), picture, text(2, "Nice?"), finished(FinishReason::Stop)];
    assert_eq!(events(&[chunk(delta), chunk(json!({ "content": "Nice?" })), stop()]), expected);

    let images = [image("data:image/png;base64,?"), image("data:image/png;base64,!")];
    let broken = json!({ "choices": [{
        "delta": { "images": images, "annotations": [{ "url": "https://x.test/" }] },
        "error": { "message": "and more" },
    }] });
    let events = events(&[broken, stop()]);
    let [StreamEvent::Citation(_), StreamEvent::Failed(error)] = events.as_slice() else {
        panic!("{events:?}")
    };
    assert_eq!(error.kind, ErrorKind::Server);
}

#[test]
fn minimax_fails_with_200_and_a_code_of_its_own() {
    for (code, sentence, kind) in [
        (1004, "login fail", ErrorKind::Auth),
        (1002, "rate limit", ErrorKind::RateLimit),
        (1008, "insufficient balance", ErrorKind::Quota),
        (1027, "output new_sensitive", ErrorKind::ContentFilter),
        (2013, "invalid params", ErrorKind::InvalidRequest),
        (9999, "who knows", ErrorKind::Other),
    ] {
        let failed = json!({ "choices": null, "base_resp": { "status_code": code, "status_msg": sentence } });
        let events = events(&[failed]);
        let [StreamEvent::Failed(error)] = events.as_slice() else { panic!("{events:?}") };
        assert_eq!((error.kind, error.message.as_str()), (kind, sentence));
    }
    let fine = json!({ "status_code": 0, "status_msg": "" });
    let mut last = stop();
    last["base_resp"] = fine;
    let expected = [text(0, "Hi"), finished(FinishReason::Stop)];
    assert_eq!(events(&[chunk(json!({ "content": "Hi" })), last]), expected);
}
