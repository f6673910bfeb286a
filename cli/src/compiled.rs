//! A site compiled to what the edge keeps: one JSON object, named by its own hash.

use leadline_domain::{secret::sha256_hex, site::RawSite};

/// A site as it is published. The same files give the same bytes and the same version, on any machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Compiled {
    /// The first 16 hex digits of the SHA-256 of `site`.
    pub(crate) version: String,
    /// The site as JSON.
    pub(crate) site: String,
}

impl Compiled {
    /// Compiles a site's files.
    pub(crate) fn new(raw: &RawSite) -> Self {
        // Texts, numbers and maps with text keys: nothing that JSON can't hold.
        let site = serde_json::to_string(raw).unwrap_or_default();
        let version = sha256_hex(site.as_bytes()).chars().take(16).collect();
        Self { version, site }
    }

    /// The body of the request that publishes it.
    pub(crate) fn body(&self) -> String {
        format!("{{\"version\":\"{}\",\"site\":{}}}", self.version, self.site)
    }
}
