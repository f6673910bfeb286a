//! `[admission]` of site.toml as written.

use alloc::{string::String, vec::Vec};
use serde::{Deserialize, Serialize};

/// `[admission]`: what the site lets in or leaves out besides what everybody does.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawAdmission {
    /// Networks of the site's own people, such as `203.0.113.0/24`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub internal: Vec<String>,
    /// Hosts from which views are spam, besides the shipped list.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub referrer_spam: Vec<String>,
    /// Words of user agents that are let in whatever the lists of crawlers say.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allow_agents: Vec<String>,
}
