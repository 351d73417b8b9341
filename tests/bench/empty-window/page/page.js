document.querySelector("textarea").focus();
void window.__TAURI_INTERNALS__.invoke("window_ready");
