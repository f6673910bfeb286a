//! `[watch]` of site.toml as written.

use serde::{Deserialize, Serialize};

/// `[watch]`: what of the site is watched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawWatch {
    /// How many hours in which something was expected may bring nothing; 0 for any number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub silent_hours: Option<u8>,
}
