//! Models that make pictures: what they draw is kept before it is shown, and shown to whoever is asked next.

use parlance_app::App;
use parlance_domain::{BlobId, Dropped, DroppedKind, MessageStatus, Part};
use parlance_ipc::{
    ErrorCode, ListModelsArgs, MessageState, ModelChoice, PartOp, PartView, PictureView, SavePictureArgs,
    SearchArgs, SendArgs, TurnEvent, TurnStarted, WireFormat,
};
use parlance_testkit::{Response, ScriptedServer, TempHome, sse};
use serde_json::json;
use tokio::sync::mpsc;

use crate::support::*;

/// 3 by 2 pixels.
const PNG: &str = "iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAIAAAASFvFNAAAAFUlEQVR4nGM8ISfHwMDAwMDAxAADABMuAQhqwGVhAAAAAElFTkSuQmCC";

fn artist() -> ModelChoice {
    ModelChoice { provider: "openai".into(), model: "gpt-image-2".into() }
}

fn drawn() -> Response {
    let usage = json!({ "input_tokens": 12, "output_tokens": 1056, "total_tokens": 1068 });
    Response::json(200, json!({ "created": 1, "data": [{ "b64_json": PNG }], "usage": usage }))
}

async fn draw(scene: &Scene, text: &str) -> TurnStarted {
    let args = SendArgs { conversation: None, text: text.into(), model: artist(), overflow: None };
    scene.app.send_message(args).await.unwrap()
}

