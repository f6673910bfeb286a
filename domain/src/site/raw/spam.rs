//! `[spam]` of site.toml as written.

use alloc::string::String;
use serde::{Deserialize, Serialize};

/// `[spam]`: from when on a submission is suspected. What is left out is as [`crate::site::Spam::default`] has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawSpam {
    /// Most links in what somebody typed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub links: Option<u8>,
    /// Seconds that anybody takes to fill in a form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<u8>,
    /// Most forms of one visitor in ten minutes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_visitor: Option<u16>,
    /// Most forms from one network in ten minutes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_network: Option<u16>,
    /// Most people who send the same text within a day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeats: Option<u16>,
    /// Cloudflare's Turnstile.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub turnstile: Option<RawTurnstile>,
}

/// `turnstile = { sitekey = "…", secret = "…" }`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawTurnstile {
    /// What pages show it.
    pub sitekey: String,
    /// The Worker secret with which the edge asks it.
    pub secret: String,
}
