use std::collections::VecDeque;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;

use crate::{AutoProvider, Exchange, RecordedRequest, Response, Script, Step};

/// A raw HTTP/1.1 server on a free port of 127.0.0.1, one request a connection.
///
/// A request is answered by the first that applies: the script set for the end of its path, the next queued script, the
/// automatic provider. Without any, it waits for [`ScriptedServer::exchange`], and the test answers it by hand.
pub struct ScriptedServer {
    address: SocketAddr,
    shared: Arc<Shared>,
    exchanges: tokio::sync::Mutex<mpsc::UnboundedReceiver<Exchange>>,
    accepting: JoinHandle<()>,
}

struct Shared {
    state: Mutex<State>,
    arrived: watch::Sender<usize>,
    by_hand: mpsc::UnboundedSender<Exchange>,
    auto: Option<AutoProvider>,
}

#[derive(Default)]
struct State {
    requests: Vec<RecordedRequest>,
    queue: VecDeque<Script>,
    routes: Vec<(String, Script)>,
}

impl ScriptedServer {
    pub async fn start() -> io::Result<Self> {
        Self::bind(0, None).await
    }

    /// A server that answers as `provider` what no script answers.
    pub async fn auto(provider: AutoProvider) -> io::Result<Self> {
        Self::bind(0, Some(provider)).await
    }

    /// As [`ScriptedServer::auto`], on a given port; 0 takes a free one.
    pub async fn bind(port: u16, auto: Option<AutoProvider>) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        let address = listener.local_addr()?;
        let (by_hand, exchanges) = mpsc::unbounded_channel();
        let shared =
            Arc::new(Shared { state: Mutex::default(), arrived: watch::Sender::new(0), by_hand, auto });
        let accepting = tokio::spawn({
            let shared = Arc::clone(&shared);
            async move {
                while let Ok((stream, _)) = listener.accept().await {
                    tokio::spawn(serve(Arc::clone(&shared), stream));
                }
            }
        });
        Ok(Self { address, shared, exchanges: tokio::sync::Mutex::new(exchanges), accepting })
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// `http://127.0.0.1:<port>/v1`
    pub fn base_url(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    /// Queues the answer to the next request that no route answers.
    pub fn enqueue(&self, script: impl Into<Script>) {
        self.shared.state().queue.push_back(script.into());
    }

    /// Queues a whole response.
    pub fn respond(&self, response: Response) {
        self.enqueue([Step::from(response)]);
    }

    /// Answers every request whose path ends so, query aside, with `script`, from now on.
    pub fn route(&self, path_end: &str, script: impl Into<Script>) {
        let mut state = self.shared.state();
        state.routes.retain(|(end, _)| end != path_end);
        state.routes.push((path_end.to_owned(), script.into()));
    }

    /// Everything that arrived so far.
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.shared.state().requests.clone()
    }

    /// Waits until request number `index`, counted from 0, has arrived whole.
    pub async fn request(&self, index: usize) -> RecordedRequest {
        let mut arrived = self.shared.arrived.subscribe();
        loop {
            if let Some(request) = self.shared.state().requests.get(index) {
                return request.clone();
            }
            // The sender lives in `self`, so this cannot fail while we wait.
            let _ = arrived.changed().await;
        }
    }

    /// The next request that nothing else answers, to be answered by hand.
    pub async fn exchange(&self) -> io::Result<Exchange> {
        let gone = || io::Error::other("the scripted server has stopped");
        self.exchanges.lock().await.recv().await.ok_or_else(gone)
    }

    /// Waits until the server stops accepting, which is until it is dropped or the system refuses.
    pub async fn stopped(mut self) {
        let _ = (&mut self.accepting).await;
    }
}

impl Drop for ScriptedServer {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Records the request and takes its script.
    fn record(&self, request: &RecordedRequest) -> Option<Script> {
        let mut state = self.state();
        state.requests.push(request.clone());
        self.arrived.send_replace(state.requests.len());
        let path = request.path.split('?').next().unwrap_or_default();
        let route =
            state.routes.iter().find(|(end, _)| path.ends_with(end)).map(|(_, script)| script.clone());
        route.or_else(|| state.queue.pop_front())
    }
}

async fn serve(shared: Arc<Shared>, mut stream: TcpStream) {
    let _ = stream.set_nodelay(true);
    let Some(request) = RecordedRequest::read(&mut stream).await else { return };
    let script = shared.record(&request);
    let exchange = Exchange::new(request, stream);
    // A client that goes away in the middle of an answer is what many tests are about: not an error here.
    let _ = match (script, &shared.auto) {
        (Some(script), _) => exchange.run(script).await,
        (None, Some(auto)) => auto.answer(exchange).await,
        (None, None) => shared.by_hand.send(exchange).map_err(io::Error::other),
    };
}
