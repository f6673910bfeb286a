//! How a site lets itself be told who a visitor is.

use alloc::string::String;

/// `[identify]` of site.toml, checked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Identify {
    /// The Worker secret that the customer's server signs with; without one nothing that it signs is verified.
    pub secret: Option<String>,
    /// Whether whom a page names without a signature is left out.
    pub require: bool,
}
