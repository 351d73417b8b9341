//! How servers are reached: through which proxy, trusting whom, waiting how long.

use std::fmt;

use reqwest::{Certificate, ClientBuilder, Proxy};
use url::Url;
use zeroize::Zeroizing;

/// Which proxy calls to other machines go through. Calls to this machine go through none.
#[derive(Clone, Default, PartialEq, Eq)]
pub enum ProxyChoice {
    /// As the system and its environment say.
    #[default]
    System,
    Direct,
    Own(ProxyAddress),
    /// The user wants one, and which is not known. Nothing leaves this machine: a call around a proxy would be worse than none.
    Unknown,
}

/// The address of a proxy, with the password that its user needs.
#[derive(Clone, PartialEq, Eq)]
pub struct ProxyAddress {
    url: Url,
    password: Option<Zeroizing<String>>,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NetworkError {
    #[error(
        "This is no address of a proxy. It looks like http://proxy.example:3128 or socks5://127.0.0.1:1080."
    )]
    ProxyAddress,
    #[error("A proxy is reached by http, https, socks5 or socks5h, not by {0}.")]
    ProxyScheme(String),
    #[error(
        "The file holds no certificate. It has to be in the PEM format, which begins with -----BEGIN CERTIFICATE-----."
    )]
    NoCertificate,
    #[error("A certificate in the file cannot be read.")]
    BadCertificate,
}

/// How servers are reached.
#[derive(Clone, Default)]
pub struct Network {
    pub proxy: ProxyChoice,
    /// Trusted beside the system's own.
    pub certificates: Certificates,
}

/// Certificates of authorities, read from a file.
#[derive(Clone, Default)]
pub struct Certificates(Vec<Certificate>);

impl ProxyAddress {
    /// Reads what a person typed; without a scheme it is http. A password in it is taken out of the address.
    pub fn parse(text: &str) -> Result<Self, NetworkError> {
        let text = text.trim();
        let whole = if text.contains("://") { text.to_owned() } else { format!("http://{text}") };
        let mut url = Url::parse(&whole).map_err(|_| NetworkError::ProxyAddress)?;
        if !matches!(url.scheme(), "http" | "https" | "socks5" | "socks5h") {
            return Err(NetworkError::ProxyScheme(url.scheme().to_owned()));
        }
        if url.host_str().is_none_or(str::is_empty) {
            return Err(NetworkError::ProxyAddress);
        }
        let password = url.password().map(|password| Zeroizing::new(decoded(password)));
        // It has a host, so it can lose its password.
        let _ = url.set_password(None);
        url.set_path("");
        url.set_query(None);
        url.set_fragment(None);
        Ok(Self { url, password })
    }

    #[must_use]
    pub fn with_password(mut self, password: Option<&str>) -> Self {
        self.password = password.map(|password| Zeroizing::new(password.to_owned()));
        self
    }

    /// Without its password; to be shown and kept.
    pub fn url(&self) -> &Url {
        &self.url
    }

    pub fn password(&self) -> Option<&str> {
        self.password.as_ref().map(|password| password.as_str())
    }
}

/// As the user meant what an address has percent-encoded.
fn decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned()
}

impl fmt::Debug for ProxyAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ProxyAddress({})", self.url)
    }
}

impl Certificates {
    /// Reads the text of a PEM file.
    pub fn parse(pem: &[u8]) -> Result<Self, NetworkError> {
        let certificates = Certificate::from_pem_bundle(pem).map_err(|_| NetworkError::BadCertificate)?;
        if certificates.is_empty() {
            return Err(NetworkError::NoCertificate);
        }
        // What is inside is only read when it is used, and then one bad certificate would cost every connection.
        crate::client::use_crypto();
        let trial = reqwest::Client::builder().tls_certs_only(certificates.iter().cloned()).build();
        trial.map_err(|_| NetworkError::BadCertificate)?;
        Ok(Self(certificates))
    }
}

impl Network {
    /// Certificates for every client; the proxy too for those that leave this machine.
    pub(crate) fn trust(&self, builder: ClientBuilder) -> ClientBuilder {
        if self.certificates.0.is_empty() {
            return builder;
        }
        builder.tls_certs_merge(self.certificates.0.iter().cloned())
    }

    pub(crate) fn route(&self, builder: ClientBuilder) -> ClientBuilder {
        match &self.proxy {
            ProxyChoice::System => builder,
            ProxyChoice::Direct => builder.no_proxy(),
            ProxyChoice::Unknown => builder.proxy(nowhere()),
            ProxyChoice::Own(address) => match Proxy::all(address.url.clone()) {
                Ok(proxy) => builder.proxy(match address.password() {
                    Some(password) => proxy.basic_auth(&decoded(address.url.username()), password),
                    None => proxy,
                }),
                // Checked when it was parsed.
                Err(_) => builder.proxy(nowhere()),
            },
        }
    }
}

fn nowhere() -> Proxy {
    Proxy::custom(|_| Some("http://proxy.invalid"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_as_it_is_typed_and_its_password_leaves_it() {
        let read = |text: &str| ProxyAddress::parse(text);
        assert_eq!(read("proxy.example:3128").unwrap().url().as_str(), "http://proxy.example:3128/");
        assert_eq!(read(" socks5h://127.0.0.1:1080 ").unwrap().url().scheme(), "socks5h");
        let secret = read("http://anna:p%40ss@proxy.example:3128/path?x#y").unwrap();
        assert_eq!(secret.password(), Some("p@ss"));
        assert_eq!(secret.url().as_str(), "http://anna@proxy.example:3128/");
        assert!(!format!("{secret:?}").contains("p@ss") && !format!("{secret:?}").contains("p%40ss"));
        assert_eq!(read("ftp://proxy.example"), Err(NetworkError::ProxyScheme("ftp".into())));
        for wrong in ["", "http://", "not an address", "http://:80"] {
            assert_eq!(read(wrong), Err(NetworkError::ProxyAddress), "{wrong}");
        }
    }

    #[test]
    fn a_file_without_a_certificate_is_refused() {
        assert_eq!(Certificates::parse(b"").err(), Some(NetworkError::NoCertificate));
        assert_eq!(Certificates::parse(b"hello").err(), Some(NetworkError::NoCertificate));
        let broken = b"-----BEGIN CERTIFICATE-----\nnot base64!\n-----END CERTIFICATE-----\n";
        assert_eq!(Certificates::parse(broken).err(), Some(NetworkError::BadCertificate));
    }
}
