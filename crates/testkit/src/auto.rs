use std::io;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::{Exchange, Response, sse};

/// A provider that behaves by itself, for end-to-end tests and benches.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AutoProvider {
    pub models: Vec<AutoModel>,
    /// When set, a request without this bearer key is answered with 401.
    pub key: Option<String>,
}

/// What asking for a model gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AutoModel {
    pub id: String,
    /// The pieces of the answer. `{now_us}` becomes the time of writing in microseconds since 1970, to measure lag.
    pub chunks: Vec<String>,
    /// Between two pieces.
    pub interval: Duration,
    pub ending: Ending,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Ending {
    /// Finish reason, usage, `[DONE]`.
    #[default]
    Finish,
    /// A TCP reset.
    Reset,
    /// An open and silent connection.
    Stall,
    /// The connection closes in good order without a terminal event.
    Truncate,
}

impl AutoModel {
    pub fn new<'a>(id: &str, chunks: impl IntoIterator<Item = &'a str>) -> Self {
        let chunks = chunks.into_iter().map(str::to_owned).collect();
        Self { id: id.to_owned(), chunks, interval: Duration::ZERO, ending: Ending::Finish }
    }
}

impl AutoProvider {
    pub(crate) async fn answer(&self, mut exchange: Exchange) -> io::Result<()> {
        let path = exchange.request.path.split('?').next().unwrap_or_default();
        if self.key.is_some() && exchange.request.bearer() != self.key.as_deref() {
            exchange.respond(&Response::error(401, "invalid_api_key", "Incorrect API key provided.")).await?;
        } else if path.ends_with("/models") {
            exchange.respond(&Response::models(self.models.iter().map(|model| model.id.as_str()))).await?;
        } else if path.ends_with("/chat/completions") {
            let wanted = exchange.request.json()["model"].as_str().unwrap_or_default().to_owned();
            return match self.models.iter().find(|model| model.id == wanted) {
                Some(model) => model.answer(exchange).await,
                None => {
                    let message = format!("The model `{wanted}` does not exist.");
                    exchange.respond(&Response::error(404, "model_not_found", &message)).await?;
                    exchange.finish().await
                }
            };
        } else {
            exchange.respond(&Response::error(404, "not_found", "Unknown path.")).await?;
        }
        exchange.finish().await
    }
}

impl AutoModel {
    async fn answer(&self, mut exchange: Exchange) -> io::Result<()> {
        exchange.respond(&Response::events("")).await?;
        let mut ticks = (!self.interval.is_zero()).then(|| tokio::time::interval(self.interval));
        for text in &self.chunks {
            if let Some(ticks) = &mut ticks {
                ticks.tick().await;
            }
            let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_micros();
            exchange.send(sse::text(&text.replace("{now_us}", &now.to_string()))).await?;
        }
        match self.ending {
            Ending::Finish => {
                let usage = sse::usage(exchange.request.body.len() as u64 / 4, self.chunks.len() as u64);
                exchange.send(format!("{}{usage}{}", sse::finish("stop"), sse::DONE)).await?;
                exchange.finish().await
            }
            Ending::Reset => exchange.reset(),
            Ending::Truncate => exchange.finish().await,
            Ending::Stall => {
                exchange.closed().await;
                Ok(())
            }
        }
    }
}
