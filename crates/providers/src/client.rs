use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use parlance_llm::{HttpMethod, HttpRequest};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue, LOCATION};
use reqwest::{Client, ClientBuilder, Method, Response, redirect};
use tokio::sync::OnceCell;
use url::Url;

use crate::address::{self, HeldHost, PublicHosts, PublicResolver};
use crate::{Endpoint, FailureClass, FailureKind, Network, ProviderError};

/// How long to wait for what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// Name lookup, TCP and TLS together.
    pub connect: Duration,
    /// From the request to the response's head, connecting included.
    pub first_byte: Duration,
    /// Between two pieces of a streamed body.
    pub idle: Duration,
    /// For what follows the reason for finishing: usage and the end mark, which some servers never send.
    pub after_finish: Duration,
    /// Silence after which the caller is told.
    pub notice_after: Duration,
    /// Between two such notices.
    pub notice_every: Duration,
    /// A whole small answer: a list of models, the check of a key, the body of an error.
    pub whole: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            first_byte: Duration::from_secs(60),
            idle: Duration::from_secs(90),
            after_finish: Duration::from_secs(2),
            notice_after: Duration::from_secs(10),
            notice_every: Duration::from_secs(1),
            whole: Duration::from_secs(20),
        }
    }
}

/// The pool of connections; cheap to clone and to make. Certificates and proxy settings of the system are read when the
/// first call needs them, off the runtime's threads.
#[derive(Clone, Default)]
pub struct HttpClient {
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    timeouts: Timeouts,
    clients: RwLock<Arc<Clients>>,
}

/// The clients of one way to the network.
#[derive(Default)]
struct Clients {
    network: Network,
    proxied: OnceCell<Client>,
    /// For this machine's own servers: a proxy's "127.0.0.1" is another machine.
    direct: OnceCell<Client>,
    /// For those of them without TLS, which is most: the system's certificates are not read, megabytes of them.
    plain: OnceCell<Client>,
    images: OnceCell<Client>,
    image_hosts: PublicHosts,
}

const MAX_REDIRECTS: usize = 5;

impl HttpClient {
    pub fn new(timeouts: Timeouts) -> Self {
        Self { shared: Arc::new(Shared { timeouts, ..Shared::default() }) }
    }

    /// Reaches servers in another way from now on. Calls that run go on as they began.
    pub fn reach(&self, network: Network) {
        let clients = Arc::new(Clients { network, ..Clients::default() });
        *self.shared.clients.write().unwrap_or_else(PoisonError::into_inner) = clients;
    }

    fn clients(&self) -> Arc<Clients> {
        self.shared.clients.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub fn timeouts(&self) -> &Timeouts {
        &self.shared.timeouts
    }

    /// Sends `request` with the endpoint's credentials and gives the answer, whatever its status. A redirect is followed
    /// within the same host alone: credentials never go anywhere else, and neither does the conversation.
    pub(crate) async fn send(
        &self,
        endpoint: &Endpoint,
        request: HttpRequest,
    ) -> Result<Response, ProviderError> {
        let HttpRequest { method, mut url, headers, body, dropped: _ } = request;
        let method = match method {
            HttpMethod::Get => Method::GET,
            HttpMethod::Post => Method::POST,
        };
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            if let Ok(value) = HeaderValue::from_str(&value) {
                map.insert(HeaderName::from_static(name), value);
            }
        }
        map.extend(endpoint.header_map()?);
        let body = bytes::Bytes::from(body);
        for _ in 0..=MAX_REDIRECTS {
            let client = self.for_url(&url).await?;
            let address = endpoint.with_query(&url);
            let call = client.request(method.clone(), address).headers(map.clone()).body(body.clone());
            let response =
                call.send().await.map_err(|error| ProviderError::transport(&error, endpoint.host()))?;
            match follow(&url, &method, &response)? {
                Some(next) => url = next,
                None => return Ok(response),
            }
        }
        Err(redirect_error(&url, "it redirects in a circle"))
    }

    pub(crate) async fn for_url(&self, url: &Url) -> Result<Client, ProviderError> {
        let timeouts = self.shared.timeouts;
        let clients = self.clients();
        let network = clients.network.clone();
        let this_machine = address::is_this_machine(url);
        if this_machine && url.scheme() == "http" {
            lazily(&clients.plain, move || base(&timeouts).no_proxy().tls_certs_only([])).await
        } else if this_machine {
            lazily(&clients.direct, move || network.trust(base(&timeouts).no_proxy())).await
        } else {
            lazily(&clients.proxied, move || network.route(network.trust(base(&timeouts)))).await
        }
    }

    /// A client for pictures of `host`, which carries nothing of the user's and connects to no private address of that host
    /// as long as the second is held. Behind a proxy it is the proxy that looks the host up.
    pub(crate) async fn for_images(&self, host: &str) -> Result<(Client, HeldHost), ProviderError> {
        let timeouts = self.shared.timeouts;
        let clients = self.clients();
        let (network, hosts) = (clients.network.clone(), clients.image_hosts.clone());
        let held = hosts.hold(host);
        let client = lazily(&clients.images, move || {
            let public = Arc::new(PublicResolver(hosts.clone()));
            let plain = base(&timeouts).no_gzip().no_brotli().no_deflate().dns_resolver(public);
            network.route(network.trust(plain))
        });
        Ok((client.await?, held))
    }
}

