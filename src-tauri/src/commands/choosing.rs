//! The system's dialogs for folders and files. What is chosen becomes a path in a field; the page gets no right to any file.

use parlance_app::{App, Asked};
use parlance_ipc::{ChoosePathArgs, IpcError};
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
    let ask = async |asked| {
        blocking(move || {
            let dialog = handle.dialog().file().set_parent(&window);
            let chosen = match asked {
                Asked::Folder => dialog.set_can_create_directories(true).blocking_pick_folder(),
                Asked::File => dialog.blocking_pick_file(),
                Asked::NewFile { name, ending } => dialog
                    .set_directory(downloads(&handle))
                    .set_file_name(name)
                    .add_filter(ending.to_uppercase(), &[ending])
                    .blocking_save_file(),
            };
            chosen
                .map(|path| path.into_path())
                .transpose()
                .map_err(|error| internal("The path was not chosen", &error))
        })
        .await
    };
    app.choose_path(args, ask).await
}
