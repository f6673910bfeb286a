//! Which hosts belong together, and which say nothing.

use crate::suffix::registrable;
use url::{Host, Url};

/// A host without `www.` and the dot of the root.
pub(super) fn bare(host: &str) -> &str {
    let host = host.strip_suffix('.').unwrap_or(host);
    host.strip_prefix("www.").unwrap_or(host)
}

/// Whether a host is another one, or lies below it.
pub(super) fn is_at_or_below(host: &str, above: &str) -> bool {
    host.strip_suffix(above).is_some_and(|front| front.is_empty() || front.ends_with('.'))
}

/// Longest host of the domain name system, in bytes (RFC 1035); what is longer is no host, and takes long to look up.
pub(crate) const LONGEST: usize = 253;

/// Whether two hosts are parts of one website: the same, `www.` aside, one below the other, or both of one registered
/// domain.
pub(super) fn are_family(one: &str, other: &str) -> bool {
    let (one, other) = (bare(one), bare(other));
    let is_below = |host: &str, above: &str| above.contains('.') && is_at_or_below(host, above);
    // A registered domain has two labels at least, and comparing those is quicker than looking up where it ends.
    let may_be_siblings = one.rsplit('.').take(2).eq(other.rsplit('.').take(2));
    let is_sibling = || may_be_siblings && registrable(one).is_some_and(|domain| registrable(other) == Some(domain));
    one == other || is_below(one, other) || is_below(other, one) || is_sibling()
}

/// Whether text has the form of a public host: labels of letters, digits and hyphens, the last one letters only.
pub(super) fn is_public_name(text: &str) -> bool {
    let is_label = |label: &str| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-');
    let ending = text.rsplit_once('.').map(|(_, ending)| ending).unwrap_or_default();
    text.len() <= LONGEST
        && text.split('.').all(is_label)
        && (ending.starts_with("xn--") || ending.chars().count() >= 2 && ending.chars().all(char::is_alphabetic))
}

/// Whether an address is on somebody's own machine or private network, where nobody else knows what it names.
pub(super) fn is_local(address: &Url) -> bool {
    match address.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback() || ip.is_private() || ip.is_link_local() || ip.is_unspecified(),
        Some(Host::Ipv6(ip)) => {
            ip.is_loopback() || ip.is_unspecified() || ip.is_unique_local() || ip.is_unicast_link_local()
        }
        Some(Host::Domain(name)) => is_at_or_below(name.strip_suffix('.').unwrap_or(name), "localhost"),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_website_is_a_host_and_what_lies_below() {
        for (one, other) in [
            ("a.example", "www.a.example"),
            ("shop.a.example", "a.example"),
            ("a.example", "b.c.a.example."),
            ("blog.a.example", "app.a.example"),
        ] {
            assert!(are_family(one, other) && are_family(other, one), "{one} {other}");
        }
        for (one, other) in [
            ("one.github.io", "two.github.io"),
            ("10.0.0.1", "11.0.0.1"),
            ("a.example", "ba.example"),
            ("a.localhost", "localhost"),
            ("a.example", "b.example"),
            ("", "a.b"),
        ] {
            assert!(!are_family(one, other) && !are_family(other, one), "{one} {other}");
        }
    }

    #[test]
    fn private_addresses_are_local() {
        let is_local = |host: &str| is_local(&Url::parse(&alloc::format!("http://{host}/")).unwrap());
        for host in
            ["localhost:3000", "shop.localhost", "127.0.0.1", "10.1.2.3", "192.168.1.1:8080", "[::1]", "[fd00::1]"]
        {
            assert!(is_local(host), "{host}");
        }
        for host in ["a.example", "93.184.216.34", "[2606:2800::1]", "localhost.example", "wiki"] {
            assert!(!is_local(host), "{host}");
        }
    }

    #[test]
    fn a_public_name_has_an_ending_of_letters() {
        for name in ["a.example", "blog.a-b.co.uk", "b\u{fc}cher.example", "a.xn--p1ai"] {
            assert!(is_public_name(name), "{name}");
        }
        for name in ["", "a", "a.b", "1.2.3.4", "v1.2", "a..example", ".example", "a b.example", "a_b.example"] {
            assert!(!is_public_name(name), "{name}");
        }
    }
}
