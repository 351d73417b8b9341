//! The desktop shell: a window around `parlance_app`, and nothing that the app could do itself.

mod artifacts;
mod commands;
mod crash;
mod drops;
mod ending;
mod instance;
mod microphone;
mod picture;
mod preferences;
mod renderer;
mod window;

use parlance_app::{App, Home};
use tauri::{Manager, RunEvent, WindowEvent};

/// Runs the app until its window is closed.
#[cfg_attr(mobile, tauri::mobile_entry_point)]
pub fn run() {
    renderer::prefer_what_the_machine_can_draw();
    let Some(home) = Home::from_environment() else {
        fatal("Parlance found no folder for its data. Set PARLANCE_HOME to one.");
    };
    let logs = parlance_app::logs::start(&home);
    crash::restart_after_panic();
    let instance = match instance::claim(&home) {
        instance::Claim::First(instance) => instance,
        instance::Claim::Second => return,
    };
    let app = App::new(home.clone());
    app.set_microphone(microphone::of_this_machine());

    let built = tauri::Builder::default()
        .plugin(tauri_plugin_clipboard_manager::init())
        .plugin(tauri_plugin_opener::init())
        .plugin(tauri_plugin_store::Builder::new().build())
        .plugin(window::state_plugin(&home))
        .plugin(tauri_plugin_dialog::init())
        .manage(app.clone())
        .manage(drops::Drops::default())
        .manage(artifacts::Artifacts::default())
        .register_uri_scheme_protocol(artifacts::SCHEME, |context, request| {
            context.app_handle().state::<artifacts::Artifacts>().serve(&request)
        })
        .invoke_handler(commands::handler())
        .on_window_event(|window, event| {
            if let WindowEvent::CloseRequested { api, .. } = event {
                ending::close(window, api);
            }
        })
        .setup(move |tauri| {
            let opening = app.clone();
            tauri::async_runtime::spawn(async move {
                opening.open_history().await;
                opening.keep_backups().await;
            });
            let settings = preferences::load(tauri.handle(), &home);
            app.apply_settings(&settings);
            // Tauri would panic over an error that is returned here.
            window::open(tauri.handle(), &home, &settings).unwrap_or_else(|error| no_window(&error));
            drops::listen(tauri.handle());
            ending::on_signals(tauri.handle());
            instance.on_second_start(window::focuser(tauri.handle()));
            Ok(())
        })
        .build(tauri::generate_context!());
    match built {
        Ok(tauri) => tauri.run(|handle, event| {
            if let RunEvent::ExitRequested { api, code: None, .. } = event {
                // The running answers are sealed first; then the exit is asked for again, with a code.
                api.prevent_exit();
                let handle = handle.clone();
                tauri::async_runtime::spawn(async move { ending::end(&handle).await });
            }
        }),
        Err(error) => no_window(&error),
    }
    drop(logs);
}

fn no_window(error: &tauri::Error) -> ! {
    fatal(&format!("The window could not be opened: {error}"))
}

/// Nothing to show a message in: standard error is all there is.
#[expect(clippy::print_stderr, reason = "there is no window yet")]
fn fatal(message: &str) -> ! {
    tracing::error!(message, "the app could not start");
    eprintln!("{message}");
    std::process::exit(1)
}
