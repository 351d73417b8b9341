use std::io;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::json;

use crate::{Counts, Dialect, Exchange, RecordedRequest, Response, Say, Stop, Writer};

/// A provider that behaves by itself and speaks every wire, each at its path, for end-to-end tests and benches.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AutoProvider {
    pub models: Vec<AutoModel>,
    /// When set, a request without this key, in the header of any wire, is answered with 401.
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
    /// Finish reason, usage, and what ends the wire.
    #[default]
    Finish,
    /// A TCP reset.
    Reset,
    /// An open and silent connection.
    Stall,
    /// The connection closes in good order without a terminal event.
    Truncate,
    /// An error of the wire in a stream that began well.
    Error,
}

impl AutoModel {
    pub fn new<'a>(id: &str, chunks: impl IntoIterator<Item = &'a str>) -> Self {
        let chunks = chunks.into_iter().map(str::to_owned).collect();
        Self { id: id.to_owned(), chunks, interval: Duration::ZERO, ending: Ending::Finish }
    }
}

impl AutoProvider {
    pub(crate) async fn answer(&self, mut exchange: Exchange) -> io::Result<()> {
        let request = &exchange.request;
        let path = request.path.split('?').next().unwrap_or_default();
        let response = if self.key.is_some() && key(request) != self.key.as_deref() {
            Response::error(401, "invalid_api_key", "Incorrect API key provided.")
        } else if path.ends_with("/models") {
            self.list(request)
        } else if let Some(dialect) = Dialect::of_path(path) {
            let wanted = wanted(request, path);
            if let Some(model) = self.models.iter().find(|model| model.id == wanted) {
                return model.answer(dialect, exchange).await;
            }
            Response::error(404, "model_not_found", &format!("The model `{wanted}` does not exist."))
        } else {
            Response::error(404, "not_found", "Unknown path.")
        };
        exchange.respond(&response).await?;
        exchange.finish().await
    }

    fn list(&self, request: &RecordedRequest) -> Response {
        let ids = self.models.iter().map(|model| model.id.as_str());
        if request.header(GOOGLE_KEY).is_none() {
            return Response::models(ids);
        }
        let models: Vec<_> = ids
            .map(|id| json!({ "name": format!("models/{id}"), "supportedGenerationMethods": ["generateContent"] }))
            .collect();
        Response::json(200, json!({ "models": models }))
    }
}

const GOOGLE_KEY: &str = "x-goog-api-key";

fn key(request: &RecordedRequest) -> Option<&str> {
    request.bearer().or_else(|| request.header("x-api-key")).or_else(|| request.header(GOOGLE_KEY))
}

/// The model that is asked. Gemini has it in the path: `…/models/<model>:streamGenerateContent`.
fn wanted(request: &RecordedRequest, path: &str) -> String {
    let in_path = path.rsplit_once('/').and_then(|(_, last)| last.split_once(':')).map(|(model, _)| model);
    let body = request.json();
    in_path.or_else(|| body["model"].as_str()).unwrap_or_default().to_owned()
}

impl AutoModel {
    async fn answer(&self, dialect: Dialect, mut exchange: Exchange) -> io::Result<()> {
        exchange.respond(&dialect.response("")).await?;
        let mut writer = Writer::new(dialect);
        let mut ticks = (!self.interval.is_zero()).then(|| tokio::time::interval(self.interval));
        for text in &self.chunks {
            if let Some(ticks) = &mut ticks {
                ticks.tick().await;
            }
            let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_micros();
            let text = text.replace("{now_us}", &now.to_string());
            exchange.send(writer.write(&Say::Text(text))).await?;
        }
        match self.ending {
            Ending::Finish => {
                let input_tokens = exchange.request.body.len() as u64 / 4;
                let usage = Counts { input_tokens, output_tokens: self.chunks.len() as u64 };
                exchange.send(writer.write(&Say::Finish { stop: Stop::Done, usage: Some(usage) })).await?;
                exchange.finish().await
            }
            Ending::Error => {
                exchange.send(writer.write(&Say::error("overloaded_error", "Overloaded"))).await?;
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
