//! How often a visitor may send. The platform counts; the numbers, and what comes of them, stand here.
//!
//! A tracker sends a batch when a page is left and every few seconds while something happens; what sends two a second for a
//! minute is a loop in the page or no page. Its items are answered, not asked for again: a queue that must send them
//! later would only make the next minute like this one.

use super::Arriving;
use crate::{
    id::VisitorId,
    outcome::{Limit, Outcome},
};
use alloc::string::String;
use base64ct::{Base64UrlUnpadded, Encoding};
use core::net::IpAddr;
use sha2::{Digest, Sha256};

/// What the platform's count says of a visitor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pace {
    /// No more than allowed, or nobody counted.
    #[default]
    Within,
    /// More than allowed.
    Beyond,
}

/// So many batches in so many seconds: the platform knows periods of 10 and of 60. wrangler.toml repeats the numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// Most batches.
    pub batches: u32,
    /// In this time.
    pub seconds: u32,
}

/// What one visitor may send.
pub const OF_VISITOR: Allowance = Allowance { batches: 120, seconds: 60 };
/// What may come from one address without a passport: the first batches of everybody behind an office's or a provider's
/// gateway, and all of those of whom nothing may be kept.
pub const OF_ADDRESS: Allowance = Allowance { batches: 1_200, seconds: 60 };

/// Whom to count a batch for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Counted {
    /// A visitor, against [`OF_VISITOR`], under this key.
    Visitor(String),
    /// An address, against [`OF_ADDRESS`], under this key.
    Address(String),
    /// Nobody: neither is known.
    Nobody,
}

impl Counted {
    /// Counts for the visitor of the passport, or else for the address: of IPv6 the first half, which is one household's.
    /// Keys are hashes, and name nobody.
    pub fn of(site: &str, visitor: Option<&VisitorId>, address: &str) -> Self {
        if let Some(visitor) = visitor {
            return Self::Visitor(key(site, visitor.as_str().as_bytes()));
        }
        match address.parse().map(|address: IpAddr| address.to_canonical()) {
            Ok(IpAddr::V4(address)) => Self::Address(key(site, &address.octets())),
            Ok(IpAddr::V6(address)) => {
                Self::Address(key(site, address.octets().first_chunk::<8>().map_or(&[], |half| half)))
            }
            Err(_) => Self::Nobody,
        }
    }
}

fn key(site: &str, of: &[u8]) -> String {
    let hash = Sha256::new().chain_update(site).chain_update([0]).chain_update(of).finalize();
    Base64UrlUnpadded::encode_string(hash.first_chunk::<16>().map_or(&[], |half| half))
}

/// Admits what comes at a bearable pace.
pub(super) fn admits(arriving: &Arriving<'_>) -> Result<(), Outcome> {
    match arriving.pace {
        Pace::Within => Ok(()),
        Pace::Beyond => Err(Outcome::Limited(Limit::Rate)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_platform_is_told_these_numbers() {
        let deployed = include_str!("../../../wrangler.toml");
        for (binding, Allowance { batches, seconds }) in [("VISITOR_RATE", OF_VISITOR), ("ADDRESS_RATE", OF_ADDRESS)] {
            assert!(matches!(seconds, 10 | 60), "the platform knows no other periods");
            let (_, after) = deployed.split_once(&alloc::format!("name = \"{binding}\"")).unwrap();
            let told = after.lines().find(|line| line.starts_with("simple")).unwrap();
            assert_eq!(told, alloc::format!("simple = {{ limit = {batches}, period = {seconds} }}"), "{binding}");
        }
    }

    #[test]
    fn a_visitor_is_counted_by_passport_and_else_by_household() {
        let visitor = VisitorId::from_entropy(&[1; 16]);
        let of = |address| Counted::of("demo", None, address);
        assert_eq!(Counted::of("demo", Some(&visitor), "192.0.2.1"), Counted::of("demo", Some(&visitor), "192.0.2.2"));
        assert_ne!(of("192.0.2.1"), of("192.0.2.2"));
        assert_ne!(of("192.0.2.1"), Counted::of("other", None, "192.0.2.1"));
        assert_eq!(of("192.0.2.1"), of("::ffff:192.0.2.1"));
        assert_eq!(of("2001:db8:1:2::3"), of("2001:db8:1:2:ffff::"));
        assert_ne!(of("2001:db8:1:2::3"), of("2001:db8:1:3::3"));
        assert_eq!(of("somewhere"), Counted::Nobody);
    }
}
