//! What only a desktop can do: its window, its browser, its clipboard, its preferences.

use std::path::PathBuf;

use parlance_app::App;
use parlance_ipc::{
    BlobArgs, ChooseImportArgs, CopyArgs, DiagramPngArgs, ErrorCode, ExportAllArgs, ExportArgs,
    ExportedArchive, ExportedFiles, Folder, FolderArgs, IpcError, LinkArgs, NoArgs, OpenArtifactArgs,
    OpenedTemplate, PrintArgs, PromptArgs, SaveImageArgs, SavePictureArgs, Settings, ShowArtifactArgs,
    ShownArtifact, WrittenFile,
};
use tauri::{AppHandle, Manager, State, Url, WebviewWindow};
use tauri_plugin_clipboard_manager::ClipboardExt;
use tauri_plugin_dialog::DialogExt;
use tauri_plugin_opener::OpenerExt;

use crate::artifacts::Artifacts;
use crate::{ending, picture, preferences, window};

#[tauri::command]
pub(crate) async fn window_ready(window: WebviewWindow, args: NoArgs) -> Result<(), IpcError> {
    let NoArgs {} = args;
    window::show(&window);
    Ok(())
}

/// The answer to [`AppEvent::Closing`](parlance_ipc::AppEvent).
#[tauri::command]
pub(crate) async fn close_window(args: NoArgs) -> Result<(), IpcError> {
    let NoArgs {} = args;
    ending::page_is_kept();
    Ok(())
}

#[tauri::command]
pub(crate) async fn get_settings(handle: AppHandle, args: NoArgs) -> Result<Settings, IpcError> {
    let NoArgs {} = args;
    preferences::read(&handle)
}

#[tauri::command]
pub(crate) async fn save_settings(
    handle: AppHandle,
    window: WebviewWindow,
    app: State<'_, App>,
    args: Settings,
) -> Result<(), IpcError> {
    app.apply_settings(&args);
    let zoomed = args.clone();
    blocking(move || preferences::write(&handle, &args)).await?;
    // What was not kept is taken back in the window.
    window::zoom(&window, &zoomed);
    Ok(())
}

#[tauri::command]
pub(crate) async fn open_link(handle: AppHandle, args: LinkArgs) -> Result<(), IpcError> {
    let url = Url::parse(&args.url).map_err(|_| invalid("This link has no address that can be opened."))?;
    if !matches!(url.scheme(), "http" | "https" | "mailto") {
        return Err(invalid("Only web and mail addresses are opened from here."));
    }
    blocking(move || {
        handle
            .opener()
            .open_url(url, None::<&str>)
            .map_err(|error| internal("The browser did not open", &error))
    })
    .await
}

#[tauri::command]
pub(crate) async fn open_folder(handle: AppHandle, args: FolderArgs) -> Result<(), IpcError> {
    let home = handle.state::<App>().home().clone();
    let folder = match args.folder {
        Folder::Downloads => downloads(&handle),
        Folder::Data => home.folder().to_owned(),
        Folder::Logs => home.logs(),
        Folder::Providers => home.providers(),
        Folder::Exports => home.exports(),
    };
    let make = matches!(args.folder, Folder::Providers | Folder::Exports | Folder::Downloads);
    blocking(move || {
        if make {
            std::fs::create_dir_all(&folder)
                .map_err(|error| internal("The folder could not be made", &error))?;
        }
        handle
            .opener()
            .open_path(folder.to_string_lossy(), None::<&str>)
            .map_err(|error| internal("The folder did not open", &error))
    })
    .await
}

#[tauri::command]
pub(crate) async fn choose_import(
    handle: AppHandle,
    args: ChooseImportArgs,
) -> Result<Option<String>, IpcError> {
    blocking(move || {
        let dialog = handle.dialog().file();
        let chosen = if args.folder { dialog.blocking_pick_folder() } else { dialog.blocking_pick_file() };
        let path = chosen.map(|path| path.into_path()).transpose();
        let path = path.map_err(|error| internal("The file was not chosen", &error))?;
        Ok(path.map(|path| path.to_string_lossy().into_owned()))
    })
    .await
}

#[tauri::command]
pub(crate) async fn copy_text(handle: AppHandle, args: CopyArgs) -> Result<(), IpcError> {
    blocking(move || {
        let clipboard = handle.clipboard();
        match args.html {
            Some(html) => clipboard.write_html(html, Some(args.text)),
            None => clipboard.write_text(args.text),
        }
        .map_err(|error| internal("The clipboard did not take it", &error))
    })
    .await
}