fn picture(parts: &[PartView]) -> PictureView {
    match parts {
        [PartView::Image(picture)] => picture.clone(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_picture_is_a_part_of_the_answer_and_stays_after_a_restart() {
    let scene = Scene::new().await;
    scene.server.respond(drawn());
    let started = draw(&scene, "A lighthouse at dusk").await;
    let answer = answer_of(&scene.app, &started).await;
    assert_eq!((answer.state, answer.source.as_str()), (MessageState::Complete, ""));
    let shown = picture(&answer.parts);
    assert_eq!((shown.width, shown.height, shown.media_type.as_str()), (Some(3), Some(2), "image/png"));
    assert_eq!(shown.alt, "A lighthouse at dusk");
    assert_eq!(answer.stats.unwrap().output_tokens, Some(1056));

    let request = scene.server.request(0).await;
    assert_eq!((request.method.as_str(), request.path.as_str()), ("POST", "/v1/images/generations"));
    assert_eq!(request.bearer(), Some(KEY));
    assert_eq!(request.json(), json!({ "model": "gpt-image-2", "prompt": "A lighthouse at dusk" }));

    let (mime, bytes) = scene.app.load_blob(shown.blob).await.unwrap();
    assert_eq!((mime, &bytes[1..4]), ("image/png", b"PNG".as_slice()));
    let file = scene.app.blob_file(shown.blob);
    assert_eq!(std::fs::read(&file).unwrap(), bytes);
    let hits = scene.app.search(SearchArgs { query: "lighthouse".into() }).await.unwrap();
    assert_eq!(hits[0].conversation, started.conversation);
    scene.app.shut_down().await;

    let again = app(&scene.home.parlance(), &scene.server.base_url());
    again.open_history().await;
    let kept = view(&again, started.conversation).await.messages.pop().unwrap();
    assert_eq!(picture(&kept.parts), shown);
    assert_eq!(again.load_blob(shown.blob).await.unwrap().1, bytes);
}

#[tokio::test]
async fn a_picture_is_saved_beside_what_is_there() {
    let scene = Scene::new().await;
    scene.server.respond(drawn());
    let started = draw(&scene, "A lighthouse at dusk").await;
    let shown = picture(&answer_of(&scene.app, &started).await.parts);
    let folder = scene.home.parlance().join("exports");
    let save = || {
        let args = SavePictureArgs { blob: shown.blob, name: shown.alt.clone() };
        scene.app.save_picture(args, folder.clone())
    };
    let paths = [save().await.unwrap().path, save().await.unwrap().path];
    for (path, name) in
        paths.iter().zip(["parlance-a-lighthouse-at-dusk.png", "parlance-a-lighthouse-at-dusk-2.png"])
    {
        assert_eq!(std::path::Path::new(path), folder.join(name));
        assert_eq!(std::fs::read(path).unwrap(), scene.app.load_blob(shown.blob).await.unwrap().1);
    }
    let lost = SavePictureArgs { blob: BlobId([7; 32]), name: String::new() };
    assert_eq!(scene.app.save_picture(lost, folder).await.unwrap_err().code, ErrorCode::NotFound);
}

#[tokio::test]
async fn watchers_are_shown_the_picture_once_it_is_kept() {
    let scene = Scene::new().await;
    let started = draw(&scene, "A cat").await;
    let (sender, mut events) = mpsc::unbounded_channel();
    scene.app.watch_turn(started.turn, sender).unwrap();
    let mut exchange = scene.server.exchange().await.unwrap();
    exchange.respond(&drawn()).await.unwrap();
    exchange.finish().await.unwrap();
    let mut frames = Vec::new();
    while let Some(event) = events.recv().await {
        if let TurnEvent::Frame { ops, .. } = event {
            frames.extend(ops);
        }
    }
    let [PartOp::Image { part: 0, picture }] = frames.as_slice() else { panic!("{frames:?}") };
    assert_eq!(scene.app.load_blob(picture.blob).await.unwrap().0, "image/png");
}

/// Gemini tells words and pictures in one answer; the process dies behind the picture.
#[test]
fn a_picture_that_was_shown_is_not_lost_with_its_process() {
    let home = TempHome::new().unwrap();
    let (message, blob) = in_a_process(async {
        let server = ScriptedServer::start().await.unwrap();
        let app = app(&home.parlance(), &server.base_url());
        app.open_history().await;
        let model = ModelChoice { provider: gemini(&app, &server).await, model: "gemini-3-image".into() };
        let args = SendArgs { conversation: None, text: "A fox".into(), model, overflow: None };
        let started = app.send_message(args).await.unwrap();
        let mut exchange = server.exchange().await.unwrap();
        exchange.respond(&Response::events("")).await.unwrap();
        let parts = json!([{ "text": "Here:" }, { "inlineData": { "mimeType": "image/png", "data": PNG } }]);
        let document = json!({ "candidates": [{ "content": { "role": "model", "parts": parts } }] });
        exchange.send(format!("data: {document}\r\n\r\n")).await.unwrap();
        let message = message_args(&started).message;
        let window = other_process(&home.parlance()).await;
        loop {
            let parts = window.message(message).await.unwrap().parts;
            if let Some(Part::Image(picture)) = parts.last() {
                return (message, picture.blob);
            }
        }
    });
    in_a_process(async {
        let store = other_process(&home.parlance()).await;
        let answer = store.message(message).await.unwrap();
        assert_eq!(answer.status, MessageStatus::Interrupted);
        let [Part::Text { text }, Part::Image(kept)] = answer.parts.as_slice() else {
            panic!("{:?}", answer.parts)
        };
        assert_eq!((text.as_str(), kept.blob, kept.alt.as_str()), ("Here:", blob, "A fox"));
        assert!(store.has_blob(blob).await.unwrap());
    });
}

async fn gemini(app: &App, server: &ScriptedServer) -> String {
    let args = custom(server, "Google at work", WireFormat::Gemini);
    app.save_custom_provider(args).await.unwrap().id
}

#[tokio::test]
async fn who_is_asked_next_sees_what_was_drawn() {
    let scene = Scene::new().await;
    scene.server.respond(drawn());
    let started = draw(&scene, "A lighthouse").await;
    answer_of(&scene.app, &started).await;

    scene.server.respond(Response::events(sse::answer(["A lighthouse."])));
    let conversation = Some(started.conversation);
    let args = SendArgs { conversation, text: "What is this?".into(), model: model(), overflow: None };
    let asked = scene.app.send_message(args).await.unwrap();
    assert_eq!(answer_of(&scene.app, &asked).await.source, "A lighthouse.");
    let sent = scene.server.request(1).await.json();
    let url = format!("data:image/png;base64,{PNG}");
    let shown = json!([{ "type": "text", "text": "What was drawn:" }, { "type": "image_url", "image_url": { "url": url } }]);
    let expected = json!([
        { "role": "user", "content": "A lighthouse" },
        { "role": "user", "content": shown },
        { "role": "user", "content": "What is this?" },
    ]);
    assert_eq!(sent["messages"], expected);
}

#[tokio::test]
async fn of_pictures_that_are_too_many_for_a_request_the_newest_are_sent() {
    let scene = Scene::new().await;
    let mut conversation = None;
    // Three bytes each.
    let (first, second) = ("AQEB", "AgIC");
    for filler in [first, second] {
        let png = PNG.to_owned() + &filler.repeat(7 * 1024 * 1024 / 3);
        let data = json!([{ "b64_json": png }]);
        scene.server.respond(Response::json(200, json!({ "data": data })));
        let args = SendArgs { conversation, text: "A lighthouse".into(), model: artist(), overflow: None };
        let started = scene.app.send_message(args).await.unwrap();
        assert_eq!(answer_of(&scene.app, &started).await.state, MessageState::Complete);
        conversation = Some(started.conversation);
    }
    scene.server.respond(Response::events(sse::answer(["Two."])));
    let args = SendArgs { conversation, text: "What are these?".into(), model: model(), overflow: None };
    let started = scene.app.send_message(args).await.unwrap();
    let answer = answer_of(&scene.app, &started).await;
    let dropped = Dropped { kind: DroppedKind::Image, count: 1 };
    let store = other_process(&scene.home.parlance()).await;
    assert!(store.message(answer.id).await.unwrap().parts.contains(&Part::Dropped(dropped)));
    let sent = scene.server.request(2).await.json()["messages"].to_string();
    assert_eq!(sent.matches("data:image/png;base64,").count(), 1);
    assert!(sent.contains(&second.repeat(9)) && !sent.contains(&first.repeat(9)));
}

#[tokio::test]
async fn what_is_refused_is_told_as_any_refusal() {
    let scene = Scene::new().await;
    scene.server.respond(Response::error(
        400,
        "moderation_blocked",
        "Your request was rejected by the safety system.",
    ));
    let started = draw(&scene, "Something else").await;
    let answer = answer_of(&scene.app, &started).await;
    assert_eq!(answer.state, MessageState::Failed);
    assert_eq!(answer.error.unwrap().code, ErrorCode::ContentFilter);

    scene.server.respond(Response::json(200, json!({ "data": [] })));
    let started = draw(&scene, "Nothing").await;
    assert_eq!(answer_of(&scene.app, &started).await.state, MessageState::Failed);
}

#[tokio::test]
async fn models_that_draw_are_marked_and_left_out_of_the_choice() {
    let scene = Scene::new().await;
    scene.server.respond(Response::models(["gpt-6.1", "gpt-image-2", "dall-e-3", "sora-2"]));
    let listed = scene.app.list_models(ListModelsArgs { refresh: true }).await.unwrap();
    let openai = listed.into_iter().find(|provider| provider.provider == "openai").unwrap();
    let marked: Vec<_> = openai
        .models
        .iter()
        .map(|model| (model.model.model.as_str(), model.output.image == Some(true)))
        .collect();
    assert_eq!(marked, [("gpt-6.1", false), ("gpt-image-2", true), ("dall-e-3", true)]);
}

#[tokio::test]
async fn a_name_of_nothing_is_not_found() {
    let scene = Scene::new().await;
    assert_eq!(scene.app.load_blob(BlobId([1; 32])).await.unwrap_err().code, ErrorCode::NotFound);
}
