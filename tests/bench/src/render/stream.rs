//! An answer streams into a window: the app takes it from a provider over HTTP and keeps it, a peer from a socket.

use std::net::Ipv4Addr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use parlance_journeys::scene;
use parlance_testkit::{Exchange, Response, TempHome, sse};
use serde::Deserialize;
use serde_json::json;
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{interval, timeout};

use super::arm::{Arm, Window};
use super::table::Figure;
use crate::process;
use crate::report::Machine;
use crate::run::Result;

/// Stands at the end of every corpus.
const END: &str = "END-OF-ANSWER";
pub(super) const CHUNK_CHARS: usize = 4;
const TICK: Duration = Duration::from_millis(4);
const PATIENCE: Duration = Duration::from_secs(40);

pub(super) const FIGURES: [Figure; 7] = [
    Figure::more("frames/s"),
    Figure::less("worst gap, ms"),
    Figure::less("95 % of the gaps, ms"),
    Figure::less("lag, ms"),
    Figure::less("CPU of all processes, s"),
    Figure::less("peak memory, MiB"),
    Figure::less("nodes"),
];

/// What the page counted.
#[derive(Deserialize)]
struct Seen {
    /// Sixtieths of a second in which a frame began, in each second.
    fps: f64,
    /// Between two frames.
    worst_ms: f64,
    p95_ms: f64,
    /// Of the transcript, at the end.
    nodes: f64,
    /// When the frame after the last words began; milliseconds since 1970.
    shown_at: f64,
}

/// Where the answer goes.
enum Feed {
    Provider(Exchange),
    Peer(TcpStream),
}

/// The lag is from the last write to the frame after the one that drew it; processor time and memory are those of the window's
/// processes, from the first chunk to that frame.
pub(super) async fn stream(
    arm: Arm,
    text: &str,
    chunks_a_second: u32,
    machine: &Machine,
) -> Result<[f64; 7]> {
    let (window, mut feed) = match arm {
        Arm::Parlance => app().await?,
        peer => self::peer(peer, machine).await?,
    };
    let page = &window.page;
    page.run(include_str!("probe.js"), vec![json!(END)]).await?;
    process::forget_peaks(window.process)?;
    let before = process::cpu_s(window.process)?;
    write(&mut feed, text, chunks_a_second).await?;
    let sent = now_ms();
    feed.finish().await?;
    page.run("window.benchRender.sent = true", Vec::new()).await?;
    page.until("the end", "return window.benchRender.over").await?;
    let after = process::cpu_s(window.process)?;
    let peak_mib = process::peak_pss_mib(window.process)?;
    let seen: Seen = serde_json::from_value(page.run("return window.benchRender", Vec::new()).await?)?;
    window.close().await?;
    let cpu_s = after.values().sum::<f64>() - before.values().sum::<f64>();
    Ok([seen.fps, seen.worst_ms, seen.p95_ms, seen.shown_at - sent, cpu_s, peak_mib, seen.nodes])
}

async fn app() -> Result<(Window, Feed)> {
    let window = Window::app(scene::home("dark")?, scene::provider().await?).await?;
    let mut exchange = window.ask("Write a long answer").await?;
    exchange.respond(&Response::events("")).await?;
    Ok((window, Feed::Provider(exchange)))
}

async fn peer(arm: Arm, machine: &Machine) -> Result<(Window, Feed)> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let task = ("PARLANCE_PEERS_ANSWER", listener.local_addr()?.to_string());
    let window = Window::peer(arm, task, TempHome::new()?, machine).await?;
    let (socket, _) =
        timeout(PATIENCE, listener.accept()).await.map_err(|_| "the page asked for no answer")??;
    socket.set_nodelay(true)?;
    Ok((window, Feed::Peer(socket)))
}

impl Feed {
    fn line(&self, chunk: &[char]) -> String {
        let chunk: String = chunk.iter().collect();
        match self {
            Self::Provider(_) => sse::text(&chunk),
            Self::Peer(_) => format!("{}\n", json!(chunk)),
        }
    }

    async fn send(&mut self, lines: String) -> Result<()> {
        match self {
            Self::Provider(exchange) => exchange.send(lines).await?,
            Self::Peer(socket) => socket.write_all(lines.as_bytes()).await?,
        }
        Ok(())
    }

    async fn finish(self) -> Result<()> {
        match self {
            Self::Provider(mut exchange) => {
                exchange.send(format!("{}{}", sse::finish("stop"), sse::DONE)).await?;
                exchange.finish().await?;
            }
            Self::Peer(mut socket) => socket.shutdown().await?,
        }
        Ok(())
    }
}

/// At the wanted rate, whatever a tick was late.
async fn write(feed: &mut Feed, text: &str, chunks_a_second: u32) -> Result<()> {
    let chars: Vec<char> = text.chars().collect();
    let mut chunks = chars.chunks(CHUNK_CHARS);
    let mut ticks = interval(TICK);
    let began = tokio::time::Instant::now();
    let mut written = 0;
    while chunks.len() > 0 {
        ticks.tick().await;
        let due = (began.elapsed().as_secs_f64() * f64::from(chunks_a_second)) as usize;
        let mut lines = String::new();
        while written < due
            && let Some(chunk) = chunks.next()
        {
            lines.push_str(&feed.line(chunk));
            written += 1;
        }
        if !lines.is_empty() {
            feed.send(lines).await?;
        }
    }
    Ok(())
}

fn now_ms() -> f64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64() * 1000.0
}
