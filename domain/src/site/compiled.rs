//! A site as it is published: one JSON object, named by its own hash.

use super::{RawRouting, RawSite};
use crate::{list, score::vectors, secret::sha256_hex};
use alloc::{borrow::ToOwned, string::String};

/// How many hex digits of the hash name a version: 64 bits, enough for one site's history.
const VERSION_DIGITS: usize = 16;

/// A site as it is published. The same files give the same bytes and the same version on any machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compiled {
    /// The first 16 hex digits of the SHA-256 of `json`.
    pub version: String,
    /// The site as JSON.
    pub json: String,
}

impl RawSite {
    /// Compiles a site's files.
    pub fn compile(&self) -> Compiled {
        // Texts, numbers and maps with text keys: nothing that JSON can't hold.
        let json = serde_json::to_string(self).unwrap_or_default();
        Compiled { version: short_hash(&json), json }
    }

    /// Names what scores depend on besides the lead: the models, the lists, and what a model means to this release. Where
    /// it changes, every lead has to be scored again.
    pub fn model_version(&self) -> String {
        let told = (&self.scoring, &self.models, &self.site.competitors);
        let told = serde_json::to_string(&(told, list::DIGEST, vectors::DIGEST)).unwrap_or_default();
        // What moves leads besides their scores, and what is to be done in time; a site that says nothing of it keeps the
        // name it had.
        let RawRouting { owners, suppressions, .. } = &self.routing;
        let says_nothing = self.lifecycle.is_empty() && owners.is_empty() && suppressions.is_empty();
        let moves = (&self.lifecycle, owners, suppressions);
        let moves = if says_nothing { String::new() } else { serde_json::to_string(&moves).unwrap_or_default() };
        short_hash(&(told + &moves))
    }
}

fn short_hash(json: &str) -> String {
    sha256_hex(json.as_bytes()).get(..VERSION_DIGITS).unwrap_or_default().to_owned()
}
