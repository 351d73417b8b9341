//! The one orderly end of the app: of its window, of the session, and by Ctrl-C in a terminal. The page is asked first for what only
//! it holds, then the running answers are sealed.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use parlance_app::App;
use tauri::{AppHandle, CloseRequestApi, Manager, Window};
use tokio::sync::Notify;

/// What cannot be sealed by then is in the journal.
const PATIENCE: Duration = Duration::from_secs(15);

/// A page that does not answer by then is held up or gone.
const PAGE_PATIENCE: Duration = Duration::from_secs(2);

static CLOSING: AtomicBool = AtomicBool::new(false);
static PAGE_IS_KEPT: Notify = Notify::const_new();
static ENDING: AtomicBool = AtomicBool::new(false);

/// Closes the window once its page has kept what was typed last. Later calls leave that to the first.
pub(crate) fn close(window: &Window, api: &CloseRequestApi) {
    api.prevent_close();
    if CLOSING.swap(true, Ordering::SeqCst) {
        return;
    }
    let window = window.clone();
    tauri::async_runtime::spawn(async move {
        keep_page(window.app_handle()).await;
        if let Err(error) = window.destroy() {
            tracing::error!(%error, "the window could not be closed");
            end(window.app_handle()).await;
        }
    });
}

async fn keep_page(handle: &AppHandle) {
    let told = handle.state::<App>().tell_closing();
    if told && tokio::time::timeout(PAGE_PATIENCE, PAGE_IS_KEPT.notified()).await.is_err() {
        tracing::warn!("the page did not say that it is kept");
    }
}

/// The page holds nothing any more that the disk does not.
pub(crate) fn page_is_kept() {
    PAGE_IS_KEPT.notify_one();
}

/// Seals the running answers and ends the process. Later calls leave that to the first.
pub(crate) async fn end(handle: &AppHandle) {
    if ENDING.swap(true, Ordering::SeqCst) {
        return;
    }
    // Where nobody has closed the window first.
    if !CLOSING.swap(true, Ordering::SeqCst) {
        keep_page(handle).await;
    }
    let app = handle.state::<App>();
    if tokio::time::timeout(PATIENCE, app.end()).await.is_err() {
        tracing::warn!("an answer could not be sealed in time");
    }
    handle.exit(0);
}

#[cfg(unix)]
pub(crate) fn on_signals(handle: &AppHandle) {
    use tokio::signal::unix::{SignalKind, signal};

    let handle = handle.clone();
    tauri::async_runtime::spawn(async move {
        let kinds = [SignalKind::terminate(), SignalKind::interrupt(), SignalKind::hangup()];
        let Ok(mut signals) = kinds.map(signal).into_iter().collect::<Result<Vec<_>, _>>() else { return };
        let received = signals.iter_mut().map(|signal| Box::pin(signal.recv()));
        futures::future::select_all(received).await;
        end(&handle).await;
    });
}

/// Windows closes the window first.
#[cfg(not(unix))]
pub(crate) fn on_signals(_: &AppHandle) {}
