//! Which addresses may be delivered to. Whoever writes a site's files must not make the edge ask its own network.

use url::{Host, Url};

/// Where an address leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// To somebody on the internet, over https.
    Public,
    /// To this machine: for development only.
    ThisMachine,
}

/// Ends of names that no public server has: special use (RFC 6761, 6762, 7686, 8375, 9476), what ICANN keeps for private use
/// (`internal`) or will not delegate for what it collides with (`corp`, `home`, `mail`), and what routers and companies call
/// their own networks.
const PRIVATE: [&str; 16] = [
    "alt",
    "arpa",
    "corp",
    "domain",
    "home",
    "internal",
    "intranet",
    "invalid",
    "lan",
    "local",
    "localdomain",
    "localhost",
    "mail",
    "onion",
    "private",
    "test",
];

/// Public names that lead to whatever address is written in them, or to this machine.
const ECHOING: [&str; 6] = ["localtest.me", "lvh.me", "nip.io", "sslip.io", "traefik.me", "vcap.me"];

/// Where an address leads; `None` if nothing may be delivered there.
///
/// An address in numbers never may, in whatever spelling (`127.1`, `0x7f000001`, `[::ffff:10.0.0.1]`): no certificate makes
/// sure who answers, and most that are written so are somebody's own network. Nor may a name without a dot, nor user and
/// password in front of it.
///
/// ```
/// # use leadline_domain::sink::{Reach, reach};
/// assert_eq!(reach("https://crm.example/hook"), Some(Reach::Public));
/// assert_eq!(reach("http://127.0.0.1:8788/hook"), Some(Reach::ThisMachine));
/// assert_eq!(reach("https://169.254.169.254/"), None);
/// ```
pub fn reach(address: &str) -> Option<Reach> {
    let url = Url::parse(address).ok()?;
    if !url.username().is_empty() || url.password().is_some() || !matches!(url.scheme(), "http" | "https") {
        return None;
    }
    match url.host()? {
        Host::Domain(name) if is_this_machine(name) => Some(Reach::ThisMachine),
        Host::Domain(name) => (url.scheme() == "https" && is_public(name)).then_some(Reach::Public),
        Host::Ipv4(ip) => (ip.octets() == [127, 0, 0, 1]).then_some(Reach::ThisMachine),
        Host::Ipv6(ip) => (ip == core::net::Ipv6Addr::LOCALHOST).then_some(Reach::ThisMachine),
    }
}

fn is_this_machine(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name);
    name == "localhost" || name.ends_with(".localhost")
}

/// The URL parser has written the name in lower case and punycode.
fn is_public(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name);
    let last = name.rsplit_once('.').map(|(_, last)| last);
    let echoes = |suffix: &str| name.strip_suffix(suffix).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    last.is_some_and(|last| !last.is_empty() && !PRIVATE.contains(&last))
        && !ECHOING.iter().any(|suffix| echoes(suffix))
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;
    use proptest::prelude::*;

    #[test]
    fn names_of_public_servers_over_https_may_be_delivered_to() {
        for address in [
            "https://crm.example/hook",
            "https://hooks.slack.com/services/T0/B0/x",
            "https://CRM.Example.com:8443/hook?token=1",
            "https://b\u{fc}cher.example/",
            "https://crm.example.com./hook",
            "https://internal.example.com/",
            "https://local.dev/",
            "https://xlvh.me/",
        ] {
            assert_eq!(reach(address), Some(Reach::Public), "{address}");
        }
    }

    #[test]
    fn this_machine_is_told_apart() {
        for address in [
            "http://localhost:8788/hook",
            "http://127.0.0.1/",
            "http://127.1/",
            "http://2130706433/",
            "http://0x7f.1/",
            "http://017700000001/",
            "http://[::1]/",
            "http://[0:0:0:0:0:0:0:1]:80/",
            "https://shop.localhost/",
            "https://LOCALHOST./",
        ] {
            assert_eq!(reach(address), Some(Reach::ThisMachine), "{address}");
        }
    }

    #[test]
    fn everything_else_may_not() {
        for address in [
            "http://crm.example/hook",
            "ftp://crm.example/",
            "file:///etc/passwd",
            "data:,x",
            "crm.example/hook",
            "",
            "https://",
            "https://user@crm.example/",
            "https://user:secret@crm.example/",
            "https://crm.example@127.0.0.1/",
            "https://10.0.0.1/",
            "https://10.1/",
            "https://0x0a000001/",
            "https://167772161/",
            "https://192.168.1.1/",
            "https://172.16.0.1/",
            "https://169.254.169.254/latest/meta-data/",
            "https://0.0.0.0/",
            "https://0/",
            "https://127.0.0.2/",
            "https://100.64.0.1/",
            "https://224.0.0.1/",
            "https://8.8.8.8/",
            "https://\u{ff11}\u{ff10}.0.0.1/",
            "https://[fc00::1]/",
            "https://[fe80::1]/",
            "https://[::]/",
            "https://[::ffff:127.0.0.1]/",
            "https://[::ffff:7f00:1]/",
            "https://[::ffff:10.0.0.1]/",
            "https://[::127.0.0.1]/",
            "https://[64:ff9b::7f00:1]/",
            "https://[2002:7f00:1::]/",
            "https://[2606:4700::1111]/",
            "https://intranet/",
            "https://metadata.google.internal/",
            "https://printer.local/",
            "https://router.lan./",
            "https://nas.home.arpa/",
            "https://crm.corp/",
            "https://127.0.0.1.nip.io/",
            "https://nip.io/",
            "https://10-0-0-1.sslip.io/",
            "https://localtest.me/",
            "https://local\u{ff0e}localtest.me/",
            "https://crm.example:99999/",
        ] {
            assert_eq!(reach(address), None, "{address}");
        }
    }

    proptest! {
        #[test]
        fn no_address_in_numbers_is_public(ip in any::<u32>(), v6 in any::<u128>()) {
            let v4 = core::net::Ipv4Addr::from(ip);
            let v6 = core::net::Ipv6Addr::from(v6);
            for host in [format!("{v4}"), format!("{ip}"), format!("{ip:#x}"), format!("0{ip:o}"), format!("[{v6}]"), format!("[::ffff:{v4}]")] {
                let found = reach(&format!("https://{host}/hook"));
                prop_assert!(found != Some(Reach::Public), "{}", host);
            }
        }
    }
}
