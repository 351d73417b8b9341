//! Proxies, certificates and patience of the user's own.

use parlance_providers::{Certificates, FailureKind, Network, Patience, ProxyAddress, ProxyChoice};
use parlance_testkit::{Response, Step, sse};

use super::*;

/// A provider on a host that only a proxy can know.
fn far_away() -> Endpoint {
    let base_url = normalise_base_url("http://models.far.example/v1").unwrap();
    Endpoint::new(ProviderSpec::custom("far", "Far", base_url)).with_key(ApiKey::new(KEY))
}

fn through(proxy: &ScriptedServer, user: &str) -> HttpClient {
    let client = HttpClient::new(patient());
    let address = proxy.base_url().replace("http://", &format!("http://{user}"));
    let proxy = ProxyChoice::Own(ProxyAddress::parse(&address).unwrap());
    client.reach(Network { proxy, certificates: Certificates::default() });
    client
}

#[tokio::test]
async fn calls_to_other_machines_go_through_the_users_proxy() {
    let proxy = start().await;
    proxy.respond(Response::events(sse::answer(["Hi"])));
    let provider = HttpProvider::new(through(&proxy, "anna:p%40ss@"), far_away()).with_retry(at_once(0));
    let outcome = ask(&provider).await;
    assert!(outcome.finished(), "{outcome:?}");
    let asked = &proxy.requests()[0];
    assert_eq!(asked.path, "http://models.far.example/v1/chat/completions");
    // anna:p@ss
    assert_eq!(asked.header("proxy-authorization"), Some("Basic YW5uYTpwQHNz"));
    assert_eq!(asked.bearer(), Some(KEY));
}

#[tokio::test]
async fn calls_to_this_machine_go_through_none() {
    let (proxy, local) = (start().await, start().await);
    local.respond(Response::events(sse::answer(["Hi"])));
    let provider = HttpProvider::new(through(&proxy, ""), endpoint(&local)).with_retry(at_once(0));
    assert!(ask(&provider).await.finished());
    assert_eq!((proxy.requests().len(), local.requests().len()), (0, 1));
}

#[tokio::test]
async fn another_way_holds_from_the_next_call_on() {
    let (first, second) = (start().await, start().await);
    let client = through(&first, "");
    let provider = HttpProvider::new(client.clone(), far_away()).with_retry(at_once(0));
    first.respond(Response::events(sse::answer(["One"])));
    assert_eq!(ask(&provider).await.text(), "One");
    let proxy = ProxyChoice::Own(ProxyAddress::parse(&second.base_url()).unwrap());
    client.reach(Network { proxy, certificates: Certificates::default() });
    second.respond(Response::events(sse::answer(["Two"])));
    assert_eq!(ask(&provider).await.text(), "Two");
    assert_eq!((first.requests().len(), second.requests().len()), (1, 1));
}

#[tokio::test]
async fn a_provider_is_waited_for_as_its_user_wants() {
    let server = start().await;
    server.enqueue([Step::Stall]);
    let mut endpoint = endpoint(&server);
    endpoint.patience = Patience { first_byte: Some(Duration::from_millis(100)), idle: None };
    let provider = HttpProvider::new(HttpClient::new(patient()), endpoint.clone()).with_retry(at_once(0));
    assert_eq!(ask(&provider).await.error().kind, FailureKind::Timeout);

    server.enqueue([Step::from(Response::events(sse::text("Hi"))), Step::Stall]);
    endpoint.patience = Patience { first_byte: None, idle: Some(Duration::from_millis(100)) };
    let provider = HttpProvider::new(HttpClient::new(patient()), endpoint).with_retry(at_once(0));
    let outcome = ask(&provider).await;
    assert_eq!((outcome.text().as_str(), outcome.error().kind), ("Hi", FailureKind::Timeout));
}

/// An authority of a company, and a server whose certificate it signed.
async fn company() -> (String, std::net::SocketAddr) {
    use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
    let _ = rustls::crypto::ring::default_provider().install_default();
    let authority_key = KeyPair::generate().unwrap();
    let mut authority = CertificateParams::new(Vec::<String>::new()).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let pem = authority.clone().self_signed(&authority_key).unwrap().pem();
    let issuer = Issuer::new(authority, authority_key);
    let key = KeyPair::generate().unwrap();
    let certificate =
        CertificateParams::new(vec!["localhost".to_owned()]).unwrap().signed_by(&key, &issuer).unwrap();
    let config = rustls::ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(
            vec![certificate.der().clone()],
            rustls::pki_types::PrivateKeyDer::Pkcs8(key.serialize_der().into()),
        )
        .unwrap();
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
    tokio::spawn(async move {
        use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(mut stream) = acceptor.accept(stream).await else { continue };
            let mut request = [0; 4096];
            let _ = stream.read(&mut request).await;
            let _ = stream.write_all(&Response::events(sse::answer(["Safe"])).bytes()).await;
            let _ = stream.shutdown().await;
        }
    });
    (pem, address)
}

#[tokio::test]
async fn an_authority_of_the_users_own_is_trusted_and_no_other() {
    let (pem, address) = company().await;
    let base_url = normalise_base_url(&format!("https://localhost:{}/v1", address.port())).unwrap();
    let endpoint = Endpoint::new(ProviderSpec::custom("inside", "Inside", base_url));
    let client = HttpClient::new(patient());
    let provider = HttpProvider::new(client.clone(), endpoint).with_retry(at_once(0));
    assert_eq!(ask(&provider).await.error().kind, FailureKind::Network);
    let certificates = Certificates::parse(pem.as_bytes()).unwrap();
    client.reach(Network { proxy: ProxyChoice::System, certificates });
    let outcome = ask(&provider).await;
    assert_eq!(outcome.text(), "Safe", "{outcome:?}");
}
