//! Measures the released app beside an empty Tauri window and prints its tables. `scripts/bench.mjs` builds what is measured.

#[cfg(target_os = "linux")]
use std::path::Path;

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
mod history;
#[cfg(target_os = "linux")]
mod process;
#[cfg(target_os = "linux")]
mod render;
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
    // Measurements of their own: no other may run beside the servers that the first needs, and the second takes minutes.
    let mut args = std::env::args().skip(1);
    match args.next().as_deref() {
        Some("first-token") => run::first_token().await,
        Some("history") => {
            let messages = args.next().as_deref().unwrap_or("1000000").parse()?;
            run::history(messages, args.next().as_deref().map(Path::new)).await
        }
        Some("render") => {
            let corpora = args.next().ok_or("where are the corpora?")?;
            run::render(Path::new(&corpora), &render::Plan::parse(args)?).await
        }
        _ => run::run().await,
    }
}

#[cfg(not(target_os = "linux"))]
fn main() {}
