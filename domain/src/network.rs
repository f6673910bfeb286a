//! Ranges of addresses, as networks are written: `203.0.113.0/24`, `2001:db8::/32`.

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A range of addresses that share their first bits.
///
/// ```
/// use leadline_domain::network::Network;
/// let office = Network::parse("203.0.113.0/24").unwrap();
/// assert!(office.contains("203.0.113.77".parse().unwrap()));
/// assert!(office.contains("::ffff:203.0.113.77".parse().unwrap()));
/// assert!(!office.contains("203.0.114.1".parse().unwrap()));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    first: IpAddr,
    /// How many bits are shared.
    prefix: u8,
}

/// Why text is no network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotANetwork {
    /// Not an address with or without a number of bits behind a slash.
    Unreadable,
    /// Not the first address of its range; this network holds it.
    Within(Network),
}

impl Network {
    /// Reads a network, or a single address. Whoever writes `203.0.113.5/24` may mean the address or the range.
    pub fn parse(text: &str) -> Result<Self, NotANetwork> {
        let (address, prefix) = text.split_once('/').map_or((text, None), |(address, prefix)| (address, Some(prefix)));
        let address: IpAddr = address.parse().map_err(|_| NotANetwork::Unreadable)?;
        let digits =
            |prefix: &&str| (1..=3).contains(&prefix.len()) && prefix.bytes().all(|byte| byte.is_ascii_digit());
        let prefix = match prefix {
            None => length(address),
            Some(prefix) => prefix.parse().ok().filter(|_| digits(&prefix)).ok_or(NotANetwork::Unreadable)?,
        };
        let network = Self::around(address, prefix).ok_or(NotANetwork::Unreadable)?;
        if network.first == canonical(address, prefix).0 { Ok(network) } else { Err(NotANetwork::Within(network)) }
    }

    /// The network of so many shared bits that holds an address.
    pub fn around(address: IpAddr, prefix: u8) -> Option<Self> {
        if prefix > length(address) {
            return None;
        }
        let (address, prefix) = canonical(address, prefix);
        let first = match address {
            IpAddr::V4(address) => IpAddr::V4(Ipv4Addr::from_bits(
                address.to_bits() & u32::MAX.checked_shl((32 - prefix).into()).unwrap_or(0),
            )),
            IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(
                address.to_bits() & u128::MAX.checked_shl((128 - prefix).into()).unwrap_or(0),
            )),
        };
        Some(Self { first, prefix })
    }

    /// Whether an address is in the range. IPv4 written as IPv6 (`::ffff:203.0.113.77`) is IPv4.
    pub fn contains(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        address.is_ipv4() == self.first.is_ipv4() && Self::around(address, self.prefix) == Some(*self)
    }

    /// How many bits its addresses share: up to 32 for IPv4, up to 128 for IPv6.
    pub const fn prefix(&self) -> u8 {
        self.prefix
    }

    /// Whether it is a range of IPv4 addresses.
    pub const fn is_ipv4(&self) -> bool {
        self.first.is_ipv4()
    }
}

impl core::fmt::Display for Network {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{}/{}", self.first, self.prefix)
    }
}

const fn length(address: IpAddr) -> u8 {
    if address.is_ipv4() { 32 } else { 128 }
}

/// IPv4 where it is written as IPv6, as long as the range holds nothing else.
fn canonical(address: IpAddr, prefix: u8) -> (IpAddr, u8) {
    match (address.to_canonical(), prefix.checked_sub(96)) {
        (IpAddr::V4(v4), Some(prefix)) if address.is_ipv6() => (IpAddr::V4(v4), prefix),
        _ => (address, prefix),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::{String, ToString};
    use proptest::prelude::*;

    #[test]
    fn networks_are_read_and_written() {
        let table = [
            ("203.0.113.0/24", "203.0.113.0/24"),
            ("203.0.113.7", "203.0.113.7/32"),
            ("2001:db8::/32", "2001:db8::/32"),
            ("2001:DB8::1", "2001:db8::1/128"),
            ("::ffff:203.0.113.0/120", "203.0.113.0/24"),
            ("0.0.0.0/0", "0.0.0.0/0"),
            ("::/0", "::/0"),
        ];
        for (text, written) in table {
            assert_eq!(Network::parse(text).map(|network| network.to_string()), Ok(String::from(written)), "{text}");
        }
        for text in [
            "",
            "/",
            "203.0.113.0/",
            "203.0.113.0/33",
            "203.0.113.0/+8",
            "203.0.113/24",
            "::/129",
            "office",
            "203.0.113.0/24/8",
            "203.0.113.0/0024",
        ] {
            assert_eq!(Network::parse(text), Err(NotANetwork::Unreadable), "{text}");
        }
        let meant = Network::parse("203.0.113.0/24").unwrap();
        assert_eq!(Network::parse("203.0.113.5/24"), Err(NotANetwork::Within(meant)));
    }

    fn v4() -> impl Strategy<Value = IpAddr> {
        any::<u32>().prop_map(|bits| IpAddr::V4(Ipv4Addr::from_bits(bits)))
    }

    fn v6() -> impl Strategy<Value = IpAddr> {
        any::<u128>().prop_map(|bits| IpAddr::V6(Ipv6Addr::from_bits(bits)))
    }

    proptest! {
        #[test]
        fn a_network_holds_what_it_was_made_around((address, prefix) in prop_oneof![(v4(), 0..=32_u8), (v6(), 0..=128_u8)]) {
            let network = Network::around(address, prefix).unwrap();
            prop_assert!(network.contains(address));
            prop_assert_eq!(Network::parse(&network.to_string()), Ok(network));
        }

        #[test]
        fn a_smaller_network_lies_in_the_larger(address in v4(), other in v4(), prefix in 1..=32_u8) {
            let (small, large) = (Network::around(address, prefix).unwrap(), Network::around(address, prefix - 1).unwrap());
            prop_assert!(!small.contains(other) || large.contains(other));
        }

        #[test]
        fn families_do_not_mix(address in v4(), other in v6(), prefix in 0..=32_u8) {
            prop_assert_eq!(Network::around(address, prefix).unwrap().contains(other), false);
        }

        #[test]
        fn ipv4_is_the_same_written_as_ipv6(bits in any::<u32>(), other in any::<u32>(), prefix in 0..=32_u8) {
            let network = Network::around(IpAddr::V4(Ipv4Addr::from_bits(bits)), prefix).unwrap();
            let other = Ipv4Addr::from_bits(other);
            prop_assert_eq!(network.contains(IpAddr::V4(other)), network.contains(IpAddr::V6(other.to_ipv6_mapped())));
        }

        #[test]
        fn any_text_is_a_network_or_not(text in "[0-9a-f.:/]{0,20}") {
            let _ = Network::parse(&text);
        }
    }
}
