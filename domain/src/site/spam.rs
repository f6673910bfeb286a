//! From when on a submission is suspected.

use alloc::string::String;

/// `[spam]` of site.toml, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spam {
    /// Most links in what somebody typed.
    pub links: u8,
    /// Seconds that anybody takes to fill in a form, where it is known when they were shown it; 0 for none.
    pub seconds: u8,
    /// Most forms of one visitor in ten minutes.
    pub per_visitor: u16,
    /// Most forms from one network in ten minutes.
    pub per_network: u16,
    /// Most people who send the same text within a day.
    pub repeats: u16,
    /// Cloudflare's Turnstile, where the site uses it.
    pub turnstile: Option<Turnstile>,
}

/// Cloudflare's Turnstile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turnstile {
    /// What pages show it.
    pub sitekey: String,
    /// The Worker secret with which the edge asks it.
    pub secret: String,
}

impl Default for Spam {
    fn default() -> Self {
        Self { links: 3, seconds: 3, per_visitor: 10, per_network: 60, repeats: 5, turnstile: None }
    }
}
