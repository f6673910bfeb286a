//! The per-site Counter.

use super::object::{self, Address, Patience};
use crate::refusal::Refusal;
use leadline_domain::silence::Silence;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use worker::Env;

/// Day (`2026-11-21`), then name, then how often.
pub(crate) type Counts = BTreeMap<String, BTreeMap<String, u64>>;

/// Counts of a site.
#[derive(Serialize, Deserialize)]
pub(crate) struct Tally {
    /// Site key.
    pub(crate) site: String,
    /// What was counted.
    pub(crate) counts: Counts,
}

/// Which days to read, both included.
#[derive(Serialize, Deserialize)]
pub(crate) struct Range {
    /// First day.
    pub(crate) from: String,
    /// Last day.
    pub(crate) to: String,
}

/// Adds to a site's counts.
pub(crate) async fn add(env: &Env, tally: &Tally) -> Result<(), Refusal> {
    ask(env, &tally.site, "tally", tally).await
}

/// Reads a site's counts.
pub(crate) async fn read(env: &Env, site: &str, range: &Range) -> Result<Counts, Refusal> {
    ask(env, site, "read", range).await
}

/// The silence a site is in, if there is one; it takes so many expected hours that brought nothing.
pub(crate) async fn silence(env: &Env, site: &str, enough: u8) -> Result<Option<Silence>, Refusal> {
    ask(env, site, "silence", &enough).await
}

async fn ask<R: for<'de> Deserialize<'de>>(
    env: &Env,
    site: &str,
    command: &str,
    body: &impl Serialize,
) -> Result<R, Refusal> {
    let name = format!("counter/{site}");
    object::ask(env, Address { binding: "COUNTER", name: &name }, command, body, Patience::Needed).await
}
