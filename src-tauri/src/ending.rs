//! The one orderly end of the app: of its window, of the session, and by Ctrl-C in a terminal.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use parlance_app::App;
use tauri::{AppHandle, Manager};

/// What cannot be sealed by then is in the journal.
const PATIENCE: Duration = Duration::from_secs(15);

static ENDING: AtomicBool = AtomicBool::new(false);

/// Seals the running answers and ends the process. Later calls leave that to the first.
pub(crate) async fn end(handle: &AppHandle) {
    if ENDING.swap(true, Ordering::SeqCst) {
        return;
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
