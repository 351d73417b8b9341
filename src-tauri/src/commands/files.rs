//! The desktop's ways to a file: its dialog, its clipboard, its folder of downloads.

use std::io::Cursor;

use image::{ImageFormat, RgbaImage};
use parlance_app::App;
use parlance_ipc::{Attached, DraftFilesArgs, IpcError, NoArgs, OfferedFile, SaveFileArgs, WrittenFile};
use tauri::{AppHandle, State, WebviewWindow};
use tauri_plugin_clipboard_manager::ClipboardExt;
use tauri_plugin_dialog::DialogExt;

use super::shell::{blocking, downloads, internal};

/// What a picture of the clipboard is called.
const PASTED: &str = "screenshot.png";

#[tauri::command]
pub(crate) async fn pick_files(
    handle: AppHandle,
    window: WebviewWindow,
    app: State<'_, App>,
    args: NoArgs,
) -> Result<Vec<OfferedFile>, IpcError> {
    let NoArgs {} = args;
    let picked =
        blocking(move || Ok(handle.dialog().file().set_parent(&window).blocking_pick_files())).await?;
    let paths = picked.unwrap_or_default().into_iter().filter_map(|file| file.into_path().ok());
    Ok(app.offer_files(paths.collect()))
}

/// The picture in the clipboard; `None` where there is none. A page is not given every picture that is pasted into it.
#[tauri::command]
pub(crate) async fn paste_picture(
    handle: AppHandle,
    app: State<'_, App>,
    args: DraftFilesArgs,
) -> Result<Option<Attached>, IpcError> {
    let png = blocking(move || {
        let Ok(picture) = handle.clipboard().read_image() else { return Ok(None) };
        let (width, height) = (picture.width(), picture.height());
        let Some(pixels) = RgbaImage::from_raw(width, height, picture.rgba().to_vec()) else {
            return Ok(None);
        };
        let mut png = Cursor::new(Vec::new());
        pixels
            .write_to(&mut png, ImageFormat::Png)
            .map_err(|error| internal("The picture could not be read", &error))?;
        Ok(Some(png.into_inner()))
    })
    .await?;
    match png {
        Some(png) => app.attach_bytes(args.conversation, PASTED, png).await.map(Some),
        None => Ok(None),
    }
}

#[tauri::command]
pub(crate) async fn save_file(
    handle: AppHandle,
    app: State<'_, App>,
    args: SaveFileArgs,
) -> Result<WrittenFile, IpcError> {
    app.save_file(args, downloads(&handle)).await
}
