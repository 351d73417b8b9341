//! Commands that answer with more than one JSON value.

use parlance_app::{App, Closed};
use parlance_ipc::{AppEvent, BlobArgs, IpcError, LinkArgs, TurnArgs, TurnEvent};
use tauri::State;
use tauri::ipc::{Channel, Response};

/// The image's MIME type comes first, filled up with spaces.
const MIME_BYTES: usize = 32;

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
    Ok(picture(mime, &image))
}

#[tauri::command]
pub(crate) async fn load_blob(app: State<'_, App>, args: BlobArgs) -> Result<Response, IpcError> {
    let (mime, image) = app.load_blob(args.blob).await?;
    Ok(picture(mime, &image))
}

fn picture(mime: &str, image: &[u8]) -> Response {
    let mut bytes = format!("{mime:MIME_BYTES$}").into_bytes();
    bytes.extend_from_slice(image);
    Response::new(bytes)
}
