//! The system's dialogs for folders and files. What is chosen becomes a path in a field; the page gets no right to any file.

use std::path::PathBuf;

use parlance_app::{App, Asked};
use parlance_ipc::{ChoosePathArgs, DiagramPngArgs, IpcError, SaveCodeArgs, WrittenFile};
use tauri::{AppHandle, State, WebviewWindow};
use tauri_plugin_dialog::DialogExt;

use super::shell::{blocking, downloads, internal};

#[tauri::command]
pub(crate) async fn choose_path(
    handle: AppHandle,
    window: WebviewWindow,
    app: State<'_, App>,
    args: ChoosePathArgs,
) -> Result<Option<String>, IpcError> {
    app.choose_path(args, async |asked| ask(handle, window, asked).await).await
}

#[tauri::command]
pub(crate) async fn save_code(
    handle: AppHandle,
    window: WebviewWindow,
    app: State<'_, App>,
    args: SaveCodeArgs,
) -> Result<Option<WrittenFile>, IpcError> {
    app.save_code(args, async |asked| ask(handle, window, asked).await).await
}

#[tauri::command]
pub(crate) async fn save_diagram(
    handle: AppHandle,
    window: WebviewWindow,
    app: State<'_, App>,
    args: DiagramPngArgs,
) -> Result<Option<WrittenFile>, IpcError> {
    app.save_diagram(args, async |asked| ask(handle, window, asked).await).await
}

async fn ask(handle: AppHandle, window: WebviewWindow, asked: Asked) -> Result<Option<PathBuf>, IpcError> {
    blocking(move || {
        let dialog = handle.dialog().file().set_parent(&window);
        let chosen = match asked {
            Asked::Folder => dialog.set_can_create_directories(true).blocking_pick_folder(),
            Asked::File => dialog.blocking_pick_file(),
            Asked::NewFile { name, ending } => {
                let dialog = dialog.set_directory(downloads(&handle)).set_file_name(name);
                let dialog = match ending {
                    Some(ending) => dialog.add_filter(ending.to_uppercase(), &[ending]),
                    None => dialog,
                };
                dialog.blocking_save_file()
            }
        };
        chosen
            .map(|path| path.into_path())
            .transpose()
            .map_err(|error| internal("The path was not chosen", &error))
    })
    .await
}