fn base(timeouts: &Timeouts) -> ClientBuilder {
    Client::builder()
        .user_agent(concat!("Parlance/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(timeouts.connect)
        .redirect(redirect::Policy::none())
        .referer(false)
        // Shorter than the idle limits of common load balancers: a connection that they dropped is not used again.
        .pool_idle_timeout(Duration::from_secs(45))
        .tcp_keepalive(Duration::from_secs(30))
        .tcp_nodelay(true)
}

/// Settles which cryptography TLS uses.
pub(crate) fn use_crypto() {
    // An error says that it is settled, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

async fn lazily(
    cell: &OnceCell<Client>,
    builder: impl Fn() -> ClientBuilder + Send + 'static,
) -> Result<Client, ProviderError> {
    let build = || async {
        tokio::task::spawn_blocking(move || {
            use_crypto();
            builder().build().or_else(|error| {
                // A system without any certificate still has its local servers.
                tracing::warn!(%error, "no certificates: https will not work");
                builder().tls_certs_only([]).build()
            })
        })
        .await
        .map_err(|_| ProviderError::network("The program is ending."))?
        .map_err(|error| ProviderError::transport(&error, "the network"))
    };
    cell.get_or_try_init(build).await.cloned()
}

/// At most `cap` bytes of a body; what follows is dropped. What came before a failure is kept, and the failure with it; being
/// late is none, since the end of a small body is rarely worth a wait.
pub(crate) async fn read_capped(
    response: &mut Response,
    cap: usize,
    limit: Duration,
) -> (Vec<u8>, Result<(), reqwest::Error>) {
    let mut body = Vec::new();
    let read = async {
        while body.len() < cap {
            let Some(bytes) = response.chunk().await? else { break };
            body.extend_from_slice(bytes.get(..cap - body.len()).unwrap_or(&bytes));
        }
        Ok(())
    };
    let end = tokio::time::timeout(limit, read).await.unwrap_or(Ok(()));
    (body, end)
}

/// Where a redirect leads, `None` for any other answer. The method and the body are kept: a POST that became a GET would
/// be another question.
fn follow(url: &Url, method: &Method, response: &Response) -> Result<Option<Url>, ProviderError> {
    let status = response.status().as_u16();
    if !matches!(status, 301 | 302 | 303 | 307 | 308) {
        return Ok(None);
    }
    let location = response.headers().get(LOCATION).and_then(|value| value.to_str().ok());
    let Some(next) = location.and_then(|location| url.join(location).ok()) else {
        return Err(redirect_error(url, "it redirects to nowhere"));
    };
    if !is_same_host(url, &next) {
        let host = next.host_str().unwrap_or("an unknown host");
        let port = next.port().map(|port| format!(":{port}")).unwrap_or_default();
        let reason = format!(
            "it redirects to {}://{host}{port}, and the key is not sent there. If that is the right server, enter its \
             address as the base URL",
            next.scheme()
        );
        return Err(redirect_error(url, &reason));
    }
    if status == 303 && *method != Method::GET {
        return Err(redirect_error(url, "it answers a question with a redirect to a page"));
    }
    Ok(Some(next))
}

/// The same server, or the same host by https where it was http before.
fn is_same_host(from: &Url, to: &Url) -> bool {
    let same_host = from.host() == to.host() && to.username().is_empty() && to.password().is_none();
    let same_port =
        from.scheme() == to.scheme() && from.port_or_known_default() == to.port_or_known_default();
    same_host && (same_port || (from.scheme() == "http" && to.scheme() == "https"))
}

fn redirect_error(url: &Url, reason: &str) -> ProviderError {
    let host = url.host_str().unwrap_or("The server");
    ProviderError::new(
        FailureClass::Request,
        FailureKind::Redirect,
        format!("{host} cannot be used: {reason}."),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_redirect_stays_on_its_host_and_never_loses_encryption() {
        let is_same =
            |from: &str, to: &str| is_same_host(&Url::parse(from).unwrap(), &Url::parse(to).unwrap());
        assert!(is_same("https://a.example/v1", "https://a.example/v2"));
        assert!(is_same("https://a.example/v1", "https://a.example:443/v2"));
        assert!(is_same("http://a.example/v1", "https://a.example/v1"));
        assert!(!is_same("https://a.example/v1", "http://a.example/v1"));
        assert!(!is_same("https://a.example/v1", "https://b.example/v1"));
        assert!(!is_same("https://a.example/v1", "https://a.example.evil.example/v1"));
        assert!(!is_same("https://a.example/v1", "https://a.example:8443/v1"));
        assert!(!is_same("http://127.0.0.1:1234/v1", "http://127.0.0.1:9999/v1"));
        assert!(!is_same("https://a.example/v1", "https://user@a.example/v1"));
    }
}
