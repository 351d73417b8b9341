//! The main window: made hidden, shown when its first screen is drawn, and kept to the app's own page.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use parlance_app::Home;
use parlance_ipc::{Settings, Theme};
use tauri::plugin::TauriPlugin;
use tauri::webview::{Color, NewWindowResponse};
use tauri::{AppHandle, Manager, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder, Wry};
use tauri_plugin_window_state::StateFlags;

use crate::artifacts;

pub(crate) const LABEL: &str = "main";
/// When the page has not said that it is ready by then, a window that shows the trouble is better than none.
const FAIL_SAFE: Duration = Duration::from_secs(4);
const DARK: Color = Color(10, 10, 10, 255);
const LIGHT: Color = Color(255, 255, 255, 255);

static SHOWN: AtomicBool = AtomicBool::new(false);

/// Keeps size and place. Not visibility: the window is shown by [`show`] alone.
pub(crate) fn state_plugin(home: &Home) -> TauriPlugin<Wry> {
    tauri_plugin_window_state::Builder::new()
        .with_state_flags(StateFlags::all() - StateFlags::VISIBLE)
        .with_filename(home.folder().join("window-state.json").to_string_lossy())
        .build()
}

pub(crate) fn open(handle: &AppHandle, home: &Home, settings: &Settings) -> tauri::Result<()> {
    let theme = settings.theme;
    let builder = WebviewWindowBuilder::new(handle, LABEL, WebviewUrl::default())
        .title("Parlance")
        .inner_size(1280.0, 800.0)
        .min_inner_size(320.0, 400.0)
        .visible(false)
        .theme(match theme {
            Theme::System | Theme::Contrast => None,
            Theme::Dark => Some(tauri::Theme::Dark),
            Theme::Light => Some(tauri::Theme::Light),
        })
        .background_color(if theme == Theme::Light { LIGHT } else { DARK })
        .on_navigation(|url| is_own_page(url) || is_artifact(url))
        .on_new_window(|_, _| NewWindowResponse::Deny);
    let window = builder.data_directory(page_data(home)?).build()?;
    zoom(&window, settings);
    let follows_system = matches!(theme, Theme::System | Theme::Contrast);
    if follows_system && window.theme()? == tauri::Theme::Light {
        window.set_background_color(Some(LIGHT))?;
    }
    tauri::async_runtime::spawn(async move {
        tokio::time::sleep(FAIL_SAFE).await;
        show(&window);
    });
    Ok(())
}

/// Where the webview keeps its own files. A data folder that cannot be written must not keep away the window that says so.
fn page_data(home: &Home) -> tauri::Result<PathBuf> {
    let folder = home.folder().join("webview");
    if std::fs::create_dir_all(&folder).and_then(|()| tempfile::tempfile_in(&folder)).is_ok() {
        return Ok(folder);
    }
    // The webview's processes outlive ours by a moment, so this is left to the system's own cleaning.
    Ok(tempfile::Builder::new().prefix("parlance-webview-").tempdir()?.keep())
}

/// Draws the whole window larger or smaller.
pub(crate) fn zoom(window: &WebviewWindow, settings: &Settings) {
    let zoom = f64::from(settings.zoom.clamp(50, 300)) / 100.0;
    if let Err(error) = window.set_zoom(zoom) {
        tracing::warn!(%error, "the window could not be zoomed");
    }
}

/// Shows the window for the first time. Later calls do nothing: the user may have minimised it.
pub(crate) fn show(window: &WebviewWindow) {
    if !SHOWN.swap(true, Ordering::SeqCst)
        && let Err(error) = window.show().and_then(|()| window.set_focus())
    {
        tracing::error!(%error, "the window could not be shown");
    }
}

/// Brings the window to the front, from wherever it is.
pub(crate) fn focuser(handle: &AppHandle) -> impl Fn() + Send + use<> {
    let handle = handle.clone();
    move || {
        if let Some(window) = handle.get_webview_window(LABEL) {
            let _ = window.unminimize();
            let _ = window.show();
            let _ = window.set_focus();
        }
    }
}

/// The app's own page, as each platform and the development server name it.
fn is_own_page(url: &Url) -> bool {
    match url.scheme() {
        "tauri" => url.host_str() == Some("localhost"),
        "http" | "https" if cfg!(any(windows, target_os = "android")) => {
            url.host_str() == Some("tauri.localhost")
        }
        "http" if cfg!(not(feature = "custom-protocol")) => {
            url.host_str() == Some("localhost") && url.port() == Some(1420)
        }
        _ => false,
    }
}

/// A page in a frame, which the app's own policy keeps it to.
fn is_artifact(url: &Url) -> bool {
    match url.scheme() {
        artifacts::SCHEME => url.host_str() == Some("localhost"),
        "http" if cfg!(any(windows, target_os = "android")) => url.host_str() == Some("artifact.localhost"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_own_page_may_be_opened() {
        let allowed = |url: &str| is_own_page(&Url::parse(url).unwrap());
        assert!(allowed("tauri://localhost/index.html") || cfg!(windows));
        for foreign in [
            "https://example.com/",
            "file:///etc/passwd",
            "data:text/html,x",
            "tauri://evil/",
            "http://localhost:80/",
        ] {
            assert!(!allowed(foreign), "{foreign}");
        }
    }
}
