//! A site as it is published: one JSON object, named by its own hash.

use super::RawSite;
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
        // What moves leads besides their scores; a site that says nothing of it keeps the name it had.
        let moves = (&self.lifecycle.stages, &self.lifecycle.direct, &self.routing.suppressions);
        let moves = match moves {
            (stages, direct, lists) if stages.is_empty() && direct.is_empty() && lists.is_empty() => String::new(),
            moves => serde_json::to_string(&moves).unwrap_or_default(),
        };
        short_hash(&(told + &moves))
    }
}

fn short_hash(json: &str) -> String {
    sha256_hex(json.as_bytes()).get(..VERSION_DIGITS).unwrap_or_default().to_owned()
}
