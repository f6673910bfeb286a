//! `[identify]` of site.toml as written.

use alloc::string::String;
use serde::{Deserialize, Serialize};

/// `[identify]`: how the site lets itself be told who a visitor is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawIdentify {
    /// Name of the Worker secret that the customer's server signs with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
    /// Whether whom a page names without a signature is left out.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub require: bool,
}
