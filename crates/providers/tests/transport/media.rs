//! What providers do beside chat, asked over real sockets.

use futures::TryStreamExt as _;
use parlance_domain::{Dropped, DroppedKind, Omission, OmissionReason, ParameterName};
use parlance_llm::{Content, ErrorKind};
use parlance_providers::{
    Directory, FailureClass, FailureKind, ImageType, Media, Recording, SpeechFormat, SpeechRequest,
};
use parlance_testkit::{RecordedRequest, Response, Step};
use serde_json::{Value, json};

use super::*;

/// The head of a PNG of 3 by 2 pixels, which is all that anybody looks at.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x03\0\0\0\x02";
const PNG_BASE64: &str = "iVBORw0KGgoAAAANSUhEUgAAAAMAAAAC";

/// A provider of the directory, played by `server`.
fn of(server: &ScriptedServer, id: &str) -> Endpoint {
    let spec = Directory::bundled().get(id).unwrap().clone();
    Endpoint { spec, ..endpoint(server) }
}

fn media(server: &ScriptedServer, id: &str) -> Media {
    Media::new(HttpClient::new(patient()), of(server, id)).with_retry(at_once(2))
}

fn texts() -> Vec<String> {
    vec!["one".into(), "two".into()]
}

fn recording() -> Recording {
    Recording {
        media_type: "audio/webm".into(),
        file_name: "speech.webm".into(),
        bytes: b"RIFF\r\n--".to_vec(),
    }
}

fn said(format: SpeechFormat) -> SpeechRequest {
    SpeechRequest { model: "reader".into(), voice: "Nova".into(), text: "Good evening".into(), format }
}

fn gemini_answer(parts: Value) -> Response {
    let candidate = json!({ "content": { "role": "model", "parts": parts }, "finishReason": "STOP" });
    let usage = json!({ "promptTokenCount": 4, "candidatesTokenCount": 1290 });
    Response::json(200, json!({ "candidates": [candidate], "usageMetadata": usage }))
}

fn posted(request: &RecordedRequest) -> (&str, &str) {
    (request.method.as_str(), request.path.as_str())
}

#[tokio::test]
async fn openai_embeds_in_the_order_of_the_texts() {
    let server = start().await;
    // Out of order, and without the members that some servers leave out.
    let data = json!([{ "index": 1, "embedding": [0.5, -1.0] }, { "index": 0, "embedding": [1, 2.5e-1] }]);
    server.respond(Response::json(200, json!({ "data": data })));
    let vectors = media(&server, "openai").embed("text-embedding-3-small", &texts()).await.unwrap();
    assert_eq!(vectors, [[1.0, 0.25], [0.5, -1.0]]);
    let request = server.request(0).await;
    assert_eq!(posted(&request), ("POST", "/v1/embeddings"));
    assert_eq!(request.bearer(), Some(KEY));
    let expected =
        json!({ "model": "text-embedding-3-small", "input": ["one", "two"], "encoding_format": "float" });
    assert_eq!(request.json(), expected);
}

#[tokio::test]
async fn gemini_embeds_at_once() {
    let server = start().await;
    server.respond(Response::json(200, json!({ "embeddings": [{ "values": [1.0] }, { "values": [2.0] }] })));
    let vectors = media(&server, "gemini").embed("gemini-embedding-001", &texts()).await.unwrap();
    assert_eq!(vectors, [[1.0], [2.0]]);
    let request = server.request(0).await;
    assert_eq!(posted(&request), ("POST", "/v1/models/gemini-embedding-001:batchEmbedContents"));
    assert_eq!(request.header("x-goog-api-key"), Some(KEY));
    let first =
        json!({ "model": "models/gemini-embedding-001", "content": { "parts": [{ "text": "one" }] } });
    assert_eq!(request.json()["requests"][0], first);
}

