use parlance_ipc::STREAM_COMMANDS;

macro_rules! names {
    ($($name:ident($args:ty) -> $output:ty;)*) => { &[$(stringify!($name)),*] };
}

const APP_COMMANDS: &[&str] = parlance_ipc::app_commands!(names);
const SHELL_COMMANDS: &[&str] = parlance_ipc::shell_commands!(names);

fn main() {
    println!("cargo:rerun-if-changed=src-tauri/capabilities");
    let commands: Vec<&'static str> =
        APP_COMMANDS.iter().chain(SHELL_COMMANDS).chain(&STREAM_COMMANDS).copied().collect();
    let attributes = tauri_build::Attributes::new()
        .capabilities_path_pattern("./src-tauri/capabilities/**/*")
        .app_manifest(tauri_build::AppManifest::new().commands(commands.leak()));
    if let Err(error) = tauri_build::try_build(attributes) {
        #[expect(clippy::print_stderr, reason = "a build script has nothing else to say it with")]
        {
            eprintln!("{error:#}");
        }
        std::process::exit(1);
    }
}
