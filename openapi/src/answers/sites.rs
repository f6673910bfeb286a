//! Versions of a site.

use leadline_domain::{access::Actor, difference::Difference, lead::Progress};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};

/// The version in force.
#[derive(Serialize, JsonSchema)]
pub(crate) struct SiteVersion {
    /// The site's key.
    site: String,
    /// The version.
    version: String,
}

/// A version that was put in force.
#[derive(Serialize, JsonSchema)]
pub(crate) struct SitePublished {
    /// The site's key.
    site: String,
    /// The version.
    version: String,
    /// How far scoring all leads again is, where the model is another.
    rescoring: Progress,
}

/// A file that was stored.
#[derive(Serialize, JsonSchema)]
pub(crate) struct FileStored {
    /// The site's key.
    site: String,
    /// The SHA-256 of its bytes, in hex.
    file: String,
    /// How many bytes it has.
    bytes: u64,
}

/// A version, without its files.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Version {
    /// Its name.
    version: String,
    /// When it was put in force last.
    published_at: String,
    /// On whose behalf, where that is known.
    published_by: Option<Actor>,
    /// Whether it is the one in force.
    in_force: bool,
}

/// What was published, newest first.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Versions {
    /// The site's key.
    site: String,
    /// Each once, by the last time.
    versions: Vec<Version>,
    /// The `cursor` of the next page; `null` on the last one.
    next: Option<String>,
}

/// A version with its files.
#[derive(Serialize, JsonSchema)]
pub(crate) struct VersionShown {
    #[serde(flatten)]
    version: Version,
    /// The site's files as JSON.
    files: Map<String, Value>,
}

/// What differs between two versions.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Diff {
    /// The site's key.
    site: String,
    /// One version; null where there was none before the other.
    from: Option<String>,
    /// The other one.
    to: String,
    /// Every place that is not the same in both.
    changes: Vec<Difference>,
}
