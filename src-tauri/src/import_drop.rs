//! An export that is dropped on the window is offered for import.

use parlance_app::App;
use parlance_ipc::ImportPathArgs;
use tauri::{AppHandle, DragDropEvent, Manager, WindowEvent};

use crate::window;

/// Listens for a single file that is dropped. Whether it is an export shows in what is in it.
pub(crate) fn listen(handle: &AppHandle) {
    let Some(window) = handle.get_webview_window(window::LABEL) else { return };
    let app = handle.state::<App>().inner().clone();
    window.on_window_event(move |event| {
        let WindowEvent::DragDrop(DragDropEvent::Drop { paths, .. }) = event else { return };
        let [path] = paths.as_slice() else { return };
        let (app, path) = (app.clone(), path.to_string_lossy().into_owned());
        tauri::async_runtime::spawn(async move { app.offer_import(ImportPathArgs { path }).await });
    });
}
