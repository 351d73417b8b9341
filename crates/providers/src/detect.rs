use std::time::Duration;

use futures::StreamExt as _;
use futures::stream::FuturesOrdered;
use url::Url;

use crate::{Directory, Endpoint, HttpClient, ModelInfo, ProviderSpec, Timeouts, list_models};

/// A server that answers on its usual port on this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalServer {
    /// The id in the directory.
    pub provider: String,
    pub base_url: Url,
    pub models: Vec<ModelInfo>,
}

/// A server of this machine accepts at once or is not there; listing may have to wait for a busy one.
const TIMEOUTS: (Duration, Duration) = (Duration::from_millis(300), Duration::from_secs(2));

/// Looks for the directory's local providers on 127.0.0.1, all ports at once, and gives those that list models, in the
/// directory's order. Something else that listens there is not taken for one.
pub async fn detect_local(directory: &Directory) -> Vec<LocalServer> {
    let (connect, whole) = TIMEOUTS;
    let client = HttpClient::new(Timeouts { connect, whole, ..Timeouts::default() });
    let specs = directory.iter();
    let probes: FuturesOrdered<_> =
        specs.flat_map(|spec| spec.ports.iter().map(|port| probe(&client, spec, *port))).collect();
    probes.filter_map(std::future::ready).collect().await
}

async fn probe(client: &HttpClient, spec: &ProviderSpec, port: u16) -> Option<LocalServer> {
    let mut base_url = spec.base_url.clone();
    base_url.set_host(Some("127.0.0.1")).ok()?;
    base_url.set_port(Some(port)).ok()?;
    let endpoint = Endpoint { base_url, ..Endpoint::new(spec.clone()) };
    let models = list_models(client, &endpoint).await.ok()?;
    Some(LocalServer { provider: spec.id.clone(), base_url: endpoint.base_url, models })
}