#[tokio::test]
async fn vectors_that_do_not_fit_their_texts_are_refused() {
    let server = start().await;
    let vector = |numbers: Value| json!({ "embedding": numbers });
    for data in [
        json!([vector(json!([1.0]))]),
        json!([vector(json!([1.0])), vector(json!([1.0, 2.0]))]),
        json!([vector(json!([])), vector(json!([]))]),
        json!("none"),
    ] {
        server.respond(Response::json(200, json!({ "data": data.clone() })));
        let error = media(&server, "openai").embed("m", &texts()).await.unwrap_err();
        assert_eq!(error.class, FailureClass::Request, "{data}");
    }
    assert_eq!(media(&server, "openai").embed("m", &[]).await.unwrap(), Vec::<Vec<f32>>::new());
    assert_eq!(server.requests().len(), 4, "nothing is asked about nothing");
}

#[tokio::test]
async fn openai_speech_comes_while_it_is_made() {
    let server = start().await;
    let media = media(&server, "openai");
    let wish = said(SpeechFormat::Mp3);
    let (speech, exchange) = tokio::join!(media.speak(&wish), async {
        let mut exchange = server.exchange().await.unwrap();
        exchange.respond(&Response::status(200).header("content-type", "audio/mpeg")).await.unwrap();
        exchange.send(b"first").await.unwrap();
        exchange
    });
    let mut speech = speech.unwrap();
    assert_eq!(speech.media_type, "audio/mpeg");
    assert_eq!(speech.bytes.try_next().await.unwrap().unwrap(), "first");
    let mut exchange = exchange;
    exchange.send(b"second").await.unwrap();
    exchange.finish().await.unwrap();
    assert_eq!(speech.bytes.try_next().await.unwrap().unwrap(), "second");
    assert_eq!(speech.bytes.try_next().await.unwrap(), None);
    let request = server.request(0).await;
    assert_eq!(posted(&request), ("POST", "/v1/audio/speech"));
    let expected =
        json!({ "model": "reader", "voice": "Nova", "input": "Good evening", "response_format": "mp3" });
    assert_eq!(request.json(), expected);
}

#[tokio::test]
async fn speech_that_breaks_off_ends_with_the_reason() {
    let server = start().await;
    let cut =
        Response::status(200).header("content-type", "audio/wav").header("content-length", "99").body("RIFF");
    server.respond(cut);
    let mut speech = media(&server, "groq").speak(&said(SpeechFormat::Wav)).await.unwrap();
    assert_eq!(speech.bytes.try_next().await.unwrap().unwrap(), "RIFF");
    assert_eq!(speech.bytes.try_next().await.unwrap_err().kind, FailureKind::Network);
    assert_eq!(speech.bytes.try_next().await.unwrap(), None);
    server.respond(Response::html(200, "<html>A page</html>"));
    assert!(media(&server, "groq").speak(&said(SpeechFormat::Wav)).await.is_err());
}

#[tokio::test]
async fn gemini_speech_says_what_it_is() {
    let server = start().await;
    let kind = "audio/L16;codec=pcm;rate=24000";
    server.respond(gemini_answer(json!([{ "inlineData": { "mimeType": kind, "data": "AAEC" } }])));
    let speech = media(&server, "gemini").speak(&said(SpeechFormat::Mp3)).await.unwrap();
    assert_eq!(speech.media_type, kind);
    let bytes: Vec<_> = speech.bytes.try_collect().await.unwrap();
    assert_eq!(bytes.concat(), [0, 1, 2]);
    let request = server.request(0).await;
    assert_eq!(posted(&request), ("POST", "/v1/models/reader:generateContent"));
    let config = &request.json()["generationConfig"];
    assert_eq!(config["responseModalities"], json!(["AUDIO"]));
    assert_eq!(config["speechConfig"]["voiceConfig"]["prebuiltVoiceConfig"]["voiceName"], "Nova");
    server.respond(gemini_answer(json!([{ "text": "I cannot." }])));
    assert!(media(&server, "gemini").speak(&said(SpeechFormat::Mp3)).await.is_err());
}

