//! Measures the released app beside an empty Tauri window and prints its tables. `scripts/bench.mjs` builds what is measured.

#[cfg(target_os = "linux")]
mod answer;
#[cfg(target_os = "linux")]
mod bare;
#[cfg(target_os = "linux")]
mod choice;
#[cfg(target_os = "linux")]
mod commit;
#[cfg(target_os = "linux")]
mod core;
#[cfg(target_os = "linux")]
mod decode;
#[cfg(target_os = "linux")]
mod distribution;
#[cfg(target_os = "linux")]
mod first_token;
#[cfg(target_os = "linux")]
mod process;
#[cfg(target_os = "linux")]
mod report;
#[cfg(target_os = "linux")]
mod run;
#[cfg(target_os = "linux")]
mod screen;
#[cfg(target_os = "linux")]
mod streaming;
#[cfg(target_os = "linux")]
mod window;

#[cfg(target_os = "linux")]
#[tokio::main]
async fn main() -> run::Result<()> {
    // A measurement of its own: no other may run beside the servers that it needs.
    if std::env::args().nth(1).as_deref() == Some("first-token") {
        run::first_token().await
    } else {
        run::run().await
    }
}

#[cfg(not(target_os = "linux"))]
fn main() {}
