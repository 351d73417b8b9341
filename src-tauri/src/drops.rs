//! Files that are dragged over the window. The page learns their names; their paths stay here.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use parlance_app::App;
use parlance_ipc::{DropEvent, ImportPathArgs};
use tauri::ipc::Channel;
use tauri::{AppHandle, DragDropEvent, Manager, WindowEvent};

use crate::window;

/// Who is told.
#[derive(Default)]
pub(crate) struct Drops(Mutex<Option<Channel<DropEvent>>>);

impl Drops {
    /// The page that asked last: one that was loaded again replaces the one before.
    pub(crate) fn watch(&self, channel: Channel<DropEvent>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(channel);
    }

    fn tell(&self, event: DropEvent) {
        if let Some(channel) = &*self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            // An error means that the page is gone.
            let _ = channel.send(event);
        }
    }
}

/// Listens to what is dragged over the window.
pub(crate) fn listen(handle: &AppHandle) {
    let Some(window) = handle.get_webview_window(window::LABEL) else { return };
    let handle = handle.clone();
    window.on_window_event(move |event| {
        let WindowEvent::DragDrop(event) = event else { return };
        let drops = handle.state::<Drops>();
        match event {
            // What is dragged within the page has no paths.
            DragDropEvent::Enter { paths, .. } if !paths.is_empty() => drops.tell(DropEvent::Over),
            DragDropEvent::Leave => drops.tell(DropEvent::Left),
            DragDropEvent::Drop { paths, .. } => {
                tauri::async_runtime::spawn(dropped(handle.clone(), paths.clone()));
            }
            _ => {}
        }
    });
}

/// A single file that is an export is offered for import. Whatever else there is goes to the message.
async fn dropped(handle: AppHandle, paths: Vec<PathBuf>) {
    let app = handle.state::<App>().inner().clone();
    let is_export = match paths.as_slice() {
        [path] => app.offer_import(ImportPathArgs { path: path.to_string_lossy().into_owned() }).await,
        _ => false,
    };
    let files = if is_export { Vec::new() } else { app.offer_files(paths) };
    let event = if files.is_empty() { DropEvent::Left } else { DropEvent::Dropped { files } };
    handle.state::<Drops>().tell(event);
}
