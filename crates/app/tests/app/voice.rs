//! Answers read out: a sentence at a time, two ahead, and nothing that nobody hears.

use parlance_ipc::{
    ErrorCode, NoArgs, ReadAloudArgs, ReadingArgs, ReadingView, SentenceArgs, Settings, SpeechSettings,
    SpokenNames, TurnStarted,
};
use parlance_testkit::{Exchange, Response};
use serde_json::json;

use crate::support::*;

const ANSWER: &str = "One is here. Two is here. Three is here. Four is here. Five is here.";

fn with_voice(scene: &Scene, provider: Option<&str>) {
    let speech = SpeechSettings { provider: provider.map(str::to_owned), ..SpeechSettings::default() };
    scene.app.apply_settings(&Settings { speech, ..Settings::default() });
}

fn args(started: &TurnStarted) -> ReadAloudArgs {
    let message = message_args(started);
    let names = SpokenNames {
        code: "code".into(),
        formula: "formula".into(),
        table: "table".into(),
        address: "link".into(),
    };
    ReadAloudArgs { conversation: message.conversation, message: message.message, names }
}

async fn read(scene: &Scene, started: &TurnStarted) -> ReadingView {
    scene.app.read_aloud(args(started)).await.unwrap()
}

/// Answers the next call for speech with its own words as the sound; gives these.
async fn speak(scene: &Scene) -> String {
    let exchange = scene.server.exchange().await.unwrap();
    let words = input(&exchange);
    sound(exchange, &words).await;
    words
}

fn input(exchange: &Exchange) -> String {
    assert_eq!(exchange.request.path, "/v1/audio/speech");
    exchange.request.json()["input"].as_str().unwrap().to_owned()
}

async fn sound(mut exchange: Exchange, words: &str) {
    let head =
        format!("HTTP/1.1 200 OK\r\ncontent-type: audio/mpeg\r\ncontent-length: {}\r\n\r\n", words.len());
    exchange.send(head + words).await.unwrap();
    exchange.finish().await.unwrap();
}

fn at(reading: &ReadingView, sentence: usize) -> SentenceArgs {
    SentenceArgs { reading: reading.reading, sentence }
}

async fn heard(scene: &Scene, sentence: SentenceArgs) -> String {
    let sound = scene.app.load_sentence(sentence).await.unwrap();
    assert_eq!(sound.media_type, "audio/mpeg");
    String::from_utf8(sound.bytes.to_vec()).unwrap()
}

#[tokio::test]
async fn sentences_are_fetched_two_ahead_and_no_further() {
    let scene = Scene::new().await;
    let started = scene.talk("Count", ANSWER).await;
    with_voice(&scene, Some("openai"));
    let asked = scene.server.requests().len();
    let reading = read(&scene, &started).await;
    assert_eq!(reading.sentences.len(), 5);
    assert_eq!(reading.sentences[1].said, "Two is here.");

    let (first, said) = tokio::join!(heard(&scene, at(&reading, 0)), speak(&scene));
    assert_eq!((first.as_str(), said.as_str()), ("One is here.", "One is here."));
    assert_eq!(speak(&scene).await, "Two is here.");
    assert_eq!(speak(&scene).await, "Three is here.");
    // The second has been fetched already. Only as it is played the fourth is asked for, and never the fifth.
    assert_eq!(heard(&scene, at(&reading, 1)).await, "Two is here.");
    let mut fourth = scene.server.exchange().await.unwrap();
    assert_eq!(input(&fourth), "Four is here.");

    scene.app.stop_reading(ReadingArgs { reading: reading.reading }).await.unwrap();
    fourth.closed().await;
    assert_eq!(scene.server.requests().len() - asked, 4);
    let gone = scene.app.load_sentence(at(&reading, 1)).await.unwrap_err();
    assert_eq!(gone.code, ErrorCode::NotFound);

    let request = scene.server.request(asked).await;
    assert_eq!(request.bearer(), Some(KEY));
    let wanted = json!({ "input": "One is here.", "model": "gpt-4o-mini-tts", "voice": "alloy", "response_format": "wav" });
    assert_eq!(request.json(), wanted);
}

#[tokio::test]
async fn another_reading_ends_the_one_before_and_who_waits_for_it_hears_that() {
    let scene = Scene::new().await;
    let started = scene.talk("Count", ANSWER).await;
    with_voice(&scene, Some("openai"));
    let reading = read(&scene, &started).await;
    let (waits, ()) = tokio::join!(scene.app.load_sentence(at(&reading, 0)), async {
        let mut exchange = scene.server.exchange().await.unwrap();
        let next = read(&scene, &started).await;
        assert_ne!(next.reading, reading.reading);
        exchange.closed().await;
        // A stop that comes late is of the reading before.
        scene.app.stop_reading(ReadingArgs { reading: reading.reading }).await.unwrap();
        let (first, _) = tokio::join!(heard(&scene, at(&next, 0)), speak(&scene));
        assert_eq!(first, "One is here.");
    });
    assert_eq!(waits.unwrap_err().code, ErrorCode::NotFound);
    assert_eq!(scene.app.load_sentence(at(&reading, 99)).await.unwrap_err().code, ErrorCode::NotFound);
}

#[tokio::test]
async fn a_refusal_is_told_with_its_sentence_and_nothing_is_asked_behind_it() {
    let scene = Scene::new().await;
    let started = scene.talk("Count", ANSWER).await;
    with_voice(&scene, Some("openai"));
    let reading = read(&scene, &started).await;
    let (first, _) = tokio::join!(heard(&scene, at(&reading, 0)), speak(&scene));
    assert_eq!(first, "One is here.");
    let body =
        json!({ "error": { "message": "You exceeded your current quota.", "code": "insufficient_quota" } });
    let mut second = scene.server.exchange().await.unwrap();
    second.respond(&Response::json(429, body)).await.unwrap();
    let refused = scene.app.load_sentence(at(&reading, 1)).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::Quota);
    assert!(!refused.message.contains(KEY));
    let asked = scene.server.requests().len();
    assert_eq!(scene.app.load_sentence(at(&reading, 1)).await.unwrap_err().code, ErrorCode::Quota);
    assert_eq!(scene.app.load_sentence(at(&reading, 2)).await.unwrap_err().code, ErrorCode::NotFound);
    assert_eq!(scene.server.requests().len(), asked);
}

#[tokio::test]
async fn the_windows_own_voice_asks_nobody_and_a_missing_key_is_said() {
    let scene = Scene::new().await;
    let started =
        scene.talk("Count", "See `a`:\n\n```rust\nfn a() {}\n```\n\nDone, see https://example.org.").await;
    with_voice(&scene, None);
    let asked = scene.server.requests().len();
    let reading = read(&scene, &started).await;
    let said: Vec<_> = reading.sentences.iter().map(|sentence| sentence.said.as_str()).collect();
    assert_eq!(said, ["See a:", "code", "Done, see link."]);
    assert_eq!(scene.app.load_sentence(at(&reading, 0)).await.unwrap_err().code, ErrorCode::NotFound);
    assert_eq!(scene.server.requests().len(), asked);

    with_voice(&scene, Some("groq"));
    let refused = scene.app.read_aloud(args(&started)).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::Key);
    let ready = scene.app.speech_providers(NoArgs {}).await.unwrap();
    assert_eq!(ready.iter().map(|provider| provider.id.as_str()).collect::<Vec<_>>(), ["openai"]);
    assert_eq!(ready[0].voices[0], "alloy");
}
