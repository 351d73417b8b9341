//! Which addresses are this machine, and which are the public internet.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

/// The host is this machine by its name or number; no name is looked up.
pub fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            name == "localhost" || name.ends_with(".localhost")
        }
        Some(Host::Ipv4(address)) => address.is_loopback() || address.is_unspecified(),
        Some(Host::Ipv6(address)) => {
            address.is_loopback() || address.to_ipv4_mapped().is_some_and(|inner| inner.is_loopback())
        }
        None => false,
    }
}

/// An address of the public internet, by the special-purpose registries of IANA (RFC 6890 and its updates). Addresses that
/// carry an IPv4 address inside count as that one.
pub(crate) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let is_special = address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_multicast()
        || address.is_documentation()
        || a == 0
        || a >= 240
        // Carrier-grade NAT, where one cloud also keeps its metadata server (100.100.100.200).
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        // 6to4 relays.
        || (a == 192 && b == 88 && c == 99)
        // Benchmarks.
        || (a == 198 && (b == 18 || b == 19))
        // Azure's metadata and platform server, a public number that is not public.
        || address == Ipv4Addr::new(168, 63, 129, 16);
    !is_special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    if let Some(inner) = embedded_v4(address) {
        return is_public_v4(inner);
    }
    let [first, second, ..] = address.segments();
    // Only 2000::/3 is given out; of it, 2001::/23 (Teredo, ORCHID, …), 2001:db8::/32 and 3fff::/20 are special.
    let is_global = first & 0xe000 == 0x2000;
    let is_special = match first {
        0x2001 => second < 0x200 || second == 0xdb8,
        0x3fff => second < 0x1000,
        _ => false,
    };
    is_global && !is_special
}

/// The IPv4 address inside: mapped, NAT64 (RFC 6052), 6to4 (RFC 3056).
fn embedded_v4(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let segments = address.segments();
    let from = |high: u16, low: u16| Ipv4Addr::from((u32::from(high) << 16) | u32::from(low));
    match segments {
        [0, 0, 0, 0, 0, 0xffff, high, low] => Some(from(high, low)),
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => Some(from(high, low)),
        [0x2002, high, low, ..] => Some(from(high, low)),
        _ => None,
    }
}

/// Not this machine and not the network that it is in, as far as the URL itself tells; no name is looked up.
pub(crate) fn may_be_public(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => is_public(IpAddr::V4(address)),
        Some(Host::Ipv6(address)) => is_public(IpAddr::V6(address)),
        Some(Host::Domain(name)) => !is_name_of_the_neighbourhood(name.trim_end_matches('.')),
        None => false,
    }
}

/// A name that only a network's own name server knows (RFC 6761, RFC 6762, RFC 8375, ICANN's `.internal`).
fn is_name_of_the_neighbourhood(name: &str) -> bool {
    let last = name.rsplit('.').next().unwrap_or_default();
    !name.contains('.')
        || matches!(last, "localhost" | "local" | "internal" | "test" | "lan" | "intranet")
        || name.ends_with(".home.arpa")
}

/// Hosts that have to be on the public internet while something of them is asked for. Where a proxy is in between, its own
/// name is looked up by the same resolver, and may be anywhere.
#[derive(Clone, Default)]
pub(crate) struct PublicHosts(Arc<Mutex<Vec<String>>>);

/// Holds a host to it until it is dropped.
pub(crate) struct HeldHost {
    hosts: PublicHosts,
    name: String,
}

impl PublicHosts {
    pub(crate) fn hold(&self, name: &str) -> HeldHost {
        self.lock().push(name.to_owned());
        HeldHost { hosts: self.clone(), name: name.to_owned() }
    }

    fn holds(&self, name: &str) -> bool {
        self.lock().iter().any(|held| held == name)
    }

    fn lock(&self) -> MutexGuard<'_, Vec<String>> {
        // A name is added or removed in one step.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for HeldHost {
    fn drop(&mut self) {
        let mut hosts = self.hosts.lock();
        if let Some(at) = hosts.iter().position(|held| *held == self.name) {
            hosts.swap_remove(at);
        }
    }
}

/// Looks names up and fails unless every address of a held host is public. The connection is made to the very addresses that
/// were looked at, so a second lookup cannot answer otherwise.
pub(crate) struct PublicResolver(pub(crate) PublicHosts);

#[derive(Debug, thiserror::Error)]
#[error("the address is not on the public internet")]
pub(crate) struct NotPublic;

impl Resolve for PublicResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let held = self.0.holds(name.as_str());
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            if held && !found.iter().all(|address| is_public(address.ip())) {
                return Err(NotPublic.into());
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn special_addresses_are_not_public() {
        for text in [
            "127.0.0.1",
            "127.9.9.9",
            "10.0.0.1",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "100.100.100.200",
            "168.63.129.16",
            "0.0.0.0",
            "0.1.2.3",
            "192.0.0.192",
            "198.18.0.1",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "192.0.2.1",
            "::",
            "::1",
            "fe80::1",
            "fc00::1",
            "fd00:ec2::254",
            "ff02::1",
            "2001:db8::1",
            "2001::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::ffff:169.254.169.254",
            "64:ff9b::a9fe:a9fe",
            "2002:7f00:1::",
            "::7f00:1",
            "fec0::1",
            "100::1",
        ] {
            assert!(!is_public(text.parse().unwrap()), "{text}");
        }
    }

    #[test]
    fn ordinary_addresses_are_public() {
        for text in [
            "1.1.1.1",
            "93.184.215.14",
            "172.32.0.1",
            "100.128.0.1",
            "2606:4700::1111",
            "::ffff:1.1.1.1",
            "2001:4860::8888",
        ] {
            assert!(is_public(text.parse().unwrap()), "{text}");
        }
    }

    #[test]
    fn a_name_of_the_own_network_is_not_public() {
        let may_be = |host: &str| may_be_public(&Url::parse(&format!("https://{host}/a.png")).unwrap());
        for host in
            ["intranet", "localhost", "a.localhost.", "nas.local", "a.internal", "pi.home.arpa", "10.0.0.1"]
        {
            assert!(!may_be(host), "{host}");
        }
        for host in ["example.com", "example.com.", "local.example", "93.184.215.14"] {
            assert!(may_be(host), "{host}");
        }
    }

    #[tokio::test]
    async fn only_a_held_host_has_to_be_public() {
        let hosts = PublicHosts::default();
        let resolver = PublicResolver(hosts.clone());
        let looks_up = async || resolver.resolve("localhost".parse().unwrap()).await.is_ok();
        let (first, second) = (hosts.hold("localhost"), hosts.hold("localhost"));
        assert!(!looks_up().await);
        drop(first);
        assert!(!looks_up().await, "somebody else still asks for something of it");
        drop(second);
        assert!(looks_up().await);
    }

    #[test]
    fn this_machine_is_known_by_name_and_number() {
        let is_this = |text: &str| is_this_machine(&Url::parse(text).unwrap());
        assert!(is_this("http://localhost:1"));
        assert!(is_this("http://app.localhost:1"));
        assert!(is_this("http://127.0.0.1:1"));
        assert!(is_this("http://[::1]:1"));
        assert!(is_this("http://[::ffff:127.0.0.1]:1"));
        assert!(!is_this("http://192.168.1.1"));
        assert!(!is_this("http://localhost.example"));
    }
}
