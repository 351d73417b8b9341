//! How long the first word of a streamed answer takes: asked for by a bare HTTP client, by the core's transport, by a turn as the
//! app takes it, and by the bare client through a proxy. All ask the same server for the same stream.

use std::env;
use std::sync::{Arc, Mutex, PoisonError};

use futures::StreamExt as _;
use parlance_app::ipc::{MessageState, ModelChoice, SendArgs};
use parlance_app::{App, Closed, Home, TextEvent};
use parlance_domain::Role;
use parlance_llm::{ChatMessage, ChatRequest, StreamEvent};
use parlance_providers::{
    Endpoint, HttpClient, HttpProvider, Provider as _, ProviderEvent, ProviderSpec, normalise_base_url,
};
use serde::Deserialize;
use tokio::sync::oneshot;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::bare;
use crate::distribution::Distribution;
use crate::run::Result;

const ROUNDS: usize = 100;
/// Connections, caches and the proxy's first call are not what is measured.
const WARM_UP: usize = 5;
/// The words of the stream.
pub(crate) const WORDS: usize = 200;
const QUESTION: &str = "Go";

/// What `scripts/bench.mjs` has started, as JSON in `PARLANCE_BENCH_SERVERS`.
#[derive(Deserialize)]
struct Servers {
    provider: Server,
    /// `None` where it cannot be had.
    proxy: Option<Server>,
}

/// Something that speaks Chat Completions.
#[derive(Deserialize)]
pub(crate) struct Server {
    pub(crate) base_url: String,
    pub(crate) model: String,
    pub(crate) key: Option<String>,
}

/// Milliseconds until the first word.
pub(crate) struct FirstToken {
    pub(crate) bare_ms: Distribution,
    /// By the transport and the decoder of the core alone.
    pub(crate) transport_ms: Distribution,
    /// From Send to the sink, with the question on the disk and the answer's journal.
    pub(crate) turn_ms: Distribution,
    /// From Send until it has returned, which is when the question is on the disk.
    pub(crate) sent_ms: Distribution,
    pub(crate) proxy_ms: Option<Distribution>,
}

/// Measures in turns, so that what slows the machine for a while slows all of them.
pub(crate) async fn measure() -> Result<FirstToken> {
    let servers: Servers = serde_json::from_str(&env::var("PARLANCE_BENCH_SERVERS")?)?;
    // Beside the program: a temporary folder may lie in memory, where syncing costs nothing.
    let program = env::current_exe()?;
    let folder = tempfile::tempdir_in(program.parent().ok_or("the program lies nowhere")?)?;
    let app = App::new(Home::new(folder.path()));
    app.open_history().await;
    let provider = app.add_endpoint(&servers.provider.base_url, None)?;
    let model = ModelChoice { provider, model: servers.provider.model.clone() };

    let client = HttpClient::default();
    let (mut bare_ms, mut transport_ms, mut turns, mut proxy_ms) = (vec![], vec![], vec![], vec![]);
    for round in 0..WARM_UP + ROUNDS {
        let kept = round >= WARM_UP;
        for arm in order(round) {
            match (arm, &servers.proxy) {
                (0, _) => {
                    let bare = bare::first_word_ms(&servers.provider, QUESTION).await?;
                    bare_ms.extend(kept.then_some(bare));
                }
                (1, _) => transport_ms.extend(kept.then_some(transport(&client, &servers.provider).await?)),
                (2, _) => turns.extend(kept.then_some(turn(&app, &model).await?)),
                (_, Some(proxy)) => {
                    let relayed = bare::first_word_ms(proxy, QUESTION).await?;
                    proxy_ms.extend(kept.then_some(relayed));
                }
                (_, None) => {}
            }
        }
    }
    app.shut_down().await;
    Ok(FirstToken {
        bare_ms: Distribution::new(bare_ms),
        transport_ms: Distribution::new(transport_ms),
        turn_ms: Distribution::new(turns.iter().map(|turn| turn.first_ms).collect()),
        sent_ms: Distribution::new(turns.iter().map(|turn| turn.sent_ms).collect()),
        proxy_ms: servers.proxy.is_some().then(|| Distribution::new(proxy_ms)),
    })
}

/// Who asks in which order: whoever comes behind the proxy finds the caches full of it, so that is another one each time.
fn order(round: usize) -> [usize; 4] {
    let mut arms = [0, 1, 2, 3];
    arms.rotate_left(round / 2 % 4);
    if !round.is_multiple_of(2) {
        arms.reverse();
    }
    arms
}

/// What has come of an answer.
#[derive(Default)]
struct Heard {
    first_ms: Option<f64>,
    words: usize,
}

struct Turn {
    sent_ms: f64,
    first_ms: f64,
}

async fn turn(app: &App, model: &ModelChoice) -> Result<Turn> {
    let heard = Arc::new(Mutex::new(Heard::default()));
    let (ended, end) = oneshot::channel();
    let began = Instant::now();
    let question =
        SendArgs { conversation: None, text: QUESTION.to_owned(), model: model.clone(), overflow: None };
    let started = app.send_message(question).await?;
    let sent_ms = began.elapsed().as_secs_f64() * 1000.0;
    app.watch_text(started.turn, sink(began, heard.clone(), ended))?;
    let state = end.await?;
    let Heard { first_ms, words } =
        std::mem::take(&mut *heard.lock().unwrap_or_else(PoisonError::into_inner));
    if state != MessageState::Complete || words != WORDS {
        return Err(format!("{words} words of {WORDS}, then {state:?}").into());
    }
    Ok(Turn { sent_ms, first_ms: first_ms.ok_or("no word came")? })
}

async fn transport(client: &HttpClient, server: &Server) -> Result<f64> {
    let base_url = normalise_base_url(&server.base_url)?;
    let endpoint = Endpoint::new(ProviderSpec::custom("scripted", "Scripted", base_url));
    let messages = vec![ChatMessage::text(Role::User, QUESTION)];
    let request = ChatRequest { model: server.model.clone(), messages, ..ChatRequest::default() };
    let began = Instant::now();
    let provider = HttpProvider::new(client.clone(), endpoint);
    let mut stream = provider.stream(request, CancellationToken::new());
    let (mut first_ms, mut words) = (None, 0);
    while let Some(event) = stream.next().await {
        if let ProviderEvent::Stream(StreamEvent::TextDelta { text, .. }) = event? {
            first_ms.get_or_insert(began.elapsed().as_secs_f64() * 1000.0);
            words += text.split_whitespace().count();
        }
    }
    if words != WORDS {
        return Err(format!("{words} words of {WORDS}").into());
    }
    Ok(first_ms.ok_or("no word came")?)
}

fn sink(
    began: Instant,
    heard: Arc<Mutex<Heard>>,
    ended: oneshot::Sender<MessageState>,
) -> impl FnMut(TextEvent) -> std::result::Result<(), Closed> {
    let mut ended = Some(ended);
    move |event| {
        match event {
            TextEvent::Text { delta } => {
                let mut heard = heard.lock().unwrap_or_else(PoisonError::into_inner);
                heard.first_ms.get_or_insert(began.elapsed().as_secs_f64() * 1000.0);
                heard.words += delta.split_whitespace().count();
            }
            TextEvent::Ended { state, .. } => {
                if let Some(ended) = ended.take() {
                    ended.send(state).map_err(|_| Closed)?;
                }
            }
            TextEvent::Reasoning { .. } | TextEvent::Picture { .. } | TextEvent::Status { .. } => {}
        }
        Ok(())
    }
}
