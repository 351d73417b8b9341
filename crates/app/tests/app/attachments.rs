//! Files that a person attaches: on their way in, beside their draft over restarts, and on their way to a model.

use std::path::{Path, PathBuf};

use parlance_app::App;
use parlance_domain::ConversationId;
use parlance_ipc::{
    AppEvent, AttachOfferedArgs, Attached, BeginUploadArgs, DraftFileArgs, DraftFileView, DraftFilesArgs,
    ErrorCode, FileContent, FileRefusal, GaugeArgs, MessageFile, MessageState, ModelChoice,
    OverrideModelArgs, RestoreFileArgs, SaveFileArgs, SendArgs, SendFilesArgs, TurnStarted, UnreadableFile,
    UploadArgs, UploadBegun,
};
use parlance_testkit::{Response, sse};
use serde_json::{Value, json};
use tokio::sync::mpsc;

use crate::support::*;

fn png(width: u32, height: u32) -> Vec<u8> {
    let picture = image::RgbImage::from_fn(width, height, |x, y| image::Rgb([x as u8, y as u8, 7]));
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

fn written(scene: &Scene, name: &str, bytes: &[u8]) -> PathBuf {
    let path = scene.home.parlance().parent().unwrap().join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

async fn offer(app: &App, conversation: Option<ConversationId>, path: &Path) -> Attached {
    let offered = app.offer_files(vec![path.to_owned()]).remove(0).id;
    app.attach_offered(AttachOfferedArgs { conversation, offered }).await.unwrap()
}

/// Attaches a file and waits until it is read.
async fn attach(scene: &Scene, name: &str, bytes: &[u8]) -> DraftFileView {
    let (sender, mut events) = mpsc::unbounded_channel();
    scene.app.watch(sender);
    let Attached::Attached { file } = offer(&scene.app, None, &written(scene, name, bytes)).await else {
        panic!("{name} was refused")
    };
    loop {
        let known = files(&scene.app, None).await.into_iter().find(|known| known.id == file.id).unwrap();
        if known.content != FileContent::Reading {
            return known;
        }
        while events.recv().await.unwrap() != AppEvent::DraftFiles {}
    }
}

async fn files(app: &App, conversation: Option<ConversationId>) -> Vec<DraftFileView> {
    app.draft_files(DraftFilesArgs { conversation }).await.unwrap()
}

fn question(text: &str, model: ModelChoice) -> SendArgs {
    SendArgs { conversation: None, text: text.into(), model, overflow: None }
}

/// Sends and gives the content of the newest message as the provider received it.
async fn send(scene: &Scene, text: &str, sent: &[&DraftFileView]) -> (TurnStarted, Value) {
    let at = scene.server.requests().len();
    scene.server.respond(Response::events(sse::answer(["Seen."])));
    let files = sent.iter().map(|file| file.id).collect();
    let args = SendFilesArgs { question: question(text, model()), files };
    let started = scene.app.send_files(args).await.unwrap();
    assert_eq!(answer_of(&scene.app, &started).await.state, MessageState::Complete);
    let mut request = scene.server.request(at).await.json();
    let content = request["messages"].as_array_mut().unwrap().pop().unwrap()["content"].take();
    (started, content)
}

#[tokio::test]
async fn a_picture_and_a_text_go_along_and_stand_in_the_message() {
    let scene = Scene::new().await;
    let picture = attach(&scene, "beach.png", &png(3000, 600)).await;
    let FileContent::Picture { width: 3000, height: 600, tokens } = picture.content else {
        panic!("{:?}", picture.content)
    };
    assert_eq!(tokens, 1600);
    let notes = attach(&scene, "notes.md", "# Grüße\n```\ncode\n```\n".as_bytes()).await;
    assert!(matches!(notes.content, FileContent::Text { cut: false, .. }), "{:?}", notes.content);

    let (started, content) = send(&scene, "What is this?", &[&picture, &notes]).await;
    let url = content[0]["image_url"]["url"].as_str().unwrap();
    let sent = url.split_once(";base64,").unwrap();
    assert!(sent.0 == "data:image/png" || sent.0 == "data:image/jpeg");
    let sent = base64(sent.1);
    let size = image::load_from_memory(&sent).unwrap();
    assert_eq!((size.width(), size.height()), (2000, 400));
    assert_eq!(
        content[1],
        json!({ "type": "text", "text": "notes.md:\n\n````\n# Grüße\n```\ncode\n```\n````\n\nWhat is this?" })
    );

    assert_eq!(files(&scene.app, None).await, []);
    let view = scene.view(&started).await;
    assert_eq!(view.messages[0].source, "What is this?");
    let [MessageFile::Picture(shown), MessageFile::File(kept)] = view.messages[0].files.as_slice() else {
        panic!("{:?}", view.messages[0].files)
    };
    assert_eq!((shown.alt.as_str(), shown.width, kept.name.as_str()), ("beach.png", Some(3000), "notes.md"));
    assert_eq!(scene.app.load_blob(shown.blob).await.unwrap().1, png(3000, 600));
    let (mime, small) = scene.app.load_thumbnail(shown.blob).await.unwrap();
    assert!(mime.starts_with("image/") && small.len() < 100_001);

    // It goes along with what is asked next as well.
    scene.server.respond(Response::events(sse::answer(["Still."])));
    let at = scene.server.requests().len();
    let args = SendArgs { conversation: Some(started.conversation), ..question("And now?", model()) };
    let next = scene.app.send_message(args).await.unwrap();
    answer_of(&scene.app, &next).await;
    let messages = scene.server.request(at).await.json()["messages"].take();
    assert_eq!(messages[0]["content"][0]["type"], "image_url");
    assert_eq!(messages[2]["content"], "And now?");
}

#[tokio::test]
async fn files_alone_are_a_message_and_name_the_conversation() {
    let scene = Scene::new().await;
    let notes = attach(&scene, "plan.txt", b"Buy tea").await;
    let (started, content) = send(&scene, "  ", &[&notes]).await;
    assert_eq!(content, "plan.txt:\n\n```\nBuy tea\n```\n\n");
    let view = scene.view(&started).await;
    assert_eq!((view.title.as_str(), view.messages[0].source.as_str()), ("plan.txt", ""));
    let nothing = SendFilesArgs { question: question(" ", model()), files: Vec::new() };
    assert_eq!(scene.app.send_files(nothing).await.unwrap_err().code, ErrorCode::Invalid);
}

#[tokio::test]
async fn a_draft_keeps_its_files_over_a_restart_and_what_is_removed_comes_back() {
    let scene = Scene::new().await;
    let first = attach(&scene, "first.txt", b"one").await;
    let second = attach(&scene, "second.txt", b"two").await;
    scene.app.remove_draft_file(DraftFileArgs { id: first.id }).await.unwrap();
    let DraftFileView { blob, name, media_type, size_bytes, position, .. } = first.clone();
    let back = RestoreFileArgs { conversation: None, blob, name, media_type, size_bytes, position };
    let back = scene.app.restore_draft_file(back).await.unwrap();
    assert_eq!(files(&scene.app, None).await, [back.clone(), second.clone()]);

    let again = app(&scene.home.parlance(), &scene.server.base_url());
    again.open_history().await;
    assert_eq!(files(&again, None).await, [back, second]);
}

#[tokio::test]
async fn what_cannot_be_attached_says_why_and_changes_nothing() {
    let scene = Scene::new().await;
    let refused = async |path: &Path| match offer(&scene.app, None, path).await {
        Attached::Refused { reason } => reason,
        Attached::Attached { file } => panic!("{file:?}"),
    };
    let folder = scene.home.parlance();
    assert_eq!(refused(&folder).await, FileRefusal::Folder);
    assert_eq!(refused(&folder.join("nowhere")).await, FileRefusal::Gone);
    assert_eq!(refused(&written(&scene, "empty", b"")).await, FileRefusal::Empty);
    let huge = written(&scene, "huge", b"");
    std::fs::File::options().write(true).open(&huge).unwrap().set_len(1 << 33).unwrap();
    assert_eq!(refused(&huge).await, FileRefusal::TooLarge { most_bytes: 512 * 1024 * 1024 });
    attach(&scene, "a.txt", b"same").await;
    assert_eq!(refused(&written(&scene, "b.txt", b"same")).await, FileRefusal::Duplicate);
    for at in 1..50 {
        offer(&scene.app, None, &written(&scene, "many.txt", format!("{at}").as_bytes())).await;
    }
    assert_eq!(refused(&written(&scene, "more.txt", b"more")).await, FileRefusal::TooMany { most: 50 });
    assert_eq!(files(&scene.app, None).await.len(), 50);
    let offered = scene.app.attach_offered(AttachOfferedArgs { conversation: None, offered: 9_999 }).await;
    assert_eq!(offered.unwrap(), Attached::Refused { reason: FileRefusal::Gone });
    assert_eq!(std::fs::read_dir(folder.join("blobs/incoming")).unwrap().count(), 0);
}

#[tokio::test]
async fn what_comes_in_pieces_is_whole_and_what_is_given_up_leaves_nothing() {
    let scene = Scene::new().await;
    let begin = async |size_bytes| {
        let args = BeginUploadArgs { conversation: None, name: "../x.txt".into(), size_bytes };
        scene.app.begin_upload(args).await.unwrap()
    };
    assert_eq!(begin(0).await, UploadBegun::Refused { reason: FileRefusal::Empty });
    assert!(matches!(begin(1 << 40).await, UploadBegun::Refused { reason: FileRefusal::TooLarge { .. } }));
    let UploadBegun::Begun { upload } = begin(6).await else { panic!("refused") };
    scene.app.upload_piece(upload, b"one".to_vec()).await.unwrap();
    scene.app.upload_piece(upload, b"two".to_vec()).await.unwrap();
    let Attached::Attached { file } = scene.app.end_upload(UploadArgs { upload }).await.unwrap() else {
        panic!("refused")
    };
    assert_eq!((file.name.as_str(), file.size_bytes), ("x.txt", 6));
    assert_eq!(scene.app.end_upload(UploadArgs { upload }).await.unwrap_err().code, ErrorCode::Invalid);

    let UploadBegun::Begun { upload } = begin(6).await else { panic!("refused") };
    scene.app.upload_piece(upload, b"half".to_vec()).await.unwrap();
    scene.app.abort_upload(UploadArgs { upload }).await.unwrap();
    assert_eq!(scene.app.upload_piece(upload, b"x".to_vec()).await.unwrap_err().code, ErrorCode::Invalid);
    assert_eq!(std::fs::read_dir(scene.home.parlance().join("blobs/incoming")).unwrap().count(), 0);
}

const SCAN: &[u8] = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [3 0 R] \
    /Count 1 >>\nendobj\n3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF";

#[tokio::test]
async fn what_cannot_be_read_says_so_and_goes_as_it_is_where_it_can() {
    let scene = Scene::new().await;
    let scan = attach(&scene, "scan.pdf", SCAN).await;
    assert_eq!(scan.content, FileContent::Unreadable { reason: UnreadableFile::NoWords });
    let program = attach(&scene, "tool.bin", b"\x7fELF\0\0\0").await;
    assert_eq!(program.content, FileContent::Unreadable { reason: UnreadableFile::UnknownType });
    let broken = attach(&scene, "broken.png", b"\x89PNG\r\n\x1a\nand no more").await;
    assert_eq!(broken.content, FileContent::Unreadable { reason: UnreadableFile::Damaged });

    // Nobody knows of this model whether it takes documents.
    let (_, content) = send(&scene, "Read it.", &[&scan, &program, &broken]).await;
    assert_eq!(content[0]["file"]["filename"], "scan.pdf");
    let words = content[1]["text"].as_str().unwrap();
    assert!(
        words.contains("tool.bin (application/octet-stream): the content of this file could not be read.")
    );
    assert!(words.contains("broken.png") && words.ends_with("Read it."));
}

#[tokio::test]
async fn what_is_attached_counts_in_the_gauge() {
    let scene = Scene::new().await;
    let args = OverrideModelArgs {
        model: model(),
        said: serde_json::from_value(json!({
            "name": null, "context_tokens": 100_000, "max_output_tokens": null, "price_input": null,
            "price_output": null, "price_cached": null, "vision": null, "tools": null,
        }))
        .unwrap(),
    };
    scene.app.override_model(args).await.unwrap();
    let used = async |conversation| {
        let args = GaugeArgs { conversation, model: model(), draft_bytes: 0 };
        scene.app.context_gauge(args).await.unwrap().unwrap().used_tokens
    };
    let empty = used(None).await;
    let text = attach(&scene, "long.txt", "word ".repeat(4_000).as_bytes()).await;
    assert_eq!(used(None).await, empty + 5_000 - 1);
    let picture = attach(&scene, "p.png", &png(300, 250)).await;
    assert_eq!(used(None).await, empty + 5_000 - 1 + 100);
    let (started, _) = send(&scene, "Go", &[&text, &picture]).await;
    assert_eq!(used(None).await, empty);
    assert!(used(Some(started.conversation)).await > 5_000);
}

#[tokio::test]
async fn a_file_is_saved_under_its_own_name_beside_what_is_there() {
    let scene = Scene::new().await;
    let file = attach(&scene, "notes.md", b"# Tea").await;
    let folder = scene.home.parlance().join("exports");
    let save = async || {
        let args = SaveFileArgs { blob: file.blob, name: "../notes.md".into() };
        PathBuf::from(scene.app.save_file(args, folder.clone()).await.unwrap().path)
    };
    assert_eq!([save().await, save().await], [folder.join("notes.md"), folder.join("notes-2.md")]);
    assert_eq!(std::fs::read(folder.join("notes-2.md")).unwrap(), b"# Tea");
}

#[tokio::test]
async fn a_file_that_is_gone_is_not_sent_and_the_draft_stays() {
    let scene = Scene::new().await;
    let file = attach(&scene, "notes.md", b"# Tea").await;
    std::fs::remove_file(scene.app.blob_file(file.blob)).unwrap();
    let args = || SendFilesArgs { question: question("Read", model()), files: vec![file.id] };
    let failure = scene.app.send_files(args()).await.unwrap_err();
    assert_eq!(failure.code, ErrorCode::NotFound);
    assert!(failure.message.contains("notes.md"));
    assert_eq!(files(&scene.app, None).await.len(), 1);
    scene.app.remove_draft_file(DraftFileArgs { id: file.id }).await.unwrap();
    assert_eq!(scene.app.send_files(args()).await.unwrap_err().code, ErrorCode::NotFound);
}

fn base64(text: &str) -> Vec<u8> {
    let digit = |letter: u8| match letter {
        b'A'..=b'Z' => letter - b'A',
        b'a'..=b'z' => letter - b'a' + 26,
        b'0'..=b'9' => letter - b'0' + 52,
        b'+' => 62,
        _ => 63,
    };
    let letters: Vec<u8> = text.bytes().filter(|letter| *letter != b'=').map(digit).collect();
    let bytes = letters.chunks(4).flat_map(|four| {
        let joined = four.iter().fold(0_u32, |sum, six| sum << 6 | u32::from(*six)) << (6 * (4 - four.len()));
        joined.to_be_bytes()[1..four.len()].to_vec()
    });
    bytes.collect()
}
