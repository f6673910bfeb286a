//! `[[purpose]]` of site.toml as written.

use alloc::string::String;
use serde::{Deserialize, Serialize};

/// `[[purpose]]`: something that people agree to or don't.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawPurpose {
    /// What systems say.
    pub id: String,
    /// What people read.
    pub title: String,
    /// What it means.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}
