//! What the webview may call. The contract lists the commands; one that is missing here does not compile.

mod app;
mod choosing;
mod files;
mod shell;
mod streams;

use app::*;
use choosing::*;
use files::*;
use shell::*;
use streams::*;
use tauri::Wry;
use tauri::ipc::Invoke;

macro_rules! handler_of {
    ({ $($app:ident($app_args:ty) -> $app_output:ty;)* } $($shell:ident($args:ty) -> $output:ty;)*) => {
        tauri::generate_handler![
            watch_turn, watch_app, watch_drops, load_image, load_blob, load_thumbnail, load_sentence, begin_dictation,
            upload_piece, $($app,)* $($shell),*
        ]
    };
}

macro_rules! join_shell {
    ($($app:tt)*) => { parlance_ipc::shell_commands!(handler_of, { $($app)* }) };
}

pub(crate) fn handler() -> impl Fn(Invoke<Wry>) -> bool + Send + Sync + 'static {
    parlance_ipc::app_commands!(join_shell)
}
