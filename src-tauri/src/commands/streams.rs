//! Commands that answer with more than one JSON value.

use parlance_app::{App, Closed};
use parlance_ipc::{
    AppEvent, BlobArgs, DictationBegun, DictationEvent, DropEvent, ErrorCode, IpcError, LinkArgs,
    SentenceArgs, TurnArgs, TurnEvent,
};
use tauri::State;
use tauri::ipc::{Channel, InvokeBody, Request, Response};

use crate::drops::Drops;

/// The MIME type of what is loaded comes first, filled up with spaces.
const MIME_BYTES: usize = 32;
const UPLOAD_HEADER: &str = "parlance-upload";

#[tauri::command]
pub(crate) async fn watch_turn(
    app: State<'_, App>,
    args: TurnArgs,
    channel: Channel<TurnEvent>,
) -> Result<(), IpcError> {
    app.watch_turn(args.turn, move |event| channel.send(event).map_err(|_| Closed))
}

#[tauri::command]
pub(crate) async fn watch_app(app: State<'_, App>, channel: Channel<AppEvent>) -> Result<(), IpcError> {
    app.watch(move |event| channel.send(event).map_err(|_| Closed));
    Ok(())
}

#[tauri::command]
pub(crate) async fn load_image(app: State<'_, App>, args: LinkArgs) -> Result<Response, IpcError> {
    let (mime, image) = app.load_image(&args.url).await?;
    Ok(with_type(mime, &image))
}

#[tauri::command]
pub(crate) async fn load_blob(app: State<'_, App>, args: BlobArgs) -> Result<Response, IpcError> {
    let (mime, image) = app.load_blob(args.blob).await?;
    Ok(with_type(mime, &image))
}

#[tauri::command]
pub(crate) async fn load_thumbnail(app: State<'_, App>, args: BlobArgs) -> Result<Response, IpcError> {
    let (mime, image) = app.load_thumbnail(args.blob).await?;
    Ok(with_type(mime, &image))
}

#[tauri::command]
pub(crate) async fn load_sentence(app: State<'_, App>, args: SentenceArgs) -> Result<Response, IpcError> {
    let sound = app.load_sentence(args).await?;
    Ok(with_type(&sound.media_type, &sound.bytes))
}

#[tauri::command]
pub(crate) async fn begin_dictation(
    app: State<'_, App>,
    channel: Channel<DictationEvent>,
) -> Result<DictationBegun, IpcError> {
    app.begin_dictation(move |event| channel.send(event).map_err(|_| Closed)).await
}

#[tauri::command]
pub(crate) async fn watch_drops(
    drops: State<'_, Drops>,
    channel: Channel<DropEvent>,
) -> Result<(), IpcError> {
    drops.watch(channel);
    Ok(())
}

/// The body is the piece and nothing else; the header says whose.
#[tauri::command]
pub(crate) async fn upload_piece(app: State<'_, App>, request: Request<'_>) -> Result<(), IpcError> {
    let upload = request.headers().get(UPLOAD_HEADER).and_then(|value| value.to_str().ok()?.parse().ok());
    match (upload, request.body()) {
        (Some(upload), InvokeBody::Raw(bytes)) => app.upload_piece(upload, bytes.clone()).await,
        _ => Err(IpcError::new(ErrorCode::Invalid, "This is no piece of a file.")),
    }
}

fn with_type(mime: &str, content: &[u8]) -> Response {
    let mut bytes = format!("{mime:MIME_BYTES$}").into_bytes();
    bytes.extend_from_slice(content);
    Response::new(bytes)
}
