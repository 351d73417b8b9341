//! The least that can be typed into: one field, shown by the rule of `src-tauri/src/window.rs` (made hidden, shown when the
//! page has its first content).

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use tauri::webview::Color;
use tauri::{WebviewUrl, WebviewWindow, WebviewWindowBuilder};

#[tauri::command]
async fn window_ready(window: WebviewWindow) -> tauri::Result<()> {
    window.show()?;
    window.set_focus()
}

fn main() -> tauri::Result<()> {
    tauri::Builder::default()
        .invoke_handler(tauri::generate_handler![window_ready])
        .setup(|tauri| {
            WebviewWindowBuilder::new(tauri, "main", WebviewUrl::default())
                .title("Empty")
                .inner_size(1280.0, 800.0)
                .visible(false)
                .background_color(Color(10, 10, 10, 255))
                .build()?;
            Ok(())
        })
        .run(tauri::generate_context!())
}
