//! `[[after]]` and `[confirm]` of `forms/<id>.toml`, and files that forms hand out, as written.

use crate::site::RawCondition;
use alloc::string::String;
use serde::{Deserialize, Serialize};

/// `[[after]]`: what comes after a submission. Of several the first whose condition holds counts; if none does, the form's
/// thanks are said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawAfter {
    /// Its name in translations.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// What has to be true of the submission; any if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<RawCondition>,
    /// What is said; the form's thanks if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Where the visitor goes: a path of the site's own, or an address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redirect: Option<String>,
    /// The name of a file in the site's folder `files`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The id of the form that is shown next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<String>,
}

/// `[confirm]`: who sent the form is asked by mail to confirm it (double opt-in).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawConfirm {
    /// The `[[mail]]` of `routing.toml` that carries it.
    pub mail: String,
    /// A line.
    pub subject: String,
    /// Plain text with `{{link}}` in it.
    pub text: String,
}

/// `[in.<locale>.confirm]`
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawConfirmTranslation {
    /// A line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// Plain text with `{{link}}` in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// A file that forms hand out: what is published names it, its bytes lie apart under their hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawFile {
    /// SHA-256 of its bytes, in hex.
    pub sha256: String,
    /// How many bytes it has.
    pub bytes: u64,
}
