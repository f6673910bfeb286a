//! `[attribution]` of `site.toml`, as written.

use alloc::{string::String, vec::Vec};
use serde::{Deserialize, Serialize};

/// `[attribution]`
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawAttribution {
    /// Hosts people come back from and that send nobody: the site's own checkout or sign-in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ignore: Vec<String>,
    /// `[[attribution.source]]`
    #[serde(default, rename = "source", skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<RawSource>,
}

/// `[[attribution.source]]`
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawSource {
    /// Who comes from this host or one below it; this or `tag`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// Who comes with this `utm_source`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
    /// What to call the source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Its medium, where no tag says one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub medium: Option<String>,
    /// Its channel, by name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
}

impl RawAttribution {
    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        self.ignore.is_empty() && self.sources.is_empty()
    }
}
