//! The per-site registry of published versions.

use super::object::{self, Address, Patience};
use crate::refusal::Refusal;
use leadline_domain::time::Millis;
use serde::{Deserialize, Serialize};
use worker::Env;

/// A version to put in force.
#[derive(Serialize, Deserialize)]
pub(crate) struct Publication {
    /// Site key.
    pub(crate) site: String,
    /// Its version.
    pub(crate) version: String,
    /// How many shards its leads live in.
    pub(crate) shards: u8,
    /// The site as JSON.
    pub(crate) json: String,
}

/// What became of it.
#[derive(Serialize, Deserialize)]
pub(crate) enum Published {
    /// It is in force since then.
    InForce(Millis),
    /// The site's leads already live in this many shards, which can't be changed.
    ShardsFixed(u8),
    /// The site's leads are already kept under keys that another `[identity]` names.
    IdentityFixed,
}

/// Puts a version in force.
pub(crate) async fn publish(env: &Env, publication: &Publication) -> Result<Published, Refusal> {
    let name = format!("site/{}", publication.site);
    object::ask(env, Address { binding: "SITE_REGISTRY", name: &name }, "publish", publication, Patience::Needed).await
}
