//! The end of the session, and Ctrl-C in a terminal: the same orderly end as closing the window.

use tauri::AppHandle;

#[cfg(unix)]
pub(crate) fn end_in_order(handle: &AppHandle) {
    use tauri::Manager;
    use tokio::signal::unix::{SignalKind, signal};

    let handle = handle.clone();
    tauri::async_runtime::spawn(async move {
        let kinds = [SignalKind::terminate(), SignalKind::interrupt(), SignalKind::hangup()];
        let Ok(mut signals) = kinds.map(signal).into_iter().collect::<Result<Vec<_>, _>>() else { return };
        let received = signals.iter_mut().map(|signal| Box::pin(signal.recv()));
        futures::future::select_all(received).await;
        handle.state::<parlance_app::App>().shut_down().await;
        handle.exit(0);
    });
}

/// Windows closes the window first.
#[cfg(not(unix))]
pub(crate) fn end_in_order(_: &AppHandle) {}
