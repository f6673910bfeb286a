//! `[retention]` of site.toml as written.

use crate::lead::Stage;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// `[retention]`: for how long people are kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawRetention {
    /// Days after which somebody is erased of whom nothing was heard.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leads_days: Option<u16>,
    /// The same of who came of a test.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tests_days: Option<u16>,
    /// Stages in which people are kept all the same; `opportunity`, `customer` and `advocate` if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keep: Option<Vec<Stage>>,
}