#[tauri::command]
pub(crate) async fn copy_picture(
    handle: AppHandle,
    app: State<'_, App>,
    args: BlobArgs,
) -> Result<(), IpcError> {
    let (_, bytes) = app.load_blob(args.blob).await?;
    copy_pixels(handle, bytes).await
}

/// A diagram as the window painted it.
#[tauri::command]
pub(crate) async fn copy_diagram(handle: AppHandle, args: DiagramPngArgs) -> Result<(), IpcError> {
    copy_pixels(handle, parlance_app::png_of(&args.png)?).await
}

/// A picture of the web that is shown.
#[tauri::command]
pub(crate) async fn copy_image(
    handle: AppHandle,
    app: State<'_, App>,
    args: LinkArgs,
) -> Result<(), IpcError> {
    let (_, bytes) = app.load_image(&args.url).await?;
    copy_pixels(handle, bytes).await
}

#[tauri::command]
pub(crate) async fn save_image(
    handle: AppHandle,
    app: State<'_, App>,
    args: SaveImageArgs,
) -> Result<WrittenFile, IpcError> {
    app.save_image(args, downloads(&handle)).await
}

async fn copy_pixels(handle: AppHandle, bytes: Vec<u8>) -> Result<(), IpcError> {
    blocking(move || {
        let pixels = picture::pixels(&bytes)?;
        handle
            .clipboard()
            .write_image(&pixels)
            .map_err(|error| internal("The clipboard did not take it", &error))
    })
    .await
}

/// The clipboard is read for a template that asks for it, when it is used.
#[tauri::command]
pub(crate) async fn use_template(
    handle: AppHandle,
    app: State<'_, App>,
    args: PromptArgs,
) -> Result<OpenedTemplate, IpcError> {
    let clipboard = async || {
        // It may hold no text at all.
        let read = tauri::async_runtime::spawn_blocking(move || handle.clipboard().read_text().ok());
        read.await.ok().flatten()
    };
    app.use_template(args, clipboard).await
}

#[tauri::command]
pub(crate) async fn save_picture(
    handle: AppHandle,
    app: State<'_, App>,
    args: SavePictureArgs,
) -> Result<WrittenFile, IpcError> {
    app.save_picture(args, downloads(&handle)).await
}

#[tauri::command]
pub(crate) async fn export_conversations(
    handle: AppHandle,
    app: State<'_, App>,
    args: ExportArgs,
) -> Result<ExportedFiles, IpcError> {
    app.export_conversations(args, downloads(&handle)).await
}

#[tauri::command]
pub(crate) async fn export_everything(
    handle: AppHandle,
    app: State<'_, App>,
    args: ExportAllArgs,
) -> Result<ExportedArchive, IpcError> {
    app.export_everything(args, downloads(&handle)).await
}

/// The browser prints on every system, and makes PDFs.
#[tauri::command]
pub(crate) async fn print_conversation(
    handle: AppHandle,
    app: State<'_, App>,
    args: PrintArgs,
) -> Result<WrittenFile, IpcError> {
    let page = app.printable(args).await?;
    let path = page.path.clone();
    blocking(move || {
        handle
            .opener()
            .open_path(path, None::<&str>)
            .map_err(|error| internal("The browser did not open", &error))
    })
    .await?;
    Ok(page)
}

#[tauri::command]
pub(crate) async fn show_artifact(
    artifacts: State<'_, Artifacts>,
    args: ShowArtifactArgs,
) -> Result<ShownArtifact, IpcError> {
    Ok(ShownArtifact { url: artifacts.add(&args.source) })
}

/// In whatever the person's system opens such files with.
#[tauri::command]
pub(crate) async fn open_artifact(
    handle: AppHandle,
    app: State<'_, App>,
    args: OpenArtifactArgs,
) -> Result<(), IpcError> {
    let file = app.write_artifact(args).await?;
    blocking(move || {
        handle
            .opener()
            .open_path(file.path, None::<&str>)
            .map_err(|error| internal("The file did not open", &error))
    })
    .await
}

/// Not every system has such a folder.
pub(super) fn downloads(handle: &AppHandle) -> PathBuf {
    let own = handle.path().download_dir().ok().filter(|folder| folder.is_dir());
    own.unwrap_or_else(|| handle.state::<App>().home().exports())
}

pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, IpcError> + Send + 'static,
) -> Result<T, IpcError> {
    tauri::async_runtime::spawn_blocking(work)
        .await
        .unwrap_or_else(|error| Err(internal("It was cut off", &error)))
}

fn invalid(message: &str) -> IpcError {
    IpcError::new(ErrorCode::Invalid, message)
}

pub(super) fn internal(what: &str, error: &dyn std::fmt::Display) -> IpcError {
    IpcError::new(ErrorCode::Internal, format!("{what}: {error}"))
}
