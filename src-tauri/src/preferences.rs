//! Preferences of this device, in a small file beside the history.

use std::path::PathBuf;
use std::sync::Arc;

use parlance_app::Home;
use parlance_ipc::{ErrorCode, IpcError, Settings};
use tauri::{AppHandle, Manager, Wry};
use tauri_plugin_store::{Store, StoreExt};

const KEY: &str = "settings";

/// Where the file lies; a managed state, so that commands find it.
struct PreferencesFile(PathBuf);

pub(crate) fn load(handle: &AppHandle, home: &Home) -> Settings {
    handle.manage(PreferencesFile(home.folder().join("preferences.json")));
    read(handle).unwrap_or_default()
}

pub(crate) fn read(handle: &AppHandle) -> Result<Settings, IpcError> {
    let value = file(handle)?.get(KEY);
    // A file that a person edited by hand may hold anything: what is not understood is the default again.
    Ok(value.and_then(|value| serde_json::from_value(value).ok()).unwrap_or_default())
}

pub(crate) fn write(handle: &AppHandle, settings: &Settings) -> Result<(), IpcError> {
    let file = file(handle)?;
    let value = serde_json::to_value(settings).map_err(|error| not_saved(&error))?;
    file.set(KEY, value);
    file.save().map_err(|error| not_saved(&error))
}

fn file(handle: &AppHandle) -> Result<Arc<Store<Wry>>, IpcError> {
    let path = &handle.state::<PreferencesFile>().0;
    handle.store(path).map_err(|error| not_saved(&error))
}

fn not_saved(error: &dyn std::fmt::Display) -> IpcError {
    IpcError::new(ErrorCode::Internal, format!("The preferences could not be kept: {error}"))
}
