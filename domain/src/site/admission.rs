//! What a site lets in or leaves out besides what everybody does.

use crate::network::Network;
use alloc::{string::String, vec::Vec};

/// `[admission]` of site.toml, checked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Admission {
    /// Networks of the site's own people.
    pub internal: Vec<Network>,
    /// Hosts from which views are spam, lower case, punycode.
    pub referrer_spam: Vec<String>,
    /// Words of user agents that are let in whatever the lists say, lower case.
    pub allow_agents: Vec<String>,
}

impl Admission {
    /// Whether an address, as text, is in one of the site's networks. What is no address is in none.
    pub fn is_internal(&self, address: &str) -> bool {
        !self.internal.is_empty()
            && address.parse().is_ok_and(|address| self.internal.iter().any(|network| network.contains(address)))
    }

    /// Whether the site lets a user agent in, letter case aside.
    pub fn allows(&self, user_agent: &str) -> bool {
        !self.allow_agents.is_empty() && {
            let agent = user_agent.to_ascii_lowercase();
            self.allow_agents.iter().any(|word| agent.contains(word.as_str()))
        }
    }
}
