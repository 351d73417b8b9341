//! The released app in its window while an answer streams: how late the words are, and what it costs.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use parlance_journeys::{Desktop, Keyring, Page, Role, app_process, scene};
use parlance_testkit::{Exchange, Response, sse};
use serde_json::json;
use tokio::time::{Instant, interval, sleep};

use crate::answer;
use crate::distribution::Distribution;
use crate::process;
use crate::run::Result;

const IDLE: Duration = Duration::from_secs(10);
const CHUNKS: usize = 3_000;
pub(crate) const BETWEEN_CHUNKS: Duration = Duration::from_millis(10);
/// The page's clock counts whole milliseconds.
const CLOCK_STEP_US: f64 = 2_000.0;

pub(crate) struct Streaming {
    /// From the provider's write to the text in the document.
    pub(crate) lag_ms: Distribution,
    /// While nothing happens.
    pub(crate) idle: Cpu,
    /// While the answer streams.
    pub(crate) streaming: Cpu,
}

/// Processor time by process name, in percent of one core.
pub(crate) struct Cpu(pub(crate) BTreeMap<String, f64>);

impl Cpu {
    pub(crate) fn total(&self) -> f64 {
        self.0.values().sum()
    }
}

pub(crate) async fn measure() -> Result<Streaming> {
    let (home, server) = (scene::home("dark")?, scene::provider().await?);
    let environment = scene::environment(&server);
    let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &environment).await?;
    let app = app_process(&home.parlance()).ok_or("the app is not there")?;
    page.find(Role::Textbox, "Message").await?;
    process::idle_pss_mib(app).await?;
    let idle = cpu_while(app, sleep(IDLE)).await?.0;

    page.run(include_str!("lag.js"), Vec::new()).await?;
    compare_clocks(&page).await?;
    page.ask("Write a long answer").await?;
    let mut exchange = server.exchange().await?;
    exchange.respond(&Response::events("")).await?;
    let (streaming, written) = cpu_while(app, write(&mut exchange)).await?;
    written?;
    let all = "return window.benchLag.size >= arguments[0]";
    page.until_with("every chunk", all, vec![json!(CHUNKS)]).await?;
    compare_clocks(&page).await?;
    let lags = page.run("return [...window.benchLag.values()]", Vec::new()).await?;
    let lag_us: Vec<f64> = serde_json::from_value(lags)?;
    scene::end(exchange, "The end.").await?;
    page.answered("complete", "The end.").await?;
    desktop.quit(&home).await?;
    let lag_ms = Distribution::new(lag_us.into_iter().map(|us| us / 1000.0).collect());
    Ok(Streaming { lag_ms, idle, streaming })
}

async fn write(exchange: &mut Exchange) -> Result<()> {
    let mut ticks = interval(BETWEEN_CHUNKS);
    for (before, behind) in answer::chunks().take(CHUNKS) {
        ticks.tick().await;
        exchange.send(sse::text(&format!("{before}{}{behind}", now_us()))).await?;
    }
    Ok(())
}

async fn cpu_while<T>(root: u32, work: impl Future<Output = T>) -> Result<(Cpu, T)> {
    let (before, began) = (process::cpu_s(root)?, Instant::now());
    let done = work.await;
    let (after, span) = (process::cpu_s(root)?, began.elapsed());
    let share = |(name, used): (String, f64)| {
        let used = used - before.get(&name).copied().unwrap_or(0.0);
        (name, 100.0 * used / span.as_secs_f64())
    };
    Ok((Cpu(after.into_iter().map(share).collect()), done))
}

/// The lag is a difference between two processes' clocks: they must agree.
async fn compare_clocks(page: &Page) -> Result<()> {
    let before = now_us() as f64;
    let there = page.run("return (performance.timeOrigin + performance.now()) * 1000", Vec::new()).await?;
    let after = now_us() as f64;
    let there = there.as_f64().unwrap_or_default();
    if there < before - CLOCK_STEP_US || there > after + CLOCK_STEP_US {
        return Err(format!("the page's clock is off by {} µs", there - before).into());
    }
    Ok(())
}

fn now_us() -> u128 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_micros()
}
