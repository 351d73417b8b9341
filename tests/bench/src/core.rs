//! The core without a window: from the provider's write, over a real socket, to the sink of a terminal.

use std::sync::{Arc, Mutex, PoisonError};

use parlance_app::ipc::{ModelChoice, SendArgs};
use parlance_app::{App, Closed, Home, TextEvent};
use parlance_testkit::{Response, ScriptedServer, TempHome, sse};
use tokio::sync::oneshot;
use tokio::time::{Instant, interval};

use crate::distribution::Distribution;
use crate::run::Result;
use crate::streaming::BETWEEN_CHUNKS;

const CHUNKS: usize = 1_500;

/// The time from the write of each chunk to its arrival in the sink, in milliseconds.
pub(crate) async fn measure() -> Result<Distribution> {
    let (home, server) = (TempHome::new()?, ScriptedServer::start().await?);
    let app = App::new(Home::new(home.parlance()));
    app.open_history().await;
    let provider = app.add_endpoint(&server.base_url(), None)?;
    let model = ModelChoice { provider, model: "quick-1".to_owned() };
    let started = app
        .send_message(SendArgs { conversation: None, text: "Go".to_owned(), model, overflow: None })
        .await?;

    let epoch = Instant::now();
    let arrived = Arc::new(Mutex::new(Vec::new()));
    let (ended, end) = oneshot::channel();
    app.watch_text(started.turn, sink(epoch, arrived.clone(), ended))?;
    let mut exchange = server.exchange().await?;
    exchange.respond(&Response::events("")).await?;
    let mut ticks = interval(BETWEEN_CHUNKS);
    for _ in 0..CHUNKS {
        ticks.tick().await;
        exchange.send(sse::text(&format!("{} ", epoch.elapsed().as_micros()))).await?;
    }
    exchange.send(format!("{}{}", sse::finish("stop"), sse::DONE)).await?;
    exchange.finish().await?;
    end.await?;
    app.shut_down().await;
    let lags_ms = std::mem::take(&mut *arrived.lock().unwrap_or_else(PoisonError::into_inner));
    if lags_ms.len() != CHUNKS {
        return Err(format!("{} of {CHUNKS} chunks arrived", lags_ms.len()).into());
    }
    Ok(Distribution::new(lags_ms))
}

fn sink(
    epoch: Instant,
    arrived: Arc<Mutex<Vec<f64>>>,
    ended: oneshot::Sender<()>,
) -> impl FnMut(TextEvent) -> std::result::Result<(), Closed> {
    let mut ended = Some(ended);
    move |event| {
        let now_us = epoch.elapsed().as_micros() as f64;
        match event {
            TextEvent::Text { delta } => {
                let mut arrived = arrived.lock().unwrap_or_else(PoisonError::into_inner);
                let written = delta.split_whitespace().filter_map(|stamp| stamp.parse::<f64>().ok());
                arrived.extend(written.map(|written_us| (now_us - written_us) / 1000.0));
            }
            TextEvent::Ended { .. } => {
                if let Some(ended) = ended.take() {
                    ended.send(()).map_err(|()| Closed)?;
                }
            }
            TextEvent::Reasoning { .. } | TextEvent::Picture { .. } | TextEvent::Status { .. } => {}
        }
        Ok(())
    }
}