#[tokio::test]
async fn openai_writes_down_a_file() {
    let server = start().await;
    server.respond(Response::json(200, json!({ "text": " Guten Abend.\n" })));
    let words = media(&server, "groq").transcribe("whisper-large-v3", &recording(), Some("de")).await;
    assert_eq!(words.unwrap(), "Guten Abend.");
    let request = server.request(0).await;
    assert_eq!(posted(&request), ("POST", "/v1/audio/transcriptions"));
    let boundary =
        request.header("content-type").unwrap().strip_prefix("multipart/form-data; boundary=").unwrap();
    let body = String::from_utf8(request.body.clone()).unwrap();
    let parts: Vec<_> = body.split(&format!("--{boundary}")).collect();
    let field = |name: &str, value: &str| {
        format!("\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let file = "\r\ncontent-disposition: form-data; name=\"file\"; filename=\"speech.webm\"\r\n\
                content-type: audio/webm\r\n\r\nRIFF\r\n--\r\n";
    let expected = [
        "",
        &field("model", "whisper-large-v3"),
        &field("response_format", "json"),
        &field("language", "de"),
        file,
        "--\r\n",
    ];
    assert_eq!(parts, expected);
}

#[tokio::test]
async fn gemini_writes_down_a_recording_or_says_that_it_broke_off() {
    let server = start().await;
    server.respond(gemini_answer(json!([{ "text": "Good " }, { "text": "evening." }])));
    let transcribe =
        async || media(&server, "gemini").transcribe("gemini-3.8-flash", &recording(), None).await;
    assert_eq!(transcribe().await.unwrap(), "Good evening.");
    let sent = server.request(0).await.json();
    let sound = json!({ "mimeType": "audio/webm", "data": "UklGRg0KLS0=" });
    assert_eq!(sent["contents"][0]["parts"][1]["inlineData"], sound);
    let parts = json!([{ "text": "Good" }]);
    let cut = json!({ "candidates": [{ "content": { "parts": parts }, "finishReason": "MAX_TOKENS" }] });
    server.respond(Response::json(200, cut));
    assert!(transcribe().await.is_err());
}

#[tokio::test]
async fn openai_draws_and_counts() {
    let server = start().await;
    let usage = json!({ "input_tokens": 7, "output_tokens": 1056 });
    let data = json!([{ "b64_json": PNG_BASE64, "url": null, "revised_prompt": "a cat" }, { "odd": 1 }]);
    server.respond(Response::json(200, json!({ "created": 1.5, "data": data, "usage": usage })));
    let drawing = media(&server, "openai").generate_image("gpt-image-2", "a cat").await.unwrap();
    assert_eq!(drawing.images.len(), 1);
    let image = &drawing.images[0];
    assert_eq!((image.kind, image.bytes.as_slice()), (ImageType::Png, PNG));
    assert_eq!(image.kind.size(&image.bytes), Some((3, 2)));
    assert_eq!(drawing.usage.unwrap().output_tokens, Some(1056));
    assert_eq!(server.request(0).await.json(), json!({ "model": "gpt-image-2", "prompt": "a cat" }));
}

#[tokio::test]
async fn the_address_of_a_picture_is_not_followed_everywhere() {
    let server = start().await;
    for url in ["http://10.0.0.1/picture.png", "http://cdn.example/picture.png", "file:///etc/passwd"] {
        server.respond(Response::json(200, json!({ "data": [{ "url": url }] })));
        let error =
            media(&server, "xai").with_retry(at_once(0)).generate_image("m", "a cat").await.unwrap_err();
        assert!(error.message.contains("address of a picture"), "{error:?}");
    }
    assert!(server.requests().iter().all(|request| request.method == "POST"), "the picture was asked for");
}

#[tokio::test]
async fn a_picture_that_is_paid_for_is_fetched_again_and_counted_whatever_becomes_of_it() {
    let server = start().await;
    let url = format!("http://{}/pictures/1.png", server.address());
    let made = json!({ "data": [{ "url": url }], "usage": { "input_tokens": 7, "output_tokens": 90 } });
    let draw = async || {
        let provider =
            HttpProvider::new(HttpClient::new(patient()), of(&server, "xai")).with_retry(at_once(2));
        let asked = ChatRequest { model: "grok-imagine-image".into(), ..question() };
        ask_with(&provider, asked, CancellationToken::new()).await
    };
    server.respond(Response::json(200, made.clone()));
    server.respond(Response::status(503));
    server.respond(Response::status(200).sized_body(PNG));
    assert!(draw().await.finished());

    server.respond(Response::json(200, made));
    for _ in 0..3 {
        server.respond(Response::status(503));
    }
    let outcome = draw().await;
    assert!(outcome.error().after_first_token, "{outcome:?}");
    let told = |event: &ProviderEvent| matches!(event, ProviderEvent::Stream(StreamEvent::Usage(usage)) if usage.output_tokens == Some(90));
    assert!(outcome.events.iter().any(told), "{outcome:?}");
    let orders = server.requests().iter().filter(|request| request.method == "POST").count();
    assert_eq!((orders, server.requests().len()), (2, 7));
}

#[tokio::test]
async fn a_drawing_is_not_ordered_twice() {
    let server = start().await;
    let whole = Response::json(200, json!({ "data": [{ "b64_json": PNG_BASE64 }] })).bytes();
    let draw = async |timeouts| {
        let media = Media::new(HttpClient::new(timeouts), of(&server, "openai")).with_retry(at_once(2));
        media.generate_image("gpt-image-2", "a cat").await.unwrap_err()
    };
    server.enqueue([Step::Send(whole[..whole.len() - 9].to_vec()), Step::Reset]);
    draw(patient()).await;
    assert_eq!(server.requests().len(), 1);

    server.enqueue([Step::Stall]);
    let error = draw(Timeouts { first_byte: Duration::from_millis(50), ..patient() }).await;
    assert_eq!((error.kind, server.requests().len()), (FailureKind::Timeout, 2));
}

#[tokio::test]
async fn a_picture_may_be_fetched_from_the_provider_itself() {
    let server = start().await;
    let url = format!("http://{}/pictures/1.png", server.address());
    server.respond(Response::json(200, json!({ "data": [{ "url": url }] })));
    server.respond(Response::status(200).sized_body(PNG));
    let drawing = media(&server, "xai").generate_image("m", "a cat").await.unwrap();
    assert_eq!(drawing.images[0].bytes, PNG);
    let asked = server.request(1).await;
    assert_eq!((asked.path.as_str(), asked.bearer()), ("/pictures/1.png", None), "without the key");
}

#[tokio::test]
async fn gemini_draws_beside_words_and_says_what_its_filter_held_back() {
    let server = start().await;
    let picture = json!({ "inlineData": { "mimeType": "image/png", "data": PNG_BASE64 } });
    server.respond(gemini_answer(json!([{ "text": "Here:" }, picture])));
    let draw = async || media(&server, "gemini").generate_image("gemini-3-pro-image", "a cat").await;
    let drawing = draw().await.unwrap();
    assert_eq!((drawing.images.len(), drawing.images[0].bytes.as_slice()), (1, PNG));
    assert_eq!(drawing.usage.unwrap().output_tokens, Some(1290));
    let sent = server.request(0).await.json();
    assert_eq!(sent["generationConfig"]["responseModalities"], json!(["TEXT", "IMAGE"]));

    server.respond(Response::json(200, json!({ "candidates": [{ "finishReason": "IMAGE_SAFETY" }] })));
    assert_eq!(draw().await.unwrap_err().kind, FailureKind::Api(ErrorKind::ContentFilter));
    server.respond(Response::json(200, json!({ "promptFeedback": { "blockReason": "SAFETY" } })));
    assert_eq!(draw().await.unwrap_err().kind, FailureKind::Api(ErrorKind::ContentFilter));
}

#[tokio::test]
async fn a_slip_is_made_good_and_a_refusal_is_told_without_the_key() {
    let server = start().await;
    server.respond(Response::error(503, "overloaded", "Busy"));
    server.enqueue([Step::Reset]);
    server.respond(Response::json(200, json!({ "data": [{ "embedding": [1.0] }, { "embedding": [2.0] }] })));
    assert_eq!(media(&server, "openai").embed("m", &texts()).await.unwrap().len(), 2);
    assert_eq!(server.requests().len(), 3);

    server.respond(Response::error(401, "invalid_api_key", &format!("Incorrect API key provided: {KEY}")));
    let error = media(&server, "openai").embed("m", &texts()).await.unwrap_err();
    assert_eq!((error.class, error.kind), (FailureClass::Key, FailureKind::Api(ErrorKind::Auth)));
    assert!(!error.message.contains(KEY), "{error:?}");
}

#[tokio::test]
async fn what_a_provider_has_not_is_not_asked_for() {
    let server = start().await;
    let media = media(&server, "anthropic");
    assert!(media.embed("m", &texts()).await.unwrap_err().message.contains("no embeddings"));
    assert!(media.generate_image("m", "a cat").await.is_err());
    assert!(media.transcribe("m", &recording(), None).await.is_err());
    assert!(media.speak(&said(SpeechFormat::Mp3)).await.is_err());
    assert_eq!(server.requests(), []);
}

#[tokio::test]
async fn a_model_that_draws_answers_a_chat_with_pictures() {
    let server = start().await;
    server.respond(Response::error(500, "server_error", "Oops"));
    server.respond(Response::json(200, json!({ "data": [{ "b64_json": PNG_BASE64 }] })));
    let provider =
        HttpProvider::new(HttpClient::new(patient()), of(&server, "openai")).with_retry(at_once(1));
    let parameters = Parameters { temperature: Some(0.5), ..Parameters::default() };
    let message = |role, text: &str| ChatMessage::text(role, text);
    let messages = vec![
        message(Role::System, "Be brief."),
        message(Role::User, "Hi"),
        message(Role::Assistant, "Hello"),
        message(Role::User, "A cat, please"),
    ];
    let shown = Content::Image { media_type: "image/png".into(), data: PNG.into() };
    let messages = [vec![ChatMessage { role: Role::User, content: vec![shown] }], messages].concat();
    let asked = ChatRequest { model: "gpt-image-2".into(), messages, parameters, ..ChatRequest::default() };
    let outcome = ask_with(&provider, asked, CancellationToken::new()).await;
    assert!(outcome.finished(), "{outcome:?}");
    assert_eq!(outcome.retries(), [1]);
    let pictures = outcome.events.iter().filter_map(|event| match event {
        ProviderEvent::Stream(StreamEvent::Image { data, .. }) => Some(data.as_ref()),
        _ => None,
    });
    assert_eq!(pictures.collect::<Vec<_>>(), [PNG]);
    let unsupported = |parameter| Omission { parameter, reason: OmissionReason::Unsupported };
    let omitted = vec![unsupported(ParameterName::SystemPrompt), unsupported(ParameterName::Temperature)];
    assert_eq!(outcome.events[0], ProviderEvent::Omitted(omitted));
    assert_eq!(server.request(1).await.json()["prompt"], "A cat, please");
    let told =
        |event: &&ProviderEvent| matches!(event, ProviderEvent::Dropped(_) | ProviderEvent::Retrying { .. });
    let last = outcome.events.iter().rfind(told);
    assert_eq!(last, Some(&ProviderEvent::Dropped(vec![Dropped { kind: DroppedKind::Image, count: 1 }])));
}

#[tokio::test]
async fn a_drawing_that_is_stopped_ends_at_once() {
    let server = start().await;
    let provider = HttpProvider::new(HttpClient::new(patient()), of(&server, "openai"));
    let cancel = CancellationToken::new();
    let asked = ChatRequest { model: "gpt-image-2".into(), ..question() };
    let (outcome, ()) = tokio::join!(ask_with(&provider, asked, cancel.clone()), async {
        let mut exchange = server.exchange().await.unwrap();
        cancel.cancel();
        exchange.closed().await;
    });
    assert_eq!(outcome.error().kind, FailureKind::Cancelled);
}
