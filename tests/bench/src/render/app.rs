//! The released app, which takes the answer from a provider over HTTP and keeps it.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use parlance_journeys::{Desktop, Keyring, Role, app_process, scene};
use parlance_testkit::{Exchange, Response, sse};
use serde::Deserialize;
use serde_json::json;
use tokio::time::interval;

use super::END;
use crate::process;
use crate::run::Result;

const CHUNK_CHARS: usize = 4;
const TICK: Duration = Duration::from_millis(4);

/// What the page counted.
#[derive(Deserialize)]
pub(super) struct Seen {
    /// Sixtieths of a second in which a frame began, in each second.
    pub(super) fps: f64,
    /// Between two frames.
    pub(super) worst_ms: f64,
    pub(super) p95_ms: f64,
    /// Of the transcript, at the end.
    pub(super) nodes: u32,
    /// When the frame after the last words began; milliseconds since 1970.
    shown_at: f64,
}

pub(super) struct Streamed {
    pub(super) seen: Seen,
    /// From the provider's last write to the frame after it.
    pub(super) lag_ms: f64,
    /// Of the app and WebKit, from the first chunk to that frame.
    pub(super) cpu_s: f64,
}

pub(super) async fn stream(text: &str, chunks_a_second: u32) -> Result<Streamed> {
    let (home, server) = (scene::home("dark")?, scene::provider().await?);
    let environment = scene::environment(&server);
    let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &environment).await?;
    let app = app_process(&home.parlance()).ok_or("the app is not there")?;
    page.find(Role::Textbox, "Message").await?;
    process::idle_pss_mib(app).await?;
    page.ask("Write a long answer").await?;
    let mut exchange = server.exchange().await?;
    exchange.respond(&Response::events("")).await?;
    page.run(include_str!("probe.js"), vec![json!(END)]).await?;
    let before = cpu_s(app)?;
    write(&mut exchange, text, chunks_a_second).await?;
    let sent = now_ms();
    exchange.send(sse::finish("stop")).await?;
    exchange.send("data: [DONE]\n\n").await?;
    exchange.finish().await?;
    page.run("window.benchRender.sent = true", Vec::new()).await?;
    page.until("the end", "return window.benchRender.over").await?;
    let after = cpu_s(app)?;
    let seen: Seen = serde_json::from_value(page.run("return window.benchRender", Vec::new()).await?)?;
    desktop.quit(&home).await?;
    Ok(Streamed { lag_ms: seen.shown_at - sent, cpu_s: after - before, seen })
}

fn cpu_s(app: u32) -> Result<f64> {
    Ok(process::cpu_s(app)?.values().sum())
}

/// At the wanted rate, whatever a tick was late.
async fn write(exchange: &mut Exchange, text: &str, chunks_a_second: u32) -> Result<()> {
    let chars: Vec<char> = text.chars().collect();
    let mut chunks = chars.chunks(CHUNK_CHARS);
    let mut ticks = interval(TICK);
    let began = tokio::time::Instant::now();
    let mut written = 0;
    while chunks.len() > 0 {
        ticks.tick().await;
        let due = (began.elapsed().as_secs_f64() * f64::from(chunks_a_second)) as usize;
        let mut bytes = String::new();
        while written < due
            && let Some(chunk) = chunks.next()
        {
            bytes.push_str(&sse::text(&chunk.iter().collect::<String>()));
            written += 1;
        }
        if !bytes.is_empty() {
            exchange.send(bytes).await?;
        }
    }
    Ok(())
}

fn now_ms() -> f64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64() * 1000.0
}
