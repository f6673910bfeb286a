//! What people may be asked whether they agree to it.

use alloc::string::String;

/// A purpose that people agree to or don't, `[[purpose]]` of site.toml, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsentPurpose {
    /// What systems say, for example `newsletter`.
    pub id: String,
    /// What people read.
    pub title: String,
    /// What it means, in a sentence or two.
    pub text: Option<String>,
}
