//! The app's commands: each calls the method of the same name.

use parlance_app::App;
use parlance_ipc::IpcError;
use tauri::State;

macro_rules! commands {
    ($($name:ident($args:ty) -> $output:ty;)*) => {
        $(
            #[tauri::command]
            pub(crate) async fn $name(app: State<'_, App>, args: $args) -> Result<$output, IpcError> {
                app.$name(args).await
            }
        )*
    };
}
parlance_ipc::app_commands!(commands);
