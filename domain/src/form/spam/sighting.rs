//! What was seen lately under one name: forms of a visitor or a network, people who sent a text.
//!
//! Names are keyed hashes, so that no address is kept or told. An object counts what its share of the names is; it keeps no
//! more of each than decides.

use crate::{
    network::Network,
    secret::{Key, LeadKey},
    time::{DAY, MINUTE, Millis},
};
use alloc::{string::String, vec::Vec};
use core::net::IpAddr;
use serde::{Deserialize, Serialize};

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Counted {
    /// Forms that one visitor sends.
    Visitor,
    /// Forms that come from one network.
    Network,
    /// People who send the same text.
    Content,
}

impl Counted {
    /// For how long, in milliseconds.
    pub const fn window(self) -> i64 {
        match self {
            Self::Visitor | Self::Network => 10 * MINUTE,
            Self::Content => DAY,
        }
    }

    /// Whether it has to outlive the object's memory. Who sends many forms in minutes keeps the object awake; a text comes back
    /// hours later.
    pub const fn is_written(self) -> bool {
        matches!(self, Self::Content)
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Visitor => "visitor",
            Self::Network => "network",
            Self::Content => "content",
        }
    }

    /// The name something is counted under, and where: as for a person, the hash says which shard.
    pub fn name(self, key: &Key, of: &str) -> LeadKey {
        LeadKey::of(key, &[self.word(), "\0", of].concat())
    }
}

/// The network of an address, for counting: of IPv4 a /24, of IPv6 a /64. Nothing for an address that only means something on
/// its own network or machine: it says nothing of who sends.
pub fn counted(address: &str) -> Option<String> {
    let address = address.parse::<IpAddr>().ok()?.to_canonical();
    let prefix = match address {
        IpAddr::V4(address) => {
            let is_local = address.is_loopback() || address.is_private() || address.is_link_local();
            (!is_local && !address.is_unspecified()).then_some(24)
        }
        IpAddr::V6(address) => {
            let is_local = address.is_loopback() || address.is_unique_local() || address.is_unicast_link_local();
            (!is_local && !address.is_unspecified()).then_some(64)
        }
    }?;
    Network::around(address, prefix).map(|network| alloc::format!("{network}"))
}

/// What was seen under a name, the newest last, each once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Sightings(Vec<(Millis, String)>);

impl Sightings {
    /// Notes something, and says how many there are of it, up to one more than `most`: no more are kept. What is noted again,
    /// as when a form is sent again, is seen once.
    pub fn note(&mut self, what: &str, counted: Counted, most: u16, now: Millis) -> u32 {
        let most = usize::from(most).saturating_add(1);
        let since = now.plus(-counted.window());
        self.0.retain(|(at, _)| *at > since);
        if !self.0.iter().any(|(_, seen)| seen == what) {
            self.0.push((now, String::from(what)));
        }
        let over = self.0.len().saturating_sub(most);
        self.0.drain(..over);
        u32::try_from(self.0.len()).unwrap_or(u32::MAX)
    }

    /// When the last of it is to be forgotten.
    pub fn until(&self, counted: Counted) -> Millis {
        self.0.last().map_or(Millis(0), |(at, _)| at.plus(counted.window()))
    }
}
